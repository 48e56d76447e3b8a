//! The words for sign-ins that come to nothing, and for what one more sign-in means.
use url::Url;

use super::words::NOTHING_LOST;
use super::{ActionKind, Problem, ProblemKind};

impl Problem {
    pub(crate) fn declined(app: &str) -> Self {
        Self::of(
            ProblemKind::Declined,
            format!("You declined in the {app} window."),
            "Nothing was changed.",
            "Press Connect again when you want to allow it.",
        )
        .offering(ActionKind::Retry, "Connect")
    }

    pub(crate) fn cancelled(app: &str) -> Self {
        Self::of(
            ProblemKind::Cancelled,
            format!("The {app} window was closed before the sign-in was finished."),
            NOTHING_LOST,
            "Press Connect to go on; name and fields are kept.",
        )
        .offering(ActionKind::Retry, "Connect")
    }

    pub(crate) fn timed_out(app: &str) -> Self {
        Self::of(
            ProblemKind::TimedOut,
            format!("Nobody finished the {app} sign-in within ten minutes."),
            NOTHING_LOST,
            "Press Connect to start again; name and fields are kept.",
        )
        .offering(ActionKind::Retry, "Connect")
    }

    pub(crate) fn window(what: &str) -> Self {
        Self::of(
            ProblemKind::Window,
            format!("The sign-in window failed: {what}."),
            NOTHING_LOST,
            "Try again, or use your browser instead.",
        )
        .offering(ActionKind::UseBrowser, "Use my browser")
    }

    pub(crate) fn ports_taken(ports: &[u16]) -> Self {
        let ports: Vec<String> = ports.iter().map(ToString::to_string).collect();
        Self::of(
            ProblemKind::Window,
            format!(
                "The address the app sends you back to is in use by another program (port {}).",
                ports.join(", ")
            ),
            NOTHING_LOST,
            "Close the other program, or sign in with the window instead of the browser.",
        )
        .offering(ActionKind::Retry, "Try again")
    }

    /// Adds the redirect address that was sent, literally, where it may be what the app does not know.
    #[must_use]
    pub(crate) fn naming_redirect(mut self, app: &str, redirect: &Url) -> Self {
        let more = match self.kind {
            ProblemKind::Client => format!(
                " Larder sent the redirect address {redirect}; exactly this must be registered at {app}."
            ),
            ProblemKind::Cancelled => format!(
                " If the page showed an error instead: an administrator of {app} may have to allow Larder first, or the redirect address registered there is not exactly {redirect}."
            ),
            _ => return self,
        };
        self.hint.push_str(&more);
        self
    }

    /// What one more sign-in of a user means at an app that counts them.
    pub(crate) fn grants(app: &str, limit: u32, number: u32) -> String {
        match limit {
            0 | 1 => format!("{app} keeps one sign-in for each user: a second one ends the first."),
            _ if number > limit => format!(
                "{app} keeps {limit} sign-ins for each user and client. This would be number {number}, and the oldest would end."
            ),
            _ => format!(
                "{app} keeps {limit} sign-ins for each user and client; a further one ends the oldest. This would be number {number}."
            ),
        }
    }
}
