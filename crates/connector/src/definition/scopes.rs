//! Which scopes an operation needs of a sign-in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A scope that is needed, or several of which one will do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ScopeNeed {
    /// This one.
    Named(String),
    /// Any of these; the first is the one to ask for.
    AnyOf(Vec<String>),
}

impl ScopeNeed {
    /// The scopes that will do, the one to ask for first.
    pub fn choices(&self) -> &[String] {
        match self {
            Self::Named(scope) => std::slice::from_ref(scope),
            Self::AnyOf(scopes) => scopes,
        }
    }

    /// The one to ask for.
    pub fn first(&self) -> &str {
        self.choices().first().map_or("", String::as_str)
    }

    /// Whether one of these scopes will do.
    pub fn is_met_by(&self, scopes: &[String]) -> bool {
        self.choices().iter().any(|scope| scopes.contains(scope))
    }
}
