//! Lists in pages, by offset or by cursor: the same data in two shapes.

use axum::body::Body;
use axum::http::{Response, StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::answer::{ApiError, json_answer};
use crate::authorize::{App, first, pairs};

/// The most items on a page.
const MOST: usize = 100;

fn number(query: &[(String, String)], name: &str, first_value: usize) -> Result<usize, ApiError> {
    match first(query, name) {
        None => Ok(first_value),
        Some(text) => text.parse().ok().filter(|&value| value > 0).ok_or_else(|| {
            ApiError::BadRequest(
                "InvalidPaginationParameter",
                format!("{name} must be a positive integer"),
            )
        }),
    }
}

fn cursor(position: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("position:{position}"))
}

fn position(cursor: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    std::str::from_utf8(&bytes)
        .ok()?
        .strip_prefix("position:")?
        .parse()
        .ok()
}

/// Answers with the page of `items` that the query asks for, under the member `name`.
pub(super) fn page(
    app: &App,
    uri: &Uri,
    name: &str,
    items: &[Value],
) -> Result<Response<Body>, ApiError> {
    let query = pairs(uri.query().unwrap_or_default().as_bytes());
    let here = format!("{}{}", app.origin(), uri.path());
    let by_cursor = query.iter().any(|(key, _)| key.starts_with("page["));
    let answer = if by_cursor {
        let size = number(&query, "page[size]", MOST)?.min(MOST);
        let after = first(&query, "page[after]");
        let before = first(&query, "page[before]");
        let bad = || {
            ApiError::BadRequest(
                "InvalidPaginationParameter",
                "page[after] is not valid".to_owned(),
            )
        };
        let start = match (&after, &before) {
            (Some(text), _) => position(text).ok_or_else(bad)?,
            (None, Some(text)) => position(text).ok_or_else(bad)?.saturating_sub(size),
            (None, None) => 0,
        }
        .min(items.len());
        let end = (start + size).min(items.len());
        let link = |side: &str, at: usize| {
            format!(
                "{here}?page%5B{side}%5D={}&page%5Bsize%5D={size}",
                cursor(at)
            )
        };
        json!({
            name: items[start..end],
            "meta": {
                "has_more": end < items.len(),
                "after_cursor": (end > start).then(|| cursor(end)),
                "before_cursor": (end > start).then(|| cursor(start)),
            },
            "links": {
                "prev": (start > 0).then(|| link("before", start)),
                "next": (end < items.len()).then(|| link("after", end)),
            },
        })
    } else {
        let size = number(&query, "per_page", MOST)?.min(MOST);
        let page = number(&query, "page", 1)?;
        let start = page.saturating_sub(1).saturating_mul(size).min(items.len());
        let end = (start + size).min(items.len());
        let link = |page: usize| format!("{here}?page={page}&per_page={size}");
        json!({
            name: items[start..end],
            "next_page": (end < items.len()).then(|| link(page + 1)),
            "previous_page": (page > 1).then(|| link(page - 1)),
            "count": items.len(),
        })
    };
    Ok(json_answer(StatusCode::OK, &answer))
}
