//! Owns reading the answers of the first and third leg (RFC 5849 sections 2.1 and 2.3): a form, or JSON from apps that differ.

use larder_http::{json, looks_like_html};
use secrecy::SecretString;
use serde_json::Value;
use url::form_urlencoded;

/// More parameters than any app sends; the rest is not looked at.
const MOST_PAIRS: usize = 200;

/// Why an answer holds no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// No body at all.
    Empty,
    /// A web page.
    Html,
    /// Neither a form nor a JSON object.
    NoForm,
    /// A token or its secret is missing, or stands there twice.
    NoToken,
    /// A token or secret is no text that could be sent back.
    OddToken,
}

impl Unreadable {
    /// What is wrong, in words.
    pub(super) fn why(self) -> &'static str {
        match self {
            Self::Empty => "the answer is empty",
            Self::Html => "the answer is a web page",
            Self::NoForm => "the answer is no form",
            Self::NoToken => "the answer does not hold one token and its secret",
            Self::OddToken => "the answer's token holds characters a token cannot have",
        }
    }
}

/// A token and its secret, and everything else the answer said.
pub(super) struct Granted {
    pub(super) token: SecretString,
    pub(super) token_secret: SecretString,
    pub(super) rest: Vec<(String, String)>,
}

/// Reads the pairs of an answer.
pub(super) fn read(
    content_type: Option<&str>,
    body: &[u8],
) -> Result<Vec<(String, String)>, Unreadable> {
    let text = body
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(body)
        .trim_ascii();
    if text.is_empty() {
        return Err(Unreadable::Empty);
    }
    if text.starts_with(b"{") {
        return members(text).ok_or(Unreadable::NoForm);
    }
    // Several apps send their form under the content type of a web page.
    if text.starts_with(b"<") || (looks_like_html(content_type, body) && !text.contains(&b'=')) {
        return Err(Unreadable::Html);
    }
    if !text.contains(&b'=') || text.iter().any(u8::is_ascii_control) {
        return Err(Unreadable::NoForm);
    }
    Ok(form_urlencoded::parse(text)
        .take(MOST_PAIRS)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect())
}

fn members(text: &[u8]) -> Option<Vec<(String, String)>> {
    let value = json::parse(text).ok()?;
    let members = value.as_object()?.iter().take(MOST_PAIRS);
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    };
    Some(
        members
            .filter_map(|(name, value)| Some((name.clone(), text(value)?)))
            .collect(),
    )
}

/// Finds the token and its secret among the pairs.
pub(super) fn granted(mut pairs: Vec<(String, String)>) -> Result<Granted, Unreadable> {
    let mut take = |name: &str| {
        let at = pairs.iter().position(|(own, _)| own == name);
        let (_, value) = pairs.remove(at.ok_or(Unreadable::NoToken)?);
        if pairs.iter().any(|(own, _)| own == name) {
            return Err(Unreadable::NoToken);
        }
        Ok(value)
    };
    let token = take("oauth_token")?;
    let token_secret = take("oauth_token_secret")?;
    if token.is_empty() {
        return Err(Unreadable::NoToken);
    }
    // RFC 5849 lets a secret be empty; anything that is no line of text could not be sent or stored faithfully.
    if [&token, &token_secret]
        .iter()
        .any(|text| text.chars().any(|it| it.is_control() || it == '\u{fffd}'))
    {
        return Err(Unreadable::OddToken);
    }
    Ok(Granted {
        token: token.into(),
        token_secret: token_secret.into(),
        rest: pairs,
    })
}

/// The token and its secret in an answer, if it holds them.
pub(crate) fn token(
    content_type: Option<&str>,
    body: &[u8],
) -> Option<(SecretString, SecretString)> {
    let granted = read(content_type, body).and_then(granted).ok()?;
    Some((granted.token, granted.token_secret))
}
