//! A secret that is wrong, not a key at all, or missing: exit code 1, and the problem names its field.
use super::asked::Twin;
use super::sweep;
use super::table::{BEARERS, BY_PAGE_OR_KEY, Way};
use crate::world::run_with_input;

fn named(way: &Way, field: &serde_json::Value) -> bool {
    way.secrets.iter().any(|(key, _)| field == key)
}

#[test]
fn v03_a_wrong_secret_is_told_at_its_own_field_and_nothing_is_connected() {
    let twin = Twin::start();
    let mut failures = Vec::new();
    let (mut all, mut secrets) = (Vec::new(), Vec::new());
    for way in BEARERS.iter().chain(BY_PAGE_OR_KEY) {
        // Whatever has a secret has a wrong one.
        assert_eq!(way.secrets.is_empty(), way.wrong.is_none(), "{}", way.id);
        let Some(wrong) = way.wrong else { continue };
        let (words, input) = twin.words(way, way.id, Some(wrong));
        let said = run_with_input(twin.command(&words), &input);
        secrets.push(twin.secret(wrong.1));
        // Which of several is wrong no app tells; one of them is named.
        if said.code != 1 || !named(way, &said.json()["problem"]["field"]) {
            failures.push(format!("{}: {said:?}", way.id));
        }
        all.push(said);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    let rows = twin.run(&["connections", "--json"]).done().json();
    let rows = rows.as_array().unwrap();
    assert!(rows.len() <= all.len());
    for row in rows {
        assert_ne!(row["state"], "connected", "{row}");
    }
    sweep(&twin, &all, &secrets);
}

#[test]
fn what_is_no_key_or_no_file_is_told_at_the_field_it_was_meant_for() {
    let twin = Twin::start();
    let way = BEARERS.iter().find(|way| way.id == "jwt_bearer").unwrap();
    let garbage = twin.paper("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    let empty = twin.paper("\n");
    let words = |more: &[&str]| {
        let mut words = vec![
            "connect",
            "quirks_jwt_bearer",
            "--field",
            "server=practice",
            "--field",
            "username=ada@acme.test",
            "--json",
        ];
        words.extend(more);
        twin.run(&words).problem()
    };
    let file = |path: &str| format!("private_key={path}");
    let refused = [
        words(&["--secret-file", &file(&garbage)]),
        words(&["--secret-file", &file(&empty)]),
        words(&["--secret-file", &file("/nowhere/key.pem")]),
        words(&["--secret-stdin", "private_key"]),
        words(&[]),
    ];
    for problem in refused {
        assert_eq!(problem["kind"], "input", "{problem}");
        assert!(named(way, &problem["field"]), "{problem}");
    }
}
