//! `--scopes`: chosen, kept at every reconnect, shown; and steps that would stop are listed before anything opens.
use larder_engine::api::BindSlot;
use larder_engine::view::SlotName;
use larder_engine::{Engine, Options};
use serde_json::json;

use crate::world::{ADA_AT_ZENDESK, SignIn, World, block};

/// Puts the connection into the slot of the sample recipe.
fn put_into_the_sample(world: &World, name: &str) {
    block(async {
        let engine = Engine::open(Options {
            home: world.home().to_owned(),
            ..Options::from_environment()
        })
        .await
        .unwrap();
        let slot = SlotName {
            recipe: "sample".to_owned(),
            connector: "zendesk".to_owned(),
            role: "primary".to_owned(),
        };
        let connection = Some(name.to_owned());
        engine
            .bind_slot(BindSlot { slot, connection })
            .await
            .unwrap();
        engine.close().await;
    });
}

fn allowed(sign_in: SignIn) -> serde_json::Value {
    sign_in.allow(ADA_AT_ZENDESK);
    sign_in.ended().done().json()
}

#[test]
fn v04_chosen_scopes_are_asked_for_until_the_default_is_wanted_again() {
    let world = World::with_practice();
    let connect = [
        "connect",
        "zendesk",
        "--name",
        "Desk",
        "--field",
        "server=practice",
        "--field",
        "subdomain=acme",
        "--scopes",
        "organizations:write read",
    ];
    let sign_in = world.sign_in(&connect);
    assert_eq!(sign_in.parameter("scope"), "read organizations:write");
    let view = allowed(sign_in);
    assert_eq!(view["row"]["state"], "connected");
    assert_eq!(
        view["scopes"],
        json!({ "asked": ["read", "organizations:write"], "is_chosen": true, "lacking": [] })
    );
    let again = world.sign_in(&["connections", "reconnect", "Desk"]);
    assert_eq!(again.parameter("scope"), "read organizations:write");
    allowed(again);
    let words = world.run(&["connections", "show", "Desk"]).done().out;
    assert!(
        words.contains("read organizations:write (chosen)"),
        "{words}"
    );
    let usual = world.sign_in(&["connections", "reconnect", "Desk", "--scopes", "default"]);
    assert_eq!(usual.parameter("scope"), "read write");
    assert_eq!(allowed(usual)["scopes"]["is_chosen"], false);
}

#[test]
fn a_reconnect_that_would_stop_steps_lists_them_and_waits_for_yes() {
    let world = World::with_practice();
    world.zendesk("Desk");
    put_into_the_sample(&world, "Desk");
    let fewer = ["connections", "reconnect", "Desk", "--scopes", "read"];
    let problem = world.problem(&fewer);
    assert_eq!(
        (&problem["kind"], &problem["field"]),
        (&"input".into(), &"scopes".into())
    );
    let what = problem["what"].as_str().unwrap();
    assert!(
        what.contains("Zendesk organizations") && what.contains("step 2 (needs write)"),
        "{what}"
    );
    assert!(problem["hint"].as_str().unwrap().contains("--yes"));
    let view = world.json(&["connections", "show", "Desk"]);
    assert_eq!(view["scopes"]["asked"], json!(["read", "write"]));

    let sign_in = world.sign_in(&[&fewer[..], &["--yes"]].concat());
    assert_eq!(sign_in.parameter("scope"), "read");
    let view = allowed(sign_in);
    assert_eq!(view["row"]["state"], "limited");
    assert_eq!(view["scopes"]["lacking"][0]["scope"], "write");
    assert_eq!(view["row"]["problem"]["action"]["scopes"], json!(["write"]));
    let words = world.run(&["connections", "show", "Desk"]).done().out;
    assert!(words.contains("write (needed by one step)"), "{words}");
    let said = world.run(&["recipes", "check", "sample", "--bind", "zendesk=Desk"]);
    assert_eq!(said.code, 1);
    assert!(
        said.out
            .contains("Step 2: the sign-in lacks the scope write"),
        "{}",
        said.out
    );
}

#[test]
fn scopes_that_are_none_are_refused_before_anything_opens() {
    let world = World::with_practice();
    world.zendesk("Desk");
    let problem = world.problem(&["connections", "reconnect", "Desk", "--scopes", "re\\ad"]);
    assert_eq!(problem["field"], "scopes");
    assert!(problem["what"].as_str().unwrap().contains("is no scope"));
    let problem = world.problem(&[
        "connect",
        "zendesk",
        "--auth",
        "api_token",
        "--field",
        "subdomain=acme",
        "--field",
        "email_address=ada@acme.test",
        "--field",
        "server=practice",
        "--scopes",
        "read",
    ]);
    assert!(
        problem["what"]
            .as_str()
            .unwrap()
            .contains("no choice of scopes"),
        "{problem}"
    );
}
