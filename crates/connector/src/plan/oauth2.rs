//! Owns what an OAuth 2 sign-in needs to know, filled in.

use std::collections::BTreeMap;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::assertion::{AssertionPlan, ClientKeyPlan};
use super::token_answer::{AnswerPath, AnswerPlan};
use super::{refuse_control, texts};
use crate::definition::{
    AuthKind, ClientAuth, OAuth2, Pkce, Redirect, ResponseMode, TokenBody, TokenMethod, Window,
};
use crate::host::HostRule;
use crate::{Connector, Context, RenderError};

/// How the tokens are asked for.
#[derive(Debug, Clone, Default)]
pub enum Grant {
    /// With a code from the app's own page (RFC 6749 section 4.1).
    #[default]
    AuthorizationCode,
    /// With nothing but the client's own proof (RFC 6749 section 4.4).
    ClientCredentials,
    /// With a signed assertion (RFC 7523 section 2.1).
    JwtBearer(AssertionPlan),
    /// With a user's name and password (RFC 6749 section 4.3).
    Password {
        /// The user.
        username: SecretString,
        /// The password.
        password: SecretString,
    },
    /// With a code the person types at the app's page (RFC 8628).
    Device,
}

/// Everything an OAuth 2 sign-in needs to know about the app.
#[derive(Debug, Clone)]
pub struct OAuth2Plan {
    /// How the tokens are asked for.
    pub grant: Grant,
    /// The issuer whose metadata names the endpoints that are missing here.
    pub discover: Option<DiscoverPlan>,
    /// The authorization endpoint; only the code grant has one.
    pub authorize_url: Option<Url>,
    /// The token endpoint.
    pub token_url: Option<Url>,
    /// The refresh endpoint where it is not the token endpoint; see [`OAuth2Plan::refresh_endpoint`].
    pub refresh_url: Option<Url>,
    /// The revocation endpoint (RFC 7009), if there is one.
    pub revoke_url: Option<Url>,
    /// The device authorization endpoint; only the device grant has one.
    pub device_url: Option<Url>,
    /// The issuer a redirect's `iss` must name (RFC 9207).
    pub issuer: Option<String>,
    /// Whether a redirect without `iss` is refused.
    pub iss_required: bool,
    /// The scopes to ask for, and missed when they are not granted.
    pub scopes: Vec<String>,
    /// The scopes to ask for as well.
    pub optional_scopes: Vec<String>,
    /// What stands between them.
    pub scope_separator: String,
    /// Whether a proof key is sent (RFC 7636, S256).
    pub pkce: bool,
    /// The client where the connection itself names it; else the one registered with the app.
    pub client: Option<ClientPlan>,
    /// How the client proves itself.
    pub client_auth: ClientAuth,
    /// The key for [`ClientAuth::PrivateKeyJwt`].
    pub client_key: Option<ClientKeyPlan>,
    /// How the token request is sent.
    pub token_method: TokenMethod,
    /// Where its parameters stand.
    pub token_body: TokenBody,
    /// More headers of token and refresh requests.
    pub token_headers: Vec<(String, SecretString)>,
    /// More parameters of the authorization request; an empty one drops the standard one of that name.
    pub authorize_params: Vec<(String, String)>,
    /// More parameters of token and refresh requests; an empty one drops the standard one of that name.
    pub token_params: Vec<(String, SecretString)>,
    /// Parameters of refresh requests, in place of those of the same name.
    pub refresh_params: Vec<(String, SecretString)>,
    /// What this app calls the standard parameters; see [`OAuth2Plan::name`].
    pub names: BTreeMap<String, String>,
    /// What the redirect calls them where that differs; see [`OAuth2Plan::redirect_name`].
    pub redirect_names: BTreeMap<String, String>,
    /// How the answer comes back.
    pub response_mode: ResponseMode,
    /// Which window opens first.
    pub window: Window,
    /// Where the app sends the person back to.
    pub redirect: RedirectPlan,
    /// Where the members of a token answer are.
    pub answer: AnswerPlan,
    /// Names to keep from the token response, each with its JSONPath.
    pub keep: BTreeMap<String, String>,
    /// Names to keep from the redirect, each with the parameter's name.
    pub keep_from_redirect: BTreeMap<String, String>,
    /// Secrets to keep from the token response beside the tokens.
    pub keep_secrets: BTreeMap<String, AnswerPath>,
    /// The lifetime of an access token, whatever the response says.
    pub lifetime: Option<Duration>,
    /// The lifetime of an access token when the response says nothing.
    pub default_lifetime: Option<Duration>,
}

