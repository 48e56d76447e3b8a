//! Secrets stay where they belong: not in the folder, not in answers, not in what is printed.
use std::path::{Path, PathBuf};

use base64::Engine as _;
use larder_engine::api::{ById, dispatch};
use larder_engine::view::ConnectionState;
use larder_store::fake_keychain::FakeKeychain;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::world::{INES, World, at, salesforce, start};

/// A secret in every shape in which it could lie around.
fn shapes(secret: &str) -> Vec<Vec<u8>> {
    let hex = secret
        .bytes()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let url: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let base64 = base64::engine::general_purpose::STANDARD_NO_PAD;
    // Base64 of a text inside another text depends on where it begins: all three alignments.
    let shifted = (0..3).map(|shift| {
        let text = base64.encode([vec![b' '; shift], secret.as_bytes().to_vec()].concat());
        text.as_bytes()[4..text.len() - 4].to_vec()
    });
    [
        secret.as_bytes().to_vec(),
        hex.into_bytes(),
        wide,
        url.into_bytes(),
    ]
    .into_iter()
    .chain(shifted)
    .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            all.extend(files(&entry.path()));
        } else {
            all.push(entry.path());
        }
    }
    all
}

fn assert_absent(secrets: &[String], name: &str, bytes: &[u8]) {
    for secret in secrets {
        for shape in shapes(secret) {
            assert!(
                !bytes.windows(shape.len()).any(|part| part == shape),
                "a secret lies in {name}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l01_l05_no_secret_lies_in_the_folder_or_in_any_answer() {
    let mut world = World::new().await;
    let salesforce = world.salesforce("Acme").await;
    let agent = world
        .practice
        .addresses()
        .people
        .iter()
        .find(|person| person.app == "zendesk")
        .unwrap()
        .clone();
    let key = agent.api_token.clone().unwrap();
    let mut by_token = start(
        "zendesk",
        "api_token",
        "Support",
        &[("subdomain", "acme"), ("email_address", &agent.username)],
    );
    by_token.secrets.insert("api_token".to_owned(), key.clone());
    let zendesk = world.sign_in(by_token).await.connection;
    world
        .engine
        .set_client(serde_json::from_value(json!({ "connector": "salesforce", "client_id": "3MVG", "secret": "CLIENT-SECRET-7788" })).unwrap())
        .await
        .unwrap();

    let mut secrets = vec![key, "CLIENT-SECRET-7788".to_owned(), INES.1.to_owned()];
    secrets.push(
        world
            .engine
            .token(&salesforce)
            .await
            .unwrap()
            .expose_secret()
            .to_owned(),
    );
    world.picklist(&salesforce, "objects", &[]).await.unwrap();
    world.fault("expire", at("salesforce", INES.0)).await;
    world
        .picklist(&salesforce, "fields", &[("object", "Account")])
        .await
        .unwrap();
    secrets.push(
        world
            .engine
            .token(&salesforce)
            .await
            .unwrap()
            .expose_secret()
            .to_owned(),
    );

    let mut answers = String::new();
    for (call, question) in [
        ("status", Value::Null),
        ("connections", Value::Null),
        ("connection", json!({ "id": salesforce })),
        ("connection", json!({ "id": zendesk })),
        ("connection.test", json!({ "id": zendesk })),
        ("clients", Value::Null),
        ("recipes", Value::Null),
        ("apps", Value::Null),
        ("app", json!({ "id": "zendesk" })),
        ("diagnose", Value::Null),
    ] {
        answers.push_str(
            &dispatch(&world.engine, call, question)
                .await
                .unwrap()
                .to_string(),
        );
    }
    assert_absent(&secrets, "an answer", answers.as_bytes());

    std::fs::remove_file(world.home.path().join("practice.json")).unwrap();
    for file in files(world.home.path()) {
        assert_absent(
            &secrets,
            &file.display().to_string(),
            &std::fs::read(&file).unwrap(),
        );
    }
    world.restart().await;
    for file in files(world.home.path()) {
        assert_absent(
            &secrets,
            &file.display().to_string(),
            &std::fs::read(&file).unwrap(),
        );
    }
    let back = world.connection(&zendesk).await;
    assert_eq!(back.row.state, ConnectionState::Connected);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_there_after_a_restart() {
    let mut world = World::new().await;
    let id = world.salesforce("Acme").await;
    // The profile is told behind the sign-in.
    world.engine.caught_up().await;
    let before = world.connection(&id).await;
    world.restart().await;
    let after = world.connection(&id).await;
    assert_eq!(after.row.state, ConnectionState::Connected);
    assert_eq!(after.row.identity, before.row.identity);
    assert_eq!(after.history.len(), before.history.len());
    assert!(world.engine.test_connection(ById { id }).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn k05_a_keychain_that_lost_the_key_is_said_and_nothing_is_written_over() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    world.engine.close().await;
    let other = FakeKeychain::new().keychain();
    let engine = larder_engine::Engine::open(larder_engine::Options {
        home: world.home.path().to_owned(),
        connector_folders: Vec::new(),
        keychain: other,
        window: None,
        browser: std::sync::Arc::new(larder_engine::SystemBrowser),
        stand_ins: larder_engine::StandIns::default(),
        exports: world.home.path().join("exports"),
        clock: std::sync::Arc::new(larder_engine::SystemClock::default()),
    })
    .await
    .unwrap();
    let vault = engine.unlock_vault().await.unwrap();
    assert_eq!(vault.state, larder_engine::view::VaultState::KeyLost);
    let row = engine
        .connection(ById { id: id.clone() })
        .await
        .unwrap()
        .row;
    assert_eq!(row.state, ConnectionState::VaultLocked);
    assert!(engine.token(&id).await.is_err());
    assert!(
        world.engine.start_vault_over().await.is_err(),
        "a vault in order is not started over"
    );
    engine.close().await;
    // With the first keychain back, everything works as before.
    let mut world = world;
    world.restart().await;
    assert!(world.engine.test_connection(ById { id }).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_call_or_question_is_a_problem_and_no_panic() {
    let world = World::new().await;
    for (call, question) in [
        ("no_such_call", Value::Null),
        ("connection", json!(7)),
        ("picklist", json!({})),
        ("sign_in.start", json!("x")),
    ] {
        assert!(
            dispatch(&world.engine, call, question).await.is_err(),
            "{call}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn k05_a_lost_key_is_started_over_by_the_persons_word_and_everything_can_be_reconnected() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    world.engine.close().await;
    let mut world = world;
    world.lose_keychain().await;
    assert!(world.engine.token(&id).await.is_err());
    let vault = world.engine.start_vault_over().await.unwrap();
    assert_eq!(vault.state, larder_engine::view::VaultState::Unlocked);
    let row = world.connection(&id).await.row;
    assert_eq!(row.state, ConnectionState::NeedsReconnect);
    assert_eq!(row.name, "Acme");
    world.person.will_allow(INES.0, INES.1);
    let again = larder_engine::view::SignInStart {
        connection: Some(id.clone()),
        ..salesforce("Acme")
    };
    world.sign_in(again).await;
    assert!(world.engine.test_connection(ById { id }).await.is_ok());
}
