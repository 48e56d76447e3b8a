//! What the app granted to a sign-in that came to nothing is given back, and what was there before goes on working.
use std::time::Duration;

use larder_engine::ProblemKind;
use larder_engine::api::{AnswerAccount, ById};
use larder_engine::view::{AccountChoice, ConnectionState, SignInPhase, SignInStart, SignInView};
use serde_json::{Value, json};

use crate::world::{INES, SAM, World, at, salesforce, start};

const REVOKE: &str = "/services/oauth2/revoke";

impl World {
    /// How often the practice Salesforce ended a grant. The access token is gone by then, which it says as well.
    async fn revocations(&self) -> usize {
        let log = self.log().await;
        let requests = log["requests"].as_array().unwrap();
        requests
            .iter()
            .filter(|request| request["path"] == REVOKE && request["status"] == json!(200))
            .count()
    }

    /// Waits until a grant was given back.
    async fn until_given_back(&self) {
        self.until_so_many_given_back(1).await;
    }

    async fn until_so_many_given_back(&self, wanted: usize) {
        let waiting = async {
            while self.revocations().await < wanted {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waiting)
            .await
            .expect("the grant is given back");
    }

    /// Signs in up to the question.
    async fn asked(&self, who: (&str, &str), start: SignInStart) -> SignInView {
        self.person.will_allow(who.0, who.1);
        let started = self.engine.start_sign_in(start).await.unwrap();
        self.until(&started.id, |phase| phase == SignInPhase::Asking)
            .await
    }

    async fn cancelled(&self, view: &SignInView) -> SignInView {
        let cancel = ById {
            id: view.id.clone(),
        };
        self.engine.cancel_sign_in(cancel).await.unwrap();
        let ended = self.ended(&view.id).await;
        assert_eq!(ended.phase, SignInPhase::Cancelled);
        ended
    }

    /// The connection is signed in as Ines, and its grant lives at the app: also after its access token ended.
    async fn is_still_ines(&self, id: &str) {
        let row = self.connection(id).await.row;
        assert_eq!(row.state, ConnectionState::Connected);
        assert_eq!(row.identity.unwrap().user, INES.0);
        self.fault("expire", at("salesforce", INES.0)).await;
        let check = ById { id: id.to_owned() };
        let view = self.engine.test_connection(check).await.unwrap();
        assert_eq!(view.row.state, ConnectionState::Connected);
    }
}

fn again(id: &str) -> SignInStart {
    SignInStart {
        connection: Some(id.to_owned()),
        ..salesforce("Acme")
    }
}

/// How many grants of somebody live at the practice app; ends them.
async fn grants(world: &World, who: &str) -> u64 {
    let url = format!("{}/faults/revoke", world.practice.addresses().control);
    let asked = reqwest::Client::new()
        .post(url)
        .header("content-type", "application/json")
        .body(at("salesforce", who).to_string());
    let text = asked.send().await.unwrap().text().await.unwrap();
    let answer: Value = serde_json::from_str(&text).unwrap();
    answer["count"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn v06_cancelled_at_another_account_the_fresh_grant_is_given_back() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let view = world.asked(SAM, again(&id)).await;
    assert!(view.question.is_some());
    world.cancelled(&view).await;
    world.until_given_back().await;
    assert_eq!(grants(&world, SAM.0).await, 0, "Sam's grant is gone");
    world.is_still_ines(&id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn v05_kept_at_another_account_the_fresh_grant_is_given_back_behind_the_outcome() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let view = world.asked(SAM, again(&id)).await;
    // The app takes its time to end a token; nobody waits for it.
    world
        .fault(
            "hang",
            json!({ "app": "salesforce", "path": REVOKE, "times": 1 }),
        )
        .await;
    let keep = AnswerAccount {
        id: view.id.clone(),
        choice: AccountChoice::Keep,
    };
    world.engine.answer_account(keep).await.unwrap();
    let shown = tokio::time::timeout(Duration::from_secs(5), world.ended(&view.id)).await;
    assert_eq!(shown.unwrap().phase, SignInPhase::Cancelled);
    world.is_still_ines(&id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o19_cancelled_at_a_double_the_fresh_grant_is_given_back_and_the_first_one_lives() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let view = world.asked(INES, salesforce("Acme again")).await;
    assert!(view.duplicate.is_some());
    let ended = world.cancelled(&view).await;
    world.until_given_back().await;
    world.is_still_ines(&id).await;
    assert_eq!(grants(&world, INES.0).await, 1, "the first one's");
    assert_eq!(
        world.connection(&ended.connection).await.row.state,
        ConnectionState::NotConnected,
        "name and fields are kept for the next try"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn o20_a_sign_in_whose_user_is_not_told_gives_its_grant_back() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let path = "/services/oauth2/userinfo";
    world
        .fault(
            "wrong_json",
            json!({ "app": "salesforce", "path": path, "times": 1 }),
        )
        .await;
    world.person.will_allow(INES.0, INES.1);
    let ended = world.sign_in(again(&id)).await;
    assert_eq!(ended.phase, SignInPhase::Failed, "{:?}", ended.problem);
    world.until_given_back().await;
    world.is_still_ines(&id).await;
    assert_eq!(grants(&world, INES.0).await, 1, "the old one's");
}

#[tokio::test(flavor = "multi_thread")]
async fn o15_a_grant_that_came_with_a_foreign_address_is_ended_at_the_apps_own() {
    let world = World::new().await;
    let fault = json!({ "app": "salesforce", "url": "https://evil.example", "times": 1 });
    world.fault("bad_instance_url", fault.clone()).await;
    world.person.will_allow(INES.0, INES.1);
    let ended = world.sign_in(salesforce("Foreign")).await;
    assert_eq!(ended.problem.unwrap().kind, ProblemKind::Host);
    world.until_given_back().await;
    assert_eq!(grants(&world, INES.0).await, 0);

    let id = world.salesforce("Acme").await;
    world.fault("bad_instance_url", fault).await;
    world.person.will_allow(SAM.0, SAM.1);
    let ended = world.sign_in(again(&id)).await;
    assert_eq!(ended.problem.unwrap().kind, ProblemKind::Host);
    world.until_so_many_given_back(2).await;
    assert_eq!(grants(&world, SAM.0).await, 0);
    world.is_still_ines(&id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o20_closing_at_a_question_gives_the_fresh_grant_back_and_waits_no_longer_than_it_may() {
    let mut world = World::new().await;
    let id = world.salesforce("Acme").await;
    world.asked(SAM, again(&id)).await;
    world.restart().await;
    assert_eq!(world.revocations().await, 1, "before the program ended");
    world.is_still_ines(&id).await;

    world.asked(SAM, again(&id)).await;
    world
        .fault("hang", json!({ "app": "salesforce", "path": REVOKE }))
        .await;
    let closing = tokio::time::timeout(Duration::from_secs(15), world.engine.close()).await;
    assert!(closing.is_ok(), "an app that does not answer keeps nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn o20_what_a_sign_in_stored_is_never_given_back() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let view = world.asked(SAM, again(&id)).await;
    let switch = AnswerAccount {
        id: view.id.clone(),
        choice: AccountChoice::Switch,
    };
    world.engine.answer_account(switch).await.unwrap();
    assert_eq!(world.ended(&view.id).await.phase, SignInPhase::Done);
    // Cancelled when all is done: there is nothing to cancel.
    let cancel = ById {
        id: view.id.clone(),
    };
    world.engine.cancel_sign_in(cancel).await.unwrap();
    world.engine.close().await;
    assert_eq!(world.revocations().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn o20_zendesk_is_told_by_its_own_call() {
    let world = World::new().await;
    let desk = || start("zendesk", "oauth2", "Desk", &[("subdomain", "acme")]);
    world.person.will_allow("admin@acme.test", "shelf-1");
    let first = world.sign_in(desk()).await.connection;
    let view = world
        .asked(
            ("admin@acme.test", "shelf-1"),
            SignInStart {
                name: "Desk again".to_owned(),
                ..desk()
            },
        )
        .await;
    world.cancelled(&view).await;
    let path = "/api/v2/oauth/tokens/current.json";
    let waiting = async {
        loop {
            let log = world.log().await;
            let requests = log["requests"].as_array().unwrap();
            if requests
                .iter()
                .any(|request| request["path"] == path && request["method"] == "DELETE")
            {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting)
        .await
        .expect("the token is ended");
    let check = ById { id: first };
    let view = world.engine.test_connection(check).await;
    assert!(
        !matches!(&view, Err(problem) if problem.kind == ProblemKind::Credentials),
        "{view:?}"
    );
}
