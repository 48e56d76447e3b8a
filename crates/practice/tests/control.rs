//! The control origin's guard and log, and what outlives a restart.

mod scene;

use larder_practice::{Addresses, Config, Practice, StartError};
use scene::{Scene, json_of};
use serde_json::json;

#[tokio::test]
async fn web_pages_cannot_reach_the_control_origin() {
    let scene = Scene::start().await;
    let control = scene.practice.addresses().control.clone();
    let revoke = format!("{control}/faults/revoke");
    let post = |name: &'static str, value: &str| {
        scene
            .http
            .post(&revoke)
            .header("content-type", "application/json")
            .header(name, value)
            .body("{}")
            .send()
    };
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", scene.login()),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("host", "evil.example"),
    ] {
        let response = post(name, value).await.expect("answered");
        assert_eq!(response.status(), 403, "{name}: {value}");
    }
    assert_eq!(
        post("origin", &control).await.expect("answered").status(),
        200
    );
    for kind in ["text/plain", "application/x-www-form-urlencoded"] {
        let response = scene
            .http
            .post(&revoke)
            .header("content-type", kind)
            .body("{}")
            .send()
            .await
            .expect("answered");
        assert_eq!(response.status(), 415, "{kind}");
    }
    let read = scene
        .http
        .get(format!("{control}/log"))
        .header("origin", "https://evil.example")
        .send()
        .await
        .expect("answered");
    assert_eq!(read.status(), 403);
}

