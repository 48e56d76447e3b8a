//! Serves the practice apps while the app is open, and tells the engine where they are.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use larder_practice::{Config, Practice};
use serde_json::Value;
use tauri::{AppHandle, Manager};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

/// `0` leaves the practice apps out.
const SWITCH: &str = "LARDER_PRACTICE";

/// The first screen waits for this, so it is short; the other process is on this computer.
const PATIENCE: Duration = Duration::from_millis(400);

/// Bytes; the addresses with all people and faults are a few thousand.
const LONGEST_ANSWER: u64 = 1 << 20;

/// The practice apps this process serves, and the file that says so.
#[derive(Default)]
pub(crate) struct Served(Mutex<Option<(Practice, PathBuf)>>);

/// Starts the practice apps, unless they are switched off or another process serves them for the
/// same data folder. A failure costs the practice apps, not the start.
pub(crate) async fn serve(app: &AppHandle, home: &Path) {
    if switched_off() || app.state::<Served>().is_serving() {
        return;
    }
    let file = home.join("practice.json");
    if is_served_already(&file).await {
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
        if let Err(error) = std::fs::remove_file(&file) {
            tracing::warn!(%error, "the addresses of the practice apps could not be removed");
        }
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

fn switched_off() -> bool {
    std::env::var_os(SWITCH).is_some_and(|value| value == "0")
}

async fn start(home: &Path, file: &Path) -> anyhow::Result<Practice> {
    let state_file = Some(home.join("practice-state.json"));
    let practice = Practice::start(Config {
        state_file,
        ..Config::default()
    })
    .await?;
    let addresses = with_pid(serde_json::to_value(practice.addresses())?);
    if let Err(error) = replace(file, &serde_json::to_vec_pretty(&addresses)?) {
        practice.stop().await;
        return Err(error.into());
    }
    Ok(practice)
}

fn with_pid(mut addresses: Value) -> Value {
    addresses["pid"] = std::process::id().into();
    addresses
}

/// Writes the file whole or not at all: others may read it at any moment.
fn replace(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let draft = file.with_extension(format!("json.{}", std::process::id()));
    std::fs::write(&draft, content)?;
    std::fs::rename(&draft, file)
}

async fn is_served_already(file: &Path) -> bool {
    let Some(control) = control_origin(file) else {
        return false;
    };
    answers(&control).await
}

/// The control origin the file names, if that is on this computer.
fn control_origin(file: &Path) -> Option<Url> {
    let addresses: Value = serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
    let control = Url::parse(addresses["control"].as_str()?).ok()?;
    (control.scheme() == "http" && control.host_str() == Some("127.0.0.1")).then_some(control)
}

/// Whether the practice apps of that origin answer. A file left behind by a process that was killed
/// names a port at which nobody listens any more, or somebody else.
async fn answers(control: &Url) -> bool {
    let Some(port) = control.port() else {
        return false;
    };
    let asked = async {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        let request = format!("GET /addresses HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.take(LONGEST_ANSWER).read_to_end(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    let Ok(Ok(answer)) = tokio::time::timeout(PATIENCE, asked).await else {
        return false;
    };
    let body = answer
        .windows(4)
        .position(|end| end == b"\r\n\r\n")
        .map(|end| &answer[end + 4..]);
    let addresses: Option<Value> = body.and_then(|body| serde_json::from_slice(body).ok());
    addresses
        .is_some_and(|addresses| addresses["control"] == control.as_str().trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    fn file_with(content: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("practice.json");
        replace(&file, content.as_bytes()).expect("written");
        (folder, file)
    }

    #[tokio::test]
    async fn a_file_left_behind_by_a_killed_process_does_not_count() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let (_folder, file) = file_with(&format!(r#"{{"control": "http://127.0.0.1:{port}"}}"#));
        assert!(!is_served_already(&file).await);
    }

    #[tokio::test]
    async fn another_process_that_answers_is_used() {
        let practice = Practice::start(Config {
            first_port: Some(0),
            state_file: None,
            ..Config::default()
        })
        .await
        .expect("started");
        let addresses = serde_json::to_string(practice.addresses()).expect("JSON");
        let (_folder, file) = file_with(&addresses);
        assert!(is_served_already(&file).await);
        practice.stop().await;
        assert!(!is_served_already(&file).await);
    }

    #[tokio::test]
    async fn somebody_else_on_the_port_does_not_count() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a port");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a caller");
            let mut request = [0; 512];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{}").await;
        });
        let (_folder, file) = file_with(&format!(r#"{{"control": "http://127.0.0.1:{port}"}}"#));
        assert!(!is_served_already(&file).await);
    }

    #[tokio::test]
    async fn a_damaged_or_foreign_file_does_not_count() {
        for content in [
            "",
            "{",
            "{}",
            r#"{"control": 1}"#,
            r#"{"control": "http://example.com"}"#,
            r#"{"control": "https://127.0.0.1:1"}"#,
        ] {
            let (_folder, file) = file_with(content);
            assert!(!is_served_already(&file).await, "{content}");
        }
        assert!(!is_served_already(Path::new("/nowhere/practice.json")).await);
    }

    #[test]
    fn the_file_is_replaced_whole_and_names_the_process() {
        let (folder, file) = file_with("before");
        let addresses = with_pid(serde_json::json!({"control": "http://127.0.0.1:47613"}));
        replace(&file, addresses.to_string().as_bytes()).expect("written");
        let read: Value =
            serde_json::from_slice(&std::fs::read(&file).expect("there")).expect("JSON");
        assert_eq!(read["pid"], std::process::id());
        assert_eq!(
            std::fs::read_dir(folder.path()).expect("there").count(),
            1,
            "no draft is left"
        );
    }
}
