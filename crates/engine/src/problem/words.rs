//! The words for what goes wrong: what happened, is anything lost, what to do, one action.
use std::time::Duration;

use super::{Action, ActionKind, Problem, ProblemKind};

impl Action {
    pub(crate) fn new(kind: ActionKind, label: &str) -> Self {
        Self {
            kind,
            label: label.to_owned(),
            scopes: None,
        }
    }
}

/// Data is never touched by what went wrong; most problems say so with these words.
pub(super) const NOTHING_LOST: &str = "Nothing is lost.";

impl Problem {
    pub(super) fn of(
        kind: ProblemKind,
        what: impl Into<String>,
        safe: &str,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            what: what.into(),
            safe: safe.to_owned(),
            hint: hint.into(),
            action: None,
            detail: None,
            field: None,
        }
    }

    pub(super) fn offering(mut self, kind: ActionKind, label: &str) -> Self {
        self.action = Some(Action::new(kind, label));
        self
    }

    /// Adds the redacted exchange.
    #[must_use]
    pub(crate) fn with_detail(mut self, detail: Option<String>) -> Self {
        self.detail = detail.or(self.detail);
        self
    }

    /// Puts a definition's own advice in place of the general one.
    #[must_use]
    pub(crate) fn with_hint(mut self, hint: Option<String>) -> Self {
        if let Some(hint) = hint {
            self.hint = hint;
        }
        self
    }

    /// True for what passes by itself: never a reason to sign in again.
    pub fn is_passing(&self) -> bool {
        matches!(
            self.kind,
            ProblemKind::AppDown
                | ProblemKind::RateLimited
                | ProblemKind::Network
                | ProblemKind::NotApi
        )
    }

    /// True when the connection stays broken until a person acts.
    pub fn breaks_the_connection(&self) -> bool {
        matches!(self.kind, ProblemKind::Credentials | ProblemKind::Client)
    }

    /// A mistake of the program itself; `what` says which, without anything secret.
    pub fn defect(what: &str) -> Self {
        Self::of(
            ProblemKind::Defect,
            format!("Larder made a mistake: {what}."),
            NOTHING_LOST,
            "Try again; if it happens again, please report it with the text of this message.",
        )
    }

    pub(crate) fn not_found(thing: &str, name: &str) -> Self {
        Self::of(
            ProblemKind::NotFound,
            format!("There is no {thing} named \u{201c}{name}\u{201d}."),
            NOTHING_LOST,
            format!(
                "Check the spelling, or list what there is: larder {}.",
                match thing {
                    "app" => "connectors",
                    "recipe" => "recipes",
                    _ => "connections",
                }
            ),
        )
    }

    pub(crate) fn input(field: &str, what: impl Into<String>) -> Self {
        let mut problem = Self::of(
            ProblemKind::Input,
            what,
            "Nothing was changed.",
            "Correct it and try again.",
        );
        problem.field = Some(field.to_owned());
        problem
    }

    pub(crate) fn other_app(name: &str) -> Self {
        Self::input(
            "connection",
            format!("\u{201c}{name}\u{201d} is a connection of another app."),
        )
    }

    pub(crate) fn name_taken(name: &str) -> Self {
        let mut problem = Self::of(
            ProblemKind::NameTaken,
            format!("There is already a connection named \u{201c}{name}\u{201d}."),
            "Nothing was changed.",
            "Choose another name, or reconnect the one that is there.",
        );
        problem.field = Some("name".to_owned());
        problem
    }

    pub(crate) fn credentials(app: &str, user: Option<&str>) -> Self {
        let whom = user.map_or_else(String::new, |user| format!(" for {user}"));
        Self::of(
            ProblemKind::Credentials,
            format!("{app} no longer accepts the sign-in{whom}."),
            "Your recipes and their choices are unchanged.",
            "The password was changed, the access was revoked, or the user was deactivated. Reconnect to sign in again.",
        )
        .offering(ActionKind::Reconnect, "Reconnect")
    }

    /// The app refused what was typed or who signed in, at connect time.
    pub(crate) fn refused_sign_in(app: &str) -> Self {
        Self::of(
            ProblemKind::Credentials,
            format!("{app} did not accept the sign-in."),
            "What you typed is still in the dialog; no connection was changed.",
            "Check the user, the password or key, and that they belong to this host.",
        )
        .offering(ActionKind::Retry, "Try again")
    }

    /// A sign-in that reaches no tenant, site or account at all.
    pub(crate) fn no_tenant(app: &str, label: &str, meaning: Option<&str>) -> Self {
        Self::of(
            ProblemKind::Rights,
            format!("{app} accepted the sign-in, but it reaches no {label}."),
            "What you typed is still in the dialog; no connection was changed.",
            meaning.map_or_else(
                || {
                    format!(
                        "Sign in as a user who can use a {label}, or ask an administrator for access."
                    )
                },
                str::to_owned,
            ),
        )
        .offering(ActionKind::Retry, "Try again")
    }

    pub(crate) fn rights(app: &str, user: Option<&str>) -> Self {
        let who = user.unwrap_or("The connected user");
        Self::of(
            ProblemKind::Rights,
            format!("{who} may not read this in {app}."),
            "The sign-in itself still works.",
            "Ask the administrator of the app for the right, or connect as another user.",
        )
        .offering(ActionKind::Retry, "Try again")
    }

    pub(crate) fn admin_approval(app: &str) -> Self {
        Self::of(
            ProblemKind::AdminApproval,
            format!("An administrator of {app} has to allow Larder first."),
            NOTHING_LOST,
            "Ask the administrator to install or approve the connected app, then connect again.",
        )
        .offering(ActionKind::Reconnect, "Try again")
    }

    pub(crate) fn client(app: &str) -> Self {
        Self::of(
            ProblemKind::Client,
            format!("{app} does not know the OAuth client as it is set up here."),
            NOTHING_LOST,
            "Compare client id, secret and redirect address in Settings with those registered at the app.",
        )
        .offering(ActionKind::RegisterClient, "Open OAuth clients")
    }

    pub(crate) fn client_missing(app: &str, redirect: &str) -> Self {
        Self::of(
            ProblemKind::ClientMissing,
            format!("No OAuth client is registered for {app} yet."),
            "What you typed is still in the dialog.",
            format!("Register one at {app} with the redirect address {redirect}, then put its client id into Settings."),
        )
        .offering(ActionKind::RegisterClient, "Open OAuth clients")
    }

    pub(crate) fn host(app: &str, host: &str) -> Self {
        Self::of(
            ProblemKind::Host,
            format!("{host} is not a host of {app}, or not the right one."),
            "No sign-in was sent there.",
            "Check the environment, subdomain or host in the connection\u{2019}s fields.",
        )
        .offering(ActionKind::Reconnect, "Change the fields")
    }

    pub(crate) fn app_down(app: &str, status: Option<u16>) -> Self {
        let how = status.map_or_else(String::new, |status| format!(" (it answered {status})"));
        Self::of(
            ProblemKind::AppDown,
            format!("{app} is not answering properly{how}."),
            "The sign-in is kept.",
            "This usually passes by itself. Try again in a moment.",
        )
        .offering(ActionKind::Retry, "Try again")
    }

    pub(crate) fn rate_limited(app: &str, seconds: Option<u64>) -> Self {
        let when = seconds.map_or_else(
            || "later".to_owned(),
            |s| format!("in {}", words_of_seconds(s)),
        );
        Self::of(
            ProblemKind::RateLimited,
            format!("{app}\u{2019}s limit of requests is reached."),
            "The sign-in is kept.",
            format!("Try again {when}."),
        )
        .offering(ActionKind::Retry, "Try again")
    }

    /// An app that calls every token ended, however new it is.
    pub(crate) fn renewed_in_vain(app: &str) -> Self {
        Self::of(
            ProblemKind::AppDown,
            format!(
                "{app} renewed the sign-in again and again, and each time said that it had ended."
            ),
            "The sign-in is kept.",
            "Something is wrong at the app.",
        )
        .offering(ActionKind::Retry, "Try again")
    }

    /// Adds when the app is asked again.
    #[must_use]
    pub(crate) fn tried_again_in(mut self, left: Duration) -> Self {
        let wait =
            words_of_seconds(u64::try_from(left.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX));
        let again = format!("Larder asks again when it is used, in {wait} at the earliest.");
        self.hint = match self.kind {
            ProblemKind::RateLimited => again,
            ProblemKind::AppDown => {
                format!("This usually passes by itself. {again}")
            }
            _ => format!("{} {again}", self.hint),
        };
        self
    }

    pub(crate) fn network(app: &str, host: &str) -> Self {
        Self::of(
            ProblemKind::Network,
            format!("{app} cannot be reached at {host}."),
            "The sign-in is kept; what was loaded before can still be used.",
            "Check this computer\u{2019}s network, then try again.",
        )
        .offering(ActionKind::Retry, "Try again")
    }

    pub(crate) fn not_api(app: &str) -> Self {
        Self::of(
            ProblemKind::NotApi,
            format!("Something answered in place of {app}: a sign-in page, a proxy, or a broken answer."),
            "The sign-in is kept; what was loaded before can still be used.",
            "If this computer is behind a network sign-in page, open a browser and pass it, then try again.",
        )
        .offering(ActionKind::Retry, "Try again")
    }

    pub(crate) fn odd_token_answer(app: &str, why: &str) -> Self {
        Self::of(
            ProblemKind::NotApi,
            format!("{app} answered the sign-in with something that is no token: {why}."),
            NOTHING_LOST,
            "Try again; if it stays so, check the host in the connection\u{2019}s fields.",
        )
        .offering(ActionKind::Retry, "Try again")
    }

    /// The app refused the time of a signed request, its own clock included.
    pub(crate) fn clock(app: &str, ahead: Option<i64>) -> Self {
        let how = match ahead {
            Some(ahead) if ahead != 0 => format!(
                " {app}\u{2019}s clock is {} {} this computer\u{2019}s.",
                words_of_seconds(ahead.unsigned_abs()),
                if ahead > 0 { "ahead of" } else { "behind" }
            ),
            _ => String::new(),
        };
        Self::of(
            ProblemKind::Host,
            format!("{app} did not accept the time of the request.{how}"),
            NOTHING_LOST,
            "Set this computer\u{2019}s clock by the network, then try again.",
        )
        .offering(ActionKind::Retry, "Try again")
    }

    /// A file for the person that could not be written.
    pub(crate) fn unwritable(path: &str, why: &str) -> Self {
        Self::of(
            ProblemKind::Storage,
            format!("{path} could not be written: {why}."),
            NOTHING_LOST,
            "Free some space or give yourself the right to write there, then try again.",
        )
        .offering(ActionKind::Retry, "Try again")
    }

    pub(crate) fn not_connected(name: &str) -> Self {
        Self::of(
            ProblemKind::NotConnected,
            format!("\u{201c}{name}\u{201d} is not connected."),
            NOTHING_LOST,
            "Connect it first.",
        )
        .offering(ActionKind::Connect, "Connect")
    }

    pub(crate) fn blocked_definition(id: &str) -> Self {
        Self::of(
            ProblemKind::Definition,
            format!("The app \u{201c}{id}\u{201d} has no usable definition."),
            "The connection and its choices are kept.",
            "Mend the definition (see Apps for line and column), or put it back.",
        )
    }

    pub(crate) fn definition(what: impl Into<String>) -> Self {
        Self::of(
            ProblemKind::Definition,
            what,
            NOTHING_LOST,
            "Correct the file and try again.",
        )
    }

    pub(crate) fn practice_missing(app: &str) -> Self {
        Self::of(
            ProblemKind::Network,
            format!("Practice {app} is not running."),
            NOTHING_LOST,
            "Start the practice apps: they run while the Larder window is open, or with larder practice.",
        )
        .offering(ActionKind::Retry, "Try again")
    }

    pub(crate) fn unsupported(app: &str, what: &str) -> Self {
        Self::of(
            ProblemKind::NotFound,
            format!("{app} does not know {what}."),
            NOTHING_LOST,
            "Choose another value; it may have been renamed or removed.",
        )
        .offering(ActionKind::ChooseInput, "Choose again")
    }
}

/// "40 seconds", "5 minutes".
fn words_of_seconds(seconds: u64) -> String {
    match seconds {
        0 | 1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}
