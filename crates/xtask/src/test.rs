//! Everything that must hold, in one command: style, layers, tests of every speed, the page, the window.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::command::{cargo, command, run, run_counting};
use crate::desktop::{self, Desktop, Session};
use crate::tally::Tally;
use crate::trust::{self, Outcomes};
use crate::{app, page, system, window};

/// The version the licence and layer checks were written for.
const CARGO_DENY: &str = "0.20.2";

/// A part that can be asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Ui,
    Lint,
    Rust,
    Window,
}

/// The page comes first, because the app is built around it.
const ALL: [Part; 4] = [Part::Ui, Part::Lint, Part::Rust, Part::Window];

/// The parts that the words ask for; none when a word is unknown.
pub(crate) fn parts(words: &[&str]) -> Option<Vec<Part>> {
    if words.is_empty() {
        return Some(ALL.to_vec());
    }
    words
        .chunks(2)
        .map(|pair| match pair {
            ["--only", "ui"] => Some(Part::Ui),
            ["--only", "lint"] => Some(Part::Lint),
            ["--only", "rust"] => Some(Part::Rust),
            ["--only", "window"] => Some(Part::Window),
            _ => None,
        })
        .collect()
}

/// Runs every step of the parts, also after one failed, and closes with the counts.
pub(crate) fn test(parts: &[Part]) -> ExitCode {
    let mut report = Report::default();
    for part in parts {
        match part {
            Part::Ui => page_steps(&mut report),
            Part::Lint => lint_steps(&mut report),
            Part::Rust => rust_steps(&mut report),
            Part::Window => window_steps(&mut report),
        }
    }
    let outcomes = std::mem::take(&mut report.outcomes);
    let all = ALL.iter().all(|part| parts.contains(part));
    report.step("trust: the listed tests ran", || {
        trust::close(&outcomes, all)
    });
    report.close()
}

fn page_steps(report: &mut Report) {
    if !report.step("ui: npm packages, browser", || {
        page::ensure_packages()?;
        system::ensure(&[system::BROWSER])
    }) {
        return;
    }
    report.counted("ui: format, types, logic", || {
        Ok(page::npm(&["run", "check"]))
    });
    if report.step("ui: build", page::build) {
        report.counted("ui: behaviour in a browser", || {
            Ok(page::npm(&["run", "test:browser"]))
        });
        report.counted("ui: accessibility", || {
            let mut axe = page::npm(&["run", "axe"]);
            // The checks of behaviour have built the gallery.
            axe.env("LARDER_GALLERY_BUILT", "1");
            Ok(axe)
        });
    }
    let mut bridge = None;
    if report.step("ui: build the bridge", || {
        system::ensure(&[system::BUILD])?;
        desktop::ensure(Desktop::Keychain)?;
        run(page::npm(&["run", "build:bridge"]))?;
        bridge = Some(app::build_bridge()?);
        Ok(())
    }) {
        report.in_desktop("ui: accessibility, real engine", Desktop::Keychain, || {
            let mut checks = page::npm(&["run", "axe:real"]);
            checks.envs(bridge.iter().map(|program| ("LARDER_BRIDGE", program)));
            Ok(checks)
        });
    }
}

