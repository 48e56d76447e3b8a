//! `larder connectors`: the apps, and the check of definition files.
use std::path::{Path, PathBuf};

use crate::world::{World, members};

fn definition(world: &World, text: &str) -> PathBuf {
    let file = world.home().join("mine.toml");
    std::fs::write(&file, text).unwrap();
    file
}

#[test]
fn the_apps_are_listed_and_each_can_be_shown() {
    let world = World::new();
    let apps = world.json(&["connectors", "list"]);
    assert_eq!(members(&apps), ["apps", "mistakes"]);
    let ids: Vec<&str> = apps["apps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|app| app["id"].as_str().unwrap())
        .collect();
    for id in ["http", "salesforce", "zendesk"] {
        assert!(ids.contains(&id), "{ids:?}");
        let app = world.json(&["connectors", "show", id]);
        assert_eq!(app["id"], *id);
        for member in [
            "fields",
            "ways",
            "picklists",
            "operations",
            "slots",
            "practice",
        ] {
            assert!(app.get(member).is_some(), "{member}: {app}");
        }
        let words = world.run(&["connectors", "show", id]).done().out;
        assert!(words.contains("--auth"), "{words}");
    }
    assert_eq!(
        world.run(&["connectors"]).done().out,
        world.run(&["connectors", "list"]).done().out
    );
    assert_eq!(
        world.problem(&["connectors", "show", "nothing"])["kind"],
        "not_found"
    );
}

#[test]
fn a_good_definition_passes_the_check_which_needs_no_data_folder() {
    let world = World::new();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connectors/salesforce.toml");
    let file = file.to_str().unwrap();
    let nowhere = world.home().join("not/there");
    let output = world
        .command(&["connectors", "check", file, "--json"])
        .env("LARDER_HOME", &nowhere)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["files"][0]["ok"], true, "{said}");
    assert_eq!(said["files"][0]["file"], file);
    assert!(!nowhere.exists());
    assert!(
        world
            .run(&["connectors", "check", file])
            .done()
            .out
            .contains(": ok")
    );
}

#[test]
fn a_mistake_is_named_with_file_line_and_column_and_what_was_expected() {
    let world = World::new();
    let file = definition(
        &world,
        "id = \"mine\"\nname = \"Mine\"\n\n[[picklist]]\nid = \"x\"\n",
    );
    let file = file.to_str().unwrap();
    let said = world.run(&["connectors", "check", file, "--json"]);
    assert_eq!(said.code, 1, "{said:?}");
    let checked = &said.json()["files"][0];
    assert_eq!(members(checked), ["file", "mistakes", "ok", "warnings"]);
    assert_eq!(checked["ok"], false);
    let mistakes = checked["mistakes"].as_array().unwrap();
    let misspelt = mistakes
        .iter()
        .find(|mistake| mistake["line"] == 4)
        .unwrap_or_else(|| panic!("{checked}"));
    assert_eq!(
        members(misspelt),
        ["column", "file", "hint", "line", "what"]
    );
    assert_eq!(misspelt["column"], 3, "{misspelt}");
    assert!(
        misspelt["hint"].as_str().unwrap().contains("picklists"),
        "{misspelt}"
    );

    let words = world.run(&["connectors", "check", file]);
    assert_eq!(words.code, 1);
    assert!(words.out.contains("mine.toml:4:3"), "{}", words.out);
    assert!(words.out.contains("did you mean"), "{}", words.out);
}

#[test]
fn every_file_is_checked_and_one_bad_one_decides_the_exit_code() {
    let world = World::new();
    let bad = definition(&world, "id = ");
    let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connectors/http.toml");
    let said = world.run(&[
        "connectors",
        "check",
        good.to_str().unwrap(),
        bad.to_str().unwrap(),
        "--json",
    ]);
    assert_eq!(said.code, 1);
    let files = said.json()["files"].clone();
    assert_eq!(
        (&files[0]["ok"], &files[1]["ok"]),
        (&true.into(), &false.into())
    );
    assert_eq!(files[1]["mistakes"][0]["line"], 1);
}

#[test]
fn c01_a_file_that_is_no_text_or_not_there_is_a_problem_and_no_panic() {
    let world = World::new();
    let file = world.home().join("binary.toml");
    std::fs::write(&file, b"id = \"a\"\n\xff\xfe\0").unwrap();
    let said = world.run(&["connectors", "check", file.to_str().unwrap(), "--json"]);
    assert_eq!(said.code, 1);
    assert_eq!(
        said.json()["files"][0]["mistakes"][0]["line"],
        2,
        "{said:?}"
    );
    let problem = world.problem(&["connectors", "check", "/nowhere/at/all.toml"]);
    assert_eq!(problem["kind"], "input");
    assert_eq!(problem["field"], "file");
}

#[test]
fn a_definition_in_a_folder_is_an_app_and_a_broken_one_hinders_no_other() {
    let world = World::new();
    let folder = world.home().join("definitions");
    std::fs::create_dir(&folder).unwrap();
    let http = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connectors/http.toml");
    let text = std::fs::read_to_string(http).unwrap();
    std::fs::write(
        folder.join("other.toml"),
        text.replacen("id = \"http\"", "id = \"other\"", 1),
    )
    .unwrap();
    std::fs::write(folder.join("broken.toml"), "id = 1").unwrap();
    let output = world
        .command(&["connectors", "--json"])
        .env("LARDER_CONNECTORS", &folder)
        .output()
        .unwrap();
    let apps: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let other = apps["apps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|app| app["id"] == "other");
    assert_eq!(other.unwrap()["source"], "folder");
    assert_eq!(apps["mistakes"][0]["file"], "broken.toml", "{apps}");
}
