//! `larder practice`: its first line, its file, and its end.
use std::net::TcpListener;

use rustix::process::Signal;
use serde_json::Value;

use crate::world::{World, members};

#[test]
fn the_first_line_and_the_file_say_where_the_apps_are_until_they_end() {
    for signal in [Signal::INT, Signal::TERM] {
        let world = World::new();
        let mut served = world.serve(&["practice", "--port", "0"]);
        assert_eq!(
            members(&served.addresses),
            ["apps", "client_id", "control", "faults", "people"]
        );
        let file = world.home().join("practice.json");
        let mut told: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert_eq!(told["pid"], served.id());
        told.as_object_mut().unwrap().remove("pid");
        assert_eq!(told, served.addresses);
        assert_eq!(
            world.json(&["connectors", "show", "salesforce"])["practice"],
            true
        );
        assert_eq!(served.end(signal), Some(0));
        assert!(!file.exists());
        assert_eq!(
            world.json(&["connectors", "show", "salesforce"])["practice"],
            false
        );
    }
}

#[test]
fn one_data_folder_has_one_set_of_practice_apps() {
    let world = World::with_practice();
    let problem = world.problem(&["practice", "--port", "0"]);
    assert_eq!(problem["kind"], "input");
    assert!(world.home().join("practice.json").exists());
}

#[test]
fn a_file_left_behind_by_a_killed_process_hinders_nothing() {
    let world = World::new();
    let mut killed = world.serve(&["practice", "--port", "0"]);
    killed.end(Signal::KILL);
    assert!(world.home().join("practice.json").exists());
    let mut again = world.serve(&["practice", "--port", "0"]);
    assert_eq!(again.end(Signal::TERM), Some(0));
    assert!(!world.home().join("practice.json").exists());
}

#[test]
fn a_taken_port_is_named() {
    let world = World::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let problem = world.problem(&["practice", "--port", &port]);
    assert_eq!(
        (&problem["kind"], &problem["field"]),
        (&"input".into(), &"port".into())
    );
    assert!(
        problem["what"].as_str().unwrap().contains(&port),
        "{problem}"
    );
    assert!(!world.home().join("practice.json").exists());
}
