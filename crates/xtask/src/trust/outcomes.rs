//! Hears from test programs which test came out how.

use std::collections::BTreeMap;
use std::path::Path;

use crate::tally::without_colours;
use crate::trust::sources::{Runner, Test};

/// How often tests of one name came out one way or another.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Count {
    passed: usize,
    other: usize,
}

/// What was heard so far.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    heard: BTreeMap<String, Count>,
    /// A test that printed something before its outcome.
    pending: Option<String>,
}

/// What a listed test came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed,
    Failed,
    NotRun,
}

impl Outcomes {
    /// Reads a line of cargo's runner (`test path::name ... ok`) or of Vitest's
    /// (`✓ file.check.ts (3 tests)`).
    pub(crate) fn read(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        if let Some((path, said)) = line
            .strip_prefix("test ")
            .and_then(|rest| rest.split_once(" ... "))
        {
            let path = path.split(" - ").next().unwrap_or(path);
            let name = path.rsplit("::").next().unwrap_or(path).to_owned();
            self.pending = None;
            match outcome(said) {
                Some(passed) => self.note(name, passed),
                None => self.pending = Some(name),
            }
        } else if self.pending.is_some()
            && let Some(passed) = outcome(line)
            && let Some(name) = self.pending.take()
        {
            self.note(name, passed);
        } else if let Some(rest) = line.strip_prefix('\u{2713}') {
            self.note(file_of(rest), true);
        } else if let Some(rest) = line
            .strip_prefix('\u{276f}')
            .or(line.strip_prefix('\u{d7}'))
        {
            self.note(file_of(rest), false);
        }
    }

    fn note(&mut self, name: String, passed: bool) {
        if name.is_empty() {
            return;
        }
        let count = self.heard.entry(name).or_default();
        if passed {
            count.passed += 1;
        } else {
            count.other += 1;
        }
    }

    /// What a test came to; `namesakes` says how many listed tests share its name, which all have
    /// to be heard of.
    pub(crate) fn of(&self, test: &Test, namesakes: usize) -> Verdict {
        let key = match test.runner {
            Runner::Cargo => test.name.as_str(),
            Runner::Vitest => file_name(&test.file),
        };
        match self.heard.get(key) {
            Some(count) if count.other > 0 => Verdict::Failed,
            Some(count) if count.passed >= namesakes => Verdict::Passed,
            _ => Verdict::NotRun,
        }
    }
}

/// Whether the words after a test's name say that it passed; `None` while they say nothing yet.
fn outcome(said: &str) -> Option<bool> {
    match said.split([',', ' ']).next_back().unwrap_or_default() {
        "ok" => Some(true),
        "FAILED" => Some(false),
        _ if said.starts_with("ignored") => Some(false),
        _ => None,
    }
}

/// The name of the file a line of Vitest's is about. Without its folder, which is told from wherever
/// Vitest was started.
fn file_of(rest: &str) -> String {
    let mut words = rest.split_whitespace();
    let file = words.find(|word| {
        Path::new(word)
            .extension()
            .is_some_and(|kind| kind == "ts" || kind == "tsx")
    });
    file_name(file.unwrap_or_default()).to_owned()
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(name: &str, file: &str, runner: Runner) -> Test {
        Test {
            ids: vec!["O01".to_owned()],
            name: name.to_owned(),
            file: file.to_owned(),
            runner,
            only_on: None,
            ignored: None,
        }
    }

    fn verdict(lines: &[&str], name: &str, namesakes: usize) -> Verdict {
        let mut outcomes = Outcomes::default();
        for line in lines {
            outcomes.read(line);
        }
        outcomes.of(&test(name, "a.rs", Runner::Cargo), namesakes)
    }

    #[test]
    fn each_way_a_test_can_come_out_is_told_apart() {
        let told = |line: &str| verdict(&[line], "o01_a", 1);
        assert_eq!(told("test tests::o01_a ... ok"), Verdict::Passed);
        assert_eq!(told("test o01_a ... FAILED"), Verdict::Failed);
        assert_eq!(told("test o01_a ... ignored, by hand"), Verdict::Failed);
        assert_eq!(told("test o01_ab ... ok"), Verdict::NotRun);
        assert_eq!(told("running o01_a"), Verdict::NotRun);
    }

    #[test]
    fn a_test_that_prints_before_its_outcome_is_heard_all_the_same() {
        let lines = ["test a::o01_a ... Building", "more words", "ok"];
        assert_eq!(verdict(&lines, "o01_a", 1), Verdict::Passed);
        assert_eq!(verdict(&lines[..2], "o01_a", 1), Verdict::NotRun);
        assert_eq!(verdict(&["ok"], "o01_a", 1), Verdict::NotRun);
    }

    #[test]
    fn of_two_tests_of_one_name_both_must_be_heard_of() {
        let once = ["test a::o01_a ... ok"];
        assert_eq!(verdict(&once, "o01_a", 2), Verdict::NotRun);
        let twice = [once[0], "test b::o01_a ... ok"];
        assert_eq!(verdict(&twice, "o01_a", 2), Verdict::Passed);
        let mixed = [once[0], "test b::o01_a ... FAILED"];
        assert_eq!(verdict(&mixed, "o01_a", 2), Verdict::Failed);
    }

    #[test]
    fn a_group_of_browser_checks_passes_with_its_file() {
        let group = test(
            "foreign texts",
            "ui/checks/foreign.check.ts",
            Runner::Vitest,
        );
        let told = |line: &str| {
            let mut outcomes = Outcomes::default();
            outcomes.read(line);
            outcomes.of(&group, 1)
        };
        let passed =
            " \u{1b}[32m\u{2713}\u{1b}[39m checks/foreign.check.ts \u{1b}[2m(12 tests)\u{1b}[22m";
        assert_eq!(told(passed), Verdict::Passed);
        let failed = " \u{276f} checks/foreign.check.ts (12 tests | 1 failed) 900ms";
        assert_eq!(told(failed), Verdict::Failed);
        let told_from_its_folder = " \u{2713} foreign.check.ts (12 tests) 900ms";
        assert_eq!(told(told_from_its_folder), Verdict::Passed);
        let other = " \u{2713} repair.check.ts (24 tests) 900ms";
        assert_eq!(told(other), Verdict::NotRun);
        assert_eq!(told("Test Files 1 passed"), Verdict::NotRun);
    }
}
