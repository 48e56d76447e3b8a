//! Owns a declared request, filled in; it carries no credential.

use std::fmt;

use serde_json::Value;
use url::Url;

use super::{refuse_control, texts};
use crate::definition::Call;
use crate::{Connector, Context, RenderError};

/// One request, ready to be sent.
#[derive(Clone)]
pub struct CallPlan {
    /// The method as HTTP writes it.
    pub method: String,
    /// The address, query included.
    pub url: Url,
    /// Headers without any credential.
    pub headers: Vec<(String, String)>,
    /// What is sent along.
    pub body: Option<Body>,
}

/// A request's body, before it is written out.
#[derive(Clone, PartialEq)]
pub enum Body {
    /// JSON.
    Json(Value),
    /// A form (`application/x-www-form-urlencoded`).
    Form(Vec<(String, String)>),
}

impl fmt::Debug for Body {
    /// The kind alone: a body is the person's data.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Json(_) => "Json",
            Self::Form(_) => "Form",
        })
    }
}

impl fmt::Debug for CallPlan {
    /// Leaves out the query, which may carry a key, and the body.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallPlan")
            .field("method", &self.method)
            .field("origin", &self.url.origin().ascii_serialization())
            .field("path", &self.url.path())
            .finish_non_exhaustive()
    }
}

impl CallPlan {
    /// Address and body as one text, equal for two requests that ask the same.
    pub fn identity(&self) -> String {
        match &self.body {
            None => self.url.to_string(),
            Some(Body::Json(body)) => format!("{} {body}", self.url),
            Some(Body::Form(pairs)) => format!("{} {pairs:?}", self.url),
        }
    }
}

impl Connector {
    /// Fills in a request. It carries no credential; [`Connector::apply`] adds that.
    pub fn call_plan(&self, call: &Call, context: &Context<'_>) -> Result<CallPlan, RenderError> {
        let mut url = context.address(&call.url)?;
        let query = texts(&call.query, context)?;
        if query.iter().any(|(_, value)| !value.is_empty()) {
            url.query_pairs_mut()
                .extend_pairs(query.iter().filter(|(_, value)| !value.is_empty()));
        }
        let mut headers = texts(&call.headers, context)?;
        headers.retain(|(_, value)| !value.is_empty());
        for (_, value) in &headers {
            refuse_control(value)?;
        }
        let body = match &call.body {
            Some(body) => Some(Body::Json(fill_body(body, &|source| context.text(source))?)),
            None if call.form.is_empty() => None,
            None => {
                let mut pairs = texts(&call.form, context)?;
                pairs.retain(|(_, value)| !value.is_empty());
                Some(Body::Form(pairs))
            }
        };
        Ok(CallPlan {
            method: call.method.as_str().to_owned(),
            url,
            headers,
            body,
        })
    }
}

/// Fills in every text of a JSON body.
pub(super) fn fill_body(
    body: &Value,
    fill: &dyn Fn(&str) -> Result<String, RenderError>,
) -> Result<Value, RenderError> {
    Ok(match body {
        Value::String(source) => Value::String(fill(source)?),
        Value::Array(entries) => Value::Array(
            entries
                .iter()
                .map(|entry| fill_body(entry, fill))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| Ok((name.clone(), fill_body(value, fill)?)))
                .collect::<Result<_, RenderError>>()?,
        ),
        other => other.clone(),
    })
}

/// Whether a text can name a header that a definition or person may set: a token (RFC 9110 section 5.1), and none of
/// those that say where a message goes and how long it is.
pub(crate) fn is_header_name(name: &str) -> bool {
    const OURS: [&str; 5] = [
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "cookie",
    ];
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
        && !OURS.contains(&name.to_ascii_lowercase().as_str())
}