fn lint_steps(report: &mut Report) {
    if !report.step("lint: system packages", || system::ensure(&[system::BUILD])) {
        return;
    }
    report.step("lint: rustfmt", || run(cargo(["fmt", "--all", "--check"])));
    report.step("lint: clippy", || {
        run(cargo([
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    });
    report.step("lint: cargo deny", || {
        ensure_cargo_deny()?;
        // Advisories change while the code does not, and need the network: `cargo deny check advisories`.
        run(cargo([
            "deny",
            // The root is a package too; without this only what it needs would be looked at.
            "--workspace",
            "--log-level",
            "error",
            "check",
            "bans",
            "licenses",
            "sources",
        ]))
    });
}

fn rust_steps(report: &mut Report) {
    if !report.step("rust: system packages", || {
        system::ensure(&[system::BUILD, system::PARTNERS, system::KEYCHAIN_TOOLS])?;
        system::ensure_node()?;
        desktop::ensure(Desktop::Keychain)
    }) {
        return;
    }
    let tests = [
        "test",
        "--workspace",
        "--exclude",
        window::PACKAGE,
        "--no-fail-fast",
    ];
    // Built outside, so that the keychain's session is short.
    if report.step("rust: build", || {
        run(cargo(tests.iter().chain(&["--no-run", "--quiet"])))
    }) {
        report.in_desktop("rust: tests", Desktop::Keychain, || Ok(cargo(tests)));
    }
}

fn window_steps(report: &mut Report) {
    let mut built = None;
    if report.step("window: build the app", || {
        desktop::ensure(Desktop::Display)?;
        built = Some(app::build()?);
        run(window::build())
    }) {
        report.in_desktop("window: end to end", Desktop::Display, || {
            Ok(window::journeys(built.as_deref(), &[]))
        });
    }
}

fn ensure_cargo_deny() -> Result<()> {
    if crate::command::output_of(cargo(["deny", "--version"])).is_ok() {
        return Ok(());
    }
    println!(
        "Installing cargo-deny {CARGO_DENY} with cargo; this takes a minute or two, once a machine"
    );
    run(command(
        "cargo",
        [
            "install",
            "cargo-deny",
            "--version",
            CARGO_DENY,
            "--locked",
            "--quiet",
            // Built in half the time; what it looks at here takes seconds either way.
            "--debug",
        ],
    ))
}

/// What passed and failed so far.
#[derive(Default)]
struct Report {
    lines: Vec<(&'static str, Result<()>, Tally, Duration)>,
    outcomes: Outcomes,
}

impl Report {
    /// A step that counts as one test; answers whether it passed.
    fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> bool {
        let began = Instant::now();
        let outcome = work();
        let passed = outcome.is_ok();
        self.add(name, outcome, Tally::default(), began);
        passed
    }

    /// A program that reports its own counts.
    fn counted(&mut self, name: &'static str, program: impl FnOnce() -> Result<Command>) {
        let began = Instant::now();
        let (tally, outcome) = match program() {
            Ok(program) => run_counting(program, &mut self.outcomes),
            Err(error) => (Tally::default(), Err(error)),
        };
        self.add(name, outcome, tally, began);
    }

    /// The same in a desktop of its own.
    fn in_desktop(
        &mut self,
        name: &'static str,
        desktop: Desktop,
        program: impl FnOnce() -> Result<Command>,
    ) {
        match Session::new() {
            Ok(session) => self.counted(name, || Ok(session.wrap(desktop, &program()?))),
            Err(error) => self.add(name, Err(error), Tally::default(), Instant::now()),
        }
    }

    fn add(&mut self, name: &'static str, outcome: Result<()>, mut tally: Tally, began: Instant) {
        // A step without counts is one check; a program that failed without a failed test is one too.
        if tally == Tally::default() || (outcome.is_err() && tally.failed == 0) {
            tally += Tally::one(outcome.is_ok());
        }
        if let Err(error) = &outcome {
            eprintln!("\n{name} failed: {error:#}");
        }
        self.lines.push((name, outcome, tally, began.elapsed()));
    }

    fn close(self) -> ExitCode {
        let mut sum = Tally::default();
        println!();
        for (name, outcome, tally, took) in &self.lines {
            sum += *tally;
            let word = if outcome.is_ok() { "ok" } else { "FAILED" };
            println!(
                "{name:<30} {word:<7} {:>5} passed {:>4} failed {:>5} s",
                tally.passed,
                tally.failed,
                took.as_secs()
            );
        }
        println!("\n{} passed, {} failed", sum.passed, sum.failed);
        if self.lines.iter().all(|(_, outcome, _, _)| outcome.is_ok()) {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_means_everything_and_an_unknown_one_is_wrong_usage() {
        assert_eq!(parts(&[]), Some(ALL.to_vec()));
        assert_eq!(
            parts(&["--only", "rust", "--only", "lint"]),
            Some(vec![Part::Rust, Part::Lint])
        );
        assert_eq!(parts(&["--only", "everything"]), None);
        assert_eq!(parts(&["--only"]), None);
    }

    #[test]
    fn a_step_that_fails_counts_as_a_failure_even_when_its_tests_passed() {
        let mut report = Report::default();
        report.add(
            "crashed at its end",
            Err(anyhow::anyhow!("signal")),
            Tally {
                passed: 3,
                failed: 0,
            },
            Instant::now(),
        );
        assert_eq!(
            report.lines[0].2,
            Tally {
                passed: 3,
                failed: 1
            }
        );
        assert!(report.step("quiet", || Ok(())));
        assert_eq!(report.lines[1].2, Tally::one(true));
    }
}
