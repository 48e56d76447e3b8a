//! The vault as people meet it: asked, unlocked, gone without, or started over; and what lost sign-ins become.
use larder_store::vault::{VaultError, VaultState as Inner};
use larder_store::{StoreError, Tx, connection, credential, history};
use serde_json::json;

use crate::Engine;
use crate::causes;
use crate::live::kind_word;
use crate::problem::Problem;
use crate::view::{VaultState, VaultView};

impl Engine {
    /// Opens the vault if it is not open.
    pub(crate) async fn open_vault(&self) -> Result<(), Problem> {
        if matches!(self.0.vault.state(), Inner::Unlocked | Inner::SessionOnly) {
            return Ok(());
        }
        let sealed = self
            .0
            .store
            .read(credential::any_sealed)
            .await
            .map_err(|error| causes::storage(&error))?;
        self.0
            .vault
            .unlock(sealed)
            .await
            .map_err(|error| causes::of_vault(&error))
    }

    /// Asks the keychain at start; a failure shows in the vault's state.
    pub(crate) async fn ask_keychain(&self) {
        if let Err(problem) = self.open_vault().await {
            tracing::info!(kind = ?problem.kind, "the vault did not open at start");
        }
    }

    /// Asks the keychain again.
    pub async fn unlock_vault(&self) -> Result<VaultView, Problem> {
        match self.open_vault().await {
            Err(problem) if matches!(self.0.vault.state(), Inner::Closed) => return Err(problem),
            // A keychain that refuses shows in the vault's state.
            Ok(()) => {
                // What still cannot be stored says so on its connection.
                self.store_all_held().await;
            }
            Err(_) => {}
        }
        Ok(self.vault_view())
    }

    /// Goes on without a keychain.
    pub async fn use_session_only(&self) -> Result<VaultView, Problem> {
        self.0
            .vault
            .start_session_only()
            .map_err(|error| causes::of_vault(&error))?;
        self.tell_states();
        Ok(self.vault_view())
    }

    pub(crate) fn vault_view(&self) -> VaultView {
        let (state, words, problem) = match self.0.vault.state() {
            Inner::Unlocked => (VaultState::Unlocked, "Keychain: unlocked", None),
            Inner::SessionOnly => (
                VaultState::SessionOnly,
                "No keychain: sign-ins last until Larder is closed",
                None,
            ),
            Inner::Closed => (VaultState::Waiting, "Keychain: not asked yet", None),
            Inner::Waiting => (
                VaultState::Waiting,
                "Waiting for your keychain",
                Some(Problem::vault_locked("Your keychain has not answered yet.")),
            ),
            Inner::Locked => (
                VaultState::Locked,
                "Keychain: locked",
                Some(Problem::vault_locked("Your keychain is locked.")),
            ),
            Inner::NoKeychain => (
                VaultState::NoKeychain,
                "No keychain on this computer",
                Some(Problem::no_keychain()),
            ),
            Inner::KeyLost => (
                VaultState::KeyLost,
                "Keychain: Larder\u{2019}s key is gone",
                Some(Problem::vault_key_lost(
                    "Your keychain no longer holds Larder\u{2019}s key.",
                )),
            ),
            Inner::KeyDamaged => (
                VaultState::KeyLost,
                "Keychain: Larder\u{2019}s key was changed",
                Some(Problem::vault_key_lost(
                    "What your keychain holds for Larder is not the key it stored.",
                )),
            ),
            Inner::Ambiguous => (
                VaultState::Failed,
                "Keychain: several keys of Larder",
                Some(causes::of_vault(&VaultError::Ambiguous)),
            ),
            Inner::Failed => (
                VaultState::Failed,
                "Keychain: failed",
                Some(Problem::vault_locked("Your keychain failed.")),
            ),
        };
        VaultView {
            state,
            words: words.to_owned(),
            problem,
        }
    }

    /// Gives up what the lost key sealed, and makes a new key: every connection asks to be
    /// reconnected, recipes, choices and loaded metadata stay.
    ///
    /// # Errors
    /// `Input` while the key is not lost; a vault problem when the keychain takes no new key.
    pub async fn start_vault_over(&self) -> Result<VaultView, Problem> {
        if !matches!(self.0.vault.state(), Inner::KeyLost | Inner::KeyDamaged) {
            return Err(Problem::input(
                "vault",
                "The vault\u{2019}s key is not lost; nothing has to be given up.",
            ));
        }
        let at = self.now();
        self.write(move |tx| {
            let lost = credential::forget_all(tx)?;
            need_reconnect(tx, &lost, &Problem::sealed_given_up(), at)
        })
        .await?;
        self.0
            .vault
            .start_over()
            .await
            .map_err(|error| causes::of_vault(&error))?;
        self.tell_states();
        Ok(self.vault_view())
    }

    /// Connections whose sign-in lasted only until Larder ended need a person.
    pub(crate) async fn forget_ended_sessions(&self) -> Result<(), Problem> {
        let ended = self.0.store.opened().ended_sessions.clone();
        if ended.is_empty() {
            return Ok(());
        }
        let at = self.now();
        self.write(move |tx| need_reconnect(tx, &ended, &Problem::session_ended(), at))
            .await
    }
}

/// Marks connections whose sign-in is gone with its reason.
fn need_reconnect(
    tx: &Tx<'_>,
    ids: &[String],
    problem: &Problem,
    at: i64,
) -> Result<(), StoreError> {
    for id in ids {
        let Some(mut row) = connection::by_id(tx, id)? else {
            continue;
        };
        row.state = connection::State::NeedsReconnect;
        row.cause = Some(kind_word(problem.kind));
        row.problem = serde_json::to_value(problem).ok();
        connection::update(tx, &row)?;
        let detail = json!({ "cause": row.cause, "what": problem.what });
        history::add(
            tx,
            &history::Entry {
                connection: id.clone(),
                at,
                what: "broken".to_owned(),
                detail,
            },
        )?;
    }
    Ok(())
}
