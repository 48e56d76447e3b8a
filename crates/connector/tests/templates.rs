//! Templates under hostile values: a value never changes the host, the path's structure, the query or a header.

mod support;

use std::sync::LazyLock;
use std::time::Duration;

use larder_connector::{Call, Connector, Context, RenderError, Secrets};
use proptest::prelude::*;
use secrecy::SecretString;
use serde_json::{Value, json};
use support::{map, read};
use url::Url;

/// Read once: the property tests ask for it thousands of times.
fn connector() -> Connector {
    static READ: LazyLock<Connector> = LazyLock::new(definition);
    READ.clone()
}

fn definition() -> Connector {
    read(
        r#"
id = "acme"
name = "Acme"
api_hosts = ["*.acme.test"]
vars = { version = "7" }

[origins]
app = "https://{{ site }}.acme.test"

[[fields]]
key = "site"
label = "Site"
control = "text"

[[fields]]
key = "other"
label = "Other"
required = false

[[auth]]
id = "key"
label = "Key"
type = "api_key"
apply = { headers = { X-Key = "{{ key }}", X-Site = "{{ site }}" } }
[[auth.secrets]]
key = "key"
label = "Key"

[[identity]]
get = "{{ app }}/me"
keep = { instance_url = "$.instance_url" }
"#,
    )
}

fn call(get: &str) -> Call {
    serde_json::from_value(json!({ "get": get })).expect("a request")
}

fn filled(template: &str, values: &[(&str, &str)]) -> Result<Url, RenderError> {
    let connector = connector();
    let named = |names: &[&str]| {
        values
            .iter()
            .filter(|(name, _)| names.contains(name))
            .copied()
            .collect::<Vec<_>>()
    };
    let context = Context::new(&connector)
        .fields(map(&named(&["site", "other"])))
        .params(map(&named(&["x"])))
        .kept(map(&named(&["instance_url"])));
    connector
        .call_plan(&call(template), &context)
        .map(|plan| plan.url)
}

fn text(values: &[(&str, &str)], template: &str) -> Result<String, RenderError> {
    let connector = connector();
    let body: Call =
        serde_json::from_value(json!({ "post": "https://a.acme.test/", "body": template }))
            .expect("a request");
    let context = Context::new(&connector)
        .fields(map(values))
        .params(map(values));
    let body = connector.call_plan(&body, &context)?.body;
    Ok(body
        .and_then(|body| match body {
            larder_connector::Body::Json(body) => body.as_str().map(ToOwned::to_owned),
            larder_connector::Body::Form(_) => None,
        })
        .unwrap_or_default())
}

#[test]
fn a_value_or_another_fills_in_what_was_left_empty() {
    assert_eq!(
        text(&[("site", "a")], "{{ other or site }}").as_deref(),
        Ok("a")
    );
    assert_eq!(
        text(&[("site", "a"), ("other", "b")], "{{ other or site }}").as_deref(),
        Ok("b")
    );
    assert_eq!(
        text(
            &[("site", "")],
            "{{ other or site or 'none' }} v{{ version }}"
        )
        .as_deref(),
        Ok("none v7")
    );
    assert_eq!(
        text(
            &[("site", "Ab")],
            "{{ site | lower }} {{ site | upper }} {{ site | base64 }}"
        )
        .as_deref(),
        Ok("ab AB QWI=")
    );
    assert_eq!(
        text(
            &[("site", "a b&c")],
            "{{ site | urlencode }}|{{ ' x ' | trim }}"
        )
        .as_deref(),
        Ok("a%20b%26c|x")
    );
    assert_eq!(
        text(
            &[("site", "a")],
            "{% if site is defined %}yes{% else %}no{% endif %}"
        )
        .as_deref(),
        Ok("yes")
    );
    assert_eq!(
        filled("{{ app }}/x/{{ other or version }}", &[("site", "a")])
            .expect("one")
            .path(),
        "/x/7"
    );
}

