//! Owns reading a token endpoint's answer (RFC 6749 5.1 and 5.2), strictly where it matters and kindly where apps differ.
//!
//! Strict: there must be one access token that fits a header; an empty refresh token is refused; a
//! token type that is not a bearer token is refused. Kind: JSON under any content type, with a byte
//! order mark, or a form instead of JSON (GitHub); lifetimes as numbers, fractions or text; scopes
//! as text or list (Twitch); no token type at all; errors with status 200.

use std::fmt;
use std::time::Duration;

use larder_http::{Fault, json, looks_like_html};
use secrecy::SecretString;
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::said::one_line;

/// Longer lifetimes than ten years are cut; they mean "for ever", and this computer's clock counts on.
const LONGEST_LIFETIME: u64 = 10 * 366 * 24 * 3600;
/// Types of tokens that need more than a bearer header (RFC 6749 7.1 forbids using them without).
const OTHER_TYPES: [&str; 4] = ["mac", "dpop", "pop", "hmac"];

/// What a token endpoint answered.
#[derive(Debug)]
pub enum Answer {
    /// Tokens.
    Granted(Granted),
    /// An error, whatever the status was.
    Refused {
        /// The error's code as the app names it.
        error: String,
        /// What the app adds.
        description: Option<String>,
    },
}

/// Tokens as received.
#[derive(Debug)]
pub struct Granted {
    /// The access token.
    pub access_token: SecretString,
    /// The refresh token, if one came; none means the old one stays valid.
    pub refresh_token: Option<SecretString>,
    /// The token type as received, "Bearer" when none came.
    pub token_type: String,
    /// How long the access token lives, where the app says so in a way that makes sense.
    pub expires_in: Option<Duration>,
    /// The scopes granted; none means those asked for (RFC 6749 5.1).
    pub scopes: Option<Vec<String>>,
    /// Everything else the app said.
    pub answer: RedactedAnswer,
}

/// The rest of an answer: its members without the tokens, never shown.
///
/// An id token is left out as well: its signature is not checked here, so nothing may rest on it.
/// Who signed in is learned from a call with the access token.
#[derive(Clone, PartialEq)]
pub struct RedactedAnswer(Value);

impl RedactedAnswer {
    fn without_tokens(mut members: Map<String, Value>) -> Self {
        for token in ["access_token", "refresh_token", "id_token"] {
            members.remove(token);
        }
        Self(Value::Object(members))
    }

    /// Answers the members as JSON.
    pub fn value(&self) -> &Value {
        &self.0
    }
}

impl fmt::Debug for RedactedAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&String> = self
            .0
            .as_object()
            .map_or_else(Vec::new, |members| members.keys().collect());
        write!(formatter, "RedactedAnswer(members {names:?})")
    }
}

