//! The processes a program started: which they are, what they take, and their end.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::wait::until;

/// Every process below one, that one left out.
pub(crate) fn below(driver: u32) -> Result<Vec<u32>> {
    let mut parents = BTreeMap::new();
    for entry in fs::read_dir("/proc")? {
        let Ok(process) = entry?.file_name().to_string_lossy().parse::<u32>() else {
            continue;
        };
        // A process may end while we look.
        let Ok(stat) = fs::read_to_string(format!("/proc/{process}/stat")) else {
            continue;
        };
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        if let Some(parent) = after_name
            .split_whitespace()
            .nth(1)
            .and_then(|parent| parent.parse::<u32>().ok())
        {
            parents.insert(process, parent);
        }
    }
    let is_below = |process: &u32| {
        std::iter::successors(parents.get(process), |parent| parents.get(parent))
            .any(|parent| *parent == driver)
    };
    Ok(parents
        .keys()
        .copied()
        .filter(|process| is_below(process))
        .collect())
}

/// Whether the system knows it by this name, of which it keeps fifteen characters.
pub(crate) fn is_called(process: u32, name: &str) -> bool {
    // A process may end while we look.
    fs::read_to_string(format!("/proc/{process}/comm")).is_ok_and(|called| called.trim() == name)
}

/// Ends processes at once, as a crash does.
pub fn kill(processes: &[u32]) -> Result<()> {
    let status = Command::new("kill")
        .arg("-KILL")
        .args(processes.iter().map(u32::to_string))
        .stdin(Stdio::null())
        .status()?;
    ensure!(status.success(), "{processes:?} could not be killed");
    Ok(())
}

/// Its proportional set size in KiB.
pub(crate) fn memory(process: u32) -> Result<u64> {
    let Ok(rollup) = fs::read_to_string(format!("/proc/{process}/smaps_rollup")) else {
        return Ok(0);
    };
    let line = rollup.lines().find(|line| line.starts_with("Pss:"));
    let Some(line) = line else { return Ok(0) };
    let number = line.split_whitespace().nth(1).context("a number")?;
    Ok(number.parse()?)
}

/// Ends those that are still there, and waits until they are gone.
pub(crate) fn end(processes: &[u32]) -> Result<()> {
    let left = || -> Vec<String> {
        let there = |process: &&u32| Path::new(&format!("/proc/{process}")).exists();
        processes.iter().filter(there).map(u32::to_string).collect()
    };
    if !left().is_empty() {
        Command::new("kill")
            .args(left())
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
    }
    until("the program to end", || Ok(left().is_empty().then_some(())))
}
