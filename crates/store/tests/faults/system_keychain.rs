//! K01, K09: the vault against GNOME Keyring itself, in D-Bus sessions of its own.
//!
//! Each test starts `dbus-run-session` around one child, which starts the daemon as it needs it.
//! Where the programs are not installed (other systems), the tests say so and prove nothing.

#![cfg(target_os = "linux")]

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use larder_store::vault::{Keychain, Vault, VaultError, VaultState};

use crate::child;

const INSTALLATION: &str = "k09";

/// Runs an ignored test of this module in a D-Bus session with nothing of the person's in it.
fn in_session(name: &str) {
    let programs = [
        "dbus-run-session",
        "gnome-keyring-daemon",
        "secret-tool",
        "busctl",
    ];
    if let Some(missing) = programs.into_iter().find(|program| !is_installed(program)) {
        let _ = writeln!(
            std::io::stderr(),
            "not proved here: {missing} is not installed"
        );
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let name = format!("system_keychain::{name}");
    let output = child::wrapped("dbus-run-session", &["--"], &name, home.path())
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("XDG_CACHE_HOME", home.path().join("cache"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("GNOME_KEYRING_CONTROL")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("proved") && output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn is_installed(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).exists())
    })
}

/// The daemon, unlocked, in this session. Ended when dropped.
struct Daemon {
    process: Child,
}

