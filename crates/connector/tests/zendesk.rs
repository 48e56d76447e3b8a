//! Zendesk's definition: addresses, requests, rows and causes, over answers of the shapes Zendesk sends.

mod support;

use larder_connector::{Cause, Connector, Context, RenderError, Secrets};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use support::{defined, map, rows_of};
use url::Url;

fn zendesk() -> Connector {
    defined("zendesk")
}

fn acme(connector: &Connector) -> Context<'_> {
    Context::new(connector).fields(map(&[
        ("subdomain", "acme"),
        ("email_address", "ada@acme.example"),
    ]))
}

#[test]
fn the_subdomain_makes_every_address_however_it_was_typed() {
    let connector = zendesk();
    for typed in [
        "acme",
        " Acme.zendesk.com ",
        "https://acme.zendesk.com/agent/dashboard",
    ] {
        let fields = map(&[("subdomain", typed)]);
        assert_eq!(connector.check_fields("oauth2", &fields), [], "{typed}");
        let plan = connector
            .oauth2_plan("oauth2", &Context::new(&connector).fields(&fields))
            .expect("a plan");
        assert_eq!(
            plan.authorize_url.as_ref().expect("one").as_str(),
            "https://acme.zendesk.com/oauth/authorizations/new"
        );
        assert_eq!(
            plan.token_url.as_ref().expect("one").as_str(),
            "https://acme.zendesk.com/oauth/tokens"
        );
        assert_eq!(plan.revoke_url, None);
        assert!(plan.pkce);
        assert_eq!(
            connector.tidy_fields("oauth2", &fields)["subdomain"],
            "acme"
        );
    }
    for typed in [
        "",
        "a.b",
        "evil.example/",
        "a b",
        "acme@evil",
        "-acme",
        "evil.example#",
        "acme%2eevil",
    ] {
        let fields = map(&[("subdomain", typed)]);
        let refused = !connector.check_fields("oauth2", &fields).is_empty();
        let plan = connector.oauth2_plan("oauth2", &Context::new(&connector).fields(&fields));
        let stays = plan.as_ref().is_ok_and(|plan| {
            let url = plan.token_url.as_ref().expect("one");
            url.host_str().expect("one").ends_with(".zendesk.com")
        });
        assert!(refused || stays, "{typed}");
        assert!(plan.is_err() || stays, "{typed}");
    }
}

#[test]
fn the_token_request_asks_for_scopes_and_lifetimes_as_zendesk_documents() {
    let connector = zendesk();
    let plan = connector
        .oauth2_plan("oauth2", &acme(&connector))
        .expect("a plan");
    assert_eq!(plan.scopes, ["read", "write"]);
    let params: Vec<_> = plan
        .token_params
        .iter()
        .map(|(name, value)| (name.as_str(), value.expose_secret()))
        .collect();
    assert_eq!(
        params,
        [
            ("expires_in", "172800"),
            ("refresh_token_expires_in", "7776000"),
            ("scope", "read write")
        ]
    );
    assert_eq!(plan.redirect.host, "127.0.0.1");
    assert_eq!(plan.redirect.path, "/callback/zendesk");
}

#[test]
fn the_practice_account_is_acme_and_another_subdomain_is_said_to_be_wrong() {
    let connector = zendesk();
    let instances = map(&[("acme", "http://127.0.0.1:47612")]);
    let plan = connector
        .oauth2_plan("oauth2", &acme(&connector).practice(Some(&instances)))
        .expect("a plan");
    assert_eq!(
        plan.token_url.as_ref().expect("one").as_str(),
        "http://127.0.0.1:47612/oauth/tokens"
    );

    let context = Context::new(&connector)
        .fields(map(&[("subdomain", "other")]))
        .practice(Some(&instances));
    let refused = connector.oauth2_plan("oauth2", &context).unwrap_err();
    assert_eq!(
        refused,
        RenderError::NoSuchInstance {
            known: vec!["acme".to_owned()]
        }
    );
    assert_eq!(
        refused.to_string(),
        "there is no such practice account; there is acme"
    );
}

