//! From a fresh clone to Larder on the screen, or to pictures of it where there is no screen.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::command::{command, root, run as run_command};
use crate::desktop::{self, Desktop, Session};
use crate::{app, window};

/// Installs what is missing, builds, and opens Larder with the practice apps running.
pub(crate) fn run() -> Result<()> {
    let program = app::build()?;
    if desktop::is_here() {
        println!("\nOpening Larder; the practice apps run while it is open.");
        let arguments: [&str; 0] = [];
        return run_command(command(&program.to_string_lossy(), arguments));
    }
    without_a_display(&program)
}

fn without_a_display(program: &Path) -> Result<()> {
    println!("\nThere is no display here: Larder goes through its main job in a virtual one.");
    desktop::ensure(Desktop::Display)?;
    let session = Session::new()?;
    run_command(session.wrap(
        Desktop::Display,
        &window::journeys(Some(program), &["main_job"]),
    ))?;
    println!("\nPictures of each step:");
    for picture in pictures(&root().join(window::SHOTS))? {
        println!("  {picture}");
    }
    Ok(())
}

fn pictures(folder: &Path) -> Result<Vec<String>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("no pictures in {}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "png") {
            names.push(path.display().to_string());
        }
    }
    names.sort();
    Ok(names)
}
