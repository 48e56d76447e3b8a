//! Salesforce's token, revocation and introspection endpoints.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use serde_json::{Value, json};

use super::answer::json_answer;
use super::organization::{full_id, id};
use crate::authorize::{App, first, pairs};
use crate::grant::{Issued, Lifetimes};
use crate::people::part;
use crate::random::digest_base64;
use crate::token::{Refused, Terms, exchange};
use crate::world::now;

const TERMS: Terms = Terms {
    lifetimes: Lifetimes {
        access: None,
        refresh: None,
    },
    refresh_needs_scope: true,
    password_grant: true,
};

/// `POST /services/oauth2/token`.
pub(crate) async fn token(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let form = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
    let mut pairs = if form { pairs(&body) } else { Vec::new() };
    add_basic(&headers, &mut pairs);
    let mut response = match exchange(&app, &pairs, TERMS) {
        Ok(issued) => json_answer(StatusCode::OK, &success(&app, &issued)),
        Err(refused) => refusal(refused),
    };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Client credentials in a Basic header count like those in the form (RFC 6749 section 2.3.1).
fn add_basic(headers: &HeaderMap, pairs: &mut Vec<(String, String)>) {
    if let Some((user, secret)) = crate::basic::credentials(headers) {
        pairs.push(("client_id".to_owned(), user));
        pairs.push(("client_secret".to_owned(), secret));
    }
}

/// The identity URL of somebody.
pub(crate) fn identity_url(app: &App, username: &str) -> String {
    let user = part(app.site, username).map_or_else(String::new, |part| full_id(part.id));
    format!("{}/id/{}/{user}", app.origin(), full_id(id(app.site)))
}

fn success(app: &App, issued: &Issued) -> Value {
    let identity = identity_url(app, &issued.username);
    let issued_at = now().to_string();
    let mut answer = json!({
        "access_token": issued.access_token,
        "signature": digest_base64(&format!("{identity}{issued_at}")),
        "scope": issued.scopes.join(" "),
        "instance_url": app.origin(),
        "id": identity,
        "token_type": "Bearer",
        "issued_at": issued_at,
    });
    if let Some(refresh) = &issued.refresh_token {
        answer["refresh_token"] = json!(refresh);
    }
    answer
}

fn refusal(refused: Refused) -> Response<Body> {
    let (error, description) = match refused {
        Refused::UnsupportedGrantType => (
            "unsupported_grant_type",
            "grant type not supported".to_owned(),
        ),
        Refused::UnknownClient => ("invalid_client_id", "client identifier invalid".to_owned()),
        Refused::BadClientSecret => ("invalid_client", "invalid client credentials".to_owned()),
        Refused::MissingParameter("code_verifier") => {
            ("invalid_grant", "missing required code verifier".to_owned())
        }
        Refused::MissingParameter(name) => (
            "invalid_request",
            format!("missing required parameter: {name}"),
        ),
        Refused::RedirectMismatch => (
            "redirect_uri_mismatch",
            "redirect_uri must match configuration".to_owned(),
        ),
        Refused::BadVerifier => ("invalid_grant", "invalid code verifier".to_owned()),
        Refused::CodeGone => ("invalid_grant", "expired authorization code".to_owned()),
        Refused::RefreshTokenGone => ("invalid_grant", "expired access/refresh token".to_owned()),
        Refused::Inactive => ("invalid_grant", "inactive user".to_owned()),
        Refused::BadPassword => ("invalid_grant", "authentication failure".to_owned()),
    };
    json_answer(
        StatusCode::BAD_REQUEST,
        &json!({ "error": error, "error_description": description }),
    )
}

/// `POST /services/oauth2/revoke`; Salesforce takes the token from the query as well.
pub(crate) async fn revoke(State(app): State<App>, uri: Uri, body: Bytes) -> Response<Body> {
    let mut given = pairs(&body);
    given.extend(pairs(uri.query().unwrap_or_default().as_bytes()));
    let known = first(&given, "token").is_some_and(|token| {
        app.world
            .change(|state| state.kept.grants.revoke_token(app.site, &token))
    });
    if known {
        return Response::new(Body::empty());
    }
    // Salesforce departs from RFC 7009 here: an unknown token is an error, form-encoded.
    let mut response = Response::new(Body::from(
        "error=unsupported_token_type&error_description=this%20token%20is%20not%20supported",
    ));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    response
}

/// `POST /services/oauth2/introspect` (RFC 7662).
pub(crate) async fn introspect(State(app): State<App>, body: Bytes) -> Response<Body> {
    let given = pairs(&body);
    let token = first(&given, "token").unwrap_or_default();
    let answer = app.world.read(|state| {
        let grants = &state.kept.grants;
        let (grant, kind) = match grants.by_access(app.site, &token, now()) {
            Some(grant) => (grant, "access_token"),
            None => (grants.by_refresh(app.site, &token)?, "refresh_token"),
        };
        let asker = first(&given, "client_id");
        (asker.as_deref() == Some(&*grant.client_id)).then(|| {
            json!({
                "active": true,
                "scope": grant.scopes.join(" "),
                "client_id": grant.client_id,
                "username": grant.username,
                "sub": identity_url(&app, &grant.username),
                "token_type": kind,
            })
        })
    });
    json_answer(
        StatusCode::OK,
        &answer.unwrap_or_else(|| json!({ "active": false })),
    )
}
