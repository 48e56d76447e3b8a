//! Owns the signed tokens a plan may send: the assertion of a grant, and the key a client proves itself with.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::definition::{Assertion, ClientKey, JwtAlgorithm, KeyEncoding};
use crate::{Context, RenderError};

/// An assertion to sign (RFC 7523 section 2.1).
#[derive(Clone)]
pub struct AssertionPlan {
    /// The private key.
    pub key: SecretString,
    /// What it signs with.
    pub algorithm: JwtAlgorithm,
    /// How the text of a shared key stands for its bytes.
    pub key_encoding: KeyEncoding,
    /// The name the app knows the key by.
    pub key_id: Option<String>,
    /// More members of the header.
    pub header: Map<String, Value>,
    /// The claims, without `iat`, `exp` and `jti` unless the definition names them.
    pub claims: Map<String, Value>,
    /// How long it is good.
    pub lifetime: Duration,
}

/// The key a client proves itself with (RFC 7523 section 2.2).
#[derive(Clone)]
pub struct ClientKeyPlan {
    /// The private key.
    pub key: SecretString,
    /// What it signs with.
    pub algorithm: JwtAlgorithm,
    /// How the text of a shared key stands for its bytes.
    pub key_encoding: KeyEncoding,
    /// The name the app knows the key by.
    pub key_id: Option<String>,
    /// Who the token is for; the token endpoint when nothing is said.
    pub audience: Option<String>,
    /// More members of the header.
    pub header: Map<String, Value>,
}

impl AssertionPlan {
    pub(super) fn of(declared: &Assertion, context: &Context<'_>) -> Result<Self, RenderError> {
        Ok(Self {
            key: context.secret_text(&declared.key)?.into(),
            algorithm: declared.algorithm,
            key_encoding: declared.key_encoding,
            key_id: optional(declared.key_id.as_deref(), context)?,
            header: members(&declared.header, context)?,
            claims: members(&declared.claims, context)?,
            lifetime: Duration::from_secs(declared.lifetime_seconds),
        })
    }
}

impl ClientKeyPlan {
    pub(super) fn of(declared: &ClientKey, context: &Context<'_>) -> Result<Self, RenderError> {
        Ok(Self {
            key: context.secret_text(&declared.key)?.into(),
            algorithm: declared.algorithm,
            key_encoding: declared.key_encoding,
            key_id: optional(declared.key_id.as_deref(), context)?,
            audience: optional(declared.audience.as_deref(), context)?,
            header: members(&declared.header, context)?,
        })
    }
}

impl fmt::Debug for AssertionPlan {
    /// Leaves out the claims' values, which may come from secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AssertionPlan")
            .field("algorithm", &self.algorithm)
            .field("claims", &self.claims.keys().collect::<Vec<_>>())
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientKeyPlan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientKeyPlan")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

fn optional(source: Option<&str>, context: &Context<'_>) -> Result<Option<String>, RenderError> {
    let text = source
        .map(|source| context.secret_text(source))
        .transpose()?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// Fills in every text; a member that comes out empty is left out.
fn members(
    declared: &BTreeMap<String, Value>,
    context: &Context<'_>,
) -> Result<Map<String, Value>, RenderError> {
    let mut members = Map::new();
    for (name, value) in declared {
        let value = filled(value, context)?;
        if value.as_str() != Some("") {
            members.insert(name.clone(), value);
        }
    }
    Ok(members)
}

fn filled(value: &Value, context: &Context<'_>) -> Result<Value, RenderError> {
    Ok(match value {
        Value::String(source) => Value::String(context.secret_text(source)?),
        Value::Array(entries) => Value::Array(
            entries
                .iter()
                .map(|entry| filled(entry, context))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| Ok((name.clone(), filled(value, context)?)))
                .collect::<Result<_, RenderError>>()?,
        ),
        other => other.clone(),
    })
}
