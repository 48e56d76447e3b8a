//! The words for what the keychain and the vault do to a sign-in, and for one that cannot be stored.
use super::words::NOTHING_LOST;
use super::{ActionKind, Problem, ProblemKind};

impl Problem {
    pub(crate) fn vault_locked(words: &str) -> Self {
        Self::of(
            ProblemKind::VaultLocked,
            words.to_owned(),
            "The sign-ins are sealed and unharmed.",
            "Unlock the keychain of this computer; Larder asks it again.",
        )
        .offering(ActionKind::UnlockVault, "Unlock")
    }

    pub(crate) fn session_ended() -> Self {
        Self::of(
            ProblemKind::Credentials,
            "This sign-in lasted only until Larder was closed, because there was no keychain.",
            "Your recipes and their choices are unchanged.",
            "Reconnect to sign in again; with a keychain it will last.",
        )
        .offering(ActionKind::Reconnect, "Reconnect")
    }

    pub(crate) fn sealed_given_up() -> Self {
        Self::of(
            ProblemKind::Credentials,
            "The key that sealed this sign-in was lost.",
            "Your recipes and their choices are unchanged.",
            "Reconnect to sign in again; it is sealed under a new key.",
        )
        .offering(ActionKind::Reconnect, "Reconnect")
    }

    pub(crate) fn no_keychain() -> Self {
        Self::of(
            ProblemKind::VaultLocked,
            "This computer has no keychain that Larder can use.",
            NOTHING_LOST,
            "Start a keychain (GNOME Keyring, KWallet), or go on with sign-ins that last only until Larder is closed.",
        )
        .offering(ActionKind::UnlockVault, "Ask again")
    }

    pub(crate) fn vault_key_lost(what: &str) -> Self {
        Self::of(
            ProblemKind::VaultKey,
            what.to_owned(),
            "Recipes, choices and loaded metadata are unharmed; the sealed sign-ins cannot be opened without that key.",
            "If the keychain can be restored, do that and ask again. Else start over in Settings, and reconnect each connection.",
        )
        .offering(ActionKind::UnlockVault, "Ask again")
    }

    /// Leaving while the renewed sign-ins of these connections cannot be stored for this reason.
    pub(crate) fn leaving_unstored(names: &[String], cause: Self) -> Self {
        let (whose, they) = match names {
            [name] => (format!("The renewed sign-in of {name} is"), "it"),
            names => (
                format!("The renewed sign-ins of {} are", listed(names)),
                "them",
            ),
        };
        let they_are = if they == "it" { "it is" } else { "they are" };
        let unlocks = matches!(cause.kind, ProblemKind::VaultLocked | ProblemKind::VaultKey);
        let (hint, kind, verb) = if unlocks {
            (
                format!("Unlock the keychain: Larder stores {they}, and quits then."),
                ActionKind::UnlockVault,
                "Unlock keychain",
            )
        } else {
            (
                format!("{} Larder quits once {they_are} stored.", cause.hint),
                ActionKind::Retry,
                "Try again",
            )
        };
        Self {
            what: format!("{whose} not stored yet. {}", cause.what),
            safe: format!(
                "Larder holds {they} in memory. If you quit now, {they_are} lost, and reconnecting is needed; recipes, choices and everything else are stored."
            ),
            hint,
            ..cause
        }
        .offering(kind, verb)
    }

    /// A renewed sign-in that cannot be stored for this reason.
    #[must_use]
    pub(crate) fn held_in_memory(mut self, app: &str) -> Self {
        self.safe = format!(
            "{app} has renewed the sign-in, and Larder holds it in memory until it can be stored. Closing Larder before that loses it."
        );
        self
    }
}

/// "Acme", "Acme and Support", "Acme, Desk and 3 more".
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [one, other, rest @ ..] => format!("{one}, {other} and {} more", rest.len()),
    }
}
