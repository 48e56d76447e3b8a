//! Builds and runs the tests that drive the real window.

use std::path::Path;
use std::process::Command;

use crate::command::{cargo, root};

/// The crate of these tests; they need a display, so the ordinary test run leaves them out.
pub(crate) const PACKAGE: &str = "larder-window-tests";

/// Where the pictures of each step go.
pub(crate) const SHOTS: &str = "shots";

/// Builds the tests without running them.
pub(crate) fn build() -> Command {
    cargo(["test", "--quiet", "--package", PACKAGE, "--no-run"])
}

/// Runs them against the program at `app`, one after the other: they share one display.
pub(crate) fn journeys(app: Option<&Path>, words: &[&str]) -> Command {
    let mut tests = cargo(["test", "--package", PACKAGE, "--no-fail-fast", "--"]);
    tests.arg("--test-threads=1").args(words);
    if let Some(app) = app {
        tests.env("LARDER_APP", app);
    }
    tests.env("LARDER_SHOTS", root().join(SHOTS));
    tests
}

/// The measures of the window.
pub(crate) fn bench(app: &Path, bare: &Path) -> Command {
    let mut bench = cargo([
        "run",
        "--quiet",
        "--package",
        PACKAGE,
        "--bin",
        "larder-bench",
    ]);
    bench.env("LARDER_APP", app).env("LARDER_BARE", bare);
    bench
}

/// The pictures of the README, into a folder.
pub(crate) fn pictures(app: &Path, folder: &Path) -> Command {
    let mut pictures = cargo([
        "run",
        "--quiet",
        "--package",
        PACKAGE,
        "--bin",
        "larder-pictures",
    ]);
    pictures
        .env("LARDER_APP", app)
        .env("LARDER_PICTURES", folder);
    pictures
}
