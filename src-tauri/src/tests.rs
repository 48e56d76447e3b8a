//! What the configuration promises: who may call what, and what a page may load.

use serde_json::Value;

use crate::popup;

fn configuration() -> Value {
    serde_json::from_str(include_str!("../../tauri.conf.json")).expect("tauri.conf.json is JSON")
}

fn security() -> Value {
    configuration()["app"]["security"].clone()
}

#[test]
fn p01_the_one_capability_names_the_main_window_and_nothing_else() {
    let security = security();
    let capabilities = security["capabilities"]
        .as_array()
        .expect("inline capabilities");
    assert_eq!(capabilities.len(), 1);
    let capability = capabilities[0].as_object().expect("an object");
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    assert_eq!(
        capability["permissions"],
        serde_json::json!(["core:event:default", "allow-rpc"])
    );
    for key in ["remote", "webviews"] {
        assert!(!capability.contains_key(key), "{key}");
    }
}

#[test]
fn p01_no_capability_lies_in_a_folder() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["capabilities", "src-tauri/capabilities", "permissions"] {
        assert!(!root.join(folder).exists(), "{folder}");
    }
}

#[test]
fn p01_the_only_permission_of_the_app_is_the_one_command() {
    let permissions = include_str!("../permissions.toml");
    assert_eq!(permissions.matches("[[permission]]").count(), 1);
    assert!(permissions.contains(r#"commands.allow = ["rpc"]"#));
}

#[test]
fn p01_labels_of_sign_in_windows_match_no_capability() {
    assert!(!"main".starts_with(popup::LABEL_PREFIX) && !popup::LABEL_PREFIX.contains("main"));
}

#[test]
fn the_page_may_load_only_what_comes_with_the_app() {
    let security = security();
    let policy = security["csp"].as_str().expect("a policy");
    let mut directives: Vec<(&str, &str)> = policy
        .split(';')
        .map(|directive| {
            directive
                .trim()
                .split_once(' ')
                .expect("a name and sources")
        })
        .collect();
    directives.sort_unstable();
    let expected = [
        ("base-uri", "'none'"),
        ("connect-src", "ipc: http://ipc.localhost"),
        ("default-src", "'self'"),
        ("form-action", "'none'"),
        ("frame-ancestors", "'none'"),
        ("img-src", "'self' data:"),
        ("object-src", "'none'"),
        ("script-src", "'self'"),
        ("style-src", "'self'"),
    ];
    assert_eq!(directives, expected);
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(configuration()["app"]["withGlobalTauri"], false);
    assert_eq!(
        configuration()["app"]["windows"],
        serde_json::json!([]),
        "windows are opened by code, hidden at first"
    );
}

#[test]
fn p13_no_build_people_get_has_an_inspector() {
    let manifest = include_str!("../../Cargo.toml");
    let tauri = manifest
        .lines()
        .find(|line| line.starts_with("tauri = "))
        .expect("the dependency");
    assert!(!tauri.contains("devtools"), "{tauri}");
}
