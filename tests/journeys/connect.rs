//! Connecting: the main job and the ways it can go wrong, at the wire.
use larder_engine::ProblemKind;
use larder_engine::api::{AnswerAccount, AnswerDuplicate, ById};
use larder_engine::view::{
    AccountChoice, ConnectionState, DuplicateChoice, Environment, SignInPhase, SignInStart,
    WindowChoice,
};
use serde_json::json;
use url::Url;

use crate::person::{Plan, walk};
use crate::world::{INES, SAM, World, salesforce, slot, start};

#[tokio::test(flavor = "multi_thread")]
async fn connecting_shows_who_where_and_with_which_rights() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let shown = world.connection(&id).await;
    assert_eq!(shown.row.state, ConnectionState::Connected);
    let who = shown.row.identity.unwrap();
    assert_eq!(who.user, "integration@acme.test");
    assert_eq!(who.environment, Environment::Production);
    assert_eq!(who.account.as_deref(), Some("Acme"));
    let receipt = shown.receipt.unwrap();
    assert!(
        receipt.granted.contains(&"api".to_owned())
            && receipt.missing.is_empty()
            && receipt.refreshable
    );
    assert!(shown.row.connected_at.is_some());
    let host = world.person.opened()[0].url.clone();
    assert_eq!(host.origin(), world.origin("salesforce", "login").origin());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_is_another_host_and_shows_as_sandbox() {
    let world = World::new().await;
    let people = &world.practice.addresses().people;
    let tester = people
        .iter()
        .find(|person| person.app == "salesforce" && person.org == "test")
        .unwrap()
        .clone();
    world.person.will_allow(&tester.username, &tester.password);
    let ended = world
        .sign_in(start(
            "salesforce",
            "oauth2",
            "Acme full",
            &[("environment", "test")],
        ))
        .await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    let who = world
        .connection(&ended.connection)
        .await
        .row
        .identity
        .unwrap();
    assert_eq!(who.environment, Environment::Sandbox);
    assert_eq!(
        world.person.opened()[0].url.origin(),
        world.origin("salesforce", "test").origin()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn connecting_from_a_slot_binds_it() {
    let world = World::new().await;
    world.person.will_allow(INES.0, INES.1);
    let ended = world
        .sign_in(SignInStart {
            slot: Some(slot("salesforce", "primary")),
            ..salesforce("Acme")
        })
        .await;
    let recipe = world
        .engine
        .recipe(ById {
            id: "sample".to_owned(),
        })
        .await
        .unwrap();
    let bound = recipe
        .slots
        .iter()
        .find(|slot| slot.connector == "salesforce")
        .unwrap()
        .connection
        .clone();
    assert_eq!(bound.unwrap().id, ended.connection);
    assert_eq!(
        recipe.problems.len(),
        1,
        "only Zendesk is left: {:?}",
        recipe.problems
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn p04_a_closed_window_says_so_and_keeps_name_fields_and_slot() {
    let world = World::new().await;
    world.person.will(Plan::Close);
    let asked = SignInStart {
        slot: Some(slot("salesforce", "primary")),
        ..salesforce("Half way")
    };
    let ended = world.sign_in(asked).await;
    assert_eq!(ended.phase, SignInPhase::Cancelled);
    let shown = world.connection(&ended.connection).await;
    assert_eq!(shown.row.state, ConnectionState::NotConnected);
    assert_eq!(shown.row.problem.unwrap().kind, ProblemKind::Cancelled);
    assert_eq!(shown.row.name, "Half way");
    assert_eq!(shown.fields["environment"], "login");
    assert!(shown.practice);
    let recipe = world
        .engine
        .recipe(ById {
            id: "sample".to_owned(),
        })
        .await
        .unwrap();
    let kept = recipe
        .slots
        .iter()
        .find(|slot| slot.connector == "salesforce")
        .unwrap()
        .connection
        .clone();
    assert_eq!(kept.unwrap().id, ended.connection);
    // And the same row can be connected afterwards.
    world.person.will_allow(INES.0, INES.1);
    let again = SignInStart {
        connection: Some(ended.connection.clone()),
        ..salesforce("Half way")
    };
    assert_eq!(world.sign_in(again).await.phase, SignInPhase::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn v05_another_user_on_reconnect_stops_and_asks() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let asked = || SignInStart {
        connection: Some(id.clone()),
        ..salesforce("Acme")
    };

    world.person.will_allow(SAM.0, SAM.1);
    let view = world.engine.start_sign_in(asked()).await.unwrap();
    let asking = world
        .until(&view.id, |phase| phase == SignInPhase::Asking)
        .await;
    let question = asking.question.unwrap();
    assert_eq!(
        (question.before.user.as_str(), question.now.user.as_str()),
        (INES.0, SAM.0)
    );
    world
        .engine
        .answer_account(AnswerAccount {
            id: view.id.clone(),
            choice: AccountChoice::Keep,
        })
        .await
        .unwrap();
    world.ended(&view.id).await;
    let kept = world.connection(&id).await;
    assert_eq!(kept.row.identity.unwrap().user, INES.0);
    assert_eq!(kept.row.state, ConnectionState::Connected);

    world.person.will_allow(SAM.0, SAM.1);
    let view = world.engine.start_sign_in(asked()).await.unwrap();
    world
        .until(&view.id, |phase| phase == SignInPhase::Asking)
        .await;
    world
        .engine
        .answer_account(AnswerAccount {
            id: view.id.clone(),
            choice: AccountChoice::New,
        })
        .await
        .unwrap();
    let ended = world.ended(&view.id).await;
    assert_ne!(ended.connection, id);
    assert_eq!(
        world
            .connection(&ended.connection)
            .await
            .row
            .identity
            .unwrap()
            .user,
        SAM.0
    );
    assert_eq!(
        world.connection(&id).await.row.identity.unwrap().user,
        INES.0
    );

    world.person.will_allow(SAM.0, SAM.1);
    let view = world.engine.start_sign_in(asked()).await.unwrap();
    world
        .until(&view.id, |phase| phase == SignInPhase::Asking)
        .await;
    world
        .engine
        .answer_account(AnswerAccount {
            id: view.id.clone(),
            choice: AccountChoice::Switch,
        })
        .await
        .unwrap();
    let doubled = world
        .until_seen(&view.id, |view| view.duplicate.is_some())
        .await;
    assert!(doubled.question.is_none());
    world
        .engine
        .answer_duplicate(AnswerDuplicate {
            id: view.id.clone(),
            choice: DuplicateChoice::KeepBoth,
        })
        .await
        .unwrap();
    world.ended(&view.id).await;
    assert_eq!(
        world.connection(&id).await.row.identity.unwrap().user,
        SAM.0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn v06_a_cancelled_reconnect_leaves_the_old_state() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    world.person.will(Plan::Close);
    let ended = world
        .sign_in(SignInStart {
            connection: Some(id.clone()),
            ..salesforce("Acme")
        })
        .await;
    assert_eq!(ended.phase, SignInPhase::Cancelled);
    assert_eq!(
        world.connection(&id).await.row.state,
        ConnectionState::Connected
    );
    assert!(!world.rows(&id, "objects", &[]).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_connect_on_the_same_row_does_not_open_a_second_window() {
    let world = World::new().await;
    let first = world
        .engine
        .start_sign_in(salesforce("Acme"))
        .await
        .unwrap();
    world
        .until(&first.id, |phase| phase == SignInPhase::Waiting)
        .await;
    let again = SignInStart {
        connection: Some(first.connection.clone()),
        ..salesforce("Acme")
    };
    assert_eq!(
        world.engine.start_sign_in(again).await.unwrap().id,
        first.id
    );
    assert_eq!(world.person.opened().len(), 1);
    world
        .engine
        .cancel_sign_in(ById {
            id: first.id.clone(),
        })
        .await
        .unwrap();
    assert_eq!(world.ended(&first.id).await.phase, SignInPhase::Cancelled);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_way_ends_in_the_same_place() {
    let world = World::new().await;
    let view = world
        .engine
        .start_sign_in(SignInStart {
            window: WindowChoice::Browser,
            ..salesforce("Acme")
        })
        .await
        .unwrap();
    let waiting = world
        .until(&view.id, |phase| phase == SignInPhase::Waiting)
        .await;
    assert!(waiting.in_browser && world.person.opened().is_empty());
    finish_in_browser(&world, &view.id).await;
    let ended = world.ended(&view.id).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
}

#[tokio::test(flavor = "multi_thread")]
async fn use_my_browser_instead_closes_the_window_and_goes_on() {
    let world = World::new().await;
    let view = world
        .engine
        .start_sign_in(salesforce("Acme"))
        .await
        .unwrap();
    world
        .until(&view.id, |phase| phase == SignInPhase::Waiting)
        .await;
    // Copying the link moves the sign-in out of the window as well.
    finish_in_browser(&world, &view.id).await;
    let ended = world.ended(&view.id).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    let first = world.person.opened()[0].attempt.clone();
    assert!(matches!(
        first.settled().await,
        larder_auth::attempt::Outcome::Ended(_)
    ));
}

/// Walks the copied link as a browser would, the loopback redirect included.
async fn finish_in_browser(world: &World, id: &str) {
    let link = world
        .engine
        .sign_in_link(ById { id: id.to_owned() })
        .await
        .unwrap();
    let start = Url::parse(&link.url).unwrap();
    let redirect = start
        .query_pairs()
        .find(|(name, _)| name == "redirect_uri")
        .unwrap()
        .1
        .into_owned();
    let redirect = Url::parse(&redirect).unwrap();
    let back = walk(start, &redirect, INES.0, INES.1, "allow")
        .await
        .unwrap();
    let page = reqwest::get(back).await.unwrap();
    assert!(page.status().is_success());
}

#[tokio::test(flavor = "multi_thread")]
async fn zendesk_connects_by_oauth_and_by_api_token() {
    let world = World::new().await;
    let people = &world.practice.addresses().people;
    let agent = people
        .iter()
        .find(|person| person.app == "zendesk")
        .unwrap()
        .clone();

    world.person.will_allow(&agent.username, &agent.password);
    let ended = world
        .sign_in(start(
            "zendesk",
            "oauth2",
            "Support",
            &[("subdomain", "acme")],
        ))
        .await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);

    let mut by_token = start(
        "zendesk",
        "api_token",
        "Support by key",
        &[("subdomain", "acme"), ("email_address", &agent.username)],
    );
    by_token
        .secrets
        .insert("api_token".to_owned(), agent.api_token.clone().unwrap());
    let ended = world.sign_in(by_token).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    assert_eq!(
        world
            .connection(&ended.connection)
            .await
            .row
            .identity
            .unwrap()
            .user,
        agent.username
    );
    assert!(
        world
            .rows(&ended.connection, "organization_fields", &[])
            .await
            .len()
            > 5
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn o20_disconnect_forgets_here_whatever_the_app_answers() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let told = world
        .engine
        .disconnect(ById { id: id.clone() })
        .await
        .unwrap();
    assert!(told.revoked, "{}", told.said);
    assert_eq!(told.row.state, ConnectionState::NotConnected);
    assert!(world.engine.token(&id).await.is_err());

    let id = world.salesforce("Acme 2").await;
    world
        .fault(
            "unavailable",
            json!({ "app": "salesforce", "path": "/services/oauth2/revoke" }),
        )
        .await;
    let told = world
        .engine
        .disconnect(ById { id: id.clone() })
        .await
        .unwrap();
    assert!(!told.revoked);
    assert_eq!(told.row.state, ConnectionState::NotConnected);
    assert!(world.engine.token(&id).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_is_gone_before_the_code_is_exchanged() {
    let world = World::new().await;
    let (closing, go_on) = world.person.will_close_slowly();
    world.person.will_allow(INES.0, INES.1);
    let started = world
        .engine
        .start_sign_in(salesforce("Acme"))
        .await
        .unwrap();
    closing.await.unwrap();
    let log = world.log().await.to_string();
    assert!(log.contains("/services/oauth2/authorize"), "{log}");
    assert!(!log.contains("/services/oauth2/token"), "{log}");
    go_on.send(()).unwrap();
    let ended = world.ended(&started.id).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    let log = world.log().await.to_string();
    assert!(log.contains("/services/oauth2/token"), "{log}");
}
