//! The definitions for window and command line tests, at the stand-ins' twin on plain loopback.
use std::path::Path;
use std::sync::Arc;

use larder_connector::{Origin, Source, parse};
use larder_engine::view::{ConnectionState, ScopeChoice, SignInPhase, SignInStart};
use larder_engine::{ApiRequest, Engine, Options, StandIns};
use larder_practice::{Config, Practice};
use larder_store::fake_keychain::FakeKeychain;
use tempfile::TempDir;

use crate::person::Person;
use crate::scenarios::Renews;
use crate::world::{World, pairs};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/definitions");

type Typed = &'static [(&'static str, &'static str)];

/// A way of the twin: its name, fields, secrets, and how it goes on.
const WAYS: &[(&str, Typed, Typed, Renews)] = &[
    ("oauth2_code", &[], &[], Renews::Refresh),
    ("oauth2_rotating", &[], &[], Renews::Refresh),
    ("oauth2_renamed", &[], &[], Renews::Refresh),
    ("oauth2_fragment", &[], &[], Renews::Refresh),
    ("oauth2_form_post", &[], &[], Renews::Refresh),
    ("oauth2_client_credentials", &[], &[], Renews::Anew),
    (
        "oauth2_private_key_jwt",
        &[],
        &[("private_key", "key:rsa")],
        Renews::Anew,
    ),
    (
        "jwt_bearer",
        &[("username", "ada@acme.test")],
        &[("private_key", "key:rsa")],
        Renews::Anew,
    ),
    ("oauth2_device", &[], &[], Renews::Refresh),
    (
        "oauth2_password",
        &[("username", "ada@acme.test")],
        &[("password", "pantry-7")],
        Renews::Anew,
    ),
    ("oauth2_discovery", &[], &[], Renews::Refresh),
    ("oauth1_hmac", &[], &[], Renews::No),
    ("oauth1_rsa", &[], &[("private_key", "key:rsa")], Renews::No),
    ("oauth1_query", &[], &[], Renews::No),
    (
        "oauth1_fixed",
        &[],
        &[
            ("consumer_secret", "a-secret-everybody-may-know"),
            ("token_secret", "quirks-token-secret"),
        ],
        Renews::No,
    ),
    (
        "basic",
        &[("email_address", "ada@acme.test")],
        &[("password", "pässword:1")],
        Renews::No,
    ),
    ("key_header", &[], &[("api_key", "quirks-key")], Renews::No),
    ("key_query", &[], &[("api_key", "quirks-key")], Renews::No),
    ("key_cookie", &[], &[("api_key", "quirks-key")], Renews::No),
    ("key_path", &[], &[("api_key", "quirks-key")], Renews::No),
    (
        "several_keys",
        &[],
        &[("app_key", "quirks-app"), ("user_key", "quirks-key")],
        Renews::No,
    ),
    (
        "aws_sigv4",
        &[("access_key", "AKIDEXAMPLE")],
        &[("secret_key", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")],
        Renews::No,
    ),
    (
        "hmac",
        &[],
        &[(
            "signing_key",
            "cXVpcmtzLWhtYWMta2V5LW9mLTMyLWJ5dGVzLWxvbmc=",
        )],
        Renews::No,
    ),
    (
        "wsse",
        &[],
        &[("password", "quirks-wsse-password")],
        Renews::No,
    ),
    (
        "jwt",
        &[],
        &[("signing_key", "quirks-shared-secret-of-32-bytes")],
        Renews::No,
    ),
    (
        "jwt_edwards",
        &[],
        &[("signing_key", "key:ed25519")],
        Renews::No,
    ),
    ("jwt_curve", &[], &[("signing_key", "key:ec")], Renews::No),
    (
        "session",
        &[("username", "ada@acme.test")],
        &[("password", "pantry-7")],
        Renews::Again,
    ),
    (
        "session_cookie",
        &[("username", "ada@acme.test")],
        &[("password", "pantry-7")],
        Renews::Again,
    ),
];

/// Ways that ask the person something; the command line's tests answer.
const ELSEWHERE: &[&str] = &["oauth2_tenants", "oauth1_pin"];

#[test]
fn every_definition_of_the_twin_reads_without_a_warning_and_is_tried() {
    for file in std::fs::read_dir(FOLDER).unwrap() {
        let path = file.unwrap().path();
        let source = Source {
            name: path.display().to_string(),
            text: std::fs::read_to_string(&path).unwrap(),
            origin: Origin::Folder,
        };
        let connector = parse(&source).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
        let way = connector.auth[0].id.clone();
        let tried = WAYS.iter().any(|(name, ..)| *name == way) || ELSEWHERE.contains(&&*way);
        assert!(tried, "{way} is not tried");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_of_the_twin_signs_in_by_its_definition() {
    let practice = Practice::start(Config {
        first_port: Some(0),
        quirks: true,
        ..Config::default()
    })
    .await
    .unwrap();
    let mut failures = Vec::new();
    for (way, fields, secrets, renews) in WAYS {
        if let Err(why) = tried(&practice, way, fields, secrets, *renews).await {
            let log = control(&practice, "GET", &format!("log/{way}")).await;
            failures.push(format!("{way}: {why}\n  {log}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn chosen_scopes_are_what_every_grant_asks_for() {
    let practice = Practice::start(Config {
        first_port: Some(0),
        quirks: true,
        ..Config::default()
    })
    .await
    .unwrap();
    let choosing = [
        "oauth2_code",
        "oauth2_renamed",
        "oauth2_client_credentials",
        "oauth2_private_key_jwt",
        "oauth2_device",
        "oauth2_password",
    ];
    for (way, fields, secrets, _) in WAYS.iter().filter(|(way, ..)| choosing.contains(way)) {
        let home = TempDir::new().unwrap();
        let engine = open(&practice, home.path()).await;
        let world = World::around(engine, Person::at_the_twin());
        let start = SignInStart {
            scopes: ScopeChoice::Chosen(vec!["pantry.read".to_owned()]),
            ..start(way, fields, secrets)
        };
        let ended = world.sign_in(start).await.unwrap();
        assert_eq!(ended.phase, SignInPhase::Done, "{way}: {:?}", ended.problem);
        // The twin grants just what it was asked for.
        let shown = world.connection(&ended.connection).await;
        assert_eq!(shown.receipt.unwrap().granted, ["pantry.read"], "{way}");
        assert_eq!(shown.row.state, ConnectionState::Connected, "{way}");
        world.engine.close().await;
    }
}

fn start(way: &str, fields: Typed, secrets: Typed) -> SignInStart {
    let mut filled = pairs(fields);
    filled.insert("server".to_owned(), "practice".to_owned());
    SignInStart {
        connector: format!("quirks_{way}"),
        way: way.to_owned(),
        name: "Pantry".to_owned(),
        fields: filled,
        secrets: pairs(secrets),
        ..SignInStart::default()
    }
}

async fn control(practice: &Practice, method: &str, path: &str) -> String {
    let origin = practice.addresses().apps["quirks"]["basic"].replace("/basic", "");
    let plain = reqwest::Client::builder().no_proxy().build().unwrap();
    let method = method.parse().unwrap();
    let ask = plain.request(method, format!("{origin}/control/{path}"));
    ask.send().await.unwrap().text().await.unwrap()
}

async fn open(practice: &Practice, home: &Path) -> Engine {
    let addresses = serde_json::to_string(practice.addresses()).unwrap();
    std::fs::write(home.join("practice.json"), addresses).unwrap();
    let person = Person::at_the_twin();
    Engine::open(Options {
        home: home.to_owned(),
        connector_folders: vec![FOLDER.into()],
        keychain: FakeKeychain::new().keychain(),
        window: Some(Arc::new(person.clone())),
        browser: Arc::new(person),
        stand_ins: StandIns::default(),
        exports: home.join("exports"),
        clock: Arc::new(larder_engine::SystemClock::default()),
    })
    .await
    .unwrap()
}

async fn tried(
    practice: &Practice,
    way: &str,
    fields: Typed,
    secrets: Typed,
    renews: Renews,
) -> Result<(), String> {
    let home = TempDir::new().unwrap();
    let engine = open(practice, home.path()).await;
    let world = World::around(engine, Person::at_the_twin());
    let ended = world.sign_in(start(way, fields, secrets)).await;
    let ended = ended.map_err(|problem| format!("does not start: {problem:?}"))?;
    if ended.phase != SignInPhase::Done {
        return Err(format!("ends {:?}: {:?}", ended.phase, ended.problem));
    }
    let shown = world.connection(&ended.connection).await;
    let user = shown.row.identity.map(|who| who.user);
    if user.as_deref() != Some("ada@acme.test") {
        return Err(format!("shows {user:?}"));
    }
    let shelves = || ApiRequest {
        method: "GET".to_owned(),
        path_or_url: format!("{}/shelves", practice.addresses().apps["quirks"][way]),
        query: Vec::new(),
        body: None,
    };
    let answered = |what: &'static str, answer: Result<larder_engine::Answer, _>| match answer {
        Ok(answer) if answer.status == 200 && answer.body.starts_with(b"{\"shelves\"") => Ok(()),
        Ok(answer) => Err(format!("{what}: {}", String::from_utf8_lossy(&answer.body))),
        Err(problem) => Err(format!("{what}: {problem:?}")),
    };
    let first = world.engine.request(&ended.connection, shelves()).await;
    answered("the request", first)?;
    if renews != Renews::No {
        control(practice, "POST", &format!("expire/{way}")).await;
        let second = world.engine.request(&ended.connection, shelves()).await;
        answered("the request after the end", second)?;
    }
    world.engine.close().await;
    Ok(())
}
