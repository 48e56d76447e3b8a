//! Owns a server that sends exactly the bytes a test gives it, and remembers what it was asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use larder_http::{Client, Policy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// What to send, piece by piece, and what to do then.
#[derive(Clone)]
pub(crate) enum Act {
    /// Sends the bytes and closes.
    Close(Vec<Vec<u8>>),
    /// Sends the bytes and stays silent.
    Hang(Vec<Vec<u8>>),
    /// Sends the first bytes, then the second over and over until nobody reads.
    Repeat(Vec<u8>, Vec<u8>),
}

pub(crate) struct RawServer {
    pub(crate) url: Url,
    heads: Arc<Mutex<Vec<String>>>,
}

impl RawServer {
    /// Starts a server that plays `act` to everyone who connects.
    pub(crate) async fn start(act: Act) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = heads.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(play(stream, act.clone(), seen.clone()));
            }
        });
        Self {
            url: Url::parse(&format!("http://127.0.0.1:{port}/data")).unwrap(),
            heads,
        }
    }

    /// The heads of all requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn play(mut stream: TcpStream, act: Act, seen: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    seen.lock()
        .unwrap()
        .push(String::from_utf8_lossy(&head).into_owned());
    match act {
        Act::Close(pieces) => {
            let _ = send(&mut stream, &pieces).await;
        }
        Act::Hang(pieces) => {
            let _ = send(&mut stream, &pieces).await;
            std::future::pending::<()>().await;
        }
        Act::Repeat(first, then) => {
            let _ = send(&mut stream, &[first]).await;
            while send(&mut stream, std::slice::from_ref(&then)).await.is_ok() {}
        }
    }
}

async fn send(stream: &mut TcpStream, pieces: &[Vec<u8>]) -> std::io::Result<()> {
    for piece in pieces {
        stream.write_all(piece).await?;
        stream.flush().await?;
    }
    Ok(())
}

/// A whole answer with a JSON body.
pub(crate) fn json_answer(body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A client whose deadlines are short enough to wait for.
pub(crate) fn impatient() -> Client {
    Client::new(Policy {
        connect_timeout: Duration::from_secs(10),
        total_timeout: Duration::from_secs(30),
        read_timeout: Duration::from_millis(150),
        max_body: 1024 * 1024,
        ..Policy::default()
    })
}

pub(crate) fn patient() -> Client {
    Client::new(Policy {
        max_body: 1024 * 1024,
        ..Policy::default()
    })
}