/// The client a connection itself names.
#[derive(Debug, Clone)]
pub struct ClientPlan {
    /// Its id; no secret.
    pub id: String,
    /// Its secret, if it has one.
    pub secret: Option<SecretString>,
}

/// The issuer that is asked for its endpoints, and where those may be.
#[derive(Debug, Clone)]
pub struct DiscoverPlan {
    /// The issuer's address.
    pub url: Url,
    /// The issuer as the metadata must name it: compared as text (RFC 8414 section 3.3).
    pub issuer: String,
    hosts: HostRule,
}

impl DiscoverPlan {
    /// Trusts an issuer with any https host, or with this machine alone while practising.
    pub fn any_host(url: Url, practice: bool) -> Self {
        let issuer = url.as_str().trim_end_matches('/').to_owned();
        let hosts = HostRule::any(practice);
        Self { url, issuer, hosts }
    }

    /// Whether metadata may send secrets and people to this endpoint: https on one of the app's hosts; while practising,
    /// this machine.
    pub fn admits(&self, endpoint: &Url) -> bool {
        self.hosts.admits(endpoint)
    }
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

impl OAuth2Plan {
    /// Whether the person signs in at the app's own page, with a redirect back to this machine.
    pub fn needs_page(&self) -> bool {
        matches!(self.grant, Grant::AuthorizationCode)
    }

    /// Where a refresh is asked for.
    pub fn refresh_endpoint(&self) -> Option<&Url> {
        self.refresh_url.as_ref().or(self.token_url.as_ref())
    }

    /// Where people are sent or, without a page, where the tokens come from: the address to name the app by.
    pub fn opens_at(&self) -> Option<&Url> {
        let discovered = || self.discover.as_ref().map(|discover| &discover.url);
        let first = match self.grant {
            Grant::AuthorizationCode => self.authorize_url.as_ref(),
            Grant::Device => self.device_url.as_ref(),
            _ => None,
        };
        first.or(self.token_url.as_ref()).or_else(discovered)
    }

    /// Every scope asked for, as one text; none when nothing is.
    pub fn asked_scopes(&self) -> Option<String> {
        let all = joined(&self.scopes, &self.optional_scopes, &self.scope_separator);
        (!all.is_empty()).then_some(all)
    }

    /// What a request calls a standard parameter.
    pub fn name<'a>(&'a self, standard: &'a str) -> &'a str {
        self.names.get(standard).map_or(standard, String::as_str)
    }

    /// What the redirect calls a standard parameter.
    pub fn redirect_name<'a>(&'a self, standard: &'a str) -> &'a str {
        self.redirect_names
            .get(standard)
            .map_or_else(|| self.name(standard), String::as_str)
    }
}

impl Default for OAuth2Plan {
    /// The plainest app: a code with a proof key, a form to the token endpoint, and no address yet.
    fn default() -> Self {
        Self {
            grant: Grant::default(),
            discover: None,
            authorize_url: None,
            token_url: None,
            refresh_url: None,
            revoke_url: None,
            device_url: None,
            issuer: None,
            iss_required: false,
            scopes: Vec::new(),
            optional_scopes: Vec::new(),
            scope_separator: " ".to_owned(),
            pkce: true,
            client: None,
            client_auth: ClientAuth::Body,
            client_key: None,
            token_method: TokenMethod::default(),
            token_body: TokenBody::default(),
            token_headers: Vec::new(),
            authorize_params: Vec::new(),
            token_params: Vec::new(),
            refresh_params: Vec::new(),
            names: BTreeMap::new(),
            redirect_names: BTreeMap::new(),
            response_mode: ResponseMode::default(),
            window: Window::default(),
            redirect: RedirectPlan {
                host: "127.0.0.1".to_owned(),
                ports: vec![47620, 47621, 47622],
                path: "/callback".to_owned(),
            },
            answer: AnswerPlan::default(),
            keep: BTreeMap::new(),
            keep_from_redirect: BTreeMap::new(),
            keep_secrets: BTreeMap::new(),
            lifetime: None,
            default_lifetime: None,
        }
    }
}

impl Connector {
    /// Fills in where a page of this app sends the person back to.
    pub(super) fn redirect_plan(&self, declared: &Redirect) -> RedirectPlan {
        let path = declared.path.clone();
        RedirectPlan {
            host: declared.host.clone(),
            ports: declared.ports.clone(),
            path: path.unwrap_or_else(|| self.callback_path()),
        }
    }

