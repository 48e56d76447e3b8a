//! A declared request, and the identity steps made of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

/// One request to the app.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "CallKeys")]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The address, a URL template: values put into it are percent-encoded.
    pub url: String,
    /// Headers by name; values are templates.
    pub headers: BTreeMap<String, String>,
    /// Query parameters by name; values are templates, and a value that comes out empty is left out.
    pub query: BTreeMap<String, String>,
    /// A JSON body; every text in it is a template.
    pub body: Option<serde_json::Value>,
    /// A form body by names; values are templates, and one that comes out empty is left out.
    pub form: BTreeMap<String, String>,
}

/// The methods a definition may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates or asks.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// The method as HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// The keys by which a request is written: exactly one of the methods, with the address as its value.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct CallKeys {
    /// GET this address (a URL template).
    #[serde(default)]
    pub(crate) get: Option<String>,
    /// POST to this address (a URL template).
    #[serde(default)]
    pub(crate) post: Option<String>,
    /// PUT to this address (a URL template).
    #[serde(default)]
    pub(crate) put: Option<String>,
    /// PATCH this address (a URL template).
    #[serde(default)]
    pub(crate) patch: Option<String>,
    /// DELETE this address (a URL template).
    #[serde(default)]
    pub(crate) delete: Option<String>,
    /// Headers by name; values are templates.
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    /// Query parameters by name; values are templates, and one that comes out empty is left out.
    #[serde(default)]
    pub(crate) query: BTreeMap<String, String>,
    /// A JSON body; every text in it is a template.
    #[serde(default)]
    pub(crate) body: Option<serde_json::Value>,
    /// A form body by names, in place of a JSON one; values are templates, and one that comes out empty is left out.
    #[serde(default)]
    pub(crate) form: BTreeMap<String, String>,
}

impl CallKeys {
    /// The method keys, for messages.
    pub(crate) const METHODS: [&'static str; 5] = ["get", "post", "put", "patch", "delete"];

    fn into_call(self) -> Result<Option<Call>, &'static str> {
        let given = [
            (Method::Get, self.get),
            (Method::Post, self.post),
            (Method::Put, self.put),
            (Method::Patch, self.patch),
            (Method::Delete, self.delete),
        ];
        let mut given = given
            .into_iter()
            .filter_map(|(method, url)| Some((method, url?)));
        let Some((method, url)) = given.next() else {
            return Ok(None);
        };
        if given.next().is_some() {
            return Err("a request has one method: get, post, put, patch or delete");
        }
        if self.body.is_some() && !self.form.is_empty() {
            return Err("a request has one body: `body` or `form`");
        }
        Ok(Some(Call {
            method,
            url,
            headers: self.headers,
            query: self.query,
            body: self.body,
            form: self.form,
        }))
    }
}

impl TryFrom<CallKeys> for Call {
    type Error = &'static str;

    fn try_from(keys: CallKeys) -> Result<Self, Self::Error> {
        keys.into_call()?
            .ok_or("a request needs one of get, post, put, patch or delete")
    }
}

impl JsonSchema for Call {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Call".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        CallKeys::json_schema(generator)
    }
}

/// Reads a request whose method may be missing altogether.
pub(super) fn optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Call>, D::Error> {
    CallKeys::deserialize(deserializer)?
        .into_call()
        .map_err(serde::de::Error::custom)
}

/// One request of the proof of identity, and what it yields.
///
/// Well-known names to keep: `user`, `user_id`, `user_name`, `email`, `account`, `account_name`, `sandbox`
/// (`true` or `false`), `role` and `scopes`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct IdentityStep {
    /// The request.
    #[serde(flatten)]
    #[schemars(with = "CallKeys")]
    pub call: Call,
    /// The ways it belongs to; all, when left out.
    #[serde(default)]
    pub ways: Vec<String>,
    /// Names to keep, each with a JSONPath into the answer or a template over what is known, the paths' finds included.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
    /// JSONPaths that must yield something other than null; else the sign-in is not accepted.
    #[serde(default)]
    pub require: Vec<String>,
    /// Whether the sign-in stands even if this request is refused.
    #[serde(default)]
    pub optional: bool,
}

impl IdentityStep {
    /// Whether it belongs to a way.
    pub fn belongs_to(&self, way: &str) -> bool {
        self.ways.is_empty() || self.ways.iter().any(|known| known == way)
    }
}
