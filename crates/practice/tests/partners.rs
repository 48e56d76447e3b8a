//! Runs clients nobody here wrote, jsforce and simple-salesforce, against Practice Salesforce.
//!
//! They are installed into `target/partners` when missing: jsforce by npm, with the Node 24 of the
//! npm package `node`, and simple-salesforce by pip into a virtual environment.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use larder_practice::{Config, Practice};
use tokio::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn scripts() -> PathBuf {
    root().join("tests/partners")
}

fn folder(name: &str) -> PathBuf {
    // Beside the test's own executable: target/<profile>/deps.
    let executable = std::env::current_exe().expect("the test knows its own path");
    let target = executable.ancestors().nth(3).expect("it is in target");
    target.join("partners").join(name)
}

async fn run(command: &mut Command, hint: &str) {
    let output = command
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap_or_else(|error| panic!("{command:?}: {error}\n{hint}"));
    assert!(
        output.status.success(),
        "{command:?}\n{}\n{}\n{hint}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}

/// Whether what is installed was installed from this very list.
fn is_installed(stamp: &Path, list: &Path) -> bool {
    let wanted = std::fs::read(list).expect("the list is in the repository");
    std::fs::read(stamp).is_ok_and(|found| found == wanted)
}

async fn practice() -> (Practice, String) {
    let practice = Practice::start(Config {
        first_port: Some(0),
        state_file: None,
        ..Config::default()
    })
    .await
    .expect("started");
    let addresses = serde_json::to_string(practice.addresses()).expect("JSON");
    (practice, addresses)
}

#[tokio::test]
async fn jsforce_signs_in_and_works_unchanged() {
    let folder = folder("jsforce");
    let list = scripts().join("package-lock.json");
    let stamp = folder.join("installed");
    if !is_installed(&stamp, &list) {
        std::fs::create_dir_all(&folder).expect("a folder");
        for name in ["package.json", "package-lock.json"] {
            std::fs::copy(scripts().join(name), folder.join(name)).expect("copied");
        }
        run(
            Command::new("npm")
                .args(["ci", "--no-audit", "--no-fund"])
                .current_dir(&folder),
            "This test needs Node 20 or newer with npm, and the npm registry once.",
        )
        .await;
        std::fs::copy(&list, &stamp).expect("copied");
    }
    let (_practice, addresses) = practice().await;
    run(
        Command::new(folder.join("node_modules/.bin/node"))
            .arg(scripts().join("jsforce.mjs"))
            .arg(&folder)
            .arg(addresses),
        "jsforce found Practice Salesforce to differ from Salesforce.",
    )
    .await;
}

#[tokio::test]
async fn simple_salesforce_signs_in_and_works_unchanged() {
    let folder = folder("simple-salesforce");
    let list = scripts().join("requirements.txt");
    let stamp = folder.join("installed");
    let python = folder.join("bin/python");
    if !is_installed(&stamp, &list) {
        run(
            Command::new("python3")
                .args(["-m", "venv", "--clear"])
                .arg(&folder),
            "This test needs Python 3 with venv: apt-get install -y python3 python3-venv",
        )
        .await;
        run(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "--requirement"])
                .arg(&list),
            "This test needs the Python package index once.",
        )
        .await;
        std::fs::copy(&list, &stamp).expect("copied");
    }
    let (_practice, addresses) = practice().await;
    run(
        Command::new(&python)
            .arg(scripts().join("simple_salesforce_client.py"))
            .arg(addresses),
        "simple-salesforce found Practice Salesforce to differ from Salesforce.",
    )
    .await;
}
