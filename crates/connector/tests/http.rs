//! The generic HTTP definition: whatever is typed, the credential goes to the base address and nowhere else.

mod support;

use larder_connector::{CallPlan, Connector, Context, RenderError, Secrets};
use secrecy::{ExposeSecret, SecretString};
use support::{defined, map};
use url::Url;

fn http() -> Connector {
    defined("http")
}

fn test_call(connector: &Connector, context: &Context<'_>) -> Result<CallPlan, RenderError> {
    connector.call_plan(connector.test.as_ref().expect("a test"), context)
}

#[test]
fn the_test_path_keeps_its_slashes_and_nothing_else() {
    let connector = http();
    let cases = [
        (
            "https://api.example.com/v1/",
            "",
            "https://api.example.com/v1/",
        ),
        (
            "https://api.example.com",
            "me",
            "https://api.example.com/me",
        ),
        (
            "https://api.example.com/v1",
            "/users/me",
            "https://api.example.com/v1/users/me",
        ),
        (
            "https://api.example.com/v1",
            "a b?c=d#e@f",
            "https://api.example.com/v1/a%20b%3Fc%3Dd%23e%40f",
        ),
        ("http://localhost:8080", "me", "http://localhost:8080/me"),
        (
            "https://[2001:db8::1]:8443/x",
            "me",
            "https://[2001:db8::1]:8443/x/me",
        ),
    ];
    for (base, path, expected) in cases {
        let context =
            Context::new(&connector).fields(map(&[("base_url", base), ("test_path", path)]));
        assert_eq!(
            test_call(&connector, &context).expect(base).url.as_str(),
            expected
        );
    }
    for path in [
        "..",
        "a/../b",
        "a/%2e%2e/b".replace('%', "").as_str(),
        "./x",
    ] {
        let context = Context::new(&connector).fields(map(&[
            ("base_url", "https://api.example.com/v1"),
            ("test_path", path),
        ]));
        let plan = test_call(&connector, &context);
        assert!(
            plan.is_err() || plan.is_ok_and(|plan| plan.url.path().starts_with("/v1/")),
            "{path}"
        );
    }
}

#[test]
fn a_base_address_is_https_or_this_machine_and_holds_no_secret() {
    let connector = http();
    for bad in [
        "http://api.example.com",
        "ftp://api.example.com",
        "api.example.com",
        "https://u:p@api.example.com",
        "https://",
        "https://api.example.com/?key=1",
        "https://api.example.com/#x",
        "javascript:alert(1)",
        "https://a b",
        "",
    ] {
        let fields = map(&[("base_url", bad)]);
        assert!(!connector.check_fields("none", &fields).is_empty(), "{bad}");
        assert!(
            test_call(&connector, &Context::new(&connector).fields(&fields)).is_err(),
            "{bad}"
        );
    }
    assert_eq!(
        connector.check_fields("none", &map(&[("base_url", "https://api.example.com/v1")])),
        []
    );
}

#[test]
fn each_way_marks_the_request_as_it_says() {
    let connector = http();
    let secrets = Secrets::new()
        .with("password", SecretString::from("pä:ss"))
        .with("token", SecretString::from("t0ken"))
        .with("api_key", SecretString::from("k&y=1"));
    let fields = map(&[
        ("base_url", "https://api.example.com"),
        ("username", "ada"),
        ("header_name", "X-Key"),
        ("key_prefix", ""),
        ("query_name", "key"),
    ]);
    let context = Context::new(&connector).fields(&fields).secrets(&secrets);
    let marked = |way: &str| {
        let mut plan = test_call(&connector, &context).expect("a request");
        let headers = connector
            .apply(way, &mut plan, &context)
            .expect("marked")
            .headers;
        let headers = headers
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.expose_secret()))
            .collect::<Vec<_>>();
        (headers, plan.url.to_string(), format!("{plan:?}"))
    };
    assert_eq!(marked("basic").0, ["Authorization: Basic YWRhOnDDpDpzcw=="]);
    assert_eq!(marked("bearer").0, ["Authorization: Bearer t0ken"]);
    assert_eq!(marked("api_key").0, ["X-Key: k&y=1"]);
    assert_eq!(marked("none").0, Vec::<String>::new());
    let (headers, url, debug) = marked("api_key_query");
    assert_eq!(
        (headers.len(), url.as_str()),
        (0, "https://api.example.com/?key=k%26y%3D1")
    );
    assert!(!debug.contains("k%26y"), "{debug}");

    let prefixed = map(&[
        ("base_url", "https://api.example.com"),
        ("key_prefix", "Token"),
    ]);
    let context = Context::new(&connector).fields(&prefixed).secrets(&secrets);
    let mut plan = test_call(&connector, &context).expect("a request");
    let headers = connector
        .apply("api_key", &mut plan, &context)
        .expect("marked")
        .headers;
    assert_eq!(headers[0].0, "X-API-Key");
    assert_eq!(headers[0].1.expose_secret(), "Token k&y=1");
}

#[test]
fn the_credential_goes_to_the_base_address_alone() {
    let connector = http();
    let secrets = Secrets::new().with("token", SecretString::from("t0ken"));
    let context = Context::new(&connector)
        .fields(map(&[("base_url", "https://api.example.com/v1")]))
        .secrets(&secrets);
    let mut plan = test_call(&connector, &context).expect("a request");
    for elsewhere in [
        "https://evil.example/v1",
        "http://api.example.com/v1",
        "https://api.example.com:8443/",
        "https://api.example.com.evil.example",
    ] {
        plan.url = Url::parse(elsewhere).expect("an address");
        assert!(
            matches!(
                connector.apply("bearer", &mut plan, &context),
                Err(RenderError::Host { .. })
            ),
            "{elsewhere}"
        );
    }
    plan.url = Url::parse("https://api.example.com/other").expect("an address");
    assert!(connector.apply("bearer", &mut plan, &context).is_ok());
}

#[test]
fn v01_a_colon_in_the_user_and_a_line_break_anywhere_are_refused() {
    let connector = http();
    let base = ("base_url", "https://api.example.com");
    let refused = |way: &str, fields: &[(&str, &str)], secrets: Secrets| {
        let context = Context::new(&connector)
            .fields(map(fields))
            .secrets(&secrets);
        let mut plan = test_call(&connector, &context).expect("a request");
        let error = connector.apply(way, &mut plan, &context).unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
        matches!(error, RenderError::Unfit { .. })
    };
    let password = |text: &str| Secrets::new().with("password", SecretString::from(text));
    assert!(refused(
        "basic",
        &[base, ("username", "a:b")],
        password("s3cret")
    ));
    assert!(refused(
        "basic",
        &[base, ("username", "ada")],
        password("s3cret\r\nX: y")
    ));
    assert!(refused(
        "bearer",
        &[base],
        Secrets::new().with("token", SecretString::from("s3cret\nX: y"))
    ));
    for name in ["X Key", "X-Key\r\nEvil", "Host", "Content-Length", "X:Y"] {
        let secrets = Secrets::new().with("api_key", SecretString::from("s3cret"));
        assert!(
            refused("api_key", &[base, ("header_name", name)], secrets),
            "{name:?}"
        );
    }
}
