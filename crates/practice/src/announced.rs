//! The file that tells where the practice apps are, and whether whoever wrote it still serves them.

use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use crate::Addresses;

/// A first screen waits for this, so it is short; the other process is on this computer.
const PATIENCE: Duration = Duration::from_millis(400);

/// Bytes; the addresses with all people and faults are a few thousand.
const LONGEST_ANSWER: u64 = 1 << 20;

/// Writes the addresses, with our process's number, whole or not at all: others may read the file at any moment.
///
/// # Errors
/// When the file cannot be written.
pub fn announce(file: &Path, addresses: &Addresses) -> std::io::Result<()> {
    let mut content = serde_json::to_value(addresses).map_err(std::io::Error::other)?;
    content["pid"] = std::process::id().into();
    let draft = file.with_extension(format!("json.{}", std::process::id()));
    std::fs::write(&draft, serde_json::to_vec_pretty(&content)?)?;
    std::fs::rename(&draft, file)
}

/// Removes the file, unless another process has put its own there meanwhile.
pub fn withdraw(file: &Path) {
    let own = content_of(file).is_some_and(|there| there["pid"] == std::process::id());
    if own && let Err(error) = std::fs::remove_file(file) {
        tracing::warn!(%error, "the addresses of the practice apps could not be removed");
    }
}

/// Whether the practice apps the file names answer. A file left behind by a process that was killed names a port at
/// which nobody listens any more, or somebody else.
pub async fn is_served(file: &Path) -> bool {
    let Some(control) = control_origin(file) else {
        return false;
    };
    let Some(port) = control.port() else {
        return false;
    };
    let Ok(Ok(answer)) = tokio::time::timeout(PATIENCE, asked(port)).await else {
        return false;
    };
    let body = answer
        .windows(4)
        .position(|end| end == b"\r\n\r\n")
        .map(|end| &answer[end + 4..]);
    let said: Option<Value> = body.and_then(|body| serde_json::from_slice(body).ok());
    said.is_some_and(|said| said["control"] == control.as_str().trim_end_matches('/'))
}

async fn asked(port: u16) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    let request = format!("GET /addresses HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(LONGEST_ANSWER).read_to_end(&mut answer).await?;
    Ok(answer)
}

/// The control origin the file names, if that is on this computer.
fn control_origin(file: &Path) -> Option<Url> {
    let control = Url::parse(content_of(file)?["control"].as_str()?).ok()?;
    (control.scheme() == "http" && control.host_str() == Some("127.0.0.1")).then_some(control)
}

fn content_of(file: &Path) -> Option<Value> {
    serde_json::from_slice(&std::fs::read(file).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use tokio::net::TcpListener;

    use super::*;
    use crate::{Config, Practice};

    fn file_with(content: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("practice.json");
        std::fs::write(&file, content).expect("written");
        (folder, file)
    }

    async fn practice() -> Practice {
        let config = Config {
            first_port: Some(0),
            ..Config::default()
        };
        Practice::start(config).await.expect("started")
    }

    #[tokio::test]
    async fn a_file_left_behind_by_a_killed_process_does_not_count() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let (_folder, file) = file_with(&format!(r#"{{"control": "http://127.0.0.1:{port}"}}"#));
        assert!(!is_served(&file).await);
    }

    #[tokio::test]
    async fn what_is_announced_is_served_until_it_stops_and_is_withdrawn() {
        let practice = practice().await;
        let (folder, file) = file_with("before");
        announce(&file, practice.addresses()).expect("written");
        assert!(is_served(&file).await);
        assert_eq!(content_of(&file).expect("JSON")["pid"], std::process::id());
        let files = std::fs::read_dir(folder.path()).expect("there").count();
        assert_eq!(files, 1, "no draft is left");
        practice.stop().await;
        assert!(!is_served(&file).await);
        withdraw(&file);
        assert!(!file.exists());
    }

    #[tokio::test]
    async fn the_file_of_another_process_stays() {
        let (_folder, file) = file_with(r#"{"control": "http://127.0.0.1:1", "pid": 0}"#);
        withdraw(&file);
        assert!(file.exists());
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
        assert!(!is_served(&file).await);
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
            assert!(!is_served(&file).await, "{content}");
        }
        assert!(!is_served(Path::new("/nowhere/practice.json")).await);
    }
}
