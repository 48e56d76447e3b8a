//! Closing while a renewed sign-in is not stored: tried once more, asked about in words, and ended only by the person.
use std::sync::atomic::Ordering;
use std::time::Duration;

use larder_engine::problem::ActionKind;
use larder_engine::{Engine, Problem, ProblemKind, api};
use serde_json::Value;

use crate::refresh::{failing, refreshes, used, works, zendesk};
use crate::world::World;

const MONTH: Duration = Duration::from_hours(24 * 30);

/// What `status` asks before Larder ends, as the page reads it.
async fn question(engine: &Engine) -> Option<Problem> {
    engine.status().await.unwrap().leaving
}

/// A call of the page.
async fn call(engine: &Engine, name: &str) {
    api::dispatch(engine, name, Value::Null).await.unwrap();
}

/// Whether the program was told that it may end.
async fn may_go(engine: &Engine) -> bool {
    tokio::time::timeout(Duration::from_millis(50), engine.may_go())
        .await
        .is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_nothing_is_asked_when_everything_is_stored() {
    let mut world = World::new().await;
    let id = zendesk(&mut world).await;
    works(used(&world.engine, &id).await);
    assert!(!world.engine.has_unstored());
    assert!(world.engine.ready_to_leave().await);
    assert_eq!(question(&world.engine).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_closing_is_asked_about_while_a_renewed_token_cannot_be_stored() {
    for (cause, kind, hint, action, verb) in [
        (
            Engine::keychain_is_locked(),
            ProblemKind::VaultLocked,
            "Unlock the keychain",
            ActionKind::UnlockVault,
            "Unlock keychain",
        ),
        (
            Engine::disk_is_full(),
            ProblemKind::Storage,
            "Free some space",
            ActionKind::Retry,
            "Try again",
        ),
    ] {
        let mut world = World::new().await;
        let id = zendesk(&mut world).await;
        let name = world.connection(&id).await.row.name;
        let broken = failing(&world.engine, cause);
        world.clock.pass(MONTH);
        used(&world.engine, &id).await.unwrap_err();
        assert!(world.engine.has_unstored());

        let mut stale = world.engine.stale();
        assert!(!world.engine.ready_to_leave().await, "the window stays");
        let mut told = false;
        while let Ok(calls) = stale.try_recv() {
            told |= calls.iter().any(|call| call == "status");
        }
        assert!(told, "the page hears of it");
        let asked = question(&world.engine).await.expect("a question");
        assert_eq!(asked.kind, kind);
        assert!(asked.hint.starts_with(hint), "{asked:?}");
        assert!(asked.what.contains(&name), "{asked:?}");
        assert!(
            asked.safe.contains("If you quit now, it is lost"),
            "{asked:?}"
        );
        let offered = asked.action.unwrap();
        assert_eq!((offered.kind, offered.label.as_str()), (action, verb));

        // Still not: the question stands, and nothing has ended.
        call(&world.engine, "leave.store").await;
        assert!(question(&world.engine).await.is_some());
        assert!(!may_go(&world.engine).await);

        // Staying takes it away; what is held is held on, and closing asks again.
        call(&world.engine, "leave.stay").await;
        assert_eq!(question(&world.engine).await, None);
        assert!(world.engine.has_unstored());
        assert!(!world.engine.ready_to_leave().await);
        assert!(question(&world.engine).await.is_some());

        // It can be stored at last: then Larder ends as was wished, and the grant lives on.
        broken.store(false, Ordering::SeqCst);
        call(&world.engine, "leave.store").await;
        assert_eq!(question(&world.engine).await, None);
        assert!(may_go(&world.engine).await);
        assert!(!world.engine.has_unstored());
        world.restart().await;
        works(used(&world.engine, &id).await);
        assert_eq!(refreshes(&world).await, 1, "the token on the disk is good");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_who_quits_anyway_is_let_go_and_told_what_was_lost() {
    let mut world = World::new().await;
    let id = zendesk(&mut world).await;
    let _broken = failing(&world.engine, Engine::keychain_is_locked());
    world.clock.pass(MONTH);
    used(&world.engine, &id).await.unwrap_err();
    assert!(!world.engine.ready_to_leave().await);
    assert!(question(&world.engine).await.is_some());
    call(&world.engine, "leave.anyway").await;
    assert_eq!(question(&world.engine).await, None);
    assert!(may_go(&world.engine).await);
    assert_eq!(world.engine.close().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_a_question_no_screen_ever_read_keeps_nobody() {
    let mut world = World::new().await;
    let id = zendesk(&mut world).await;
    let _broken = failing(&world.engine, Engine::disk_is_full());
    world.clock.pass(MONTH);
    used(&world.engine, &id).await.unwrap_err();
    assert!(!world.engine.ready_to_leave().await);
    assert!(
        !world.engine.ready_to_leave().await,
        "whoever presses twice is asked all the same"
    );
    world.clock.pass(Duration::from_secs(10));
    assert!(
        world.engine.ready_to_leave().await,
        "a page that is gone cannot ask"
    );
}
