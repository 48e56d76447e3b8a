//! Marks beyond a header, session steps, tenants, matchers and ends: what a definition says is what is sent and read.

use std::collections::BTreeMap;

use larder_connector::{
    Body, CallPlan, Connector, Context, ExpiryUnit, Origin, RenderError, Secrets, Source, parse,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

const DEFINITION: &str = r#"
id = "odd"
name = "Odd"
api_hosts = ["api.odd.example"]

[[fields]]
key = "site"
label = "Site"
required = false

[[auth]]
id = "session"
label = "User and password"
type = "session"
lifetime_seconds = 600
refresh_on = [{ status = 400, path = "$.code", equals = "SESSION_ENDED" }, { header = "X-Login", pattern = "^required$" }]
detect_on = [{ status = 200, path = "$.ok", equals = "false" }]
apply = { cookies = { SID = "{{ sid }}" }, headers = { X-Token = "{{ token }}" }, path_prefix = "/t{{ token }}", body = { key = "{{ password }}" } }
secrets = [{ key = "password", label = "Password", control = "password" }]
fields = [{ key = "user", label = "User" }]

[[auth.steps]]
post = "https://api.odd.example/login"
form = { user = "{{ user }}", password = "{{ password }}" }
basic = { username = "{{ user }}", password = "{{ password }}" }
keep = { node = "$.node" }
secrets = { sid = "cookie:SID", ticket = "header:X-Ticket" }

[[auth.steps]]
post = "https://api.odd.example/open/{{ node }}"
body = { ticket = "{{ ticket }}" }
secrets = { token = "$.token" }

[[probes]]
id = "site_id"
label = "Site"
get = "https://api.odd.example/sites"
items = "$[*]"
value = "$.id"
name = "$.name"
hint = "$.url"
keep = { site_url = "$.url" }
prefer = "{{ site }}"

[test]
get = "https://api.odd.example/me"
"#;

fn odd() -> Connector {
    read(DEFINITION)
}

fn read(text: &str) -> Connector {
    parse(&Source {
        name: "odd.toml".to_owned(),
        text: text.to_owned(),
        origin: Origin::Folder,
    })
    .unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

fn secrets() -> Secrets {
    Secrets::new()
        .with("password", SecretString::from("p w&d"))
        .with("sid", SecretString::from("s1"))
        .with("ticket", SecretString::from("t1"))
        .with("token", SecretString::from("123:abc"))
}

fn plan(connector: &Connector, context: &Context<'_>) -> CallPlan {
    connector
        .call_plan(connector.test.as_ref().expect("a test"), context)
        .expect("a request")
}

#[test]
fn a_key_may_stand_in_cookies_the_path_and_the_body() {
    let (connector, secrets) = (odd(), secrets());
    let context = Context::new(&connector).secrets(&secrets);
    let mut plan = plan(&connector, &context);
    let marks = connector
        .apply("session", &mut plan, &context)
        .expect("marked");
    assert_eq!(plan.url.as_str(), "https://api.odd.example/t123:abc/me");
    let header = |wanted: &str| {
        let found = marks.headers.iter().find(|(name, _)| name == wanted);
        found.expect(wanted).1.expose_secret().to_owned()
    };
    assert_eq!(header("Cookie"), "SID=s1");
    assert_eq!(header("X-Token"), "123:abc");
    assert_eq!(marks.body[0].0, "key");
    assert_eq!(marks.body[0].1.expose_secret(), "p w&d");
    assert!(!format!("{marks:?}").contains("s1"));
}

#[test]
fn v01_a_key_that_would_leave_its_place_is_refused() {
    let connector = odd();
    let bad = [
        ("sid", "a; admin=1"),
        ("sid", "a\r\nX: 1"),
        ("token", "../../admin"),
        ("token", "a?b"),
        ("token", "a%2fb"),
        ("token", "a\nb"),
    ];
    for (name, value) in bad {
        let secrets = secrets().with(name, SecretString::from(value));
        let context = Context::new(&connector).secrets(&secrets);
        let mut plan = plan(&connector, &context);
        let refused = connector.apply("session", &mut plan, &context);
        assert!(
            matches!(refused, Err(RenderError::Unfit { .. })),
            "{value:?}: {refused:?}"
        );
    }
}

#[test]
fn the_steps_of_a_session_use_what_was_typed_and_what_came_before() {
    let (connector, secrets) = (odd(), secrets());
    let way = connector.way("session").expect("the way");
    let larder_connector::AuthKind::Session(session) = &way.kind else {
        panic!("a session way");
    };
    let context = Context::new(&connector)
        .fields([("user", "ada")])
        .secrets(&secrets);
    let first = connector
        .step_plan(&session.steps[0], &context)
        .expect("the first request");
    let (content_type, body) = first.body.as_ref().expect("a body");
    assert_eq!(*content_type, "application/x-www-form-urlencoded");
    assert_eq!(body.expose_secret(), "password=p+w%26d&user=ada");
    assert_eq!(first.headers[0].1.expose_secret(), "Basic YWRhOnAgdyZk");
    assert!(!format!("{first:?}").contains("p w"));

    let headers = [
        ("set-cookie".to_owned(), "SID=old; Path=/".to_owned()),
        ("Set-Cookie".to_owned(), "SID=fresh; HttpOnly".to_owned()),
        ("x-ticket".to_owned(), "t9".to_owned()),
    ];
    let given = connector
        .step_secrets(&session.steps[0], &headers, &json!({}))
        .expect("secrets");
    assert_eq!(given["sid"].expose_secret(), "fresh");
    assert_eq!(given["ticket"].expose_secret(), "t9");
    let missing = connector.step_secrets(&session.steps[0], &headers[..2], &json!({}));
    assert!(matches!(missing, Err(RenderError::Shape { .. })));

    let context = context.kept([("node", "n/1")]);
    let second = connector
        .step_plan(&session.steps[1], &context)
        .expect("the second request");
    assert_eq!(second.url.as_str(), "https://api.odd.example/open/n%2F1");
    assert_eq!(
        second.body.expect("a body").1.expose_secret(),
        r#"{"ticket":"t1"}"#
    );
}

#[test]
fn tenants_are_listed_once_each_and_a_field_can_choose_among_them() {
    let connector = odd();
    let probe = &connector.probes[0];
    let answer = json!([
        { "id": 1, "name": "Acme", "url": "https://acme.example" },
        { "id": 1, "name": "Acme again", "url": "https://acme.example" },
        { "id": 2, "name": "", "url": "https://pantry.example" },
        { "name": "no id" },
    ]);
    let context = Context::new(&connector);
    let tenants = connector.tenants(probe, &answer, &context).expect("a list");
    let names: Vec<_> = tenants
        .iter()
        .map(|it| (it.value.as_str(), it.name.as_str()))
        .collect();
    assert_eq!(names, [("1", "Acme"), ("2", "2")]);
    assert_eq!(
        tenants[0].kept,
        BTreeMap::from([("site_url".to_owned(), "https://acme.example".to_owned())])
    );
    let preferred = |site: &str| {
        let context = Context::new(&connector).fields([("site", site)]);
        connector
            .preferred_tenant(probe, &tenants, &context)
            .expect("a choice")
            .map(|tenant| tenant.value.clone())
    };
    assert_eq!(preferred("https://PANTRY.example"), Some("2".to_owned()));
    assert_eq!(preferred("acme"), Some("1".to_owned()));
    assert_eq!(preferred("other"), None);
    assert_eq!(preferred(""), None, "an empty wish chooses nothing");
    let none = connector.tenants(probe, &json!({ "error": 1 }), &context);
    assert_eq!(none, Ok(Vec::new()));
}

#[test]
fn an_ended_session_and_a_hidden_failure_are_told_by_status_header_path_and_pattern() {
    let connector = odd();
    let way = connector.way("session").expect("the way");
    let header = |value: &str| vec![("x-login".to_owned(), value.to_owned())];
    assert!(way.refreshes_on(400, &[], br#"{"code":"session_ended"}"#));
    assert!(!way.refreshes_on(403, &[], br#"{"code":"session_ended"}"#));
    assert!(!way.refreshes_on(400, &[], br#"{"code":"other"}"#));
    assert!(way.refreshes_on(200, &header("required"), b"required"));
    assert!(!way.refreshes_on(200, &header("not required"), b"required"));
    assert!(!way.refreshes_on(200, &[], b"required"));
    assert!(way.detects(200, &[], br#"{"ok":false}"#));
    assert!(!way.detects(200, &[], br#"{"ok":true}"#));
}

#[test]
fn ends_are_read_in_every_unit_and_nonsense_is_no_end() {
    let now = 1_000_000;
    let ends = |unit: ExpiryUnit, said: serde_json::Value| unit.ends_at(&said, now);
    assert_eq!(ends(ExpiryUnit::Seconds, json!(60)), Some(1_060_000));
    assert_eq!(ends(ExpiryUnit::Seconds, json!("60")), Some(1_060_000));
    assert_eq!(ends(ExpiryUnit::Milliseconds, json!(60)), Some(1_000_060));
    assert_eq!(ends(ExpiryUnit::Minutes, json!(1.5)), Some(1_090_000));
    assert_eq!(ends(ExpiryUnit::Unix, json!(5)), Some(5_000));
    assert_eq!(ends(ExpiryUnit::UnixMilliseconds, json!(5)), Some(5));
    let date = json!("1970-01-01T00:01:00Z");
    assert_eq!(ends(ExpiryUnit::Date, date), Some(60_000));
    let date = json!("Thu, 01 Jan 1970 00:01:00 GMT");
    assert_eq!(ends(ExpiryUnit::Date, date), Some(60_000));
    for nonsense in [
        json!(-1),
        json!("soon"),
        json!(null),
        json!([1]),
        json!("NaN"),
    ] {
        assert_eq!(ends(ExpiryUnit::Seconds, nonsense), None);
    }
    assert!(ends(ExpiryUnit::Seconds, json!(1e18)).is_some_and(|at| at > now));
}

#[test]
fn a_form_is_a_body_of_its_own() {
    let connector = odd();
    let text = DEFINITION.replace(
        "[test]\nget = \"https://api.odd.example/me\"",
        "[test]\npost = \"https://api.odd.example/me\"\nform = { a = \"1\", b = \"\" }",
    );
    let with_form = read(&text);
    let context = Context::new(&connector);
    let plan = with_form
        .call_plan(with_form.test.as_ref().expect("a test"), &context)
        .expect("a request");
    assert_eq!(
        plan.body,
        Some(Body::Form(vec![("a".to_owned(), "1".to_owned())]))
    );
}
