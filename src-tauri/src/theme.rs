//! Gives the window's frame and its native menu the look the person chose for the page.

use larder_engine::{Engine, view};
use tauri::{AppHandle, Theme};

/// The call whose answer holds the choice.
pub(crate) const CALL: &str = "settings";

/// Follows the setting as it is now.
pub(crate) async fn follow(app: &AppHandle, engine: &Engine) {
    match engine.settings().await {
        Ok(settings) => app.set_theme(of(settings.theme)),
        Err(problem) => tracing::warn!(kind = ?problem.kind, "the look could not be read"),
    }
}

/// None is the look of the system.
fn of(theme: view::Theme) -> Option<Theme> {
    match theme {
        view::Theme::System => None,
        view::Theme::Light => Some(Theme::Light),
        view::Theme::Dark => Some(Theme::Dark),
    }
}
