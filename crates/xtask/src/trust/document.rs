//! `docs/trust.md`: its lines by hand, and the part written from the names of the tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use anyhow::{Context, Result};

use super::sources::{Test, is_id};

const BEGIN: &str = "<!-- From here on `cargo xtask trust` writes. -->";
const END: &str = "<!-- Up to here `cargo xtask trust` writes. -->";

/// What a line says where nothing, or not all of it, is tested; the reason follows.
const NOT_TESTED: &str = "Not tested: ";

/// A line by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) id: String,
    /// Why it, or a part of it, is not tested.
    pub(crate) not_tested: Option<String>,
}

/// The lines by hand, in their order.
pub(crate) fn lines(document: &str) -> Result<Vec<Line>> {
    let (before, _, after) = parts(document)?;
    let rows = before.lines().chain(after.lines());
    Ok(rows.filter_map(line).collect())
}

fn line(row: &str) -> Option<Line> {
    let cells: Vec<&str> = row.trim().split('|').map(str::trim).collect();
    let ["", id, _, expected, ""] = cells.as_slice() else {
        return None;
    };
    is_id(id).then(|| Line {
        id: (*id).to_owned(),
        not_tested: expected
            .split_once(NOT_TESTED)
            .map(|(_, reason)| reason.to_owned()),
    })
}

/// The document before the written part, that part, and what follows it.
fn parts(document: &str) -> Result<(&str, &str, &str)> {
    let (before, rest) = document
        .split_once(BEGIN)
        .with_context(|| format!("docs/trust.md has no line `{BEGIN}`"))?;
    let (written, after) = rest
        .split_once(END)
        .with_context(|| format!("docs/trust.md has no line `{END}`"))?;
    Ok((before, written, after))
}

/// The document with its written part as the tests are now.
pub(crate) fn rewritten(document: &str, tests: &[Test]) -> Result<String> {
    let lines = lines(document)?;
    let (before, _, after) = parts(document)?;
    Ok(format!(
        "{before}{BEGIN}\n{}{END}{after}",
        table(&lines, tests)
    ))
}

/// What is wrong between lines and tests, each in a sentence.
pub(crate) fn faults(lines: &[Line], tests: &[Test]) -> Vec<String> {
    let known: BTreeSet<&str> = lines.iter().map(|line| line.id.as_str()).collect();
    let mut faults = Vec::new();
    if known.len() < lines.len() {
        faults.push("an id has two lines".to_owned());
    }
    for test in tests {
        for id in test.ids.iter().filter(|id| !known.contains(id.as_str())) {
            faults.push(format!("{}: {}: {id} has no line", test.file, test.name));
        }
    }
    for line in lines {
        if line.not_tested.is_none() && !of(line, tests).any(|test| test.ignored.is_none()) {
            faults.push(format!(
                "{} has neither a test nor \"{NOT_TESTED}why\"",
                line.id
            ));
        }
    }
    faults
}

fn of<'all>(line: &Line, tests: &'all [Test]) -> impl Iterator<Item = &'all Test> {
    let id = line.id.clone();
    tests.iter().filter(move |test| test.ids.contains(&id))
}

fn table(lines: &[Line], tests: &[Test]) -> String {
    let mut text = String::new();
    let mut letter = "";
    let mut names = String::new();
    for line in lines {
        if line.id[..1] != *letter {
            close_letter(&mut text, letter, &mut names);
            letter = &line.id[..1];
            let _ = write!(
                text,
                "\n### {letter}\n\n| Id | Tests | Result |\n|---|---|---|\n"
            );
        }
        let own: Vec<&Test> = of(line, tests).collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} |",
            line.id,
            places(&own),
            result(line, &own)
        );
        for test in own {
            let _ = writeln!(names, "- {} {} (`{}`)", line.id, test.sentence(), test.file);
        }
    }
    close_letter(&mut text, letter, &mut names);
    text.push('\n');
    text
}

/// The names of a letter's tests, folded away below its table.
fn close_letter(text: &mut String, letter: &str, names: &mut String) {
    if !names.is_empty() {
        let _ = write!(
            text,
            "\n<details><summary>{letter}: the tests by name</summary>\n\n{names}\n</details>\n"
        );
        names.clear();
    }
}

