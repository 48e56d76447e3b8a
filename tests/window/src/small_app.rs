//! An app of a test's own: served on loopback, defined in the data folder.

use std::fs;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use anyhow::Result;
use serde_json::json;

/// No answer of a test needs more to be asked for.
const LARGEST_BODY: u64 = 1024 * 1024;

/// What the app is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Path and query.
    pub path: String,
    pub body: String,
}

/// What it answers; always 200.
#[derive(Debug, Clone)]
pub struct Answered {
    pub content_type: &'static str,
    pub body: String,
}

impl Answered {
    pub fn json(body: impl Into<String>) -> Self {
        Self {
            content_type: "application/json",
            body: body.into(),
        }
    }

    pub fn page(body: impl Into<String>) -> Self {
        Self {
            content_type: "text/html; charset=utf-8",
            body: body.into(),
        }
    }
}

/// The running app.
#[derive(Debug)]
pub struct SmallApp {
    id: String,
    addresses: String,
}

impl SmallApp {
    /// Serves it until the test ends. Its definition finds it at `{{ practice['site'] }}`.
    pub fn serve(
        id: &str,
        answer: impl Fn(&Asked) -> Answered + Send + Sync + 'static,
    ) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let origin = format!("http://{}", listener.local_addr()?);
        // As the practice apps tell where they are: Larder takes this for them and serves none itself.
        let addresses = json!({
            "control": origin, "apps": { id: { "site": origin } }, "client_id": "larder-practice",
            "people": [], "faults": [], "pid": std::process::id(),
        })
        .to_string();
        let (addressed, answer) = (addresses.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (addresses, answer) = (addressed.clone(), Arc::clone(&answer));
                // A connection that breaks costs its own answer only.
                thread::spawn(move || serve_one(stream, &addresses, &*answer).ok());
            }
        });
        Ok(Self {
            id: id.to_owned(),
            addresses,
        })
    }

    /// Writes its definition into the data folder, and that it is the practice app there: plain http is for those alone.
    pub fn define_in(&self, home: &Path, definition: &str) -> Result<()> {
        let folder = home.join("connectors");
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{}.toml", self.id)), definition)?;
        Ok(fs::write(home.join("practice.json"), &self.addresses)?)
    }
}

fn serve_one(
    mut stream: TcpStream,
    addresses: &str,
    answer: &dyn Fn(&Asked) -> Answered,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = String::new();
    reader
        .take(length.min(LARGEST_BODY))
        .read_to_string(&mut body)?;
    let Answered { content_type, body } = if path.starts_with("/addresses") {
        Answered::json(addresses)
    } else {
        answer(&Asked { path, body })
    };
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
