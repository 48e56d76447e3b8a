//! Owns what came back: status, headers and a whole body, read with suspicion.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_TYPE, DATE, RETRY_AFTER};
use serde::de::DeserializeSeed;
use serde_json::Value;
use url::Url;

use crate::{Fault, json, redact, retry_after};

/// An answer with its whole body.
#[derive(Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The URL that answered, after redirects within the origin.
    pub url: Url,
    /// The headers as received.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
    /// The app's clock by its `Date` header, in milliseconds since 1970.
    pub date_at: Option<i64>,
}

impl Response {
    pub(crate) fn new(status: u16, url: Url, headers: HeaderMap, body: Bytes) -> Self {
        let date_at = text(&headers, DATE.as_str()).and_then(retry_after::date);
        Self {
            status,
            url,
            headers,
            body,
            date_at,
        }
    }

    /// Says whether the status is 2xx. That alone does not mean the app did what was asked.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Answers a header's value if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        text(&self.headers, name)
    }

    /// Answers the media type without its parameters.
    pub fn content_type(&self) -> Option<&str> {
        let value = self.header(CONTENT_TYPE.as_str())?;
        Some(value.split(';').next().unwrap_or(value).trim())
    }

    /// Says whether the body is a web page: a sign-in page, an error page, a captive portal.
    /// JSON under a wrong content type is not one.
    pub fn looks_like_html(&self) -> bool {
        looks_like_html(self.content_type(), &self.body)
    }

    /// Reads the body as JSON, whatever content type it claims.
    ///
    /// # Errors
    /// [`Fault::Html`] for a web page, else [`Fault::NotJson`].
    pub fn json(&self) -> Result<Value, Fault> {
        if self.looks_like_html() {
            return Err(Fault::Html);
        }
        json::parse(&self.body)
    }

    /// Reads the body as JSON by a seed, which may leave out what nobody wants.
    ///
    /// # Errors
    /// [`Fault::Html`] for a web page, else [`Fault::NotJson`].
    pub fn json_by<S>(&self, seed: S) -> Result<Value, Fault>
    where
        S: for<'de> DeserializeSeed<'de, Value = Value>,
    {
        if self.looks_like_html() {
            return Err(Fault::Html);
        }
        json::parse_by(&self.body, seed)
    }

    /// Answers how long the app asks to wait, between zero and one hour.
    pub fn retry_after(&self) -> Option<Duration> {
        let now_at = self.date_at.unwrap_or_else(retry_after::now);
        retry_after::read(self.header(RETRY_AFTER.as_str())?, now_at)
    }
}

/// Says whether a body is a web page rather than data; see [`Response::looks_like_html`].
pub fn looks_like_html(content_type: Option<&str>, body: &[u8]) -> bool {
    let body = body
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(body)
        .trim_ascii_start();
    match body.first() {
        Some(b'<') => {
            let is_xml = body.starts_with(b"<?xml");
            let start = body[..body.len().min(1024)].to_ascii_lowercase();
            !is_xml || start.windows(5).any(|window| window == b"<html")
        }
        Some(b'{' | b'[') => false,
        _ => content_type.is_some_and(|media| {
            media.eq_ignore_ascii_case("text/html")
                || media.eq_ignore_ascii_case("application/xhtml+xml")
        }),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

impl fmt::Debug for Response {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.status)
            .field("url", &redact::url(&self.url))
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(content_type: &str, body: &'static str) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, content_type.parse().expect("a value"));
        let url = Url::parse("https://app.example/?token=CANARY").expect("a URL");
        Response::new(200, url, headers, Bytes::from_static(body.as_bytes()))
    }

    #[test]
    fn m04_a_web_page_is_told_from_data() {
        for (content_type, body) in [
            ("text/html; charset=utf-8", "<!DOCTYPE html><html>"),
            ("application/json", "\u{feff}\n <html><body>Sign in"),
            ("text/plain", "<script>location='/login'</script>"),
            ("text/html", "Please sign in"),
            ("application/xhtml+xml", "<?xml version='1.0'?>\n<HTML>"),
        ] {
            assert!(response(content_type, body).looks_like_html(), "{body}");
            assert_eq!(response(content_type, body).json(), Err(Fault::Html));
        }
    }

    #[test]
    fn o11_json_under_the_content_type_of_a_web_page_is_still_json() {
        let response = response("text/html;charset=UTF-8", " {\"access_token\":\"x\"}");
        assert!(!response.looks_like_html());
        assert_eq!(
            response.json().map(|value| value["access_token"] == "x"),
            Ok(true)
        );
    }

    #[test]
    fn xml_is_not_a_web_page_and_not_json() {
        let response = response("text/xml", "<?xml version='1.0'?><Envelope/>");
        assert!(!response.looks_like_html());
        assert!(matches!(response.json(), Err(Fault::NotJson { .. })));
    }

    #[test]
    fn l03_the_debug_text_of_a_response_shows_no_secret() {
        let mut response = response("application/json", "{\"access_token\":\"CANARY\"}");
        response
            .headers
            .insert("set-cookie", "sid=CANARY".parse().expect("a value"));
        assert!(!format!("{response:?}").contains("CANARY"));
    }

    #[test]
    fn r06_a_retry_after_date_is_measured_on_the_app_s_own_clock() {
        let mut headers = HeaderMap::new();
        headers.insert(
            DATE,
            "Sun, 06 Nov 1994 08:49:37 GMT".parse().expect("a value"),
        );
        headers.insert(
            RETRY_AFTER,
            "Sun, 06 Nov 1994 08:50:37 GMT".parse().expect("a value"),
        );
        let url = Url::parse("https://app.example/").expect("a URL");
        let response = Response::new(503, url, headers, Bytes::new());
        assert_eq!(response.date_at, Some(784_111_777_000));
        assert_eq!(response.retry_after(), Some(Duration::from_mins(1)));
    }
}
