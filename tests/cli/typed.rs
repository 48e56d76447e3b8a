//! `larder connect` with typed secrets: read from standard input, never from arguments, never shown again.
use crate::world::World;

const TOKEN: &str = "PracticeApiTokenAdmin0000000000000000001";
const CONNECT: [&str; 13] = [
    "connect",
    "zendesk",
    "--auth",
    "api_token",
    "--name",
    "Desk",
    "--field",
    "server=practice",
    "--field",
    "subdomain=acme",
    "--field",
    "email_address=admin@acme.test",
    "--json",
];

#[test]
fn a_secret_is_read_from_standard_input_and_proved_at_once() {
    let world = World::with_practice();
    let words = [&CONNECT[..], &["--secret-stdin", "api_token"]].concat();
    let said = world.run_with_input(&words, &format!("{TOKEN}\r\n")).done();
    let view = said.json();
    assert_eq!(view["row"]["state"], "connected");
    assert_eq!(view["row"]["way"], "api_token");
    assert_eq!(view["row"]["identity"]["user"], "admin@acme.test");
    assert!(
        !said.out.contains(TOKEN) && !said.err.contains(TOKEN),
        "{said:?}"
    );

    let problem = world.problem(&["token", "Desk"]);
    assert_eq!(
        problem["kind"], "input",
        "this way has no token to print: {problem}"
    );
}

#[test]
fn v03_a_wrong_secret_is_refused_in_words_and_the_right_one_finishes_what_was_begun() {
    let world = World::with_practice();
    let words = [&CONNECT[..], &["--secret-stdin", "api_token"]].concat();
    let problem = world.run_with_input(&words, "not-the-token").problem();
    assert_eq!(problem["kind"], "credentials");
    assert!(!problem.to_string().contains("not-the-token"), "{problem}");
    let id = world.json(&["connections"])[0]["id"].clone();
    let view = world.run_with_input(&words, TOKEN).done().json();
    assert_eq!(view["row"]["id"], id);
}

#[test]
fn a_secret_that_nobody_gives_is_asked_for_by_name() {
    let world = World::with_practice();
    let problem = world.run(&CONNECT).problem();
    assert_eq!(problem["field"], "api_token");
    assert!(
        problem["hint"]
            .as_str()
            .unwrap()
            .contains("--secret-stdin api_token"),
        "{problem}"
    );
    let words = [&CONNECT[..], &["--secret-stdin", "api_token"]].concat();
    let problem = world.run_with_input(&words, "\n").problem();
    assert_eq!(
        (&problem["kind"], &problem["field"]),
        (&"input".into(), &"api_token".into())
    );
    let huge = "x".repeat(300 * 1024);
    assert_eq!(
        world.run_with_input(&words, &huge).problem()["kind"],
        "input"
    );
}

#[test]
fn reconnecting_takes_a_new_secret() {
    let world = World::with_practice();
    let words = [&CONNECT[..], &["--secret-stdin", "api_token"]].concat();
    world.run_with_input(&words, TOKEN).done();
    let words = [
        "connections",
        "reconnect",
        "Desk",
        "--secret-stdin",
        "api_token",
        "--json",
    ];
    assert_eq!(
        world.run_with_input(&words, "wrong").problem()["kind"],
        "credentials"
    );
    let view = world.run_with_input(&words, TOKEN).done().json();
    assert_eq!(view["row"]["state"], "connected");
}
