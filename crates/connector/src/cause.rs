//! What an app's error answer means, by the definition's rules.

use std::cell::OnceCell;

use serde_json::{Value, json};

use crate::fields::bounded;
use crate::path::Path;
use crate::{Auth, Cause, Connector, Matcher};

/// The most bytes of an error answer that are looked at.
const MAX_BODY: usize = 256 * 1024;

impl Connector {
    /// The cause of an answer and what to do about it, or nothing when no rule knows it.
    ///
    /// Rules about every app (statuses, HTML instead of JSON) are the engine's; this knows the app's own words.
    pub fn cause_of(
        &self,
        status: u16,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Option<(Cause, Option<String>)> {
        let seen = Seen::new(status, headers, body);
        let rule = self.errors.iter().find(|rule| rule.when.fits(&seen))?;
        Some((rule.cause, rule.hint.clone()))
    }

    /// The cause of an OAuth error, from the token endpoint (RFC 6749 section 5.2) or the redirect (section 4.1.2.1).
    pub fn cause_of_oauth(
        &self,
        error: &str,
        description: Option<&str>,
    ) -> Option<(Cause, Option<String>)> {
        let body = json!({ "error": error, "error_description": description });
        self.cause_of(400, &[], body.to_string().as_bytes())
    }
}

impl Auth {
    /// Whether an answer says that the session or token ended, so that one refresh and one more try are due.
    pub fn refreshes_on(&self, status: u16, headers: &[(String, String)], body: &[u8]) -> bool {
        any_fits(&self.refresh_on, status, headers, body)
    }

    /// Whether an answer is a failure although its status says success.
    pub fn detects(&self, status: u16, headers: &[(String, String)], body: &[u8]) -> bool {
        any_fits(&self.detect_on, status, headers, body)
    }
}

fn any_fits(matchers: &[Matcher], status: u16, headers: &[(String, String)], body: &[u8]) -> bool {
    if matchers.is_empty() {
        return false;
    }
    let seen = Seen::new(status, headers, body);
    matchers.iter().any(|matcher| matcher.fits(&seen))
}

/// An answer as matchers look at it.
struct Seen<'a> {
    status: u16,
    headers: &'a [(String, String)],
    body: std::borrow::Cow<'a, str>,
    /// An answer that is cut is no JSON; it is not tried.
    is_cut: bool,
    json: OnceCell<Option<Value>>,
}

impl<'a> Seen<'a> {
    fn new(status: u16, headers: &'a [(String, String)], body: &'a [u8]) -> Self {
        Self {
            status,
            headers,
            body: String::from_utf8_lossy(&body[..body.len().min(MAX_BODY)]),
            is_cut: body.len() > MAX_BODY,
            json: OnceCell::new(),
        }
    }

    fn json(&self) -> Option<&Value> {
        let read = || serde_json::from_str(self.body.trim_start_matches('\u{feff}')).ok();
        self.json
            .get_or_init(|| if self.is_cut { None } else { read() })
            .as_ref()
    }
}

impl Matcher {
    fn fits(&self, seen: &Seen<'_>) -> bool {
        let other_status = self
            .status
            .as_ref()
            .is_some_and(|statuses| !statuses.contains(seen.status));
        if other_status {
            return false;
        }
        let named = self.header.as_ref().map(|wanted| {
            seen.headers
                .iter()
                .filter(|(name, _)| name.eq_ignore_ascii_case(wanted))
                .map(|(_, value)| value.as_str())
                .collect::<Vec<_>>()
        });
        if named.as_ref().is_some_and(Vec::is_empty) {
            return false;
        }
        let Some(source) = &self.path else {
            return match named {
                Some(values) => values.into_iter().any(|value| self.text_fits(value)),
                None => self.text_fits(&seen.body),
            };
        };
        let Some(json) = seen.json() else {
            return false;
        };
        let Ok(path) = Path::compile(source) else {
            return false;
        };
        path.select(json).into_iter().any(|found| match found {
            Value::String(text) => self.text_fits(text),
            Value::Null => false,
            other => self.text_fits(&other.to_string()),
        })
    }

    fn text_fits(&self, text: &str) -> bool {
        let equal = self
            .equals
            .as_ref()
            .is_none_or(|wanted| text.trim().eq_ignore_ascii_case(wanted));
        let matching = self
            .pattern
            .as_ref()
            .is_none_or(|pattern| bounded(pattern).is_ok_and(|it| it.is_match(text)));
        equal && matching
    }
}
