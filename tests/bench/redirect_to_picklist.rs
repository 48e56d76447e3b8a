//! Measures from the app's redirect to an enabled picklist, beside the same HTTP calls made plainly and parsed.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement on a terminal ends where its world does not hold; the plain side is plain on purpose"
)]

use std::time::{Duration, Instant};

use larder_engine::api::ById;
use larder_engine::view::{SignInPhase, SignInStart};
use serde_json::Value;
use url::Url;

#[expect(dead_code, reason = "shared with the journeys, which also move time")]
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

use world::{INES, World, question, salesforce};

/// Rounds measured, after two that warm up.
const ROUNDS: usize = 15;

/// What the ratio may be at most.
const LIMIT: f64 = 1.3;

#[tokio::main(flavor = "multi_thread")]
async fn main() {
    let world = World::new().await;
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS + 2 {
        let (took, plainly) = (larder(&world, round).await, plainly(&world).await);
        if round >= 2 {
            ours.push(took);
            plain.push(plainly);
        }
    }
    let (ours, plain) = (median(&mut ours), median(&mut plain));
    let ratio = ours.as_secs_f64() / plain.as_secs_f64();
    println!(
        "redirect to enabled picklist: {:.1} ms, plain calls and parsing {:.1} ms, ratio {ratio:.2} (at most {LIMIT})",
        ours.as_secs_f64() * 1e3,
        plain.as_secs_f64() * 1e3,
    );
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// From handing over the redirect to the first page of objects.
async fn larder(world: &World, round: usize) -> Duration {
    let started = world
        .engine
        .start_sign_in(SignInStart {
            ..salesforce(&format!("Round {round}"))
        })
        .await
        .unwrap();
    world
        .until(&started.id, |phase| phase == SignInPhase::Waiting)
        .await;
    let page = world.person.opened().pop().unwrap();
    let redirect = person::walk(
        page.url.clone(),
        page.attempt.redirect(),
        INES.0,
        INES.1,
        "allow",
    )
    .await
    .unwrap();
    let began = Instant::now();
    page.attempt.offer(&redirect);
    let ended = world.ended(&started.id).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    let list = world
        .engine
        .picklist(question(&ended.connection, "objects", &[]))
        .await
        .unwrap();
    let took = began.elapsed();
    assert!(list.total > 1_000);
    // Out of the way of the next round.
    world
        .engine
        .remove_connection(ById {
            id: ended.connection,
        })
        .await
        .unwrap();
    took
}

/// The calls a program would make without Larder: token, who, where, objects.
async fn plainly(world: &World) -> Duration {
    let origin = world.origin("salesforce", "login");
    let verifier = "a-verifier-of-forty-three-characters-or-more-0123456789";
    let redirect = Url::parse("http://127.0.0.1:1717/back").unwrap();
    let mut start = origin.join("services/oauth2/authorize").unwrap();
    start.query_pairs_mut().extend_pairs([
        ("response_type", "code"),
        ("client_id", "larder-practice"),
        ("redirect_uri", redirect.as_str()),
        ("scope", "api refresh_token openid"),
        ("state", "plain"),
        (
            "code_challenge",
            "yB8zMxP5pvEGWsAeXYh4KmdVglmNgpK_rnqQ8MHGeQI",
        ),
        ("code_challenge_method", "S256"),
    ]);
    let back = person::walk(start, &redirect, INES.0, INES.1, "allow")
        .await
        .unwrap();
    let code = back
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    let client = reqwest::Client::new();
    let began = Instant::now();
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("grant_type", "authorization_code"),
            ("client_id", "larder-practice"),
            ("redirect_uri", redirect.as_str()),
            ("code", code.as_str()),
            ("code_verifier", verifier),
        ])
        .finish();
    let token = client
        .post(origin.join("services/oauth2/token").unwrap())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    let token: Value = parsed(token).await;
    let token = token["access_token"]
        .as_str()
        .unwrap_or_else(|| panic!("{token}"));
    let read = |path: &str| client.get(origin.join(path).unwrap()).bearer_auth(token);
    parsed(read("services/oauth2/userinfo")).await;
    parsed(read(
        "services/data/v62.0/query?q=SELECT+Name,IsSandbox,InstanceName+FROM+Organization",
    ))
    .await;
    let objects = parsed(read("services/data/v62.0/sobjects/")).await;
    let took = began.elapsed();
    assert!(objects["sobjects"].as_array().unwrap().len() > 1_000);
    took
}

async fn parsed(request: reqwest::RequestBuilder) -> Value {
    let bytes = request.send().await.unwrap().bytes().await.unwrap();
    serde_json::from_slice(&bytes).unwrap()
}