#[test]
fn what_nobody_gave_is_named() {
    assert_eq!(
        text(&[], "{{ nope }}"),
        Err(RenderError::Missing {
            name: "nope".to_owned()
        })
    );
    assert_eq!(
        filled("{{ instance_url }}/x", &[]),
        Err(RenderError::Missing {
            name: "instance_url".to_owned()
        })
    );
    assert_eq!(
        filled("{{ app }}/x", &[("site", "")]),
        Err(RenderError::Empty)
    );
    assert_eq!(
        filled("{{ app }}/{{ other }}", &[("site", "a")]),
        Err(RenderError::Empty)
    );
}

#[test]
fn a_template_cannot_read_a_secret_outside_of_what_marks_a_request() {
    let connector = connector();
    let secrets = Secrets::new().with("key", SecretString::from("s3cret"));
    let context = Context::new(&connector)
        .fields(map(&[("site", "a")]))
        .secrets(&secrets);
    for template in [
        "https://a.acme.test/{{ key }}",
        "https://a.acme.test/?k={{ key }}",
    ] {
        assert_eq!(
            connector.call_plan(&call(template), &context).unwrap_err(),
            RenderError::Missing {
                name: "key".to_owned()
            }
        );
    }
    let body: Call = serde_json::from_value(
        json!({ "post": "https://a.acme.test/", "body": { "k": "{{ key }}" } }),
    )
    .expect("a request");
    assert!(connector.call_plan(&body, &context).is_err());
    assert!(!format!("{secrets:?} {context:?}").contains("s3cret"));
}

#[test]
fn an_address_an_answer_gave_opens_a_request_and_does_nothing_else() {
    let opens =
        |kept: &str, template: &str| filled(template, &[("instance_url", kept), ("x", "v")]);
    assert_eq!(
        opens("https://eu.acme.test", "{{ instance_url }}/x")
            .expect("one")
            .as_str(),
        "https://eu.acme.test/x"
    );
    assert_eq!(
        opens("https://eu.acme.test/", "{{ instance_url }}/x")
            .expect("one")
            .as_str(),
        "https://eu.acme.test/x"
    );
    assert_eq!(
        opens(
            "https://eu.acme.test",
            "https://a.acme.test/?u={{ instance_url }}"
        )
        .expect("one")
        .as_str(),
        "https://a.acme.test/?u=https%3A%2F%2Feu.acme.test"
    );
    for (kept, template) in [
        ("https://evil.test", "{{ instance_url }}/x"),
        ("https://eu.acme.test.evil.test", "{{ instance_url }}/x"),
        ("https://eu.acme.test@evil.test", "{{ instance_url }}/x"),
        ("https://eu.acme.test/deep", "{{ instance_url }}/x"),
        ("http://eu.acme.test", "{{ instance_url }}/x"),
        ("https://eu.acme.test", "{{ instance_url }}{{ x }}/x"),
        ("https://eu.acme.test", "{{ instance_url }}.evil.test/x"),
        ("https://eu.acme.test", "{{ instance_url ~ x }}/x"),
        ("https://eu.acme.test", "https://{{ instance_url }}/x"),
        ("eu.acme.test", "{{ instance_url }}/x"),
        ("", "{{ instance_url }}/x"),
    ] {
        assert!(opens(kept, template).is_err(), "{kept} in {template}");
    }
}

#[test]
fn a_declared_address_must_be_the_apps_own() {
    assert_eq!(
        filled("https://evil.test/x", &[]),
        Err(RenderError::Host {
            host: "evil.test".to_owned()
        })
    );
    assert_eq!(
        filled("https://{{ site }}/x", &[("site", "evil.test")]),
        Err(RenderError::Host {
            host: "evil.test".to_owned()
        })
    );
    let connector = connector();
    let practice = map(&[("a", "http://127.0.0.1:1")]);
    let context = Context::new(&connector)
        .fields(map(&[("site", "a")]))
        .practice(Some(&practice));
    assert!(
        connector
            .call_plan(&call("https://a.acme.test/x"), &context)
            .is_err(),
        "practice never asks the real app"
    );
}

#[test]
fn a_value_cannot_complete_a_percent_escape_of_the_definition() {
    for template in [
        "https://a.acme.test/%2{{ site }}",
        "https://a.acme.test/%{{ site }}",
        "https://a.acme.test/?x=%2{{ site }}",
    ] {
        assert!(filled(template, &[("site", "F")]).is_err(), "{template}");
    }
}

