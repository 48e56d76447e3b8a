//! Zendesk's token endpoint, in JSON or form, and what a token may ask about itself.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use serde_json::{Value, json};

use super::answer::{ApiError, json_answer};
use super::caller::{Caller, bearer};
use crate::authorize::{App, first, pairs};
use crate::grant::{Issued, Lifetimes};
use crate::token::{Refused, Terms, exchange};
use crate::world::now;

/// Two days and ninety days, the most that Zendesk gives.
const ACCESS_SECONDS: i64 = 172_800;
const REFRESH_SECONDS: i64 = 7_776_000;

/// The body's members, whether it is JSON or a form.
fn members(headers: &HeaderMap, body: &[u8]) -> Option<Vec<(String, String)>> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !kind.starts_with("application/json") {
        return Some(pairs(body));
    }
    let value: Value = serde_json::from_slice(body).ok()?;
    let members = value.as_object()?.iter().map(|(name, value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        (name.clone(), text)
    });
    Some(members.collect())
}

fn seconds(pairs: &[(String, String)], name: &str, least: i64, most: i64) -> i64 {
    first(pairs, name)
        .and_then(|text| text.parse().ok())
        .map_or(most, |wanted: i64| wanted.clamp(least, most))
}

/// `POST /oauth/tokens`.
pub(crate) async fn token(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let Some(mut given) = members(&headers, &body) else {
        return refusal(Refused::MissingParameter("grant_type"));
    };
    if let Some((user, secret)) = crate::basic::credentials(&headers) {
        given.push(("client_id".to_owned(), user));
        given.push(("client_secret".to_owned(), secret));
    }
    let access = seconds(&given, "expires_in", 300, ACCESS_SECONDS);
    let refresh = seconds(&given, "refresh_token_expires_in", 604_800, REFRESH_SECONDS);
    let terms = Terms {
        lifetimes: Lifetimes {
            access: Some(access * 1_000),
            refresh: Some(refresh * 1_000),
        },
        refresh_needs_scope: false,
        password_grant: false,
    };
    match exchange(&app, &given, terms) {
        Ok(issued) => success(&issued, access, refresh),
        Err(refused) => refusal(refused),
    }
}

fn success(issued: &Issued, access: i64, refresh: i64) -> Response<Body> {
    let mut answer = json!({
        "access_token": issued.access_token,
        "token_type": "bearer",
        "scope": issued.scopes.join(" "),
        "expires_in": access,
    });
    if let Some(token) = &issued.refresh_token {
        answer["refresh_token"] = json!(token);
        answer["refresh_token_expires_in"] = json!(refresh);
    }
    let mut response = json_answer(StatusCode::OK, &answer);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn refusal(refused: Refused) -> Response<Body> {
    let (status, error, description) = match refused {
        Refused::UnsupportedGrantType => (
            400,
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server.",
        ),
        Refused::UnknownClient | Refused::BadClientSecret => (
            401,
            "invalid_client",
            "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
        ),
        Refused::MissingParameter(_) => (
            400,
            "invalid_request",
            "The request is missing a required parameter, includes an unsupported parameter value, or is otherwise malformed.",
        ),
        Refused::RedirectMismatch
        | Refused::BadVerifier
        | Refused::CodeGone
        | Refused::RefreshTokenGone
        | Refused::Inactive
        | Refused::BadPassword => (
            400,
            "invalid_grant",
            "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
        ),
    };
    json_answer(
        StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST),
        &json!({ "error": error, "error_description": description }),
    )
}

/// `GET /api/v2/oauth/tokens/current.json`.
pub(crate) async fn current(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response<Body>, ApiError> {
    let token = bearer(&headers).ok_or(ApiError::NotFound)?;
    app.world.read(|state| {
        let grant = state
            .kept
            .grants
            .by_access(app.site, token, now())
            .ok_or(ApiError::InvalidToken)?;
        Ok(json_answer(
            StatusCode::OK,
            &json!({
                "token": {
                    "url": format!("{}/api/v2/oauth/tokens/223443.json", app.origin()),
                    "id": 223_443,
                    "user_id": caller.person.part.id.parse::<u64>().unwrap_or_default(),
                    "client_id": 41_223,
                    "scopes": grant.scopes,
                    "expires_at": null,
                }
            }),
        ))
    })
}

/// `DELETE /api/v2/oauth/tokens/current.json`: ends the grant of the token it carries.
pub(crate) async fn revoke(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response<Body>, ApiError> {
    let token = bearer(&headers).ok_or(ApiError::NotAuthenticated)?;
    app.world.change(|state| {
        let grant = state
            .kept
            .grants
            .by_access(app.site, token, now())
            .map(|grant| grant.id.clone())
            .ok_or(ApiError::InvalidToken)?;
        state.kept.grants.remove(&grant);
        Ok(StatusCode::NO_CONTENT.into_response())
    })
}
