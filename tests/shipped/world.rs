//! One world for all scenarios: stand-ins behind TLS for every vendor's hosts, and engines that are sent there.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use larder_engine::api::ById;
use larder_engine::view::{ClientSet, ConnectionView, SignInPhase, SignInStart, SignInView};
use larder_engine::{Answer, ApiRequest, Engine, Options, Problem, StandIns};
use larder_practice::quirks::Quirks;
use larder_store::fake_keychain::FakeKeychain;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::certificates::certificates;
use crate::person::Person;
use crate::scenarios::{Client, Scenario};

/// The client every vendor knows.
const CLIENT_ID: &str = "larder-quirks";
const CLIENT_SECRET: &str = "a-secret-everybody-may-know";

/// The vendors' hosts, answered for on this computer.
#[derive(Clone, Debug)]
pub(crate) struct Vendors {
    pub(crate) quirks: Quirks,
    pub(crate) port: u16,
    pub(crate) root: Vec<u8>,
}

impl Vendors {
    pub(crate) async fn start() -> Self {
        let quirks = Quirks::new();
        let known = certificates(&quirks.hosts());
        let acceptor = TlsAcceptor::from(Arc::clone(&known.server));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = quirks.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, quirks) = (acceptor.clone(), serving.clone());
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        let client = stream.get_ref().1.peer_certificates();
                        let client = client.and_then(|chain| chain.first());
                        let client = client.map(|certificate| certificate.to_vec());
                        quirks.serve(stream, true, client).await;
                    }
                });
            }
        });
        Self {
            quirks,
            port,
            root: known.root.clone(),
        }
    }

    fn stand_ins(&self) -> StandIns {
        let hosts = self.quirks.hosts().into_iter();
        hosts.fold(
            StandIns::default().trusting(self.root.clone()),
            |all, host| all.host(host, self.port),
        )
    }
}

/// An engine over a fresh folder, and the person at its windows.
pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) quirks: Quirks,
    person: Person,
    _home: Option<TempDir>,
}

impl World {
    pub(crate) async fn open(vendors: &Vendors) -> Self {
        let home = TempDir::new().unwrap();
        let person = Person::new(vendors);
        let engine = Engine::open(Options {
            home: home.path().to_owned(),
            connector_folders: Vec::new(),
            keychain: FakeKeychain::new().keychain(),
            window: Some(Arc::new(person.clone())),
            browser: Arc::new(person.clone()),
            stand_ins: vendors.stand_ins(),
            exports: home.path().join("exports"),
            clock: Arc::new(larder_engine::SystemClock::default()),
        })
        .await
        .unwrap();
        Self {
            engine,
            quirks: vendors.quirks.clone(),
            person,
            _home: Some(home),
        }
    }

    /// A world around an engine that is open already, whose vendors are elsewhere.
    pub(crate) fn around(engine: Engine, person: Person) -> Self {
        Self {
            engine,
            quirks: Quirks::new(),
            person,
            _home: None,
        }
    }

    /// Registers the client a scenario signs in with.
    pub(crate) async fn register(&self, scenario: &Scenario) {
        let secret = match scenario.client {
            Client::None => return,
            Client::Public => None,
            Client::Secret => Some(CLIENT_SECRET.to_owned()),
        };
        let client = ClientSet {
            connector: scenario.connector.to_owned(),
            host: String::new(),
            client_id: scenario.client_id.unwrap_or(CLIENT_ID).to_owned(),
            secret: secret.map(|secret| scenario.client_secret.map_or(secret, str::to_owned)),
        };
        self.engine.set_client(client).await.unwrap();
    }

    /// What a person fills in for a scenario.
    pub(crate) fn start(scenario: &Scenario) -> SignInStart {
        SignInStart {
            connector: scenario.connector.to_owned(),
            way: scenario.way.to_owned(),
            name: "Pantry".to_owned(),
            fields: pairs(scenario.fields),
            secrets: scenario
                .secrets
                .iter()
                .map(|(key, value)| ((*key).to_owned(), typed(value)))
                .collect(),
            ..SignInStart::default()
        }
    }

    /// Starts a sign-in and waits for its end.
    pub(crate) async fn sign_in(&self, start: SignInStart) -> Result<SignInView, Problem> {
        let view = self.engine.start_sign_in(start).await?;
        let stands = self
            .until(&view.id, |view| has_ended(view) || view.device.is_some())
            .await;
        if let Some(device) = stands.device {
            // Another device, or the same one: the person types the code at the page.
            let page = device.verification_uri_complete;
            let page = page.unwrap_or(device.verification_uri);
            self.person.type_code(&page, &device.user_code).await;
        }
        Ok(self.ended(&view.id).await)
    }

    pub(crate) async fn ended(&self, id: &str) -> SignInView {
        self.until(id, has_ended).await
    }

    /// Waits, by the engine's own news, until a sign-in stands as wanted.
    pub(crate) async fn until(&self, id: &str, wanted: impl Fn(&SignInView) -> bool) -> SignInView {
        let mut stale = self.engine.stale();
        let waiting = async {
            loop {
                let view = self.engine.sign_in(ById { id: id.to_owned() });
                let view = view.await.unwrap();
                if wanted(&view) {
                    return view;
                }
                let _ = stale.recv().await;
            }
        };
        let moved = tokio::time::timeout(Duration::from_secs(40), waiting).await;
        moved.unwrap_or_else(|_| {
            let refused = self.quirks.refusals();
            panic!("the sign-in does not move on; refused were {refused:#?}")
        })
    }

    pub(crate) async fn connection(&self, id: &str) -> ConnectionView {
        let view = self.engine.connection(ById { id: id.to_owned() });
        view.await.unwrap()
    }

    /// Makes the scenario's own request as the connection.
    pub(crate) async fn ask(
        &self,
        connection: &str,
        scenario: &Scenario,
    ) -> Result<Answer, Problem> {
        let (method, address) = scenario.request;
        let (address, query) = address.split_once('?').unwrap_or((address, ""));
        let query = query.split('&').filter_map(|pair| pair.split_once('='));
        let ask = ApiRequest {
            method: method.to_owned(),
            path_or_url: address.to_owned(),
            query: query
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: scenario
                .body
                .map(|body| serde_json::from_str(body).unwrap()),
        };
        self.engine.request(connection, ask).await
    }
}

fn has_ended(view: &SignInView) -> bool {
    matches!(
        view.phase,
        SignInPhase::Done | SignInPhase::Failed | SignInPhase::Cancelled
    )
}

pub(crate) fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), typed(value)))
        .collect()
}

/// What stands in the table, with the cast's keys in place of their names.
pub(crate) fn typed(value: &str) -> String {
    match value.strip_prefix("key:") {
        Some("fingerprint") => Quirks::fingerprint(),
        Some("certificate") => certificates(&[]).client.clone(),
        Some("certificate key") => certificates(&[]).client_key.clone(),
        Some("other") => Quirks::unknown_private_key(),
        Some(kind) => Quirks::private_keys()[kind].clone(),
        None => value.to_owned(),
    }
}
