//! Keys that are typed: where they may not show, and whose account they turn out to be.
use larder_engine::ProblemKind;
use larder_engine::view::{SignInPhase, SignInStart};

use crate::world::{INES, World, pairs, salesforce};

/// A key in the address of any HTTP API; the practice org stands for the API, and knows no such key.
fn key_in_address(world: &World) -> SignInStart {
    let base = world.origin("salesforce", "login");
    SignInStart {
        connector: "http".to_owned(),
        way: "api_key_query".to_owned(),
        name: "Any API".to_owned(),
        fields: pairs(&[
            ("base_url", base.as_str().trim_end_matches('/')),
            ("test_path", "services/data/v65.0/limits"),
            ("query_name", "key"),
        ]),
        secrets: pairs(&[("api_key", "CANARY+key/in=address")]),
        ..SignInStart::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn v02_a_key_in_the_address_is_shown_nowhere_when_the_app_refuses_it() {
    let world = World::new().await;
    let ended = world.sign_in(key_in_address(&world)).await;
    assert_eq!(ended.phase, SignInPhase::Failed);
    let problem = ended.problem.unwrap();
    assert_eq!(problem.kind, ProblemKind::Credentials);
    assert_eq!(problem.field.as_deref(), Some("api_key"));
    let detail = problem.detail.clone().unwrap();
    assert!(detail.contains("limits"), "the call is named: {detail}");
    let view = world.connection(&ended.connection).await;
    let shown = format!("{problem:?} {}", serde_json::to_string(&view).unwrap());
    assert!(!shown.contains("CANARY"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn o19_the_same_user_and_the_sandbox_are_told_apart_by_org_and_shown() {
    let world = World::new().await;
    let first = world.salesforce("Acme").await;
    let second = world.salesforce("Acme again").await;
    let sandbox = world
        .sandbox("Acme full", "integration@acme.test.full", "cellar-1")
        .await;
    let who = async |id: &str| world.connection(id).await.row.identity.unwrap();
    let (one, same, other) = (who(&first).await, who(&second).await, who(&sandbox).await);
    assert_eq!(one.account_id, same.account_id);
    assert_eq!(one.user_id, same.user_id);
    assert_ne!(one.account_id, other.account_id);
    assert_ne!(one.environment, other.environment);
    // Nothing was merged: each has a row and a grant of its own.
    assert_ne!(first, second);
    assert_eq!(world.engine.connections().await.unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn v08_a_reconnect_while_a_list_loads_leaves_one_whole_list_of_the_same_account() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let refreshed = world.rows(&id, "objects", &[]);
    world.person.will_allow(INES.0, INES.1);
    let again = SignInStart {
        connection: Some(id.clone()),
        ..salesforce("Acme")
    };
    let (list, ended) = tokio::join!(refreshed, world.sign_in(again));
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    let after = world.rows(&id, "objects", &[]).await;
    assert_eq!(list.len(), after.len());
    assert!(!after.is_empty());
}
