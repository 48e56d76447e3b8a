//! Builds what the bench compares, and runs it in a virtual desktop of its own.

use anyhow::Result;

use crate::command::{cargo, run};
use crate::desktop::{self, Desktop, Session};
use crate::{app, window};

/// Prints each measure with its limit.
pub(crate) fn bench() -> Result<()> {
    desktop::ensure(Desktop::Display)?;
    let larder = app::build()?;
    let bare = app::build_program("larder-bare-window")?;
    for (package, bench) in [
        ("larder-engine", "redirect_to_picklist"),
        ("larder-engine", "check_all"),
        ("larder-engine", "callers"),
        ("larder-engine", "simulation"),
        ("larder-auth", "signing"),
        ("larder-connector", "definitions"),
    ] {
        run(cargo([
            "bench",
            "--quiet",
            "--profile",
            app::PROFILE,
            "--package",
            package,
            "--bench",
            bench,
        ]))?;
    }
    let session = Session::new()?;
    run(session.wrap(Desktop::Display, &window::bench(&larder, &bare)))
}
