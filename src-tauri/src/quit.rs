//! Ending: what would be lost is asked about first; then sign-ins are cancelled, writes finish and the practice apps stop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use larder_engine::Engine;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};

use crate::door::Door;
use crate::{main_window, popup, practice};

/// An app that is renewing a sign-in answers within this time, or its answer does not count. A token
/// that came after the program ended would be lost, and the grant with it.
const REFRESHES: Duration = Duration::from_secs(31);

/// What else is not finished by then is finished by the store's recovery at the next start.
const PATIENCE: Duration = Duration::from_secs(4);

/// A question about leaving is being made up.
static ASKING: AtomicBool = AtomicBool::new(false);
/// Nothing is asked any more: the person has answered, or the session ends.
static UNASKED: AtomicBool = AtomicBool::new(false);
static LEAVING: AtomicBool = AtomicBool::new(false);
static LEFT: AtomicBool = AtomicBool::new(false);

/// Follows the run of the app: the main window's end, or any wish to quit, ends it in order.
pub(crate) fn follow(app: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::WindowEvent {
            label,
            event: WindowEvent::CloseRequested { api, .. },
            ..
        } if label == main_window::LABEL && must_ask(app) => {
            api.prevent_close();
            ask(app.clone());
        }
        RunEvent::WindowEvent {
            label,
            event: WindowEvent::Destroyed,
            ..
        } if label == main_window::LABEL => {
            app.exit(0);
        }
        RunEvent::ExitRequested { api, code, .. } if !LEFT.load(Ordering::SeqCst) => {
            api.prevent_exit();
            // The last window's end asks to exit without a code; closing a popup must not.
            let main_is_open = app.get_webview_window(main_window::LABEL).is_some();
            if main_is_open && code.is_some() && must_ask(app) {
                ask(app.clone());
            } else if (code.is_some() || !main_is_open) && !LEAVING.swap(true, Ordering::SeqCst) {
                leave(app.clone());
            }
        }
        _ => {}
    }
}

/// Whether ending now could lose a renewed sign-in, and the window is there to ask in.
fn must_ask(app: &AppHandle) -> bool {
    !UNASKED.load(Ordering::SeqCst)
        && !LEAVING.load(Ordering::SeqCst)
        && app.get_webview_window(main_window::LABEL).is_some()
        && app
            .state::<Door<Engine>>()
            .opened()
            .is_some_and(Engine::has_unstored)
}

/// Tries once more to store; ends the program when that works, else the page shows what would be lost.
fn ask(app: AppHandle) {
    if ASKING.swap(true, Ordering::SeqCst) {
        return;
    }
    tauri::async_runtime::spawn(async move {
        let is_ready = match app.state::<Door<Engine>>().opened() {
            // What an app takes longer for than this, closing waits for no longer either.
            Some(engine) => tokio::time::timeout(REFRESHES, engine.ready_to_leave())
                .await
                .unwrap_or(true),
            None => true,
        };
        ASKING.store(false, Ordering::SeqCst);
        if is_ready {
            end_unasked(&app);
        } else {
            main_window::to_front(&app);
        }
    });
}

fn end_unasked(app: &AppHandle) {
    UNASKED.store(true, Ordering::SeqCst);
    app.exit(0);
}

/// Ends the program on the person's word in the page, or once all is stored.
pub(crate) fn on_word(app: AppHandle, engine: &Engine) {
    let engine = engine.clone();
    tauri::async_runtime::spawn(async move {
        engine.may_go().await;
        end_unasked(&app);
    });
}

fn leave(app: AppHandle) {
    popup::close_all(&app);
    tauri::async_runtime::spawn(async move {
        if let Some(engine) = app.state::<Door<Engine>>().opened() {
            // When nothing is being renewed this takes no time.
            let _ = tokio::time::timeout(REFRESHES, engine.settle()).await;
        }
        if tokio::time::timeout(PATIENCE, finish(&app)).await.is_err() {
            tracing::warn!("not everything was finished in time");
        }
        LEFT.store(true, Ordering::SeqCst);
        app.exit(0);
    });
}

async fn finish(app: &AppHandle) {
    if let Some(engine) = app.state::<Door<Engine>>().opened() {
        for lost in engine.close().await {
            tracing::warn!(kind = ?lost.kind, "a renewed sign-in is lost, since it could not be stored");
        }
    }
    practice::stop(app).await;
}

/// Quits in order when the session ends or the terminal is interrupted.
#[cfg(unix)]
pub(crate) fn on_signals(app: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    for kind in [
        SignalKind::terminate(),
        SignalKind::interrupt(),
        SignalKind::hangup(),
    ] {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            match signal(kind) {
                Ok(mut signals) => {
                    signals.recv().await;
                    // Who ends the session does not wait for an answer.
                    end_unasked(&app);
                }
                Err(error) => tracing::warn!(%error, "a signal is not listened to"),
            }
        });
    }
}

#[cfg(not(unix))]
pub(crate) fn on_signals(_app: &AppHandle) {}
