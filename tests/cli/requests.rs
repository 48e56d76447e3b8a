//! `larder request` and `larder picklist`: the app's own answers, and its metadata.
use serde_json::{Value, json};

use crate::world::{INES, World, at, members};

#[test]
fn an_answer_goes_to_standard_output_as_it_is_and_its_status_beside_it() {
    let world = World::with_practice();
    world.salesforce("Acme");
    let said = world
        .run(&["request", "Acme", "GET", "/services/oauth2/userinfo"])
        .done();
    let who: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(who["preferred_username"], INES.0);
    assert_eq!(said.err, "HTTP 200\n");
    let shown = world.json(&[
        "request",
        "Acme",
        "get",
        "services/data/v65.0/query",
        "--query",
        "q=SELECT Id, Name FROM Organization LIMIT 1",
    ]);
    assert_eq!(members(&shown), ["body", "content_type", "status"]);
    assert_eq!(shown["status"], 200);
    assert_eq!(shown["body"]["totalSize"], 1, "{shown}");
}

#[test]
fn an_apps_refusal_is_shown_as_it_is_with_exit_code_1() {
    let world = World::with_practice();
    world.salesforce("Acme");
    let words = [
        "request",
        "Acme",
        "GET",
        "/services/data/v65.0/sobjects/Nothing__c/describe",
    ];
    let said = world.run(&words);
    assert_eq!((said.code, said.err.as_str()), (1, "HTTP 404\n"));
    assert!(said.out.contains("NOT_FOUND"), "{said:?}");
    let said = world.run(&[&words[..], &["--json"]].concat());
    assert_eq!(said.code, 1);
    assert_eq!(said.json()["status"], 404);
}

#[test]
fn a_body_is_sent_as_json_from_the_argument_a_file_or_standard_input() {
    let world = World::with_practice();
    world.zendesk("Desk");
    let path = "/api/v2/organizations.json";
    let create = |data: &str, input: &str| {
        let words = ["request", "Desk", "POST", path, "--data", data, "--json"];
        let said = world.run_with_input(&words, input).done().json();
        assert_eq!(said["status"], 201, "{said}");
        said["body"]["organization"]["name"].clone()
    };
    assert_eq!(
        create(r#"{"organization":{"name":"By argument"}}"#, ""),
        "By argument"
    );
    let file = world.home().join("body.json");
    std::fs::write(&file, r#"{"organization":{"name":"By file"}}"#).unwrap();
    assert_eq!(create(&format!("@{}", file.display()), ""), "By file");
    assert_eq!(
        create("@-", r#"{"organization":{"name":"By pipe"}}"#),
        "By pipe"
    );
    std::fs::write(&file, "{").unwrap();
    let problem = world.problem(&[
        "request",
        "Desk",
        "POST",
        path,
        "--data",
        &format!("@{}", file.display()),
    ]);
    assert_eq!(
        (&problem["kind"], &problem["field"]),
        (&"input".into(), &"file".into())
    );
}

#[test]
fn a_credential_is_sent_to_no_other_host() {
    let world = World::with_practice();
    world.salesforce("Acme");
    for address in [
        "https://evil.example/",
        "http://127.0.0.1.evil.example/",
        "https://login.salesforce.com.evil.example/",
    ] {
        let problem = world.problem(&["request", "Acme", "GET", address]);
        assert_eq!(problem["kind"], "host", "{address}: {problem}");
    }
}

#[test]
fn a_picklist_is_searched_paged_and_kept() {
    let world = World::with_practice();
    world.salesforce("Acme");
    let page = world.json(&["picklist", "Acme", "objects", "--limit", "3"]);
    assert_eq!(
        members(&page),
        [
            "complete",
            "fetched_at",
            "matched",
            "offset",
            "rows",
            "stale",
            "total"
        ]
    );
    assert_eq!(page["rows"].as_array().unwrap().len(), 3);
    assert_eq!(
        members(&page["rows"][0]),
        [
            "custom", "hint", "kind", "label", "marks", "required", "value"
        ]
    );
    let total = page["total"].as_u64().unwrap();
    assert!(total > 1_000, "{total}");

    // More than the engine gives at once, gathered in order and without gaps.
    let all = world.json(&["picklist", "Acme", "objects", "--limit", "5000"]);
    let rows = all["rows"].as_array().unwrap();
    assert_eq!(rows.len() as u64, total);
    let mut values: Vec<&str> = rows
        .iter()
        .map(|row| row["value"].as_str().unwrap())
        .collect();
    let later = world.json(&[
        "picklist", "Acme", "objects", "--offset", "250", "--limit", "2",
    ]);
    assert_eq!(later["rows"], json!([rows[250], rows[251]]));
    values.sort_unstable();
    values.dedup();
    assert_eq!(values.len() as u64, total);

    let found = world.json(&["picklist", "Acme", "objects", "--search", "Account"]);
    assert_eq!(found["rows"][0]["value"], "Account");
    let none = world.json(&["picklist", "Acme", "objects", "--limit", "0"]);
    assert_eq!(none["rows"], json!([]));
}

#[test]
fn dependent_fields_take_their_object_as_a_parameter() {
    let world = World::with_practice();
    world.salesforce("Acme");
    let words = world
        .run(&[
            "picklist",
            "Acme",
            "fields",
            "--param",
            "object=Account",
            "--search",
            "Name",
        ])
        .done();
    assert!(words.out.starts_with("VALUE"), "{words:?}");
    assert!(words.out.contains("required"), "{words:?}");
    assert!(words.err.contains("read "), "{words:?}");
    assert_eq!(
        world.problem(&["picklist", "Acme", "fields"])["kind"],
        "input"
    );
    assert_eq!(
        world.problem(&["picklist", "Acme", "nothing"])["field"],
        "picklist"
    );
    let lost = world.problem(&["picklist", "Acme", "fields", "--param", "object=Nothing__c"]);
    // Salesforce says the same of an object that is not there and of one the user may not see.
    assert_eq!(lost["kind"], "rights");
}

#[test]
fn what_was_loaded_is_shown_while_the_app_is_away_and_says_that_it_is_old() {
    let world = World::with_practice();
    world.salesforce("Acme");
    let known = world.json(&["picklist", "Acme", "objects"]);
    world.fault(
        "unavailable",
        &json!({ "app": "salesforce", "org": "login" }),
    );
    let shown = world.json(&["picklist", "Acme", "objects", "--refresh"]);
    assert_eq!(shown["rows"], known["rows"]);
    assert_eq!(shown["stale"]["kind"], "app_down");
    let words = world
        .run(&["picklist", "Acme", "objects", "--refresh"])
        .done();
    assert!(words.err.contains("known before"), "{words:?}");
}

#[test]
fn reduced_rights_are_told_as_such() {
    let world = World::with_practice();
    world.salesforce("Acme");
    world.fault("reduce_rights", &at("salesforce", INES.0));
    let page = world.json(&["picklist", "Acme", "objects", "--refresh"]);
    assert!(page["total"].as_u64().unwrap() < 1_000, "{}", page["total"]);
}
