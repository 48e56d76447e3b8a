//! What recipes need of one connection: rights, the lists their choices rest on, and what no call tells.
use std::collections::BTreeMap;

use larder_connector::{Connector, Operation, Requirement, ScopeNeed};

use super::known::{Line, Params, Rights};
use crate::recipe::model::{Recipe, Step};
use crate::view::UsedBy;

/// A right with the steps that need it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Need {
    pub(crate) right: String,
    pub(crate) params: Params,
    pub(crate) used: Vec<UsedBy>,
}

/// Everything the recipes of a connection need.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Needs {
    pub(crate) rights: Vec<Need>,
    /// Picklists in which recipes have chosen something, with their parameters.
    pub(crate) lists: Vec<(String, Params)>,
    /// Rights in the app's own words, which no call tells.
    pub(crate) said: Vec<(String, Vec<UsedBy>)>,
    /// Scopes of the sign-in.
    pub(crate) scopes: Vec<(ScopeNeed, Vec<UsedBy>)>,
}

impl Needs {
    /// What recipes need that use a connection in these roles.
    pub(crate) fn of<'r>(
        connector: &Connector,
        uses: impl IntoIterator<Item = (&'r str, &'r Recipe, &'r str)>,
    ) -> Self {
        let mut needs = Self::default();
        for (id, recipe, role) in uses {
            for (number, step) in (1..).zip(&recipe.steps) {
                if step.slot.connector != connector.id || step.slot.role != role {
                    continue;
                }
                let Some(operation) = operation_of(connector, step) else {
                    continue;
                };
                let user = UsedBy {
                    recipe: id.to_owned(),
                    recipe_name: recipe.name.clone(),
                    role: role.to_owned(),
                    steps: vec![number],
                };
                needs.take_in(operation, step, &user);
            }
        }
        needs
    }

    fn take_in(&mut self, operation: &Operation, step: &Step, user: &UsedBy) {
        for (right, params) in required(operation, step) {
            let known = self
                .rights
                .iter_mut()
                .find(|need| need.right == right && need.params == params);
            match known {
                Some(need) => add_user(&mut need.used, user),
                None => self.rights.push(Need {
                    right: right.to_owned(),
                    params,
                    used: vec![user.clone()],
                }),
            }
        }
        for words in &operation.needs {
            match self.said.iter_mut().find(|(said, _)| said == words) {
                Some((_, used)) => add_user(used, user),
                None => self.said.push((words.clone(), vec![user.clone()])),
            }
        }
        for need in &operation.scopes {
            match self.scopes.iter_mut().find(|(known, _)| known == need) {
                Some((_, used)) => add_user(used, user),
                None => self.scopes.push((need.clone(), vec![user.clone()])),
            }
        }
        for input in &operation.inputs {
            let (Some(picklist), true) = (&input.picklist, step.input.contains_key(&input.key))
            else {
                continue;
            };
            if input.manual {
                continue;
            }
            let list = (picklist.clone(), list_params(input, step));
            if !self.lists.contains(&list) {
                self.lists.push(list);
            }
        }
    }

    /// Who needs a right.
    pub(crate) fn users_of(&self, right: &str, params: &Params) -> &[UsedBy] {
        self.rights
            .iter()
            .find(|need| need.right == right && need.params == *params)
            .map_or(&[], |need| &need.used)
    }

    /// Who needs a scope; none when the definition says nothing of scopes.
    pub(crate) fn users_of_scope(&self, scope: &str) -> Option<Vec<UsedBy>> {
        if self.scopes.is_empty() {
            return None;
        }
        let mut users = Vec::new();
        let needing = self.scopes.iter().filter(|(need, _)| {
            let mut choices = need.choices().iter();
            choices.any(|choice| choice == scope)
        });
        for user in needing.flat_map(|(_, used)| used) {
            add_user(&mut users, user);
        }
        Some(users)
    }

    /// The needed rights that are known to be missing; one that another one implies is left out.
    pub(crate) fn missing<'k>(&self, known: &'k Rights) -> Vec<&'k Line> {
        let missing = known
            .lines
            .iter()
            .filter(|line| {
                line.is_missing() && !self.users_of(&line.right, &line.params).is_empty()
            })
            .collect();
        foremost(missing)
    }
}

/// The parameters of an input's picklist, as chosen.
pub(crate) fn list_params(input: &larder_connector::Input, step: &Step) -> Params {
    input
        .params
        .iter()
        .filter_map(|(name, key)| Some((name.clone(), step.input.get(key)?.value.clone())))
        .collect()
}

pub(crate) fn operation_of<'c>(connector: &'c Connector, step: &Step) -> Option<&'c Operation> {
    connector
        .operations
        .iter()
        .find(|operation| operation.id == step.operation)
}

/// The rights a step requires, as far as the inputs they depend on are filled in.
fn required<'o>(
    operation: &'o Operation,
    step: &'o Step,
) -> impl Iterator<Item = (&'o str, Params)> {
    operation
        .requires
        .iter()
        .filter_map(|requirement| Some((requirement.right.as_str(), filled(requirement, step)?)))
}

/// A requirement's parameters, once all of them are chosen.
fn filled(requirement: &Requirement, step: &Step) -> Option<Params> {
    requirement
        .params
        .iter()
        .map(|(name, key)| Some((name.clone(), step.input.get(key)?.value.clone())))
        .collect()
}

/// What a step needs and the user is known to lack. `lost` are inputs whose choice is gone, which says it already.
pub(crate) fn missing_of_step<'k>(
    operation: &Operation,
    step: &Step,
    known: &'k Rights,
    lost: &BTreeMap<String, crate::problem::Problem>,
) -> Vec<&'k Line> {
    let not_said_yet = |requirement: &&Requirement| {
        !requirement
            .params
            .values()
            .any(|key| lost.contains_key(key))
    };
    let missing = operation
        .requires
        .iter()
        .filter(not_said_yet)
        .filter_map(|requirement| known.line(&requirement.right, &filled(requirement, step)?))
        .filter(|line| line.is_missing())
        .collect();
    foremost(missing)
}

/// Leaves out what a wider missing right implies: who may not edit an object may not edit its fields.
fn foremost(missing: Vec<&Line>) -> Vec<&Line> {
    missing
        .iter()
        .filter(|line| {
            !missing.iter().any(|wider| {
                wider.params.len() < line.params.len()
                    && !wider.params.is_empty()
                    && wider
                        .params
                        .iter()
                        .all(|(name, value)| line.params.get(name) == Some(value))
            })
        })
        .copied()
        .collect()
}

fn add_user(used: &mut Vec<UsedBy>, user: &UsedBy) {
    match used
        .iter_mut()
        .find(|known| known.recipe == user.recipe && known.role == user.role)
    {
        Some(known) => known.steps.extend(
            user.steps
                .iter()
                .filter(|step| !known.steps.contains(step))
                .copied()
                .collect::<Vec<_>>(),
        ),
        None => used.push(user.clone()),
    }
}
