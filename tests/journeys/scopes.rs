//! Scopes: chosen for a connection, kept with it, and what stops working without one is told before it does.
use std::collections::BTreeMap;

use larder_engine::ProblemKind;
use larder_engine::api::{BindSlot, ById};
use larder_engine::problem::ActionKind;
use larder_engine::view::{
    ConnectDraft, ConnectionState, ConnectionView, RecipeView, ScopeChoice, ScopesPreview,
    SignInPhase, SignInStart, SignInView,
};

use crate::world::{World, slot, start};

const ADA: (&str, &str) = ("admin@acme.test", "shelf-1");

fn chosen(scopes: &[&str]) -> ScopeChoice {
    ScopeChoice::Chosen(scopes.iter().map(|scope| (*scope).to_owned()).collect())
}

fn desk() -> SignInStart {
    start("zendesk", "oauth2", "Desk", &[("subdomain", "acme")])
}

fn again(id: &str, scopes: ScopeChoice) -> SignInStart {
    SignInStart {
        connection: Some(id.to_owned()),
        scopes,
        ..desk()
    }
}

impl World {
    async fn allowed(&self, start: SignInStart) -> SignInView {
        self.person.will_allow(ADA.0, ADA.1);
        let ended = self.sign_in(start).await;
        assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
        ended
    }

    /// The scopes the newest page was opened with.
    fn asked_page_for(&self) -> String {
        let pages = self.person.opened();
        let (_, scope) = pages
            .last()
            .unwrap()
            .url
            .query_pairs()
            .find(|(name, _)| name == "scope")
            .unwrap();
        scope.into_owned()
    }

    /// The sample recipe, with a Zendesk connection in its slot.
    async fn desk_in_the_sample(&self) -> String {
        let ended = self
            .allowed(SignInStart {
                slot: Some(slot("zendesk", "primary")),
                ..desk()
            })
            .await;
        self.engine.caught_up().await;
        ended.connection
    }

    async fn previewed(&self, id: Option<&str>, scopes: ScopeChoice) -> ScopesPreview {
        let start = desk();
        let preview = self.engine.connect_preview(ConnectDraft {
            connector: start.connector,
            way: start.way,
            fields: start.fields,
            connection: id.map(str::to_owned),
            slot: id.is_none().then(|| slot("zendesk", "primary")),
            scopes,
        });
        preview.await.unwrap().scopes.unwrap()
    }

    async fn sample_recipe(&self) -> RecipeView {
        let id = "sample".to_owned();
        self.engine.recipe(ById { id }).await.unwrap()
    }
}

fn zendesk_lines(recipe: &RecipeView) -> Vec<&str> {
    let mut lines = Vec::new();
    for problem in &recipe.problems {
        if problem.connector == "zendesk" {
            lines.push(problem.what.as_str());
        }
    }
    lines
}

fn asked(view: &ConnectionView) -> (Vec<&str>, bool) {
    let scopes = view.scopes.as_ref().unwrap();
    let asked = scopes.asked.iter().map(String::as_str).collect();
    (asked, scopes.is_chosen)
}

