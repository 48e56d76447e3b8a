//! Triggers and actions, and the inputs a recipe fills for them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Requirement, ScopeNeed};

/// One trigger or action.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// The id recipes refer to.
    pub id: String,
    /// Whether it starts a recipe or is a step of one.
    pub kind: OperationKind,
    /// The title people choose by.
    pub title: String,
    /// One sentence about what it does.
    #[serde(default)]
    pub hint: Option<String>,
    /// What the recipe fills in, required ones first.
    #[serde(default)]
    pub inputs: Vec<Input>,
    /// Rights the signed-in user needs that no call of the app tells, in the app's own words.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Rights the signed-in user needs that the app tells of.
    #[serde(default)]
    pub requires: Vec<Requirement>,
    /// Scopes the sign-in must hold for it, where its way asks for scopes. Of a list inside the list, one will do; the
    /// first of it is the one to ask for.
    #[serde(default)]
    pub scopes: Vec<ScopeNeed>,
}

/// Whether an operation starts a recipe or is a step of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    /// Starts the recipe.
    Trigger,
    /// Does something in the app.
    Action,
}

/// One input of an operation.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The name recipes store the value under.
    pub key: String,
    /// The label on screen.
    pub label: String,
    /// Whether the step is incomplete without it.
    #[serde(default)]
    pub required: bool,
    /// One sentence of help.
    #[serde(default)]
    pub hint: Option<String>,
    /// How it is asked.
    #[serde(default)]
    pub control: InputControl,
    /// The picklist that offers the values.
    #[serde(default)]
    pub picklist: Option<String>,
    /// The picklist's parameters, each with the key of the input that gives its value.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    /// Whether a value that is not in the picklist may be typed.
    #[serde(default)]
    pub manual: bool,
}

/// How an input is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InputControl {
    /// Text, or data from an earlier step.
    #[default]
    Text,
    /// A value of a picklist.
    Picklist,
    /// Yes or no.
    Checkbox,
}
