//! `larder connections`: listed, shown, checked, renamed, ended.
use serde_json::json;

use crate::world::{ADA_AT_ZENDESK, INES, World, at, members};

#[test]
fn connections_are_listed_and_shown_with_who_and_where() {
    let world = World::with_practice();
    assert_eq!(world.json(&["connections"]), serde_json::json!([]));
    assert!(
        world
            .run(&["connections"])
            .done()
            .out
            .contains("larder connect")
    );
    world.salesforce("Acme");
    let rows = world.json(&["connections", "list"]);
    assert_eq!(
        members(&rows[0]),
        [
            "connected_at",
            "connector",
            "connector_name",
            "id",
            "identity",
            "last_ok_at",
            "logo",
            "name",
            "next_try_at",
            "problem",
            "sign_in",
            "state",
            "used_by",
            "way",
            "way_label"
        ]
    );
    let words = world.run(&["connections"]).done().out;
    let lines: Vec<&str> = words.lines().collect();
    assert_eq!(lines[0].find("USER"), lines[1].find(INES.0), "{words}");
    let id = rows[0]["id"].as_str().unwrap();
    assert_eq!(
        world.json(&["connections", "show", id]),
        world.json(&["connections", "show", "Acme"])
    );
    let words = world.run(&["connections", "show", "Acme"]).done().out;
    for part in [INES.0, "production", "Connected as", "objects"] {
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[test]
fn a_check_proves_the_sign_in_and_a_broken_one_says_why_until_it_is_mended() {
    let world = World::with_practice();
    let before = world.salesforce("Acme");
    let after = world.json(&["connections", "test", "Acme"]);
    assert!(after["receipt"]["at"].as_i64() >= before["receipt"]["at"].as_i64());
    world.fault("deactivate_user", &at("salesforce", INES.0));
    assert_eq!(
        world.problem(&["connections", "test", "Acme"])["kind"],
        "credentials"
    );
    let words = world.run(&["connections"]).done().out;
    assert!(words.contains("needs reconnect"), "{words}");
    let words = world.run(&["connections", "show", "Acme"]).done().out;
    assert!(words.contains("no longer accepts"), "{words}");
}

#[test]
fn a_connection_is_renamed_and_a_taken_name_is_refused() {
    let world = World::with_practice();
    let id = world.salesforce("Acme")["row"]["id"].clone();
    world.salesforce("Other");
    let row = world.json(&["connections", "rename", "Acme", "Acme production"]);
    assert_eq!((&row["id"], &row["name"]), (&id, &"Acme production".into()));
    let problem = world.problem(&["connections", "rename", "Other", "Acme production"]);
    assert_eq!(problem["kind"], "name_taken");
    assert_eq!(
        world.problem(&["connections", "rename", "Acme", "x"])["kind"],
        "not_found"
    );
}

#[test]
fn o20_disconnecting_ends_the_sign_in_at_the_app_and_here_and_removing_forgets_it() {
    let world = World::with_practice();
    world.salesforce("Acme");
    let token = world.run(&["token", "Acme"]).done().out;
    let ended = world.json(&["connections", "disconnect", "Acme"]);
    assert_eq!(members(&ended), ["revoked", "row", "said"]);
    assert_eq!(
        (&ended["revoked"], &ended["row"]["state"]),
        (&true.into(), &"not_connected".into())
    );
    assert!(!ended.to_string().contains(token.trim()));
    assert_eq!(world.problem(&["token", "Acme"])["kind"], "not_connected");
    let words = world.run(&["connections", "remove", "Acme"]).done().out;
    assert!(words.starts_with("Acme: "), "{words}");
    assert_eq!(world.json(&["connections"]), serde_json::json!([]));
    assert_eq!(
        world.problem(&["connections", "remove", "Acme"])["kind"],
        "not_found"
    );
}

#[test]
fn all_connections_are_checked_at_once_and_one_that_is_broken_makes_the_exit_code() {
    let world = World::with_practice();
    world.salesforce("Acme");
    world.zendesk("Desk");
    let rows = world.json(&["connections", "test"]);
    let states: Vec<&str> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["connected", "connected"]);
    world.fault("revoke", &at("salesforce", INES.0));
    let said = world.run(&["connections", "test"]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(
        said.out.contains("needs reconnect") && said.out.contains("no longer accepts"),
        "{}",
        said.out
    );
}

#[test]
fn the_whole_history_is_listed_and_given_as_a_table() {
    let world = World::with_practice();
    world.salesforce("Acme");
    world.json(&["connections", "test", "Acme"]);
    let lines = world.json(&["connections", "history", "Acme"]);
    assert_eq!(members(&lines[0]), ["at", "cause", "what"]);
    assert_eq!(lines[0]["what"], "Checked: it works");
    let csv = world
        .run(&["connections", "history", "Acme", "--csv"])
        .done()
        .out;
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows[0], "at,connection,what,cause");
    assert!(rows[1].ends_with(",Acme,Checked: it works,"), "{csv}");
    assert_eq!(rows.len(), 3, "{csv}");
}

#[test]
fn o19_an_account_that_is_connected_already_is_said_and_renewed_on_demand() {
    let world = World::with_practice();
    let first = world.salesforce("Acme");
    let connect = |name: &str, more: &[&str]| {
        let words = [
            &["connect", "salesforce", "--name", name][..],
            &["--field", "server=practice"],
            more,
        ];
        let sign_in = world.sign_in(&words.concat());
        sign_in.allow(INES);
        sign_in.ended().done()
    };
    let second = connect("Twin", &[]);
    assert!(
        second.err.contains("Acme") && second.err.contains("number 2"),
        "{}",
        second.err
    );
    assert_ne!(second.json()["row"]["id"], first["row"]["id"]);
    world.run(&["connections", "remove", "Twin"]).done();
    let renewed = connect("Third", &["--duplicate", "renew"]).json();
    assert_eq!(renewed["row"]["id"], first["row"]["id"]);
    assert_eq!(renewed["row"]["name"], "Acme");
    assert_eq!(world.json(&["connections"]).as_array().unwrap().len(), 1);
}

#[test]
fn rights_are_printed_as_a_checklist_or_as_a_permission_set() {
    let world = World::with_practice();
    world.salesforce("Acme");
    let words = world.run(&["connections", "rights", "Acme"]).done().out;
    assert!(words.contains(INES.0), "{words}");
    let file = world
        .run(&["connections", "rights", "Acme", "--permission-set"])
        .done()
        .out;
    assert!(file.starts_with("<?xml") && file.contains("<name>ApiEnabled</name>"));
    let json = world.json(&["connections", "rights", "Acme", "--permission-set"]);
    assert_eq!(json["file_name"], "Larder_Acme.permissionset-meta.xml");
    assert_eq!(
        world.json(&["connections", "rights", "Acme"])["has_file"],
        true
    );
    let words = world.run(&["connections", "show", "Acme"]).done().out;
    assert!(words.contains("integration"), "{words}");
}

#[test]
fn r11_a_reduced_zendesk_role_is_printed_with_the_steps_it_touches() {
    let world = World::with_practice();
    let id = world.zendesk("Support")["row"]["id"].clone();
    world.fill_slot("zendesk", id.as_str().unwrap());
    let role = |role: &str| {
        let asked = json!({ "app": "zendesk", "username": ADA_AT_ZENDESK.0, "role": role });
        world.fault("change_role", &asked);
        world.run(&["connections", "test", "Support"])
    };
    role("admin").done();
    let words = world.run(&["connections", "rights", "Support"]).done().out;
    assert!(
        words.contains("There already:\n- Create and update organizations"),
        "{words}"
    );
    let file = world.problem(&["connections", "rights", "Support", "--permission-set"]);
    assert_eq!(file["kind"], "not_found", "Zendesk takes no such file");

    let said = role("light-agent").done();
    assert!(said.out.contains("limited"), "{said:?}");
    let words = world.run(&["connections", "rights", "Support"]).done().out;
    assert!(
        words.contains("Missing now:\n- Create and update organizations")
            && words.contains("step 2"),
        "{words}"
    );
    let rights = world.json(&["connections", "rights", "Support"]);
    assert_eq!(rights["lines"][0]["state"], "missing");
    assert_eq!(rights["lines"][0]["needed_by"][0]["steps"], json!([2]));
    let words = world.run(&["connections", "show", "Support"]).done().out;
    assert!(
        words.contains("lost Create and update organizations"),
        "{words}"
    );
    assert!(words.contains("lost the role admin"), "{words}");
    let recipe = world.run(&["recipes", "show", "sample"]).done().out;
    assert!(
        recipe.contains("may no longer create and update organizations"),
        "{recipe}"
    );

    role("admin").done();
    let words = world.run(&["connections", "rights", "Support"]).done().out;
    assert!(!words.contains("Missing now:"), "{words}");
}
