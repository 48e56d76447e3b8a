//! A keychain in trouble: Larder opens, shows what it knows, asks to unlock, and heals without a new start.
use larder_engine::ProblemKind;
use larder_engine::api::ById;
use larder_engine::problem::ActionKind;
use larder_engine::view::{ConnectionState, PicklistQuestion, VaultState};
use larder_store::fake_keychain::Behaviour;

use crate::world::{World, question};

/// Everything a person can still do, and what is refused with which words; then it heals.
async fn is_useful_and_heals(trouble: Behaviour, state: VaultState, kind: ProblemKind) {
    let mut world = World::new().await;
    let id = world.salesforce("Acme").await;
    // The profile is told behind the sign-in.
    world.engine.caught_up().await;
    let before = world.connection(&id).await.row;
    let list = world.picklist(&id, "objects", &[]).await.unwrap();

    world.fake.behave(trouble);
    world.restart().await;
    let vault = world.engine.unlock_vault().await.unwrap();
    assert_eq!(vault.state, state, "{trouble:?}");
    let problem = vault.problem.expect("the vault says what is wrong");
    assert_eq!(problem.kind, kind, "{trouble:?}");
    assert_eq!(problem.action.unwrap().kind, ActionKind::UnlockVault);

    // The connection is listed with who and where, and says why it cannot be used.
    let rows = world.engine.connections().await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].name, "Acme");
    assert_eq!(rows[0].state, ConnectionState::VaultLocked);
    assert_eq!(rows[0].identity, before.identity);
    assert_eq!(rows[0].problem.as_ref().unwrap().kind, kind);
    world.engine.recipes().await.unwrap();

    // What was read before is shown with its age, also when it is asked for anew.
    let known = world.picklist(&id, "objects", &[]).await.unwrap();
    assert_eq!(
        (known.total, known.fetched_at),
        (list.total, list.fetched_at)
    );
    let anew = PicklistQuestion {
        refresh: true,
        ..question(&id, "objects", &[])
    };
    let stale = world.engine.picklist(anew.clone()).await.unwrap();
    assert_eq!(
        (stale.total, stale.fetched_at),
        (list.total, list.fetched_at)
    );
    assert_eq!(stale.stale.expect("it is said to be old").kind, kind);

    // What needs the sign-in is refused with the way out, and costs nothing.
    let refused = world.engine.token(&id).await.unwrap_err();
    assert_eq!(refused.kind, kind);
    assert_eq!(refused.action.unwrap().kind, ActionKind::UnlockVault);
    let never_read = world
        .picklist(&id, "fields", &[("object", "Account")])
        .await
        .unwrap_err();
    assert_eq!(never_read.kind, kind);
    assert_eq!(never_read.action.unwrap().kind, ActionKind::UnlockVault);

    // The keychain is in order again: one word, no new start, the same sign-in.
    world.fake.behave(Behaviour::Well);
    let vault = world.engine.unlock_vault().await.unwrap();
    assert_eq!(vault.state, VaultState::Unlocked);
    assert_eq!(
        world.connection(&id).await.row.state,
        ConnectionState::Connected
    );
    world.engine.token(&id).await.unwrap();
    let fresh = world.engine.picklist(anew).await.unwrap();
    assert!(fresh.stale.is_none() && fresh.fetched_at >= list.fetched_at);
    world
        .engine
        .test_connection(ById { id })
        .await
        .expect("the sign-in still works");
    assert_eq!(world.fake.items(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn k01_with_a_locked_keychain_connections_and_lists_are_there_and_unlocking_heals() {
    is_useful_and_heals(
        Behaviour::Locked,
        VaultState::Locked,
        ProblemKind::VaultLocked,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn k01_with_no_keychain_connections_and_lists_are_there_and_starting_one_heals() {
    is_useful_and_heals(
        Behaviour::Missing,
        VaultState::NoKeychain,
        ProblemKind::VaultLocked,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn k01_with_a_keychain_that_hangs_connections_and_lists_are_there_and_its_answer_heals() {
    is_useful_and_heals(
        Behaviour::Hangs,
        VaultState::Waiting,
        ProblemKind::VaultLocked,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn k01_with_a_key_there_twice_or_spoiled_connections_and_lists_are_there_and_mending_heals() {
    is_useful_and_heals(
        Behaviour::Doubled,
        VaultState::Failed,
        ProblemKind::VaultKey,
    )
    .await;
    is_useful_and_heals(
        Behaviour::WrongEncoding,
        VaultState::KeyLost,
        ProblemKind::VaultKey,
    )
    .await;
}
