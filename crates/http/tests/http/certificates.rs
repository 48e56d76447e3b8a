//! Owns: a client shows its certificate to servers that ask for one, and no other client does.

use std::sync::Arc;

use larder_http::{Client, Fault, Policy, Request, StandIns};
use rcgen::{CertificateParams, Issuer, KeyPair};
use rustls::crypto::aws_lc_rs;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

/// A server that talks only to clients whose certificate comes from its own authority.
struct Strict {
    port: u16,
    root: Vec<u8>,
    certificate: SecretString,
    key: SecretString,
}

async fn strict() -> Strict {
    let authority_key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority = params.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(params, authority_key);
    let person_key = KeyPair::generate().unwrap();
    let person = CertificateParams::new(vec!["larder".to_owned()])
        .unwrap()
        .signed_by(&person_key, &issuer)
        .unwrap();
    let server_key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["api.app.example".to_owned()])
        .unwrap()
        .signed_by(&server_key, &issuer)
        .unwrap();
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut trusted = RootCertStore::empty();
    trusted.add(authority.der().clone()).unwrap();
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(trusted), Arc::clone(&provider))
            .build()
            .unwrap();
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(
            vec![server.der().clone()],
            server_key.serialize_der().try_into().unwrap(),
        )
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
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nknown";
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    Strict {
        port,
        root: authority.der().to_vec(),
        certificate: person.pem().into(),
        key: person_key.serialize_pem().into(),
    }
}

#[tokio::test]
async fn a_server_that_wants_a_certificate_is_shown_it_by_that_client_alone() {
    let strict = strict().await;
    let stand_ins = StandIns::default()
        .host("api.app.example", strict.port)
        .trusting(strict.root.clone());
    let plain = Client::with_stand_ins(Policy::default(), stand_ins);
    let showing = plain
        .showing(&strict.certificate, &strict.key)
        .expect("a readable certificate");
    let url = Url::parse("https://api.app.example/me").unwrap();
    let answer = showing.send(Request::get(url.clone())).await.unwrap();
    assert_eq!(&answer.body[..], b"known");
    let refused = plain.send(Request::get(url)).await;
    assert!(refused.is_err(), "{refused:?}");
    assert!(!format!("{showing:?}").contains("PRIVATE"));
}

#[tokio::test]
async fn x07_a_certificate_or_key_that_cannot_be_read_is_named() {
    let strict = strict().await;
    let client = Client::new(Policy::default());
    let bad: [(&SecretString, SecretString); 3] = [
        (&strict.certificate, "nothing".into()),
        (&strict.certificate, strict.certificate.clone()),
        (&strict.key, strict.key.clone()),
    ];
    for (certificate, key) in bad {
        let refused = client.showing(certificate, &key);
        assert!(
            matches!(refused, Err(Fault::BadRequest { .. })),
            "{refused:?}"
        );
    }
}
