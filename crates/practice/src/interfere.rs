//! What armed faults do to a request: before its route, instead of it, or to its answer.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};

use crate::fault::{Armed, Kind};
use crate::page;
use crate::salesforce;
use crate::serve::Dropped;
use crate::site::Site;

/// What happens before a request reaches its route.
pub(crate) enum Interference {
    /// It may go on.
    Go,
    /// This is the answer.
    Instead(Response<Body>),
}

/// The size of a huge body, unless the fault says otherwise: more than any client should take.
const HUGE: u64 = 256 * 1024 * 1024;

/// Applies the faults that come before or instead of the route.
pub(crate) async fn before(site: Site, met: &[Armed]) -> Interference {
    for fault in met {
        let asked = &fault.asked;
        let answer = match fault.kind {
            Kind::Slow => {
                tokio::time::sleep(Duration::from_millis(asked.ms.unwrap_or(2_000))).await;
                continue;
            }
            Kind::Hang => {
                // Ends when the client goes away and its connection is dropped.
                std::future::pending::<Infallible>().await;
                continue;
            }
            Kind::RateLimit => rate_limited(site, asked.retry_after.as_deref()),
            Kind::Unavailable => unavailable(site, asked.retry_after.as_deref()),
            Kind::HtmlLogin => page::login(&page::Login {
                site,
                start: "",
                username: "",
                problem: None,
            }),
            Kind::WrongJson => json_answer(
                StatusCode::OK,
                &json!({ "message": "welcome", "items": 7, "sobjects": "none", "user": [] }),
            ),
            Kind::Huge => huge(asked.bytes.unwrap_or(HUGE)),
            Kind::RedirectElsewhere => {
                let to = asked.url.as_deref().unwrap_or("http://elsewhere.invalid/");
                redirect(to)
            }
            Kind::ApiDisabled => api_disabled(site),
            Kind::TokenHtml => page::page(
                StatusCode::OK,
                "Maintenance",
                page::brand(site),
                "<h1>Down for maintenance</h1><p>Back in a moment.</p>",
                "",
            ),
            Kind::TokenErrorIn200 => json_answer(
                StatusCode::OK,
                &json!({
                    "error": "invalid_grant",
                    "error_description": "expired access/refresh token",
                }),
            ),
            Kind::RedirectMismatch => json_answer(
                StatusCode::BAD_REQUEST,
                &json!({
                    "error": "redirect_uri_mismatch",
                    "error_description": "redirect_uri must match configuration",
                }),
            ),
            _ => continue,
        };
        return Interference::Instead(answer);
    }
    Interference::Go
}

/// Applies the faults that change or lose the route's answer.
pub(crate) async fn after(
    met: &[Armed],
    mut response: Response<Body>,
) -> Result<Response<Body>, Dropped> {
    for fault in met {
        response = match fault.kind {
            Kind::LoseTokenResponse => return Err(Dropped),
            Kind::Truncated => truncated(response).await,
            Kind::BadInstanceUrl => {
                let foreign = fault.asked.url.as_deref().unwrap_or("http://evil.example");
                with_token_answer(response, |members| {
                    members.insert("instance_url".to_owned(), json!(foreign));
                })
                .await
            }
            Kind::FewerScopes => {
                let left_out = fault.asked.scope.as_deref().unwrap_or_default();
                with_token_answer(response, |members| {
                    let granted = members["scope"].as_str().unwrap_or_default();
                    let fewer: Vec<&str> = granted
                        .split(' ')
                        .filter(|scope| *scope != left_out)
                        .collect();
                    let fewer = fewer.join(" ");
                    members.insert("scope".to_owned(), json!(fewer));
                })
                .await
            }
            _ => response,
        };
    }
    Ok(response)
}

fn json_answer(status: StatusCode, value: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json;charset=UTF-8"),
    );
    response
}

fn with_retry_after(mut response: Response<Body>, retry_after: Option<&str>) -> Response<Body> {
    if let Some(value) = retry_after.and_then(|text| HeaderValue::from_str(text).ok()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

fn rate_limited(site: Site, retry_after: Option<&str>) -> Response<Body> {
    if site.is_salesforce() {
        let answer = salesforce::refusal(
            StatusCode::FORBIDDEN,
            "REQUEST_LIMIT_EXCEEDED",
            "TotalRequests Limit exceeded.",
        );
        return with_retry_after(answer, retry_after);
    }
    let answer = json_answer(
        StatusCode::TOO_MANY_REQUESTS,
        &json!({ "error": "APIRateLimitExceeded", "description": "Number of allowed API requests per minute exceeded" }),
    );
    with_retry_after(answer, Some(retry_after.unwrap_or("30")))
}

fn unavailable(site: Site, retry_after: Option<&str>) -> Response<Body> {
    let answer = page::page(
        StatusCode::SERVICE_UNAVAILABLE,
        "Unavailable",
        page::brand(site),
        "<h1>We are down for maintenance</h1><p>Sorry for the inconvenience. We'll be back shortly.</p>",
        "",
    );
    with_retry_after(answer, retry_after)
}

fn api_disabled(site: Site) -> Response<Body> {
    if site.is_salesforce() {
        salesforce::refusal(
            StatusCode::FORBIDDEN,
            "API_DISABLED_FOR_ORG",
            "The REST API is not enabled for this Organization.",
        )
    } else {
        json_answer(
            StatusCode::FORBIDDEN,
            &json!({ "error": { "title": "Forbidden", "message": "API access is disabled for this account." } }),
        )
    }
}

fn redirect(to: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    let location = HeaderValue::from_str(to)
        .unwrap_or_else(|_| HeaderValue::from_static("http://elsewhere.invalid/"));
    response.headers_mut().insert(header::LOCATION, location);
    response
}

/// A JSON document of this many bytes, made while it is sent.
fn huge(size: u64) -> Response<Body> {
    const PIECE: usize = 64 * 1024;
    let piece = Bytes::from(vec![b' '; PIECE]);
    let pieces = size.div_ceil(PIECE as u64);
    let body = stream::iter(0..pieces)
        .map(move |_| Ok::<_, Infallible>(piece.clone()))
        .chain(stream::once(async { Ok(Bytes::from_static(b"[]")) }));
    let mut response = Response::new(Body::from_stream(body));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json;charset=UTF-8"),
    );
    response
}

/// Sends half of the body, then breaks the connection.
async fn truncated(response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let whole = axum::body::to_bytes(body, usize::MAX)
        .await
        .unwrap_or_default();
    let half = whole.slice(..whole.len() / 2);
    parts.headers.remove(header::CONTENT_LENGTH);
    let broken = stream::once(async { Ok(half) }).chain(stream::once(async {
        // Gives hyper the turn in which it sends the head and the half, before the break.
        tokio::task::yield_now().await;
        Err(Dropped)
    }));
    Response::from_parts(parts, Body::from_stream(broken))
}

/// Changes an answer that holds tokens; any other stays as it is.
async fn with_token_answer(
    response: Response<Body>,
    change: impl FnOnce(&mut serde_json::Map<String, Value>),
) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let whole = axum::body::to_bytes(body, usize::MAX)
        .await
        .unwrap_or_default();
    let Ok(Value::Object(mut members)) = serde_json::from_slice(&whole) else {
        return Response::from_parts(parts, Body::from(whole));
    };
    if members.contains_key("access_token") {
        change(&mut members);
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(Value::Object(members).to_string()))
}