#[tokio::test(flavor = "multi_thread")]
async fn v04_chosen_scopes_are_asked_for_again_after_a_reconnect_a_disconnect_and_a_restart() {
    let mut world = World::new().await;
    let ended = world
        .allowed(SignInStart {
            scopes: chosen(&["tickets:write", "tickets:read"]),
            ..desk()
        })
        .await;
    let id = ended.connection;
    assert_eq!(world.asked_page_for(), "read tickets:write tickets:read");
    let view = world.connection(&id).await;
    assert_eq!(
        view.row.state,
        ConnectionState::Connected,
        "less, by choice"
    );
    let receipt = view.receipt.as_ref().unwrap();
    assert_eq!(receipt.granted, ["read", "tickets:write", "tickets:read"]);
    assert!(receipt.missing.is_empty());
    assert_eq!(
        asked(&view),
        (vec!["read", "tickets:write", "tickets:read"], true)
    );

    world.restart().await;
    world.allowed(again(&id, ScopeChoice::Kept)).await;
    assert_eq!(world.asked_page_for(), "read tickets:write tickets:read");
    world
        .engine
        .disconnect(ById { id: id.clone() })
        .await
        .unwrap();
    world.allowed(again(&id, ScopeChoice::Kept)).await;
    assert_eq!(world.asked_page_for(), "read tickets:write tickets:read");

    world.allowed(again(&id, ScopeChoice::Usual)).await;
    assert_eq!(world.asked_page_for(), "read write");
    let view = world.connection(&id).await;
    assert_eq!(asked(&view), (vec!["read", "write"], false));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_opened_before_what_stops_working_is_accepted() {
    let world = World::new().await;
    let id = world.desk_in_the_sample().await;
    let opened = world.person.opened().len();
    assert!(
        world
            .previewed(Some(&id), ScopeChoice::Kept)
            .await
            .stops
            .is_empty()
    );
    let preview = world.previewed(Some(&id), chosen(&["read"])).await;
    assert!(!preview.is_usual);
    let lines: Vec<(&str, bool, bool)> = preview
        .lines
        .iter()
        .map(|line| (line.scope.as_str(), line.is_asked, line.is_required))
        .collect();
    assert_eq!(lines, [("read", true, true), ("write", false, false)]);
    let stop = &preview.stops[0];
    assert_eq!(stop.scope, "write");
    assert_eq!(
        (stop.used_by[0].recipe.as_str(), &stop.used_by[0].steps[..]),
        ("sample", &[2][..])
    );
    // A narrower scope will do for the step as well.
    let narrow = chosen(&["organizations:write"]);
    assert!(world.previewed(Some(&id), narrow).await.stops.is_empty());

    let refused = world
        .engine
        .start_sign_in(again(&id, chosen(&["read"])))
        .await
        .unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Input);
    assert_eq!(refused.field.as_deref(), Some("scopes"));
    assert_eq!(
        refused.what,
        "Without the scope write, one step in one recipe stops working."
    );
    assert_eq!(world.person.opened().len(), opened);
    let view = world.connection(&id).await;
    assert_eq!(view.row.state, ConnectionState::Connected);
    assert_eq!(asked(&view), (vec!["read", "write"], false));

    // A new connection for the slot of the recipe is asked the same.
    let fresh = world.previewed(None, chosen(&["read"])).await;
    assert_eq!(fresh.stops[0].scope, "write");
    let new = SignInStart {
        name: "Another".to_owned(),
        slot: Some(slot("zendesk", "primary")),
        scopes: chosen(&["read"]),
        ..desk()
    };
    assert!(world.engine.start_sign_in(new).await.is_err());
    assert_eq!(world.person.opened().len(), opened);
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_a_step_without_its_scope_is_told_before_it_runs_until_a_reconnect_brings_it() {
    let mut world = World::new().await;
    let id = world.desk_in_the_sample().await;
    assert!(zendesk_lines(&world.sample_recipe().await).is_empty());
    world
        .allowed(SignInStart {
            stops_accepted: true,
            ..again(&id, chosen(&["read"]))
        })
        .await;
    let said = "Step 2: the sign-in lacks the scope write";
    for _ in 0..2 {
        let view = world.connection(&id).await;
        assert_eq!(view.row.state, ConnectionState::Limited);
        assert!(view.receipt.unwrap().missing.is_empty(), "as was asked for");
        assert_eq!(view.scopes.unwrap().lacking[0].scope, "write");
        let problem = view.row.problem.unwrap();
        assert_eq!(problem.kind, ProblemKind::Rights);
        assert_eq!(
            problem.what,
            "The sign-in lacks the scope write; one step in one recipe is affected."
        );
        let action = problem.action.unwrap();
        assert_eq!(action.kind, ActionKind::Reconnect);
        assert_eq!(action.scopes.unwrap(), ["write"]);
        let recipe = world.sample_recipe().await;
        assert_eq!(zendesk_lines(&recipe), [said]);
        let step = recipe.steps[1].problem.as_ref().unwrap();
        assert_eq!(step.what, "The sign-in lacks the scope write.");
        assert_eq!(
            step.action.as_ref().unwrap().label,
            "Reconnect with this scope"
        );
        // Neither a check nor a restart forgets it.
        world
            .engine
            .test_connection(ById { id: id.clone() })
            .await
            .unwrap();
        world.restart().await;
        world.engine.unlock_vault().await.unwrap();
    }
    let document = world.engine.export_recipe("sample").await.unwrap();
    let binds = BTreeMap::from([("zendesk".to_owned(), "Desk".to_owned())]);
    let problems = world.engine.check_recipe(document, &binds).await.unwrap();
    assert!(
        problems.iter().any(|problem| problem.what == said),
        "{problems:?}"
    );

    // What was accepted once is not asked again.
    world.allowed(again(&id, ScopeChoice::Kept)).await;
    assert_eq!(world.asked_page_for(), "read");
    world.allowed(again(&id, chosen(&["read", "write"]))).await;
    assert_eq!(world.asked_page_for(), "read write");
    let view = world.connection(&id).await;
    assert_eq!(view.row.state, ConnectionState::Connected);
    assert!(view.row.problem.is_none() && view.scopes.unwrap().lacking.is_empty());
    assert!(zendesk_lines(&world.sample_recipe().await).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_without_the_scope_is_told_before_it_is_put_into_a_slot() {
    let world = World::new().await;
    let ended = world
        .allowed(SignInStart {
            scopes: chosen(&["read"]),
            ..desk()
        })
        .await;
    assert_eq!(
        world.connection(&ended.connection).await.row.state,
        ConnectionState::Connected,
        "no recipe needs more"
    );
    let bind = BindSlot {
        slot: slot("zendesk", "primary"),
        connection: Some(ended.connection.clone()),
    };
    let lost = world.engine.bind_preview(bind.clone()).await.unwrap();
    assert!(
        lost.losses
            .iter()
            .any(|problem| problem.what == "Step 2: the sign-in lacks the scope write"),
        "{lost:?}"
    );
    world.engine.bind_slot(bind).await.unwrap();
    assert_eq!(
        world.connection(&ended.connection).await.row.state,
        ConnectionState::Limited
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn scopes_that_cannot_be_asked_for_are_refused_with_words() {
    let world = World::new().await;
    for (scopes, said) in [
        (chosen(&["read all"]), "is no scope"),
        (chosen(&["\u{e5}"]), "is no scope"),
        (chosen(&[&"x".repeat(300)]), "at most 200"),
    ] {
        let ask = SignInStart { scopes, ..desk() };
        let problem = world.engine.start_sign_in(ask).await.unwrap_err();
        assert_eq!(problem.field.as_deref(), Some("scopes"));
        assert!(problem.what.contains(said), "{problem:?}");
    }
    let typed = SignInStart {
        scopes: chosen(&["read"]),
        secrets: [("api_token".to_owned(), "x".to_owned())].into(),
        ..start(
            "zendesk",
            "api_token",
            "Key",
            &[("subdomain", "acme"), ("email_address", ADA.0)],
        )
    };
    let problem = world.engine.start_sign_in(typed).await.unwrap_err();
    assert!(problem.what.contains("no choice of scopes"), "{problem:?}");
    assert!(world.person.opened().is_empty());

    world.person.will_allow(ADA.0, ADA.1);
    let ended = world
        .sign_in(SignInStart {
            scopes: chosen(&["read", "everything"]),
            ..desk()
        })
        .await;
    assert_eq!(ended.phase, SignInPhase::Failed);
    let problem = ended.problem.unwrap();
    assert_eq!(problem.kind, ProblemKind::Input);
    assert_eq!(problem.what, "Zendesk refused one of the scopes asked for.");
    assert!(problem.detail.unwrap().contains("invalid_scope"));
}
