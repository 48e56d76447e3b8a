//! Edits of recipes: every one is saved at once, whole or not at all.
use std::collections::BTreeMap;

use larder_connector::OperationKind;
use larder_store::recipe_files::{self, Changing};
use larder_store::{binding, connection};
use serde_json::Value;

use super::model::{Choice, FORMAT, Recipe, Slot, Step};
use crate::Engine;
use crate::api::{
    AddStep, BindSlot, ById, ImportRecipe, NewRecipe, RenameThing, SetInput, StepName,
};
use crate::causes;
use crate::problem::Problem;
use crate::view::{Exported, RecipeRow, RecipeView, SlotName};

impl Engine {
    /// Every readable recipe by id.
    pub(crate) async fn recipe_documents(&self) -> Result<BTreeMap<String, Recipe>, Problem> {
        let recipes = recipe_files::list(&self.0.store)
            .await
            .map_err(|error| causes::storage(&error))?;
        Ok(recipes
            .documents
            .into_iter()
            .filter_map(|(id, document)| Some((id, serde_json::from_value(document).ok()?)))
            .collect())
    }

    pub(crate) async fn document(&self, id: &str) -> Result<Recipe, Problem> {
        let document = match recipe_files::read(&self.0.store, id).await {
            Ok(document) => document,
            Err(larder_store::StoreError::NotFound | larder_store::StoreError::Invalid { .. }) => {
                return Err(Problem::not_found("recipe", id));
            }
            Err(larder_store::StoreError::Document { line, column }) => {
                return Err(Problem::definition(format!(
                    "The recipe file {id}.json is no JSON document (line {line}, column {column})."
                )));
            }
            Err(error) => return Err(causes::storage(&error)),
        };
        read_document(document)
    }

    /// Waits for its turn to change recipes: two changes at once would each write what it read, and one be lost.
    pub(crate) async fn changing_recipes(&self) -> Result<Changing, Problem> {
        recipe_files::changing(&self.0.store)
            .await
            .map_err(|error| causes::storage(&error))
    }

    /// Ends the turn in which the recipe was read.
    pub(crate) async fn save_recipe(
        &self,
        turn: Changing,
        id: &str,
        mut recipe: Recipe,
    ) -> Result<(), Problem> {
        recipe.saved_at = self.now();
        let document =
            serde_json::to_value(&recipe).map_err(|_| Problem::defect("a recipe is no JSON"))?;
        recipe_files::write(&self.0.store, id, &document)
            .await
            .map_err(|error| causes::storage(&error))?;
        drop(turn);
        self.judge_connections_of(id).await
    }

    /// An id no recipe has yet.
    pub(crate) async fn free_recipe_id(&self, wanted: &str) -> Result<String, Problem> {
        let taken = recipe_files::list(&self.0.store)
            .await
            .map_err(|error| causes::storage(&error))?;
        let is_free = |id: &str| {
            !taken.documents.contains_key(id)
                && !taken
                    .unreadable
                    .iter()
                    .any(|file| file.file.strip_suffix(".json") == Some(id))
        };
        let mut id = wanted.to_owned();
        let mut number = 2;
        while !is_free(&id) {
            id = format!("{wanted}-{number}");
            number += 1;
        }
        Ok(id)
    }

    pub async fn create_recipe(&self, ask: NewRecipe) -> Result<RecipeView, Problem> {
        let name = named(&ask.name)?;
        let turn = self.changing_recipes().await?;
        let id = self.free_recipe_id(&id_from(&name)).await?;
        self.save_recipe(turn, &id, Recipe::new(&name)).await?;
        self.recipe(ById { id }).await
    }

    pub async fn rename_recipe(&self, ask: RenameThing) -> Result<RecipeView, Problem> {
        let turn = self.changing_recipes().await?;
        let mut recipe = self.document(&ask.id).await?;
        recipe.name = named(&ask.name)?;
        self.save_recipe(turn, &ask.id, recipe).await?;
        self.recipe(ById { id: ask.id }).await
    }

    /// Removes the recipe; its connections stay.
    pub async fn remove_recipe(&self, ask: ById) -> Result<Vec<RecipeRow>, Problem> {
        let turn = self.changing_recipes().await?;
        recipe_files::remove(&self.0.store, &ask.id)
            .await
            .map_err(|error| match error {
                larder_store::StoreError::NotFound => Problem::not_found("recipe", &ask.id),
                error => causes::storage(&error),
            })?;
        drop(turn);
        let id = ask.id.clone();
        let bindings = self
            .write(move |tx| {
                let bindings = binding::of_recipe(tx, &id)?;
                binding::clear_recipe(tx, &id)?;
                Ok(bindings)
            })
            .await?;
        for bound in bindings {
            self.judge_rights(&bound.connection).await?;
        }
        self.recipes().await
    }

