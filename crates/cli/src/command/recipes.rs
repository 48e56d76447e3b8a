//! `larder recipes`: recipes as documents: listed, shown, checked, taken in and given out.
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use larder_engine::Engine;
use larder_engine::api::{ById, ImportRecipe};
use larder_engine::view::{InputView, RecipeProblem, RecipeRow, RecipeView};
use serde::Serialize;
use serde_json::Value;

use crate::arguments::pair;
use crate::failure::{Failure, not_json, unreadable};
use crate::show::screen::{Screen, Tone};
use crate::show::table::{Cell, Table};
use crate::show::text::{time, visible, word};

#[derive(Debug, Subcommand)]
pub(crate) enum RecipesCommand {
    /// List the recipes
    List,
    /// Show a recipe: slots, steps, and what stands in the way
    Show {
        /// The recipe, by id or name
        name: String,
    },
    /// Check a recipe against the definitions and, where slots are bound, against the apps
    Check {
        /// A recipe file, or a recipe by id or name
        #[arg(value_name = "FILE|ID")]
        recipe: String,
        /// Fill a slot, such as salesforce or salesforce:secondary, with a connection
        #[arg(long = "bind", value_name = "SLOT=NAME", value_parser = pair)]
        binds: Vec<(String, String)>,
    },
    /// Take in a recipe file; its slots come unbound
    Import {
        /// The file
        file: PathBuf,
    },
    /// Print a recipe's document, for a file or another computer
    Export {
        /// The recipe, by id or name
        name: String,
    },
}

pub(crate) async fn run(
    engine: &Engine,
    command: Option<RecipesCommand>,
    screen: Screen,
) -> Result<(), Failure> {
    match command.unwrap_or(RecipesCommand::List) {
        RecipesCommand::List => {
            let rows = engine.recipes().await?;
            for file in engine.unreadable_recipes().await? {
                Screen::note(&format!("{file} in the data folder is no recipe."));
            }
            screen.answer(&rows, |screen| words_of_rows(&rows, screen))
        }
        RecipesCommand::Show { name } => {
            let id = engine.recipe_id(&name).await?;
            let recipe = engine.recipe(ById { id }).await?;
            screen.answer(&recipe, |screen| words_of_recipe(&recipe, screen))
        }
        RecipesCommand::Check { recipe, binds } => check(engine, &recipe, binds, screen).await,
        RecipesCommand::Import { file } => {
            let document = read(&file)?;
            let recipe = engine.import_recipe(ImportRecipe { document }).await?;
            screen.answer(&recipe, |screen| words_of_recipe(&recipe, screen))
        }
        RecipesCommand::Export { name } => {
            let document = engine.export_recipe(&name).await?;
            if screen.is_json() {
                return screen.json_line(&document);
            }
            let mut text = serde_json::to_vec_pretty(&document).map_err(std::io::Error::other)?;
            text.push(b'\n');
            screen.bytes(&text)
        }
    }
}

#[derive(Serialize)]
struct Checked {
    ok: bool,
    problems: Vec<RecipeProblem>,
}

async fn check(
    engine: &Engine,
    recipe: &str,
    binds: Vec<(String, String)>,
    screen: Screen,
) -> Result<(), Failure> {
    let file = Path::new(recipe);
    let mut bound = BTreeMap::new();
    let document = if file.is_file() {
        read(file)?
    } else {
        let id = engine.recipe_id(recipe).await?;
        let saved = engine.recipe(ById { id: id.clone() }).await?;
        for slot in saved.slots {
            if let Some(connection) = slot.connection {
                bound.insert(slot_name(&slot.connector, &slot.role), connection.id);
            }
        }
        engine.export_recipe(&id).await?
    };
    for (slot, name) in binds {
        let (connector, role) = slot.split_once(':').unwrap_or((&slot, "primary"));
        bound.insert(slot_name(connector, role), name);
    }
    let problems = engine.check_recipe(document, &bound).await?;
    let answer = Checked {
        ok: problems.is_empty(),
        problems,
    };
    screen.answer(&answer, |screen| {
        if answer.ok {
            return format!("{}: {}\n", visible(recipe), screen.paint("ok", Tone::Good));
        }
        words_of_problems(&answer.problems, screen)
    })?;
    if answer.ok {
        Ok(())
    } else {
        Err(Failure::Told)
    }
}

fn slot_name(connector: &str, role: &str) -> String {
    format!("{connector}:{role}")
}

fn read(file: &Path) -> Result<Value, Failure> {
    let bytes = std::fs::read(file).map_err(|error| unreadable(file, &error))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| not_json(&file.display().to_string(), &error).into())
}

fn words_of_rows(rows: &[RecipeRow], screen: Screen) -> String {
    let mut table = Table::new(
        ["ID", "NAME", "APPS", "STEPS", "PROBLEMS", "SAVED"],
        "There are no recipes.",
    );
    for row in rows {
        let apps: Vec<String> = row
            .apps
            .iter()
            .map(|app| match app.role.as_str() {
                "primary" => app.connector_name.clone(),
                role => format!("{} ({role})", app.connector_name),
            })
            .collect();
        let tone = if row.problems == 0 {
            Tone::Good
        } else {
            Tone::Warning
        };
        table.row([
            Cell::toned(&row.id, Tone::Strong),
            (&row.name).into(),
            apps.join(", ").into(),
            row.steps.to_string().into(),
            Cell::toned(&row.problems.to_string(), tone),
            time(row.saved_at).into(),
        ]);
    }
    table.render(screen)
}

fn words_of_recipe(recipe: &RecipeView, screen: Screen) -> String {
    let mut text = format!(
        "{} ({})\n\n",
        screen.paint(&visible(&recipe.name), Tone::Strong),
        visible(&recipe.id)
    );
    text.push_str(&words_of_problems(&recipe.problems, screen));
    let mut slots = Table::new(["SLOT", "CONNECTION", "STATE"], "No slots.");
    for slot in &recipe.slots {
        let connection = slot.connection.as_ref();
        slots.row([
            slot_name(&slot.connector, &slot.role).into(),
            connection.map_or("", |row| &row.name).into(),
            connection
                .map_or_else(String::new, |row| word(&row.state))
                .into(),
        ]);
    }
    text.push_str(&slots.render(screen));
    for step in &recipe.steps {
        let _ = writeln!(
            text,
            "\n{}. {} in {}",
            step.number,
            visible(&step.title),
            visible(&step.slot_label)
        );
        if !step.inputs.is_empty() {
            let mut inputs = Table::new(["INPUT", "VALUE", "REQUIRED"], "");
            for input in &step.inputs {
                inputs.row([
                    (&input.label).into(),
                    value(input),
                    if input.required { "yes" } else { "no" }.into(),
                ]);
            }
            text.push_str(&inputs.render(screen));
        }
    }
    text
}

/// What was chosen, or why nothing can be.
fn value(input: &InputView) -> Cell {
    match (&input.value, &input.blocked) {
        (Some(value), _) => value.into(),
        (None, Some(blocked)) => Cell::toned(&blocked.reason, Tone::Quiet),
        (None, None) => "".into(),
    }
}

fn words_of_problems(problems: &[RecipeProblem], screen: Screen) -> String {
    let mut text = String::new();
    for problem in problems {
        text.push_str(&screen.paint(&visible(&problem.what), Tone::Warning));
        text.push('\n');
    }
    text
}
