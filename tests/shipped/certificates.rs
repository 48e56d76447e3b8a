//! The certificates of the stand-ins' world: a root nobody else trusts, the vendors' and the person's.
use std::sync::{Arc, OnceLock};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::crypto::aws_lc_rs;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

/// Made once for the whole test run.
#[derive(Debug)]
pub(crate) struct Certificates {
    /// DER.
    pub(crate) root: Vec<u8>,
    pub(crate) server: Arc<ServerConfig>,
    /// The person's certificate for apps that ask for one, PEM.
    pub(crate) client: String,
    pub(crate) client_key: String,
}

/// The certificates; the first call says for which hosts.
pub(crate) fn certificates(hosts: &[&str]) -> &'static Certificates {
    static MADE: OnceLock<Certificates> = OnceLock::new();
    MADE.get_or_init(|| make(hosts))
}

fn make(hosts: &[&str]) -> Certificates {
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = root.self_signed(&key).unwrap();
    let issuer = Issuer::new(root, key);
    let signed = |names: Vec<String>| {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(names).unwrap();
        (params.signed_by(&key, &issuer).unwrap(), key)
    };
    let (server, server_key) = signed(hosts.iter().map(|&host| host.to_owned()).collect());
    let (client, client_key) = signed(vec!["ada.acme.example".to_owned()]);
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(certificate.der().clone()).unwrap();
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .allow_unauthenticated()
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
    Certificates {
        root: certificate.der().to_vec(),
        server: Arc::new(config),
        client: client.pem(),
        client_key: client_key.serialize_pem(),
    }
}
