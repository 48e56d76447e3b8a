//! Roles and kinds of users: what a changed Zendesk role stops, and whether a person or an integration user is connected.
use larder_engine::ProblemKind;
use larder_engine::api::{AddStep, BindSlot, ById, NewRecipe};
use larder_engine::problem::ActionKind;
use larder_engine::view::{
    ConnectionState, ConnectionView, RecipeView, RightState, SignInPhase, SignInStart, SlotName,
    UserKind,
};
use serde_json::{Value, json};

use crate::world::{INES, SAM, World, salesforce, slot, start};

/// The administrator of the practice Zendesk.
const ADA: (&str, &str) = ("admin@acme.test", "shelf-1");

/// Ada in the sample recipe's Zendesk slot, where organizations are created and updated.
async fn support(world: &World) -> String {
    world.person.will_allow(ADA.0, ADA.1);
    let ended = world
        .sign_in(SignInStart {
            slot: Some(slot("zendesk", "primary")),
            ..start("zendesk", "oauth2", "Support", &[("subdomain", "acme")])
        })
        .await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    world.engine.caught_up().await;
    ended.connection
}

async fn check(world: &World, id: &str) -> ConnectionView {
    let ask = ById { id: id.to_owned() };
    world.engine.test_connection(ask).await.unwrap()
}

async fn sample(world: &World) -> RecipeView {
    let id = "sample".to_owned();
    world.engine.recipe(ById { id }).await.unwrap()
}

/// What is said of the recipe's Zendesk step.
fn said_of_step(recipe: &RecipeView) -> Option<&str> {
    let problem = recipe.steps[1].problem.as_ref()?;
    Some(problem.what.as_str())
}

fn role(role: &str) -> Value {
    json!({ "app": "zendesk", "username": ADA.0, "role": role })
}

const ORGANIZATIONS: &str =
    "Create and update organizations (Administrator, or an agent whose role allows it)";

