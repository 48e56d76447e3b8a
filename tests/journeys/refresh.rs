//! Refreshing against the clock and the machine: waits, loops, calendars that jump, tokens that cannot be stored.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use larder_engine::api::ById;
use larder_engine::view::{ConnectionState, SignInPhase};
use larder_engine::{Answer, ApiRequest, Cut, Engine, Problem, ProblemKind};
use serde_json::json;

use crate::world::{INES, World, at, start};

const DAY: i64 = 86_400_000;
const ADA: (&str, &str) = ("admin@acme.test", "shelf-1");

/// Connects the practice Zendesk, which tells how long its tokens live, rotates refresh tokens and
/// ends a grant whose retired one comes again.
pub(crate) async fn zendesk(world: &mut World) -> String {
    world.person.will_allow(ADA.0, ADA.1);
    let ended = world
        .sign_in(start("zendesk", "oauth2", "Desk", &[("subdomain", "acme")]))
        .await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    // What a sign-in loads ahead would use the connection beside the test.
    world.restart().await;
    ended.connection
}

/// Uses the connection, as a script does.
pub(crate) async fn used(engine: &Engine, id: &str) -> Result<Answer, Problem> {
    engine
        .request(
            id,
            ApiRequest {
                method: "GET".to_owned(),
                path_or_url: "/api/v2/users/me.json".to_owned(),
                query: Vec::new(),
                body: None,
            },
        )
        .await
}

#[track_caller]
pub(crate) fn works(answer: Result<Answer, Problem>) {
    assert_eq!(answer.unwrap().status, 200);
}

/// Refreshes the practice Zendesk was asked for.
pub(crate) async fn refreshes(world: &World) -> u64 {
    world.log().await["token_requests"]["zendesk"]["acme"]["refresh_token"]
        .as_u64()
        .unwrap_or(0)
}

