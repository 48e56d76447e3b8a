//! Connections that break: the cause in words, refresh that never loses a grant, and the repair in place.
use std::time::Duration;

use larder_engine::ProblemKind;
use larder_engine::api::ById;
use larder_engine::view::{ConnectionState, SignInPhase, SignInStart};
use serde_json::{Value, json};

use crate::world::{INES, World, at, question, salesforce, slot};

/// Refreshes the practice Salesforce was asked for.
async fn refreshes(world: &World) -> u64 {
    let log = world.log().await;
    log["token_requests"]["salesforce"]["login"]["refresh_token"]
        .as_u64()
        .unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn r09_a_revoked_grant_needs_reconnect_and_reconnect_keeps_everything() {
    for (fault, asked) in [
        ("revoke", at("salesforce", INES.0)),
        (
            "change_password",
            json!({ "app": "salesforce", "username": INES.0, "password": "pantry-new" }),
        ),
        ("deactivate_user", at("salesforce", INES.0)),
    ] {
        let world = World::new().await;
        world.person.will_allow(INES.0, INES.1);
        let ended = world
            .sign_in(SignInStart {
                slot: Some(slot("salesforce", "primary")),
                ..salesforce("Acme")
            })
            .await;
        let id = ended.connection;
        world.picklist(&id, "objects", &[]).await.unwrap();
        world.fault(fault, asked).await;

        let problem = world
            .picklist(&id, "fields", &[("object", "Account")])
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Credentials, "{fault}");
        let row = world.connection(&id).await.row;
        assert_eq!(row.state, ConnectionState::NeedsReconnect, "{fault}");
        let said = row.problem.unwrap();
        assert!(
            said.what.contains(INES.0) && !said.hint.is_empty() && said.action.is_some(),
            "{said:?}"
        );
        assert_eq!(
            row.identity.unwrap().user,
            INES.0,
            "who it was stays visible"
        );
        let recipe = world
            .engine
            .recipe(ById {
                id: "sample".to_owned(),
            })
            .await
            .unwrap();
        assert!(
            recipe
                .problems
                .iter()
                .any(|problem| problem.connector == "salesforce")
        );
        assert!(
            world.picklist(&id, "objects", &[]).await.is_ok(),
            "what was loaded stays usable"
        );

        // The practice apps mend what a person cannot, then the person signs in again.
        world.fault("reactivate", at("salesforce", INES.0)).await;
        let password = if fault == "change_password" {
            "pantry-new"
        } else {
            INES.1
        };
        world.person.will_allow(INES.0, password);
        let again = world
            .sign_in(SignInStart {
                connection: Some(id.clone()),
                ..salesforce("Acme")
            })
            .await;
        assert_eq!(
            again.phase,
            SignInPhase::Done,
            "{fault}: {:?}",
            again.problem
        );
        assert_eq!(again.connection, id);
        let row = world.connection(&id).await.row;
        assert_eq!(
            (row.state, row.name.as_str(), row.used_by),
            (ConnectionState::Connected, "Acme", 1)
        );
        assert!(
            world
                .picklist(&id, "fields", &[("object", "Account")])
                .await
                .is_ok()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r01_a_thousand_callers_at_expiry_make_one_refresh() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    world.picklist(&id, "objects", &[]).await.unwrap();
    world
        .fault("token_rotation", json!({ "app": "salesforce", "on": true }))
        .await;
    world.fault("expire", at("salesforce", INES.0)).await;
    let before = refreshes(&world).await;
    let calls = (0..1_000).map(|number| {
        let (engine, id) = (world.engine.clone(), id.clone());
        tokio::spawn(async move {
            let ask = larder_engine::ApiRequest {
                method: "GET".to_owned(),
                path_or_url: "/services/data/v62.0/limits".to_owned(),
                query: vec![("n".to_owned(), number.to_string())],
                body: None,
            };
            engine.request(&id, ask).await
        })
    });
    for call in futures::future::join_all(calls).await {
        assert_eq!(call.unwrap().unwrap().status, 200);
    }
    assert_eq!(refreshes(&world).await - before, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn r06_passing_trouble_at_the_token_endpoint_costs_nothing() {
    for (fault, kind) in [
        ("token_html", ProblemKind::NotApi),
        ("unavailable", ProblemKind::AppDown),
    ] {
        let world = World::new().await;
        let id = world.salesforce("Acme").await;
        world.fault("expire", at("salesforce", INES.0)).await;
        world
            .fault(
                fault,
                json!({ "app": "salesforce", "path": "/services/oauth2/token", "times": 1 })
                    .pruned(fault),
            )
            .await;
        let problem = world
            .picklist(&id, "fields", &[("object", "Account")])
            .await
            .unwrap_err();
        assert!(problem.is_passing(), "{fault}: {problem:?}");
        assert_eq!(problem.kind, kind, "{fault}");
        assert_ne!(
            world.connection(&id).await.row.state,
            ConnectionState::NeedsReconnect
        );
        // The next use, once the wait is over, works with the same refresh token.
        world.clock.pass(Duration::from_secs(1));
        assert!(
            world
                .picklist(&id, "fields", &[("object", "Account")])
                .await
                .is_ok(),
            "{fault}"
        );
    }
}

trait Pruned {
    fn pruned(self, fault: &str) -> Value;
}

impl Pruned for Value {
    /// Faults of the token endpoint take no path.
    fn pruned(mut self, fault: &str) -> Value {
        if fault.starts_with("token_") {
            self.as_object_mut().unwrap().remove("path");
        }
        self
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r05_a_lost_token_answer_is_tried_again_with_the_same_token() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    world.fault("expire", at("salesforce", INES.0)).await;
    world
        .fault(
            "lose_token_response",
            json!({ "app": "salesforce", "times": 1 }),
        )
        .await;
    let lost = world
        .picklist(&id, "fields", &[("object", "Account")])
        .await
        .unwrap_err();
    assert!(lost.is_passing(), "{lost:?}");
    world.clock.pass(Duration::from_secs(1));
    assert!(
        world
            .picklist(&id, "fields", &[("object", "Account")])
            .await
            .is_ok()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn r03_rotation_is_followed_and_the_rotated_token_outlives_a_restart() {
    let mut world = World::new().await;
    world
        .fault("token_rotation", json!({ "app": "salesforce", "on": true }))
        .await;
    let id = world.salesforce("Acme").await;
    for object in ["Account", "Contact", "Case"] {
        world.fault("expire", at("salesforce", INES.0)).await;
        assert!(
            world
                .picklist(&id, "fields", &[("object", object)])
                .await
                .is_ok(),
            "{object}"
        );
        world.restart().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn v03_a_missing_right_is_not_called_bad_credentials() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    world
        .fault("api_disabled", json!({ "app": "salesforce" }))
        .await;
    let problem = world
        .picklist(&id, "fields", &[("object", "Account")])
        .await
        .unwrap_err();
    assert_ne!(problem.kind, ProblemKind::Credentials, "{problem:?}");
    assert_eq!(
        world.connection(&id).await.row.state,
        ConnectionState::Connected
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn check_now_tells_what_is_and_mends_what_works_again() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let ask = || ById { id: id.clone() };
    assert_eq!(
        world.engine.test_connection(ask()).await.unwrap().row.state,
        ConnectionState::Connected
    );

    world
        .fault("deactivate_user", at("salesforce", INES.0))
        .await;
    let problem = world.engine.test_connection(ask()).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Credentials);
    assert_eq!(
        world.connection(&id).await.row.state,
        ConnectionState::NeedsReconnect
    );

    world.fault("reactivate", at("salesforce", INES.0)).await;
    let mended = world.engine.test_connection(ask()).await;
    if let Ok(mended) = mended {
        assert_eq!(mended.row.state, ConnectionState::Connected);
        assert!(mended.row.problem.is_none());
    } else {
        panic!("a reactivated user works again: {mended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn v07_both_slots_broken_at_once_are_mended_one_by_one() {
    let world = World::new().await;
    let first = world.salesforce("Acme").await;
    let people = &world.practice.addresses().people;
    let tester = people
        .iter()
        .find(|person| person.app == "salesforce" && person.org == "test")
        .unwrap()
        .clone();
    let second = world
        .sandbox("Acme full", &tester.username, &tester.password)
        .await;
    world.fault("revoke", at("salesforce", INES.0)).await;
    world
        .fault("revoke", at("salesforce", &tester.username))
        .await;
    for id in [&first, &second] {
        assert!(
            world
                .picklist(id, "fields", &[("object", "Account")])
                .await
                .is_err()
        );
    }
    world.person.will_allow(INES.0, INES.1);
    world
        .sign_in(SignInStart {
            connection: Some(first.clone()),
            ..salesforce("Acme")
        })
        .await;
    assert_eq!(
        world.connection(&first).await.row.state,
        ConnectionState::Connected
    );
    assert_eq!(
        world.connection(&second).await.row.state,
        ConnectionState::NeedsReconnect
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn r06_an_app_that_cannot_be_reached_is_offline_and_no_reason_to_sign_in_again() {
    let World {
        engine,
        practice,
        home,
        person,
        keychain,
        ..
    } = {
        let world = World::new().await;
        let id = world.salesforce("Acme").await;
        world.picklist(&id, "objects", &[]).await.unwrap();
        world
    };
    let id = engine.connections().await.unwrap()[0].id.clone();
    practice.stop().await;
    let problem = engine
        .test_connection(ById { id: id.clone() })
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Network);
    let row = engine
        .connection(ById { id: id.clone() })
        .await
        .unwrap()
        .row;
    assert_eq!(row.state, ConnectionState::Offline);
    let objects = engine
        .picklist(question(&id, "objects", &[]))
        .await
        .unwrap();
    assert!(objects.total > 1_000, "what was loaded stays usable");
    drop((home, person, keychain));
}
