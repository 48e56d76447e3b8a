//! Which HTTP client a connection's calls go through: the common one, or one that shows the connection's certificate.
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use larder_connector::Secrets;
use secrecy::{ExposeSecret, SecretString};

use crate::Engine;
use crate::credential::Credential;
use crate::problem::Problem;
use crate::subject::{Subject, of_render};

/// Clients that show a certificate, by connection, so that each keeps its open connections.
#[derive(Default)]
pub(crate) struct Showing(Mutex<HashMap<String, (SecretString, larder_http::Client)>>);

impl Engine {
    /// The client for calls in a connection's name.
    pub(crate) fn http_of(
        &self,
        subject: &Subject,
        credential: &Credential,
    ) -> Result<larder_http::Client, Problem> {
        if subject.way()?.certificate.is_none() {
            return Ok(self.0.http.clone());
        }
        let secrets: Secrets = credential.for_templates().into_iter().collect();
        let shown = subject
            .connector
            .certificate(&subject.row.way, &subject.context().secrets(&secrets))
            .map_err(|error| of_render(subject.app(), &error))?;
        let Some(shown) = shown else {
            return Ok(self.0.http.clone());
        };
        let mut known = self
            .0
            .showing
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((certificate, client)) = known.get(&subject.row.id)
            && certificate.expose_secret() == shown.certificate.expose_secret()
        {
            return Ok(client.clone());
        }
        let client = self
            .0
            .http
            .showing(&shown.certificate, &shown.key)
            .map_err(|_| {
                Problem::input(
                    &certificate_field(subject),
                    "The client certificate or its private key cannot be read. Both must be PEM, the key without a passphrase.",
                )
            })?;
        known.insert(subject.row.id.clone(), (shown.certificate, client.clone()));
        Ok(client)
    }

    /// Forgets what a connection showed.
    pub(crate) fn forget_certificate(&self, id: &str) {
        self.0
            .showing
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
    }
}

/// The field the certificate was typed into, for the words beside it.
fn certificate_field(subject: &Subject) -> String {
    let Ok(way) = subject.way() else {
        return "certificate".to_owned();
    };
    let source = way
        .certificate
        .as_ref()
        .map_or("", |certificate| certificate.certificate.as_str());
    way.secrets
        .iter()
        .find(|field| source.contains(field.key.as_str()))
        .map_or_else(|| "certificate".to_owned(), |field| field.key.clone())
}
