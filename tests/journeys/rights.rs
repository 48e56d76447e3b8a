//! Rights: what the app says of them, what went since, and where the recipe shows it.
use larder_engine::ProblemKind;
use larder_engine::api::{BindSlot, ById, SetInput};
use larder_engine::view::{
    ConnectionState, Environment, RecipeView, RightState, SignInStart, UserKind,
};
use serde_json::json;

use crate::world::{INES, SAM, World, at, salesforce, slot};

impl World {
    async fn sample(&self) -> RecipeView {
        let id = "sample".to_owned();
        self.engine.recipe(ById { id }).await.unwrap()
    }

    async fn choose(&self, key: &str, value: &str) {
        self.engine
            .set_input(SetInput {
                recipe: "sample".to_owned(),
                step: "step-1".to_owned(),
                key: key.to_owned(),
                value: Some(value.to_owned()),
                label: None,
            })
            .await
            .unwrap();
    }

    /// The sample recipe bound to Ines, watching a field of Account.
    async fn watching(&self, field: &str) -> String {
        self.person.will_allow(INES.0, INES.1);
        let ended = self
            .sign_in(SignInStart {
                slot: Some(slot("salesforce", "primary")),
                ..salesforce("Acme")
            })
            .await;
        let id = ended.connection;
        self.engine.caught_up().await;
        self.choose("object", "Account").await;
        self.choose("watch_field", field).await;
        self.picklist(&id, "fields", &[("object", "Account")])
            .await
            .unwrap();
        id
    }

    async fn check(&self, id: &str) -> larder_engine::view::ConnectionView {
        let ask = ById { id: id.to_owned() };
        self.engine.test_connection(ask).await.unwrap()
    }
}

fn take(right: &str) -> serde_json::Value {
    json!({ "app": "salesforce", "username": INES.0, "right": right })
}

