//! Plans: a definition's templates filled in, ready for the protocols and the HTTP client.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use serde_json::Value;
use url::Url;
use zeroize::Zeroizing;

use crate::definition::{Apply, Auth, AuthKind, Basic, Call, ClientAuth, Pkce, Window};
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

/// One request, ready to be sent.
#[derive(Clone)]
pub struct CallPlan {
    /// The method as HTTP writes it.
    pub method: String,
    /// The address, query included.
    pub url: Url,
    /// Headers without any credential.
    pub headers: Vec<(String, String)>,
    /// A JSON body.
    pub body: Option<serde_json::Value>,
}

impl fmt::Debug for CallPlan {
    /// Leaves out the query, which may carry a key, and the body.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallPlan")
            .field("method", &self.method)
            .field("origin", &self.url.origin().ascii_serialization())
            .field("path", &self.url.path())
            .finish_non_exhaustive()
    }
}

impl Connector {
    /// The way to sign in of that id.
    pub fn way(&self, id: &str) -> Option<&Auth> {
        self.auth.iter().find(|way| way.id == id)
    }

    fn known_way(&self, id: &str) -> Result<&Auth, RenderError> {
        self.way(id)
            .ok_or_else(|| RenderError::NoSuchWay { id: id.to_owned() })
    }

    /// The picklist of that id.
    pub fn picklist(&self, id: &str) -> Option<&crate::Picklist> {
        self.picklists.iter().find(|picklist| picklist.id == id)
    }

    /// The operation of that id.
    pub fn operation(&self, id: &str) -> Option<&crate::Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// The path of the loopback redirect when a definition names none.
    pub fn callback_path(&self) -> String {
        format!("/callback/{}", self.id)
    }

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

    /// Fills in a request. It carries no credential; [`Connector::apply`] adds that.
    pub fn call_plan(&self, call: &Call, context: &Context<'_>) -> Result<CallPlan, RenderError> {
        let mut url = context.address(&call.url)?;
        let query = texts(&call.query, context)?;
        if query.iter().any(|(_, value)| !value.is_empty()) {
            url.query_pairs_mut()
                .extend_pairs(query.iter().filter(|(_, value)| !value.is_empty()));
        }
        let mut headers = texts(&call.headers, context)?;
        headers.retain(|(_, value)| !value.is_empty());
        for (_, value) in &headers {
            refuse_control(value)?;
        }
        let body = call
            .body
            .as_ref()
            .map(|body| fill_body(body, context))
            .transpose()?;
        Ok(CallPlan {
            method: call.method.as_str().to_owned(),
            url,
            headers,
            body,
        })
    }

    /// Marks a request with the credential in the context: query parameters are added to the plan, headers are given
    /// back, to be sent as secret ones. Refused when the request does not lead to the app.
    pub fn apply(
        &self,
        way: &str,
        plan: &mut CallPlan,
        context: &Context<'_>,
    ) -> Result<Vec<(String, SecretString)>, RenderError> {
        if !context.reaches(&plan.url) {
            return Err(RenderError::Host {
                host: plan.url.host_str().unwrap_or_default().to_owned(),
            });
        }
        let way = self.known_way(way)?;
        let mut headers = Vec::new();
        match &way.kind {
            AuthKind::Oauth2(_) if way.apply.is_none() => {
                headers.push(secret_header(
                    "Authorization",
                    "Bearer {{ access_token }}",
                    context,
                )?);
            }
            AuthKind::Basic(basic) => {
                headers.push(("Authorization".to_owned(), basic_header(basic, context)?));
            }
            AuthKind::Oauth2(_) | AuthKind::ApiKey | AuthKind::None => {}
        }
        let Some(Apply {
            headers: declared,
            query,
        }) = &way.apply
        else {
            return Ok(headers);
        };
        for (name, value) in declared {
            // The name is a template too, for apps whose header a person names.
            let name = context.text(name)?;
            if name.is_empty() {
                continue;
            }
            if !is_header_name(&name) {
                return Err(RenderError::Unfit {
                    what: "this is no name of a header".to_owned(),
                });
            }
            let (name, value) = secret_header(&name, value, context)?;
            if !secrecy::ExposeSecret::expose_secret(&value)
                .trim()
                .is_empty()
            {
                headers.push((name, value));
            }
        }
        for (name, value) in query {
            let name = context.text(name)?;
            let value = Zeroizing::new(context.secret_text(value)?);
            if !name.is_empty() && !value.is_empty() {
                plan.url.query_pairs_mut().append_pair(&name, &value);
            }
        }
        Ok(headers)
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

fn texts(
    templates: &BTreeMap<String, String>,
    context: &Context<'_>,
) -> Result<Vec<(String, String)>, RenderError> {
    templates
        .iter()
        .map(|(name, source)| Ok((name.clone(), context.text(source)?)))
        .collect()
}

fn fill_body(body: &Value, context: &Context<'_>) -> Result<Value, RenderError> {
    Ok(match body {
        Value::String(source) => Value::String(context.text(source)?),
        Value::Array(entries) => Value::Array(
            entries
                .iter()
                .map(|entry| fill_body(entry, context))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| Ok((name.clone(), fill_body(value, context)?)))
                .collect::<Result<_, RenderError>>()?,
        ),
        other => other.clone(),
    })
}

fn secret_header(
    name: &str,
    source: &str,
    context: &Context<'_>,
) -> Result<(String, SecretString), RenderError> {
    let value = Zeroizing::new(context.secret_text(source)?);
    refuse_control(&value)?;
    Ok((name.to_owned(), SecretString::from(value.as_str())))
}

/// RFC 7617 section 2: the user part has no colon, and both parts are UTF-8.
fn basic_header(basic: &Basic, context: &Context<'_>) -> Result<SecretString, RenderError> {
    let username = Zeroizing::new(context.secret_text(&basic.username)?);
    let password = Zeroizing::new(context.secret_text(&basic.password)?);
    if username.contains(':') {
        return Err(RenderError::Unfit {
            what: "a user name has no colon".to_owned(),
        });
    }
    refuse_control(&username)?;
    refuse_control(&password)?;
    let pair = Zeroizing::new(format!("{}:{}", *username, *password));
    let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    Ok(SecretString::from(format!("Basic {}", *encoded)))
}

/// Whether a text can name a header that a definition or person may set: a token (RFC 9110 section 5.1), and none of
/// those that say where a message goes and how long it is.
pub(crate) fn is_header_name(name: &str) -> bool {
    const OURS: [&str; 5] = [
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "cookie",
    ];
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
        && !OURS.contains(&name.to_ascii_lowercase().as_str())
}

/// Refuses what could end a header line (RFC 9110 section 5.5) or a credential's field.
fn refuse_control(value: &str) -> Result<(), RenderError> {
    if value.chars().any(char::is_control) {
        return Err(RenderError::Unfit {
            what: "a header is one line of text".to_owned(),
        });
    }
    Ok(())
}
