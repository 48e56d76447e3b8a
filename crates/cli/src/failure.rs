//! Why a command ends without success, and the words for what only the command line can get wrong.
use std::io;
use std::path::Path;

use larder_engine::problem::ActionKind;
use larder_engine::{Problem, ProblemKind};

/// Why a command ends without success.
#[derive(Debug)]
pub(crate) enum Failure {
    /// To be said, in words or as JSON.
    Problem(Box<Problem>),
    /// The answer itself says it, and is on the screen.
    Told,
    /// The answer could not be written.
    Output(io::Error),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// A problem in words of the command line.
pub(crate) fn problem(kind: ProblemKind, what: &str, hint: &str) -> Problem {
    Problem {
        kind,
        what: what.to_owned(),
        safe: "Nothing was changed.".to_owned(),
        hint: hint.to_owned(),
        action: None,
        detail: None,
        field: None,
    }
}

/// Something passed on the command line cannot be used; `field` names it.
pub(crate) fn input(field: &str, what: &str, hint: &str) -> Problem {
    Problem {
        field: Some(field.to_owned()),
        ..problem(ProblemKind::Input, what, hint)
    }
}

/// The command that does what the window has a button for.
pub(crate) fn way_out(problem: &Problem) -> Option<&'static str> {
    match problem.action.as_ref()?.kind {
        ActionKind::Reconnect => Some("larder connections reconnect NAME"),
        ActionKind::Connect => Some("larder connect APP"),
        ActionKind::RegisterClient => Some("larder clients set APP --id ID"),
        ActionKind::UnlockVault => Some("larder diagnose"),
        ActionKind::Retry
        | ActionKind::Check
        | ActionKind::UseBrowser
        | ActionKind::ChooseInput => None,
    }
}

pub(crate) fn unreadable(file: &Path, error: &io::Error) -> Problem {
    input(
        "file",
        &format!("{} could not be read: {error}.", file.display()),
        "Check the name and that you may read it.",
    )
}

pub(crate) fn not_json(from: &str, error: &serde_json::Error) -> Problem {
    input(
        "file",
        &format!("{from} is no JSON: {error}."),
        "Correct it and try again.",
    )
}

pub(crate) fn problem_of_runtime(error: &io::Error) -> Problem {
    problem(
        ProblemKind::Defect,
        &format!("This computer gives Larder no threads to work with: {error}."),
        "End other programs, or raise the limits of your session.",
    )
}
