//! The frame of the window: status, settings, pages opened in the browser.
use larder_store::setting;
use url::Url;

use crate::Engine;
use crate::api::OpenPage;
use crate::causes;
use crate::problem::{ActionKind, Problem};
use crate::view::{ConnectionRow, ConnectionState, Settings, Status, Theme};

const THEME: &str = "theme";
const CHECK_AT_START: &str = "check_at_start";
const NOTIFY: &str = "notify";
const ON: &str = "on";

impl Engine {
    /// What the frame shows.
    pub async fn status(&self) -> Result<Status, Problem> {
        let connections = self.connections().await?;
        let recipes = self.recipe_documents().await?;
        let to_fix = connections
            .iter()
            .filter(|row| is_mended_by_sign_in(row))
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
            leaving: self.0.leaving.read(),
        })
    }

    pub async fn settings(&self) -> Result<Settings, Problem> {
        let (theme, check_at_start, notify) = self
            .0
            .store
            .read(|conn| {
                Ok((
                    setting::by_key(conn, THEME)?,
                    setting::by_key(conn, CHECK_AT_START)?,
                    setting::by_key(conn, NOTIFY)?,
                ))
            })
            .await
            .map_err(|error| causes::storage(&error))?;
        let usual = Settings::default();
        let on = |word: Option<String>, usual: bool| word.map_or(usual, |word| word == ON);
        Ok(Settings {
            theme: theme
                .and_then(|word| serde_json::from_value(word.into()).ok())
                .unwrap_or(usual.theme),
            check_at_start: on(check_at_start, usual.check_at_start),
            notify: on(notify, usual.notify),
        })
    }

    pub async fn set_settings(&self, settings: Settings) -> Result<Settings, Problem> {
        let theme = match settings.theme {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let word = |on: bool| if on { ON } else { "off" };
        let (check, notify) = (word(settings.check_at_start), word(settings.notify));
        self.write(move |tx| {
            setting::set(tx, THEME, theme)?;
            setting::set(tx, CHECK_AT_START, check)?;
            setting::set(tx, NOTIFY, notify)
        })
        .await?;
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

/// Whether another sign-in puts the connection right: it is broken, or was granted less than is needed. What an
/// administrator has to give back is not asked for by signing in.
fn is_mended_by_sign_in(row: &ConnectionRow) -> bool {
    match row.state {
        ConnectionState::NeedsReconnect => true,
        ConnectionState::Limited => row
            .problem
            .as_ref()
            .and_then(|problem| problem.action.as_ref())
            .is_some_and(|action| action.kind == ActionKind::Reconnect),
        _ => false,
    }
}
