//! Builds the app as people get it, and says where it lies.

use std::path::PathBuf;

use anyhow::Result;

use crate::command::{cargo, root, run};
use crate::{page, system};

/// The release build without link-time optimisation: minutes faster to make, the same code.
pub(crate) const PROFILE: &str = "window";

/// Builds page and app; answers the program's path.
pub(crate) fn build() -> Result<PathBuf> {
    system::ensure(&[system::BUILD, system::RUN])?;
    page::build()?;
    build_program("larder-desktop")
}

/// Builds one program of the workspace under the same profile.
pub(crate) fn build_program(package: &str) -> Result<PathBuf> {
    run(cargo(["build", "--profile", PROFILE, "--package", package]))?;
    Ok(target().join(PROFILE).join(package))
}

/// Builds the engine behind HTTP for the checks of the page; answers the program's path. With all packages chosen, and
/// one test, what it needs is built once for it and for the tests: cargo joins features over what is chosen.
pub(crate) fn build_bridge() -> Result<PathBuf> {
    run(cargo([
        "build",
        "--quiet",
        "--workspace",
        "--exclude",
        crate::window::PACKAGE,
        "--bin",
        "larder-bridge",
        "--test",
        "tidy",
    ]))?;
    Ok(target().join("debug").join("larder-bridge"))
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    let folder =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    root().join(folder)
}
