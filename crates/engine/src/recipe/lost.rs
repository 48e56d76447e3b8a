//! Lost choices: what a recipe has chosen and the connected user can no longer see. The app is not asked.
use std::collections::BTreeMap;

use larder_connector::{Connector, Input, Picklist};

use super::model::{Choice, Recipe, Slot, Step};
use super::show::{Bound, is_usable};
use crate::Engine;
use crate::api::BindSlot;
use crate::problem::{Problem, lacks};
use crate::rights::{
    Needs, Rights, list_params, missing_of_step, operation_of, sentence, step_problem,
};
use crate::scopes;
use crate::view::{BindPreview, ConnectionRow, Environment, EnvironmentChange, RecipeProblem};

/// Lists that a preview may ask the app for.
const MOST_ASKED: usize = 10;

/// What is wrong with one step beyond its slot.
#[derive(Debug, Default)]
pub(crate) struct StepTroubles {
    /// Inputs whose choice is gone.
    pub(crate) inputs: BTreeMap<String, Problem>,
    /// What the connected user may not do.
    pub(crate) step: Option<Problem>,
    /// The same as sentences, for the head.
    pub(crate) sentences: Vec<String>,
}

/// What is known of a connection's user and sign-in.
#[derive(Debug, Default)]
pub(crate) struct Known {
    rights: Option<Rights>,
    /// Nothing where scopes mean nothing.
    scopes: Option<Vec<String>>,
}

impl Engine {
    /// The troubles of each step of a recipe, in order.
    pub(crate) async fn troubles_of(
        &self,
        recipe: &Recipe,
        bound: &Bound,
    ) -> Result<Vec<StepTroubles>, Problem> {
        let mut known: BTreeMap<&Slot, Known> = BTreeMap::new();
        let mut troubles = Vec::with_capacity(recipe.steps.len());
        for step in &recipe.steps {
            let row = bound.get(&step.slot).filter(|row| is_usable(row));
            let connector = self.0.catalog.connector(&step.slot.connector);
            let (Some(row), Ok(connector)) = (row, connector) else {
                troubles.push(StepTroubles::default());
                continue;
            };
            if !known.contains_key(&step.slot) {
                let rights = self.known_rights(&row.id).await?;
                let scopes = self.held_scopes(&connector, &row.way, &row.id).await?;
                known.insert(&step.slot, Known { rights, scopes });
            }
            let known = &known[&step.slot];
            troubles.push(self.troubles_of_step(&connector, step, row, known).await?);
        }
        Ok(troubles)
    }

    async fn troubles_of_step(
        &self,
        connector: &Connector,
        step: &Step,
        row: &ConnectionRow,
        known: &Known,
    ) -> Result<StepTroubles, Problem> {
        let mut troubles = StepTroubles::default();
        let Some(operation) = operation_of(connector, step) else {
            return Ok(troubles);
        };
        let user = user_of(row);
        for input in &operation.inputs {
            if rests_on_lost(input, &troubles.inputs) {
                continue;
            }
            if let Some((picklist, choice)) = chosen(connector, input, step)
                && self.is_lost(&row.id, picklist, input, step, choice).await?
            {
                let words = lost_words(picklist, choice, user);
                let problem = Problem::lost_choice(&connector.name, &words, &input.key);
                troubles.inputs.insert(input.key.clone(), problem);
            }
        }
        if let Some(rights) = &known.rights {
            let missing = missing_of_step(operation, step, rights, &troubles.inputs);
            troubles.sentences = missing.iter().map(|line| sentence(line, user)).collect();
            troubles.step = step_problem(&missing, &connector.name, user);
        }
        let held = known.scopes.as_deref();
        let scopes = held.map_or_else(Vec::new, |held| {
            scopes::missing_of_step(connector, step, held)
        });
        if !scopes.is_empty() {
            // Without it the right is of no use.
            troubles.sentences.insert(0, lacks(&scopes));
            troubles.step = Some(Problem::step_lacks_scopes(&connector.name, &scopes));
        }
        Ok(troubles)
    }

    /// Whether a whole list is at hand and the choice is not in it.
    async fn is_lost(
        &self,
        connection: &str,
        picklist: &Picklist,
        input: &Input,
        step: &Step,
        choice: &Choice,
    ) -> Result<bool, Problem> {
        if picklist.call.is_none() {
            let mut options = picklist.options.iter();
            return Ok(!options.any(|row| row.value == choice.value));
        }
        let params = list_params(input, step);
        if params.len() != picklist.params.len() {
            return Ok(false);
        }
        let key = (
            connection.to_owned(),
            crate::picklist::key_of(&picklist.id, &params),
        );
        let known = self.known_list(&key).await?;
        Ok(known.is_some_and(|list| list.complete && !list.offers(&choice.value)))
    }

    /// What would stop working with that connection in the slot. Lists and rights that are not known are asked for.
    /// A sandbox where production was, or the reverse, is said too.
    pub async fn bind_preview(&self, ask: BindSlot) -> Result<BindPreview, Problem> {
        let environment_changed = self.environment_change(&ask).await?;
        Ok(BindPreview {
            losses: self.losses(ask).await?,
            environment_changed,
        })
    }

