//! The recipe document: a trigger and the actions it leads to, each naming a slot. A plain file, never a secret in it.
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The format number this Larder writes.
pub const FORMAT: u32 = 1;

/// A recipe, as it is stored, exported and imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Larder recipe")]
pub struct Recipe {
    /// The format of the document: 1.
    pub larder: u32,
    /// The recipe's name as people know it.
    pub name: String,
    /// The trigger first, then the actions in order.
    pub steps: Vec<Step>,
    /// When it was last saved, milliseconds since 1970 UTC.
    #[serde(default)]
    pub saved_at: i64,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Names the step within its recipe, whatever its place.
    pub id: String,
    /// Whose connection it uses.
    pub slot: Slot,
    /// The trigger or action of the slot's connector.
    pub operation: String,
    /// What was filled in, by input.
    #[serde(default)]
    pub input: BTreeMap<String, Choice>,
}

/// A place for a connection: a connector and a role. Which connection fills it is no part of the recipe.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// Id of the connector.
    pub connector: String,
    /// `primary`, `secondary`.
    #[serde(default = "primary")]
    pub role: String,
}

/// A filled-in value, with the label it was chosen by, so that it can be shown while the app is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

fn primary() -> String {
    "primary".to_owned()
}

impl Recipe {
    /// An empty recipe.
    pub fn new(name: &str) -> Self {
        Self {
            larder: FORMAT,
            name: name.to_owned(),
            steps: Vec::new(),
            saved_at: 0,
        }
    }

    /// Its slots, in the order in which steps first name them.
    pub fn slots(&self) -> Vec<Slot> {
        let mut slots: Vec<Slot> = Vec::new();
        for step in &self.steps {
            if !slots.contains(&step.slot) {
                slots.push(step.slot.clone());
            }
        }
        slots
    }

    /// Numbers (from 1) of the steps that use a slot.
    pub fn steps_of(&self, connector: &str, role: &str) -> Vec<u32> {
        (1..)
            .zip(&self.steps)
            .filter(|(_, step)| step.slot.connector == connector && step.slot.role == role)
            .map(|(number, _)| number)
            .collect()
    }

    /// A step id that is still free.
    pub(crate) fn free_step_id(&self) -> String {
        let mut number = self.steps.len() + 1;
        loop {
            let id = format!("step-{number}");
            if self.steps.iter().all(|step| step.id != id) {
                return id;
            }
            number += 1;
        }
    }
}

/// The JSON Schema of the document.
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Recipe).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The schema is published in `docs`; `LARDER_WRITE=1` writes it anew.
    #[test]
    fn the_published_schema_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/recipe.schema.json");
        let fresh = format!("{:#}\n", json_schema());
        if std::env::var_os("LARDER_WRITE").is_some() {
            std::fs::write(path, &fresh).expect("docs can be written");
        }
        let published = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(
            published, fresh,
            "run LARDER_WRITE=1 cargo test -p larder-engine"
        );
    }
}
