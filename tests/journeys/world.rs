//! One world for a journey: practice apps on free ports, an engine over a fresh folder, a person at its windows.
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use larder_engine::api::{AnswerDuplicate, ById};
use larder_engine::view::{
    ConnectionView, DuplicateChoice, PickRow, PicklistPage, PicklistQuestion, SignInPhase,
    SignInStart, SignInView, SlotName,
};
use larder_engine::{Browser, Engine, Keychain, Options, Problem, WindowFault};
use larder_practice::{Config, Practice};
use larder_store::fake_keychain::FakeKeychain;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use crate::clock::MovedClock;
use crate::person::Person;

pub(crate) const INES: (&str, &str) = ("integration@acme.test", "pantry-1");
pub(crate) const SAM: (&str, &str) = ("sales@acme.test", "pantry-2");

/// Practice apps, engine and person.
pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) person: Person,
    pub(crate) practice: Practice,
    pub(crate) home: TempDir,
    pub(crate) keychain: Keychain,
    /// What stands behind it, for its troubles.
    pub(crate) fake: FakeKeychain,
    pub(crate) clock: MovedClock,
}

/// A browser nobody sits at; sign-ins in it are walked by the test.
struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, _url: &Url) -> Result<(), WindowFault> {
        Ok(())
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        let practice = Practice::start(Config {
            first_port: Some(0),
            state_file: None,
            ..Config::default()
        })
        .await
        .unwrap();
        let home = TempDir::new().unwrap();
        let addresses = serde_json::to_string(practice.addresses()).unwrap();
        std::fs::write(home.path().join("practice.json"), addresses).unwrap();
        let fake = FakeKeychain::new();
        let keychain = fake.keychain();
        let person = Person::default();
        let clock = MovedClock::default();
        let engine = open(home.path(), keychain.clone(), &person, &clock)
            .await
            .unwrap();
        Self {
            engine,
            person,
            practice,
            home,
            keychain,
            fake,
            clock,
        }
    }

    /// Closes the engine and opens another over the same folder and keychain.
    pub(crate) async fn restart(&mut self) {
        self.engine.close().await;
        self.engine = open(
            self.home.path(),
            self.keychain.clone(),
            &self.person,
            &self.clock,
        )
        .await
        .unwrap();
    }

    /// Opens the engine again with another, empty keychain.
    pub(crate) async fn lose_keychain(&mut self) {
        self.fake = FakeKeychain::new();
        self.keychain = self.fake.keychain();
        self.engine = open(
            self.home.path(),
            self.keychain.clone(),
            &self.person,
            &self.clock,
        )
        .await
        .unwrap();
        self.engine.unlock_vault().await.unwrap();
    }

    /// Another engine over the same folder, as another process has it.
    pub(crate) async fn second_engine(&self) -> Engine {
        open(
            self.home.path(),
            self.keychain.clone(),
            &self.person,
            &self.clock,
        )
        .await
        .unwrap()
    }

    pub(crate) fn origin(&self, app: &str, org: &str) -> Url {
        Url::parse(&self.practice.addresses().apps[app][org]).unwrap()
    }

    /// Breaks or mends something at the practice apps.
    pub(crate) async fn fault(&self, id: &str, asked: Value) {
        let answer = reqwest::Client::new()
            .post(format!("{}/faults/{id}", self.practice.addresses().control))
            .header("content-type", "application/json")
            .body(asked.to_string())
            .send()
            .await
            .unwrap();
        assert!(
            answer.status().is_success(),
            "fault {id}: {}",
            answer.text().await.unwrap()
        );
    }

    /// What the practice apps saw.
    pub(crate) async fn log(&self) -> Value {
        let text = reqwest::get(format!("{}/log", self.practice.addresses().control))
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// Starts a sign-in and waits for its end; an account that is connected already may be so twice.
    pub(crate) async fn sign_in(&self, start: SignInStart) -> SignInView {
        let view = self
            .engine
            .start_sign_in(start)
            .await
            .expect("the sign-in starts");
        let view = self
            .until_seen(&view.id, |view| {
                view.duplicate.is_some() || has_ended(view.phase)
            })
            .await;
        if view.duplicate.is_none() {
            return view;
        }
        self.engine
            .answer_duplicate(AnswerDuplicate {
                id: view.id.clone(),
                choice: DuplicateChoice::KeepBoth,
            })
            .await
            .unwrap();
        self.ended(&view.id).await
    }

    pub(crate) async fn ended(&self, id: &str) -> SignInView {
        self.until(id, has_ended).await
    }

    pub(crate) async fn until(&self, id: &str, wanted: impl Fn(SignInPhase) -> bool) -> SignInView {
        self.until_seen(id, |view| wanted(view.phase)).await
    }

    /// Waits, by the engine's own news, until the sign-in stands as wanted.
    pub(crate) async fn until_seen(
        &self,
        id: &str,
        wanted: impl Fn(&SignInView) -> bool,
    ) -> SignInView {
        let mut stale = self.engine.stale();
        let waiting = async {
            loop {
                let view = self
                    .engine
                    .sign_in(ById { id: id.to_owned() })
                    .await
                    .unwrap();
                if wanted(&view) {
                    return view;
                }
                let _ = stale.recv().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), waiting)
            .await
            .expect("the sign-in moves on")
    }

    /// Connects the practice Salesforce as Ines; gives the connection's id.
    pub(crate) async fn salesforce(&self, name: &str) -> String {
        self.person.will_allow(INES.0, INES.1);
        let ended = self.sign_in(salesforce(name)).await;
        assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
        ended.connection
    }

    pub(crate) async fn connection(&self, id: &str) -> ConnectionView {
        self.engine
            .connection(ById { id: id.to_owned() })
            .await
            .unwrap()
    }

    pub(crate) async fn picklist(
        &self,
        id: &str,
        picklist: &str,
        params: &[(&str, &str)],
    ) -> Result<PicklistPage, Problem> {
        self.engine.picklist(question(id, picklist, params)).await
    }

    pub(crate) async fn rows(
        &self,
        id: &str,
        picklist: &str,
        params: &[(&str, &str)],
    ) -> Vec<PickRow> {
        self.picklist(id, picklist, params).await.unwrap().rows
    }
}

