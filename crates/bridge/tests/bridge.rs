//! What a browser gets from the bridge: the engine's answers, its news, the page, and no more.

#![expect(
    clippy::disallowed_methods,
    reason = "a browser's side of a call has no need of Larder's own client"
)]

use std::sync::Arc;

use larder_engine::api::NewRecipe;
use larder_engine::{Browser, Engine, Options, WindowFault};
use larder_store::fake_keychain::FakeKeychain;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Nothing here opens a page.
struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, _: &url::Url) -> Result<(), WindowFault> {
        Err(WindowFault("there is no browser".to_owned()))
    }
}

struct Bridge {
    origin: String,
    engine: Engine,
    _folders: (TempDir, TempDir),
}

async fn bridge() -> Bridge {
    let (home, page) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    std::fs::write(
        page.path().join("index.html"),
        "<!doctype html><title>Larder</title>",
    )
    .expect("a page");
    std::fs::write(home.path().join("secret"), "not for the browser").expect("a file");
    let engine = Engine::open(Options {
        home: home.path().to_owned(),
        connector_folders: Vec::new(),
        keychain: FakeKeychain::new().keychain(),
        window: None,
        browser: Arc::new(NoBrowser),
        stand_ins: larder_engine::StandIns::default(),
        exports: home.path().join("exports"),
        clock: Arc::new(larder_engine::SystemClock::default()),
    })
    .await
    .expect("an empty folder opens");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(larder_bridge::serve(
        listener,
        engine.clone(),
        page.path().to_owned(),
    ));
    Bridge {
        origin,
        engine,
        _folders: (home, page),
    }
}

async fn call(bridge: &Bridge, question: &Value) -> (StatusCode, Value) {
    let answer = Client::new()
        .post(format!("{}/rpc", bridge.origin))
        .json(question)
        .send()
        .await
        .expect("an answer");
    (answer.status(), answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn a_call_is_answered_by_the_engine_and_a_problem_is_no_success() {
    let bridge = bridge().await;
    let (status, answer) = call(&bridge, &json!({ "call": "recipes", "question": null })).await;
    assert_eq!(status, StatusCode::OK);
    assert!(answer.is_array(), "{answer}");
    let (status, problem) = call(
        &bridge,
        &json!({ "call": "recipe", "question": { "id": "none" } }),
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(problem["kind"], "not_found");
}

#[tokio::test]
async fn what_became_old_is_told_while_somebody_listens() {
    let bridge = bridge().await;
    let mut news = Client::new()
        .get(format!("{}/stale", bridge.origin))
        .send()
        .await
        .expect("a stream");
    bridge
        .engine
        .create_recipe(NewRecipe {
            name: "New".to_owned(),
        })
        .await
        .expect("a recipe");
    let mut heard = String::new();
    while !heard.contains("\"recipes\"") {
        let part = news
            .chunk()
            .await
            .expect("the stream goes on")
            .expect("it does not end");
        heard.push_str(&String::from_utf8_lossy(&part));
    }
}

#[tokio::test]
async fn the_page_is_served_and_nothing_beside_it() {
    let bridge = bridge().await;
    let get = |path: &str| Client::new().get(format!("{}{path}", bridge.origin)).send();
    let page = get("/").await.expect("an answer");
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert!(page.text().await.expect("text").contains("Larder"));
    for path in ["/missing.js", "/%2e%2e/secret", "/..%2fsecret", "//secret"] {
        assert_eq!(
            get(path).await.expect("an answer").status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn pages_of_others_and_other_names_are_refused() {
    let bridge = bridge().await;
    let ask = |name: &'static str, value: &'static str| {
        Client::new()
            .post(format!("{}/rpc", bridge.origin))
            .header(name, value)
            .json(&json!({ "call": "recipes", "question": null }))
            .send()
    };
    assert_eq!(
        ask("origin", "http://evil.example")
            .await
            .expect("an answer")
            .status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        ask("host", "rebound.example")
            .await
            .expect("an answer")
            .status(),
        StatusCode::FORBIDDEN
    );
}
