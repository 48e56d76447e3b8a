//! Words, help and exit codes: what a script may rely on before anything is done.

use crate::world::World;

#[test]
fn unknown_words_are_answered_with_usage_and_exit_code_2() {
    let world = World::new();
    let wrong: [&[&str]; 10] = [
        &["frobnicate"],
        &["connections", "frobnicate"],
        &["connections", "--frobnicate"],
        &["connect"],
        &["connect", "salesforce", "--field", "environment"],
        &["connect", "salesforce", "--browser", "carrier-pigeon"],
        &["connect", "salesforce", "--redirect-port", "70000"],
        &["connectors", "check"],
        &["picklist", "Acme"],
        &["request", "Acme", "POST", "/", "--data", "{"],
    ];
    for words in wrong {
        let said = world.run(words);
        assert_eq!(said.code, 2, "{words:?}: {said:?}");
        assert!(said.out.is_empty(), "{words:?}: {said:?}");
        assert!(
            said.err.contains("--help") || said.err.contains("Usage"),
            "{words:?}: {said:?}"
        );
    }
    assert!(
        std::fs::read_dir(world.home()).unwrap().next().is_none(),
        "wrong usage touches nothing"
    );
}

#[test]
fn no_words_at_all_are_answered_with_the_help_and_exit_code_2() {
    let said = World::new().run(&[]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("Usage: larder"), "{said:?}");
}

#[test]
fn help_and_version_are_answers() {
    let world = World::new();
    let help = world.run(&["--help"]).done().out;
    for word in [
        "connectors",
        "clients",
        "connect",
        "connections",
        "token",
        "request",
        "picklist",
        "recipes",
        "practice",
        "diagnose",
        "--json",
        "Exit codes",
        "LARDER_HOME",
        "LARDER_CONNECTORS",
    ] {
        assert!(help.contains(word), "{word}: {help}");
    }
    let version = world.run(&["--version"]).done().out;
    assert_eq!(
        version.trim(),
        concat!("larder ", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn a_problem_is_words_on_standard_error_and_json_on_standard_output() {
    let world = World::new();
    let words = world.run(&["connections", "show", "Nobody"]);
    assert_eq!(words.code, 1);
    assert!(words.out.is_empty(), "{words:?}");
    for part in [
        "Nobody",
        "Nothing is lost.",
        "larder connections",
        "Kind: not_found",
    ] {
        assert!(words.err.contains(part), "{part}: {words:?}");
    }
    let problem = world.problem(&["connections", "show", "Nobody"]);
    assert_eq!(problem["kind"], "not_found");
    for member in ["what", "safe", "hint", "action", "detail", "field"] {
        assert!(problem.get(member).is_some(), "{member}: {problem}");
    }
}

#[test]
fn a_reader_who_goes_early_is_no_defect() {
    let world = World::new();
    for words in [
        &["connectors", "list"][..],
        &["connectors", "show", "salesforce", "--json"],
        &["--help"],
    ] {
        let mut process = world.command(words).spawn().unwrap();
        drop(process.stdout.take());
        let output = process.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{words:?}: {err}");
        assert!(!err.contains("defect"), "{words:?}: {err}");
    }
}

#[test]
fn u01_what_an_app_says_cannot_steer_the_terminal() {
    let world = World::new();
    let said = world.run(&[
        "connections",
        "show",
        "a\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}",
    ]);
    assert_eq!(said.code, 1);
    assert!(
        said.err
            .contains("\u{241b}]0;owned\u{2407}<U+009B>2J<U+202E>"),
        "{said:?}"
    );
    assert!(!said.err.contains('\u{1b}'), "{said:?}");
}

#[test]
fn a_data_folder_that_cannot_be_used_is_a_problem_in_words() {
    let world = World::new();
    let file = world.home().join("file");
    std::fs::write(&file, "in the way").unwrap();
    let output = world
        .command(&["connections", "--json"])
        .env("LARDER_HOME", file.join("inside"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["problem"]["kind"], "storage", "{said}");
}

#[test]
fn k01_without_a_keychain_a_sign_in_is_refused_in_words_and_diagnose_says_why() {
    let world = World::with_practice();
    let without = |words: &[&str]| {
        let output = world
            .command(words)
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
            .output()
            .unwrap();
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), said)
    };
    let connect = [
        "connect",
        "salesforce",
        "--field",
        "server=practice",
        "--json",
    ];
    let (code, said) = without(&connect);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(said["problem"]["kind"], "vault_locked", "{said}");
    let (code, checks) = without(&["diagnose", "--json"]);
    assert_eq!(code, Some(1), "{checks}");
    let checks = checks.as_array().unwrap();
    let keychain = checks.iter().find(|check| check["name"] == "Keychain");
    assert_eq!(keychain.unwrap()["ok"], false);
    // What needs no secret works all the same.
    let (code, said) = without(&["connections", "--json"]);
    assert_eq!((code, said), (Some(0), serde_json::json!([])));
}

#[test]
fn diagnose_finds_everything_well_on_this_machine() {
    let world = World::new();
    let checks = world.json(&["diagnose"]);
    let names: Vec<&str> = checks
        .as_array()
        .unwrap()
        .iter()
        .map(|check| check["name"].as_str().unwrap())
        .collect();
    for name in [
        "Version",
        "Data folder",
        "Keychain",
        "Definitions",
        "Clock",
        "Practice apps",
    ] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    let words = world.run(&["diagnose"]).done().out;
    assert!(words.starts_with("CHECK"), "{words}");
}
