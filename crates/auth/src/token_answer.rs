//! Owns reading a token endpoint's answer (RFC 6749 5.1 and 5.2), strictly where it matters and kindly where apps differ.
//!
//! A definition may say that the members are elsewhere and what the expiry counts; see [`Shape`].
//!
//! Strict: there must be one access token that fits a header; an empty refresh token is refused; a
//! token type that is not a bearer token is refused. Kind: JSON under any content type, with a byte
//! order mark, or a form instead of JSON (GitHub); lifetimes as numbers, fractions or text; scopes
//! as text or list (Twitch); no token type at all; errors with status 200.

mod expiry;
mod refusal;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use larder_connector::{AnswerPath, AnswerPlan};
use larder_http::{Fault, json, looks_like_html};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::form_urlencoded;

use crate::said::one_line;

/// Types of tokens that need more than a bearer header (RFC 6749 7.1 forbids using them without).
const OTHER_TYPES: [&str; 4] = ["mac", "dpop", "pop", "hmac"];

/// What is looked for in an answer, and where.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'p> {
    /// Where the members are.
    pub answer: &'p AnswerPlan,
    /// Secrets to take out beside the tokens.
    pub keep_secrets: &'p BTreeMap<String, AnswerPath>,
    /// The moment expiries that name a moment are counted from, in milliseconds since 1970 UTC.
    pub now_at: i64,
}

/// What a token endpoint answered.
#[derive(Debug)]
pub enum Answer {
    /// Tokens.
    Granted(Box<Granted>),
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
    /// The secrets the definition keeps, as far as they came.
    pub kept_secrets: BTreeMap<String, SecretString>,
    /// Everything else the app said.
    pub answer: RedactedAnswer,
}

/// The rest of an answer: its members without the tokens, never shown.
///
/// An id token is left out as well: its signature is not checked here, so nothing may rest on it.
/// Who signed in is learned from a call with the access token.
#[derive(Clone, PartialEq)]
pub struct RedactedAnswer(Value);

/// Members that hold tokens, wherever they stand.
const TOKENS: [&str; 3] = ["access_token", "refresh_token", "id_token"];

impl RedactedAnswer {
    /// Takes out what is called like a token, and whatever else is one of the secrets found.
    fn without_tokens(mut answer: Value, found: &[&SecretString]) -> Self {
        take_out(&mut answer, found);
        Self(answer)
    }

    /// Answers the members as JSON.
    pub fn value(&self) -> &Value {
        &self.0
    }
}

fn take_out(value: &mut Value, found: &[&SecretString]) {
    let is_secret = |value: &Value| {
        value.as_str().is_some_and(|text| {
            found
                .iter()
                .any(|secret| !text.is_empty() && secret.expose_secret() == text)
        })
    };
    match value {
        Value::Object(members) => {
            members.retain(|name, member| !TOKENS.contains(&name.as_str()) && !is_secret(member));
            for member in members.values_mut() {
                take_out(member, found);
            }
        }
        Value::Array(entries) => {
            entries.retain(|entry| !is_secret(entry));
            for entry in entries {
                take_out(entry, found);
            }
        }
        other if is_secret(other) => *other = Value::Null,
        _ => {}
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

/// Reads the body of a token endpoint's answer as RFC 6749 describes it.
///
/// # Errors
/// [`Unreadable`] names what is wrong; no text in it comes from the body.
pub fn read(content_type: Option<&str>, body: &[u8]) -> Result<Answer, Unreadable> {
    let shape = Shape {
        answer: &AnswerPlan::default(),
        keep_secrets: &BTreeMap::new(),
        now_at: 0,
    };
    read_as(content_type, body, &shape)
}

/// Reads the body of a token endpoint's answer as a definition describes it.
///
/// # Errors
/// [`Unreadable`] as for [`read`].
pub fn read_as(
    content_type: Option<&str>,
    body: &[u8],
    shape: &Shape<'_>,
) -> Result<Answer, Unreadable> {
    let text = body
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(body)
        .trim_ascii();
    if text.is_empty() {
        return Err(Unreadable::Empty);
    }
    let is_form = looks_like_form(content_type, text);
    if !is_form && looks_like_html(content_type, body) {
        return Err(Unreadable::Html);
    }
    let value = if is_form {
        form(text)
    } else {
        json::parse(body).map_err(|fault| match fault {
            Fault::NotJson { offset, .. } => Unreadable::NeitherJsonNorForm { offset },
            _ => Unreadable::Html,
        })?
    };
    if let Some(refused) = refusal::declared(&value, shape.answer) {
        return Ok(refused);
    }
    match granted(&value, shape) {
        // Where a definition says what an error is, a member that merely sounds like one is none beside a token.
        Err(Unreadable::NoToken) if shape.answer.error.is_some() => {
            refusal::standard(&value, shape.answer).ok_or(Unreadable::NoToken)
        }
        granted => Ok(Answer::Granted(Box::new(granted?))),
    }
}

fn looks_like_form(content_type: Option<&str>, text: &[u8]) -> bool {
    if matches!(text[0], b'{' | b'[' | b'"' | b'<') {
        return false;
    }
    let says_so = content_type
        .is_some_and(|media| media.eq_ignore_ascii_case("application/x-www-form-urlencoded"));
    says_so
        || form_urlencoded::parse(text).any(|(name, _)| name == "access_token" || name == "error")
}

fn form(text: &[u8]) -> Value {
    let members = form_urlencoded::parse(text)
        .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
        .collect();
    Value::Object(members)
}

fn granted(value: &Value, shape: &Shape<'_>) -> Result<Granted, Unreadable> {
    let paths = shape.answer;
    let found = |path: &Option<AnswerPath>, standard: &str| {
        let found = match path {
            Some(path) => path.find(value),
            None => value.get(standard),
        };
        found.filter(|found| !found.is_null())
    };
    let access_token = found(&paths.access_token, "access_token").ok_or(Unreadable::NoToken)?;
    let access_token = header_token(access_token, "access token")?;
    let refresh_token = found(&paths.refresh_token, "refresh_token")
        .map(|token| header_token(token, "refresh token"))
        .transpose()?;
    let token_type = token_type(found(&paths.token_type, "token_type"))?;
    let expires = found(&paths.expires, "expires_in");
    let expires_in = expiry::lifetime(expires, paths.expires_in_unit, shape.now_at);
    let scopes = scopes(found(&paths.scope, "scope"));
    let kept_secrets: BTreeMap<String, SecretString> = shape
        .keep_secrets
        .iter()
        .filter_map(|(name, path)| {
            let secret = path.find(value)?.as_str()?;
            (!secret.is_empty()).then(|| (name.clone(), secret.into()))
        })
        .collect();
    let secrets: Vec<&SecretString> = std::iter::once(&access_token)
        .chain(&refresh_token)
        .chain(kept_secrets.values())
        .collect();
    let answer = RedactedAnswer::without_tokens(value.clone(), &secrets);
    Ok(Granted {
        access_token,
        refresh_token,
        token_type,
        expires_in,
        scopes,
        kept_secrets,
        answer,
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