/// Why an answer is neither tokens nor an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No body at all.
    #[error("the answer is empty")]
    Empty,
    /// A web page: a proxy's, or a sign-in page.
    #[error("the answer is a web page")]
    Html,
    /// Neither JSON nor a form.
    #[error("the answer is neither JSON nor a form (it stops making sense at byte {offset})")]
    NeitherJsonNorForm {
        /// Where reading it as JSON stopped.
        offset: usize,
    },
    /// JSON, but neither a token nor an error in it.
    #[error("the answer holds neither an access token nor an error")]
    NoToken,
    /// A member that cannot be what it should be.
    #[error("the answer's {member} {why}")]
    OddMember {
        /// Which member.
        member: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// Reads the body of a token endpoint's answer.
///
/// # Errors
/// [`Unreadable`] names what is wrong; no text in it comes from the body.
pub fn read(content_type: Option<&str>, body: &[u8]) -> Result<Answer, Unreadable> {
    let text = body
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(body)
        .trim_ascii();
    if text.is_empty() {
        return Err(Unreadable::Empty);
    }
    if looks_like_html(content_type, body) && !looks_like_form(text) {
        return Err(Unreadable::Html);
    }
    let value = if looks_like_form(text) {
        form(text)
    } else {
        json::parse(body).map_err(|fault| match fault {
            Fault::NotJson { offset, .. } => Unreadable::NeitherJsonNorForm { offset },
            _ => Unreadable::Html,
        })?
    };
    if let Some((error, description)) = error_in(&value) {
        return Ok(Answer::Refused { error, description });
    }
    match value {
        Value::Object(members) => granted(members).map(Answer::Granted),
        _ => Err(Unreadable::NoToken),
    }
}

fn looks_like_form(text: &[u8]) -> bool {
    !matches!(text[0], b'{' | b'[' | b'"' | b'<')
        && form_urlencoded::parse(text).any(|(name, _)| name == "access_token" || name == "error")
}

fn form(text: &[u8]) -> Value {
    let members = form_urlencoded::parse(text)
        .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
        .collect();
    Value::Object(members)
}

/// Finds an error: the two members of RFC 6749 5.2, an object called `error` (Google, Facebook), or a
/// list of errors (Salesforce's API).
fn error_in(value: &Value) -> Option<(String, Option<String>)> {
    let text = |value: Option<&Value>| match value {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let first =
        |object: &Value, names: &[&str]| names.iter().find_map(|name| text(object.get(name)));
    let (code, description) = match value {
        Value::Array(errors) => {
            let error = errors.first()?;
            let code = first(error, &["errorCode", "error", "code"])?;
            (code, first(error, &["message", "error_description"]))
        }
        Value::Object(members) => match members.get("error")? {
            Value::Object(_) => {
                let error = &value["error"];
                let code = first(error, &["status", "type", "code", "error"])
                    .unwrap_or_else(|| "error".to_owned());
                (code, first(error, &["message", "error_description"]))
            }
            error => (
                text(Some(error))?,
                first(value, &["error_description", "message", "error_message"]),
            ),
        },
        _ => return None,
    };
    let description = description.map(|text| one_line(&text, 500));
    Some((one_line(&code, 100), description))
}

fn granted(members: Map<String, Value>) -> Result<Granted, Unreadable> {
    let access_token = match members.get("access_token") {
        None | Some(Value::Null) => return Err(Unreadable::NoToken),
        Some(token) => header_token(token, "access token")?,
    };
    let refresh_token = match members.get("refresh_token") {
        None | Some(Value::Null) => None,
        Some(token) => Some(header_token(token, "refresh token")?),
    };
    Ok(Granted {
        access_token,
        refresh_token,
        token_type: token_type(members.get("token_type"))?,
        expires_in: lifetime(members.get("expires_in")),
        scopes: scopes(members.get("scope")),
        answer: RedactedAnswer::without_tokens(members),
    })
}

fn header_token(token: &Value, member: &'static str) -> Result<SecretString, Unreadable> {
    let odd = |why| Unreadable::OddMember { member, why };
    let token = token.as_str().ok_or(odd("is not text"))?;
    if token.is_empty() {
        return Err(odd("is empty"));
    }
    // RFC 6749 A.12: visible ASCII and space. Anything else could not be sent back.
    if !token.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) {
        return Err(odd("holds characters a token cannot have"));
    }
    Ok(token.into())
}

fn token_type(value: Option<&Value>) -> Result<String, Unreadable> {
    let named = value
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|named| !named.is_empty());
    let Some(named) = named else {
        return Ok("Bearer".to_owned());
    };
    if OTHER_TYPES.contains(&named.to_ascii_lowercase().as_str()) {
        return Err(Unreadable::OddMember {
            member: "token type",
            why: "is one Larder cannot use",
        });
    }
    Ok(one_line(named, 100))
}

/// Reads a lifetime in seconds. Zero (some apps' "never expires"), negative and senseless values say
/// nothing: then the app's own 401 tells when the token is over.
fn lifetime(value: Option<&Value>) -> Option<Duration> {
    let seconds = match value? {
        Value::Number(number) => match number.as_u64() {
            Some(whole) => whole,
            None => whole_seconds(number.as_f64()?)?,
        },
        Value::String(text) => match text.trim().parse::<u64>() {
            Ok(whole) => whole,
            Err(_) => whole_seconds(text.trim().parse().ok()?)?,
        },
        _ => return None,
    };
    (seconds > 0).then(|| Duration::from_secs(seconds.min(LONGEST_LIFETIME)))
}

fn whole_seconds(seconds: f64) -> Option<u64> {
    if !seconds.is_finite() || seconds < 0.0 {
        return None;
    }
    let cut = seconds.min(Duration::from_secs(LONGEST_LIFETIME).as_secs_f64());
    Duration::try_from_secs_f64(cut)
        .ok()
        .map(|cut| cut.as_secs())
}

/// Reads scopes, as text with blanks or commas between them or as a list.
fn scopes(value: Option<&Value>) -> Option<Vec<String>> {
    let split = |text: &str| -> Vec<String> {
        text.split(|character: char| character == ',' || character.is_whitespace())
            .filter(|scope| !scope.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let scopes = match value? {
        Value::String(text) => split(text),
        Value::Array(items) => items
            .iter()
            .filter_map(Value::as_str)
            .flat_map(split)
            .collect(),
        _ => return None,
    };
    (!scopes.is_empty()).then_some(scopes)
}

#[cfg(test)]
mod tests;
