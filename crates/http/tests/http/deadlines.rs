//! Owns: servers that are slow, silent or absent.

use std::time::Duration;

use larder_http::{Client, Fault, Policy, Request};
use tokio::net::TcpListener;
use url::Url;

use crate::server::{Act, RawServer, impatient};

#[tokio::test]
async fn m06_a_server_that_never_answers_ends_at_the_total_deadline() {
    let server = RawServer::start(Act::Hang(Vec::new())).await;
    let after = Duration::from_millis(200);
    let request = Request::get(server.url.clone()).timeout(after);
    let fault = impatient().send(request).await.unwrap_err();
    let host = "127.0.0.1".to_owned();
    assert_eq!(fault, Fault::TimedOut { host, after });
}

#[tokio::test]
async fn m06_a_body_that_stalls_ends_at_the_read_deadline() {
    let start = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[1,2,3".to_vec();
    let server = RawServer::start(Act::Hang(vec![start])).await;
    let fault = impatient()
        .send(Request::get(server.url.clone()))
        .await
        .unwrap_err();
    let after = Duration::from_millis(150);
    let host = "127.0.0.1".to_owned();
    assert_eq!(fault, Fault::TimedOut { host, after });
}

#[tokio::test]
async fn m06_a_body_that_only_drips_ends_at_the_total_deadline() {
    // Each byte arrives well within the read deadline; only the total can end this.
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n".to_vec();
    let server = DrippingServer::start(head).await;
    let after = Duration::from_millis(400);
    let client = Client::new(Policy {
        read_timeout: Duration::from_mins(1),
        ..Policy::default()
    });
    let request = Request::get(server.url).timeout(after);
    let fault = client.send(request).await.unwrap_err();
    let host = "127.0.0.1".to_owned();
    assert_eq!(fault, Fault::TimedOut { host, after });
}

#[tokio::test]
async fn a_port_nobody_listens_on_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let url = Url::parse(&format!("http://127.0.0.1:{port}/?token=CANARY")).unwrap();
    let fault = impatient().send(Request::get(url)).await.unwrap_err();
    let host = "127.0.0.1".to_owned();
    assert_eq!(fault, Fault::Refused { host });
    assert!(!format!("{fault} {fault:?}").contains("CANARY"));
}

#[tokio::test]
async fn m05_forbidden_addresses_are_refused_before_anything_is_sent() {
    for text in [
        "https://169.254.169.254/",
        "http://app.example/",
        "https://[fe80::1]/",
    ] {
        let fault = impatient()
            .send(Request::get(Url::parse(text).unwrap()))
            .await
            .unwrap_err();
        assert!(matches!(fault, Fault::NotAllowed { .. }), "{fault:?}");
        assert!(!fault.is_transient());
    }
}

#[tokio::test]
async fn r06_a_name_that_does_not_exist_is_named_as_such() {
    // ".invalid" never exists (RFC 6761 6.4); without any network the fault says that instead.
    let url = Url::parse("https://larder.invalid/").unwrap();
    let fault = impatient().send(Request::get(url)).await.unwrap_err();
    assert!(
        matches!(&fault, Fault::HostNotFound { host } if host == "larder.invalid")
            || fault == Fault::NoNetwork
            || matches!(&fault, Fault::TimedOut { .. }),
        "{fault:?}"
    );
    assert!(fault.is_transient());
}

/// Sends a head and then one byte now and again.
struct DrippingServer {
    url: Url,
}

impl DrippingServer {
    async fn start(head: Vec<u8>) -> Self {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut seen = [0; 1024];
            let _ = stream.read(&mut seen).await;
            let _ = stream.write_all(&head).await;
            let mut tick = tokio::time::interval(Duration::from_millis(20));
            loop {
                tick.tick().await;
                if stream.write_all(b" ").await.is_err() {
                    return;
                }
            }
        });
        Self {
            url: Url::parse(&format!("http://127.0.0.1:{port}/")).unwrap(),
        }
    }
}
