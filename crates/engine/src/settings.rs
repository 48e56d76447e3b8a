//! The frame of the window: status, settings, pages opened in the browser.
use larder_store::setting;
use url::Url;

use crate::Engine;
use crate::api::OpenPage;
use crate::causes;
use crate::problem::Problem;
use crate::view::{ConnectionState, Settings, Status, Theme};

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
