//! Installs the npm packages of the page, builds and checks it.

use std::process::Command;

use anyhow::Result;

use crate::command::{command, root, run};
use crate::system;

/// Installs the npm packages unless exactly those of the lock file are there.
pub(crate) fn ensure_packages() -> Result<()> {
    system::ensure_node()?;
    let locked = changed_at("ui/package-lock.json");
    let installed = changed_at("ui/node_modules/.package-lock.json");
    if installed.is_some() && installed >= locked {
        return Ok(());
    }
    println!("Installing the npm packages of ui/package-lock.json");
    run(npm(&["ci", "--no-audit", "--no-fund"]))
}

/// Builds the page that goes into the app.
pub(crate) fn build() -> Result<()> {
    ensure_packages()?;
    run(npm(&["run", "build"]))
}

/// `npm` in `ui/`.
pub(crate) fn npm(arguments: &[&str]) -> Command {
    let mut npm = command("npm", arguments);
    npm.current_dir(root().join("ui"));
    npm
}

fn changed_at(file: &str) -> Option<std::time::SystemTime> {
    std::fs::metadata(root().join(file))
        .and_then(|about| about.modified())
        .ok()
}