    async fn environment_change(
        &self,
        ask: &BindSlot,
    ) -> Result<Option<EnvironmentChange>, Problem> {
        let (Some(now), Some(before)) = (&ask.connection, self.bound_to(&ask.slot).await?) else {
            return Ok(None);
        };
        let now = self.row(now).await?.id;
        let shown = self.connections().await?;
        let of = |id: &str| {
            let row = shown.iter().find(|row| row.id == id)?;
            let environment = row.identity.as_ref()?.environment;
            (environment != Environment::Unknown).then_some(environment)
        };
        Ok(match (of(&before), of(&now)) {
            (Some(before), Some(now)) if before != now => Some(EnvironmentChange { before, now }),
            _ => None,
        })
    }

    async fn losses(&self, ask: BindSlot) -> Result<Vec<RecipeProblem>, Problem> {
        let recipe = self.document(&ask.slot.recipe).await?;
        let slot = Slot {
            connector: ask.slot.connector.clone(),
            role: ask.slot.role.clone(),
        };
        let mut bound = Bound::new();
        if let Some(id) = &ask.connection {
            let row = self.row(id).await?;
            if row.connector != slot.connector {
                return Err(Problem::other_app(&row.name));
            }
            let shown = self.connections().await?;
            if let Some(shown) = shown.into_iter().find(|shown| shown.id == row.id) {
                bound.insert(slot.clone(), shown);
            }
        }
        let of_slot = Recipe {
            steps: recipe
                .steps
                .iter()
                .filter(|step| step.slot == slot)
                .cloned()
                .collect(),
            ..recipe.clone()
        };
        let mut problems = self.problems(&of_slot, &bound);
        let Some(row) = bound.get(&slot).filter(|row| is_usable(row)) else {
            return Ok(problems);
        };
        let subject = self.subject(&row.id).await?;
        let uses = [(ask.slot.recipe.as_str(), &of_slot, slot.role.as_str())];
        let needs = Needs::of(&subject.connector, uses);
        let rights = self.rights_for(&subject, &needs).await?;
        let scopes = self
            .held_scopes(&subject.connector, &row.way, &row.id)
            .await?;
        let known = Known {
            rights: Some(rights),
            scopes,
        };
        self.load_missing_lists(&subject, &needs, MOST_ASKED)
            .await?;
        for (number, step) in (1..).zip(&recipe.steps) {
            if step.slot != slot {
                continue;
            }
            let troubles = self
                .troubles_of_step(&subject.connector, step, row, &known)
                .await?;
            problems.extend(lines_of(number, step, &troubles));
        }
        Ok(problems)
    }
}

/// The lines of the head about one step.
pub(crate) fn lines_of(number: u32, step: &Step, troubles: &StepTroubles) -> Vec<RecipeProblem> {
    let line = |what: String, input: Option<&String>| RecipeProblem {
        what,
        connector: step.slot.connector.clone(),
        role: step.slot.role.clone(),
        step: Some(step.id.clone()),
        input: input.cloned(),
    };
    let lost = troubles.inputs.iter().map(|(key, problem)| {
        let what = problem.what.trim_end_matches('.').to_owned();
        line(what, Some(key))
    });
    let missing = troubles
        .sentences
        .iter()
        .map(|sentence| line(format!("Step {number}: {sentence}"), None));
    lost.chain(missing).collect()
}

fn user_of(row: &ConnectionRow) -> &str {
    row.identity
        .as_ref()
        .map_or("the connected user", |who| who.user.as_str())
}

/// An input that depends on a choice which is gone says nothing of its own.
fn rests_on_lost(input: &Input, lost: &BTreeMap<String, Problem>) -> bool {
    input.params.values().any(|key| lost.contains_key(key))
}

/// What is chosen from a picklist; a value that may be typed cannot be lost.
fn chosen<'c>(
    connector: &'c Connector,
    input: &Input,
    step: &'c Step,
) -> Option<(&'c Picklist, &'c Choice)> {
    if input.manual {
        return None;
    }
    let picklist = connector.picklist(input.picklist.as_deref()?)?;
    Some((picklist, step.input.get(&input.key)?))
}

/// "Field Region__c is no longer visible to integration@acme.test."
fn lost_words(picklist: &Picklist, choice: &Choice, user: &str) -> String {
    let thing = picklist.one.as_deref().unwrap_or("The choice");
    let name = match &choice.label {
        Some(label) if says_nothing(&choice.value) => format!("\u{201c}{label}\u{201d}"),
        _ if says_nothing(&choice.value) || choice.value.contains(' ') => {
            format!("\u{201c}{}\u{201d}", choice.value)
        }
        _ => choice.value.clone(),
    };
    format!("{thing} {name} is no longer visible to {user}.")
}

/// An id that nobody reads: digits alone, or an id of Salesforce.
fn says_nothing(value: &str) -> bool {
    let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
    let is_id = matches!(value.len(), 15 | 18)
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && has_digit;
    is_id || value.bytes().all(|byte| byte.is_ascii_digit())
}
