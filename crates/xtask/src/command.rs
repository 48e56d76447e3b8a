//! Runs other programs from the root of the repository, showing what is run.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::tally::Tally;
use crate::trust::Outcomes;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .nth(2)
        .expect("crates/xtask lies two folders below the root")
        .to_owned()
}

/// A command in the root, without standard input: nothing here may ask.
pub(crate) fn command<S: AsRef<OsStr>>(
    program: &str,
    arguments: impl IntoIterator<Item = S>,
) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::null());
    command
}

/// `cargo`, the one that runs us.
pub(crate) fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = command("cargo", arguments);
    // `cargo run` names its own crate here; the crates we build must not see it.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs it to the end; a failure is an error.
pub(crate) fn run(mut command: Command) -> Result<()> {
    say(&command);
    let status = command
        .status()
        .with_context(|| format!("{} could not be started", name(&command)))?;
    if !status.success() {
        bail!("{} ended with {status}", name(&command));
    }
    Ok(())
}

/// Runs it to the end, passes its output on, counts the tests it reports and hears how each came out.
pub(crate) fn run_counting(mut command: Command, outcomes: &mut Outcomes) -> (Tally, Result<()>) {
    say(&command);
    let mut tally = Tally::default();
    let outcome = count(&mut command, &mut tally, outcomes);
    (tally, outcome)
}

fn count(command: &mut Command, tally: &mut Tally, outcomes: &mut Outcomes) -> Result<()> {
    let started = command.stdout(Stdio::piped()).spawn();
    let mut child = started.with_context(|| format!("{} could not be started", name(command)))?;
    let output = child.stdout.take().expect("standard output is piped");
    for line in BufReader::new(output).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        tally.read(&line);
        outcomes.read(&line);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{} ended with {status}", name(command));
    }
    Ok(())
}

/// What it prints, trimmed; a failure is an error.
pub(crate) fn output_of(mut command: Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("{} could not be started", name(&command)))?;
    if !output.status.success() {
        bail!(
            "{} ended with {}: {}",
            name(&command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program of that name can be started.
pub(crate) fn exists(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn say(command: &Command) {
    let arguments: Vec<_> = command
        .get_args()
        .map(|argument| argument.to_string_lossy())
        .collect();
    println!("\n$ {} {}", name(command), arguments.join(" "));
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