    /// Adds a step at the end. The first step is the trigger, the others are actions.
    pub async fn add_step(&self, ask: AddStep) -> Result<RecipeView, Problem> {
        let turn = self.changing_recipes().await?;
        let mut recipe = self.document(&ask.recipe).await?;
        let connector = self.0.catalog.connector(&ask.connector)?;
        if !connector.slots.contains(&ask.role) {
            return Err(Problem::input(
                "role",
                format!("{} allows only one connection in a recipe.", connector.name),
            ));
        }
        let operation = connector
            .operations
            .iter()
            .find(|operation| operation.id == ask.operation)
            .ok_or_else(|| {
                Problem::input(
                    "operation",
                    format!("{} has no such trigger or action.", connector.name),
                )
            })?;
        let wanted = if recipe.steps.is_empty() {
            OperationKind::Trigger
        } else {
            OperationKind::Action
        };
        if operation.kind != wanted {
            return Err(Problem::input(
                "operation",
                match wanted {
                    OperationKind::Trigger => "A recipe begins with a trigger.",
                    OperationKind::Action => {
                        "A recipe has one trigger, its first step; choose an action."
                    }
                },
            ));
        }
        recipe.steps.push(Step {
            id: recipe.free_step_id(),
            slot: Slot {
                connector: ask.connector,
                role: ask.role,
            },
            operation: ask.operation,
            input: BTreeMap::new(),
        });
        self.save_recipe(turn, &ask.recipe, recipe).await?;
        self.recipe(ById { id: ask.recipe }).await
    }

    pub async fn remove_step(&self, ask: StepName) -> Result<RecipeView, Problem> {
        let turn = self.changing_recipes().await?;
        let mut recipe = self.document(&ask.recipe).await?;
        let before = recipe.steps.len();
        recipe.steps.retain(|step| step.id != ask.step);
        if recipe.steps.len() == before {
            return Err(Problem::not_found("step", &ask.step));
        }
        self.save_recipe(turn, &ask.recipe, recipe).await?;
        self.recipe(ById { id: ask.recipe }).await
    }

    /// Fills in or clears an input; what depends on a changed input is cleared with it.
    pub async fn set_input(&self, ask: SetInput) -> Result<RecipeView, Problem> {
        let turn = self.changing_recipes().await?;
        let mut recipe = self.document(&ask.recipe).await?;
        let step = recipe
            .steps
            .iter_mut()
            .find(|step| step.id == ask.step)
            .ok_or_else(|| Problem::not_found("step", &ask.step))?;
        let connector = self.0.catalog.connector(&step.slot.connector)?;
        let operation = connector
            .operations
            .iter()
            .find(|operation| operation.id == step.operation)
            .ok_or_else(|| {
                Problem::definition(format!("{} no longer has this operation.", connector.name))
            })?;
        if !operation.inputs.iter().any(|input| input.key == ask.key) {
            return Err(Problem::input(&ask.key, "This step has no such input."));
        }
        let before = step.input.get(&ask.key).map(|choice| choice.value.clone());
        let changed = before != ask.value;
        match ask.value {
            Some(value) if !value.is_empty() => {
                step.input.insert(
                    ask.key.clone(),
                    Choice {
                        value,
                        label: ask.label,
                    },
                );
            }
            _ => {
                step.input.remove(&ask.key);
            }
        }
        if changed {
            clear_dependents(operation, &ask.key, &mut step.input);
        }
        self.save_recipe(turn, &ask.recipe, recipe).await?;
        self.recipe(ById { id: ask.recipe }).await
    }

    /// Fills a slot with a connection, or empties it.
    pub async fn bind_slot(&self, ask: BindSlot) -> Result<RecipeView, Problem> {
        self.document(&ask.slot.recipe).await?;
        let recipe = ask.slot.recipe.clone();
        let before = self.bound_to(&ask.slot).await?;
        match ask.connection {
            None => {
                self.write(move |tx| {
                    binding::clear(tx, &ask.slot.recipe, &ask.slot.connector, &ask.slot.role)
                })
                .await?;
            }
            Some(id_or_name) => {
                let row: connection::Connection = self.row(&id_or_name).await?;
                if row.connector != ask.slot.connector {
                    return Err(Problem::other_app(&row.name));
                }
                let bound = binding::Binding {
                    recipe: ask.slot.recipe,
                    connector: ask.slot.connector,
                    role: ask.slot.role,
                    connection: row.id,
                };
                self.write(move |tx| binding::set(tx, &bound)).await?;
            }
        }
        if let Some(before) = before {
            self.judge_rights(&before).await?;
        }
        self.judge_connections_of(&recipe).await?;
        self.recipe(ById { id: recipe }).await
    }

