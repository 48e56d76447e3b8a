//! The program killed at any moment of a sign-in or refresh: every acknowledged thing is there at the next start.
use std::io::{BufRead, BufReader};
use std::thread::sleep;
use std::time::Duration;

use serde_json::json;

use crate::world::{INES, World, at, open};

/// Moments spread over the time a refresh or an exchange takes, start of the program included.
fn moments() -> impl Iterator<Item = Duration> {
    (0..12).map(|step| Duration::from_millis(step * 15))
}

const CONNECT: [&str; 6] = [
    "connect",
    "salesforce",
    "--name",
    "Half way",
    "--field",
    "server=practice",
];

#[test]
fn r04_killed_while_the_page_waits_the_name_and_fields_are_kept_and_connect_goes_on() {
    let world = World::with_practice();
    world.sign_in(&CONNECT).kill();
    let rows = world.json(&["connections"]);
    assert_eq!(rows[0]["name"], "Half way");
    assert_eq!(rows[0]["state"], "not_connected");
    let again = world.sign_in(&CONNECT);
    again.allow(INES);
    again.ended().done();
    assert_eq!(world.json(&["connections"])[0]["state"], "connected");
}

#[test]
fn r04_killed_while_the_code_is_exchanged_a_connection_is_either_there_or_can_be_made() {
    let world = World::with_practice();
    for (round, moment) in moments().enumerate() {
        let name = format!("Acme {round}");
        let words = [
            "connect",
            "salesforce",
            "--name",
            &name,
            "--field",
            "server=practice",
        ];
        let sign_in = world.sign_in(&words);
        let redirect = sign_in.consent(INES, "allow");
        // The listener answers before the exchange begins; what follows is cut off.
        open(&redirect);
        sleep(moment);
        sign_in.kill();
        let row = world.json(&["connections", "show", &name])["row"].clone();
        match row["state"].as_str().unwrap() {
            "connected" => {
                world.run(&["token", &name]).done();
            }
            "not_connected" => {
                let again = world.sign_in(&words);
                again.allow(INES);
                again.ended().done();
            }
            other => panic!("{other} after {moment:?}: {row}"),
        }
    }
}

#[test]
fn r04_killed_at_any_moment_of_a_refresh_the_grant_still_works() {
    let world = World::with_practice();
    world.salesforce("Acme");
    for moment in moments() {
        world.fault("expire", &at("salesforce", INES.0));
        let mut refreshing = world.command(&["token", "Acme"]).spawn().unwrap();
        sleep(moment);
        refreshing.kill().unwrap();
        refreshing.wait().unwrap();
        world.run(&["token", "Acme"]).done();
        assert_eq!(world.json(&["connections"])[0]["state"], "connected");
    }
}

#[test]
fn r04_killed_at_any_moment_of_a_rotation_the_grant_works_or_says_that_it_is_gone() {
    let world = World::with_practice();
    world.fault(
        "token_rotation",
        &json!({ "app": "salesforce", "on": true }),
    );
    for (round, moment) in moments().enumerate() {
        let name = format!("Acme {round}");
        world.salesforce(&name);
        world.fault("expire", &at("salesforce", INES.0));
        let mut refreshing = world.command(&["token", &name]).spawn().unwrap();
        sleep(moment);
        refreshing.kill().unwrap();
        refreshing.wait().unwrap();
        let after = world.run(&["token", &name, "--json"]);
        if after.code == 0 {
            continue;
        }
        // The app gave a new token that never arrived: only the app's word ends the grant.
        let problem = after.problem();
        assert_eq!(problem["kind"], "credentials", "{problem}");
        let row = world.json(&["connections", "show", &name])["row"].clone();
        assert_eq!(row["state"], "needs_reconnect");
        assert_eq!(row["identity"]["user"], INES.0, "who it was is kept");
    }
}

/// Lets a refresh come to a named place and ends the program there, as a power cut would.
fn killed_at(world: &World, place: &str) {
    let mut refreshing = world
        .command(&["token", "Acme"])
        .env("LARDER_CUT", place)
        .spawn()
        .unwrap();
    let said = BufReader::new(refreshing.stderr.take().unwrap());
    let reached = said
        .lines()
        .map_while(Result::ok)
        .any(|line| line == format!("cut: {place}"));
    assert!(reached, "{place} is on the way");
    refreshing.kill().unwrap();
    refreshing.wait().unwrap();
}

#[test]
fn r04_killed_at_each_named_place_of_a_refresh_the_grant_lives() {
    for place in ["answered", "sealed", "unwiped", "committed"] {
        let world = World::with_practice();
        world.salesforce("Acme");
        world.fault("expire", &at("salesforce", INES.0));
        killed_at(&world, place);
        world.run(&["token", "Acme"]).done();
        assert_eq!(
            world.json(&["connections"])[0]["state"],
            "connected",
            "{place}"
        );
    }
}

#[test]
fn r04_killed_after_the_commit_the_newest_generation_is_used_and_no_retired_token_is_sent() {
    for place in ["unwiped", "committed"] {
        let world = World::with_practice();
        world.fault(
            "token_rotation",
            &json!({ "app": "salesforce", "on": true }),
        );
        world.salesforce("Acme");
        world.fault("expire", &at("salesforce", INES.0));
        killed_at(&world, place);
        assert_eq!(world.refreshes("salesforce", "login"), 1);
        world.run(&["token", "Acme"]).done();
        assert_eq!(world.refreshes("salesforce", "login"), 1, "it was stored");
        // The app ends the grant of a retired token; this one goes on.
        world.fault("expire", &at("salesforce", INES.0));
        world.run(&["token", "Acme"]).done();
        assert_eq!(world.refreshes("salesforce", "login"), 2);
    }
}

#[test]
fn r04_killed_before_the_commit_only_the_word_of_an_app_without_grace_ends_the_grant() {
    for place in ["answered", "sealed"] {
        let world = World::with_practice();
        world.fault(
            "token_rotation",
            &json!({ "app": "salesforce", "on": true }),
        );
        world.salesforce("Acme");
        world.fault("expire", &at("salesforce", INES.0));
        killed_at(&world, place);
        // The new token was never anywhere; the one that is left is tried once.
        let problem = world.problem(&["token", "Acme"]);
        assert_eq!(problem["kind"], "credentials", "{place}: {problem}");
        let asked = world.refreshes("salesforce", "login");
        world.problem(&["token", "Acme"]);
        assert_eq!(
            world.refreshes("salesforce", "login"),
            asked,
            "and not again"
        );
        let row = world.json(&["connections", "show", "Acme"])["row"].clone();
        assert_eq!(row["state"], "needs_reconnect");
        assert_eq!(row["identity"]["user"], INES.0, "who it was is kept");
    }
}
