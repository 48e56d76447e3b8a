//! The describe calls, with their validators and conditional answers.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::answer::{ApiError, bytes_answer, json_answer};
use super::catalog::Object;
use super::describe_object::brief;
use super::described::Document;
use super::session::{Session, Version};
use crate::authorize::App;

/// When the metadata last changed, unless somebody's rights changed later: 26 March 2026.
const METADATA_CHANGED_AT: i64 = 1_774_541_400_000;

fn http_date(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at)
        .unwrap_or_default()
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}

fn parsed_http_date(text: &str) -> Option<i64> {
    jiff::fmt::rfc2822::parse(text.trim())
        .ok()
        .map(|zoned| zoned.timestamp().as_millisecond())
}

/// Sends a document, or 304 if the client's copy is the same.
fn send(document: &Document, session: &Session, headers: &HeaderMap) -> Response<Body> {
    let changed_at = session
        .person
        .rights_changed_at
        .unwrap_or(METADATA_CHANGED_AT)
        / 1_000
        * 1_000;
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let unchanged = match text(header::IF_NONE_MATCH) {
        // RFC 9110 section 13.1.3: If-Modified-Since does not count beside If-None-Match.
        Some(tags) => tags
            .split(',')
            .map(|tag| tag.trim().trim_start_matches("W/"))
            .any(|tag| tag == "*" || tag.trim_end_matches("--gzip\"") == document.etag),
        None => text(header::IF_MODIFIED_SINCE)
            .and_then(parsed_http_date)
            .is_some_and(|since| since >= changed_at),
    };
    let zipped = text(header::ACCEPT_ENCODING).is_some_and(|value| value.contains("gzip"));
    let mut response = if unchanged {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else if zipped {
        let mut response = bytes_answer(StatusCode::OK, document.gzipped.clone());
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        response
    } else {
        bytes_answer(StatusCode::OK, document.plain.clone())
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::ETAG, document.etag.clone()),
        (header::LAST_MODIFIED, http_date(changed_at)),
    ] {
        headers.insert(
            name,
            HeaderValue::from_str(&value).expect("dates and digests are printable ASCII"),
        );
    }
    response
}

/// Sends a document without what was taken from whoever asks.
fn send_what_is_left(
    app: &App,
    document: &Document,
    session: &Session,
    headers: &HeaderMap,
) -> Response<Body> {
    let taken = app.world.read(|state| state.taken(session.person.part));
    if taken.is_empty() {
        send(document, session, headers)
    } else {
        send(&document.without(&taken), session, headers)
    }
}

/// `GET /sobjects`.
pub(crate) async fn global(
    State(app): State<App>,
    version: Version,
    session: Session,
    headers: HeaderMap,
) -> Response<Body> {
    let document = app
        .world
        .shelf
        .global(app.site, session.person.rights, version);
    send_what_is_left(&app, &document, &session, &headers)
}

/// The object a path names, if the person sees it.
pub(super) fn object<'a>(
    app: &'a App,
    session: &Session,
    path: &[(String, String)],
) -> Result<&'a Object, ApiError> {
    path.iter()
        .find(|(name, _)| name == "object")
        .and_then(|(_, name)| {
            app.world
                .shelf
                .object(app.site, session.person.rights, name)
        })
        .filter(|object| {
            let taken = app.world.read(|state| state.taken(session.person.part));
            !taken.contains(&object.name)
        })
        .ok_or_else(ApiError::no_such_resource)
}

/// `GET /sobjects/<Object>/describe`.
pub(crate) async fn full(
    State(app): State<App>,
    version: Version,
    session: Session,
    Path(path): Path<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response<Body>, ApiError> {
    let object = object(&app, &session, &path)?;
    let document = app.world.shelf.full(
        app.site,
        session.person.rights,
        version,
        object,
        app.origin(),
    );
    Ok(send_what_is_left(&app, &document, &session, &headers))
}

/// `GET /sobjects/<Object>`.
pub(crate) async fn basic(
    State(app): State<App>,
    version: Version,
    session: Session,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<Response<Body>, ApiError> {
    let object = object(&app, &session, &path)?;
    let described = Value::Object(brief(object, session.person.rights, version));
    Ok(json_answer(
        StatusCode::OK,
        &json!({ "objectDescribe": described, "recentItems": [] }),
    ))
}