#[test]
fn an_api_token_is_sent_as_basic_with_the_mark_zendesk_wants() {
    let connector = zendesk();
    let secrets = Secrets::new().with("api_token", SecretString::from("s3cret"));
    let context = acme(&connector).secrets(&secrets);
    let mut plan = connector
        .call_plan(&connector.identity[0].call, &context)
        .expect("a request");
    let headers = connector
        .apply("api_token", &mut plan, &context)
        .expect("marked")
        .headers;
    // base64 of "ada@acme.example/token:s3cret"
    assert_eq!(
        headers[0].1.expose_secret(),
        "Basic YWRhQGFjbWUuZXhhbXBsZS90b2tlbjpzM2NyZXQ="
    );
    assert_eq!(
        plan.url.as_str(),
        "https://acme.zendesk.com/api/v2/users/me.json"
    );

    let missing = connector.apply("api_token", &mut plan, &acme(&connector));
    assert_eq!(
        missing.unwrap_err(),
        RenderError::Missing {
            name: "api_token".to_owned()
        }
    );
}

#[test]
fn the_anonymous_user_is_nobody_although_the_status_is_200() {
    let connector = zendesk();
    let step = &connector.identity[0];
    let nobody = json!({ "user": { "id": null, "name": "Anonymous user", "email": "invalid@example.com", "role": "end-user" } });
    assert_eq!(
        connector.identity_kept(step, &nobody, &acme(&connector)),
        Err(RenderError::Shape {
            path: "$.user.id".to_owned()
        })
    );
    let ada = json!({ "user": { "id": 35436, "name": "Ada Quill", "email": "ada@acme.example", "role": "admin" } });
    let kept = connector
        .identity_kept(step, &ada, &acme(&connector))
        .expect("proved");
    assert_eq!(kept["user"], "ada@acme.example");
    assert_eq!(kept["user_id"], "35436");
    assert_eq!(kept["role"], "admin");
    assert_eq!(kept["account"], "acme.zendesk.com");
    assert_eq!(kept["account_name"], "acme");
}

#[test]
fn a_token_is_ended_by_a_declared_request() {
    let connector = zendesk();
    let revoke = connector
        .way("oauth2")
        .and_then(|way| way.revoke.as_ref())
        .expect("declared");
    let plan = connector
        .call_plan(revoke, &acme(&connector))
        .expect("a request");
    assert_eq!(plan.method, "DELETE");
    assert_eq!(
        plan.url.as_str(),
        "https://acme.zendesk.com/api/v2/oauth/tokens/current.json"
    );
}

#[test]
fn organization_fields_are_the_standard_ones_and_the_custom_ones() {
    let connector = zendesk();
    let answer = json!({ "organization_fields": [
        { "id": 7, "key": "name", "title": "Name of old", "type": "text", "active": true, "description": "" },
        { "id": 8, "key": "crm_id", "title": "CRM ID", "type": "text", "active": true, "description": "Id in the CRM" },
        { "id": 9, "key": "gone", "title": "Gone", "type": "text", "active": false, "description": "" },
    ], "meta": { "has_more": false }, "links": { "next": null } });
    let rows = rows_of(&connector, "organization_fields", &answer, &[]);
    assert_eq!(rows[0].value, "name");
    assert!(rows[0].required && !rows[0].custom);
    let custom: Vec<_> = rows
        .iter()
        .filter(|row| row.custom)
        .map(|row| (row.value.as_str(), row.label.as_str()))
        .collect();
    assert_eq!(
        custom,
        [
            ("organization_fields.name", "Name of old"),
            ("organization_fields.crm_id", "CRM ID")
        ]
    );
    assert_eq!(
        rows.last().expect("one").hint.as_deref(),
        Some("Id in the CRM")
    );
}

#[test]
fn ticket_fields_say_what_is_required_and_what_is_custom_and_their_options_are_read_from_either_name()
 {
    let connector = zendesk();
    let answer = json!({ "ticket_fields": [
        { "id": 360_011_737_434_u64, "type": "subject", "title": "Subject", "active": true, "required": true, "removable": false, "description": "", "agent_description": null },
        { "id": 360_011_737_499_u64, "type": "tagger", "title": "Product", "active": true, "required": false, "removable": true, "description": "d", "agent_description": "Which product" },
    ] });
    let rows = rows_of(&connector, "ticket_fields", &answer, &[]);
    assert_eq!(rows[0].value, "360011737434");
    assert!(rows[0].required && !rows[0].custom && rows[0].hint.is_none());
    assert!(!rows[1].required && rows[1].custom);
    assert_eq!(rows[1].hint.as_deref(), Some("Which product"));

    let options = |name: &str| json!({ "ticket_field": { "id": 1, (name): [{ "name": "Blue", "value": "blue" }] } });
    for name in ["custom_field_options", "system_field_options"] {
        let rows = rows_of(
            &connector,
            "ticket_field_options",
            &options(name),
            &[("field", "1")],
        );
        assert_eq!(
            rows.iter()
                .map(|row| row.label.as_str())
                .collect::<Vec<_>>(),
            ["Blue"],
            "{name}"
        );
    }
    let plain = json!({ "ticket_field": { "id": 1, "type": "subject" } });
    assert_eq!(
        rows_of(
            &connector,
            "ticket_field_options",
            &plain,
            &[("field", "1")]
        ),
        []
    );
}

