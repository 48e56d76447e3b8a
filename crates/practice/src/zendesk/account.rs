//! The account: its name, settings and brands.

use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::http::{Response, StatusCode};
use serde_json::json;

use super::answer::{ApiError, json_answer};
use super::caller::Caller;
use super::paging::page;
use crate::authorize::App;
use crate::page as html;

/// The front page: says what this is, since there is no help desk behind it.
pub(crate) async fn front(State(app): State<App>) -> Response<Body> {
    let content = format!(
        "<h1>{}</h1><p>This account answers the API and OAuth sign-ins. Connect to it from Larder.</p>",
        html::escape(app.site.title())
    );
    html::page(
        StatusCode::OK,
        app.site.title(),
        html::brand(app.site),
        &content,
        "",
    )
}

/// `GET /api/v2/account.json`.
pub(crate) async fn account(
    State(app): State<App>,
    caller: Caller,
) -> Result<Response<Body>, ApiError> {
    caller.must_be_agent()?;
    Ok(json_answer(
        StatusCode::OK,
        &json!({
            "account": {
                "url": app.origin(),
                "name": "Acme Pantry Support",
                "sandbox": false,
                "subdomain": "acme",
                "time_format": 24,
                "time_zone": "Stockholm",
                "owner_id": 9_700_000_000_101_u64,
                "multiproduct": true,
            }
        }),
    ))
}

/// `GET /api/v2/account/settings.json`: administrators only.
pub(crate) async fn settings(_: State<App>, caller: Caller) -> Result<Response<Body>, ApiError> {
    caller.must_be_admin()?;
    Ok(json_answer(
        StatusCode::OK,
        &json!({
            "settings": {
                "branding": { "header_color": "17494d", "text_color": "ffffff" },
                "localization": { "locale_ids": [1], "time_zone": "Stockholm", "iana_time_zone": "Europe/Stockholm" },
                "api": { "accepted_api_agreement": true, "api_password_access": "true", "api_token_access": "true" },
                "tickets": { "collaboration": true, "tagging": true },
                "users": { "tagging": true, "time_zone_selection": true, "language_selection": true },
                "brands": { "default_brand_id": 9_700_000_000_801_u64 },
            }
        }),
    ))
}

/// `GET /api/v2/brands.json`.
pub(crate) async fn brands(
    State(app): State<App>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
) -> Result<Response<Body>, ApiError> {
    caller.must_be_agent()?;
    let brand = |id: u64, name: &str, subdomain: &str, first: bool| {
        json!({
            "url": format!("{}/api/v2/brands/{id}.json", app.origin()),
            "id": id,
            "name": name,
            "brand_url": app.origin(),
            "subdomain": subdomain,
            "host_mapping": null,
            "has_help_center": first,
            "help_center_state": if first { "enabled" } else { "disabled" },
            "active": true,
            "default": first,
            "is_deleted": false,
            "logo": null,
            "ticket_form_ids": [9_700_000_000_701_u64],
            "signature_template": "{{agent.signature}}",
            "created_at": "2023-01-09T08:00:00Z",
            "updated_at": "2026-10-05T11:42:09Z",
        })
    };
    let brands = [
        brand(9_700_000_000_801, "Acme Pantry", "acme", true),
        brand(9_700_000_000_802, "Acme Kitchens", "acme-kitchens", false),
    ];
    page(&app, &uri, "brands", &brands)
}
