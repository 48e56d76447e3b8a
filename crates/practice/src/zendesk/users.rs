//! Users: who the caller is, and the others.

use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, Method, Response, StatusCode};
use axum::response::IntoResponse as _;
use serde_json::{Value, json};

use super::answer::{ApiError, json_answer};
use super::caller::{Caller, Credentials, credentials};
use super::paging::page;
use crate::authorize::App;
use crate::people::CAST;

fn described(app: &App, caller: &Caller) -> Value {
    let part = caller.person.part;
    let id: u64 = part.id.parse().unwrap_or_default();
    json!({
        "id": id,
        "url": format!("{}/api/v2/users/{id}.json", app.origin()),
        "name": part.name(),
        "email": part.username,
        "created_at": "2023-01-09T08:00:00Z",
        "updated_at": "2026-10-05T11:42:09Z",
        "time_zone": "Stockholm",
        "iana_time_zone": "Europe/Stockholm",
        "phone": null,
        "shared_phone_number": null,
        "photo": null,
        "locale_id": 1,
        "locale": "en-US",
        "organization_id": null,
        "role": caller.role(),
        "verified": true,
        "external_id": null,
        "tags": [],
        "alias": null,
        "active": caller.person.active,
        "shared": false,
        "shared_agent": false,
        "last_login_at": "2026-11-23T07:12:44Z",
        "two_factor_auth_enabled": null,
        "signature": null,
        "details": null,
        "notes": null,
        "role_type": caller.role_type(),
        "custom_role_id": caller.custom_role_id(),
        "moderator": caller.role() != "end-user" && caller.role_type() != Some(1),
        "ticket_restriction": null,
        "only_private_comments": caller.role_type() == Some(1),
        "restricted_agent": caller.role() == "agent",
        "suspended": !caller.person.active,
        "default_group_id": 9_700_000_000_901_u64,
        "report_csv": false,
        "user_fields": {},
    })
}

/// `GET /api/v2/users/me.json`. Without good credentials the answer is 200 and nobody.
pub(crate) async fn me(
    State(app): State<App>,
    method: Method,
    headers: HeaderMap,
) -> Response<Body> {
    match credentials(&app, &headers, &method) {
        Credentials::Good(caller) => {
            json_answer(StatusCode::OK, &json!({ "user": described(&app, &caller) }))
        }
        Credentials::BadToken => ApiError::InvalidToken.into_response(),
        Credentials::MissingScope => ApiError::MissingScope.into_response(),
        Credentials::Anonymous => json_answer(
            StatusCode::OK,
            &json!({
                "user": {
                    "id": null,
                    "url": null,
                    "name": "Anonymous user",
                    "email": "invalid@example.com",
                    "created_at": null,
                    "updated_at": null,
                    "time_zone": "Stockholm",
                    "phone": null,
                    "photo": null,
                    "locale_id": 1,
                    "locale": "en-US",
                    "organization_id": null,
                    "role": "end-user",
                    "verified": false,
                    "active": true,
                    "shared": false,
                    "user_fields": {},
                }
            }),
        ),
    }
}

/// `GET /api/v2/users.json`.
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
) -> Result<Response<Body>, ApiError> {
    caller.must_be_agent()?;
    let users: Vec<Value> = app.world.read(|state| {
        CAST.iter()
            .filter(|part| part.site == app.site)
            .filter_map(|part| state.person(app.site, part.username))
            .map(|person| described(&app, &Caller { person }))
            .collect()
    });
    page(&app, &uri, "users", &users)
}
