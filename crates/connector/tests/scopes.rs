//! Scopes: what an operation needs, what a person may choose, and what is asked for then.

mod support;

use larder_connector::{Context, OAuth2, ScopeFault, builtin, parse};
use support::{defined, map, read, report, told};

const GOOD: &str = r#"id = "test"
name = "Test"
api_hosts = ["api.test.example"]

[[auth]]
id = "oauth2"
label = "Sign in"
type = "oauth2"
authorize_url = "https://api.test.example/authorize"
token_url = "https://api.test.example/token"
pkce = "S256"
scopes = ["read", "write"]
optional_scopes = ["offline_access"]
required_scopes = ["read"]
scope_separator = ","
token_params = { scope = "{{ asked_scopes }}" }

[[identity]]
get = "https://api.test.example/me"
keep = { user = "$.name" }

[[operations]]
id = "add"
kind = "action"
title = "Add"
scopes = ["write", ["admin:all", "read"]]
"#;

fn good() -> String {
    GOOD.replace("\"admin:all\"", "\"write\"")
}

fn way(text: &str) -> OAuth2 {
    read(text).auth[0].kind.oauth2().expect("OAuth 2").clone()
}

fn words(scopes: &[&str]) -> Vec<String> {
    scopes.iter().map(|scope| (*scope).to_owned()).collect()
}

#[test]
fn scopes_that_no_way_asks_for_are_told_with_their_place_and_the_nearest_one() {
    assert_eq!(told(&report(&good()).mistakes), Vec::<String>::new());
    let cases = [
        (
            "scopes = [\"write\", [",
            "scopes = [\"wirte\", [",
            "26:11: no way asks for the scope `wirte` (did you mean `write`?)",
        ),
        (
            "[\"write\", \"read\"]]",
            "[\"admin:all\", \"read\"]]",
            "26:21: no way asks for the scope `admin:all` (known here: read, write, offline_access)",
        ),
        (
            ", [\"write\", \"read\"]]",
            ", []]",
            "26:20: a list of scopes of which one will do has scopes",
        ),
        (
            "required_scopes = [\"read\"]",
            "required_scopes = [\"reed\"]",
            "14:20: this way does not ask for the scope `reed` (did you mean `read`?)",
        ),
        (
            "scopes = [\"read\", \"write\"]",
            "scopes = [\"read\", \"write {{ asked_scopes }}\"]",
            "`asked_scopes` is not known here",
        ),
    ];
    for (right, wrong, expected) in cases {
        let text = good();
        assert!(text.contains(right), "{right}");
        let said = told(&report(&text.replacen(right, wrong, 1)).mistakes);
        assert!(
            said.iter().any(|said| said.contains(expected)),
            "{wrong}: {said:#?}"
        );
    }
}

#[test]
fn a_choice_keeps_what_is_required_in_the_order_of_the_definition_and_then_ones_own() {
    let way = way(&good());
    assert_eq!(
        way.offered_scopes().unwrap(),
        ["read", "write", "offline_access"]
    );
    let chosen = |wanted: &[&str]| way.chosen_scopes(&words(wanted));
    assert_eq!(
        chosen(&["tickets:read", "write", "tickets:read"]),
        Ok(Some(words(&["read", "write", "tickets:read"])))
    );
    assert_eq!(chosen(&[]), Ok(Some(words(&["read"]))));
    assert_eq!(
        chosen(&["offline_access", "write", "read"]),
        Ok(None),
        "what the definition asks for is no choice"
    );
}

