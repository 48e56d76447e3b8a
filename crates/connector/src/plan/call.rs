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
    /// A JSON body.
    pub body: Option<serde_json::Value>,
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
        let body = call
            .body
            .as_ref()
            .map(|body| fill_body(body, context))
            .transpose()?;
        Ok(CallPlan {
            method: call.method.as_str().to_owned(),
            url,
            headers,
            body,
        })
    }
}

fn fill_body(body: &Value, context: &Context<'_>) -> Result<Value, RenderError> {
    Ok(match body {
        Value::String(source) => Value::String(context.text(source)?),
        Value::Array(entries) => Value::Array(
            entries
                .iter()
                .map(|entry| fill_body(entry, context))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| Ok((name.clone(), fill_body(value, context)?)))
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