    pub(super) async fn bound_to(&self, slot: &SlotName) -> Result<Option<String>, Problem> {
        let recipe = slot.recipe.clone();
        let bindings = self
            .0
            .store
            .read(move |conn| binding::of_recipe(conn, &recipe))
            .await
            .map_err(|error| causes::storage(&error))?;
        Ok(bindings
            .into_iter()
            .find(|bound| bound.connector == slot.connector && bound.role == slot.role)
            .map(|bound| bound.connection))
    }

    /// Takes in a recipe document under a free id; its slots come unbound.
    pub async fn import_recipe(&self, ask: ImportRecipe) -> Result<RecipeView, Problem> {
        let recipe = read_document(ask.document)?;
        let turn = self.changing_recipes().await?;
        let id = self.free_recipe_id(&id_from(&recipe.name)).await?;
        self.save_recipe(turn, &id, recipe).await?;
        self.recipe(ById { id }).await
    }

    /// The recipe document, for a file or another computer.
    pub async fn export_recipe(&self, id_or_name: &str) -> Result<Value, Problem> {
        let id = self.recipe_id(id_or_name).await?;
        let recipe = self.document(&id).await?;
        serde_json::to_value(&recipe).map_err(|_| Problem::defect("a recipe is no JSON"))
    }

    /// Writes a recipe to a file for the person.
    pub async fn export_recipe_file(&self, ask: ById) -> Result<Exported, Problem> {
        let id = self.recipe_id(&ask.id).await?;
        let name = self.document(&id).await?.name;
        let document = self.export_recipe(&id).await?;
        let text = serde_json::to_string_pretty(&document)
            .map_err(|_| Problem::defect("a recipe is no JSON"))?;
        self.export(&name, ".json", text + "\n").await
    }

    /// The id of the recipe with this id or name.
    pub async fn recipe_id(&self, id_or_name: &str) -> Result<String, Problem> {
        let documents = self.recipe_documents().await?;
        if documents.contains_key(id_or_name) {
            return Ok(id_or_name.to_owned());
        }
        let named = documents
            .iter()
            .find(|(_, recipe)| recipe.name.eq_ignore_ascii_case(id_or_name));
        named
            .map(|(id, _)| id.clone())
            .ok_or_else(|| Problem::not_found("recipe", id_or_name))
    }
}

/// Reads a document; what is wrong with it is said with its place.
pub(super) fn read_document(document: Value) -> Result<Recipe, Problem> {
    let format = document.get("larder").and_then(Value::as_u64);
    match format {
        Some(format) if format > u64::from(FORMAT) => {
            return Err(Problem::definition(
                "The recipe was written by a newer Larder; update Larder to use it.",
            ));
        }
        Some(_) => {}
        None => {
            return Err(Problem::definition(
                "This is no Larder recipe: the member \u{201c}larder\u{201d} is missing.",
            ));
        }
    }
    let recipe: Recipe = serde_json::from_value(document)
        .map_err(|error| Problem::definition(format!("The recipe cannot be read: {error}.")))?;
    let mut ids: Vec<&str> = recipe.steps.iter().map(|step| step.id.as_str()).collect();
    ids.sort_unstable();
    if ids.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Problem::definition(
            "Two steps of the recipe have the same id.",
        ));
    }
    Ok(recipe)
}

fn clear_dependents(
    operation: &larder_connector::Operation,
    changed: &str,
    input: &mut BTreeMap<String, Choice>,
) {
    for dependent in &operation.inputs {
        if dependent.params.values().any(|key| key == changed)
            && input.remove(&dependent.key).is_some()
        {
            clear_dependents(operation, &dependent.key, input);
        }
    }
}

fn named(name: &str) -> Result<String, Problem> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Problem::input("name", "A recipe needs a name."));
    }
    Ok(name.chars().take(200).collect())
}

/// A file name made of a recipe's name.
fn id_from(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .take(6)
        .collect();
    let id: String = words.join("-").chars().take(60).collect();
    if id.is_empty() {
        "recipe".to_owned()
    } else {
        id
    }
}
