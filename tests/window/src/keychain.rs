//! The desktop's keychain: locked as a session's end or an idle hour locks it, and unlocked again.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::wait::until;

const SERVICE: [&str; 3] = [
    "org.freedesktop.secrets",
    "/org/freedesktop/secrets",
    "org.freedesktop.Secret.Service",
];

/// Where new items go.
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";

/// Locks the keychain of this desktop; unlocked again when dropped, since the next journey needs it.
#[derive(Debug)]
pub struct LockedKeychain(());

impl LockedKeychain {
    /// Locks it, without a word to whoever uses it.
    pub fn now() -> Result<Self> {
        let locked = bus(&[&SERVICE[..], &["Lock", "ao", "1", COLLECTION]].concat())?;
        ensure!(locked.contains("login"), "{locked}");
        Ok(Self(()))
    }

    /// Unlocks it as a person does who types the password: the daemon starts anew, unlocked.
    pub fn unlock(self) -> Result<()> {
        // Done by `drop`, whose outcome is looked at here.
        drop(self);
        until("the keychain to be unlocked", || {
            // Its name is on the bus a moment after the daemon said that it runs.
            let state = bus_property().unwrap_or_default();
            Ok(state.contains("false").then_some(()))
        })
    }
}

impl Drop for LockedKeychain {
    fn drop(&mut self) {
        if let Err(error) = restart_unlocked() {
            eprintln!("the keychain stays locked: {error:#}");
        }
    }
}

fn restart_unlocked() -> Result<()> {
    let owner = bus(&[
        "org.freedesktop.DBus",
        "/org/freedesktop/DBus",
        "org.freedesktop.DBus",
        "GetConnectionUnixProcessID",
        "s",
        SERVICE[0],
    ])?;
    let process = owner.split_whitespace().nth(1).context("a process id")?;
    Command::new("kill").arg(process).status()?;
    until("the keychain to end", || {
        Ok(bus_property().is_err().then_some(()))
    })?;
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut input = daemon.stdin.take().context("its input is piped")?;
    input.write_all(b"larder")?;
    drop(input);
    ensure!(daemon.wait()?.success(), "gnome-keyring-daemon failed");
    Ok(())
}

fn bus_property() -> Result<String> {
    run(&[
        "get-property",
        SERVICE[0],
        COLLECTION,
        "org.freedesktop.Secret.Collection",
        "Locked",
    ])
}

fn bus(words: &[&str]) -> Result<String> {
    run(&[&["--auto-start=no", "call"], words].concat())
}

fn run(words: &[&str]) -> Result<String> {
    let output = Command::new("busctl").arg("--user").args(words).output()?;
    ensure!(
        output.status.success(),
        "busctl {words:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
