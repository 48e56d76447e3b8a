//! Counts passed and failed tests in what test programs print.

use std::ops::AddAssign;

/// How many tests passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Tally {
    /// One check that reports nothing but its exit code.
    pub(crate) fn one(passed: bool) -> Self {
        Self {
            passed: u32::from(passed),
            failed: u32::from(!passed),
        }
    }

    /// Adds what a line reports: the closing lines of cargo's and Vitest's runners, and the plain
    /// `N passed, N failed` of our own browser checks.
    pub(crate) fn read(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        let counts = if let Some(rest) = line.strip_prefix("test result:") {
            rest
        } else if let Some(rest) = line.strip_prefix("Tests ") {
            rest
        } else if line.starts_with(|first: char| first.is_ascii_digit())
            && line.contains(" passed, ")
        {
            line
        } else {
            return;
        };
        self.passed += number_before(counts, "passed");
        self.failed += number_before(counts, "failed");
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

fn number_before(counts: &str, word: &str) -> u32 {
    let words: Vec<&str> = counts
        .split(|between: char| !between.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words
        .windows(2)
        .find(|pair| pair[1] == word)
        .and_then(|pair| pair[0].parse().ok())
        .unwrap_or(0)
}

/// The line without the codes that colour it in a terminal.
pub(crate) fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(line: &str) -> (u32, u32) {
        let mut tally = Tally::default();
        tally.read(line);
        (tally.passed, tally.failed)
    }

    #[test]
    fn the_closing_lines_of_every_runner_are_counted() {
        assert_eq!(
            counted("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out"),
            (12, 0)
        );
        assert_eq!(
            counted("test result: FAILED. 3 passed; 2 failed; 0 ignored"),
            (3, 2)
        );
        assert_eq!(counted("      Tests  1 failed | 8 passed (9)"), (8, 1));
        assert_eq!(
            counted(
                "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m9 passed\u{1b}[39m\u{1b}[22m (9)"
            ),
            (9, 0)
        );
        assert_eq!(counted("7 passed, 1 failed"), (7, 1));
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(counted("test it_says_3_passed ... ok"), (0, 0));
        assert_eq!(counted("Test Files  2 passed (2)"), (0, 0));
        assert_eq!(counted("running 12 tests"), (0, 0));
    }
}
