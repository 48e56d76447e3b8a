//! Owns what an OAuth 2 sign-in needs to know, filled in.

use std::collections::BTreeMap;
use std::time::Duration;

use url::Url;

use super::texts;
use crate::definition::{AuthKind, ClientAuth, Pkce, Window};
use crate::{Connector, Context, RenderError};

/// Everything an OAuth 2 sign-in needs to know about the app.
#[derive(Debug, Clone)]
pub struct OAuth2Plan {
    /// The authorization endpoint.
    pub authorize_url: Url,
    /// The token endpoint.
    pub token_url: Url,
    /// The refresh endpoint; the token endpoint unless the app has another.
    pub refresh_url: Url,
    /// The revocation endpoint (RFC 7009), if there is one.
    pub revoke_url: Option<Url>,
    /// The issuer a redirect's `iss` must name (RFC 9207).
    pub issuer: Option<String>,
    /// Whether a redirect without `iss` is refused.
    pub iss_required: bool,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
    /// What stands between them.
    pub scope_separator: String,
    /// Whether a proof key is sent (RFC 7636, S256).
    pub pkce: bool,
    /// Where the client proves itself.
    pub client_auth: ClientAuth,
    /// More parameters of the authorization request.
    pub authorize_params: Vec<(String, String)>,
    /// More parameters of token and refresh requests.
    pub token_params: Vec<(String, String)>,
    /// Which window opens first.
    pub window: Window,
    /// Where the app sends the person back to.
    pub redirect: RedirectPlan,
    /// Names to keep from the token response, each with its JSONPath.
    pub keep: BTreeMap<String, String>,
    /// The lifetime of an access token when the response says nothing.
    pub default_lifetime: Option<Duration>,
}

/// The loopback redirect of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectPlan {
    /// `127.0.0.1` or `localhost`.
    pub host: String,
    /// The ports to try in order.
    pub ports: Vec<u16>,
    /// The path, beginning with a slash.
    pub path: String,
}

impl Connector {
    /// Fills in everything an OAuth 2 sign-in needs.
    pub fn oauth2_plan(&self, way: &str, context: &Context<'_>) -> Result<OAuth2Plan, RenderError> {
        let AuthKind::Oauth2(declared) = &self.known_way(way)?.kind else {
            return Err(RenderError::Definition {
                why: format!("{way} is not an OAuth 2 way"),
            });
        };
        let token_url = context.address(&declared.token_url)?;
        let optional = |source: &Option<String>| {
            source
                .as_deref()
                .map(|source| context.address(source))
                .transpose()
        };
        Ok(OAuth2Plan {
            authorize_url: context.address(&declared.authorize_url)?,
            refresh_url: optional(&declared.refresh_url)?.unwrap_or_else(|| token_url.clone()),
            token_url,
            revoke_url: optional(&declared.revoke_url)?,
            issuer: declared
                .issuer
                .as_deref()
                .map(|source| issuer(source, context))
                .transpose()?,
            iss_required: declared.iss_required,
            scopes: declared.scopes.clone(),
            scope_separator: declared.scope_separator.clone(),
            pkce: declared.pkce == Pkce::S256,
            client_auth: declared.client_auth.unwrap_or(ClientAuth::Body),
            authorize_params: texts(&declared.authorize_params, context)?,
            token_params: texts(&declared.token_params, context)?,
            window: declared.window,
            redirect: RedirectPlan {
                host: declared.redirect.host.clone(),
                ports: declared.redirect.ports.clone(),
                path: declared
                    .redirect
                    .path
                    .clone()
                    .unwrap_or_else(|| self.callback_path()),
            },
            keep: declared.keep.clone(),
            default_lifetime: declared.default_lifetime_seconds.map(Duration::from_secs),
        })
    }
}

/// An issuer is an address, but compared as text (RFC 9207 section 2.4), so a path of `/` that nobody wrote is taken off.
fn issuer(source: &str, context: &Context<'_>) -> Result<String, RenderError> {
    let url = context.address(source)?;
    let text = url.as_str();
    Ok(if source.ends_with('/') {
        text.to_owned()
    } else {
        text.trim_end_matches('/').to_owned()
    })
}