#[test]
fn pages_follow_the_cursor_on_the_same_origin_only() {
    let connector = zendesk();
    let picklist = connector.picklist("organizations").expect("one");
    let call = picklist.call.as_ref().expect("a request");
    let asked = connector
        .call_plan(call, &acme(&connector))
        .expect("a request");
    assert_eq!(
        asked.url.as_str(),
        "https://acme.zendesk.com/api/v2/organizations.json?page%5Bsize%5D=100"
    );
    let page = |more: bool, next: &str| json!({ "organizations": [], "meta": { "has_more": more }, "links": { "next": next } });
    let next =
        "https://acme.zendesk.com/api/v2/organizations.json?page%5Bafter%5D=abc&page%5Bsize%5D=100";
    let after = |answer: &Value| {
        let next = connector.next_page(picklist, answer, &map(&[]), &asked);
        next.page().map(|plan| plan.url)
    };
    assert_eq!(after(&page(true, next)), Url::parse(next).ok());
    assert_eq!(after(&page(false, next)), None);
    for bad in [
        "https://evil.example/api",
        "http://acme.zendesk.com/api",
        "https://u:p@acme.zendesk.com/a",
        asked.url.as_str(),
        "::",
    ] {
        assert!(
            after(&page(true, bad))
                .is_none_or(|url| url.origin() == asked.url.origin() && url != asked.url),
            "{bad}"
        );
    }
    assert_eq!(after(&json!({})), None);
}

#[test]
fn lists_without_a_request_need_no_answer() {
    let connector = zendesk();
    let rows = rows_of(&connector, "roles", &serde_json::Value::Null, &[]);
    assert_eq!(
        rows.iter()
            .map(|row| row.value.as_str())
            .collect::<Vec<_>>(),
        ["end-user", "agent", "admin"]
    );
}

#[test]
fn zendesks_own_errors_have_causes() {
    let connector = zendesk();
    let cases = [
        (
            401,
            r#"{"error":"invalid_token","error_description":"The access token provided is expired"}"#,
            Cause::Expired,
        ),
        (
            401,
            r#"{"error":"Couldn't authenticate you"}"#,
            Cause::Credentials,
        ),
        (
            403,
            r#"{"error":{"title":"Forbidden","message":"You do not have access to this page."}}"#,
            Cause::Rights,
        ),
        (
            403,
            r#"{"error":"Forbidden","description":"You are missing the following required scopes: write"}"#,
            Cause::Rights,
        ),
        (
            404,
            r#"{"error":{"title":"No help desk at nosuch.zendesk.com","message":"There is no help desk"}}"#,
            Cause::Host,
        ),
        (
            404,
            r#"{"error":"RecordNotFound","description":"Not found"}"#,
            Cause::Rights,
        ),
        (
            404,
            r#"{"error":"InvalidEndpoint","description":"Not found"}"#,
            Cause::Unsupported,
        ),
        (429, "", Cause::RateLimited),
        (
            401,
            r#"{"error":"invalid_client","error_description":"Client authentication failed"}"#,
            Cause::Client,
        ),
        (400, r#"{"error":"invalid_grant"}"#, Cause::Credentials),
    ];
    for (status, body, cause) in cases {
        assert_eq!(
            connector
                .cause_of(status, &[], body.as_bytes())
                .map(|found| found.0),
            Some(cause),
            "{body}"
        );
    }
    assert_eq!(connector.cause_of(404, &[], b"{}"), None);
    assert_eq!(
        connector.cause_of(422, &[], br#"{"error":"RecordInvalid","details":{}}"#),
        None
    );
}
