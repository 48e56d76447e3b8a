//! Whose session a call carries, and the API version it names.

use axum::extract::{FromRequestParts, Path, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::NEWEST_VERSION;
use super::answer::ApiError;
use crate::authorize::App;
use crate::world::{Person, now};

/// The person behind a good session.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) person: Person,
    pub(crate) scopes: Vec<String>,
}

/// The token of an `Authorization: Bearer` (or the older `OAuth`) header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth"))
        .then(|| token.trim())
}

/// The session of a token, while token and person are good.
pub(crate) fn session(app: &App, token: &str) -> Option<Session> {
    app.world.read(|state| {
        let grant = state.kept.grants.by_access(app.site, token, now())?;
        let person = state.person(app.site, &grant.username)?;
        person.active.then(|| Session {
            person,
            scopes: grant.scopes.clone(),
        })
    })
}

impl FromRequestParts<App> for Session {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let session = bearer(&parts.headers)
            .and_then(|token| session(app, token))
            .ok_or_else(ApiError::invalid_session)?;
        let may = session
            .scopes
            .iter()
            .any(|scope| scope == "api" || scope == "full");
        if !may && parts.uri.path().starts_with("/services/data") {
            return Err(ApiError::new(
                axum::http::StatusCode::FORBIDDEN,
                "INSUFFICIENT_ACCESS",
                "This session is not valid for use with the REST API",
            ));
        }
        Ok(session)
    }
}

/// The `vNN.0` of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Version(pub(crate) u32);

impl FromRequestParts<App> for Version {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Path(_): Path<std::collections::HashMap<String, String>> =
            Path::from_request_parts(parts, app)
                .await
                .map_err(|_| ApiError::no_such_resource())?;
        let params = RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| ApiError::no_such_resource())?;
        params
            .iter()
            .find(|(name, _)| *name == "version")
            .and_then(|(_, text)| text.strip_prefix('v')?.strip_suffix(".0")?.parse().ok())
            .filter(|number| (20..=NEWEST_VERSION).contains(number))
            .map(Version)
            .ok_or_else(ApiError::no_such_resource)
    }
}

impl Version {
    /// The path that every URL of this version starts with.
    pub(crate) fn base(self) -> String {
        format!("/services/data/v{}.0", self.0)
    }
}
