//! `larder connect` on the app's own page: the link, the return, and everything that can come between.
use std::net::TcpListener;

use serde_json::json;

use crate::world::{INES, SAM, SignIn, World, at, members, open};

const CONNECT: [&str; 6] = [
    "connect",
    "salesforce",
    "--name",
    "Acme",
    "--field",
    "server=practice",
];

#[test]
fn a_person_signs_in_on_the_apps_page_and_the_connection_says_who_and_where() {
    let world = World::with_practice();
    let sign_in = world.sign_in(&CONNECT);
    assert_eq!(sign_in.parameter("code_challenge_method"), "S256");
    let page = sign_in.allow(INES);
    assert!(page.contains("Larder"), "{page}");
    let view = sign_in.ended().done().json();
    assert_eq!(
        members(&view),
        [
            "changes",
            "expires_at",
            "fields",
            "history",
            "next_refresh_at",
            "picklists",
            "practice",
            "receipt",
            "rights",
            "row",
            "scopes",
            "token_since",
            "used_by",
            "user_look"
        ]
    );
    assert_eq!(view["row"]["state"], "connected");
    assert_eq!(view["row"]["name"], "Acme");
    let who = &view["row"]["identity"];
    assert_eq!(who["user"], INES.0);
    assert_eq!(who["environment"], "production");
    assert_eq!(view["receipt"]["missing"], json!([]));
    assert_eq!(view["fields"]["server"], "practice");
}

#[test]
fn the_first_line_is_the_link_and_the_rest_is_for_people_without_json() {
    let world = World::with_practice();
    let words = [
        &CONNECT[..],
        &["--browser", "print", "--redirect-port", "0"],
    ]
    .concat();
    let sign_in = SignIn::start(world.command(&words));
    sign_in.allow(INES);
    let said = sign_in.ended().done();
    for part in ["Acme", "connected", INES.0, "production", "practice app"] {
        assert!(said.out.contains(part), "{part}: {said:?}");
    }
    assert!(
        !said.out.contains('\u{1b}'),
        "no colours in a pipe: {said:?}"
    );
}

#[test]
fn a_connection_without_a_name_gets_one_that_is_free() {
    let world = World::with_practice();
    for name in ["Practice Salesforce", "Practice Salesforce 2"] {
        let sign_in = world.sign_in(&["connect", "salesforce", "--field", "server=practice"]);
        sign_in.allow(INES);
        assert_eq!(sign_in.ended().done().json()["row"]["name"], name);
    }
}

#[test]
fn o01_a_callback_with_a_forged_state_is_refused_and_the_person_can_still_finish() {
    let world = World::with_practice();
    let sign_in = world.sign_in(&CONNECT);
    for forged in [
        "?code=stolen&state=forged",
        "?code=stolen",
        "?error=access_denied&state=forged",
        "?error=access_denied",
    ] {
        let url = sign_in.redirect().join(forged).unwrap();
        let (status, page) = open(&url);
        assert_eq!(status, 400, "{forged}: {page}");
    }
    let mut elsewhere = sign_in.redirect();
    elsewhere.set_path("/somewhere/else");
    assert_eq!(open(&elsewhere).0, 404);
    sign_in.allow(INES);
    assert_eq!(sign_in.ended().done().json()["row"]["state"], "connected");
}

#[test]
fn a_person_who_declines_is_told_so_and_nothing_is_connected() {
    let world = World::with_practice();
    let sign_in = world.sign_in(&CONNECT);
    let redirect = sign_in.consent(INES, "deny");
    open(&redirect);
    let problem = sign_in.ended().problem();
    assert_eq!(problem["kind"], "declined");
    let rows = world.json(&["connections"]);
    assert_eq!(rows[0]["state"], "not_connected");
}

#[test]
fn ctrl_c_cancels_cleanly_and_the_same_command_goes_on_later() {
    let world = World::with_practice();
    let sign_in = world.sign_in(&CONNECT);
    let redirect = sign_in.redirect();
    sign_in.interrupt();
    let problem = sign_in.ended().problem();
    assert_eq!(problem["kind"], "cancelled");
    assert_eq!(problem["safe"], "Nothing is lost.");
    let port = redirect.port().unwrap();
    TcpListener::bind(("127.0.0.1", port)).expect("nobody listens any more");

    let rows = world.json(&["connections"]);
    assert_eq!(rows.as_array().unwrap().len(), 1, "{rows}");
    assert_eq!(rows[0]["state"], "not_connected");
    let view = world.salesforce("Acme");
    assert_eq!(
        view["row"]["id"], rows[0]["id"],
        "the begun one is finished, no second one made"
    );
}

#[test]
fn b01_a_taken_redirect_port_is_named_and_not_stolen() {
    let world = World::with_practice();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let problem = world.problem(
        &[
            &CONNECT[..],
            &["--browser", "print", "--redirect-port", &port],
        ]
        .concat(),
    );
    assert_eq!(problem["kind"], "window");
    assert!(
        problem["what"].as_str().unwrap().contains(&port),
        "{problem}"
    );
}

