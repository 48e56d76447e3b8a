//! Installs the Debian packages that a piece of work needs, and says what it does.

use std::process::Stdio;

use anyhow::{Result, bail};

use crate::command::{command, exists, output_of, run};

/// What is needed to compile the app.
pub(crate) const BUILD: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libdbus-1-dev",
];

/// What the app wants on a desktop: certificates for sign-in pages, and a keychain.
pub(crate) const RUN: &[&str] = &["ca-certificates", "glib-networking"];

/// A keychain on a machine that has no desktop.
pub(crate) const KEYCHAIN: &[&str] = &["dbus", "gnome-keyring"];

/// What the tests of a real keychain take in their hands; without it they prove nothing.
pub(crate) const KEYCHAIN_TOOLS: &[&str] = &["libsecret-tools", "systemd"];

/// A display, a window manager, hands and eyes, and the driver of the window.
pub(crate) const DISPLAY: &[&str] = &[
    "xvfb",
    "openbox",
    "xdotool",
    "x11-utils",
    "imagemagick",
    "webkit2gtk-driver",
    "fonts-dejavu-core",
];

/// An ordinary browser for the checks of the page.
pub(crate) const BROWSER: &[&str] = &["chromium"];

/// The Python client that must work against the practice apps unchanged.
pub(crate) const PARTNERS: &[&str] = &["python3-venv"];

/// Installs what is missing of these packages.
pub(crate) fn ensure(groups: &[&[&str]]) -> Result<()> {
    let missing: Vec<&str> = groups
        .iter()
        .flat_map(|group| group.iter().copied())
        .filter(|name| !is_installed(name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if !exists("apt-get") {
        bail!("these packages are needed, by the names they have on Debian: {list}");
    }
    let Some(prefix) = as_root() else {
        bail!(
            "these packages are missing; install them with\n    apt-get install --no-install-recommends {list}"
        );
    };
    println!("Installing what is missing with apt-get: {list}");
    let apt = |arguments: &[&str]| {
        let words: Vec<&str> = prefix
            .iter()
            .chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
            .chain(arguments)
            .copied()
            .collect();
        let mut apt = command(words[0], &words[1..]);
        if !prefix.is_empty() {
            apt.stdin(Stdio::inherit()); // sudo may ask for the password
        }
        apt
    };
    let mut install = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
    install.extend(&missing);
    run(apt(&["update", "--quiet"]))?;
    run(apt(&install))
}

/// Node.js comes from the person: distributions differ too much in how old theirs is.
pub(crate) fn ensure_node() -> Result<()> {
    let version = output_of(command("node", ["--version"])).unwrap_or_default();
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    if !exists("npm") || major.is_none_or(|major| major < 20) {
        bail!(
            "Node.js 20 or newer with npm is needed (found: {})",
            if version.is_empty() { "none" } else { &version }
        );
    }
    Ok(())
}

fn is_installed(package: &str) -> bool {
    let asked = command(
        "dpkg-query",
        ["--show", "--showformat=${db:Status-Status}", package],
    )
    .output();
    asked.is_ok_and(|answer| answer.stdout == b"installed")
}

/// The words to put before a command that needs root; none when nobody here can be root.
fn as_root() -> Option<&'static [&'static str]> {
    let user = output_of(command("id", ["--user"])).ok()?;
    if user == "0" {
        Some(&[])
    } else if exists("sudo") {
        Some(&["sudo"])
    } else {
        None
    }
}
