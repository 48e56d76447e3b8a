//! Owns the proof of the listener's limits, with real sockets on this computer.

use secrecy::ExposeSecret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use super::*;
use crate::attempt::{End, Expected, Phase};

struct Waiting {
    port: u16,
    attempt: Attempt,
    serving: JoinHandle<()>,
}

async fn waiting() -> Waiting {
    let listener = bind("127.0.0.1", &[0]).await.expect("a port");
    let port = listener.port();
    let expected = Expected::of_state("the-state".into());
    let attempt = Attempt::new(
        "a1".to_owned(),
        listener.redirect("/cb"),
        expected,
        Attempt::LIFETIME,
    );
    let serving = tokio::spawn(listener.serve(attempt.clone(), Page::new("Larder", "App")));
    Waiting {
        port,
        attempt,
        serving,
    }
}

impl Waiting {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port))
            .await
            .expect("a connection")
    }

    /// Sends these very bytes and reads until the listener closes.
    async fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        // A listener that has seen enough may close before everything is written.
        let _ = stream.write_all(bytes).await;
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply).await;
        String::from_utf8(reply).expect("text")
    }

    async fn ask(&self, method: &str, target: &str, more: &str) -> String {
        let port = self.port;
        self.raw(
            format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{more}\r\n")
                .as_bytes(),
        )
        .await
    }

    async fn assert_still_finishes(self) {
        assert_eq!(self.attempt.phase(), Phase::Open);
        let reply = self.ask("GET", "/cb?code=good&state=the-state", "").await;
        assert!(reply.starts_with("HTTP/1.1 303 "), "{reply}");
        match self.attempt.settled().await {
            Outcome::Code(code, _) => assert_eq!(code.expose_secret(), "good"),
            other => panic!("{other:?}"),
        }
        let closing = self.ask("GET", "/done", "").await;
        assert!(closing.starts_with("HTTP/1.1 200 "), "{closing}");
        self.serving.await.expect("no panic");
    }
}

fn status(reply: &str) -> &str {
    reply.get(9..12).unwrap_or("none")
}

#[tokio::test]
async fn b07_the_code_leaves_the_address_bar_and_the_page_is_safe() {
    let waiting = waiting().await;
    let reply = waiting
        .ask("GET", "/cb?code=CANARY&state=the-state", "")
        .await;
    assert_eq!(status(&reply), "303");
    assert!(
        reply.contains("\r\nLocation: /done\r\n") && !reply.contains("CANARY"),
        "{reply}"
    );
    let page = waiting.ask("GET", "/done", "").await;
    for header in [
        "Content-Security-Policy: default-src 'none'; ",
        "Referrer-Policy: no-referrer",
        "Cache-Control: no-store",
    ] {
        assert!(page.contains(&format!("\r\n{header}")), "{header}: {page}");
    }
    assert!(page.contains("Larder has what it needs from App"));
    assert!(!page.to_lowercase().contains("access-control"));
    waiting.serving.await.expect("no panic");
    assert!(
        TcpStream::connect(("127.0.0.1", waiting.port))
            .await
            .is_err(),
        "closed"
    );
}

#[tokio::test]
async fn b07_the_app_s_words_are_escaped_on_the_page() {
    let waiting = waiting().await;
    let query =
        "error=server_error&error_description=%3Cscript%3Ealert(1)%3C/script%3E&state=the-state";
    assert_eq!(
        status(&waiting.ask("GET", &format!("/cb?{query}"), "").await),
        "303"
    );
    let page = waiting.ask("GET", "/done", "").await;
    assert!(
        page.contains("&lt;script&gt;") && !page.contains("<script"),
        "{page}"
    );
}

#[tokio::test]
async fn o01_an_answer_with_a_wrong_state_gets_a_page_and_the_listener_stays() {
    let waiting = waiting().await;
    for query in [
        "?code=evil&state=other",
        "?code=evil",
        "?error=access_denied&state=x",
        "",
    ] {
        let reply = waiting.ask("GET", &format!("/cb{query}"), "").await;
        assert_eq!(status(&reply), "400");
        assert!(
            reply.contains("not the answer that was expected"),
            "{reply}"
        );
    }
    assert_eq!(status(&waiting.ask("GET", "/done", "").await), "404");
    waiting.assert_still_finishes().await;
}