#[tokio::test]
async fn wrong_requests_are_told_what_is_wrong() {
    let scene = Scene::start().await;
    let control = &scene.practice.addresses().control;
    for (id, body, status, words) in [
        ("nothing", json!({}), 404, "there is no fault nothing"),
        (
            "revoke",
            json!({"ap": "salesforce"}),
            400,
            "does not take ap",
        ),
        ("revoke", json!({"app": "salesfarce"}), 400, "no such app"),
        ("hang", json!({"times": 0}), 400, "times must be"),
        ("hang", json!({"times": "many"}), 400, "invalid type"),
        (
            "change_password",
            json!({"app": "zendesk"}),
            400,
            "needs username and password",
        ),
        ("token_rotation", json!({}), 400, "needs on"),
        ("change_role", json!({"role": "owner"}), 400, "needs role"),
        (
            "change_role",
            json!({"app": "salesforce", "role": "agent"}),
            400,
            "only Zendesk",
        ),
    ] {
        let response = scene
            .http
            .post(format!("{control}/faults/{id}"))
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .expect("answered");
        assert_eq!(response.status(), status, "{id} {body}");
        let answer = json_of(response).await;
        assert!(
            answer["error"]
                .as_str()
                .is_some_and(|text| text.contains(words)),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn the_addresses_are_as_promised_and_shown_to_people_too() {
    let scene = Scene::start().await;
    let addresses = scene.practice.addresses();
    let value = serde_json::to_value(addresses).expect("JSON");
    assert_eq!(value["client_id"], "larder-practice");
    assert!(value["apps"]["salesforce"]["test"].is_string());
    assert!(value["people"][0].get("api_token").is_none());
    let back: Addresses = serde_json::from_value(value).expect("the same");
    assert_eq!(&back, addresses);
    let served = scene
        .http
        .get(format!("{}/addresses", addresses.control))
        .send()
        .await
        .expect("answered");
    assert_eq!(
        json_of(served).await,
        serde_json::to_value(addresses).expect("JSON")
    );
    let page = scene
        .http
        .get(&addresses.control)
        .send()
        .await
        .expect("answered");
    let html = page.text().await.expect("a page");
    assert!(html.contains("sales@acme.test") && html.contains("lose_token_response"));
}

#[tokio::test]
async fn l01_the_log_and_the_state_file_hold_no_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("practice.json");
    let scene = Scene::with(Config {
        first_port: Some(0),
        state_file: Some(file.clone()),
        ..Config::default()
    })
    .await;
    let code = scene
        .code(scene.login(), "integration@acme.test", "pantry-1")
        .await;
    let (_, answer) = scene.exchange(scene.login(), &code).await;
    scene
        .fault(
            "change_password",
            json!({"username": "admin@acme.test", "password": "a-new-password"}),
        )
        .await;
    let url = format!(
        "{}/services/data/v62.0/query?q=SELECT+Id+FROM+Account",
        scene.login()
    );
    scene
        .get(&url, answer["access_token"].as_str().expect("a token"))
        .await;
    let log = scene.log().await.to_string();
    let state = std::fs::read_to_string(&file).expect("written");
    assert!(log.contains("/services/data/v62.0/query") && !log.contains("SELECT"));
    for secret in [
        code.as_str(),
        answer["access_token"].as_str().expect("a token"),
        answer["refresh_token"].as_str().expect("a token"),
        scene::VERIFIER,
        "a-new-password",
        "pantry-1",
    ] {
        assert!(!log.contains(secret), "{secret} in the log");
        assert!(!state.contains(secret), "{secret} on disk");
    }
}

#[tokio::test]
async fn grants_passwords_and_rotation_outlive_a_restart_and_faults_do_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("deeper").join("practice.json");
    let config = Config {
        first_port: Some(0),
        state_file: Some(file),
        ..Config::default()
    };
    let scene = Scene::with(config.clone()).await;
    let tokens = scene.integration().await;
    scene
        .fault("token_rotation", json!({"app": "salesforce", "on": true}))
        .await;
    scene
        .fault("change_password", json!({"app": "salesforce", "org": "login", "username": "admin@acme.test", "password": "fresh-2"}))
        .await;
    scene
        .fault("unavailable", json!({"app": "salesforce"}))
        .await;
    scene.practice.stop().await;

    let scene = Scene::with(config).await;
    let limits = format!("{}/services/data/v62.0/limits", scene.login());
    assert_eq!(scene.get(&limits, tokens.access()).await.0, 200);
    let (status, renewed) = scene.refresh(scene.login(), tokens.refresh()).await;
    assert_eq!(status, 200);
    assert!(renewed["refresh_token"].is_string(), "rotation is still on");
    scene
        .tokens(scene.login(), "admin@acme.test", "fresh-2")
        .await;

    let reset = format!("{}/reset", scene.practice.addresses().control);
    let response = scene
        .http
        .post(reset)
        .header("content-type", "application/json")
        .body("{}")
        .send()
        .await
        .expect("answered");
    assert_eq!(response.status(), 200);
    assert_eq!(scene.get(&limits, tokens.access()).await.0, 401);
    scene
        .tokens(scene.login(), "admin@acme.test", "pantry-3")
        .await;
}

#[tokio::test]
async fn a_damaged_state_file_is_a_fresh_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("practice.json");
    std::fs::write(&file, "{\"grants\": 7").expect("written");
    let scene = Scene::with(Config {
        first_port: Some(0),
        state_file: Some(file),
        ..Config::default()
    })
    .await;
    scene.integration().await;
}

#[tokio::test]
async fn a_port_in_use_is_named_when_asked_for_and_avoided_when_not() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let config = Config {
        first_port: Some(port),
        state_file: None,
        ..Config::default()
    };
    match Practice::start(config).await {
        Err(StartError::PortTaken { port: named }) => assert_eq!(named, port),
        other => panic!("{other:?}"),
    }
    let one = Practice::start(Config::default()).await.expect("started");
    let two = Practice::start(Config::default())
        .await
        .expect("started beside it");
    assert_ne!(one.addresses().control, two.addresses().control);
    let address = one
        .addresses()
        .control
        .trim_start_matches("http://")
        .to_owned();
    one.stop().await;
    std::net::TcpListener::bind(address).expect("the port is free again");
}