#[test]
fn a_choice_that_cannot_be_asked_for_says_why() {
    let way = way(&good());
    let fault = |scope: &str| way.chosen_scopes(&words(&[scope])).unwrap_err();
    for unfit in ["a b", "a\"b", "a\\b", "", "\u{e5}", "a\u{7f}", "a,b", "a\n"] {
        let fault = fault(unfit);
        assert!(matches!(fault, ScopeFault::Unfit { .. }), "{unfit:?}");
        assert!(fault.to_string().contains("commas"), "{fault}");
    }
    assert_eq!(fault(&"x".repeat(201)), ScopeFault::TooLong);
    let many: Vec<String> = (0..101).map(|number| format!("s{number}")).collect();
    assert_eq!(way.chosen_scopes(&many), Err(ScopeFault::TooMany));
    let long: Vec<String> = (0..30)
        .map(|at| format!("{at}{}", "x".repeat(190)))
        .collect();
    assert_eq!(way.chosen_scopes(&long), Err(ScopeFault::TooMany));

    let text = good().replace("required_scopes = [\"read\"]\n", "");
    let free = self::way(&text);
    assert_eq!(free.chosen_scopes(&[]), Err(ScopeFault::Empty));
    // Where blanks stand between scopes a comma may be part of one.
    let blank = self::way(&text.replace("scope_separator = \",\"\n", ""));
    assert_eq!(
        blank.chosen_scopes(&words(&["a,b"])),
        Ok(Some(words(&["a,b"])))
    );
    let http = defined("http");
    let typed = http.way("oauth2").unwrap().kind.oauth2().unwrap();
    assert_eq!(
        typed.chosen_scopes(&words(&["read"])),
        Err(ScopeFault::NoChoice),
        "a field says them already"
    );
}

#[test]
fn what_was_chosen_is_what_is_asked_for_wherever_it_is_said() {
    let connector = read(&good());
    let plan = |chosen: Option<&[&str]>| {
        let context = Context::new(&connector)
            .client("me")
            .scopes(chosen.map(words));
        connector.oauth2_plan("oauth2", &context).unwrap()
    };
    let usual = plan(None);
    assert_eq!(usual.asked_scopes().unwrap(), "read,write,offline_access");
    let chosen = plan(Some(&["offline_access", "admin"]));
    assert_eq!(
        chosen.scopes,
        ["read", "admin"],
        "what is required is there"
    );
    assert_eq!(chosen.optional_scopes, ["offline_access"], "and not missed");
    assert_eq!(chosen.asked_scopes().unwrap(), "read,admin,offline_access");
    let again = &chosen.token_params[0];
    assert_eq!(again.0, "scope");
    assert_eq!(
        secrecy::ExposeSecret::expose_secret(&again.1),
        "read,admin,offline_access"
    );
}

#[test]
fn of_several_scopes_one_will_do_and_the_first_is_asked_for() {
    let zendesk = defined("zendesk");
    let operation = zendesk
        .operations
        .iter()
        .find(|operation| operation.id == "upsert_organization")
        .unwrap();
    let missing = |held: &[&str]| -> Vec<String> {
        let held = words(held);
        operation
            .missing_scopes(&held)
            .map(|need| need.first().to_owned())
            .collect()
    };
    assert_eq!(missing(&["read"]), ["write"]);
    assert_eq!(missing(&["read", "organizations:write"]), [""; 0]);
    assert_eq!(missing(&[]), ["read", "write"]);
}

#[test]
fn the_assertion_of_a_service_account_names_what_was_chosen() {
    let sheets = defined("google_sheets");
    let fields = map(&[("service_account", "a@b.iam.gserviceaccount.com")]);
    let secrets = [(
        "private_key".to_owned(),
        secrecy::SecretString::from("key".to_owned()),
    )]
    .into_iter()
    .collect();
    let context = Context::new(&sheets)
        .fields(&fields)
        .secrets(&secrets)
        .scopes(Some(words(&["https://www.googleapis.com/auth/drive"])));
    let plan = sheets.oauth2_plan("service_account", &context).unwrap();
    let larder_connector::Grant::JwtBearer(assertion) = &plan.grant else {
        panic!("an assertion");
    };
    let text = format!("{:?}", assertion.claims);
    assert!(
        text.contains("openid email https://www.googleapis.com/auth/drive"),
        "{text}"
    );
}

#[test]
fn every_shipped_way_that_takes_a_choice_can_be_asked_for_what_its_operations_need() {
    let mut needing = 0;
    for source in builtin() {
        let connector = parse(source).expect("clean");
        for oauth2 in connector.auth.iter().filter_map(|way| way.kind.oauth2()) {
            let Some(offered) = oauth2.offered_scopes() else {
                continue;
            };
            let offered: Vec<String> = offered.into_iter().map(str::to_owned).collect();
            for operation in &connector.operations {
                needing += operation.scopes.len();
                let missing: Vec<_> = operation.missing_scopes(&offered).collect();
                assert!(
                    missing.is_empty(),
                    "{}: {} needs {missing:?}",
                    connector.id,
                    operation.id
                );
            }
        }
    }
    assert!(needing > 20, "{needing}");
}
