//! The main window: opened at once, shown when its page is there, confined to the app's own page.

use std::path::Path;
use std::time::Duration;

use tauri::webview::{NewWindowResponse, PageLoadEvent, PermissionResponse};
use tauri::{
    AppHandle, Manager, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, window::Color,
};

use crate::menu;

/// Label of the main window; the only one a capability names.
pub(crate) const LABEL: &str = "main";

type Builder<'a> = WebviewWindowBuilder<'a, tauri::Wry, tauri::App>;

const SIZE: (f64, f64) = (1240.0, 820.0);
const SMALLEST: (f64, f64) = (900.0, 600.0);

/// A page that takes longer is shown as it is, so that the app is never invisible.
const SHOWN_AT_LAST: Duration = Duration::from_secs(3);

/// What lies behind the page until it is painted: `--paper` of the light and the dark look.
const LIGHT: Color = Color(0xfa, 0xf9, 0xf7, 0xff);
const DARK: Color = Color(0x1b, 0x1a, 0x18, 0xff);

/// Opens the window, hidden until its page has loaded.
pub(crate) fn open(app: &tauri::App, home: &Path) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Larder")
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .visible(false)
        .devtools(cfg!(debug_assertions))
        .on_navigation(is_own_page)
        // The page takes dropped key files itself; a file dropped elsewhere opens nothing (see above).
        .disable_drag_drop_handler()
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_permission_request(|_, _| PermissionResponse::Deny)
        .on_page_load(|window, page| {
            if page.event() == PageLoadEvent::Finished {
                show(&window);
            }
        });
    let window = menu::attach(app, stored_in(builder, home))?.build()?;
    paint(
        &window,
        window.theme().is_ok_and(|theme| theme == Theme::Dark),
    )?;
    #[cfg(target_os = "linux")]
    window.with_webview(|webview| webkit::tame(&webview.inner()))?;
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SHOWN_AT_LAST).await;
        if window.is_visible().is_ok_and(|visible| !visible) {
            show(&window);
        }
    });
    Ok(())
}

/// Paints what lies behind the page and its menu.
pub(crate) fn paint(window: &WebviewWindow, is_dark: bool) -> tauri::Result<()> {
    window.set_background_color(Some(if is_dark { DARK } else { LIGHT }))
}

/// What the page stores (the web engine's own files, nothing of Larder's) lies in the data folder too.
/// Where that cannot be used it is not stored: the window must come up to say what is wrong.
fn stored_in<'a>(builder: Builder<'a>, home: &Path) -> Builder<'a> {
    let folder = home.join("page");
    match std::fs::create_dir_all(&folder) {
        Ok(()) => builder.data_directory(folder),
        Err(_) => builder.incognito(true),
    }
}

/// Brings the window in front of others, out of the task bar if need be.
pub(crate) fn to_front(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        crate::popup::bring_to_front(&window);
    }
}

fn show(window: &WebviewWindow) {
    if let Err(error) = window.show() {
        tracing::error!(%error, "the window could not be shown");
    }
}

/// Nothing but the app's own page is ever loaded where `rpc` may be called.
fn is_own_page(url: &Url) -> bool {
    let own = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // The same page on Windows and Android.
        "http" | "https" => url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    };
    own || is_dev_server(url)
}

#[cfg(not(feature = "custom-protocol"))]
fn is_dev_server(url: &Url) -> bool {
    url.scheme() == "http" && url.host_str() == Some("127.0.0.1") && url.port() == Some(5173)
}

#[cfg(feature = "custom-protocol")]
fn is_dev_server(_: &Url) -> bool {
    false
}

#[cfg(target_os = "linux")]
mod webkit {
    use webkit2gtk::{
        ContextMenuAction, ContextMenuExt, ContextMenuItemExt, WebProcessTerminationReason,
        WebView, WebViewExt,
    };

    /// Takes away what belongs to a browser and not to an app, and survives a crash of the page.
    pub(super) fn tame(webview: &WebView) {
        webview.connect_context_menu(|_, menu, _, _| {
            for item in menu.items() {
                if !is_for_text(item.stock_action()) {
                    menu.remove(&item);
                }
            }
            menu.n_items() == 0
        });
        webview.connect_web_process_terminated(|webview, reason| {
            tracing::error!(?reason, "the page's process ended");
            if reason != WebProcessTerminationReason::TerminatedByApi {
                webview.reload();
            }
        });
    }

    fn is_for_text(action: ContextMenuAction) -> bool {
        matches!(
            action,
            ContextMenuAction::Copy
                | ContextMenuAction::Cut
                | ContextMenuAction::Paste
                | ContextMenuAction::PasteAsPlainText
                | ContextMenuAction::SelectAll
                | ContextMenuAction::Delete
                | ContextMenuAction::SpellingGuess
                | ContextMenuAction::NoGuessesFound
                | ContextMenuAction::IgnoreSpelling
                | ContextMenuAction::LearnSpelling
        ) || cfg!(debug_assertions) && action == ContextMenuAction::InspectElement
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(url: &str) -> bool {
        is_own_page(&Url::parse(url).expect("a URL"))
    }

    #[test]
    fn the_main_window_shows_only_the_apps_own_page() {
        for url in [
            "tauri://localhost",
            "tauri://localhost/index.html#/settings",
            "http://tauri.localhost/",
        ] {
            assert!(allows(url), "{url}");
        }
        for url in [
            "https://example.com/",
            "http://tauri.localhost.evil.com/",
            "http://tauri.localhost:8080/",
            "http://app.tauri.localhost/",
            "tauri://evil/",
            "http://localhost:5173/",
            "http://127.0.0.1/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "about:blank",
        ] {
            assert!(!allows(url), "{url}");
        }
    }
}