#[test]
fn c02_a_template_that_works_too_long_is_stopped() {
    let started = std::time::Instant::now();
    for template in [
        "{{ 'x' * 100000000 }}",
        "{{ ('x' * 100000) ~ ('y' * 100000) ~ ('x' * 1000000) ~ ('x' * 1000000) }}",
    ] {
        assert!(
            matches!(text(&[], template), Err(RenderError::Definition { .. })),
            "{template}"
        );
    }
    let deep = format!("{{{{ {}1{} }}}}", "(".repeat(1500), ")".repeat(1500));
    assert!(text(&[], &deep).is_err());
    let long = "{{ site }}".repeat(1000);
    assert!(matches!(
        text(&[("site", "a")], &long),
        Err(RenderError::Definition { .. })
    ));
    // Not a measurement: a guard against a template that never ends.
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn c02_statements_that_repeat_or_include_do_not_exist() {
    for template in [
        "{% for x in site %}x{% endfor %}",
        "{% set x = site %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% macro m() %}{% endmacro %}",
        "{%- filter upper %}x{% endfilter %}",
        "{% raw %}x{% endraw %}",
        "{{ range(9) }}",
        "{{ debug() }}",
        "{{ site | safe }}",
        "{{ site | replace('a', 'b') }}",
    ] {
        assert!(
            matches!(
                text(&[("site", "a")], template),
                Err(RenderError::Definition { .. })
            ),
            "{template}"
        );
    }
}

#[test]
fn header_values_are_one_line() {
    let connector = connector();
    let with_header: Call = serde_json::from_value(
        json!({ "get": "https://a.acme.test/", "headers": { "X-Note": "{{ site }}" } }),
    )
    .expect("a request");
    for bad in ["a\r\nX: y", "a\nb", "a\0b", "a\u{7f}", "a\u{85}b"] {
        let context = Context::new(&connector)
            .params(map(&[("note", bad)]))
            .fields(map(&[("site", bad)]));
        assert!(
            matches!(
                connector.call_plan(&with_header, &context),
                Err(RenderError::Unfit { .. })
            ),
            "{bad:?}"
        );
    }
}

/// Texts that try to break out: anything at all, and mixes of the characters that mean something.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        proptest::collection::vec(
            prop_oneof![
                Just("/"),
                Just("?"),
                Just("#"),
                Just("@"),
                Just(":"),
                Just("."),
                Just(".."),
                Just("\\"),
                Just("%"),
                Just("%2e"),
                Just("%2F"),
                Just("&"),
                Just("="),
                Just("\r\n"),
                Just("\t"),
                Just("\0"),
                Just("{{ app }}"),
                Just("evil.test"),
                Just("\u{F8F0}o"),
                Just("\u{F8F1}"),
                Just("https://"),
                Just("ü"),
                Just("a"),
                Just("["),
                Just("]"),
                Just("'"),
                Just("\""),
                Just(";"),
                Just("\u{202e}"),
            ],
            0..8
        )
        .prop_map(|parts| parts.concat()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn c02_a_value_in_the_path_stays_one_segment(value in hostile()) {
        if let Ok(url) = filled("{{ app }}/a/{{ x }}/z?q=1", &[("site", "s"), ("x", &value)]) {
            prop_assert_eq!(url.host_str(), Some("s.acme.test"));
            prop_assert_eq!(url.scheme(), "https");
            prop_assert_eq!(url.port(), None);
            prop_assert_eq!(url.username(), "");
            prop_assert_eq!(url.query(), Some("q=1"));
            prop_assert_eq!(url.fragment(), None);
            let segments: Vec<&str> = url.path_segments().expect("a path").collect();
            prop_assert_eq!(segments.len(), 3);
            prop_assert_eq!((segments[0], segments[2]), ("a", "z"));
            let decoded: String = url::form_urlencoded::parse(format!("v={}", segments[1]).as_bytes()).map(|(_, v)| v.into_owned()).collect();
            prop_assert_eq!(decoded, value);
        } else {
            prop_assert!(value.is_empty() || value == "." || value == "..", "{:?} was refused", value);
        }
    }

    #[test]
    fn c02_a_value_in_the_query_stays_one_value(value in hostile()) {
        let url = filled("{{ app }}/a?x={{ x }}&y=2", &[("site", "s"), ("x", &value)]).expect("any value may stand in a query");
        let pairs: Vec<(String, String)> = url.query_pairs().map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
        prop_assert_eq!(pairs, vec![("x".to_owned(), value), ("y".to_owned(), "2".to_owned())]);
        prop_assert_eq!((url.host_str(), url.path(), url.fragment()), (Some("s.acme.test"), "/a", None));
    }

    #[test]
    fn c02_a_value_in_the_host_stays_below_the_host_of_the_app(value in hostile()) {
        if let Ok(url) = filled("{{ app }}/a/b?q=1", &[("site", &value)]) {
            prop_assert!(url.host_str().is_some_and(|host| host.ends_with(".acme.test")), "{}", url);
            prop_assert_eq!((url.path(), url.query(), url.username(), url.port()), ("/a/b", Some("q=1"), "", None));
        }
    }

    #[test]
    fn c02_segments_keep_the_host_and_what_stands_before_and_behind(value in hostile()) {
        if let Ok(url) = filled("{{ app }}/base/{{ x | segments }}?q=1", &[("site", "s"), ("x", &value)]) {
            prop_assert_eq!(url.host_str(), Some("s.acme.test"));
            prop_assert!(url.path().starts_with("/base/"), "{}", url);
            prop_assert_eq!((url.query(), url.fragment()), (Some("q=1"), None));
        }
    }

    #[test]
    fn o15_no_text_from_an_answer_leads_to_another_host(value in hostile()) {
        for kept in [value.clone(), format!("https://{value}"), format!("https://eu.acme.test{value}"), format!("https://{value}.acme.test")] {
            if let Ok(url) = filled("{{ instance_url }}/x", &[("instance_url", &kept)]) {
                prop_assert_eq!(url.scheme(), "https");
                prop_assert!(url.host_str().is_some_and(|host| host.ends_with(".acme.test")), "{}", url);
                prop_assert_eq!((url.path(), url.port()), ("/x", None));
            }
        }
    }

    #[test]
    fn a_parameter_in_a_path_finds_itself_and_nothing_else(value in hostile()) {
        let mut connector = connector();
        let picklist = json!({ "id": "p", "label": "P", "params": ["x"], "get": "{{ app }}/p",
            "items": "$.all[?@.name == '{{ x }}'].rows[*]", "row": { "value": "$.v" } });
        connector.picklists.push(serde_json::from_value(picklist).expect("a picklist"));
        let other = format!("{value}!");
        let answer = json!({ "all": [
            { "name": value, "rows": [{ "v": "mine" }] }, { "name": other, "rows": [{ "v": "other" }] }, { "name": "", "rows": [] },
        ] });
        let rows = connector.rows(&connector.picklists[0], &answer, &map(&[("x", &value)])).expect("rows");
        let values: Vec<&str> = rows.iter().map(|row| row.value.as_str()).collect();
        prop_assert_eq!(values, vec!["mine"]);
    }

    #[test]
    fn no_definition_and_no_answer_makes_it_panic(text in any::<String>(), path in hostile(), status in any::<u16>(), body in any::<Vec<u8>>()) {
        support::report(&text);
        let connector = connector();
        let _ = connector.cause_of(status, &[], &body);
        let _ = connector.kept(&map(&[("a", &format!("$.{path}"))]), &Value::String(text.clone()));
        let _ = connector.check_fields("key", &map(&[("site", &text), ("other", &path)]));
        let _ = filled(&text, &[("site", &path)]);
    }
}

#[test]
fn c02_one_character_can_take_anothers_place_and_no_text_grows_by_it() {
    let site = [("site", "TSTDRV_12_SB1")];
    let filled = |template: &str| text(&site, template).expect("a text");
    assert_eq!(
        filled("{{ site | lower | swap('_', '-') }}"),
        "tstdrv-12-sb1"
    );
    assert_eq!(filled("{{ site | swap('x', 'y') }}"), "TSTDRV_12_SB1");
    for template in [
        "{{ site | swap('_', '--') }}",
        "{{ site | swap('', '-') }}",
        "{{ site | swap('_', '') }}",
        "{{ site | swap('_') }}",
    ] {
        assert!(text(&site, template).is_err(), "{template}");
    }
}
