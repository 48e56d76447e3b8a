//! One row of a picklist, as it is shown, stored and searched.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One value an app offers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// What a recipe stores; unique within its list. Labels may repeat.
    pub value: String,
    /// What people read.
    pub label: String,
    /// The type, in the app's own word.
    #[serde(default)]
    pub kind: Option<String>,
    /// Whether the app demands it.
    #[serde(default)]
    pub required: bool,
    /// Whether the person's organisation added it to the app.
    #[serde(default)]
    pub custom: bool,
    /// A sentence of help.
    #[serde(default)]
    pub hint: Option<String>,
}