#[tokio::test(flavor = "multi_thread")]
async fn r11_a_reduced_zendesk_role_is_said_at_the_connection_and_its_step_until_it_is_back() {
    let mut world = World::new().await;
    let id = support(&world).await;
    let view = check(&world, &id).await;
    assert_eq!(view.row.state, ConnectionState::Connected);
    let identity = view.row.identity.unwrap();
    assert_eq!(identity.role.as_deref(), Some("admin"));
    let rights = view.rights.unwrap();
    assert_eq!(rights.lines.len(), 1, "{rights:?}");
    assert_eq!(rights.lines[0].label, ORGANIZATIONS);
    assert_eq!(rights.lines[0].state, RightState::Granted);
    assert!(!rights.has_file, "Zendesk takes no file with rights");
    assert_eq!(said_of_step(&sample(&world).await), None);

    for reduced in ["agent", "light-agent", "end-user"] {
        world.fault("change_role", role(reduced)).await;
        let view = check(&world, &id).await;
        assert_eq!(view.row.state, ConnectionState::Limited, "{reduced}");
        let problem = view.row.problem.unwrap();
        assert_eq!(problem.kind, ProblemKind::RightsReduced, "{reduced}");
        assert_eq!(
            problem.what,
            format!(
                "{} lost {ORGANIZATIONS}; one step in one recipe is affected.",
                ADA.0
            ),
            "{reduced}"
        );
        // The newest difference that was a loss, with the steps it touches.
        let lost: Vec<_> = view.changes.iter().filter(|change| change.lost).collect();
        let right = lost.iter().find(|change| change.what == ORGANIZATIONS);
        assert_eq!(right.unwrap().affects[0].steps, [2], "{reduced}");
        let told = lost.iter().find(|change| change.what == "the role admin");
        assert_eq!(told.unwrap().affects[0].steps, [2], "{reduced}");
        assert!(
            view.history
                .iter()
                .any(|line| line.what == format!("Lost {ORGANIZATIONS}")),
            "{reduced}"
        );

        // Told where the step stands, and before it is run; also after the program was closed.
        world.restart().await;
        let recipe = sample(&world).await;
        assert_eq!(
            said_of_step(&recipe),
            Some("admin@acme.test may no longer create and update organizations."),
            "{reduced}"
        );

        world.fault("change_role", role("admin")).await;
        let view = check(&world, &id).await;
        assert_eq!(view.row.state, ConnectionState::Connected, "{reduced}");
        assert!(view.row.problem.is_none(), "{reduced}");
        assert!(
            view.history
                .iter()
                .any(|line| line.what == format!("Has again {ORGANIZATIONS}")),
            "{reduced}"
        );
        assert_eq!(said_of_step(&sample(&world).await), None, "{reduced}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_of_the_accounts_own_leaves_open_what_it_allows() {
    let world = World::new().await;
    let id = support(&world).await;
    check(&world, &id).await;
    world.fault("change_role", role("custom-agent")).await;
    let view = check(&world, &id).await;
    assert_eq!(
        view.row.state,
        ConnectionState::Connected,
        "what is not known is no loss: {:?}",
        view.row.problem
    );
    let rights = view.rights.unwrap();
    assert_eq!(rights.lines[0].state, RightState::Unknown);
    assert!(
        rights.checklist.contains("Not known yet:"),
        "{}",
        rights.checklist
    );
    assert_eq!(said_of_step(&sample(&world).await), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_light_agent_may_watch_tickets_and_not_create_them() {
    let world = World::new().await;
    let id = support(&world).await;
    let recipe = NewRecipe {
        name: "Tickets".to_owned(),
    };
    let recipe = world.engine.create_recipe(recipe).await.unwrap().id;
    for operation in ["new_ticket", "create_ticket"] {
        let step = AddStep {
            recipe: recipe.clone(),
            connector: "zendesk".to_owned(),
            role: "primary".to_owned(),
            operation: operation.to_owned(),
        };
        world.engine.add_step(step).await.unwrap();
    }
    let bound = BindSlot {
        slot: SlotName {
            recipe: recipe.clone(),
            ..slot("zendesk", "primary")
        },
        connection: Some(id.clone()),
    };
    world.engine.bind_slot(bound).await.unwrap();
    check(&world, &id).await;
    world.fault("change_role", role("light-agent")).await;
    check(&world, &id).await;
    let recipe = world.engine.recipe(ById { id: recipe }).await.unwrap();
    let said: Vec<Option<&str>> = recipe
        .steps
        .iter()
        .map(|step| step.problem.as_ref().map(|problem| problem.what.as_str()))
        .collect();
    let may_not = "admin@acme.test may no longer create and update tickets.";
    assert_eq!(said, [None, Some(may_not)]);
}

/// Connects somebody of the practice Salesforce, with everything that is learned behind the sign-in.
async fn connected(world: &World, (user, password): (&str, &str), name: &str) -> ConnectionView {
    world.person.will_allow(user, password);
    let ended = world.sign_in(salesforce(name)).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    world.engine.caught_up().await;
    world.connection(&ended.connection).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_and_an_integration_user_are_told_apart_by_licence_and_profile() {
    let world = World::new().await;
    let ines = connected(&world, INES, "Ines").await;
    let look = ines.user_look.unwrap();
    assert_eq!(look.looks_like, UserKind::Integration);
    assert_eq!(
        look.why,
        "The licence is \u{201c}Salesforce Integration\u{201d}."
    );
    assert!(look.hint.is_none());
    let role = ines.row.identity.unwrap().role;
    assert_eq!(
        role.as_deref(),
        Some("Minimum Access - API Only Integrations")
    );
    assert_eq!(ines.receipt.unwrap().identity.role, role);

    let sam = connected(&world, SAM, "Sam").await;
    let look = sam.user_look.unwrap();
    assert_eq!(look.looks_like, UserKind::Person, "{look:?}");
    assert!(look.hint.unwrap().contains("made for integrations"));
    assert_eq!(
        sam.row.identity.unwrap().role.as_deref(),
        Some("Standard User")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_like_what_is_judged_by_names_when_the_profile_is_not_told() {
    let world = World::new().await;
    world
        .fault(
            "wrong_json",
            json!({ "app": "salesforce", "path": "/services/data/v65.0/query" }),
        )
        .await;
    let ines = connected(&world, INES, "Ines").await;
    let look = ines.user_look.unwrap();
    assert_eq!(look.looks_like, UserKind::Integration);
    assert_eq!(
        look.why,
        "The user name has the word \u{201c}integration\u{201d} in it."
    );
    assert_eq!(ines.row.identity.unwrap().role, None);
    assert_eq!(ines.row.state, ConnectionState::Connected);
}

#[tokio::test(flavor = "multi_thread")]
async fn o14_a_scope_that_was_not_granted_is_mended_by_signing_in_and_a_right_is_not() {
    let world = World::new().await;
    let fewer = json!({ "app": "salesforce", "scope": "openid", "times": 1 });
    world.fault("fewer_scopes", fewer).await;
    let view = connected(&world, INES, "Acme").await;
    assert_eq!(view.receipt.unwrap().missing, ["openid"]);
    assert_eq!(view.row.state, ConnectionState::Limited);
    let problem = view.row.problem.expect("why it is limited");
    assert_eq!(problem.what, "Salesforce did not grant the scope openid.");
    assert_eq!(problem.action.unwrap().kind, ActionKind::Reconnect);
    assert_eq!(world.engine.status().await.unwrap().to_fix, 1);

    world.person.will_allow(INES.0, INES.1);
    let again = SignInStart {
        connection: Some(view.row.id.clone()),
        ..salesforce("Acme")
    };
    let ended = world.sign_in(again).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    let row = world.connection(&view.row.id).await.row;
    assert_eq!((row.state, row.problem), (ConnectionState::Connected, None));
    assert_eq!(world.engine.status().await.unwrap().to_fix, 0);

    // What the administrator took, no sign-in brings back.
    let support = support(&world).await;
    check(&world, &support).await;
    world.fault("change_role", role("agent")).await;
    let row = check(&world, &support).await.row;
    assert_eq!(row.state, ConnectionState::Limited);
    assert_eq!(world.engine.status().await.unwrap().to_fix, 0);
}
