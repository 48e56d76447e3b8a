//! Shapes about recipes: slots, steps, inputs and what stands in the way of each.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionRow, Environment, Logo, OperationView, StepKind};
use crate::problem::Problem;

/// One recipe in the list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecipeRow {
    pub id: String,
    pub name: String,
    #[ts(type = "number")]
    pub saved_at: i64,
    pub apps: Vec<RecipeApp>,
    pub steps: u32,
    /// Slots that need the person.
    pub problems: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecipeApp {
    pub connector: String,
    pub connector_name: String,
    pub role: String,
    pub logo: Logo,
    /// True when its slot is bound to a usable connection.
    pub ready: bool,
}

/// One recipe, opened.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecipeView {
    pub id: String,
    pub name: String,
    #[ts(type = "number")]
    pub saved_at: i64,
    /// Lines of the head's panel, each leading to its slot or step.
    pub problems: Vec<RecipeProblem>,
    pub slots: Vec<SlotView>,
    pub steps: Vec<StepView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecipeProblem {
    /// "Salesforce (secondary) is not connected".
    pub what: String,
    pub connector: String,
    pub role: String,
    /// Set when it belongs to a step rather than to the slot.
    pub step: Option<String>,
    /// Set when it belongs to an input of the step.
    pub input: Option<String>,
}

/// What another connection in a slot would change, before it is put there.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BindPreview {
    /// What would stop working.
    pub losses: Vec<RecipeProblem>,
    /// Set when a sandbox would stand where production does, or the reverse.
    pub environment_changed: Option<EnvironmentChange>,
}

/// Both environments are known, and differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EnvironmentChange {
    pub before: Environment,
    pub now: Environment,
}

/// A place for a connection in the recipe.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SlotView {
    pub connector: String,
    pub connector_name: String,
    pub role: String,
    /// "Salesforce", "Salesforce (secondary)".
    pub label: String,
    pub logo: Logo,
    /// Numbers of the steps that need it.
    pub steps: Vec<u32>,
    pub connection: Option<ConnectionRow>,
    /// Existing connections of this app that could be used here.
    pub candidates: Vec<ConnectionRow>,
    /// Set when the app's definition is missing or has a mistake.
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StepView {
    pub id: String,
    /// From 1.
    pub number: u32,
    pub kind: StepKind,
    pub connector: String,
    pub role: String,
    /// "Salesforce (secondary)".
    pub slot_label: String,
    pub logo: Logo,
    pub operation: String,
    pub title: String,
    pub hint: Option<String>,
    pub inputs: Vec<InputView>,
    /// Set when the operation is unknown to the definition, or the connected user may not do it.
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct InputView {
    pub key: String,
    pub label: String,
    pub hint: Option<String>,
    pub required: bool,
    pub control: InputControl,
    /// For picklists: which one, and the parameters as chosen so far.
    pub picklist: Option<String>,
    pub params: BTreeMap<String, String>,
    /// The connection to ask; set only while it is usable.
    pub connection: Option<String>,
    pub value: Option<String>,
    /// The label that went with the value when it was chosen.
    pub value_label: Option<String>,
    /// Why the input is grey, with its way out.
    pub blocked: Option<Blocked>,
    /// Set when the chosen value is no longer there for the connected user.
    pub problem: Option<Problem>,
    /// A value may also be typed by hand.
    pub manual: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InputControl {
    Picklist,
    Text,
    Checkbox,
}

/// Why an input is grey.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Blocked {
    /// "Connect Salesforce to choose from its objects."
    pub reason: String,
    pub by: BlockedBy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BlockedBy {
    /// The slot has no connection: offer Connect.
    NotConnected,
    /// The slot's connection is broken: offer Reconnect.
    NeedsReconnect,
    /// A sign-in is under way.
    SigningIn,
    /// Another input must be chosen first.
    Input,
    /// The vault is locked: offer Unlock.
    VaultLocked,
}

/// An app as a step may use it: "Salesforce" and "Salesforce (secondary)".
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StepChoice {
    pub connector: String,
    pub role: String,
    pub label: String,
    pub logo: Logo,
    pub operations: Vec<OperationView>,
}

/// A slot of a recipe, by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct SlotName {
    pub recipe: String,
    pub connector: String,
    pub role: String,
}
