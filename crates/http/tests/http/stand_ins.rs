//! Owns: stand-ins answer for the hosts they were named for and open no other door.

use std::sync::Arc;

use larder_http::{Client, Fault, Policy, Request, StandIns};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

/// Serves TLS for `names` and answers every request with one word; gives the port and the root.
async fn server(names: &[&str]) -> (u16, Vec<u8>) {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let key = made.signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut head = [0; 2_048];
            let _ = stream.read(&mut head).await;
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nstand!";
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (port, made.cert.der().to_vec())
}

async fn ask(client: &Client, url: &str) -> Result<String, Fault> {
    let answer = client.send(Request::get(Url::parse(url).unwrap())).await?;
    Ok(String::from_utf8(answer.body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_stand_in_answers_for_its_host_by_https_and_its_own_certificate() {
    let (port, root) = server(&["api.app.example"]).await;
    let stand_ins = StandIns::default()
        .host("API.app.example", port)
        .trusting(root);
    let client = Client::with_stand_ins(Policy::default(), stand_ins);
    let said = ask(&client, "https://api.app.example/me").await;
    assert_eq!(said.as_deref(), Ok("stand!"));
    let plain = ask(&client, "http://api.app.example/me").await.unwrap_err();
    assert!(matches!(plain, Fault::NotAllowed { .. }), "{plain:?}");
}

#[tokio::test]
async fn a_stand_in_needs_its_certificate() {
    let (port, _) = server(&["api.app.example"]).await;
    let stand_ins = StandIns::default().host("api.app.example", port);
    let client = Client::with_stand_ins(Policy::default(), stand_ins);
    let fault = ask(&client, "https://api.app.example/me")
        .await
        .unwrap_err();
    assert!(matches!(fault, Fault::Tls { .. }), "{fault:?}");
}

#[tokio::test]
async fn m05_the_certificate_of_a_stand_in_vouches_for_no_other_host_or_port() {
    let (port, root) = server(&["api.app.example", "localhost"]).await;
    let stand_ins = StandIns::default()
        .host("api.app.example", port)
        .trusting(root);
    let client = Client::with_stand_ins(Policy::default(), stand_ins);
    let url = format!("https://localhost:{port}/me");
    let other = ask(&client, &url).await.unwrap_err();
    assert!(matches!(other, Fault::Tls { .. }), "{other:?}");
    for url in [
        format!("https://other.app.example:{port}/"),
        format!("https://api.app.example:{port}/"),
    ] {
        let fault = ask(&client, &url).await.unwrap_err();
        assert!(!matches!(fault, Fault::Tls { .. }), "{fault:?}");
    }
}
