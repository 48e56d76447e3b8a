//! Recipes as people see them: slots with their connections, inputs with what stands in their way.
use std::collections::BTreeMap;

use larder_store::{binding, recipe_files};

use super::lost::{StepTroubles, lines_of};
use super::model::{Recipe, Slot, Step};
use crate::Engine;
use crate::api::ById;
use crate::apps::{input_control, slot_label, step_kind};
use crate::causes;
use crate::problem::Problem;
use crate::subject::{logo, unknown_logo};
use crate::view::{
    Blocked, BlockedBy, ConnectionRow, ConnectionState, InputControl, InputView, Logo, RecipeApp,
    RecipeProblem, RecipeRow, RecipeView, SlotView, StepKind, StepView,
};

/// A recipe's slots with the connections bound to them.
pub(super) type Bound = BTreeMap<Slot, ConnectionRow>;

impl Engine {
    /// All recipes, by name.
    pub async fn recipes(&self) -> Result<Vec<RecipeRow>, Problem> {
        let connections = self.connections().await?;
        let mut rows = Vec::new();
        for (id, recipe) in self.recipe_documents().await? {
            let bound = self.bound(&id, &connections).await?;
            let troubles = self.troubles_of(&recipe, &bound).await?;
            let problems = self.problems(&recipe, &bound).len()
                + (1..)
                    .zip(recipe.steps.iter().zip(&troubles))
                    .map(|(number, (step, troubles))| lines_of(number, step, troubles).len())
                    .sum::<usize>();
            rows.push(RecipeRow {
                apps: recipe
                    .slots()
                    .iter()
                    .map(|slot| self.recipe_app(slot, bound.get(slot)))
                    .collect(),
                steps: u32::try_from(recipe.steps.len()).unwrap_or(u32::MAX),
                problems: u32::try_from(problems).unwrap_or(u32::MAX),
                saved_at: recipe.saved_at,
                name: recipe.name,
                id,
            });
        }
        rows.sort_by_key(|row| row.name.to_lowercase());
        Ok(rows)
    }

    /// Recipe files that are no recipe, by name.
    pub async fn unreadable_recipes(&self) -> Result<Vec<String>, Problem> {
        let recipes = recipe_files::list(&self.0.store)
            .await
            .map_err(|error| causes::storage(&error))?;
        let odd = recipes.documents.into_iter().filter_map(|(id, document)| {
            super::edit::read_document(document)
                .is_err()
                .then(|| format!("{id}.json"))
        });
        Ok(recipes
            .unreadable
            .iter()
            .map(|file| file.file.clone())
            .chain(odd)
            .collect())
    }

    /// One recipe.
    pub async fn recipe(&self, ask: ById) -> Result<RecipeView, Problem> {
        let recipe = self.document(&ask.id).await?;
        let connections = self.connections().await?;
        let bound = self.bound(&ask.id, &connections).await?;
        let slots = recipe
            .slots()
            .into_iter()
            .map(|slot| {
                let connector = self.0.catalog.connector(&slot.connector);
                SlotView {
                    connector_name: self.app_name(&slot.connector),
                    label: slot_label(&self.app_name(&slot.connector), &slot.role),
                    logo: self.app_logo(&slot.connector),
                    steps: recipe.steps_of(&slot.connector, &slot.role),
                    connection: bound.get(&slot).cloned(),
                    candidates: connections
                        .iter()
                        .filter(|row| row.connector == slot.connector)
                        .cloned()
                        .collect(),
                    problem: connector.err(),
                    connector: slot.connector,
                    role: slot.role,
                }
            })
            .collect();
        let troubles = self.troubles_of(&recipe, &bound).await?;
        let mut problems = self.problems(&recipe, &bound);
        for (number, (step, troubles)) in (1..).zip(recipe.steps.iter().zip(&troubles)) {
            problems.extend(lines_of(number, step, troubles));
        }
        let steps = (1..)
            .zip(recipe.steps.iter().zip(troubles))
            .map(|(number, (step, troubles))| self.step_view(number, step, &bound, troubles))
            .collect();
        Ok(RecipeView {
            id: ask.id,
            problems,
            saved_at: recipe.saved_at,
            name: recipe.name,
            slots,
            steps,
        })
    }

    async fn bound(&self, recipe: &str, connections: &[ConnectionRow]) -> Result<Bound, Problem> {
        let wanted = recipe.to_owned();
        let bindings = self
            .0
            .store
            .read(move |conn| binding::of_recipe(conn, &wanted))
            .await
            .map_err(|error| causes::storage(&error))?;
        Ok(bindings
            .into_iter()
            .filter_map(|binding| {
                let row = connections
                    .iter()
                    .find(|row| row.id == binding.connection)?;
                Some((
                    Slot {
                        connector: binding.connector,
                        role: binding.role,
                    },
                    row.clone(),
                ))
            })
            .collect())
    }

    fn app_name(&self, id: &str) -> String {
        self.0
            .catalog
            .connector(id)
            .map_or_else(|_| id.to_owned(), |connector| connector.name.clone())
    }

    fn app_logo(&self, id: &str) -> Logo {
        self.0
            .catalog
            .connector(id)
            .map_or_else(|_| unknown_logo(id), |connector| logo(&connector))
    }

    fn recipe_app(&self, slot: &Slot, connection: Option<&ConnectionRow>) -> RecipeApp {
        RecipeApp {
            connector_name: self.app_name(&slot.connector),
            logo: self.app_logo(&slot.connector),
            ready: connection.is_some_and(is_usable),
            connector: slot.connector.clone(),
            role: slot.role.clone(),
        }
    }

