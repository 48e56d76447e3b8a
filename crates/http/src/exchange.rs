//! Owns what people may see of one call under "show what the app answered": never a secret.

use std::fmt;

use secrecy::SecretString;
use serde::Serialize;

use crate::{Fault, Response, redact};

/// How much of a body is shown, in bytes.
const MOST_SHOWN: usize = 2048;
/// How much of a body is looked at, so that what is cut off is cut after hiding, not before.
const MOST_READ: usize = 16 * 1024;
/// Headers that help to understand an answer and hold nothing personal.
const SHOWN_HEADERS: [&str; 11] = [
    "content-type",
    "content-length",
    "date",
    "retry-after",
    "www-authenticate",
    "location",
    "server",
    "via",
    "x-request-id",
    "x-zendesk-request-id",
    "sforce-limit-info",
];

/// What may be shown of a request, and the secrets to hide in its answer.
#[derive(Clone)]
pub struct RequestSummary {
    method: String,
    url: String,
    secrets: Vec<SecretString>,
}

impl RequestSummary {
    /// `url` as it may be shown.
    pub(crate) fn new(method: &str, url: String, secrets: Vec<SecretString>) -> Self {
        Self {
            method: method.to_owned(),
            url,
            secrets,
        }
    }

    /// Hides the request's own secrets in a text, wherever an answer repeats them.
    pub fn hide(&self, text: &str) -> String {
        redact::mask_known(text, &self.secrets)
    }
}

impl fmt::Debug for RequestSummary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RequestSummary({} {})", self.method, self.url)
    }
}

/// One call as it may be shown, copied and logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// The method asked with.
    pub method: String,
    /// The URL without its query's values.
    pub url: String,
    /// The HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// A few headers of the answer.
    pub headers: Vec<(String, String)>,
    /// The start of the answer's body, at most 2 KiB.
    pub body: String,
    /// Why there was no answer.
    pub fault: Option<String>,
}

impl Exchange {
    /// Puts together what may be shown of a call. Secrets of the request are hidden wherever the
    /// answer repeats them, and whatever else looks or is named like a secret.
    pub fn of(request: &RequestSummary, answer: &Result<Response, Fault>) -> Self {
        let shown = Self {
            method: request.method.clone(),
            url: request.url.clone(),
            status: None,
            headers: Vec::new(),
            body: String::new(),
            fault: None,
        };
        match answer {
            Ok(response) => Self {
                status: Some(response.status),
                headers: headers(response, request),
                body: body(&response.body, request),
                ..shown
            },
            Err(fault) => Self {
                fault: Some(fault.to_string()),
                ..shown
            },
        }
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{} {}", self.method, self.url)?;
        if let Some(fault) = &self.fault {
            return writeln!(formatter, "{fault}");
        }
        if let Some(status) = self.status {
            writeln!(formatter, "HTTP {status}")?;
        }
        for (name, value) in &self.headers {
            writeln!(formatter, "{name}: {value}")?;
        }
        if self.body.is_empty() {
            return Ok(());
        }
        writeln!(formatter, "\n{}", self.body)
    }
}

fn headers(response: &Response, request: &RequestSummary) -> Vec<(String, String)> {
    SHOWN_HEADERS
        .iter()
        .filter_map(|name| {
            let value = response.header(name)?;
            let shown = if *name == "location" {
                response
                    .url
                    .join(value)
                    .map_or_else(|_| redact::HIDDEN.to_owned(), |url| redact::url(&url))
            } else {
                value.to_owned()
            };
            let hidden = redact::mask(&request.hide(&shown));
            Some(((*name).to_owned(), visible(&hidden)))
        })
        .collect()
}

fn body(bytes: &[u8], request: &RequestSummary) -> String {
    let start = &bytes[..bytes.len().min(MOST_READ)];
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        // A character cut in two at the end of what is looked at is no sign of binary data.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&start[..error.valid_up_to()])
                .expect("the part before valid_up_to is UTF-8")
        }
        Err(_) => return format!("({} bytes that are not text)", bytes.len()),
    };
    let hidden = visible(&redact::mask(&request.hide(text)));
    let cut = hidden.floor_char_boundary(MOST_SHOWN);
    if cut < hidden.len() || start.len() < bytes.len() {
        format!("{}…", &hidden[..cut])
    } else {
        hidden
    }
}

/// Shows control characters as pictures, so that they neither act in a terminal nor start a line in
/// a log.
fn visible(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\n' | '\t' => character,
            '\u{7f}' => '\u{2421}',
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
            _ => character,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::HeaderMap;

    use super::*;
    use crate::Request;
    use url::Url;

    fn url() -> Url {
        Url::parse("https://app.example/token?code=CANARY-code&grant=x").expect("a URL")
    }

    fn answer(body: &str) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", "application/json".parse().expect("a value"));
        headers.insert("set-cookie", "sid=CANARY-cookie".parse().expect("a value"));
        headers.insert(
            "location",
            "/next?code=CANARY-next".parse().expect("a value"),
        );
        Response::new(400, url(), headers, Bytes::copy_from_slice(body.as_bytes()))
    }

    #[test]
    fn l02_an_exchange_shows_what_the_app_said_and_no_secret() {
        let request = Request::post(url())
            .secret_header("authorization", &"Bearer CANARY-abc".into())
            .expect("a header")
            .hiding(&"hunter two&three".into());
        let body = r#"{"error":"invalid_grant","you_sent":"CANARY-abc","also":"hunter two&three and hunter+two%26three","access_token":"CANARY-new"}"#;
        let text = Exchange::of(&request.summary(), &Ok(answer(body))).to_string();
        assert!(text.contains("POST https://app.example/token?"), "{text}");
        assert!(text.contains("HTTP 400"), "{text}");
        assert!(text.contains("invalid_grant"), "{text}");
        assert!(
            text.contains("location: https://app.example/next?code="),
            "{text}"
        );
        assert!(!text.contains("CANARY"), "{text}");
        assert!(!text.contains("hunter"), "{text}");
    }

    #[test]
    fn a_secret_on_the_cut_is_hidden_before_cutting() {
        let filler = "x ".repeat(MOST_SHOWN / 2 - 10);
        let body = format!("{filler}{{\"access_token\":\"CANARY-{}\"}}", "z".repeat(90));
        let shown = Exchange::of(&Request::get(url()).summary(), &Ok(answer(&body)));
        assert!(shown.body.len() <= MOST_SHOWN + '…'.len_utf8());
        assert!(!shown.body.contains("CANARY"), "{}", shown.body);
    }

    #[test]
    fn control_characters_are_shown_and_do_not_act() {
        let shown = Exchange::of(
            &Request::get(url()).summary(),
            &Ok(answer("a\u{1b}[31m\0\r\nb")),
        );
        assert_eq!(shown.body, "a␛[31m␀␍\nb");
    }

    #[test]
    fn bytes_that_are_not_text_are_only_counted() {
        assert_eq!(
            body(b"\x89PNG\xff\xfe", &Request::get(url()).summary()),
            "(6 bytes that are not text)"
        );
    }
}
