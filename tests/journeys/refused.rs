//! Sign-ins that come to nothing: each refusal is said in its own words and nothing is lost.
use larder_engine::ProblemKind;
use larder_engine::api::ById;
use larder_engine::problem::ActionKind;
use larder_engine::view::{ConnectionState, SignInPhase};
use serde_json::json;

use crate::person::{Plan, walk};
use crate::world::{INES, World, at, salesforce, start};

#[tokio::test(flavor = "multi_thread")]
async fn o02_declining_is_said_as_declining() {
    let world = World::new().await;
    world.person.will(Plan::Decline {
        username: INES.0.into(),
        password: INES.1.into(),
    });
    let ended = world.sign_in(salesforce("Acme")).await;
    assert_eq!(ended.phase, SignInPhase::Failed);
    assert_eq!(ended.problem.unwrap().kind, ProblemKind::Declined);
}

#[tokio::test(flavor = "multi_thread")]
async fn o01_a_callback_with_a_wrong_state_is_ignored_and_the_person_can_still_finish() {
    for forged in [
        "{redirect}?code=stolen&state=wrong",
        "{redirect}?code=stolen",
        "{redirect}?error=access_denied&state=wrong",
        "{redirect}/?code=stolen&state=wrong",
    ] {
        let world = World::new().await;
        let plan = Plan::Forge {
            forged: forged.to_owned(),
            username: INES.0.to_owned(),
            password: INES.1.to_owned(),
        };
        world.person.will(plan);
        let ended = world.sign_in(salesforce("Acme")).await;
        assert_eq!(
            ended.phase,
            SignInPhase::Done,
            "{forged}: {:?}",
            ended.problem
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn o15_an_instance_url_of_another_host_is_refused_and_its_token_dropped() {
    for url in [
        "https://evil.example",
        "http://acme.my.salesforce.com",
        "https://acme.my.salesforce.com/path",
        "https://10.0.0.1",
    ] {
        let world = World::new().await;
        world
            .fault(
                "bad_instance_url",
                json!({ "app": "salesforce", "url": url }),
            )
            .await;
        world.person.will_allow(INES.0, INES.1);
        let ended = world.sign_in(salesforce("Acme")).await;
        let problem = ended.problem.unwrap();
        assert_eq!(problem.kind, ProblemKind::Host, "{url}");
        let action = problem.action.unwrap();
        assert_eq!(action.kind, ActionKind::Reconnect, "to the fields: {url}");
        assert_eq!(
            world.connection(&ended.connection).await.row.state,
            ConnectionState::NotConnected
        );
        assert!(world.engine.token(&ended.connection).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn o11_token_answers_that_are_none_are_said_in_words() {
    for (fault, kind) in [
        ("token_html", ProblemKind::NotApi),
        ("token_error_in_200", ProblemKind::Credentials),
    ] {
        let world = World::new().await;
        world
            .fault(fault, json!({ "app": "salesforce", "times": 1 }))
            .await;
        world.person.will_allow(INES.0, INES.1);
        let ended = world.sign_in(salesforce("Acme")).await;
        let problem = ended.problem.unwrap();
        assert_eq!(problem.kind, kind, "{fault}: {problem:?}");
        assert!(problem.detail.is_some(), "{fault} shows what was answered");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_its_admin_has_not_approved_says_so() {
    let world = World::new().await;
    world
        .fault("admin_block", json!({ "app": "salesforce", "times": 1 }))
        .await;
    world.person.will_allow(INES.0, INES.1);
    let ended = world.sign_in(salesforce("Acme")).await;
    assert_eq!(ended.problem.unwrap().kind, ProblemKind::AdminApproval);
}

#[tokio::test(flavor = "multi_thread")]
async fn v03_an_anonymous_200_is_no_sign_in() {
    let world = World::new().await;
    let mut wrong = start(
        "zendesk",
        "api_token",
        "Support",
        &[("subdomain", "acme"), ("email_address", "admin@acme.test")],
    );
    wrong
        .secrets
        .insert("api_token".to_owned(), "not-the-key".to_owned());
    let ended = world.sign_in(wrong).await;
    assert_eq!(ended.phase, SignInPhase::Failed);
    let problem = ended.problem.unwrap();
    assert_eq!(problem.kind, ProblemKind::Credentials);
    assert!(!format!("{problem:?}").contains("not-the-key"));
    assert_eq!(
        world.connection(&ended.connection).await.row.state,
        ConnectionState::NotConnected
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_work_is_said_before_a_window_opens() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let taken = world
        .engine
        .start_sign_in(salesforce("acme"))
        .await
        .unwrap_err();
    assert_eq!(taken.kind, ProblemKind::NameTaken);
    let nameless = world
        .engine
        .start_sign_in(salesforce("  "))
        .await
        .unwrap_err();
    assert_eq!(nameless.field.as_deref(), Some("name"));
    let no_domain = start("salesforce", "oauth2", "X", &[("environment", "custom")]);
    assert_eq!(
        world
            .engine
            .start_sign_in(no_domain)
            .await
            .unwrap_err()
            .field
            .as_deref(),
        Some("domain")
    );
    let mut real = salesforce("Real");
    real.fields.insert("server".to_owned(), "real".to_owned());
    let missing = world.engine.start_sign_in(real).await.unwrap_err();
    assert_eq!(missing.kind, ProblemKind::ClientMissing);
    assert!(
        missing
            .hint
            .contains("http://localhost:47620/callback/salesforce"),
        "{}",
        missing.hint
    );
    assert_eq!(world.person.opened().len(), 1);
    assert_eq!(
        world.engine.connections().await.unwrap().len(),
        1,
        "{id} alone is there"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deactivated_user_cannot_sign_in_and_the_dialog_can_try_again() {
    let world = World::new().await;
    world
        .fault("deactivate_user", at("salesforce", INES.0))
        .await;
    let view = world
        .engine
        .start_sign_in(salesforce("Acme"))
        .await
        .unwrap();
    world
        .until(&view.id, |phase| phase == SignInPhase::Waiting)
        .await;
    let page = world.person.opened()[0].clone();
    let nowhere = walk(page.url, page.attempt.redirect(), INES.0, INES.1, "allow").await;
    assert!(
        nowhere.is_none(),
        "the app keeps its person on its own page"
    );
    world
        .engine
        .cancel_sign_in(ById {
            id: view.id.clone(),
        })
        .await
        .unwrap();
    assert_eq!(world.ended(&view.id).await.phase, SignInPhase::Cancelled);
}
