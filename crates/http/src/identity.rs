//! Owns the client certificate a client shows (mutual TLS, RFC 8446 section 4.4.2).

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::Fault;

/// A certificate with its private key, as the TLS library takes it.
#[derive(Clone)]
pub(crate) struct ShownIdentity(pub(crate) reqwest::Identity);

impl ShownIdentity {
    /// Reads both parts from PEM.
    pub(crate) fn from_pem(certificate: &SecretString, key: &SecretString) -> Result<Self, Fault> {
        let both = Zeroizing::new(format!(
            "{}\n{}\n",
            key.expose_secret().trim(),
            certificate.expose_secret().trim()
        ));
        reqwest::Identity::from_pem(both.as_bytes())
            .map(Self)
            .map_err(|_| Fault::BadRequest {
                why: "the client certificate or its private key cannot be read as PEM".to_owned(),
            })
    }
}

impl fmt::Debug for ShownIdentity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ShownIdentity")
    }
}