impl Daemon {
    fn unlocked(home: &Path) -> Self {
        std::fs::create_dir_all(home.join("data/keyrings")).unwrap();
        let mut process = Command::new("gnome-keyring-daemon")
            .args(["--unlock", "--foreground", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        process
            .stdin
            .take()
            .unwrap()
            .write_all(b"practice")
            .unwrap();
        // Ready once its name is on the bus and the collection for new items is open.
        let begun = std::time::Instant::now();
        while !call("ReadAlias", &["s", "default"]).contains("/collection/login") {
            assert!(begun.elapsed().as_secs() < 20, "the daemon does not start");
            assert!(process.try_wait().unwrap().is_none(), "the daemon ended");
        }
        Self { process }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.process.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.signal("CONT");
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// One call to the service, without starting one.
fn call(method: &str, arguments: &[&str]) -> String {
    let output = Command::new("busctl")
        .args([
            "--user",
            "--auto-start=no",
            "call",
            "org.freedesktop.secrets",
        ])
        .args([
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service",
            method,
        ])
        .args(arguments)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn lock_collection() {
    let locked = call(
        "Lock",
        &["ao", "1", "/org/freedesktop/secrets/collection/login"],
    );
    assert!(locked.contains("login"), "{locked}");
}

/// The system's own tool on our item, as a person may use it.
fn secret_tool(verb: &[&str], input: &str) -> String {
    secret_tool_with(verb, &[], input)
}

/// The same on an item with more attributes than ours.
fn secret_tool_with(verb: &[&str], attributes: &[&str], input: &str) -> String {
    let user = format!("vault-key {INSTALLATION}");
    let mut tool = Command::new("secret-tool")
        .args(verb)
        .args(["service", "Larder", "username", &user])
        .args(attributes)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    tool.stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = tool.wait_with_output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn vault() -> Vault {
    Vault::new(Keychain::os(), INSTALLATION)
}

#[test]
fn k09_the_key_is_kept_by_the_real_keychain_and_its_troubles_are_told_apart() {
    in_session("kept_deleted_edited_doubled");
}

#[tokio::test]
#[ignore = "a child process of the test above"]
async fn kept_deleted_edited_doubled() {
    let Some(home) = child::folder() else { return };
    let _daemon = Daemon::unlocked(&home);
    let first = vault();
    first.unlock(false).await.unwrap();
    let sealed = first.seal("about", b"secret").unwrap();
    let again = vault();
    again.unlock(true).await.unwrap();
    assert_eq!(*again.open("about", &sealed).unwrap(), b"secret");

    // Deleted in the person's own tool: lost, and no new key over it.
    secret_tool(&["clear"], "");
    assert_eq!(vault().unlock(true).await, Err(VaultError::KeyLost));
    assert_eq!(secret_tool(&["lookup"], ""), "");

    // Edited to garbage.
    secret_tool(&["store", "--label=Larder"], "pässword");
    assert_eq!(vault().unlock(true).await, Err(VaultError::KeyDamaged));
    assert_eq!(secret_tool(&["lookup"], ""), "pässword");

    // Started over, with the person's consent.
    let fresh = vault();
    fresh.start_over().await.unwrap();
    vault().unlock(true).await.unwrap();
    assert_eq!(fresh.open("about", &sealed), Err(VaultError::OtherKey));

    // A second item that could be ours: none of the two is believed, none is changed.
    secret_tool(&["clear"], "");
    vault().unlock(false).await.unwrap();
    secret_tool_with(&["store", "--label=Another"], &["copy", "1"], "other");
    assert_eq!(vault().unlock(true).await, Err(VaultError::Ambiguous));
    child::say("proved");
}

#[test]
fn k01_a_locked_keychain_that_nobody_unlocks_is_told_as_locked() {
    in_session("locked");
}

#[tokio::test]
#[ignore = "a child process of the test above"]
async fn locked() {
    let Some(home) = child::folder() else { return };
    let _daemon = Daemon::unlocked(&home);
    vault().unlock(false).await.unwrap();
    lock_collection();
    let vault = vault();
    assert_eq!(vault.unlock(true).await, Err(VaultError::Locked));
    assert_eq!(vault.state(), VaultState::Locked);
    child::say("proved");
}

#[test]
fn k01_a_stopped_daemon_leaves_the_vault_waiting_and_opens_it_when_it_goes_on() {
    in_session("stopped");
}

#[tokio::test]
#[ignore = "a child process of the test above"]
async fn stopped() {
    let Some(home) = child::folder() else { return };
    let daemon = Daemon::unlocked(&home);
    vault().unlock(false).await.unwrap();
    daemon.signal("STOP");
    let vault = vault();
    let mut states = vault.changes();
    assert_eq!(vault.unlock(true).await, Err(VaultError::Waiting));
    assert_eq!(vault.state(), VaultState::Waiting);
    daemon.signal("CONT");
    states
        .wait_for(|state| *state == VaultState::Unlocked)
        .await
        .unwrap();
    vault.seal("about", b"secret").unwrap();
    child::say("proved");
}

#[test]
fn k01_a_keychain_with_no_place_for_new_items_counts_as_none() {
    in_session("without_default");
}

#[tokio::test]
#[ignore = "a child process of the test above"]
async fn without_default() {
    if child::folder().is_none() {
        return;
    }
    // The bus starts the daemon by itself, which then has no collection and no way to ask.
    let vault = vault();
    assert_eq!(vault.unlock(false).await, Err(VaultError::NoKeychain));
    assert_eq!(vault.state(), VaultState::NoKeychain);
    // With rows sealed, the key that is not there is a lost one.
    assert_eq!(vault.unlock(true).await, Err(VaultError::KeyLost));
    child::say("proved");
}

#[test]
fn k01_without_a_bus_there_is_no_keychain_until_one_is_started() {
    in_session("without_bus");
}

#[tokio::test]
#[ignore = "a child process of the test above"]
async fn without_bus() {
    let Some(home) = child::folder() else { return };
    // This child has a bus; its own child is told of one that is not there.
    let output = child::command("system_keychain::nothing_to_talk_to", &home)
        .env(
            "DBUS_SESSION_BUS_ADDRESS",
            format!("unix:path={}/late-bus", home.display()),
        )
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("recovered"),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    child::say("proved");
}

#[tokio::test]
#[ignore = "a child process of the test above"]
async fn nothing_to_talk_to() {
    let Some(home) = child::folder() else { return };
    let vault = vault();
    assert_eq!(vault.unlock(false).await, Err(VaultError::NoKeychain));
    assert_eq!(vault.state(), VaultState::NoKeychain);
    // The person starts the service, and tries again in the same process.
    let mut bus = Command::new("dbus-daemon")
        .args(["--session", "--nofork", "--print-address=1"])
        .arg(format!("--address=unix:path={}/late-bus", home.display()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    let mut out = std::io::BufReader::new(bus.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut out, &mut address).unwrap();
    let daemon = Daemon::unlocked(&home);
    vault.unlock(false).await.unwrap();
    drop(daemon);
    bus.kill().unwrap();
    bus.wait().unwrap();
    child::say("recovered");
}

#[test]
fn k01_a_bus_without_a_keychain_service_is_no_keychain_until_one_comes() {
    in_session("without_service");
}

#[tokio::test]
#[ignore = "a child process of the test above"]
async fn without_service() {
    let Some(home) = child::folder() else { return };
    // A bus that knows no service it could start.
    let socket = home.join("bare-bus");
    let settings = home.join("bare-bus.conf");
    std::fs::write(
        &settings,
        format!(
            "<busconfig><listen>unix:path={}</listen><auth>EXTERNAL</auth>\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
             <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
            socket.display()
        ),
    )
    .unwrap();
    let mut bus = Command::new("dbus-daemon")
        .args(["--nofork", "--print-address=1"])
        .arg(format!("--config-file={}", settings.display()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    let mut out = std::io::BufReader::new(bus.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut out, &mut address).unwrap();
    let output = child::command("system_keychain::nobody_answers", &home)
        .env(
            "DBUS_SESSION_BUS_ADDRESS",
            format!("unix:path={}", socket.display()),
        )
        .output()
        .unwrap();
    bus.kill().unwrap();
    bus.wait().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("recovered"),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    child::say("proved");
}

#[tokio::test]
#[ignore = "a child process of the test above"]
async fn nobody_answers() {
    let Some(home) = child::folder() else { return };
    let vault = vault();
    for sealed_rows_exist in [true, false] {
        assert_eq!(
            vault.unlock(sealed_rows_exist).await,
            Err(VaultError::NoKeychain)
        );
        assert_eq!(vault.state(), VaultState::NoKeychain);
    }
    let _daemon = Daemon::unlocked(&home);
    vault.unlock(false).await.unwrap();
    child::say("recovered");
}
