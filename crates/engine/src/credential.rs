//! The secrets of one connection: made by a sign-in, sealed for the store, opened for a call.
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use larder_auth::oauth1::AccessKeys;
use larder_auth::oauth2::{ToRevoke, Tokens};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The names of an OAuth 1 access token among the given secrets; no definition can use them (they are no identifiers).
const OAUTH1_TOKEN: &str = "oauth1:token";
const OAUTH1_TOKEN_SECRET: &str = "oauth1:token_secret";

/// What a sign-in yielded. Never leaves the process but sealed.
#[derive(Clone, Default)]
pub(crate) struct Credential {
    pub(crate) access_token: Option<SecretString>,
    pub(crate) refresh_token: Option<SecretString>,
    /// When the access token ends by the app's word, milliseconds since 1970 UTC.
    pub(crate) expires_at: Option<i64>,
    /// When the access token was issued, for judging its age.
    pub(crate) issued_at: Option<i64>,
    /// Typed secrets by field.
    pub(crate) typed: BTreeMap<String, SecretString>,
    /// Further secrets the sign-in gave, by the names the definition knows them by.
    pub(crate) given: BTreeMap<String, SecretString>,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("has_access_token", &self.access_token.is_some())
            .field("has_refresh_token", &self.refresh_token.is_some())
            .field("expires_at", &self.expires_at)
            .field("typed", &self.typed.keys())
            .field("given", &self.given.keys())
            .finish_non_exhaustive()
    }
}

/// The sealed document. Exists only between here and the vault.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Credential")]
struct Sealed<'a> {
    #[serde(borrow)]
    access_token: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow)]
    refresh_token: Option<std::borrow::Cow<'a, str>>,
    expires_at: Option<i64>,
    issued_at: Option<i64>,
    #[serde(borrow)]
    typed: Texts<'a>,
    #[serde(borrow, default)]
    given: Texts<'a>,
}

type Texts<'a> = BTreeMap<std::borrow::Cow<'a, str>, std::borrow::Cow<'a, str>>;

impl Credential {
    /// From a token answer; `before` gives the refresh token where the app sent no new one (RFC 6749 section 6).
    pub(crate) fn from_tokens(
        tokens: &Tokens,
        before: Option<&Self>,
        lifetime: Option<Duration>,
        now: i64,
    ) -> Self {
        let lifetime = tokens.expires_in.or(lifetime);
        Self {
            access_token: Some(tokens.access_token.clone()),
            refresh_token: tokens
                .refresh_token
                .clone()
                .or_else(|| before.and_then(|before| before.refresh_token.clone())),
            expires_at: lifetime.map(|life| {
                now.saturating_add(i64::try_from(life.as_millis()).unwrap_or(i64::MAX))
            }),
            issued_at: Some(now),
            typed: before
                .map(|before| before.typed.clone())
                .unwrap_or_default(),
            given: {
                let mut given = before
                    .map(|before| before.given.clone())
                    .unwrap_or_default();
                given.extend(tokens.kept_secrets.clone());
                given
            },
        }
    }

    /// From what a person typed.
    pub(crate) fn from_typed(typed: BTreeMap<String, SecretString>) -> Self {
        Self {
            typed,
            ..Self::default()
        }
    }

    /// From an OAuth 1 access token, beside what was typed.
    pub(crate) fn from_oauth1(keys: &AccessKeys, typed: &Self, now: i64) -> Self {
        let given = [
            (OAUTH1_TOKEN, &keys.token),
            (OAUTH1_TOKEN_SECRET, &keys.token_secret),
        ];
        Self {
            issued_at: Some(now),
            typed: typed.typed.clone(),
            given: given
                .map(|(name, secret)| (name.to_owned(), secret.clone()))
                .into(),
            ..Self::default()
        }
    }

