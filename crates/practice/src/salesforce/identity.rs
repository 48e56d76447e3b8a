//! Who the session belongs to: the userinfo endpoint and the identity URL.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::answer::json_answer;
use super::oauth::identity_url;
use super::organization::{full_id, id};
use super::session::{Session, bearer, session};
use crate::authorize::App;
use crate::people::Part;

/// These two endpoints answer a bad token in plain text, unlike the REST API.
fn bad_token() -> Response<Body> {
    let mut response = Response::new(Body::from("Bad_OAuth_Token"));
    *response.status_mut() = StatusCode::FORBIDDEN;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html;charset=UTF-8"),
    );
    response
}

fn caller(app: &App, headers: &HeaderMap) -> Option<Session> {
    session(app, bearer(headers)?)
}

fn urls(app: &App, part: &Part) -> Value {
    let origin = app.origin();
    let org = full_id(id(app.site));
    let data = format!("{origin}/services/data/v{{version}}");
    json!({
        "enterprise": format!("{origin}/services/Soap/c/{{version}}/{org}"),
        "metadata": format!("{origin}/services/Soap/m/{{version}}/{org}"),
        "partner": format!("{origin}/services/Soap/u/{{version}}/{org}"),
        "rest": format!("{data}/"),
        "sobjects": format!("{data}/sobjects/"),
        "search": format!("{data}/search/"),
        "query": format!("{data}/query/"),
        "recent": format!("{data}/recent/"),
        "tooling_soap": format!("{origin}/services/Soap/T/{{version}}/{org}"),
        "tooling_rest": format!("{data}/tooling/"),
        "profile": format!("{origin}/{}", full_id(part.id)),
        "feeds": format!("{data}/chatter/feeds"),
        "groups": format!("{data}/chatter/groups"),
        "users": format!("{data}/chatter/users"),
        "feed_items": format!("{data}/chatter/feed-items"),
        "feed_elements": format!("{data}/chatter/feed-elements"),
        "custom_domain": origin,
    })
}

/// `GET` or `POST /services/oauth2/userinfo`.
pub(crate) async fn userinfo(State(app): State<App>, headers: HeaderMap) -> Response<Body> {
    let Some(session) = caller(&app, &headers) else {
        return bad_token();
    };
    let part = session.person.part;
    let photo = format!("{}/profilephoto/005", app.origin());
    json_answer(
        StatusCode::OK,
        &json!({
            "sub": identity_url(&app, part.username),
            "user_id": full_id(part.id),
            "organization_id": full_id(id(app.site)),
            "preferred_username": part.username,
            "nickname": part.first_name.to_lowercase(),
            "name": part.name(),
            "email": part.username,
            "email_verified": true,
            "given_name": part.first_name,
            "family_name": part.last_name,
            "zoneinfo": "Europe/Stockholm",
            "photos": { "picture": format!("{photo}/F"), "thumbnail": format!("{photo}/T") },
            "profile": format!("{}/{}", app.origin(), full_id(part.id)),
            "picture": format!("{photo}/F"),
            "address": { "country": "SE" },
            "urls": urls(&app, part),
            "active": true,
            "user_type": "STANDARD",
            "language": "en_US",
            "locale": "en_US",
            "utcOffset": 3_600_000,
            "updated_at": "2026-10-05T11:42:09Z",
            "is_app_installed": true,
        }),
    )
}

/// `GET /id/<org>/<user>`.
pub(crate) async fn identity(
    State(app): State<App>,
    Path((org, user)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response<Body> {
    let Some(session) = caller(&app, &headers) else {
        return bad_token();
    };
    let part = session.person.part;
    let same = |given: &str, short: &str| given == short || given == full_id(short);
    if !same(&org, id(app.site)) || !same(&user, part.id) {
        return bad_token();
    }
    let photo = format!("{}/profilephoto/005", app.origin());
    json_answer(
        StatusCode::OK,
        &json!({
            "id": identity_url(&app, part.username),
            "asserted_user": true,
            "user_id": full_id(part.id),
            "organization_id": full_id(id(app.site)),
            "username": part.username,
            "nick_name": part.first_name.to_lowercase(),
            "display_name": part.name(),
            "email": part.username,
            "email_verified": true,
            "first_name": part.first_name,
            "last_name": part.last_name,
            "timezone": "Europe/Stockholm",
            "photos": { "picture": format!("{photo}/F"), "thumbnail": format!("{photo}/T") },
            "addr_street": null,
            "addr_city": "Gothenburg",
            "addr_state": null,
            "addr_country": "SE",
            "addr_zip": null,
            "mobile_phone": null,
            "mobile_phone_verified": false,
            "is_lightning_login_user": false,
            "status": { "created_date": null, "body": null },
            "urls": urls(&app, part),
            "active": true,
            "user_type": "STANDARD",
            "language": "en_US",
            "locale": "en_US",
            "utcOffset": 3_600_000,
            "last_modified_date": "2026-10-05T11:42:09Z",
            "is_app_installed": true,
        }),
    )
}
