//! Measures a thousand callers at the moment a token ends beside one caller, at an app that takes its time.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement on a terminal ends where its world does not hold"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use larder_engine::api::ById;
use larder_engine::view::{SignInPhase, SignInStart};
use larder_engine::{Engine, Options, StandIns, SystemBrowser};
use larder_store::fake_keychain::FakeKeychain;

#[expect(dead_code, reason = "the simulation also breaks the app")]
#[path = "../simulation/app.rs"]
mod app;
#[expect(dead_code, reason = "the simulation also moves the calendar")]
#[path = "../simulation/clock.rs"]
mod clock;
#[expect(dead_code, reason = "the simulation also draws lots")]
#[path = "../simulation/random.rs"]
mod random;
#[expect(
    dead_code,
    reason = "the simulation also waits until the app has read all"
)]
#[path = "../simulation/wire.rs"]
mod wire;

use app::{App, LIFE};
use clock::Hands;

const CALLERS: usize = 1_000;
const ROUNDS: usize = 7;

/// What an app elsewhere in the world takes for a token.
const APP_TAKES: Duration = Duration::from_millis(300);

/// What the ratio may be at most.
const LIMIT: f64 = 1.2;

#[tokio::main(flavor = "multi_thread")]
async fn main() {
    let clock = Hands::default();
    let app = App::new(clock.clone());
    let home = tempfile::tempdir().unwrap();
    let (engine, id) = connected(home.path(), &app, &clock).await;
    app.slow_down(APP_TAKES);
    let (mut one, mut many) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        one.push(at_expiry(&engine, &id, &clock, 1).await);
        many.push(at_expiry(&engine, &id, &clock, CALLERS).await);
    }
    assert_eq!(
        app.refreshes(),
        u64::try_from(2 * ROUNDS).unwrap(),
        "one refresh each time"
    );
    let (one, many) = (median(&mut one), median(&mut many));
    println!(
        "{CALLERS} callers at expiry: {:.0} ms, one caller {:.0} ms, of which the app takes {} ms; ratio {:.2} (at most {LIMIT})",
        many.as_secs_f64() * 1e3,
        one.as_secs_f64() * 1e3,
        APP_TAKES.as_millis(),
        many.as_secs_f64() / one.as_secs_f64(),
    );
}

/// From the first caller to the last one's token.
async fn at_expiry(engine: &Engine, id: &str, clock: &Hands, callers: usize) -> Duration {
    clock.pass(LIFE);
    let began = Instant::now();
    let calls = (0..callers).map(|_| {
        let (engine, id) = (engine.clone(), id.to_owned());
        tokio::spawn(async move { engine.token(&id).await })
    });
    for call in futures::future::join_all(calls).await {
        call.unwrap().unwrap();
    }
    began.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// An engine with one connection to the app, whose definition names no call to try a token with.
async fn connected(home: &std::path::Path, app: &App, clock: &Hands) -> (Engine, String) {
    let port = wire::serve(app.clone()).await;
    let site = format!("http://127.0.0.1:{port}");
    let addresses =
        serde_json::json!({ "control": site, "apps": { "simulated": { "site": site } } });
    std::fs::write(home.join("practice.json"), addresses.to_string()).unwrap();
    std::fs::create_dir(home.join("connectors")).unwrap();
    let definition = include_str!("../simulation/simulated.toml");
    let (without_identity, _) = definition.split_once("[[identity]]").unwrap();
    std::fs::write(home.join("connectors/simulated.toml"), without_identity).unwrap();
    let engine = Engine::open(Options {
        home: home.to_owned(),
        connector_folders: Vec::new(),
        keychain: FakeKeychain::new().keychain(),
        window: None,
        browser: Arc::new(SystemBrowser),
        stand_ins: StandIns::default(),
        exports: home.join("exports"),
        clock: Arc::new(clock.clone()),
    })
    .await
    .unwrap();
    let fields = [("server", "practice"), ("org", "acme"), ("username", "me")];
    let start = SignInStart {
        connector: "simulated".to_owned(),
        way: "password".to_owned(),
        name: "Acme".to_owned(),
        fields: fields
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        secrets: [("password".to_owned(), "a-word".to_owned())].into(),
        ..SignInStart::default()
    };
    let mut news = engine.stale();
    let begun = engine.start_sign_in(start).await.unwrap();
    loop {
        let view = engine
            .sign_in(ById {
                id: begun.id.clone(),
            })
            .await
            .unwrap();
        match view.phase {
            SignInPhase::Done => return (engine, view.connection),
            SignInPhase::Failed => panic!("{:?}", view.problem),
            _ => {}
        }
        let _ = news.recv().await;
    }
}
