//! What an app's error answer means, by the definition's rules.

use serde_json::{Value, json};

use crate::fields::bounded;
use crate::path::Path;
use crate::{Cause, Connector, ErrorRule};

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
        let body = &body[..body.len().min(MAX_BODY)];
        let text = String::from_utf8_lossy(body);
        let json = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok();
        let rule = self
            .errors
            .iter()
            .find(|rule| rule.fits(status, headers, &text, json.as_ref()))?;
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

impl ErrorRule {
    fn fits(
        &self,
        status: u16,
        headers: &[(String, String)],
        body: &str,
        json: Option<&Value>,
    ) -> bool {
        if self
            .status
            .as_ref()
            .is_some_and(|statuses| !statuses.contains(status))
        {
            return false;
        }
        if let Some(wanted) = &self.header
            && !headers
                .iter()
                .any(|(name, _)| name.eq_ignore_ascii_case(wanted))
        {
            return false;
        }
        let Some(source) = &self.path else {
            return self.text_fits(body);
        };
        let (Some(json), Ok(path)) = (json, Path::compile(source)) else {
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