/// The app cannot be reached by the next token request.
async fn down(world: &World, retry_after: &str) {
    world
        .fault(
            "unavailable",
            json!({ "app": "zendesk", "path": "/oauth/tokens", "times": 1, "retry_after": retry_after }),
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r06_after_a_failed_refresh_nobody_asks_before_its_time_which_the_row_tells() {
    let mut world = World::new().await;
    let id = zendesk(&mut world).await;
    world.clock.pass(Duration::from_hours(24 * 30));
    down(&world, "40").await;
    let first = used(&world.engine, &id).await.unwrap_err();
    assert_eq!(first.kind, ProblemKind::AppDown);
    assert!(first.hint.contains("seconds at the earliest"), "{first:?}");

    // The app is well again; still nobody asks it.
    let second = used(&world.engine, &id).await.unwrap_err();
    assert_eq!(second.kind, ProblemKind::AppDown);
    let row = world.connection(&id).await.row;
    assert_eq!(row.state, ConnectionState::Connected);
    let told = row.next_try_at.unwrap() - larder_engine::Clock::now(&world.clock);
    assert!((30_000..=40_000).contains(&told), "{told}");
    assert_eq!(row.problem.unwrap().kind, ProblemKind::AppDown);
    assert_eq!(refreshes(&world).await, 0);

    world.clock.pass(Duration::from_secs(40));
    works(used(&world.engine, &id).await);
    let view = world.connection(&id).await;
    assert_eq!(view.row.next_try_at, None);
    assert_eq!(refreshes(&world).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn r06_check_now_asks_at_once() {
    let mut world = World::new().await;
    let id = zendesk(&mut world).await;
    world.clock.pass(Duration::from_hours(24 * 30));
    down(&world, "300").await;
    used(&world.engine, &id).await.unwrap_err();
    let checked = world.engine.test_connection(ById { id: id.clone() }).await;
    let row = checked.unwrap().row;
    assert_eq!(
        (row.state, row.next_try_at),
        (ConnectionState::Connected, None)
    );
    assert!(row.problem.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn r06_a_failed_early_refresh_leaves_the_token_that_still_serves_in_use() {
    let mut world = World::new().await;
    let id = zendesk(&mut world).await;
    let view = world.connection(&id).await;
    let life = view.expires_at.unwrap() - view.token_since.unwrap();
    world
        .clock
        .pass(Duration::from_millis((life - 30_000).unsigned_abs()));
    down(&world, "40").await;
    works(used(&world.engine, &id).await);
    let row = world.connection(&id).await.row;
    assert!(row.next_try_at.is_some(), "when it is renewed is told");
    assert_eq!(refreshes(&world).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_view_tells_since_when_a_token_is_used_and_when_it_is_renewed() {
    let mut world = World::new().await;
    let id = zendesk(&mut world).await;
    let before = world.connection(&id).await;
    assert_eq!(before.token_since, before.row.connected_at);
    let ends = before.expires_at.unwrap();
    assert_eq!(before.next_refresh_at, Some(ends - 60_000));

    world.clock.pass(Duration::from_hours(24 * 30));
    works(used(&world.engine, &id).await);
    let after = world.connection(&id).await;
    assert!(after.token_since > before.token_since);
    assert_eq!(after.row.connected_at, before.row.connected_at);
    assert!(after.next_refresh_at > before.next_refresh_at);
    let told: Vec<&str> = after.history.iter().map(|line| &line.what[..]).collect();
    assert_eq!(told.len(), 1, "a refresh is no news: {told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn r07_an_app_that_calls_every_token_expired_makes_no_loop() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let limits = || ApiRequest {
        method: "GET".to_owned(),
        path_or_url: "/services/data/v62.0/limits".to_owned(),
        query: Vec::new(),
        body: None,
    };
    for _ in 0..3 {
        world.fault("expire", at("salesforce", INES.0)).await;
        works(world.engine.request(&id, limits()).await);
    }
    world.fault("expire", at("salesforce", INES.0)).await;
    for _ in 0..5 {
        let problem = world.engine.request(&id, limits()).await.unwrap_err();
        assert!(problem.is_passing(), "{problem:?}");
        assert!(problem.hint.contains("seconds"), "{problem:?}");
    }
    let log = world.log().await;
    let asked = &log["token_requests"]["salesforce"]["login"]["refresh_token"];
    assert_eq!(*asked, json!(3));
    assert_eq!(
        world.connection(&id).await.row.state,
        ConnectionState::Connected
    );
    world.clock.pass(Duration::from_mins(1));
    works(world.engine.request(&id, limits()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn r07_a_calendar_that_jumps_costs_one_refresh_at_most_and_never_the_grant() {
    let mut world = World::new().await;
    let id = zendesk(&mut world).await;
    // Ahead, back to where it was, and a day too far back, while this process knows better.
    for (jump, expected) in [(DAY * 30, 1), (-DAY * 30, 1), (-DAY, 1)] {
        world.clock.jump(jump);
        works(used(&world.engine, &id).await);
        works(used(&world.engine, &id).await);
        assert_eq!(refreshes(&world).await, expected, "{jump}");
    }
    // The next process finds a token that was made tomorrow.
    world.restart().await;
    works(used(&world.engine, &id).await);
    works(used(&world.engine, &id).await);
    assert_eq!(refreshes(&world).await, 2);
    assert_eq!(
        world.connection(&id).await.row.state,
        ConnectionState::Connected
    );
}

/// Lets no renewed token be stored, until that is mended.
pub(crate) fn failing(engine: &Engine, problem: Problem) -> Arc<AtomicBool> {
    let broken = Arc::new(AtomicBool::new(true));
    let told = broken.clone();
    engine.at_cuts(Arc::new(move |_, cut| {
        let fails = cut == Cut::Sealed && told.load(Ordering::SeqCst);
        let outcome = if fails { Err(problem.clone()) } else { Ok(()) };
        Box::pin(async move { outcome })
    }));
    broken
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_a_token_that_cannot_be_stored_is_held_and_stored_before_anything_uses_it() {
    for (problem, state) in [
        (Engine::keychain_is_locked(), ConnectionState::VaultLocked),
        (Engine::disk_is_full(), ConnectionState::Connected),
    ] {
        let mut world = World::new().await;
        let id = zendesk(&mut world).await;
        let kind = problem.kind;
        let broken = failing(&world.engine, problem);
        world.clock.pass(Duration::from_hours(24 * 30));
        for _ in 0..3 {
            let problem = used(&world.engine, &id).await.unwrap_err();
            assert_eq!(problem.kind, kind, "{problem:?}");
            assert!(problem.safe.contains("holds it in memory"), "{problem:?}");
        }
        assert_eq!(refreshes(&world).await, 1, "nobody refreshes meanwhile");
        let row = world.connection(&id).await.row;
        assert_eq!(row.state, state);
        assert_eq!(row.problem.unwrap().kind, kind);

        // Another process would send the retired token; it waits for the lock instead.
        let other = world.second_engine().await;
        let waiting = tokio::time::timeout(Duration::from_millis(300), used(&other, &id)).await;
        assert!(waiting.is_err(), "{waiting:?}");
        assert_eq!(refreshes(&world).await, 1);

        broken.store(false, Ordering::SeqCst);
        world.engine.unlock_vault().await.unwrap();
        let row = world.connection(&id).await.row;
        assert_eq!((row.state, row.problem), (ConnectionState::Connected, None));
        works(used(&world.engine, &id).await);
        works(used(&other, &id).await);
        assert_eq!(refreshes(&world).await, 1);
        other.close().await;

        // The grant lives on: the newest token is the one on the disk.
        world.restart().await;
        world.clock.pass(Duration::from_hours(24 * 30));
        works(used(&world.engine, &id).await);
        assert_eq!(refreshes(&world).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_closing_tries_once_more_and_tells_what_is_lost() {
    let mut world = World::new().await;
    let id = zendesk(&mut world).await;
    let broken = failing(&world.engine, Engine::disk_is_full());
    world.clock.pass(Duration::from_hours(24 * 30));
    used(&world.engine, &id).await.unwrap_err();
    let lost = world.engine.close().await;
    assert_eq!(lost.len(), 1);
    assert!(lost[0].safe.contains("Closing Larder"), "{lost:?}");

    let mut world = World::new().await;
    let id = zendesk(&mut world).await;
    drop(broken);
    let broken = failing(&world.engine, Engine::disk_is_full());
    world.clock.pass(Duration::from_hours(24 * 30));
    used(&world.engine, &id).await.unwrap_err();
    broken.store(false, Ordering::SeqCst);
    assert_eq!(world.engine.close().await, []);
    let next = world.second_engine().await;
    works(used(&next, &id).await);
    assert_eq!(refreshes(&world).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_closing_waits_for_a_refresh_under_way_and_lets_no_further_one_begin() {
    let mut world = World::new().await;
    let id = zendesk(&mut world).await;
    let (reached, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let (go_on, gate) = tokio::sync::watch::channel(false);
    world.engine.at_cuts(Arc::new(move |_, cut| {
        let (reached, mut gate) = (reached.clone(), gate.clone());
        Box::pin(async move {
            if cut == Cut::Answered {
                reached.send(()).unwrap();
                gate.wait_for(|open| *open).await.unwrap();
            }
            Ok(())
        })
    }));
    world.clock.pass(Duration::from_hours(24 * 30));
    let engine = world.engine.clone();
    let user = tokio::spawn({
        let (engine, id) = (engine.clone(), id.clone());
        async move { used(&engine, &id).await }
    });
    seen.recv().await.unwrap();
    let closing = tokio::spawn(async move { engine.close().await });
    tokio::task::yield_now().await;
    assert!(!closing.is_finished());
    go_on.send(true).unwrap();
    assert_eq!(closing.await.unwrap(), []);
    // Its own caller may have come too late to use it; the token is there all the same.
    let _ = user.await.unwrap();
    world.restart().await;
    works(used(&world.engine, &id).await);
    assert_eq!(refreshes(&world).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn r04_a_sign_in_that_comes_between_wins_over_a_refresh() {
    let mut world = World::new().await;
    let id = zendesk(&mut world).await;
    let broken = failing(&world.engine, Engine::disk_is_full());
    world.clock.pass(Duration::from_hours(24 * 30));
    used(&world.engine, &id).await.unwrap_err();
    broken.store(false, Ordering::SeqCst);
    world.person.will_allow(ADA.0, ADA.1);
    let again = larder_engine::view::SignInStart {
        connection: Some(id.clone()),
        ..start("zendesk", "oauth2", "Desk", &[("subdomain", "acme")])
    };
    let ended = world.sign_in(again).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    let before = refreshes(&world).await;
    works(used(&world.engine, &id).await);
    assert_eq!(refreshes(&world).await, before, "the sign-in's own token");
    world.clock.pass(Duration::from_hours(24 * 30));
    works(used(&world.engine, &id).await);
}