/// How many tests, and how many of them in which file.
fn places(tests: &[&Test]) -> String {
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    for test in tests {
        *files.entry(test.file.as_str()).or_default() += 1;
    }
    if files.is_empty() {
        return "none".to_owned();
    }
    let files: Vec<String> = files
        .into_iter()
        .map(|(file, count)| match count {
            1 => format!("`{file}`"),
            _ => format!("{count} in `{file}`"),
        })
        .collect();
    files.join(", ")
}

/// What the tests of a line come to, as far as it can be said beforehand.
fn result(line: &Line, tests: &[&Test]) -> String {
    let mut said = Vec::new();
    let ordinary = tests.iter().filter(|test| test.ignored.is_none());
    let systems: BTreeSet<Option<&str>> = ordinary.map(|test| test.only_on.as_deref()).collect();
    if systems.contains(&None) {
        said.push("passes".to_owned());
    } else if !systems.is_empty() {
        let systems: Vec<&str> = systems.into_iter().flatten().collect();
        said.push(format!("passes on {}", systems.join(", ")));
    }
    for reason in tests.iter().filter_map(|test| test.ignored.as_deref()) {
        said.push(format!("one by hand: {reason}"));
    }
    if let Some(reason) = &line.not_tested {
        said.push(format!("not tested: {reason}"));
    }
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use super::super::sources::Runner;
    use super::*;

    const DOCUMENT: &str = "\
# Title
| Id | Done | Expected |
|---|---|---|
| O01 | this | that |
| O02 | this | that. Not tested: no machine for it. |
<!-- From here on `cargo xtask trust` writes. -->
| O09 | old | stale |
<!-- Up to here `cargo xtask trust` writes. -->
The end.
";

    fn test(id: &str, name: &str) -> Test {
        Test {
            ids: vec![id.to_owned()],
            name: name.to_owned(),
            file: "crates/a.rs".to_owned(),
            runner: Runner::Cargo,
            only_on: None,
            ignored: None,
        }
    }

    #[test]
    fn lines_are_read_outside_the_written_part_alone() {
        let lines = lines(DOCUMENT).unwrap();
        let ids: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
        assert_eq!(ids, ["O01", "O02"]);
        assert_eq!(lines[0].not_tested, None);
        assert_eq!(lines[1].not_tested.as_deref(), Some("no machine for it."));
        assert!(super::lines("no markers").is_err());
    }

    #[test]
    fn the_written_part_is_replaced_and_writing_twice_changes_nothing() {
        let tests = [test("O01", "o01_it_holds"), test("O01", "o01_it_lasts")];
        let once = rewritten(DOCUMENT, &tests).unwrap();
        assert!(
            once.contains("| O01 | 2 in `crates/a.rs` | passes |"),
            "{once}"
        );
        assert!(once.contains("| O02 | none | not tested: no machine for it. |"));
        assert!(once.contains("- O01 it holds (`crates/a.rs`)"));
        assert!(!once.contains("stale"));
        assert!(once.starts_with("# Title\n") && once.ends_with("The end.\n"));
        assert_eq!(rewritten(&once, &tests).unwrap(), once);
    }

    #[test]
    fn a_test_without_a_line_and_a_line_without_a_test_are_faults() {
        let lines = lines(DOCUMENT).unwrap();
        assert_eq!(faults(&lines, &[test("O01", "o01_it_holds")]), [""; 0]);
        assert_eq!(faults(&lines, &[]).len(), 1);
        let unknown = [test("O01", "o01_it_holds"), test("Z09", "z09_unknown")];
        assert_eq!(faults(&lines, &unknown).len(), 1);
        let mut by_hand = test("O01", "o01_it_holds");
        by_hand.ignored = Some("wants a person".to_owned());
        assert_eq!(faults(&lines, &[by_hand.clone()]).len(), 1);
        let once = rewritten(DOCUMENT, &[by_hand]).unwrap();
        assert!(once.contains("one by hand: wants a person"), "{once}");
    }

    #[test]
    fn a_result_that_holds_on_one_system_alone_says_so() {
        let mut linux = test("O01", "o01_it_holds");
        linux.only_on = Some("linux".to_owned());
        let once = rewritten(DOCUMENT, &[linux]).unwrap();
        assert!(once.contains("| passes on linux |"), "{once}");
    }
}
