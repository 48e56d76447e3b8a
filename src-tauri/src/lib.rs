//! The desktop shell: puts windows, menu and the one command `rpc` around the engine. No rules of its own.

mod door;
mod hardening;
mod logging;
mod main_window;
mod menu;
mod notify;
mod popup;
mod practice;
mod quit;
mod rpc;
mod stale;
mod theme;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use larder_engine::{Engine, Options};
use tauri::{AppHandle, Manager};
use tauri_plugin_window_state::StateFlags;

use crate::door::Door;
use crate::popup::Popups;

/// Runs the app until the person quits.
///
/// # Errors
/// When there is no display, or Tauri itself cannot start.
pub fn run() -> anyhow::Result<()> {
    hardening::before_threads();
    let home = Options::from_environment().home;
    let home = std::path::absolute(&home).unwrap_or(home);
    let _log = logging::start(&home);
    let app = tauri::Builder::default()
        .plugin(single_instance(&home))
        .plugin(window_state(&home))
        .invoke_handler(tauri::generate_handler![rpc::rpc])
        .on_menu_event(menu::chosen)
        .setup(move |app| Ok(set_up(app, home)?))
        .build(context())
        .context("the window system does not answer")?;
    app.run(quit::follow);
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "what the macro writes names `exit`, for pages that do not fit the program"
)]
fn context() -> tauri::Context {
    tauri::generate_context!()
}

/// The window comes first; the engine opens beside it, and every call waits for it.
fn set_up(app: &mut tauri::App, home: PathBuf) -> tauri::Result<()> {
    let handle = app.handle().clone();
    app.manage(practice::Served::default());
    let folder = home.clone();
    app.manage(Door::new(move || open(handle.clone(), folder.clone())));
    let opening = app.handle().clone();
    tauri::async_runtime::spawn(async move {
        if let Err(problem) = opening.state::<Door<Engine>>().enter().await {
            tracing::error!(kind = ?problem.kind, "the engine could not be opened: {}", problem.what);
        }
    });
    main_window::open(app, &home)?;
    quit::on_signals(app.handle());
    hardening::after_window();
    Ok(())
}

async fn open(app: AppHandle, home: PathBuf) -> Result<Engine, larder_engine::Problem> {
    // Before the engine answers anything, so that the first screen can already offer the practice apps.
    practice::serve(&app, &home).await;
    let mut options = Options::from_environment();
    options.window = Some(Arc::new(Popups::new(app.clone())));
    let engine = Engine::open(options).await?;
    theme::follow(&app, &engine).await;
    notify::follow(app.clone(), &engine);
    quit::on_word(app.clone(), &engine);
    stale::forward(app, &engine);
    look_at_all(&engine);
    Ok(engine)
}

/// Asks the connected apps, quietly, beside whatever the person does first.
fn look_at_all(engine: &Engine) {
    let engine = engine.clone();
    tokio::spawn(async move {
        if let Err(problem) = engine.check_at_start().await {
            tracing::warn!(kind = ?problem.kind, "the check at start failed: {}", problem.what);
        }
    });
}

/// One app for each data folder; a second start brings the first one's window to the front.
fn single_instance(home: &Path) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri_plugin_single_instance::Builder::new()
        .callback(|app, _arguments, _folder| main_window::to_front(app))
        .dbus_id(format!("app.larder.desktop.of_{:016x}", fingerprint(home)))
        .build()
}

/// Sign-in windows are left out: where they open says nothing about where the person wants them.
fn window_state(home: &Path) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .with_filename(home.join("window.json").to_string_lossy())
        .with_filter(|label| label == main_window::LABEL)
        .build()
}

fn fingerprint(home: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    home.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
