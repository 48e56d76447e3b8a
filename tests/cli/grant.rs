//! `larder token`: a token that works, refreshed once however many processes ask for it.
use std::process::Child;

use serde_json::json;

use crate::world::{ADA_AT_ZENDESK, INES, World, at};

#[test]
fn a_token_is_printed_alone_and_the_app_accepts_it() {
    let world = World::with_practice();
    world.salesforce("Acme");
    let said = world.run(&["token", "Acme"]).done();
    let token = said.out.strip_suffix('\n').unwrap();
    assert!(
        !token.is_empty() && !token.contains(char::is_whitespace),
        "{said:?}"
    );
    assert_eq!(said.err, "");
    assert_eq!(
        world.json(&["token", "Acme"]),
        json!({ "access_token": token })
    );
    assert_eq!(world.refreshes("salesforce", "login"), 0);
}

#[test]
fn a_token_that_ended_early_is_replaced_before_it_is_printed() {
    let world = World::with_practice();
    world.salesforce("Acme");
    let old = world.run(&["token", "Acme"]).done().out;
    world.fault("expire", &at("salesforce", INES.0));
    let new = world.run(&["token", "Acme"]).done().out;
    assert_ne!(old, new);
    assert_eq!(world.refreshes("salesforce", "login"), 1);
}

#[test]
fn r02_two_processes_at_expiry_make_exactly_one_token_request() {
    let world = World::with_practice();
    world.salesforce("Acme");
    for round in 1..=3 {
        world.fault("expire", &at("salesforce", INES.0));
        let tokens = both(&world, &["token", "Acme"]);
        assert_eq!(tokens[0], tokens[1], "round {round}");
        assert_eq!(world.refreshes("salesforce", "login"), round);
    }
    assert_eq!(world.json(&["connections"])[0]["state"], "connected");
}

#[test]
fn r03_with_rotation_two_processes_never_send_a_retired_refresh_token() {
    let world = World::with_practice();
    world.fault("token_rotation", &json!({ "app": "zendesk", "on": true }));
    world.zendesk("Desk");
    for round in 1..=3 {
        world.fault("expire", &at("zendesk", ADA_AT_ZENDESK.0));
        let answers = both(&world, &["request", "Desk", "GET", "/api/v2/users/me.json"]);
        for answer in &answers {
            assert!(answer.contains(ADA_AT_ZENDESK.0), "round {round}: {answer}");
        }
        assert_eq!(world.refreshes("zendesk", "acme"), round);
    }
}

#[test]
fn r06_an_app_that_is_down_costs_no_token() {
    let world = World::with_practice();
    world.salesforce("Acme");
    let token = world.run(&["token", "Acme"]).done().out;
    world.fault(
        "unavailable",
        &json!({ "app": "salesforce", "org": "login" }),
    );
    assert_eq!(
        world.run(&["token", "Acme"]).done().out,
        token,
        "what is not known to be gone is given"
    );
    assert_eq!(world.json(&["connections"])[0]["state"], "connected");
}

#[test]
fn r09_a_revoked_sign_in_asks_for_the_person_and_is_not_tried_for_ever() {
    let world = World::with_practice();
    world.salesforce("Acme");
    world.fault("revoke", &at("salesforce", INES.0));
    for _ in 0..3 {
        let problem = world.problem(&["token", "Acme"]);
        assert_eq!(problem["kind"], "credentials");
        assert_eq!(problem["action"]["kind"], "reconnect");
    }
    assert!(world.refreshes("salesforce", "login") <= 1);
}

/// Two processes started together; their outputs.
fn both(world: &World, words: &[&str]) -> [String; 2] {
    let started = [(); 2].map(|()| world.command(words).spawn().unwrap());
    started.map(|process: Child| {
        let output = process.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{err}");
        String::from_utf8(output.stdout).unwrap()
    })
}
