//! Checks a recipe document against definitions and, where a connection is named, against the app itself.
use std::collections::BTreeMap;

use larder_connector::{Connector, Input, OperationKind};
use serde_json::Value;

use super::edit::read_document;
use super::model::{Recipe, Slot, Step};
use crate::Engine;
use crate::apps::slot_label;
use crate::problem::{Problem, ProblemKind, lacks};
use crate::scopes;
use crate::view::{PicklistQuestion, RecipeProblem};

impl Engine {
    /// Everything that keeps the recipe from running. `binds` names a connection for a slot, by
    /// `salesforce` or `salesforce:secondary`.
    ///
    /// # Errors
    /// When the document is no recipe, a name in `binds` is unknown, or an app cannot be asked.
    pub async fn check_recipe(
        &self,
        document: Value,
        binds: &BTreeMap<String, String>,
    ) -> Result<Vec<RecipeProblem>, Problem> {
        let recipe = read_document(document)?;
        let bound = self.bound_by_name(&recipe, binds).await?;
        let mut problems = Vec::new();
        for (index, step) in recipe.steps.iter().enumerate() {
            let found = |what: String| RecipeProblem {
                what: format!("Step {}: {what}", index + 1),
                connector: step.slot.connector.clone(),
                role: step.slot.role.clone(),
                step: Some(step.id.clone()),
                input: None,
            };
            let connector = match self.0.catalog.connector(&step.slot.connector) {
                Ok(connector) => connector,
                Err(problem) => {
                    problems.push(found(problem.what));
                    continue;
                }
            };
            let said = self
                .check_step(step, index == 0, &connector, bound.get(&step.slot))
                .await?;
            problems.extend(said.into_iter().map(found));
        }
        if recipe.steps.is_empty() {
            problems.push(RecipeProblem {
                what: "The recipe has no steps".to_owned(),
                connector: String::new(),
                role: String::new(),
                step: None,
                input: None,
            });
        }
        Ok(problems)
    }

    async fn bound_by_name(
        &self,
        recipe: &Recipe,
        binds: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<Slot, String>, Problem> {
        let mut bound = BTreeMap::new();
        for (slot, name) in binds {
            let (connector, role) = slot.split_once(':').unwrap_or((slot, "primary"));
            let slot = Slot {
                connector: connector.to_owned(),
                role: role.to_owned(),
            };
            if !recipe.slots().contains(&slot) {
                return Err(Problem::input(
                    "bind",
                    format!("The recipe has no slot \u{201c}{connector}:{role}\u{201d}."),
                ));
            }
            let row = self.row(name).await?;
            if row.connector != slot.connector {
                return Err(Problem::input(
                    "bind",
                    format!("\u{201c}{name}\u{201d} is a connection of another app."),
                ));
            }
            bound.insert(slot, row.id);
        }
        Ok(bound)
    }

    async fn check_step(
        &self,
        step: &Step,
        first: bool,
        connector: &Connector,
        connection: Option<&String>,
    ) -> Result<Vec<String>, Problem> {
        let slot = slot_label(&connector.name, &step.slot.role);
        if !connector.slots.contains(&step.slot.role) {
            return Ok(vec![format!(
                "{} allows no {} connection",
                connector.name, step.slot.role
            )]);
        }
        let Some(operation) = connector
            .operations
            .iter()
            .find(|operation| operation.id == step.operation)
        else {
            return Ok(vec![format!(
                "{} has no operation \u{201c}{}\u{201d}",
                connector.name, step.operation
            )]);
        };
        let mut said = Vec::new();
        if (operation.kind == OperationKind::Trigger) != first {
            said.push(
                if first {
                    "the first step must be a trigger"
                } else {
                    "only the first step may be a trigger"
                }
                .to_owned(),
            );
        }
        for input in &operation.inputs {
            if input.required && !step.input.contains_key(&input.key) {
                said.push(format!("\u{201c}{}\u{201d} is required", input.label));
            }
        }
        for key in step.input.keys() {
            if !operation.inputs.iter().any(|input| input.key == *key) {
                said.push(format!("there is no input \u{201c}{key}\u{201d}"));
            }
        }
        let Some(connection) = connection else {
            said.push(format!("{slot} is not connected"));
            return Ok(said);
        };
        let row = self.row(connection).await?;
        let held = self.held_scopes(connector, &row.way, &row.id).await?;
        let missing = held.map_or_else(Vec::new, |held| {
            scopes::missing_of_step(connector, step, &held)
        });
        if !missing.is_empty() {
            said.push(lacks(&missing));
        }
        for input in &operation.inputs {
            if let Some(lost) = self.lost_choice(step, input, connection).await? {
                said.push(lost);
            }
        }
        Ok(said)
    }

    /// A chosen value that the app no longer offers to the connected user.
    async fn lost_choice(
        &self,
        step: &Step,
        input: &Input,
        connection: &str,
    ) -> Result<Option<String>, Problem> {
        let (Some(picklist), Some(chosen)) = (&input.picklist, step.input.get(&input.key)) else {
            return Ok(None);
        };
        let params = input
            .params
            .iter()
            .filter_map(|(name, key)| Some((name.clone(), step.input.get(key)?.value.clone())))
            .collect();
        let page = self
            .picklist(PicklistQuestion {
                connection: connection.to_owned(),
                picklist: picklist.clone(),
                params,
                search: chosen.value.clone(),
                offset: 0,
                limit: 0,
                refresh: false,
            })
            .await;
        match page {
            Ok(page)
                if page.rows.iter().any(|row| row.value == chosen.value)
                    || input.manual
                    || !page.complete =>
            {
                Ok(None)
            }
            Ok(_) => {
                let user = self
                    .latest_identity(connection)
                    .await?
                    .map_or_else(|| "the user".to_owned(), |who| who.user);
                Ok(Some(format!(
                    "{} \u{201c}{}\u{201d} is not visible to {user}",
                    input.label, chosen.value
                )))
            }
            // What the choice rests on is lost or missing itself, which is said there.
            Err(problem) if matches!(problem.kind, ProblemKind::Input | ProblemKind::NotFound) => {
                Ok(None)
            }
            Err(problem) => Err(problem),
        }
    }
}
