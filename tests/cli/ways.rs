//! Every way to sign in, on the command line: each definition for tests connects, asks, goes on, and leaves no secret.
use serde_json::{Value, json};

use crate::leaks::{Sought, assert_clean, files};
use crate::world::Said;
use asked::Twin;
use table::{BEARERS, BY_PAGE_OR_KEY, Renews, Way};

mod asked;
mod browser;
mod questions;
mod table;
mod wrong;

/// Tries the ways one by one in one world; then looks for what must be nowhere.
fn each(ways: &[Way], gives_a_token: bool) {
    let twin = Twin::start();
    let mut secrets = Vec::new();
    let mut said = Vec::new();
    let mut failures = Vec::new();
    for way in ways {
        if let Err(why) = tried(&twin, way, gives_a_token, &mut secrets, &mut said) {
            failures.push(format!("{}: {why}", way.id));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    sweep(&twin, &said, &secrets);
}

fn tried(
    twin: &Twin,
    way: &Way,
    gives_a_token: bool,
    secrets: &mut Vec<String>,
    said: &mut Vec<Said>,
) -> Result<(), String> {
    secrets.extend(twin.secrets(way));
    let (connected, spent) = twin.connect(way, way.id, &[])?;
    secrets.extend(spent);
    if connected.code != 0 {
        return Err(format!("does not connect: {connected:?}"));
    }
    let row = connected.json()["row"].clone();
    if row["state"] != "connected" || row["identity"]["user"] != "ada@acme.test" {
        return Err(format!("shows {row}"));
    }
    said.push(connected);
    said.push(twin.shelves(way)?);
    if way.renews == Renews::Yes {
        let ended = twin.control(&format!("expire/{}", way.id));
        if ended["ended"].as_u64().unwrap_or_default() == 0 {
            return Err(format!("nothing could end: {ended}"));
        }
        let again = twin.shelves(way);
        said.push(again.map_err(|why| format!("after the end: {why}"))?);
    }
    if gives_a_token {
        secrets.push(twin.token(way));
    }
    Ok(())
}

/// Neither the output nor the data folder holds one of them.
fn sweep(twin: &Twin, said: &[Said], secrets: &[String]) {
    assert!(!secrets.is_empty());
    for one in said {
        assert_clean(one, secrets);
    }
    // The addresses of the practice apps name their people's passwords and keys on purpose.
    let kept: Vec<_> = files(twin.world.home())
        .into_iter()
        .filter(|file| !file.ends_with("practice.json"))
        .collect();
    assert!(!kept.is_empty());
    let sought = Sought::new(secrets);
    for file in kept {
        let found = sought.first_in(&std::fs::read(&file).unwrap());
        assert_eq!(found, None, "found in {}", file.display());
    }
}

#[test]
fn every_definition_for_tests_has_a_scenario_on_the_command_line() {
    let mut left: Vec<String> = std::fs::read_dir(asked::FOLDER)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert!(!left.is_empty());
    let scenarios = BEARERS.iter().chain(BY_PAGE_OR_KEY).map(|way| way.id);
    for id in scenarios.chain(questions::OWN) {
        let at = left.iter().position(|file| file == id);
        left.remove(at.unwrap_or_else(|| panic!("{id} has no definition, or two scenarios")));
    }
    assert!(left.is_empty(), "without a scenario: {left:?}");
}

#[test]
fn every_oauth2_way_connects_asks_goes_on_after_its_end_and_leaves_no_secret() {
    each(BEARERS, true);
}

#[test]
fn every_other_way_connects_asks_goes_on_after_its_end_and_leaves_no_secret() {
    each(BY_PAGE_OR_KEY, false);
}

/// What a request for the twin's shelves must bring.
fn are_shelves(answer: &Value) -> bool {
    answer["status"] == 200 && answer["body"]["shelves"][0] == json!({ "id": "s1", "name": "Jars" })
}
