//! Rights that are missing from the start, and rights that are taken away: told, and healed by a check.

use anyhow::{Result, bail};
use larder_window_tests::{Shots, soon};
use serde_json::json;

use crate::scene::{INES, SAM, Scene};

const ROWS: &str = "Connections of this recipe";
const UPSERT: &str = "Create or update record";

/// Adds a step that changes accounts, to the sample recipe.
fn a_step_that_changes_accounts(scene: &Scene) -> Result<()> {
    let larder = &scene.larder;
    larder.turn_to("Recipe")?;
    larder.add_step("Salesforce", &format!("Then{UPSERT}"))?;
    // The card comes in at the foot of the page, which scrolls to it: a list that was open closes.
    for _ in 0..3 {
        larder.search_in(UPSERT, "Object", "Account")?;
        let is_found = soon(|| {
            let options = larder.options()?;
            Ok(options
                .first()
                .is_some_and(|first| first.starts_with("Account")))
        })?;
        if is_found {
            larder.keys(&["Down", "Return"])?;
            if soon(|| {
                Ok(!larder
                    .words()?
                    .contains("Choose \u{201c}Object\u{201d} first"))
            })? {
                return Ok(());
            }
        }
        larder.keys(&["Escape"])?;
    }
    bail!("the object could not be chosen")
}

fn check(scene: &Scene) -> Result<()> {
    scene.larder.turn_to("Connections")?;
    scene.larder.press_in(ROWS, "Practice Salesforce")?;
    scene.larder.press("Check now")
}

/// The connected user never had the rights: a sales person may read accounts and not change them.
#[test]
fn a_user_without_the_rights_a_recipe_needs_is_told_before_the_recipe_runs() -> Result<()> {
    let mut shots = Shots::of("rights-missing")?;
    let scene = Scene::with_sample_recipe()?;
    let (larder, practice) = (&scene.larder, &scene.practice);
    scene.connect(
        "Salesforce",
        "Salesforce",
        &practice.person("salesforce", SAM)?,
    )?;
    a_step_that_changes_accounts(&scene)?;
    check(&scene)?;
    larder.sees_in(ROWS, "Limited")?;
    larder.sees("lacks Create on Account")?;
    shots.page(larder, "told")?;
    larder.follow("History and more of Practice Salesforce")?;
    larder.sees("Edit on Account")?;
    larder.sees("Looks like a person")?;
    shots.page(larder, "what-to-ask-the-administrator-for")?;
    scene.larder.quit()
}

/// Rights are reduced later: the difference is told, the choice is kept, and a check heals it.
#[test]
fn r11_reduced_rights_are_told_with_the_difference_and_healed_by_a_check() -> Result<()> {
    let mut shots = Shots::of("rights-reduced")?;
    let scene = Scene::with_sample_recipe()?;
    let (larder, practice) = (&scene.larder, &scene.practice);
    let ines = practice.person("salesforce", INES)?;
    scene.connect("Salesforce", "Salesforce", &ines)?;
    a_step_that_changes_accounts(&scene)?;
    check(&scene)?;
    // The row said so before; only a check that is over knows the rights that are lost later.
    larder.sees("checked: Connected")?;
    practice.fault("take_right", &ines, &json!({ "right": "Account.edit" }))?;
    check(&scene)?;
    larder.sees_in(ROWS, "Limited")?;
    larder.sees("lost Edit on Account")?;
    shots.page(larder, "told")?;
    larder.turn_to("Recipe")?;
    larder.sees("may no longer edit Account")?;
    shots.page(larder, "told-at-the-step")?;
    practice.fault("restore_rights", &ines, &json!({}))?;
    larder.turn_to("Connections")?;
    larder.press_in(ROWS, "Practice Salesforce")?;
    larder.press("Check again")?;
    larder.sees_in(ROWS, "Connected")?;
    larder.sees_no_more("lost Edit on Account")?;
    scene.larder.quit()
}
