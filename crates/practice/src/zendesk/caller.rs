//! Who calls: OAuth token, API token, password or nobody, as Zendesk tells them apart.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};

use super::answer::ApiError;
use crate::authorize::App;
use crate::people::Rights;
use crate::world::{Person, now};

/// A caller with good credentials.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) person: Person,
}

/// What the credentials of a request come to.
#[derive(Clone, Debug)]
pub(crate) enum Credentials {
    Good(Caller),
    /// A bearer token that is not good.
    BadToken,
    /// Good, but without the scope for this method.
    MissingScope,
    /// None, or basic ones that are not good: Zendesk treats both as an anonymous user.
    Anonymous,
}

/// The bearer token, if there is one.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

pub(crate) fn credentials(app: &App, headers: &HeaderMap, method: &Method) -> Credentials {
    if let Some(token) = bearer(headers) {
        return app.world.read(|state| {
            let Some(grant) = state.kept.grants.by_access(app.site, token, now()) else {
                return Credentials::BadToken;
            };
            let reads = *method == Method::GET || *method == Method::HEAD;
            let wanted = if reads { "read" } else { "write" };
            let may = grant.scopes.iter().any(|scope| {
                scope == wanted || scope.ends_with(&format!(":{wanted}")) || scope == "write"
            });
            match state.person(app.site, &grant.username) {
                Some(person) if person.active && may => Credentials::Good(Caller { person }),
                Some(person) if person.active => Credentials::MissingScope,
                _ => Credentials::BadToken,
            }
        });
    }
    let Some((user, secret)) = crate::basic::credentials(headers) else {
        return Credentials::Anonymous;
    };
    app.world.read(|state| {
        let person = match user.strip_suffix("/token") {
            Some(email) => state
                .person(app.site, email)
                .filter(|person| person.part.api_token == Some(secret.as_str())),
            None => state.with_password(app.site, &user, &secret),
        };
        match person.filter(|person| person.active) {
            Some(person) => Credentials::Good(Caller { person }),
            None => Credentials::Anonymous,
        }
    })
}

impl FromRequestParts<App> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        match credentials(app, &parts.headers, &parts.method) {
            Credentials::Good(caller) => Ok(caller),
            Credentials::BadToken => Err(ApiError::InvalidToken),
            Credentials::MissingScope => Err(ApiError::MissingScope),
            Credentials::Anonymous => Err(ApiError::NotAuthenticated),
        }
    }
}

impl Caller {
    /// Refuses end users, and everybody whose rights were reduced.
    pub(crate) fn must_be_agent(&self) -> Result<(), ApiError> {
        match self.person.rights {
            Rights::Admin
            | Rights::Integration
            | Rights::Member
            | Rights::CustomAgent
            | Rights::LightAgent => Ok(()),
            Rights::EndUser | Rights::Reduced => Err(ApiError::Forbidden),
        }
    }

    /// Refuses everybody but administrators.
    pub(crate) fn must_be_admin(&self) -> Result<(), ApiError> {
        if self.person.rights == Rights::Admin {
            Ok(())
        } else {
            Err(ApiError::Forbidden)
        }
    }

    /// Refuses everybody who may not change organizations: administrators and the account's own role may.
    pub(crate) fn must_change_organizations(&self) -> Result<(), ApiError> {
        match self.person.rights {
            Rights::Admin | Rights::CustomAgent => Ok(()),
            _ => Err(ApiError::Forbidden),
        }
    }

    pub(crate) fn role(&self) -> &'static str {
        match self.person.rights {
            Rights::Admin => "admin",
            Rights::Integration | Rights::Member | Rights::CustomAgent | Rights::LightAgent => {
                "agent"
            }
            Rights::EndUser | Rights::Reduced => "end-user",
        }
    }

    /// "Users: JSON format", `role_type`: 0 a role of the account's own, 1 a light agent, 4 an administrator.
    pub(crate) fn role_type(&self) -> Option<u8> {
        match self.person.rights {
            Rights::Admin => Some(4),
            Rights::CustomAgent => Some(0),
            Rights::LightAgent => Some(1),
            _ => None,
        }
    }

    /// The role of the account's own; a light agent has one too.
    pub(crate) fn custom_role_id(&self) -> Option<u64> {
        match self.person.rights {
            Rights::CustomAgent => Some(9_700_000_000_601),
            Rights::LightAgent => Some(9_700_000_000_602),
            _ => None,
        }
    }
}
