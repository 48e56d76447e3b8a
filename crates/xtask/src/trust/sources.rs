//! Finds the tests that prove a line of `docs/trust.md`: those whose names begin with its id.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Where tests lie.
const PLACES: [&str; 4] = ["crates", "src-tauri", "tests", "ui/checks"];

/// Folders of other people's files.
const FOREIGN: [&str; 3] = ["node_modules", "target", ".venv"];

/// The reader's own folder, where tests stand that are only examples.
const EXAMPLES: &str = "crates/xtask/src/trust";

/// A test with an id in its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Test {
    /// What it proves: `O01`, and for some tests a second one.
    pub(crate) ids: Vec<String>,
    /// Its name in the source; of a browser check, the words of its group.
    pub(crate) name: String,
    /// The file, from the root of the repository.
    pub(crate) file: String,
    /// What runs it.
    pub(crate) runner: Runner,
    /// The only system it is built for, where it is not built for all: `unix`, `linux`.
    pub(crate) only_on: Option<String>,
    /// Why it is left out of ordinary runs, where it is.
    pub(crate) ignored: Option<String>,
}

/// What runs a test, and so how its outcome is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runner {
    /// One function, told by name.
    Cargo,
    /// A group in a file of checks, told by the file.
    Vitest,
}

impl Test {
    /// The name as a sentence, without its ids.
    pub(crate) fn sentence(&self) -> String {
        match self.runner {
            Runner::Vitest => self.name.clone(),
            Runner::Cargo => {
                let (_, words) = split_ids(&self.name);
                words.join(" ").replace(" s ", "\u{2019}s ")
            }
        }
    }

    /// Whether this system builds it.
    pub(crate) fn is_built_here(&self) -> bool {
        match self.only_on.as_deref() {
            None => true,
            Some("unix") => cfg!(unix),
            Some(system) => system == std::env::consts::OS,
        }
    }
}

/// Every test with an id, by file and place in it.
pub(crate) fn tests(root: &Path) -> Result<Vec<Test>> {
    let mut files = Vec::new();
    for place in PLACES {
        collect(&root.join(place), &mut files)?;
    }
    files.sort();
    let mut tests = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path)
            .with_context(|| format!("{} could not be read", path.display()))?;
        let file = path.strip_prefix(root).unwrap_or(&path);
        let file = file.to_string_lossy().replace('\\', "/");
        tests.extend(if path.extension().is_some_and(|kind| kind == "rs") {
            of_rust(&file, &text)
        } else {
            of_vitest(&file, &text)
        });
    }
    Ok(tests)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("{} could not be listed", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !FOREIGN.contains(&name.as_ref()) && !path.ends_with(EXAMPLES) {
                collect(&path, files)?;
            }
        } else if name.ends_with(".rs") || name.ends_with(".check.ts") {
            files.push(path);
        }
    }
    Ok(())
}

/// The tests of a Rust file. Read line by line: what rustfmt leaves is regular enough.
fn of_rust(file: &str, text: &str) -> Vec<Test> {
    let whole_file = text.lines().find_map(|line| system(line, "#![cfg("));
    let mut tests = Vec::new();
    let mut attributes = String::new();
    let mut open = 0;
    for line in text.lines().map(str::trim) {
        if open > 0 || line.starts_with("#[") {
            attributes.push_str(line);
            attributes.push('\n');
            open += line.matches('[').count();
            open = open.saturating_sub(line.matches(']').count());
        } else if let Some(name) = function(line) {
            let (ids, _) = split_ids(name);
            if !ids.is_empty() && is_test(&attributes) {
                tests.push(Test {
                    ids,
                    name: name.to_owned(),
                    file: file.to_owned(),
                    runner: Runner::Cargo,
                    only_on: attributes
                        .lines()
                        .find_map(|line| system(line, "#[cfg("))
                        .or_else(|| whole_file.clone()),
                    ignored: attributes.lines().find_map(reason_to_ignore),
                });
            }
            attributes.clear();
        } else if !line.starts_with("//") {
            attributes.clear();
        }
    }
    tests
}

/// The name of the function that begins in this line.
fn function(line: &str) -> Option<&str> {
    let line = line.strip_prefix("async ").unwrap_or(line);
    let name = line.strip_prefix("fn ")?;
    name.split(|end: char| !end.is_alphanumeric() && end != '_')
        .next()
}