fn salesforce_lines(recipe: &RecipeView) -> Vec<&str> {
    recipe
        .problems
        .iter()
        .filter(|problem| problem.connector == "salesforce")
        .map(|problem| problem.what.as_str())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_a_lost_field_is_said_at_the_input_the_step_and_the_connection_until_it_is_back() {
    let mut world = World::new().await;
    let id = world.watching("Credit_Limit__c").await;
    let view = world.check(&id).await;
    assert_eq!(view.row.state, ConnectionState::Connected);
    let rights = view.rights.unwrap();
    assert_eq!(rights.lines.len(), 2);
    assert!(
        rights
            .lines
            .iter()
            .all(|line| line.state == RightState::Granted)
    );
    assert!(rights.has_file && rights.checklist.contains("API Enabled"));
    assert!(salesforce_lines(&world.sample().await).is_empty());

    world
        .fault("take_right", take("Account.Credit_Limit__c"))
        .await;
    let view = world.check(&id).await;
    assert_eq!(view.row.state, ConnectionState::Limited);
    let problem = view.row.problem.unwrap();
    assert_eq!(problem.kind, ProblemKind::RightsReduced);
    assert!(
        problem.what.contains("one step in one recipe"),
        "{problem:?}"
    );
    assert!(view.changes[0].lost && view.changes[0].affects[0].steps == [1]);
    assert!(view.rights.unwrap().checklist.contains("Missing now:"));
    assert!(view.history.iter().any(|line| {
        line.what
            .starts_with("Lost Read on field Account.Credit_Limit__c")
    }));

    world.restart().await;
    assert_eq!(
        world.connection(&id).await.row.state,
        ConnectionState::Limited
    );
    let recipe = world.sample().await;
    let said = "Field Credit_Limit__c is no longer visible to integration@acme.test";
    assert_eq!(salesforce_lines(&recipe), [said]);
    let inputs = &recipe.steps[0].inputs;
    let input = inputs
        .iter()
        .find(|input| input.key == "watch_field")
        .unwrap();
    assert_eq!(
        input.value.as_deref(),
        Some("Credit_Limit__c"),
        "never dropped"
    );
    assert_eq!(input.problem.as_ref().unwrap().what, format!("{said}."));
    assert!(recipe.steps[0].problem.is_none(), "said once");

    world
        .fault("restore_rights", at("salesforce", INES.0))
        .await;
    let view = world.check(&id).await;
    assert_eq!(view.row.state, ConnectionState::Connected);
    assert!(view.row.problem.is_none() && !view.changes[0].lost);
    assert!(salesforce_lines(&world.sample().await).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn m13_an_object_that_is_hidden_is_one_line_and_not_one_for_each_of_its_fields() {
    let world = World::new().await;
    let id = world.watching("Credit_Limit__c").await;
    world.check(&id).await;
    world.fault("take_right", take("Account")).await;
    let view = world.check(&id).await;
    assert_eq!(view.row.state, ConnectionState::Limited);
    let recipe = world.sample().await;
    assert_eq!(
        salesforce_lines(&recipe),
        ["Object Account is no longer visible to integration@acme.test"]
    );
    // A recipe that no longer needs it heals the connection without the app being asked.
    world.choose("object", "Contact").await;
    assert_eq!(
        world.connection(&id).await.row.state,
        ConnectionState::Connected
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_reduced_rights_of_the_practice_app_reach_the_head_of_the_recipe() {
    let world = World::new().await;
    let id = world.watching("Industry").await;
    world.check(&id).await;
    world.fault("reduce_rights", at("salesforce", INES.0)).await;
    world.choose("object", "Opportunity").await;
    let view = world.check(&id).await;
    assert_eq!(
        view.row.state,
        ConnectionState::Limited,
        "{:?}",
        view.rights
    );
    assert!(!salesforce_lines(&world.sample().await).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_says_what_another_connection_would_lose_and_changes_nothing() {
    let world = World::new().await;
    world.watching("AnnualRevenue").await;
    world.person.will_allow(SAM.0, SAM.1);
    let sam = world.sign_in(salesforce("Sam")).await.connection;
    world.engine.caught_up().await;
    let lost = world
        .engine
        .bind_preview(BindSlot {
            slot: slot("salesforce", "primary"),
            connection: Some(sam.clone()),
        })
        .await
        .unwrap();
    let said: Vec<&str> = lost
        .losses
        .iter()
        .map(|problem| problem.what.as_str())
        .collect();
    assert_eq!(lost.environment_changed, None);
    assert_eq!(
        said,
        ["Field AnnualRevenue is no longer visible to sales@acme.test"]
    );
    assert_eq!(world.connection(&sam).await.row.used_by, 0);
    assert_eq!(
        world.connection(&sam).await.user_look.unwrap().looks_like,
        UserKind::Person
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_calls_out_a_sandbox_where_production_was_and_the_reverse() {
    let world = World::new().await;
    let production = world.watching("Industry").await;
    let people = &world.practice.addresses().people;
    let tester = people
        .iter()
        .find(|person| person.app == "salesforce" && person.org == "test")
        .unwrap()
        .clone();
    let sandbox = world
        .sandbox("Acme full", &tester.username, &tester.password)
        .await;
    let with = |id: &str| BindSlot {
        slot: slot("salesforce", "primary"),
        connection: Some(id.to_owned()),
    };
    let changed = async |id: &str| {
        let preview = world.engine.bind_preview(with(id)).await.unwrap();
        preview
            .environment_changed
            .map(|change| (change.before, change.now))
    };
    let (of_production, of_sandbox) = (Environment::Production, Environment::Sandbox);
    assert_eq!(changed(&production).await, None);
    assert_eq!(changed(&sandbox).await, Some((of_production, of_sandbox)));
    world.engine.bind_slot(with(&sandbox)).await.unwrap();
    assert_eq!(
        changed(&production).await,
        Some((of_sandbox, of_production))
    );
    // Nothing was there before.
    let empty = BindSlot {
        connection: None,
        ..with(&sandbox)
    };
    world.engine.bind_slot(empty).await.unwrap();
    assert_eq!(changed(&production).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_permission_set_holds_just_what_the_recipe_needs() {
    let world = World::new().await;
    let id = world.watching("BillingCity").await;
    world.check(&id).await;
    let view = world.connection(&id).await;
    assert_eq!(view.user_look.unwrap().looks_like, UserKind::Integration);
    let (name, text) = world.engine.permission_set_text(ById { id }).await.unwrap();
    assert!(name.ends_with(".permissionset-meta.xml"));
    assert!(text.contains("<field>Account.Billing"), "{text}");
    assert!(text.contains("<allowRead>true</allowRead>") && !text.contains("<allowEdit>true"));
}
