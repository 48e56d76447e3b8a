//! The table of `docs/trust.md`: which tests prove each line, and whether all of them ran and passed.

mod document;
mod outcomes;
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

pub(crate) use outcomes::Outcomes;
use outcomes::Verdict;
use sources::Test;

use crate::command::root;

/// Writes the part of `docs/trust.md` that comes from the names of the tests.
pub(crate) fn write() -> Result<()> {
    let tests = sources::tests(&root())?;
    let before = document()?;
    let after = document::rewritten(&before, &tests)?;
    if after != before {
        fs::write(path(), &after).context("docs/trust.md could not be written")?;
    }
    let faults = document::faults(&document::lines(&after)?, &tests);
    if !faults.is_empty() {
        bail!("docs/trust.md is written, but:\n  {}", faults.join("\n  "));
    }
    Ok(())
}

fn path() -> PathBuf {
    root().join("docs").join("trust.md")
}

fn document() -> Result<String> {
    fs::read_to_string(path()).context("docs/trust.md could not be read")
}

/// Says how the listed tests came out. After everything was asked for, one that was not run is a
/// failure; after a part of it, only one that failed is.
pub(crate) fn close(outcomes: &Outcomes, was_all_asked_for: bool) -> Result<()> {
    let tests = sources::tests(&root())?;
    let summary = summary(&tests, outcomes);
    println!("{}", summary.words);
    let wrong = if was_all_asked_for {
        [summary.failed, summary.not_run].concat()
    } else {
        summary.failed
    };
    if wrong.is_empty() {
        return Ok(());
    }
    bail!("not proved in this run:\n  {}", wrong.join("\n  "))
}

struct Summary {
    words: String,
    failed: Vec<String>,
    not_run: Vec<String>,
}

fn summary(tests: &[Test], outcomes: &Outcomes) -> Summary {
    let listed = || {
        tests
            .iter()
            .filter(|test| test.ignored.is_none() && test.is_built_here())
    };
    let mut namesakes: BTreeMap<&str, usize> = BTreeMap::new();
    for test in listed() {
        *namesakes.entry(&test.name).or_default() += 1;
    }
    let mut ids = BTreeSet::new();
    let mut passed = 0;
    let (mut failed, mut not_run) = (Vec::new(), Vec::new());
    for test in listed() {
        ids.extend(&test.ids);
        let named = format!("{} ({})", test.name, test.file);
        match outcomes.of(test, namesakes[test.name.as_str()]) {
            Verdict::Passed => passed += 1,
            Verdict::Failed => failed.push(format!("{named}: failed or was left out")),
            Verdict::NotRun => not_run.push(format!("{named}: was not run")),
        }
    }
    let count = listed().count();
    let words = if passed == count {
        format!("trust: {count} tests for {} ids ran, all passed", ids.len())
    } else {
        format!(
            "trust: of {count} tests for {} ids {passed} ran and passed, {} failed, {} were not run",
            ids.len(),
            failed.len(),
            not_run.len()
        )
    };
    Summary {
        words,
        failed,
        not_run,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_what_the_names_of_the_tests_say() {
        let tests = sources::tests(&root()).unwrap();
        let written = document().unwrap();
        let lines = document::lines(&written).unwrap();
        assert!(
            tests.len() > 300 && lines.len() > 80,
            "the sources are read"
        );
        let faults = document::faults(&lines, &tests);
        assert!(faults.is_empty(), "\n  {}\n", faults.join("\n  "));
        let fresh = document::rewritten(&written, &tests).unwrap();
        assert!(fresh == written, "run cargo xtask trust");
    }

    #[test]
    fn a_listed_test_that_was_not_run_or_failed_is_named() {
        let tests = sources::tests(&root()).unwrap();
        let none = summary(&tests, &Outcomes::default());
        assert!(none.failed.is_empty());
        assert!(none.not_run.len() > 300);

        let mut outcomes = Outcomes::default();
        for test in &tests {
            outcomes.read(&format!("test {} ... ok", test.name));
            outcomes.read(&format!("\u{2713} {}", test.file.trim_start_matches("ui/")));
        }
        let all = summary(&tests, &outcomes);
        assert!(all.not_run.is_empty() && all.failed.is_empty());
        assert!(all.words.ends_with("all passed"), "{}", all.words);

        outcomes.read(&format!("test {} ... FAILED", tests[0].name));
        let one = summary(&tests, &outcomes);
        assert!(one.failed[0].starts_with(&tests[0].name));
    }
}
