//! Shapes about picklists: a page of rows, searched and paged by the engine.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::problem::Problem;

/// Question to `picklist`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PicklistQuestion {
    pub connection: String,
    pub picklist: String,
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    #[serde(default)]
    pub search: String,
    #[serde(default)]
    pub offset: u32,
    /// At most 200; 0 means 200.
    #[serde(default)]
    pub limit: u32,
    /// Ask the app even when the cache is fresh.
    #[serde(default)]
    pub refresh: bool,
}

/// One page of a picklist; best matches first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PicklistPage {
    pub rows: Vec<PickRow>,
    pub offset: u32,
    /// Rows that match the search.
    pub matched: u32,
    /// Rows in all.
    pub total: u32,
    /// False when the app has more than was read.
    pub complete: bool,
    #[ts(type = "number")]
    pub fetched_at: i64,
    /// Set when the app could not be asked and what is shown is what was known before.
    pub stale: Option<Problem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PickRow {
    pub value: String,
    pub label: String,
    /// The app's type of a field: `string`, `picklist`, `reference`.
    pub kind: Option<String>,
    pub required: bool,
    pub custom: bool,
    pub hint: Option<String>,
    /// Matched stretches of `label` as [start, length] in UTF-16 code units.
    pub marks: Vec<(u32, u32)>,
}
