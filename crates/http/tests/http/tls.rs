//! Owns: certificates nobody vouches for, and ports that do not speak TLS.

use std::sync::Arc;

use larder_http::{Fault, Request};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use url::Url;

use crate::server::{Act, RawServer, json_answer, patient};

#[tokio::test]
async fn o13_a_certificate_nobody_vouches_for_is_refused_and_nothing_is_sent() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
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
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut seen = Vec::new();
        if let Ok(mut stream) = acceptor.accept(stream).await {
            let _ = stream.read_to_end(&mut seen).await;
        }
        seen
    });
    let url = Url::parse(&format!("https://localhost:{port}/token")).unwrap();
    let fault = patient().send(Request::get(url)).await.unwrap_err();
    assert!(
        matches!(&fault, Fault::Tls { host, .. } if host == "localhost"),
        "{fault:?}"
    );
    assert!(fault.is_transient(), "a captive portal does the same");
    assert!(server.await.unwrap().is_empty());
}

#[tokio::test]
async fn o13_a_port_that_does_not_speak_tls_is_named_as_such() {
    let server = RawServer::start(Act::Close(vec![json_answer("[]")])).await;
    let mut url = server.url.clone();
    url.set_scheme("https").unwrap();
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    url.set_port(Some(plain.local_addr().unwrap().port()))
        .unwrap();
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        let (mut stream, _) = plain.accept().await.unwrap();
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
    });
    let fault = patient().send(Request::get(url)).await.unwrap_err();
    assert!(matches!(fault, Fault::Tls { .. }), "{fault:?}");
}
