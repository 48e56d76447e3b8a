//! OAuth 1.0a (RFC 5849) as a definition declares it: three legs with a person, or a fixed token without any.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Redirect, Window};

/// OAuth 1.0a: a request token, the person's consent, an access token, and a signature on every request.
///
/// With `token` and `token_secret` the token is one that the person typed, and there are no legs.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct OAuth1 {
    /// Where the request token comes from (RFC 5849 section 2.1), a URL template.
    #[serde(default)]
    pub request_url: Option<String>,
    /// Where the person says yes (section 2.2), a URL template.
    #[serde(default)]
    pub authorize_url: Option<String>,
    /// Where the access token comes from (section 2.3), a URL template.
    #[serde(default)]
    pub access_url: Option<String>,
    /// How requests are signed (section 3.4).
    #[serde(default)]
    pub signature: OAuth1Signature,
    /// Where the signature and its parameters stand (section 3.5).
    #[serde(default)]
    pub placement: OAuth1Placement,
    /// The realm of the header, a template; it is never part of what is signed. Empty: none.
    #[serde(default)]
    pub realm: Option<String>,
    /// Whether a body that is no form is signed by its hash (the Request Body Hash extension).
    #[serde(default)]
    pub body_hash: bool,
    /// How the answer of the person's consent comes back.
    #[serde(default)]
    pub callback: OAuth1Callback,
    /// The method of the requests for both tokens.
    #[serde(default)]
    pub method: OAuth1Method,
    /// The method of the request for the access token, where it is another one.
    #[serde(default)]
    pub access_method: Option<OAuth1Method>,
    /// More parameters of the request for a request token; values are templates.
    #[serde(default)]
    pub request_params: BTreeMap<String, String>,
    /// More parameters of the address where the person says yes; values are templates.
    #[serde(default)]
    pub authorize_params: BTreeMap<String, String>,
    /// More parameters of the request for the access token; values are templates.
    #[serde(default)]
    pub access_params: BTreeMap<String, String>,
    /// Names to keep from the answer with the access token, each with the parameter that holds it there.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
    /// Names to keep from the redirect, each with the query parameter that holds it there.
    #[serde(default)]
    pub keep_from_redirect: BTreeMap<String, String>,
    /// Which window opens first; the person may always take the other.
    #[serde(default)]
    pub window: Window,
    /// Where the app sends the person back to.
    #[serde(default)]
    pub redirect: Redirect,
    /// The consumer key, a template over fields and secrets; without it the id of the person's own client.
    #[serde(default)]
    pub consumer_key: Option<String>,
    /// The consumer secret, a template over fields and secrets; without it the secret of the person's own client.
    #[serde(default)]
    pub consumer_secret: Option<String>,
    /// The private key of RSA signatures in PEM, a template over fields and secrets.
    #[serde(default)]
    pub private_key: Option<String>,
    /// A fixed access token, a template over fields and secrets.
    #[serde(default)]
    pub token: Option<String>,
    /// The fixed token's secret, a template over fields and secrets.
    #[serde(default)]
    pub token_secret: Option<String>,
}

impl OAuth1 {
    /// Whether the token is typed rather than asked for.
    pub fn has_fixed_token(&self) -> bool {
        self.token.is_some()
    }
}

/// The signature methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
pub enum OAuth1Signature {
    /// RFC 5849 section 3.4.2.
    #[default]
    #[serde(rename = "HMAC-SHA1")]
    HmacSha1,
    /// The same with SHA-256, as NetSuite wants it.
    #[serde(rename = "HMAC-SHA256")]
    HmacSha256,
    /// The same with SHA-512.
    #[serde(rename = "HMAC-SHA512")]
    HmacSha512,
    /// RFC 5849 section 3.4.3.
    #[serde(rename = "RSA-SHA1")]
    RsaSha1,
    /// The same with SHA-256.
    #[serde(rename = "RSA-SHA256")]
    RsaSha256,
    /// RFC 5849 section 3.4.4: both secrets as they are, so over https only.
    #[serde(rename = "PLAINTEXT")]
    Plaintext,
}

impl OAuth1Signature {
    /// The name that requests carry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HmacSha1 => "HMAC-SHA1",
            Self::HmacSha256 => "HMAC-SHA256",
            Self::HmacSha512 => "HMAC-SHA512",
            Self::RsaSha1 => "RSA-SHA1",
            Self::RsaSha256 => "RSA-SHA256",
            Self::Plaintext => "PLAINTEXT",
        }
    }

    /// Whether it is made with a private key rather than with shared secrets.
    pub fn is_rsa(self) -> bool {
        matches!(self, Self::RsaSha1 | Self::RsaSha256)
    }
}

/// Where the parameters of a signature stand (RFC 5849 section 3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OAuth1Placement {
    /// In the `Authorization` header.
    #[default]
    Header,
    /// In the query.
    Query,
    /// In a form body; requests whose body is no form carry the header.
    Body,
}

/// How the verifier comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OAuth1Callback {
    /// By a redirect to this computer.
    #[default]
    Redirect,
    /// Shown to the person, who types it (`oob`, RFC 5849 section 2.1).
    Oob,
}

/// The method of the requests for tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OAuth1Method {
    /// As RFC 5849 recommends.
    #[default]
    Post,
    /// For apps that take nothing else.
    Get,
}

impl OAuth1Method {
    /// The method as HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Get => "GET",
        }
    }
}