    /// Fills in everything an OAuth 2 sign-in needs. The context holds the connection's secrets where a template uses
    /// them (a key, a password, a typed client).
    pub fn oauth2_plan(&self, way: &str, context: &Context<'_>) -> Result<OAuth2Plan, RenderError> {
        let kind = &self.known_way(way)?.kind;
        let Some(declared) = kind.oauth2() else {
            return Err(RenderError::Definition {
                why: format!("{way} is not an OAuth 2 way"),
            });
        };
        let client = client(declared, context)?;
        let context = &match &client {
            Some(client) => context.clone().client(client.id.clone()),
            None => context.clone(),
        };
        let (scopes, optional_scopes) = asked(declared, context)?;
        let all = joined(&scopes, &optional_scopes, &declared.scope_separator);
        let context = &context.clone().asking_for(all);
        let optional = |source: &Option<String>| {
            source
                .as_deref()
                .map(|source| context.address(source))
                .transpose()
        };
        let grant = grant(kind, declared, context)?;
        let usual = match grant {
            Grant::JwtBearer(_) => ClientAuth::Nothing,
            _ => ClientAuth::Body,
        };
        Ok(OAuth2Plan {
            discover: self.discover(declared, context)?,
            authorize_url: optional(&declared.authorize_url)?,
            token_url: optional(&declared.token_url)?,
            refresh_url: optional(&declared.refresh_url)?,
            revoke_url: optional(&declared.revoke_url)?,
            device_url: optional(&declared.device_url)?,
            issuer: declared
                .issuer
                .as_deref()
                .map(|source| issuer(source, context))
                .transpose()?,
            iss_required: declared.iss_required,
            scopes,
            optional_scopes,
            scope_separator: declared.scope_separator.clone(),
            pkce: declared.pkce == Some(Pkce::S256),
            client,
            client_auth: declared.client_auth.unwrap_or(usual),
            client_key: declared
                .client_key
                .as_ref()
                .map(|key| ClientKeyPlan::of(key, context))
                .transpose()?,
            token_method: declared.token_method,
            token_body: match (declared.token_method, declared.token_body) {
                (TokenMethod::Get, _) => TokenBody::Query,
                (TokenMethod::Post, body) => body.unwrap_or_default(),
            },
            token_headers: headers(&declared.token_headers, context)?,
            authorize_params: texts(&declared.authorize_params, context)?,
            token_params: secrets(&declared.token_params, context)?,
            refresh_params: secrets(&declared.refresh_params, context)?,
            names: declared.names.clone(),
            redirect_names: declared.redirect_names.clone(),
            response_mode: declared.response_mode,
            window: declared.window,
            redirect: self.redirect_plan(&declared.redirect),
            answer: AnswerPlan::of(declared)?,
            keep: declared.keep.clone(),
            keep_from_redirect: declared.keep_from_redirect.clone(),
            keep_secrets: declared
                .keep_secrets
                .iter()
                .map(|(name, source)| Ok((name.clone(), AnswerPath::compile(source)?)))
                .collect::<Result<_, RenderError>>()?,
            lifetime: declared.lifetime_seconds.map(Duration::from_secs),
            default_lifetime: declared.default_lifetime_seconds.map(Duration::from_secs),
            grant,
        })
    }

    /// Where an OAuth 2 way opens a page or, without one, gets its tokens; known before any secret is.
    pub fn oauth2_opens_at(&self, way: &str, context: &Context<'_>) -> Result<Url, RenderError> {
        let kind = &self.known_way(way)?.kind;
        let declared = kind.oauth2();
        let first = match kind {
            AuthKind::Oauth2(declared) => declared.authorize_url.as_ref(),
            AuthKind::Oauth2Device(declared) => declared.device_url.as_ref(),
            _ => None,
        };
        let source = first.or_else(|| {
            let declared = declared?;
            declared.token_url.as_ref().or(declared.discover.as_ref())
        });
        let source = source.ok_or_else(|| RenderError::Definition {
            why: format!("{way} has no address"),
        })?;
        context.address(source)
    }

