//! Serves the practice apps while the app is open, and tells the engine where they are.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use larder_practice::{Config, Practice};
use tauri::{AppHandle, Manager};

/// `0` leaves the practice apps out; `quirks` serves the stand-ins for every other way to sign in as well.
const SWITCH: &str = "LARDER_PRACTICE";

/// The practice apps this process serves, and the file that says so.
#[derive(Default)]
pub(crate) struct Served(Mutex<Option<(Practice, PathBuf)>>);

/// Starts the practice apps, unless they are switched off or another process serves them for the
/// same data folder. A failure costs the practice apps, not the start.
pub(crate) async fn serve(app: &AppHandle, home: &Path) {
    if switched_to("0") || app.state::<Served>().is_serving() {
        return;
    }
    let file = home.join("practice.json");
    if larder_practice::is_served(&file).await {
        tracing::info!("another process serves the practice apps");
        return;
    }
    match start(home, &file).await {
        Ok(practice) => app.state::<Served>().keep(practice, file),
        Err(error) => tracing::warn!(%error, "the practice apps could not be started"),
    }
}

/// Stops them and takes the file away.
pub(crate) async fn stop(app: &AppHandle) {
    let served = app.state::<Served>().take();
    if let Some((practice, file)) = served {
        larder_practice::withdraw(&file);
        practice.stop().await;
    }
}

impl Served {
    fn is_serving(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }

    fn keep(&self, practice: Practice, file: PathBuf) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((practice, file));
    }

    fn take(&self) -> Option<(Practice, PathBuf)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn switched_to(wanted: &str) -> bool {
    std::env::var_os(SWITCH).is_some_and(|value| value == wanted)
}

async fn start(home: &Path, file: &Path) -> anyhow::Result<Practice> {
    let state_file = Some(home.join("practice-state.json"));
    let practice = Practice::start(Config {
        state_file,
        quirks: switched_to("quirks"),
        ..Config::default()
    })
    .await?;
    if let Err(error) = larder_practice::announce(file, practice.addresses()) {
        practice.stop().await;
        return Err(error.into());
    }
    Ok(practice)
}