#[test]
fn a_redirect_port_of_the_persons_own_is_the_one_sent_to_the_app() {
    let world = World::with_practice();
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let port = free.to_string();
    let words = [
        &CONNECT[..],
        &["--browser", "print", "--json", "--redirect-port", &port],
    ]
    .concat();
    let sign_in = SignIn::start(world.command(&words));
    assert_eq!(sign_in.redirect().port(), Some(free));
    sign_in.allow(INES);
    sign_in.ended().done();
}

#[test]
fn what_cannot_work_is_refused_before_a_page_opens() {
    let world = World::with_practice();
    world.salesforce("Taken");
    let refused: [(&[&str], &str, &str); 7] = [
        (&["connect", "nothing"], "not_found", ""),
        (
            &["connect", "salesforce", "--auth", "carrier-pigeon"],
            "input",
            "auth",
        ),
        (
            &["connect", "salesforce", "--field", "enviroment=test"],
            "input",
            "enviroment",
        ),
        (
            &["connect", "salesforce", "--field", "server=practise"],
            "input",
            "server",
        ),
        (
            &["connect", "salesforce", "--field", "environment=mars"],
            "input",
            "environment",
        ),
        (
            &[
                "connect",
                "salesforce",
                "--name",
                "Taken",
                "--field",
                "server=practice",
            ],
            "name_taken",
            "name",
        ),
        (
            &["connect", "salesforce", "--secret-stdin", "password"],
            "input",
            "secret-stdin",
        ),
    ];
    for (words, kind, field) in refused {
        let problem = world.problem(words);
        assert_eq!(problem["kind"], *kind, "{words:?}: {problem}");
        assert_eq!(
            problem["field"].as_str().unwrap_or_default(),
            field,
            "{words:?}: {problem}"
        );
    }
    assert_eq!(world.json(&["connections"]).as_array().unwrap().len(), 1);
}

#[test]
fn without_practice_apps_the_practice_server_is_a_problem_that_says_how_to_start_them() {
    let world = World::new();
    let problem = world.problem(&CONNECT);
    assert_eq!(problem["kind"], "network");
    assert!(
        problem["hint"]
            .as_str()
            .unwrap()
            .contains("larder practice"),
        "{problem}"
    );
}

#[test]
fn v04_reconnecting_repairs_in_place() {
    let world = World::with_practice();
    let before = world.salesforce("Acme");
    world.fault("revoke", &at("salesforce", INES.0));
    let problem = world.problem(&["connections", "test", "Acme"]);
    assert_eq!(problem["kind"], "credentials");
    assert_eq!(world.json(&["connections"])[0]["state"], "needs_reconnect");
    let sign_in = world.sign_in(&["connections", "reconnect", "Acme"]);
    sign_in.allow(INES);
    let after = sign_in.ended().done().json();
    assert_eq!(after["row"]["id"], before["row"]["id"]);
    assert_eq!(after["row"]["state"], "connected");
    assert_eq!(after["fields"], before["fields"]);
}

#[test]
fn v05_another_account_is_a_problem_unless_the_person_said_what_to_do() {
    let world = World::with_practice();
    let first = world.salesforce("Acme");
    let reconnect = |choice: &[&str]| {
        let sign_in = world.sign_in(&[&["connections", "reconnect", "Acme"], choice].concat());
        sign_in.allow(SAM);
        sign_in.ended()
    };
    let user = |world: &World| {
        world.json(&["connections", "show", "Acme"])["row"]["identity"]["user"].clone()
    };

    let problem = reconnect(&[]).problem();
    assert_eq!(problem["kind"], "wrong_account");
    let what = problem["what"].as_str().unwrap();
    assert!(what.contains(SAM.0) && what.contains(INES.0), "{what}");
    assert_eq!(user(&world), INES.0);
    world.json(&["connections", "test", "Acme"]);

    let kept = reconnect(&["--account", "keep"]).done().json();
    assert_eq!(kept["row"]["identity"]["user"], INES.0);

    let new = reconnect(&["--account", "new"]).done().json();
    assert_ne!(new["row"]["id"], first["row"]["id"]);
    assert_eq!(new["row"]["identity"]["user"], SAM.0);
    assert_eq!(user(&world), INES.0);

    let switched = reconnect(&["--account", "switch"]).done().json();
    assert_eq!(switched["row"]["id"], first["row"]["id"]);
    assert_eq!(user(&world), SAM.0);
}

#[test]
fn b08_where_no_browser_opens_the_link_is_told_and_the_sign_in_stays_open() {
    let world = World::with_practice();
    let words = [&CONNECT[..], &["--redirect-port", "0", "--json"]].concat();
    let mut command = world.command(&words);
    command.env("PATH", "/nowhere");
    let sign_in = SignIn::told(command);
    sign_in.allow(INES);
    assert_eq!(sign_in.ended().done().json()["row"]["state"], "connected");
}