    fn discover(
        &self,
        declared: &OAuth2,
        context: &Context<'_>,
    ) -> Result<Option<DiscoverPlan>, RenderError> {
        let Some(source) = declared.discover.as_deref() else {
            return Ok(None);
        };
        Ok(Some(DiscoverPlan {
            url: context.address(source)?,
            issuer: issuer(source, context)?,
            hosts: HostRule::of(self, context.is_practice()),
        }))
    }
}

fn grant(kind: &AuthKind, declared: &OAuth2, context: &Context<'_>) -> Result<Grant, RenderError> {
    let missing = |key: &str| RenderError::Definition {
        why: format!("`{key}` is missing"),
    };
    let secret = |source: &Option<String>, key: &str| {
        let source = source.as_deref().ok_or_else(|| missing(key))?;
        context.secret_text(source).map(SecretString::from)
    };
    Ok(match kind {
        AuthKind::Oauth2ClientCredentials(_) => Grant::ClientCredentials,
        AuthKind::JwtBearer(_) => {
            let assertion = declared.assertion.as_ref();
            let assertion = assertion.ok_or_else(|| missing("assertion"))?;
            Grant::JwtBearer(AssertionPlan::of(assertion, context)?)
        }
        AuthKind::Oauth2Device(_) => Grant::Device,
        AuthKind::Oauth2Password(_) => Grant::Password {
            username: secret(&declared.username, "username")?,
            password: secret(&declared.password, "password")?,
        },
        _ => Grant::AuthorizationCode,
    })
}

fn client(declared: &OAuth2, context: &Context<'_>) -> Result<Option<ClientPlan>, RenderError> {
    let Some(id) = &declared.client_id else {
        return Ok(None);
    };
    let secret = declared.client_secret.as_deref();
    let secret = secret
        .map(|source| context.secret_text(source))
        .transpose()?;
    Ok(Some(ClientPlan {
        id: context.secret_text(id)?,
        secret: secret
            .filter(|secret| !secret.is_empty())
            .map(SecretString::from),
    }))
}

/// The scopes to ask for, and those that are not missed: as the definition says, or as they were chosen.
fn asked(
    declared: &OAuth2,
    context: &Context<'_>,
) -> Result<(Vec<String>, Vec<String>), RenderError> {
    let chosen = context.chosen_scopes();
    // A definition that takes no choice any more is asked as it stands.
    if let Some(chosen) = chosen.and_then(|chosen| declared.asked_scopes(Some(chosen))) {
        let is_missed = |scope: &String| !declared.optional_scopes.contains(scope);
        return Ok(chosen.into_iter().partition(is_missed));
    }
    Ok((
        scopes(&declared.scopes, context)?,
        scopes(&declared.optional_scopes, context)?,
    ))
}

/// Scopes as one text. A `+` between them is how a query writes a blank.
fn joined(scopes: &[String], optional: &[String], separator: &str) -> String {
    let all: Vec<&str> = scopes.iter().chain(optional).map(String::as_str).collect();
    all.join(if separator == "+" { " " } else { separator })
}

/// A scope that a person typed may well be several.
fn scopes(sources: &[String], context: &Context<'_>) -> Result<Vec<String>, RenderError> {
    let mut scopes = Vec::new();
    for source in sources {
        let text = context.text(source)?;
        if text == *source {
            scopes.push(text);
        } else {
            scopes.extend(text.split_whitespace().map(str::to_owned));
        }
    }
    Ok(scopes)
}

fn secrets(
    templates: &BTreeMap<String, String>,
    context: &Context<'_>,
) -> Result<Vec<(String, SecretString)>, RenderError> {
    templates
        .iter()
        .map(|(name, source)| Ok((name.clone(), context.secret_text(source)?.into())))
        .collect()
}

fn headers(
    templates: &BTreeMap<String, String>,
    context: &Context<'_>,
) -> Result<Vec<(String, SecretString)>, RenderError> {
    let mut headers = Vec::new();
    for (name, source) in templates {
        let value = context.secret_text(source)?;
        refuse_control(&value)?;
        if !value.is_empty() {
            headers.push((name.clone(), value.into()));
        }
    }
    Ok(headers)
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
