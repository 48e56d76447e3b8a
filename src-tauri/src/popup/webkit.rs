//! What only WebKitGTK can tell or forbid in a sign-in window: certificates, failed loads, ended
//! processes, dialogs, menus.

use std::sync::Arc;

use gtk::gdk::{ModifierType, keys};
use gtk::gio::{IOErrorEnum, ResolverError, TlsCertificateFlags, TlsError};
use gtk::glib::{Error, Propagation};
use gtk::prelude::WidgetExt;
use tauri::WebviewWindow;
use url::Url;
use webkit2gtk::{
    FileChooserRequestExt, LoadEvent, NetworkError, PolicyError, ScriptDialog, ScriptDialogType,
    WebView, WebViewExt,
};

use super::failure::Failure;
use super::set_title;
use super::visit::Visit;

/// Watches the page of a sign-in window. Called on the main thread, before the first page can come.
pub(super) fn watch(webview: &WebView, window: &WebviewWindow, visit: &Arc<Visit>) {
    follow_pages(webview, window, visit);
    follow_failures(webview, visit);
    follow_person(webview, window, visit);
    forbid(webview, visit);
}

/// The title follows the page that is really shown, so it is set when its first bytes have come.
fn follow_pages(webview: &WebView, window: &WebviewWindow, visit: &Arc<Visit>) {
    let (window, visit) = (window.clone(), visit.clone());
    webview.connect_load_changed(move |webview, event| {
        if event != LoadEvent::Committed {
            return;
        }
        let Some(url) = webview.uri().and_then(|uri| Url::parse(&uri).ok()) else {
            return;
        };
        if let Some(title) = visit.arrived(&url, has_good_certificate(webview)) {
            set_title(&window, &title);
        }
    });
}

fn has_good_certificate(webview: &WebView) -> bool {
    webview
        .tls_info()
        .is_some_and(|(_, faults)| faults.is_empty())
}

fn follow_failures(webview: &WebView, visit: &Arc<Visit>) {
    let failed = visit.clone();
    webview.connect_load_failed(move |_, _, address, error| {
        if error.matches(PolicyError::FrameLoadInterruptedByPolicyChange) {
            failed.stopped();
        } else if !error.matches(NetworkError::Cancelled) {
            failed.fail(&failure_of(error, host_of(address)));
        }
        // Handled: WebKit's own error page would look like a page of the app.
        true
    });
    let untrusted = visit.clone();
    webview.connect_load_failed_with_tls_errors(move |_, address, _, faults| {
        tracing::warn!(?faults, "a certificate is not in order");
        debug_assert!(faults != TlsCertificateFlags::empty());
        untrusted.fail(&Failure::Certificate {
            host: host_of(address),
        });
        true
    });
    let crashed = visit.clone();
    webview.connect_web_process_terminated(move |_, _| crashed.fail(&Failure::Crashed));
    let closed = visit.clone();
    // `window.close()` by the page: what is left is an empty window.
    webview.connect_close(move |_| closed.closed());
}

fn failure_of(error: &Error, host: String) -> Failure {
    if error.matches(ResolverError::TemporaryFailure) {
        return Failure::NoNetwork;
    }
    if error.kind::<ResolverError>().is_some() {
        return Failure::HostNotFound { host };
    }
    if error.kind::<TlsError>().is_some() {
        return Failure::Certificate { host };
    }
    match error.kind::<IOErrorEnum>() {
        Some(IOErrorEnum::ConnectionRefused) => Failure::Refused { host },
        Some(IOErrorEnum::HostNotFound) => Failure::HostNotFound { host },
        Some(IOErrorEnum::NetworkUnreachable | IOErrorEnum::HostUnreachable) => Failure::NoNetwork,
        Some(IOErrorEnum::TimedOut) => Failure::TimedOut { host },
        _ => Failure::NotLoaded {
            host,
            why: error.message().to_owned(),
        },
    }
}

fn host_of(address: &str) -> String {
    let host = Url::parse(address)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| "the app".to_owned())
}

/// Keys and clicks tell a person's steps from the page's own; Ctrl+W closes, Ctrl and +, - or 0 zoom.
fn follow_person(webview: &WebView, window: &WebviewWindow, visit: &Arc<Visit>) {
    let clicked = visit.clone();
    webview.connect_button_press_event(move |_, _| {
        clicked.person_acted();
        Propagation::Proceed
    });
    let (window, typed) = (window.clone(), visit.clone());
    webview.connect_key_press_event(move |webview, event| {
        typed.person_acted();
        if !event.state().contains(ModifierType::CONTROL_MASK) {
            return Propagation::Proceed;
        }
        match event.keyval() {
            keys::constants::w => {
                if let Err(error) = window.close() {
                    tracing::warn!(%error, "a sign-in window did not close");
                }
            }
            keys::constants::plus | keys::constants::equal | keys::constants::KP_Add => {
                webview.set_zoom_level((webview.zoom_level() * 1.1).min(3.0));
            }
            keys::constants::minus | keys::constants::KP_Subtract => {
                webview.set_zoom_level((webview.zoom_level() / 1.1).max(0.5));
            }
            keys::constants::_0 | keys::constants::KP_0 => webview.set_zoom_level(1.0),
            _ => return Propagation::Proceed,
        }
        Propagation::Stop
    });
}

/// Takes away what a sign-in page has no use for, or could hold the person with.
fn forbid(webview: &WebView, visit: &Arc<Visit>) {
    webview.connect_context_menu(|_, _, _, _| true);
    webview.connect_enter_fullscreen(|_| true);
    webview.connect_run_file_chooser(|_, request| {
        request.cancel();
        true
    });
    let asked = visit.clone();
    webview.connect_script_dialog(move |_, dialog| answers_itself(dialog, &asked));
}

/// A page may say a few things and never keep the person from leaving.
fn answers_itself(dialog: &ScriptDialog, visit: &Visit) -> bool {
    if dialog.dialog_type() == ScriptDialogType::BeforeUnloadConfirm {
        dialog.confirm_set_confirmed(true);
        return true;
    }
    !visit.may_show_dialog()
}
