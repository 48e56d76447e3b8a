//! Owns the proof that a posted answer is taken only where one was asked for, and as strictly as any other.

use larder_connector::ResponseMode;
use secrecy::ExposeSecret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::attempt::{Expected, Phase};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document";
const GOOD: &str = "code=good&state=the-state";

async fn listening(mode: ResponseMode) -> (u16, Attempt) {
    let listener = bind("127.0.0.1", &[0]).await.expect("a port");
    let port = listener.port();
    let expected = Expected {
        mode,
        ..Expected::of_state("the-state".into())
    };
    let redirect = listener.redirect("/cb");
    let attempt = Attempt::new("a1".to_owned(), redirect, expected, Attempt::LIFETIME);
    tokio::spawn(listener.serve(attempt.clone(), Page::new("Larder", "App")));
    (port, attempt)
}

async fn sent(port: u16, text: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("a connection");
    // A listener that has seen enough may close before everything is written.
    let _ = stream.write_all(text.as_bytes()).await;
    let mut reply = Vec::new();
    let _ = stream.read_to_end(&mut reply).await;
    String::from_utf8(reply).expect("text")
}

async fn posted(port: u16, target: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    let head = format!(
        "POST {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {length}\r\n{headers}\r\n\r\n"
    );
    sent(port, &format!("{head}{body}")).await
}

fn status(reply: &str) -> &str {
    reply.get(9..12).unwrap_or("none")
}

async fn assert_takes(port: u16, attempt: &Attempt) {
    assert_eq!(attempt.phase(), Phase::Open);
    let reply = posted(port, "/cb", FORM, GOOD).await;
    assert_eq!(status(&reply), "303", "{reply}");
    assert!(reply.contains("\r\nLocation: /done\r\n") && !reply.contains("good"));
    match attempt.settled().await {
        Outcome::Code(code, _) => assert_eq!(code.expose_secret(), "good"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_posted_answer_is_taken_where_it_was_asked_for() {
    let (port, attempt) = listening(ResponseMode::FormPost).await;
    assert_takes(port, &attempt).await;
}

#[tokio::test]
async fn b04_without_that_mode_a_posted_form_is_refused() {
    let (port, attempt) = listening(ResponseMode::Query).await;
    assert_eq!(status(&posted(port, "/cb", FORM, GOOD).await), "405");
    assert_eq!(attempt.phase(), Phase::Open);
}

#[tokio::test]
async fn b04_posts_that_no_sign_in_page_sends_change_nothing() {
    let (port, attempt) = listening(ResponseMode::FormPost).await;
    let script = FORM.replace("navigate", "cors");
    let frame = FORM.replace("document", "iframe");
    let json = FORM.replace("x-www-form-urlencoded", "json");
    let chunked = format!("{FORM}\r\nTransfer-Encoding: chunked");
    let twice = format!("{FORM}\r\nContent-Length: 5");
    for (target, headers, expected) in [
        ("/cb", script.as_str(), "405"),
        ("/cb", frame.as_str(), "405"),
        ("/cb", json.as_str(), "415"),
        ("/cb", chunked.as_str(), "415"),
        ("/cb", twice.as_str(), "411"),
        ("/cb?x=1", FORM, "405"),
        ("/other", FORM, "405"),
    ] {
        let reply = posted(port, target, headers, GOOD).await;
        assert_eq!(status(&reply), expected, "{target} {headers}");
    }
    let foreign = format!(
        "POST /cb HTTP/1.1\r\nHost: evil.example\r\nContent-Length: {}\r\n{FORM}\r\n\r\n{GOOD}",
        GOOD.len()
    );
    assert_eq!(status(&sent(port, &foreign).await), "400");
    let reply = posted(port, "/cb", FORM, "code=evil&state=other").await;
    assert_eq!(status(&reply), "400");
    assert_takes(port, &attempt).await;
}

#[tokio::test]
async fn b06_a_posted_answer_of_more_than_8_kib_is_not_read() {
    let (port, attempt) = listening(ResponseMode::FormPost).await;
    let long = format!("{GOOD}&pad={}", "x".repeat(8 * 1024));
    assert_eq!(status(&posted(port, "/cb", FORM, &long).await), "413");
    let endless = format!(
        "POST /cb HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 99999999999999999999999\r\n{FORM}\r\n\r\n"
    );
    assert_eq!(status(&sent(port, &endless).await), "411");
    assert_takes(port, &attempt).await;
}

#[tokio::test]
async fn b05_a_second_request_behind_the_form_is_never_read() {
    let (port, attempt) = listening(ResponseMode::FormPost).await;
    let first = "code=evil&state=other";
    let smuggled = format!("{first}POST /cb HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n{GOOD}");
    let head = format!(
        "POST /cb HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {}\r\n{FORM}\r\n\r\n",
        first.len()
    );
    assert_eq!(
        status(&sent(port, &format!("{head}{smuggled}")).await),
        "400"
    );
    assert_takes(port, &attempt).await;
}

#[tokio::test]
async fn an_answer_behind_the_hash_is_handed_on_by_a_page_under_a_strict_policy() {
    let (port, attempt) = listening(ResponseMode::Fragment).await;
    let ask = |target: &str| format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    let page = sent(port, &ask("/cb")).await;
    assert_eq!(status(&page), "200");
    assert!(
        page.contains("Content-Security-Policy: default-src 'none'; "),
        "{page}"
    );
    assert!(page.contains("script-src 'sha256-") && page.contains("<script>"));
    assert!(!page.contains("unsafe-inline"));
    // An app that says no in the query is heard all the same; without the state nobody is.
    assert_eq!(
        status(&sent(port, &ask("/cb?error=x&state=other")).await),
        "400"
    );
    assert_takes(port, &attempt).await;
}
