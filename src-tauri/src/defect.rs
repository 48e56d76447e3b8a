//! The one problem the shell itself can have: something inside Larder failed.

use larder_engine::{Problem, ProblemKind};

/// Names no cause: a panic's text may hold what was being worked on. The log has its place.
pub(crate) fn defect(what: &str) -> Problem {
    Problem {
        kind: ProblemKind::Defect,
        what: format!("Larder made a mistake: {what}."),
        safe: "What was saved before is still there.".to_owned(),
        hint: "Try again; if it happens again, please report it with the log of today from the data folder.".to_owned(),
        action: None,
        detail: None,
        field: None,
    }
}