    /// What the head of the recipe says, slot by slot.
    pub(super) fn problems(&self, recipe: &Recipe, bound: &Bound) -> Vec<RecipeProblem> {
        let mut problems = Vec::new();
        for slot in recipe.slots() {
            let label = slot_label(&self.app_name(&slot.connector), &slot.role);
            let what = match bound.get(&slot) {
                _ if self.0.catalog.connector(&slot.connector).is_err() => {
                    Some(format!("{label} has no usable definition"))
                }
                None => Some(format!("{label} is not connected")),
                Some(row) => match row.state {
                    ConnectionState::NotConnected => Some(format!("{label} is not connected")),
                    ConnectionState::NeedsReconnect => {
                        Some(format!("{label} needs to be reconnected"))
                    }
                    ConnectionState::VaultLocked => Some(format!(
                        "{label} cannot be used while the keychain is locked"
                    )),
                    _ => None,
                },
            };
            if let Some(what) = what {
                problems.push(RecipeProblem {
                    what,
                    connector: slot.connector,
                    role: slot.role,
                    step: None,
                    input: None,
                });
            }
        }
        problems
    }

    fn step_view(
        &self,
        number: u32,
        step: &Step,
        bound: &Bound,
        mut troubles: StepTroubles,
    ) -> StepView {
        let connector = self.0.catalog.connector(&step.slot.connector);
        let app = self.app_name(&step.slot.connector);
        let slot = slot_label(&app, &step.slot.role);
        let operation = connector.as_ref().ok().and_then(|connector| {
            connector
                .operations
                .iter()
                .find(|operation| operation.id == step.operation)
        });
        let problem = match (&connector, operation) {
            (Err(problem), _) => Some(problem.clone()),
            (Ok(_), None) => Some(Problem::definition(format!(
                "{app} no longer offers \u{201c}{}\u{201d}.",
                step.operation
            ))),
            _ => troubles.step.take(),
        };
        let connection = bound.get(&step.slot);
        let inputs = operation.map_or_else(Vec::new, |operation| {
            operation
                .inputs
                .iter()
                .map(|input| InputView {
                    problem: troubles.inputs.remove(&input.key),
                    ..input_view(input, operation, step, connection, &app)
                })
                .collect()
        });
        StepView {
            id: step.id.clone(),
            number,
            kind: operation.map_or(
                if number == 1 {
                    StepKind::Trigger
                } else {
                    StepKind::Action
                },
                |operation| step_kind(operation.kind),
            ),
            connector: step.slot.connector.clone(),
            role: step.slot.role.clone(),
            logo: self.app_logo(&step.slot.connector),
            operation: step.operation.clone(),
            title: operation.map_or_else(
                || step.operation.clone(),
                |operation| operation.title.clone(),
            ),
            hint: operation.and_then(|operation| operation.hint.clone()),
            slot_label: slot,
            inputs,
            problem,
        }
    }
}

/// Whether picklists can be asked through it.
pub(super) fn is_usable(row: &ConnectionRow) -> bool {
    matches!(
        row.state,
        ConnectionState::Connected | ConnectionState::Limited | ConnectionState::Offline
    )
}

fn input_view(
    input: &larder_connector::Input,
    operation: &larder_connector::Operation,
    step: &Step,
    connection: Option<&ConnectionRow>,
    app: &str,
) -> InputView {
    let chosen = step.input.get(&input.key);
    let control = input_control(input.control);
    let params = input
        .params
        .iter()
        .filter_map(|(name, key)| Some((name.clone(), step.input.get(key)?.value.clone())))
        .collect();
    let blocked = if control == InputControl::Picklist {
        blocked(input, operation, step, connection, app)
    } else {
        None
    };
    InputView {
        key: input.key.clone(),
        label: input.label.clone(),
        hint: input.hint.clone(),
        required: input.required,
        control,
        picklist: input.picklist.clone(),
        params,
        connection: connection
            .filter(|row| is_usable(row) && blocked.is_none())
            .map(|row| row.id.clone()),
        value: chosen.map(|choice| choice.value.clone()),
        value_label: chosen.and_then(|choice| choice.label.clone()),
        blocked,
        problem: None,
        manual: input.manual,
    }
}

/// Why a picklist is grey.
fn blocked(
    input: &larder_connector::Input,
    operation: &larder_connector::Operation,
    step: &Step,
    connection: Option<&ConnectionRow>,
    app: &str,
) -> Option<Blocked> {
    let thing = input.label.to_lowercase();
    let (reason, by) = match connection.map(|row| row.state) {
        None | Some(ConnectionState::NotConnected) => (
            format!("Connect {app} to choose from its values."),
            BlockedBy::NotConnected,
        ),
        Some(ConnectionState::SigningIn) => (
            format!("Waiting for the sign-in to {app}."),
            BlockedBy::SigningIn,
        ),
        Some(ConnectionState::NeedsReconnect) => (
            format!("Reconnect {app} to choose from its values."),
            BlockedBy::NeedsReconnect,
        ),
        Some(ConnectionState::VaultLocked) => (
            format!("Unlock the keychain to load the {thing} from {app}."),
            BlockedBy::VaultLocked,
        ),
        Some(ConnectionState::Connected | ConnectionState::Limited | ConnectionState::Offline) => {
            let missing = input
                .params
                .values()
                .find(|key| !step.input.contains_key(*key))?;
            let label = operation
                .inputs
                .iter()
                .find(|other| other.key == *missing)
                .map_or_else(|| missing.clone(), |other| other.label.clone());
            (
                format!("Choose \u{201c}{label}\u{201d} first."),
                BlockedBy::Input,
            )
        }
    };
    Some(Blocked { reason, by })
}