fn has_ended(phase: SignInPhase) -> bool {
    matches!(
        phase,
        SignInPhase::Done | SignInPhase::Failed | SignInPhase::Cancelled
    )
}

async fn open(
    home: &Path,
    keychain: Keychain,
    person: &Person,
    clock: &MovedClock,
) -> Result<Engine, Problem> {
    Engine::open(Options {
        home: home.to_owned(),
        connector_folders: Vec::new(),
        keychain,
        window: Some(Arc::new(person.clone())),
        browser: Arc::new(NoBrowser),
        stand_ins: larder_engine::StandIns::default(),
        exports: home.join("exports"),
        clock: Arc::new(clock.clone()),
    })
    .await
}

pub(crate) fn question(id: &str, picklist: &str, params: &[(&str, &str)]) -> PicklistQuestion {
    PicklistQuestion {
        connection: id.to_owned(),
        picklist: picklist.to_owned(),
        params: pairs(params),
        search: String::new(),
        offset: 0,
        limit: 0,
        refresh: false,
    }
}

pub(crate) fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

/// The practice Salesforce, production.
pub(crate) fn salesforce(name: &str) -> SignInStart {
    start("salesforce", "oauth2", name, &[("environment", "login")])
}

/// A sign-in at a practice app.
pub(crate) fn start(
    connector: &str,
    way: &str,
    name: &str,
    fields: &[(&str, &str)],
) -> SignInStart {
    let mut fields = pairs(fields);
    fields.insert("server".to_owned(), "practice".to_owned());
    SignInStart {
        connector: connector.to_owned(),
        way: way.to_owned(),
        name: name.to_owned(),
        fields,
        ..SignInStart::default()
    }
}

/// A slot of the sample recipe.
pub(crate) fn slot(connector: &str, role: &str) -> SlotName {
    SlotName {
        recipe: "sample".to_owned(),
        connector: connector.to_owned(),
        role: role.to_owned(),
    }
}

/// Who a fault is for.
pub(crate) fn at(app: &str, who: &str) -> Value {
    json!({ "app": app, "username": who })
}

impl World {
    /// Connects the practice sandbox.
    pub(crate) async fn sandbox(&self, name: &str, username: &str, password: &str) -> String {
        self.person.will_allow(username, password);
        let ended = self
            .sign_in(start(
                "salesforce",
                "oauth2",
                name,
                &[("environment", "test")],
            ))
            .await;
        assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
        ended.connection
    }
}
