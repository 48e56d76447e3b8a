//! Recipes: the sample, steps, choices and what depends on them, grey inputs with their reason, import and check.
use std::collections::BTreeMap;

use larder_engine::ProblemKind;
use larder_engine::api::{AddStep, BindSlot, ById, ImportRecipe, NewRecipe, SetInput, StepName};
use larder_engine::view::{BlockedBy, RecipeView};
use serde_json::json;

use crate::world::{INES, World, salesforce, slot};

fn sample() -> ById {
    ById {
        id: "sample".to_owned(),
    }
}

fn input<'a>(recipe: &'a RecipeView, step: usize, key: &str) -> &'a larder_engine::view::InputView {
    recipe.steps[step]
        .inputs
        .iter()
        .find(|input| input.key == key)
        .unwrap()
}

fn set(step: &str, key: &str, value: Option<&str>) -> SetInput {
    SetInput {
        recipe: "sample".to_owned(),
        step: step.to_owned(),
        key: key.to_owned(),
        value: value.map(str::to_owned),
        label: value.map(str::to_owned),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_is_there_at_the_first_start_and_says_what_is_missing() {
    let mut world = World::new().await;
    let recipe = world.engine.recipe(sample()).await.unwrap();
    assert_eq!(
        recipe.name,
        "New or updated Salesforce accounts to Zendesk organizations"
    );
    let said: Vec<&str> = recipe
        .problems
        .iter()
        .map(|problem| problem.what.as_str())
        .collect();
    assert_eq!(
        said,
        ["Salesforce is not connected", "Zendesk is not connected"]
    );
    let object = input(&recipe, 0, "object");
    let blocked = object.blocked.as_ref().unwrap();
    assert_eq!(blocked.by, BlockedBy::NotConnected);
    assert!(blocked.reason.contains("Salesforce"), "{}", blocked.reason);
    assert!(object.connection.is_none());

    world.engine.remove_recipe(sample()).await.unwrap();
    world.restart().await;
    assert!(
        world.engine.recipes().await.unwrap().is_empty(),
        "a removed sample stays removed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dependent_input_waits_for_its_parent_and_is_cleared_with_it() {
    let world = World::new().await;
    world.person.will_allow(INES.0, INES.1);
    let asked = larder_engine::view::SignInStart {
        slot: Some(slot("salesforce", "primary")),
        ..salesforce("Acme")
    };
    world.sign_in(asked).await;
    let recipe = world.engine.recipe(sample()).await.unwrap();
    assert!(input(&recipe, 0, "object").blocked.is_none());
    let dependents: Vec<String> = recipe.steps[0]
        .inputs
        .iter()
        .filter(|input| input.blocked.is_some())
        .map(|input| input.key.clone())
        .collect();
    assert!(!dependents.is_empty(), "fields wait for the object");
    let field = &dependents[0];
    assert_eq!(
        input(&recipe, 0, field).blocked.as_ref().unwrap().by,
        BlockedBy::Input
    );

    let recipe = world
        .engine
        .set_input(set("step-1", "object", Some("Account")))
        .await
        .unwrap();
    assert!(input(&recipe, 0, field).blocked.is_none());
    world
        .engine
        .set_input(set("step-1", field, Some("Name")))
        .await
        .unwrap();
    let recipe = world
        .engine
        .set_input(set("step-1", "object", Some("Contact")))
        .await
        .unwrap();
    assert_eq!(input(&recipe, 0, field).value, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_made_at_once_are_all_kept_also_by_two_processes() {
    let world = World::new().await;
    let other = world.second_engine().await;
    for round in 0..20 {
        let (field, value) = (format!("field-{round}"), format!("value-{round}"));
        let name = format!("Accounts {round}");
        let named = larder_engine::api::RenameThing {
            id: "sample".to_owned(),
            name: name.clone(),
        };
        // What depends on nothing that is set here: the three are independent of each other.
        let (one, two, three) = tokio::join!(
            world
                .engine
                .set_input(set("step-2", "match_on", Some(&field))),
            world
                .engine
                .set_input(set("step-1", "object", Some(&value))),
            other.rename_recipe(named),
        );
        one.unwrap();
        two.unwrap();
        three.unwrap();
        let recipe = world.engine.recipe(sample()).await.unwrap();
        let kept = |step, key| input(&recipe, step, key).value.clone();
        assert_eq!(kept(1, "match_on"), Some(field), "round {round}");
        assert_eq!(kept(0, "object"), Some(value), "round {round}");
        assert_eq!(recipe.name, name, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_slots_of_one_app_are_told_apart() {
    let world = World::new().await;
    let choices = world.engine.step_choices().await.unwrap();
    let labels: Vec<&str> = choices.iter().map(|choice| choice.label.as_str()).collect();
    assert!(
        labels.contains(&"Salesforce") && labels.contains(&"Salesforce (secondary)"),
        "{labels:?}"
    );
    let action = AddStep {
        recipe: "sample".to_owned(),
        connector: "salesforce".to_owned(),
        role: "secondary".to_owned(),
        operation: "upsert_record".to_owned(),
    };
    let recipe = world.engine.add_step(action.clone()).await.unwrap();
    assert_eq!(recipe.slots.len(), 3);
    assert_eq!(recipe.steps[2].slot_label, "Salesforce (secondary)");
    let wrong = AddStep {
        operation: "new_record".to_owned(),
        ..action
    };
    assert_eq!(
        world.engine.add_step(wrong).await.unwrap_err().kind,
        ProblemKind::Input
    );
    let step = StepName {
        recipe: "sample".to_owned(),
        step: recipe.steps[2].id.clone(),
    };
    assert_eq!(world.engine.remove_step(step).await.unwrap().slots.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_serves_many_recipes_and_removing_it_leaves_their_choices() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let other = world
        .engine
        .create_recipe(NewRecipe {
            name: "Second".to_owned(),
        })
        .await
        .unwrap();
    world
        .engine
        .add_step(AddStep {
            recipe: other.id.clone(),
            connector: "salesforce".to_owned(),
            role: "primary".to_owned(),
            operation: "new_record".to_owned(),
        })
        .await
        .unwrap();
    for recipe in ["sample", other.id.as_str()] {
        let slot = larder_engine::view::SlotName {
            recipe: recipe.to_owned(),
            ..slot("salesforce", "primary")
        };
        world
            .engine
            .bind_slot(BindSlot {
                slot,
                connection: Some(id.clone()),
            })
            .await
            .unwrap();
    }
    world
        .engine
        .set_input(set("step-1", "object", Some("Account")))
        .await
        .unwrap();
    let shown = world.connection(&id).await;
    assert_eq!(shown.row.used_by, 2);
    assert_eq!(shown.used_by.len(), 2);
    world.engine.remove_connection(ById { id }).await.unwrap();
    let recipe = world.engine.recipe(sample()).await.unwrap();
    assert_eq!(
        input(&recipe, 0, "object").value.as_deref(),
        Some("Account")
    );
    assert!(input(&recipe, 0, "object").blocked.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn l07_an_exported_recipe_holds_no_connection_and_comes_back_unbound() {
    let world = World::new().await;
    let id = world.salesforce("Acme secret name").await;
    let bind = BindSlot {
        slot: slot("salesforce", "primary"),
        connection: Some(id.clone()),
    };
    world.engine.bind_slot(bind).await.unwrap();
    let document = world.engine.export_recipe("sample").await.unwrap();
    let text = document.to_string();
    assert!(
        !text.contains(&id) && !text.contains("Acme secret name"),
        "{text}"
    );
    let imported = world
        .engine
        .import_recipe(ImportRecipe { document })
        .await
        .unwrap();
    assert_ne!(imported.id, "sample");
    assert!(imported.slots.iter().all(|slot| slot.connection.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_is_no_recipe_is_refused_with_its_reason() {
    let world = World::new().await;
    for document in [
        json!({ "name": "x", "steps": [] }),
        json!({ "larder": 99, "name": "x", "steps": [] }),
        json!({ "larder": 1, "name": "x", "steps": [{ "id": "a" }] }),
        json!({ "larder": 1, "name": "x", "steps": [], "token": "CANARY" }),
        json!([]),
    ] {
        let problem = world
            .engine
            .import_recipe(ImportRecipe { document })
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Definition, "{problem:?}");
    }
    assert_eq!(world.engine.recipes().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn m13_a_choice_the_user_cannot_see_is_found_by_the_check() {
    let world = World::new().await;
    world.salesforce("Acme").await;
    let document = |field: &str| {
        json!({ "larder": 1, "name": "x", "steps": [{
            "id": "a", "slot": { "connector": "salesforce" }, "operation": "new_or_updated_record",
            "input": { "object": { "value": "Account" }, "watch_field": { "value": field } } }] })
    };
    let binds = BTreeMap::from([("salesforce".to_owned(), "Acme".to_owned())]);
    let none = world
        .engine
        .check_recipe(document("Name"), &binds)
        .await
        .unwrap();
    assert!(none.is_empty(), "{none:?}");
    let lost = world
        .engine
        .check_recipe(document("Gone__c"), &binds)
        .await
        .unwrap();
    assert!(
        lost[0].what.contains("Gone__c") && lost[0].what.contains(INES.0),
        "{lost:?}"
    );
    let unbound = world
        .engine
        .check_recipe(document("Name"), &BTreeMap::new())
        .await
        .unwrap();
    assert!(unbound[0].what.contains("not connected"), "{unbound:?}");
}
