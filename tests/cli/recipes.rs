//! `larder recipes`: listed, shown, checked against the apps, given out and taken in.
use serde_json::{Value, json};

use crate::world::{World, members};

const SAMPLE: &str = "New or updated Salesforce accounts to Zendesk organizations";

#[test]
fn the_sample_is_listed_and_shown_with_what_stands_in_its_way() {
    let world = World::new();
    let rows = world.json(&["recipes"]);
    assert_eq!(
        members(&rows[0]),
        ["apps", "id", "name", "problems", "saved_at", "steps"]
    );
    assert_eq!(rows[0]["name"], SAMPLE);
    let recipe = world.json(&["recipes", "show", SAMPLE]);
    assert_eq!(
        members(&recipe),
        ["id", "name", "problems", "saved_at", "slots", "steps"]
    );
    assert_eq!(recipe["id"], rows[0]["id"]);
    let words = world.run(&["recipes", "show", SAMPLE]).done().out;
    for part in [
        "Salesforce is not connected",
        "salesforce:primary",
        "1. ",
        "2. ",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(world.run(&["recipes", "list"]).done().out.contains(SAMPLE));
    assert_eq!(
        world.problem(&["recipes", "show", "nothing"])["kind"],
        "not_found"
    );
}

#[test]
fn a_recipe_goes_out_and_comes_back_without_its_connections() {
    let world = World::new();
    let text = world.run(&["recipes", "export", SAMPLE]).done().out;
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document, world.json(&["recipes", "export", SAMPLE]));
    let file = world.home().join("recipe.json");
    std::fs::write(&file, &text).unwrap();
    let file = file.to_str().unwrap();
    let other = World::new();
    let taken_in = other.json(&["recipes", "import", file]);
    assert_eq!(taken_in["name"], SAMPLE);
    assert_eq!(taken_in["steps"].as_array().unwrap().len(), 2);
    assert_eq!(other.json(&["recipes"]).as_array().unwrap().len(), 2);
}

#[test]
fn a_file_that_is_no_recipe_is_refused_in_words() {
    let world = World::new();
    let file = world.home().join("recipe.json");
    let path = file.to_str().unwrap();
    for (text, kind) in [
        ("{", "input"),
        ("{}", "definition"),
        (r#"{"larder":99}"#, "definition"),
        (r#"{"larder":1}"#, "definition"),
    ] {
        std::fs::write(&file, text).unwrap();
        for verb in ["import", "check"] {
            assert_eq!(
                world.problem(&["recipes", verb, path])["kind"],
                *kind,
                "{verb} {text}"
            );
        }
    }
    assert_eq!(
        world.problem(&["recipes", "import", "/nowhere"])["field"],
        "file"
    );
}

#[test]
fn a_recipe_is_checked_against_definitions_and_bound_connections() {
    let world = World::with_practice();
    world.salesforce("Acme");
    world.zendesk("Desk");
    let said = world.run(&["recipes", "check", SAMPLE, "--json"]);
    assert_eq!(said.code, 1);
    let checked = said.json();
    assert_eq!(members(&checked), ["ok", "problems"]);
    assert_eq!(
        members(&checked["problems"][0]),
        ["connector", "input", "role", "step", "what"]
    );
    let binds = [
        "--bind",
        "salesforce=Acme",
        "--bind",
        "zendesk:primary=Desk",
    ];

    // A document with its object and match field chosen, as the app offers them.
    let recipe = world.json(&["recipes", "show", SAMPLE]);
    let mut document = world.json(&["recipes", "export", SAMPLE]);
    for (index, step) in recipe["steps"].as_array().unwrap().iter().enumerate() {
        for input in step["inputs"].as_array().unwrap() {
            if input["required"] == true {
                let key = input["key"].as_str().unwrap();
                let value = if key == "object" { "Account" } else { "name" };
                document["steps"][index]["input"][key] = json!({ "value": value });
            }
        }
    }
    let file = world.home().join("checked.json");
    let path = file.to_str().unwrap();
    std::fs::write(&file, document.to_string()).unwrap();
    let said = world.run(&[&["recipes", "check", path][..], &binds].concat());
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains(": ok"), "{said:?}");

    document["steps"][0]["input"]["object"] = json!({ "value": "Nothing__c" });
    std::fs::write(&file, document.to_string()).unwrap();
    let said = world.run(&[&["recipes", "check", path][..], &binds].concat());
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("Nothing__c"), "{said:?}");

    let problem = world.problem(&["recipes", "check", path, "--bind", "salesforce=Desk"]);
    assert_eq!(problem["kind"], "input", "{problem}");
    let problem = world.problem(&["recipes", "check", path, "--bind", "salesforce=Nobody"]);
    assert_eq!(problem["kind"], "not_found", "{problem}");
}
