//! Secrets by name, for templates that mark a request with a credential.

use std::collections::BTreeMap;
use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// The credential of one connection, by the names templates use: `access_token`, and the keys of a way's secrets.
#[derive(Clone, Default)]
pub struct Secrets(BTreeMap<String, SecretString>);

impl Secrets {
    /// None at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, secret: SecretString) -> Self {
        self.0.insert(name.into(), secret);
        self
    }

    /// The secret of that name.
    pub fn named(&self, name: &str) -> Option<&SecretString> {
        self.0.get(name)
    }

    /// Whether the text holds one of the secrets.
    pub fn occur_in(&self, text: &str) -> bool {
        self.0.values().any(|secret| {
            let secret = secret.expose_secret();
            !secret.is_empty() && text.contains(secret)
        })
    }
}

impl FromIterator<(String, SecretString)> for Secrets {
    fn from_iter<I: IntoIterator<Item = (String, SecretString)>>(secrets: I) -> Self {
        Self(secrets.into_iter().collect())
    }
}

impl fmt::Debug for Secrets {
    /// Names only.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}
