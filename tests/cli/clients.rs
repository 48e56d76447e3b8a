//! `larder clients`: registered OAuth clients, their secrets sealed and never shown.
use crate::world::{World, members};

const SECRET: &str = "canary-client-secret-7f3a9c";

#[test]
fn a_client_is_registered_changed_and_forgotten_and_its_secret_is_never_shown() {
    let world = World::new();
    assert_eq!(world.json(&["clients"]), serde_json::json!([]));
    let set = ["clients", "set", "salesforce", "--id", "id-1"];
    let said = world
        .run_with_input(
            &[&set[..], &["--secret-stdin", "--json"]].concat(),
            &format!("{SECRET}\n"),
        )
        .done();
    let rows = said.json();
    assert_eq!(
        members(&rows[0]),
        [
            "client_id",
            "connector",
            "connector_name",
            "has_secret",
            "host",
            "logo",
            "used_by"
        ]
    );
    assert_eq!(rows[0]["client_id"], "id-1");
    assert_eq!(rows[0]["has_secret"], true);

    // Without a new secret the one that is there stays; a host has a client of its own.
    world.json(&["clients", "set", "salesforce", "--id", "id-2"]);
    world.json(&[
        "clients",
        "set",
        "salesforce",
        "--id",
        "id-3",
        "--host",
        "Test.Salesforce.com",
    ]);
    let rows = world.json(&["clients", "list"]);
    let seen: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["host"].as_str().unwrap(),
                row["client_id"].as_str().unwrap(),
                row["has_secret"] == true,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [("", "id-2", true), ("test.salesforce.com", "id-3", false)]
    );

    let words = world.run(&["clients"]).done().out;
    assert!(
        words.contains("sealed") && !words.contains(SECRET),
        "{words}"
    );
    world.json(&["clients", "remove", "salesforce"]);
    let rows = world.json(&[
        "clients",
        "remove",
        "salesforce",
        "--host",
        "test.salesforce.com",
    ]);
    assert_eq!(rows, serde_json::json!([]));
    assert_eq!(
        world.problem(&["clients", "remove", "salesforce"])["kind"],
        "input"
    );
}

#[test]
fn an_app_that_needs_no_client_takes_none() {
    let world = World::new();
    let problem = world.problem(&["clients", "set", "http", "--id", "x"]);
    assert_eq!(
        (&problem["kind"], &problem["field"]),
        (&"input".into(), &"connector".into())
    );
    assert_eq!(
        world.problem(&["clients", "set", "nothing", "--id", "x"])["kind"],
        "not_found"
    );
}

#[test]
fn without_a_client_connecting_says_what_to_register_and_where() {
    let world = World::new();
    let problem = world.problem(&["connect", "salesforce", "--browser", "print"]);
    assert_eq!(problem["kind"], "client_missing");
    assert!(
        problem["hint"]
            .as_str()
            .unwrap()
            .contains("/callback/salesforce"),
        "{problem}"
    );
    let words = world.run(&["connect", "salesforce", "--browser", "print"]);
    assert!(
        words.err.contains("larder clients set APP --id ID"),
        "{words:?}"
    );
}
