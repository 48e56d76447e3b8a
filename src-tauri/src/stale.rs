//! The one event: tells the window which calls' answers became old.

use larder_engine::{Engine, api};
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::broadcast::error::RecvError;

use crate::door::Door;
use crate::{main_window, theme};

const EVENT: &str = "stale";

/// Forwards the engine's news until the engine is gone.
pub(crate) fn forward(app: AppHandle, engine: &Engine) {
    let mut news = engine.stale();
    tokio::spawn(async move {
        loop {
            let calls = match news.recv().await {
                Ok(calls) => calls,
                // Too much at once to tell apart: everything may be old.
                Err(RecvError::Lagged(_)) => every_call(),
                Err(RecvError::Closed) => return,
            };
            if calls.iter().any(|call| call == theme::CALL)
                && let Some(engine) = app.state::<Door<Engine>>().opened()
            {
                theme::follow(&app, engine).await;
            }
            // Only the main window hears it; sign-in windows show other people's pages.
            if let Err(error) = app.emit_to(main_window::LABEL, EVENT, calls) {
                tracing::warn!(%error, "the window did not hear what became old");
            }
        }
    });
}

fn every_call() -> Vec<String> {
    api::READS
        .iter()
        .map(|(call, _)| (*call).to_owned())
        .collect()
}
