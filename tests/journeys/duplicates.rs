//! An account that is connected already: the person decides whether one connection or two stand for it.
use larder_engine::api::{AnswerDuplicate, ById};
use larder_engine::view::{ConnectionState, DuplicateChoice, SignInPhase, SignInStart};

use crate::world::{INES, SAM, World, at, salesforce, slot, start};

/// Signs in as Ines once more, in the slot of the sample recipe, up to the question.
async fn asked_again(world: &World) -> larder_engine::view::SignInView {
    world.person.will_allow(INES.0, INES.1);
    let started = world
        .engine
        .start_sign_in(SignInStart {
            slot: Some(slot("salesforce", "primary")),
            ..salesforce("Acme again")
        })
        .await
        .unwrap();
    world
        .until(&started.id, |phase| phase == SignInPhase::Asking)
        .await
}

async fn answered(world: &World, id: &str, choice: DuplicateChoice) {
    let ask = AnswerDuplicate {
        id: id.to_owned(),
        choice,
    };
    world.engine.answer_duplicate(ask).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn o19_an_account_that_is_connected_already_is_renewed_instead_of_doubled() {
    let world = World::new().await;
    let first = world.salesforce("Acme").await;
    world.fault("revoke", at("salesforce", INES.0)).await;
    let check = ById { id: first.clone() };
    assert!(world.engine.test_connection(check).await.is_err());

    let view = asked_again(&world).await;
    let question = view.duplicate.expect("the question");
    assert_eq!(question.existing.id, first);
    assert_eq!(question.existing.state, ConnectionState::NeedsReconnect);
    let warning = question.warning.expect("Salesforce counts sign-ins");
    assert!(
        warning.contains("5 sign-ins") && warning.contains("number 2"),
        "{warning}"
    );
    answered(&world, &view.id, DuplicateChoice::UseExisting).await;
    let ended = world.ended(&view.id).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    assert_eq!(
        (ended.connection.as_str(), ended.connection_name.as_str()),
        (first.as_str(), "Acme")
    );
    let rows = world.engine.connections().await.unwrap();
    assert_eq!(rows.len(), 1, "the draft is gone");
    assert_eq!(
        (rows[0].state, rows[0].used_by),
        (ConnectionState::Connected, 1),
        "the slot is filled by the one that was there"
    );
    assert!(world.picklist(&first, "objects", &[]).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn o19_two_connections_of_one_account_may_stand_side_by_side() {
    let world = World::new().await;
    let first = world.salesforce("Acme").await;
    let view = asked_again(&world).await;
    answered(&world, &view.id, DuplicateChoice::KeepBoth).await;
    let ended = world.ended(&view.id).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    assert_ne!(ended.connection, first);
    for id in [&first, &ended.connection] {
        assert!(world.picklist(id, "objects", &[]).await.is_ok());
    }
    // Reconnecting one of the two asks neither about itself nor again about the other, once it is answered.
    let rows = world.engine.connections().await.unwrap();
    assert_eq!(rows.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn o19_a_question_about_a_double_that_is_cancelled_changes_nothing() {
    let world = World::new().await;
    let first = world.salesforce("Acme").await;
    let view = asked_again(&world).await;
    let cancel = ById {
        id: view.id.clone(),
    };
    world.engine.cancel_sign_in(cancel).await.unwrap();
    let ended = world.ended(&view.id).await;
    assert_eq!(ended.phase, SignInPhase::Cancelled);
    assert_eq!(
        world.connection(&first).await.row.state,
        ConnectionState::Connected
    );
    assert_eq!(
        world.connection(&ended.connection).await.row.state,
        ConnectionState::NotConnected,
        "name and fields are kept for the next try"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn o19_another_user_of_the_org_or_a_sandbox_is_no_double() {
    let world = World::new().await;
    world.salesforce("Acme").await;
    world.person.will_allow(SAM.0, SAM.1);
    let ended = world
        .engine
        .start_sign_in(start(
            "salesforce",
            "oauth2",
            "Sam",
            &[("environment", "login")],
        ))
        .await
        .unwrap();
    let ended = world.ended(&ended.id).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    world
        .sandbox("Sandbox", "integration@acme.test.full", "cellar-1")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn v06_a_double_leaves_a_connection_with_a_past_of_its_own_alone() {
    let world = World::new().await;
    let first = world.salesforce("Acme").await;
    world.person.will_allow(SAM.0, SAM.1);
    let other = world
        .sign_in(start(
            "salesforce",
            "oauth2",
            "Sam",
            &[("environment", "login")],
        ))
        .await
        .connection;
    let disconnect = ById { id: other.clone() };
    world.engine.disconnect(disconnect).await.unwrap();
    world.person.will_allow(INES.0, INES.1);
    let started = world
        .engine
        .start_sign_in(SignInStart {
            connection: Some(other.clone()),
            ..start("salesforce", "oauth2", "Sam", &[("environment", "login")])
        })
        .await
        .unwrap();
    let view = world
        .until(&started.id, |phase| phase == SignInPhase::Asking)
        .await;
    let question = view.question.expect("another user than before");
    assert!(!question.environment_changed);
    let switch = larder_engine::api::AnswerAccount {
        id: view.id.clone(),
        choice: larder_engine::view::AccountChoice::Switch,
    };
    world.engine.answer_account(switch).await.unwrap();
    let view = world
        .until_seen(&view.id, |view| view.duplicate.is_some())
        .await;
    answered(&world, &view.id, DuplicateChoice::UseExisting).await;
    let ended = world.ended(&view.id).await;
    assert_eq!(ended.connection, first);
    let row = world.connection(&other).await.row;
    assert_eq!(row.state, ConnectionState::NotConnected);
    assert_eq!(row.identity.unwrap().user, SAM.0, "its past stays");
}
