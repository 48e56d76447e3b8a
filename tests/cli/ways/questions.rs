//! Ways that ask the person something on the way: which tenant is meant, and the code an app's page shows.
use super::asked::{Asked, Twin};
use super::table::{Does, Renews, Way};
use super::{browser, sweep};

/// Definitions with a test of their own here.
pub(super) const OWN: [&str; 2] = [TENANTS.id, PIN.id];

const TENANTS: Way = Way {
    id: "oauth2_tenants",
    does: Does::FollowsTheLink,
    fields: &[],
    secrets: &[],
    renews: Renews::Yes,
    wrong: None,
};

const PIN: Way = Way {
    id: "oauth1_pin",
    ..TENANTS
};

#[test]
fn among_several_tenants_the_named_one_is_taken_and_without_a_name_the_choices_are_told() {
    let twin = Twin::start();
    for (more, told) in [
        (&[][..], "--choose VALUE"),
        (&["--choose", "Acme Nowhere"][..], "There is:"),
    ] {
        let (said, _) = twin.connect(&TENANTS, "Stock", more).unwrap();
        let problem = said.problem();
        assert_eq!(problem["kind"], "input", "{problem}");
        assert_eq!(problem["field"], "choose", "{problem}");
        let hint = problem["hint"].as_str().unwrap();
        for part in [told, "t1  Acme Ltd (north)", "t2  Acme Europe (south)"] {
            assert!(hint.contains(part), "{part}: {hint}");
        }
        let row = twin.run(&["connections", "--json"]).done().json()[0].clone();
        assert_eq!(row["state"], "not_connected", "{row}");
    }
    for (name, choice) in [("By name", "acme europe"), ("By value", "t2")] {
        let (said, spent) = twin.connect(&TENANTS, name, &["--choose", choice]).unwrap();
        let row = said.done().json()["row"].clone();
        assert_eq!(row["state"], "connected", "{row}");
        let asked = twin.shelves_of(name, TENANTS.id).unwrap();
        twin.control("expire/oauth2_tenants");
        let again = twin.shelves_of(name, TENANTS.id).unwrap();
        sweep(&twin, &[asked, again], &spent);
    }
    let page = twin.run(&["picklist", "By name", "shelves", "--json"]);
    assert_eq!(page.done().json()["rows"][1]["label"], "Spices");
}

#[test]
fn a_code_shown_on_the_apps_page_is_read_from_standard_input() {
    let twin = Twin::start();
    let (words, _) = twin.words(&PIN, "Pantry", None);
    let mut asked = Asked::start(twin.command(&words)).unwrap();
    let walked = browser::walk(&asked.link("authorize_url").unwrap()).unwrap();
    let pin = browser::text_of(&walked.html, "pin").expect("the page shows a code");
    asked.type_line(&pin);
    let row = asked.ended().done().json()["row"].clone();
    assert_eq!(row["state"], "connected", "{row}");
    assert_eq!(row["identity"]["user"], "ada@acme.test", "{row}");
    twin.shelves_of("Pantry", "oauth1_hmac").unwrap();

    let (words, _) = twin.words(&PIN, "Mistyped", None);
    let mut asked = Asked::start(twin.command(&words)).unwrap();
    browser::walk(&asked.link("authorize_url").unwrap()).unwrap();
    asked.type_line("another code");
    let problem = asked.ended().problem();
    assert_ne!(problem["kind"], "defect", "{problem}");

    // A program without a person: nothing is typed, and the command says so instead of waiting.
    let (words, _) = twin.words(&PIN, "Silent", None);
    let mut asked = Asked::start(twin.command(&words)).unwrap();
    asked.type_line("");
    let problem = asked.ended().problem();
    assert_eq!(problem["kind"], "input", "{problem}");
    let rows = twin.run(&["connections", "--json"]).done().json();
    for row in rows.as_array().unwrap() {
        let connected = row["name"] == "Pantry";
        assert_eq!(row["state"] == "connected", connected, "{row}");
    }
}
