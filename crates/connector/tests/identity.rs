//! The proof of identity: which steps belong to a way, and what a step may make of its own answer.

mod support;

use larder_connector::{Connector, Context, Origin, Source, check};
use serde_json::json;
use support::{read, report, told};

const APP: &str = r#"
id = "app"
name = "App"
api_hosts = ["app.example"]

[[auth]]
id = "person"
label = "Person"
type = "none"

[[auth]]
id = "robot"
label = "Robot"
type = "none"

[[identity]]
get = "https://app.example/me"
ways = ["person"]
keep = { user = "$.login", kind = "$.kind", sandbox = "{{ kind is defined and kind == 'TEST' }}" }

[[identity]]
get = "https://app.example/account"
keep = { account = "$.id" }
"#;

fn paths<'c>(connector: &'c Connector, way: &str) -> Vec<&'c str> {
    connector
        .identity_steps(way)
        .map(|step| step.call.url.as_str())
        .collect()
}

#[test]
fn a_step_is_asked_only_for_the_ways_it_belongs_to() {
    let connector = read(APP);
    let [me, account] = ["https://app.example/me", "https://app.example/account"];
    assert_eq!(paths(&connector, "person"), [me, account]);
    assert_eq!(paths(&connector, "robot"), [account]);
    let test = |way| connector.test_call(way).expect("a request").url.as_str();
    assert_eq!([test("person"), test("robot")], [me, account]);
}

#[test]
fn the_test_request_of_the_definition_stands_before_the_first_step() {
    let connector = read(&format!(
        "{APP}[test]\nget = \"https://app.example/ping\"\n"
    ));
    let test = connector.test_call("robot").expect("a request");
    assert_eq!(test.url, "https://app.example/ping");
}

#[test]
fn a_way_may_have_a_test_request_of_its_own() {
    let own = "type = \"none\"\n\n[auth.test]\npost = \"https://app.example/own\"\n\n[[identity]]";
    let text = APP.replacen("type = \"none\"\n\n[[identity]]", own, 1);
    let connector = read(&format!(
        "{text}[test]\nget = \"https://app.example/ping\"\n"
    ));
    let test = |way| {
        connector
            .declared_test(way)
            .expect("a request")
            .url
            .as_str()
    };
    assert_eq!(test("robot"), "https://app.example/own");
    assert_eq!(test("person"), "https://app.example/ping");
}

#[test]
fn a_template_may_use_what_the_same_answer_gave() {
    let connector = read(APP);
    let context = Context::new(&connector);
    for (kind, sandbox) in [
        (json!("TEST"), "true"),
        (json!("LIVE"), "false"),
        (json!(null), "false"),
    ] {
        let answer = json!({ "login": "ada", "kind": kind });
        let kept = connector
            .identity_kept(&connector.identity[0], &answer, &context)
            .expect("proved");
        assert_eq!(kept["sandbox"], sandbox, "{kind}");
    }
}

#[test]
fn a_step_of_an_unknown_way_is_a_mistake() {
    let found = report(&APP.replace("ways = [\"person\"]", "ways = [\"nobody\"]"));
    let told = told(&found.mistakes);
    assert!(
        told.iter().any(|it| it.contains("no way `nobody`")),
        "{told:?}"
    );
}

#[test]
fn c05_a_secret_that_goes_elsewhere_is_told_of_definitions_nobody_vouched_for() {
    let text = r#"
id = "app"
name = "App"
api_hosts = ["login.example", "tokens.example"]

[[auth]]
id = "oauth2"
label = "Sign in"
type = "oauth2"
authorize_url = "https://login.example/authorize"
token_url = "https://tokens.example/token"
pkce = "S256"

[test]
get = "https://tokens.example/me"
"#;
    let warnings = |origin| {
        let source = Source {
            name: "app.toml".to_owned(),
            text: text.to_owned(),
            origin,
        };
        let report = check(&source);
        assert!(report.mistakes.is_empty(), "{:?}", report.mistakes);
        report.warnings.len()
    };
    assert_eq!(warnings(Origin::Folder), 1);
    assert_eq!(warnings(Origin::Builtin), 0);
}
