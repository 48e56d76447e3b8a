//! The frame of the window: status, vault, settings, pages opened in the browser.
use larder_store::setting;
use larder_store::vault::VaultState as Inner;
use url::Url;

use crate::Engine;
use crate::api::OpenPage;
use crate::causes;
use crate::problem::Problem;
use crate::view::{ConnectionState, Settings, Status, Theme, VaultState, VaultView};

const THEME: &str = "theme";

impl Engine {
    /// What the frame shows.
    pub async fn status(&self) -> Result<Status, Problem> {
        let connections = self.connections().await?;
        let recipes = self.recipe_documents().await?;
        let to_fix = connections
            .iter()
            .filter(|row| row.state == ConnectionState::NeedsReconnect)
            .count();
        Ok(Status {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            vault: self.vault_view(),
            to_fix: u32::try_from(to_fix).unwrap_or(u32::MAX),
            connections: u32::try_from(connections.len()).unwrap_or(u32::MAX),
            recipes: u32::try_from(recipes.len()).unwrap_or(u32::MAX),
            apps: u32::try_from(self.0.catalog.entries().len()).unwrap_or(u32::MAX),
            practice: self.practice_runs(),
            data_folder: self.0.store.folder().display().to_string(),
            notices: self.0.notices.clone(),
        })
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
            Ok(()) | Err(_) => {}
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

    pub async fn settings(&self) -> Result<Settings, Problem> {
        let theme = self
            .0
            .store
            .read(|conn| setting::by_key(conn, THEME))
            .await
            .map_err(|error| causes::storage(&error))?;
        let theme = theme
            .and_then(|word| serde_json::from_value(word.into()).ok())
            .unwrap_or_default();
        Ok(Settings { theme })
    }

    pub async fn set_settings(&self, settings: Settings) -> Result<Settings, Problem> {
        let word = match settings.theme {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        self.write(move |tx| setting::set(tx, THEME, word)).await?;
        Ok(settings)
    }

    /// Opens a vendor's page in the system browser: `https` only.
    pub async fn open_page(&self, ask: OpenPage) -> Result<Status, Problem> {
        let url = Url::parse(&ask.url)
            .ok()
            .filter(|url| url.scheme() == "https");
        let url = url.ok_or_else(|| Problem::input("url", "Only https pages are opened."))?;
        self.0
            .browser
            .open(&url)
            .map_err(|fault| Problem::window(&fault.0))?;
        self.status().await
    }
}