#[tokio::test]
async fn b03_another_host_name_is_refused() {
    let waiting = waiting().await;
    let port = waiting.port;
    for host in [
        "evil.com".to_owned(),
        format!("evil.com:{port}"),
        format!("localhost:{port}"),
        format!("127.0.0.1.:{port}"),
        "127.0.0.1".to_owned(),
        format!("127.0.0.1:{port}@evil.com"),
        String::new(),
    ] {
        let reply = waiting
            .raw(
                format!("GET /cb?code=x&state=the-state HTTP/1.1\r\nHost: {host}\r\n\r\n")
                    .as_bytes(),
            )
            .await;
        assert_eq!(status(&reply), "400", "{host}");
    }
    let without = waiting
        .raw(b"GET /cb?code=x&state=the-state HTTP/1.1\r\n\r\n")
        .await;
    assert_eq!(status(&without), "400");
    let twice = format!("Host: 127.0.0.1:{port}\r\n");
    assert_eq!(
        status(
            &waiting
                .ask("GET", "/cb?code=x&state=the-state", &twice)
                .await
        ),
        "400"
    );
    waiting.assert_still_finishes().await;
}

#[tokio::test]
async fn b04_what_other_pages_load_or_call_changes_nothing() {
    let waiting = waiting().await;
    let target = "/cb?code=x&state=the-state";
    for headers in [
        "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n",
        "Sec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n",
        "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
    ] {
        let reply = waiting
            .ask(
                "GET",
                target,
                &format!("Origin: https://evil.example\r\n{headers}"),
            )
            .await;
        assert_eq!(status(&reply), "403", "{headers}");
        assert!(!reply.to_lowercase().contains("access-control"));
    }
    let preflight = "Origin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Private-Network: true\r\n";
    let reply = waiting.ask("OPTIONS", target, preflight).await;
    assert_eq!(status(&reply), "405");
    assert!(!reply.to_lowercase().contains("access-control"));
    let reply = waiting.ask("POST", target, "Content-Length: 4\r\n").await;
    assert_eq!(status(&reply), "405");
    waiting.assert_still_finishes().await;
}

#[tokio::test]
async fn b05_stray_requests_are_turned_away_and_the_listener_stays() {
    let waiting = waiting().await;
    for target in [
        "/",
        "/favicon.ico",
        "/cb/",
        "/cbx?code=x&state=the-state",
        "/cb/../cb?code=x&state=the-state",
        "/%63b?code=x&state=the-state",
        "/CB",
        "*",
        "http://evil.example/cb?code=x&state=the-state",
    ] {
        assert_eq!(
            status(&waiting.ask("GET", target, "").await),
            "404",
            "{target}"
        );
    }
    let absolute = format!(
        "http://127.0.0.1:{}/cb?code=x&state=the-state",
        waiting.port
    );
    assert_eq!(status(&waiting.ask("GET", &absolute, "").await), "404");
    for method in ["HEAD", "TRACE", "PUT", "DELETE", "CONNECT"] {
        let reply = waiting.ask(method, "/cb?code=x&state=the-state", "").await;
        assert_eq!(status(&reply), "405", "{method}");
        assert!(reply.contains("\r\nAllow: GET\r\n"));
    }
    assert_eq!(
        status(&waiting.raw(b"GET /cb?code=x&state=the-state\r\n\r\n").await),
        "400"
    );
    waiting.assert_still_finishes().await;
}

#[tokio::test]
async fn b05_a_second_request_on_the_same_connection_is_never_read() {
    let waiting = waiting().await;
    let port = waiting.port;
    let smuggled = format!(
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\n\r\nGET /cb?code=evil&state=the-state HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
    );
    let reply = waiting.raw(smuggled.as_bytes()).await;
    assert_eq!(status(&reply), "404");
    assert_eq!(reply.matches("HTTP/1.1 ").count(), 1);
    waiting.assert_still_finishes().await;
}

