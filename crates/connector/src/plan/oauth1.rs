//! Owns what OAuth 1.0a needs to know about an app and a connection, filled in.

use std::collections::BTreeMap;

use secrecy::SecretString;
use url::Url;
use zeroize::Zeroizing;

use super::{RedirectPlan, refuse_control, texts};
use crate::definition::{
    AuthKind, OAuth1, OAuth1Callback, OAuth1Method, OAuth1Placement, OAuth1Signature, Window,
};
use crate::{Connector, Context, RenderError};

/// Everything that signing with OAuth 1.0a needs, and the legs of a sign-in where there are any.
#[derive(Debug, Clone)]
pub struct OAuth1Plan {
    /// The three legs; none when the token is a fixed one.
    pub legs: Option<OAuth1Legs>,
    /// How requests are signed.
    pub signature: OAuth1Signature,
    /// Where the signature stands.
    pub placement: OAuth1Placement,
    /// The realm of the header.
    pub realm: Option<String>,
    /// Whether a body that is no form is signed by its hash.
    pub body_hash: bool,
    /// The consumer key; no secret.
    pub consumer_key: String,
    /// The consumer secret; empty for signatures that need none.
    pub consumer_secret: SecretString,
    /// The private key of RSA signatures, in PEM.
    pub private_key: Option<SecretString>,
    /// The token and its secret that the person typed, where there are no legs.
    pub fixed_token: Option<(SecretString, SecretString)>,
    /// Whether secrets may go over plain http, which only practice apps on this computer allow.
    pub may_be_plain_http: bool,
}

/// The three legs of a sign-in (RFC 5849 section 2).
#[derive(Debug, Clone)]
pub struct OAuth1Legs {
    /// Where the request token comes from.
    pub request_url: Url,
    /// Where the person says yes.
    pub authorize_url: Url,
    /// Where the access token comes from.
    pub access_url: Url,
    /// The method of the request for a request token.
    pub method: OAuth1Method,
    /// The method of the request for the access token.
    pub access_method: OAuth1Method,
    /// How the verifier comes back.
    pub callback: OAuth1Callback,
    /// More parameters of the request for a request token.
    pub request_params: Vec<(String, String)>,
    /// More parameters of the address where the person says yes.
    pub authorize_params: Vec<(String, String)>,
    /// More parameters of the request for the access token.
    pub access_params: Vec<(String, String)>,
    /// Names to keep from the answer with the access token, each with the parameter that holds it.
    pub keep: BTreeMap<String, String>,
    /// Names to keep from the redirect, each with the parameter that holds it.
    pub keep_from_redirect: BTreeMap<String, String>,
    /// Which window opens first.
    pub window: Window,
    /// Where the app sends the person back to.
    pub redirect: RedirectPlan,
}

impl Connector {
    /// Fills in everything OAuth 1.0a needs. `client` is the person's own OAuth client, by id and secret; it stands in
    /// where the definition names no consumer key or secret.
    pub fn oauth1_plan(
        &self,
        way: &str,
        context: &Context<'_>,
        client: Option<(&str, Option<&SecretString>)>,
    ) -> Result<OAuth1Plan, RenderError> {
        let AuthKind::Oauth1(declared) = &self.known_way(way)?.kind else {
            return Err(RenderError::Definition {
                why: format!("{way} is not an OAuth 1 way"),
            });
        };
        let consumer_key = match (&declared.consumer_key, client) {
            (Some(source), _) => context.secret_text(source)?,
            (None, Some((id, _))) => id.to_owned(),
            (None, None) => {
                return Err(RenderError::Missing {
                    name: "client_id".to_owned(),
                });
            }
        };
        let consumer_secret = match (&declared.consumer_secret, client) {
            (Some(source), _) => secret(source, context)?,
            (None, Some((_, Some(secret)))) => secret.clone(),
            (None, _) => SecretString::default(),
        };
        let private_key = declared.private_key.as_deref();
        let realm = match &declared.realm {
            Some(source) => context.text(source)?,
            None => String::new(),
        };
        refuse_control(&realm)?;
        Ok(OAuth1Plan {
            legs: if declared.has_fixed_token() {
                None
            } else {
                Some(self.oauth1_legs(declared, context)?)
            },
            signature: declared.signature,
            placement: declared.placement,
            realm: Some(realm).filter(|realm| !realm.is_empty()),
            body_hash: declared.body_hash,
            consumer_key,
            consumer_secret,
            private_key: private_key
                .map(|source| secret(source, context))
                .transpose()?,
            fixed_token: match (&declared.token, &declared.token_secret) {
                (Some(token), Some(token_secret)) => {
                    Some((secret(token, context)?, secret(token_secret, context)?))
                }
                _ => None,
            },
            may_be_plain_http: context.is_practice(),
        })
    }

    fn oauth1_legs(
        &self,
        declared: &OAuth1,
        context: &Context<'_>,
    ) -> Result<OAuth1Legs, RenderError> {
        let address = |key: &str, source: &Option<String>| match source {
            Some(source) => context.address(source),
            None => Err(RenderError::Definition {
                why: format!("`{key}` is missing"),
            }),
        };
        Ok(OAuth1Legs {
            request_url: address("request_url", &declared.request_url)?,
            authorize_url: address("authorize_url", &declared.authorize_url)?,
            access_url: address("access_url", &declared.access_url)?,
            method: declared.method,
            access_method: declared.access_method.unwrap_or(declared.method),
            callback: declared.callback,
            request_params: texts(&declared.request_params, context)?,
            authorize_params: texts(&declared.authorize_params, context)?,
            access_params: texts(&declared.access_params, context)?,
            keep: declared.keep.clone(),
            keep_from_redirect: declared.keep_from_redirect.clone(),
            window: declared.window,
            redirect: self.redirect_plan(&declared.redirect),
        })
    }
}

/// Fills in a secret.
pub(super) fn secret(source: &str, context: &Context<'_>) -> Result<SecretString, RenderError> {
    let text = Zeroizing::new(context.secret_text(source)?);
    Ok(SecretString::from(text.as_str()))
}
