//! The sample recipe, there at the first start: Salesforce accounts to Zendesk organizations.
use std::collections::BTreeMap;

use larder_store::setting;

use super::model::{FORMAT, Recipe, Slot, Step};
use crate::Engine;
use crate::causes;
use crate::problem::Problem;
use crate::view::RecipeView;

/// Set once the sample has been made, so that a removed sample stays removed.
const OFFERED: &str = "sample_offered";

fn sample() -> Recipe {
    let step = |id: &str, connector: &str, operation: &str| Step {
        id: id.to_owned(),
        slot: Slot {
            connector: connector.to_owned(),
            role: "primary".to_owned(),
        },
        operation: operation.to_owned(),
        input: BTreeMap::new(),
    };
    Recipe {
        larder: FORMAT,
        name: "New or updated Salesforce accounts to Zendesk organizations".to_owned(),
        steps: vec![
            step("step-1", "salesforce", "new_or_updated_record"),
            step("step-2", "zendesk", "upsert_organization"),
        ],
        saved_at: 0,
    }
}

/// Makes the sample at the first start.
pub(crate) async fn offer_at_first_start(engine: &Engine) -> Result<(), Problem> {
    let offered = engine
        .0
        .store
        .read(|conn| setting::by_key(conn, OFFERED))
        .await
        .map_err(|error| causes::storage(&error))?;
    if offered.is_some() {
        return Ok(());
    }
    let turn = engine.changing_recipes().await?;
    engine.save_recipe(turn, "sample", sample()).await?;
    engine.write(|tx| setting::set(tx, OFFERED, "yes")).await
}

impl Engine {
    /// Makes the sample recipe again, beside whatever there is.
    pub async fn create_sample_recipe(&self) -> Result<RecipeView, Problem> {
        let turn = self.changing_recipes().await?;
        let id = self.free_recipe_id("sample").await?;
        self.save_recipe(turn, &id, sample()).await?;
        self.recipe(crate::api::ById { id }).await
    }
}