#[tokio::test]
async fn b06_an_endless_head_is_cut_off() {
    let waiting = waiting().await;
    // Exactly at the limit, so that nothing unread is left to reset the connection.
    let long = format!("GET /{}", "a".repeat(8 * 1024 - 5));
    assert_eq!(status(&waiting.raw(long.as_bytes()).await), "431");
    let mut headers = String::from("GET / HTTP/1.1\r\n");
    headers.push_str(&"a: b\r\n".repeat(10_000));
    let _ = waiting.raw(headers.as_bytes()).await;
    waiting.assert_still_finishes().await;
}

#[tokio::test]
async fn b06_two_hundred_idle_connections_do_not_keep_the_answer_out() {
    let waiting = waiting().await;
    let mut idle = Vec::new();
    for _ in 0..200 {
        let mut stream = waiting.connect().await;
        stream.write_all(b"G").await.expect("sent");
        idle.push(stream);
    }
    waiting.assert_still_finishes().await;
    drop(idle);
}

#[tokio::test(start_paused = true)]
async fn b06_a_head_that_does_not_come_ends_after_five_seconds() {
    let waiting = waiting().await;
    let reply = waiting.raw(b"GET /cb?code=x").await;
    assert_eq!(status(&reply), "408");
    assert_eq!(waiting.attempt.phase(), Phase::Open);
}

#[tokio::test]
async fn b09_after_cancelling_nobody_listens() {
    let waiting = waiting().await;
    waiting.attempt.end(End::Cancelled);
    waiting.serving.await.expect("no panic");
    assert!(
        TcpStream::connect(("127.0.0.1", waiting.port))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn b09_an_answer_after_the_answer_is_told_that_nobody_waits() {
    let waiting = waiting().await;
    let answer = "/cb?code=x&state=the-state";
    assert_eq!(status(&waiting.ask("GET", answer, "").await), "303");
    let again = waiting.ask("GET", answer, "").await;
    assert_eq!(status(&again), "410");
    assert!(again.contains("no longer waiting"), "{again}");
    assert_eq!(status(&waiting.ask("GET", "/done", "").await), "200");
    waiting.serving.await.expect("no panic");
}

#[tokio::test(start_paused = true)]
async fn b09_a_listener_nobody_comes_back_to_ends_with_the_attempt() {
    let waiting = waiting().await;
    waiting.serving.await.expect("no panic");
    assert_eq!(waiting.attempt.phase(), Phase::Ended(End::TimedOut));
}

#[tokio::test(start_paused = true)]
async fn the_listener_ends_even_when_the_closing_page_is_never_asked_for() {
    let waiting = waiting().await;
    assert!(
        waiting.attempt.offer_text("/cb?code=x&state=the-state") == crate::attempt::Offer::Taken
    );
    waiting.serving.await.expect("no panic");
}

#[tokio::test]
async fn a_dropped_listener_frees_its_port() {
    let waiting = waiting().await;
    waiting.serving.abort();
    assert!(waiting.serving.await.expect_err("aborted").is_cancelled());
    assert!(bind("127.0.0.1", &[waiting.port]).await.is_ok());
}

#[tokio::test]
async fn b02_an_answer_to_localhost_is_taken_in_either_family() {
    for address in ["127.0.0.1", "::1"] {
        let listener = bind("localhost", &[0]).await.expect("a port");
        let port = listener.port();
        let expected = Expected::of_state("the-state".into());
        let redirect = listener.redirect("/OauthRedirect");
        assert_eq!(redirect.host_str(), Some("localhost"));
        let attempt = Attempt::new("a1".to_owned(), redirect, expected, Attempt::LIFETIME);
        let serving = tokio::spawn(listener.serve(attempt.clone(), Page::new("Larder", "App")));
        let Ok(mut stream) = TcpStream::connect((address, port)).await else {
            continue; // this computer has no IPv6
        };
        let request = format!(
            "GET /OauthRedirect?code=x&state=the-state HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await.expect("a reply");
        assert_eq!(status(&reply), "303", "{address}");
        assert_eq!(attempt.phase(), Phase::CodeReceived);
        serving.abort();
    }
}
