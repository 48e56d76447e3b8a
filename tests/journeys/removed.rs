//! Connections that were removed: what stays until Larder closes, and how they come back.
use larder_engine::api::{BindSlot, ById, RenameThing};
use larder_engine::view::{ConnectionState, SignInPhase, SignInStart};

use crate::world::{INES, World, salesforce, slot};

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_connection_comes_back_with_everything_but_its_token() {
    let mut world = World::new().await;
    world.person.will_allow(INES.0, INES.1);
    let ended = world
        .sign_in(SignInStart {
            slot: Some(slot("salesforce", "primary")),
            ..salesforce("Acme")
        })
        .await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    let id = ended.connection;
    let rename = RenameThing {
        id: id.clone(),
        name: "Acme production".to_owned(),
    };
    world.engine.rename_connection(rename).await.unwrap();
    let before = world.connection(&id).await;

    let removed = world
        .engine
        .remove_connection(ById { id: id.clone() })
        .await
        .unwrap();
    assert!(removed.revoked, "{}", removed.said);
    assert!(world.engine.connections().await.unwrap().is_empty());
    let waiting = world.engine.removed_connections().await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        (waiting[0].name.as_str(), waiting[0].used_by),
        ("Acme production", 1)
    );

    let back = world
        .engine
        .restore_connection(ById { id: id.clone() })
        .await
        .unwrap();
    assert_eq!(back.id, id);
    assert_eq!(back.state, ConnectionState::NotConnected);
    let after = world.connection(&id).await;
    assert_eq!(after.fields, before.fields);
    assert_eq!(after.used_by.len(), 1, "the slot is filled again");
    assert_eq!(after.row.identity, before.row.identity);
    let told: Vec<&str> = after
        .history
        .iter()
        .map(|line| line.what.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "Brought back, not connected",
            "Removed",
            "Disconnected. Salesforce ended the sign-in.",
            "Renamed from \u{201c}Acme\u{201d} to \u{201c}Acme production\u{201d}",
            "Connected as integration@acme.test",
        ]
    );
    assert!(world.engine.token(&id).await.is_err(), "the token is gone");
    assert!(world.engine.removed_connections().await.unwrap().is_empty());
    let twice = world.engine.restore_connection(ById { id: id.clone() });
    assert!(twice.await.is_err());

    world.person.will_allow(INES.0, INES.1);
    let again = world
        .sign_in(SignInStart {
            connection: Some(id.clone()),
            ..salesforce("Acme production")
        })
        .await;
    assert_eq!(again.phase, SignInPhase::Done, "{:?}", again.problem);
    assert!(world.picklist(&id, "objects", &[]).await.is_ok());

    world
        .engine
        .remove_connection(ById { id: id.clone() })
        .await
        .unwrap();
    world.restart().await;
    assert!(
        world.engine.removed_connections().await.unwrap().is_empty(),
        "closing ends it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_took_the_place_of_a_removed_connection_keeps_it() {
    let world = World::new().await;
    world.person.will_allow(INES.0, INES.1);
    let first = world
        .sign_in(SignInStart {
            slot: Some(slot("salesforce", "primary")),
            ..salesforce("Acme")
        })
        .await
        .connection;
    let remove = ById { id: first.clone() };
    world.engine.remove_connection(remove).await.unwrap();
    let second = world.salesforce("Acme").await;
    world
        .engine
        .bind_slot(BindSlot {
            slot: slot("salesforce", "primary"),
            connection: Some(second.clone()),
        })
        .await
        .unwrap();
    let back = world
        .engine
        .restore_connection(ById { id: first.clone() })
        .await
        .unwrap();
    assert_eq!(
        (back.name.as_str(), back.used_by),
        ("Acme 2", 0),
        "the name and the slot are taken"
    );
    assert_eq!(world.connection(&second).await.used_by.len(), 1);
}