    /// The OAuth 1 access token, if the sign-in gave one.
    pub(crate) fn oauth1_token(&self) -> Option<AccessKeys> {
        Some(AccessKeys {
            token: self.given.get(OAUTH1_TOKEN)?.clone(),
            token_secret: self.given.get(OAUTH1_TOKEN_SECRET)?.clone(),
        })
    }

    /// What is given back to the app when the grant ends.
    pub(crate) fn to_revoke(&self) -> ToRevoke<'_> {
        ToRevoke {
            refresh_token: self.refresh_token.as_ref(),
            access_token: self.access_token.as_ref(),
        }
    }

    /// The names templates know the secrets by.
    pub(crate) fn for_templates(&self) -> BTreeMap<String, SecretString> {
        let mut secrets = self.typed.clone();
        secrets.extend(self.given.clone());
        if let Some(token) = &self.access_token {
            secrets.insert("access_token".to_owned(), token.clone());
        }
        secrets
    }

    /// The document to seal.
    pub(crate) fn to_document(&self) -> Zeroizing<Vec<u8>> {
        let sealed = Sealed {
            access_token: self
                .access_token
                .as_ref()
                .map(|token| token.expose_secret().into()),
            refresh_token: self
                .refresh_token
                .as_ref()
                .map(|token| token.expose_secret().into()),
            expires_at: self.expires_at,
            issued_at: self.issued_at,
            typed: texts(&self.typed),
            given: texts(&self.given),
        };
        Zeroizing::new(serde_json::to_vec(&sealed).expect("text and numbers are always JSON"))
    }

    /// Reads an opened document; `None` when it is none of ours.
    pub(crate) fn from_document(document: &[u8]) -> Option<Self> {
        let sealed: Sealed<'_> = serde_json::from_slice(document).ok()?;
        let secret = |text: std::borrow::Cow<'_, str>| SecretString::from(text.into_owned());
        Some(Self {
            access_token: sealed.access_token.map(secret),
            refresh_token: sealed.refresh_token.map(secret),
            expires_at: sealed.expires_at,
            issued_at: sealed.issued_at,
            typed: secrets(sealed.typed),
            given: secrets(sealed.given),
        })
    }
}

fn texts(secrets: &BTreeMap<String, SecretString>) -> Texts<'_> {
    secrets
        .iter()
        .map(|(key, secret)| (key.as_str().into(), secret.expose_secret().into()))
        .collect()
}

fn secrets(texts: Texts<'_>) -> BTreeMap<String, SecretString> {
    texts
        .into_iter()
        .map(|(key, text)| (key.into_owned(), SecretString::from(text.into_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_comes_back_from_its_document() {
        let credential = Credential {
            access_token: Some("00D!tok\"en\u{e9}".into()),
            refresh_token: Some("refresh".into()),
            expires_at: Some(5),
            issued_at: None,
            typed: BTreeMap::from([("api_token".to_owned(), SecretString::from("k\\ey"))]),
            given: BTreeMap::from([("sid".to_owned(), SecretString::from("s"))]),
        };
        let back = Credential::from_document(&credential.to_document()).expect("our own document");
        assert_eq!(
            back.access_token.expect("kept").expose_secret(),
            "00D!tok\"en\u{e9}"
        );
        assert_eq!(back.refresh_token.expect("kept").expose_secret(), "refresh");
        assert_eq!(back.expires_at, Some(5));
        assert_eq!(back.given["sid"].expose_secret(), "s");
        assert_eq!(back.typed["api_token"].expose_secret(), "k\\ey");
    }

    #[test]
    fn a_document_of_an_earlier_version_is_still_read() {
        let old = br#"{"access_token":"a","refresh_token":null,"expires_at":null,"issued_at":1,"typed":{}}"#;
        let back = Credential::from_document(old).expect("an earlier document");
        assert!(back.given.is_empty());
    }

    #[test]
    fn l03_debug_of_a_credential_shows_no_secret() {
        let credential = Credential {
            access_token: Some("CANARY".into()),
            ..Credential::default()
        };
        assert!(!format!("{credential:?}").contains("CANARY"));
    }
}
