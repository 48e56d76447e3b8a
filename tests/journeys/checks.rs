//! Checks: all connections at once, quietly at start, and the history they leave.
use larder_engine::ProblemKind;
use larder_engine::api::{ById, ExportHistory};
use larder_engine::view::{ConnectionState, HistoryFormat, Settings};
use serde_json::json;

use crate::world::{INES, World, at, start};

/// Ada of the practice Zendesk, by OAuth.
async fn zendesk(world: &World) -> String {
    world.person.will_allow("admin@acme.test", "shelf-1");
    let ended = world
        .sign_in(start(
            "zendesk",
            "oauth2",
            "Support",
            &[("subdomain", "acme")],
        ))
        .await;
    assert!(ended.problem.is_none(), "{:?}", ended.problem);
    ended.connection
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_of_all_tells_each_one_its_own_state() {
    let world = World::new().await;
    let acme = world.salesforce("Acme").await;
    let support = zendesk(&world).await;
    world.fault("revoke", at("salesforce", INES.0)).await;
    let rows = world.engine.check_connections().await.unwrap();
    let state = |id: &str| rows.iter().find(|row| row.id == id).unwrap().state;
    assert_eq!(state(&acme), ConnectionState::NeedsReconnect);
    assert_eq!(state(&support), ConnectionState::Connected);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_look_at_start_is_quiet_bounded_and_can_be_switched_off() {
    let world = World::new().await;
    let acme = world.salesforce("Acme").await;
    zendesk(&world).await;
    world.engine.caught_up().await;
    let lines = world.connection(&acme).await.history.len();
    let calls = |log: &serde_json::Value| log["requests"].as_array().map_or(0, Vec::len);
    let before = calls(&world.log().await);
    world.engine.check_at_start().await.unwrap();
    let made = calls(&world.log().await) - before;
    assert!(made > 0 && made <= 8, "{made} calls for two connections");
    assert_eq!(
        world.connection(&acme).await.history.len(),
        lines,
        "a check that finds nothing new leaves no line"
    );

    world.fault("revoke", at("salesforce", INES.0)).await;
    world.engine.check_at_start().await.unwrap();
    let view = world.connection(&acme).await;
    assert_eq!(view.row.state, ConnectionState::NeedsReconnect);
    assert_eq!(view.history[0].cause.as_deref(), Some("credentials"));
    // A grant that is known to be gone is not asked about again.
    let before = calls(&world.log().await);
    world
        .engine
        .set_settings(Settings {
            check_at_start: false,
            ..world.engine.settings().await.unwrap()
        })
        .await
        .unwrap();
    world.engine.check_at_start().await.unwrap();
    assert_eq!(calls(&world.log().await), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_history_can_be_exported_and_holds_nothing_secret() {
    let world = World::new().await;
    let id = world.salesforce("=Acme/../x").await;
    let token =
        secrecy::ExposeSecret::expose_secret(&world.engine.token(&id).await.unwrap()).to_owned();
    world
        .fault("unavailable", json!({ "app": "salesforce", "times": 20 }))
        .await;
    let check = ById { id: id.clone() };
    let problem = world.engine.test_connection(check).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::AppDown);
    for format in [HistoryFormat::Csv, HistoryFormat::Json] {
        let ask = ExportHistory {
            id: id.clone(),
            format,
        };
        let written = world.engine.export_history(ask).await.unwrap();
        let text = std::fs::read_to_string(&written.path).unwrap();
        assert_eq!(text, written.text);
        assert!(
            text.contains("Connected as integration@acme.test"),
            "{text}"
        );
        assert!(!text.contains(&token));
        assert!(
            std::path::Path::new(&written.path).starts_with(world.home.path().join("exports")),
            "{}",
            written.path
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_break_is_told_once_and_again_only_after_it_was_mended() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let mut breaks = world.engine.breaks().await.unwrap();
    for _ in 0..2 {
        world.fault("revoke", at("salesforce", INES.0)).await;
        let check = || ById { id: id.clone() };
        assert!(world.engine.test_connection(check()).await.is_err());
        assert!(world.engine.test_connection(check()).await.is_err());
        let told = breaks.next().await.unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].name.as_str(), &told[0].connection), ("Acme", &id));
        assert!(told[0].what.contains("no longer accepts"), "{told:?}");
        world.person.will_allow(INES.0, INES.1);
        let again = larder_engine::view::SignInStart {
            connection: Some(id.clone()),
            ..crate::world::salesforce("Acme")
        };
        assert!(world.sign_in(again).await.problem.is_none());
    }
    let more = breaks.next();
    assert!(
        futures::FutureExt::now_or_never(more).flatten().is_none(),
        "nothing broke since"
    );
}
