//! Several sites or companies behind one sign-in: the person is asked, and the chosen one is used.
use larder_engine::api::ChooseTenant;
use larder_engine::view::{SignInPhase, SignInView};

use crate::scenarios::{self, Scenario};
use crate::world::{Vendors, World};

fn scenario(connector: &str) -> Scenario {
    *scenarios::all()
        .find(|scenario| scenario.connector == connector && scenario.way == "oauth2")
        .unwrap()
}

async fn asked(world: &World, scenario: &Scenario) -> SignInView {
    world.register(scenario).await;
    let view = world.engine.start_sign_in(World::start(scenario)).await;
    let view = view.unwrap();
    world
        .until(&view.id, |view| {
            view.choice.is_some() || view.phase == SignInPhase::Failed
        })
        .await
}

/// Chooses by name; gives the connection.
async fn choose(world: &World, view: &SignInView, name: &str) -> String {
    let question = view.choice.as_ref().unwrap();
    let option = question.options.iter().find(|option| option.label == name);
    let choice = ChooseTenant {
        id: view.id.clone(),
        value: option.unwrap().value.clone(),
    };
    world.engine.choose_tenant(choice).await.unwrap();
    let ended = world.ended(&view.id).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    ended.connection
}

#[tokio::test(flavor = "multi_thread")]
async fn two_jira_sites_are_asked_about_and_the_chosen_one_is_used() {
    let vendors = Vendors::start().await;
    vendors.quirks.turn_on("jira_cloud", "tenants");
    let world = World::open(&vendors).await;
    let mut scenario = scenario("jira_cloud");
    let view = asked(&world, &scenario).await;
    let question = view.choice.clone().unwrap();
    let names: Vec<_> = question
        .options
        .iter()
        .map(|option| &*option.label)
        .collect();
    assert_eq!(names, ["acme", "acme-lab"], "{question:?}");
    let connection = choose(&world, &view, "acme-lab").await;
    scenario.request.1 = "https://api.atlassian.com/ex/jira/af51a2a8-8a31-4d3d-b9c5-0ab9a58fb3c2/rest/api/3/project/search";
    let answer = world.ask(&connection, &scenario).await.unwrap();
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(text.contains("Pantry at acme-lab"), "{text}");
    let shown = world.connection(&connection).await.row.identity.unwrap();
    assert_eq!(
        shown.account_id.as_deref(),
        Some("https://acme-lab.atlassian.net")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_site_a_person_named_before_is_taken_without_a_question() {
    let vendors = Vendors::start().await;
    vendors.quirks.turn_on("jira_cloud", "tenants");
    let world = World::open(&vendors).await;
    let scenario = Scenario {
        fields: &[("wanted_site", "acme-lab")],
        ..scenario("jira_cloud")
    };
    world.register(&scenario).await;
    let ended = world.sign_in(World::start(&scenario)).await.unwrap();
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    let shown = world
        .connection(&ended.connection)
        .await
        .row
        .identity
        .unwrap();
    assert_eq!(
        shown.account_id.as_deref(),
        Some("https://acme-lab.atlassian.net")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_any_site_is_told_so() {
    let vendors = Vendors::start().await;
    vendors.quirks.turn_on("jira_cloud", "none");
    let world = World::open(&vendors).await;
    let view = asked(&world, &scenario("jira_cloud")).await;
    let ended = world.ended(&view.id).await;
    assert_eq!(ended.phase, SignInPhase::Failed);
    let problem = ended.problem.unwrap();
    let said = format!("{} {}", problem.what, problem.hint);
    assert!(said.contains("no Jira site"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_xero_organisations_are_asked_about_and_the_chosen_one_is_named_in_each_request() {
    let vendors = Vendors::start().await;
    vendors.quirks.turn_on("xero", "tenants");
    let world = World::open(&vendors).await;
    let scenario = scenario("xero");
    let view = asked(&world, &scenario).await;
    let connection = choose(&world, &view, "Acme Europe").await;
    let answer = world.ask(&connection, &scenario).await.unwrap();
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(text.contains("Acme Europe"), "{text}");
}

/// How often Xero was asked to end a token.
fn revocations(vendors: &Vendors) -> usize {
    let seen = vendors.quirks.log("xero");
    seen.iter().filter(|one| one.door == "revoke").count()
}

async fn cancel(world: &World, view: &SignInView) {
    let cancel = larder_engine::api::ById {
        id: view.id.clone(),
    };
    world.engine.cancel_sign_in(cancel).await.unwrap();
    let ended = world.ended(&view.id).await;
    assert_eq!(ended.phase, SignInPhase::Cancelled);
}

#[tokio::test(flavor = "multi_thread")]
async fn o20_cancelled_at_the_choice_of_an_organisation_the_fresh_grant_is_given_back() {
    let vendors = Vendors::start().await;
    vendors.quirks.turn_on("xero", "tenants");
    let world = World::open(&vendors).await;
    let view = asked(&world, &scenario("xero")).await;
    assert!(view.choice.is_some(), "{view:?}");
    cancel(&world, &view).await;
    // Closing waits for it.
    world.engine.close().await;
    assert_eq!(revocations(&vendors), 2, "refresh token and access token");
}

#[tokio::test(flavor = "multi_thread")]
async fn v06_a_grant_that_another_connection_may_rest_on_is_left_alone() {
    let vendors = Vendors::start().await;
    vendors.quirks.turn_on("xero", "tenants");
    let world = World::open(&vendors).await;
    let scenario = scenario("xero");
    let view = asked(&world, &scenario).await;
    let connection = choose(&world, &view, "Acme Europe").await;
    // Whose the second sign-in is, nobody knows yet: Xero would end the first one with it.
    let mut second = World::start(&scenario);
    "Pantry again".clone_into(&mut second.name);
    let view = world.engine.start_sign_in(second).await.unwrap();
    let view = world.until(&view.id, |view| view.choice.is_some()).await;
    cancel(&world, &view).await;
    let answer = world.ask(&connection, &scenario).await.unwrap();
    assert!(String::from_utf8_lossy(&answer.body).contains("Acme Europe"));
    world.engine.close().await;
    assert_eq!(revocations(&vendors), 0);
}
