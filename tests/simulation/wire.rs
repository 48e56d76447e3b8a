//! The app's end of the wire: as much of HTTP/1.1 as the simulation needs, with connections that break off.
use std::fmt::Write as _;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::form_urlencoded;

use crate::app::{App, Form, Reply};

/// Whose place is asked to know that everything sent before was read.
const CALM: &str = "calm";

/// Waits until the app has read all that was sent to it before, also by who is gone: what came first
/// is at its sockets already, and is looked at before these.
pub(crate) async fn has_read_all(port: u16) -> std::io::Result<()> {
    for _ in 0..3 {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        let asked = format!("GET /{CALM} HTTP/1.1\r\nconnection: close\r\n\r\n");
        stream.write_all(asked.as_bytes()).await?;
        stream.read_buf(&mut Vec::new()).await?;
    }
    Ok(())
}

/// Answers on a port of its own for as long as the runtime lives.
pub(crate) async fn serve(app: App) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let app = app.clone();
            tokio::spawn(talk(stream, app));
        }
    });
    port
}

/// Answers requests on one connection until either side ends it.
async fn talk(mut stream: TcpStream, app: App) {
    let _ = stream.set_nodelay(true);
    let mut unread = Vec::new();
    while let Some(asked) = read(&mut stream, &mut unread).await {
        let mut steps = asked.path.split('/').skip(1);
        let (org, what) = (steps.next().unwrap_or(""), steps.next().unwrap_or(""));
        if org == CALM {
            // Nobody of the simulation: no lot is drawn for it.
            let _ = stream
                .write_all(b"HTTP/1.1 204 Calm\r\ncontent-length: 0\r\n\r\n")
                .await;
            return;
        }
        let takes = app.takes(what);
        if !takes.is_zero() {
            tokio::time::sleep(takes).await;
        }
        let Reply::Says(status, headers, body) = app.answer(org, what, &asked.bearer, &asked.form)
        else {
            return;
        };
        let mut answer = format!(
            "HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            let _ = write!(answer, "{name}: {value}\r\n");
        }
        answer.push_str("\r\n");
        answer.push_str(&body);
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

struct Asked {
    path: String,
    bearer: String,
    form: Form,
}

async fn read(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Option<Asked> {
    let head_ends = loop {
        if let Some(at) = unread.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(unread).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&unread[..head_ends]).into_owned();
    let header = |name: &str| {
        head.lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value)
    };
    let length: usize = header("content-length").parse().unwrap_or(0);
    while unread.len() < head_ends + length {
        if stream.read_buf(unread).await.ok()? == 0 {
            return None;
        }
    }
    let form = form_urlencoded::parse(&unread[head_ends..head_ends + length])
        .into_owned()
        .collect();
    let asked = Asked {
        path: head.split(' ').nth(1)?.to_owned(),
        bearer: header("authorization")
            .trim_start_matches("Bearer ")
            .to_owned(),
        form: Form(form),
    };
    unread.drain(..head_ends + length);
    Some(asked)
}
