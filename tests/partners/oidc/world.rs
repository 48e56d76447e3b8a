//! One world: the partner, an engine over a fresh folder with the partner's definition, and a person.
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use larder_engine::api::ById;
use larder_engine::view::{ClientSet, ConnectionView, SignInPhase, SignInStart, SignInView};
use larder_engine::{Answer, ApiRequest, Engine, Keychain, Options, Problem};
use larder_store::fake_keychain::FakeKeychain;
use secrecy::ExposeSecret;
use tempfile::TempDir;

use crate::person::{Consent, Person, sit};
use crate::server::{CLIENT_ID, Partner};

/// Partner, engine and person.
pub(crate) struct World {
    pub(crate) partner: Partner,
    pub(crate) engine: Engine,
    pub(crate) person: Person,
    home: TempDir,
    connectors: TempDir,
    keychain: Keychain,
}

impl World {
    pub(crate) async fn new() -> Self {
        let partner = Partner::start().await;
        let (home, connectors) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let definition = include_str!("oidc.toml");
        std::fs::write(connectors.path().join("oidc.toml"), definition).unwrap();
        let keychain = FakeKeychain::new().keychain();
        let person = Person::new();
        let engine = open(home.path(), connectors.path(), &keychain, &person).await;
        let client = ClientSet {
            connector: "oidc".to_owned(),
            host: String::new(),
            client_id: CLIENT_ID.to_owned(),
            secret: None,
        };
        engine.set_client(client).await.unwrap();
        Self {
            partner,
            engine,
            person,
            home,
            connectors,
            keychain,
        }
    }

    /// Another engine over the same folder and keychain, as the command line is beside the window.
    pub(crate) async fn second_engine(&self) -> Engine {
        open(
            self.home.path(),
            self.connectors.path(),
            &self.keychain,
            &self.person,
        )
        .await
    }

    /// Closes the engine and opens another over the same folder and keychain.
    pub(crate) async fn restart(&mut self) {
        self.engine.close().await;
        self.engine = self.second_engine().await;
    }

    pub(crate) fn start(&self) -> SignInStart {
        SignInStart {
            connector: "oidc".to_owned(),
            way: "oauth2".to_owned(),
            name: "Partner".to_owned(),
            fields: [("issuer".to_owned(), self.partner.issuer.clone())].into(),
            ..SignInStart::default()
        }
    }

    /// Connects as Ada; gives the connection's id.
    pub(crate) async fn connect(&self) -> String {
        self.signed_in(self.start()).await
    }

    /// Signs in as Ada, in the window; gives the connection's id.
    pub(crate) async fn signed_in(&self, start: SignInStart) -> String {
        let view = self.engine.start_sign_in(start).await.unwrap();
        sit(&self.person.window().await, "ada", Consent::Continue).await;
        let ended = self.ended(&view.id).await;
        assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
        ended.connection
    }

    /// Waits, by the engine's own news, until the sign-in is over.
    pub(crate) async fn ended(&self, id: &str) -> SignInView {
        let mut stale = self.engine.stale();
        let waiting = async {
            loop {
                let asked = ById { id: id.to_owned() };
                let view = self.engine.sign_in(asked).await.unwrap();
                if matches!(
                    view.phase,
                    SignInPhase::Done | SignInPhase::Failed | SignInPhase::Cancelled
                ) {
                    return view;
                }
                // Missed news is news as well.
                let _ = stale.recv().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), waiting)
            .await
            .expect("the sign-in ends")
    }

    pub(crate) async fn connection(&self, id: &str) -> ConnectionView {
        let asked = ById { id: id.to_owned() };
        self.engine.connection(asked).await.unwrap()
    }

    /// The access token Larder would use now.
    pub(crate) async fn token(&self, id: &str) -> String {
        let token = self.engine.token(id).await.unwrap();
        token.expose_secret().to_owned()
    }

    /// Ends the access token at the partner, so that the next call finds it refused.
    pub(crate) async fn end_token(&self, id: &str) {
        let token = self.token(id).await;
        self.partner.end_token(&token).await;
    }

    /// Asks the partner who this is, through the connection.
    pub(crate) async fn who(engine: &Engine, id: &str) -> Result<Answer, Problem> {
        let ask = ApiRequest {
            method: "GET".to_owned(),
            path_or_url: "/me".to_owned(),
            query: Vec::new(),
            body: None,
        };
        engine.request(id, ask).await
    }
}

async fn open(home: &Path, connectors: &Path, keychain: &Keychain, person: &Person) -> Engine {
    Engine::open(Options {
        home: home.to_owned(),
        connector_folders: vec![connectors.to_owned()],
        keychain: keychain.clone(),
        window: Some(Arc::new(person.clone())),
        browser: Arc::new(person.clone()),
        stand_ins: larder_engine::StandIns::default(),
        exports: home.join("exports"),
        clock: Arc::new(larder_engine::SystemClock::default()),
    })
    .await
    .unwrap()
}
