//! Measures a check of fifty connections at once, beside the check of one: the app is slow, so that waiting shows.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement on a terminal ends where its world does not hold; the control address is called plainly"
)]

use std::time::Instant;

use larder_engine::api::ById;
use larder_engine::view::{ConnectionState, SignInPhase, SignInStart};
use serde_json::json;

#[expect(
    dead_code,
    reason = "shared with the journeys, which also move the time"
)]
#[path = "../journeys/clock.rs"]
mod clock;
#[expect(
    dead_code,
    reason = "shared with the journeys, which also close and forge"
)]
#[path = "../journeys/person.rs"]
mod person;
#[expect(
    dead_code,
    reason = "shared with the journeys, which also break things"
)]
#[path = "../journeys/world.rs"]
mod world;

use world::{World, start};

const CONNECTIONS: usize = 50;

/// How long the app takes for each answer, milliseconds.
const SLOW: u64 = 400;

/// What the ratio may be at most.
const LIMIT: f64 = 1.2;

#[tokio::main(flavor = "multi_thread")]
async fn main() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for number in 0..CONNECTIONS {
        let ended = world
            .sign_in(SignInStart {
                secrets: [(
                    "api_token".to_owned(),
                    "PracticeApiTokenAdmin0000000000000000001".to_owned(),
                )]
                .into(),
                ..start(
                    "zendesk",
                    "api_token",
                    &format!("Desk {number}"),
                    &[("subdomain", "acme"), ("email_address", "admin@acme.test")],
                )
            })
            .await;
        assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
        ids.push(ended.connection);
    }
    world
        .fault("slow", json!({ "app": "zendesk", "ms": SLOW }))
        .await;
    let one = Instant::now();
    let id = ids.swap_remove(0);
    world.engine.test_connection(ById { id }).await.unwrap();
    let one = one.elapsed();
    let all = Instant::now();
    let rows = world.engine.check_connections().await.unwrap();
    let all = all.elapsed();
    assert!(
        rows.len() == CONNECTIONS
            && rows
                .iter()
                .all(|row| row.state == ConnectionState::Connected && row.problem.is_none())
    );
    println!(
        "check of {CONNECTIONS} connections: {:.0} ms, of one {:.0} ms, ratio {:.2} (at most {LIMIT})",
        all.as_secs_f64() * 1e3,
        one.as_secs_f64() * 1e3,
        all.as_secs_f64() / one.as_secs_f64(),
    );
}
