//! What is looked up right after a sign-in: the tenants, sites or accounts it reaches, so that the person can choose.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Call;
use super::call::CallKeys;

/// One list of tenants, sites or accounts. One entry is taken; with several the person is asked, never the first taken.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Probe {
    /// The name under which the chosen value is kept.
    pub id: String,
    /// What is chosen, as people call it: "Jira site".
    pub label: String,
    /// The ways it belongs to; all, when left out.
    #[serde(default)]
    pub ways: Vec<String>,
    /// The request, made with the new credential.
    #[serde(flatten)]
    #[schemars(with = "CallKeys")]
    pub call: Call,
    /// The JSONPath of the entries.
    pub items: String,
    /// The value of an entry: a JSONPath within it.
    pub value: String,
    /// The words people choose by: a JSONPath within the entry.
    pub name: String,
    /// More about an entry: a JSONPath within it.
    #[serde(default)]
    pub hint: Option<String>,
    /// More to keep of the chosen entry, by JSONPath within it.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
    /// A template over the fields: the entry whose value, name or hint is this is taken without asking.
    #[serde(default)]
    pub prefer: Option<String>,
    /// What it means, and what to do, when there is no entry at all.
    #[serde(default)]
    pub none: Option<String>,
}

impl Probe {
    /// Whether it belongs to a way.
    pub fn belongs_to(&self, way: &str) -> bool {
        self.ways.is_empty() || self.ways.iter().any(|known| known == way)
    }
}
