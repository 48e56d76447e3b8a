//! Writes the TypeScript of the engine's table of calls into the page.

use anyhow::Result;

use crate::command::{cargo, run};

/// Writes `ui/src/generated/api.ts`.
pub(crate) fn write() -> Result<()> {
    let mut test = freshness();
    test.env("LARDER_WRITE", "1");
    run(test)
}

/// Fails when the file is not what the engine would write.
pub(crate) fn check() -> Result<()> {
    run(freshness())
}

/// The engine owns the text; a test of the bridge between both compares it, and writes it with `LARDER_WRITE`.
fn freshness() -> std::process::Command {
    cargo([
        "test",
        "--quiet",
        "--package",
        "larder-bridge",
        "--test",
        "generated_types",
    ])
}