fn is_test(attributes: &str) -> bool {
    attributes
        .lines()
        .any(|line| line.starts_with("#[test]") || line.starts_with("#[tokio::test"))
}

fn reason_to_ignore(attribute: &str) -> Option<String> {
    let rest = attribute.strip_prefix("#[ignore")?;
    let reason = rest.split('"').nth(1).unwrap_or("no reason given");
    Some(reason.to_owned())
}

/// The one system that a condition names.
fn system(line: &str, opening: &str) -> Option<String> {
    let condition = line.strip_prefix(opening)?.split(')').next()?;
    match condition.strip_prefix("target_os = ") {
        Some(quoted) => Some(quoted.trim_matches('"').to_owned()),
        None => (condition == "unix").then(|| condition.to_owned()),
    }
}

/// The ids a name begins with, and the words after them.
fn split_ids(name: &str) -> (Vec<String>, Vec<&str>) {
    let mut words: Vec<&str> = name.split('_').collect();
    let mut ids = Vec::new();
    loop {
        match words.as_slice() {
            [id, ..] if is_id(id) => ids.push(words.remove(0).to_uppercase()),
            ["and", id, ..] if !ids.is_empty() && is_id(id) => drop(words.remove(0)),
            _ => return (ids, words),
        }
    }
}

/// Whether a word is a letter and two digits.
pub(crate) fn is_id(word: &str) -> bool {
    matches!(word.as_bytes(), [letter, tens, ones]
        if letter.is_ascii_alphabetic() && tens.is_ascii_digit() && ones.is_ascii_digit())
}

/// The groups of a file of browser checks that are named `id: words`.
fn of_vitest(file: &str, text: &str) -> Vec<Test> {
    let groups = text
        .lines()
        .filter_map(|line| line.strip_prefix("describe('"));
    groups
        .filter_map(|line| line.split('\'').next()?.split_once(": "))
        .filter_map(|(ids, words)| {
            let (ids, rest) = split_ids(ids);
            (!ids.is_empty() && rest.is_empty()).then(|| Test {
                ids,
                name: words.to_owned(),
                file: file.to_owned(),
                runner: Runner::Vitest,
                only_on: None,
                ignored: None,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_functions_that_are_tests_and_begin_with_an_id_count() {
        let text = "
#[tokio::test(flavor = \"multi_thread\")]
async fn o11_and_o15_an_app_s_answer_is_read() {}

fn o12_not_a_test() {}

#[test]
fn no_id_here() {}

    #[test]
    /// Words between.
    #[ignore = \"by hand\"]
    fn r02_s04_two_meet(bytes in any()) {}

#[cfg(unix)]
#[test]
fn s03_rights() {}
";
        let found = of_rust("a.rs", text);
        let told: Vec<_> = found
            .iter()
            .map(|test| (test.ids.join(" "), test.sentence()))
            .collect();
        assert_eq!(
            told,
            [
                (
                    "O11 O15".to_owned(),
                    "an app\u{2019}s answer is read".to_owned()
                ),
                ("R02 S04".to_owned(), "two meet".to_owned()),
                ("S03".to_owned(), "rights".to_owned()),
            ]
        );
        assert_eq!(found[0].ignored, None);
        assert_eq!(found[1].ignored.as_deref(), Some("by hand"));
        assert_eq!(found[2].only_on.as_deref(), Some("unix"));
    }

    #[test]
    fn the_examples_above_are_not_taken_for_tests() {
        let tests = tests(&crate::command::root()).unwrap();
        assert!(!tests.is_empty());
        assert!(!tests.iter().any(|test| test.name == "s03_rights"));
    }

    #[test]
    fn a_whole_file_can_be_for_one_system() {
        let found = of_rust(
            "a.rs",
            "#![cfg(target_os = \"linux\")]\n#[test]\nfn k09_kept() {}",
        );
        assert_eq!(found[0].only_on.as_deref(), Some("linux"));
    }

    #[test]
    fn a_group_of_browser_checks_is_one_test() {
        let found = of_vitest(
            "a.check.ts",
            "describe('u01: foreign texts', () => {\ndescribe('rights', () => {",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].ids.as_slice(), found[0].name.as_str()),
            (["U01".to_owned()].as_slice(), "foreign texts")
        );
    }
}
