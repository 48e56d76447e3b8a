//! Gives the window's frame and its native menu the look the person chose for the page.

use larder_engine::{Engine, view};
use tauri::{AppHandle, Manager, Theme};

use crate::main_window;

/// The call whose answer holds the choice.
pub(crate) const CALL: &str = "settings";

/// Follows the setting as it is now.
pub(crate) async fn follow(app: &AppHandle, engine: &Engine) {
    match engine.settings().await {
        Ok(settings) => {
            let theme = of(settings.theme);
            app.set_theme(theme);
            paint(app, theme);
        }
        Err(problem) => tracing::warn!(kind = ?problem.kind, "the look could not be read"),
    }
}

/// The menu lies on the window's own colour.
fn paint(app: &AppHandle, theme: Option<Theme>) {
    let Some(window) = app.get_webview_window(main_window::LABEL) else {
        return;
    };
    let theme = theme.or_else(|| window.theme().ok());
    if let Err(error) = main_window::paint(&window, theme == Some(Theme::Dark)) {
        tracing::warn!(%error, "the window could not be painted");
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
