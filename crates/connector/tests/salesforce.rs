//! Salesforce's definition: addresses, requests, rows and causes, over answers of the shapes Salesforce sends.

mod support;

use larder_connector::{ClientAuth, Connector, Context, RenderError, Secrets, Window};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use support::{defined, map, rows_of};
use url::Url;

fn salesforce() -> Connector {
    defined("salesforce")
}

fn signed_in(connector: &Connector) -> Context<'_> {
    Context::new(connector)
        .fields(map(&[("environment", "login")]))
        .kept(map(&[("instance_url", "https://acme.my.salesforce.com")]))
}

#[test]
fn each_environment_signs_in_at_its_own_host() {
    let connector = salesforce();
    let cases = [
        (map(&[]), "login.salesforce.com"),
        (map(&[("environment", "login")]), "login.salesforce.com"),
        (map(&[("environment", "test")]), "test.salesforce.com"),
        (
            map(&[
                ("environment", "custom"),
                ("domain", "https://Acme.my.salesforce.com/"),
            ]),
            "acme.my.salesforce.com",
        ),
    ];
    for (fields, host) in cases {
        let plan = connector
            .oauth2_plan("oauth2", &Context::new(&connector).fields(&fields))
            .expect("a plan");
        assert_eq!(
            plan.authorize_url.as_ref().expect("one").as_str(),
            format!("https://{host}/services/oauth2/authorize")
        );
        assert_eq!(
            plan.token_url.as_ref().expect("one").as_str(),
            format!("https://{host}/services/oauth2/token")
        );
        assert_eq!(plan.refresh_endpoint(), plan.token_url.as_ref());
        assert_eq!(
            plan.revoke_url.expect("one").as_str(),
            format!("https://{host}/services/oauth2/revoke")
        );
    }
}

#[test]
fn o05_the_plan_asks_for_a_proof_key_and_comes_back_to_localhost() {
    let connector = salesforce();
    let plan = connector
        .oauth2_plan("oauth2", &Context::new(&connector))
        .expect("a plan");
    assert!(plan.pkce);
    assert_eq!(plan.scopes, ["api", "refresh_token", "openid"]);
    assert_eq!(plan.scope_separator, " ");
    assert_eq!(plan.client_auth, ClientAuth::Body);
    assert_eq!(plan.window, Window::Popup);
    assert_eq!(plan.redirect.host, "localhost");
    assert_eq!(plan.redirect.ports, [47620, 47621, 47622]);
    assert_eq!(plan.redirect.path, "/callback/salesforce");
    assert_eq!(plan.keep["instance_url"], "$.instance_url");
}

#[test]
fn the_practice_orgs_stand_in_for_every_environment() {
    let connector = salesforce();
    let instances = map(&[
        ("login", "http://127.0.0.1:47610"),
        ("test", "http://127.0.0.1:47611"),
    ]);
    for (environment, port) in [("login", 47610), ("test", 47611), ("custom", 47610)] {
        let fields = map(&[
            ("environment", environment),
            ("domain", "acme.my.salesforce.com"),
        ]);
        let context = Context::new(&connector)
            .fields(&fields)
            .practice(Some(&instances));
        let plan = connector.oauth2_plan("oauth2", &context).expect("a plan");
        assert_eq!(
            plan.token_url.as_ref().expect("one").as_str(),
            format!("http://127.0.0.1:{port}/services/oauth2/token")
        );
    }
    assert_eq!(
        connector
            .practice
            .and_then(|practice| practice.client_id)
            .as_deref(),
        Some("larder-practice")
    );
}

#[test]
fn a_my_domain_is_asked_for_only_where_it_is_needed_and_must_be_one_of_salesforces() {
    let connector = salesforce();
    let asked = |fields: &[(&str, &str)]| {
        connector
            .visible_fields("oauth2", &map(fields))
            .iter()
            .map(|field| field.key.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(asked(&[]), ["environment"]);
    assert_eq!(asked(&[("environment", "test")]), ["environment"]);
    assert_eq!(
        asked(&[("environment", "custom")]),
        ["environment", "domain"]
    );

    let faults = |domain: &str| {
        connector
            .check_fields(
                "oauth2",
                &map(&[("environment", "custom"), ("domain", domain)]),
            )
            .len()
    };
    for good in [
        "acme.my.salesforce.com",
        "https://acme--uat.sandbox.my.salesforce.com/",
        "ACME.my.salesforce.mil",
    ] {
        assert_eq!(faults(good), 0, "{good}");
    }
    for bad in [
        "",
        "acme",
        "acme.example.com",
        "salesforce.com.evil.test",
        "evil.test/x.salesforce.com",
        "evilsalesforce.com",
    ] {
        assert_eq!(faults(bad), 1, "{bad}");
    }
    assert_eq!(
        connector
            .check_fields("oauth2", &map(&[("environment", "nowhere")]))
            .len(),
        1
    );
}

#[test]
fn the_identity_says_who_and_where_and_whether_it_is_a_sandbox() {
    let connector = salesforce();
    let context = signed_in(&connector);
    let [userinfo, organization] = &connector.identity[..] else {
        panic!("two steps")
    };
    let plan = connector
        .call_plan(&userinfo.call, &context)
        .expect("a request");
    assert_eq!(
        plan.url.as_str(),
        "https://acme.my.salesforce.com/services/oauth2/userinfo"
    );
    let answer = json!({
        "sub": "https://login.salesforce.com/id/00D000000000001EAA/005000000000001AAA",
        "user_id": "005000000000001AAA", "organization_id": "00D000000000001EAA",
        "preferred_username": "ada@acme.example", "name": "Ada Quill", "email": "ada@acme.example", "zoneinfo": "Europe/Berlin",
    });
    let kept = connector
        .identity_kept(userinfo, &answer, &context)
        .expect("proved");
    assert_eq!(kept["user"], "ada@acme.example");
    assert_eq!(kept["account"], "00D000000000001EAA");
    assert_eq!(kept["user_id"], "005000000000001AAA");

    let plan = connector
        .call_plan(&organization.call, &context)
        .expect("a request");
    assert_eq!(plan.url.path(), "/services/data/v65.0/query");
    assert!(
        plan.url
            .query()
            .expect("one")
            .starts_with("q=SELECT+Id%2C+Name")
    );
    let answer = json!({ "totalSize": 1, "done": true, "records": [
        { "Id": "00D000000000001EAA", "Name": "Acme", "IsSandbox": true, "InstanceName": "CS42" }
    ] });
    let kept = connector
        .identity_kept(organization, &answer, &context)
        .expect("proved");
    assert_eq!(kept["account_name"], "Acme");
    assert_eq!(kept["sandbox"], "true");
    assert!(organization.optional);

    let nobody = connector.identity_kept(userinfo, &json!({ "name": "x" }), &context);
    assert_eq!(
        nobody,
        Err(RenderError::Shape {
            path: "$.user_id".to_owned()
        })
    );
}

#[test]
fn o15_an_instance_url_must_be_a_bare_https_origin_of_salesforce() {
    let connector = salesforce();
    let allowed =
        |text: &str| connector.host_allowed(&Url::parse(text).expect("an address"), false);
    for good in [
        "https://acme.my.salesforce.com",
        "https://na1.salesforce.com/",
        "https://a--b.sandbox.my.salesforce.com",
    ] {
        assert!(allowed(good), "{good}");
    }
    for bad in [
        "http://acme.my.salesforce.com",
        "https://evil.example",
        "https://salesforce.com.evil.example",
        "https://203.0.113.7",
        "https://acme.my.salesforce.com/path",
        "https://acme.my.salesforce.com/?a=b",
        "https://u@acme.my.salesforce.com",
        "https://acme.my.salesforce.com:8443",
        "https://evilsalesforce.com",
        "http://127.0.0.1:47610",
        "ftp://a.salesforce.com",
    ] {
        assert!(!allowed(bad), "{bad}");
        let fields = map(&[("instance_url", bad)]);
        let context = Context::new(&connector).kept(&fields);
        assert!(
            connector
                .call_plan(&connector.identity[0].call, &context)
                .is_err(),
            "{bad}"
        );
    }
    let practising =
        |text: &str| connector.host_allowed(&Url::parse(text).expect("an address"), true);
    assert!(practising("http://127.0.0.1:47610") && practising("http://localhost:47610"));
    assert!(!practising("https://acme.my.salesforce.com") && !practising("http://198.51.100.1:80"));
}

#[test]
fn a_request_before_the_sign_in_names_what_is_missing() {
    let connector = salesforce();
    let plan = connector.call_plan(&connector.identity[0].call, &Context::new(&connector));
    assert_eq!(
        plan.unwrap_err(),
        RenderError::Missing {
            name: "instance_url".to_owned()
        }
    );
}

#[test]
fn a_request_carries_the_token_to_salesforce_alone() {
    let connector = salesforce();
    let secrets = Secrets::new().with("access_token", SecretString::from("00D!token"));
    let context = signed_in(&connector).secrets(&secrets);
    let mut plan = connector
        .call_plan(&connector.identity[0].call, &context)
        .expect("a request");
    let headers = connector
        .apply("oauth2", &mut plan, &context)
        .expect("marked")
        .headers;
    assert_eq!(headers.len(), 1);
    assert_eq!(headers[0].0, "Authorization");
    assert_eq!(headers[0].1.expose_secret(), "Bearer 00D!token");

    plan.url = Url::parse("https://evil.example/services/data").expect("an address");
    assert_eq!(
        connector.apply("oauth2", &mut plan, &context).unwrap_err(),
        RenderError::Host {
            host: "evil.example".to_owned()
        }
    );
}

#[test]
fn objects_become_rows_with_labels_and_without_what_cannot_be_queried() {
    let connector = salesforce();
    let answer = json!({ "encoding": "UTF-8", "maxBatchSize": 200, "sobjects": [
        { "name": "Account", "label": "Account", "queryable": true, "custom": false, "deprecatedAndHidden": false, "keyPrefix": "001" },
        { "name": "Shipment__c", "label": "Shipment", "queryable": true, "custom": true, "deprecatedAndHidden": false },
        { "name": "Aggregate", "label": "Aggregate", "queryable": false, "custom": false, "deprecatedAndHidden": false },
        { "name": "OldThing", "label": "Old", "queryable": true, "custom": false, "deprecatedAndHidden": true },
        { "name": "Odd", "label": "__MISSING LABEL__ PropertyFile - val Odd not found in section StandardObject", "queryable": true },
        { "name": "Bare", "label": null, "queryable": true },
        { "name": "Account", "label": "Account again", "queryable": true },
    ] });
    let rows = rows_of(&connector, "objects", &answer, &[]);
    let seen: Vec<_> = rows
        .iter()
        .map(|row| (row.value.as_str(), row.label.as_str(), row.custom))
        .collect();
    assert_eq!(
        seen,
        [
            ("Account", "Account", false),
            ("Shipment__c", "Shipment", true),
            ("Odd", "Odd", false),
            ("Bare", "Bare", false)
        ]
    );
}

fn describe() -> Value {
    json!({ "name": "Account", "fields": [
        { "name": "Id", "label": "Account ID", "type": "id", "createable": false, "nillable": false, "defaultedOnCreate": true, "custom": false, "inlineHelpText": null, "idLookup": true, "externalId": false, "picklistValues": [] },
        { "name": "Name", "label": "Account Name", "type": "string", "createable": true, "nillable": false, "defaultedOnCreate": false, "custom": false, "inlineHelpText": null, "idLookup": false, "externalId": false, "picklistValues": [] },
        { "name": "Type", "label": "Type", "type": "picklist", "createable": true, "nillable": true, "defaultedOnCreate": false, "custom": false, "inlineHelpText": "Kind of account", "idLookup": false, "externalId": false, "picklistValues": [
            { "active": true, "label": "Prospect", "value": "Prospect", "validFor": null },
            { "active": false, "label": "Gone", "value": "Gone", "validFor": null },
        ] },
        { "name": "Ext__c", "label": "Ext", "type": "string", "createable": true, "nillable": true, "defaultedOnCreate": false, "custom": true, "inlineHelpText": null, "idLookup": true, "externalId": true, "picklistValues": [] },
    ], "recordTypeInfos": [
        { "name": "Master", "recordTypeId": "012000000000000AAA", "available": true, "master": true },
        { "name": "Partner", "recordTypeId": "012000000000001AAA", "available": true, "master": false },
    ] })
}

#[test]
fn a_description_becomes_fields_values_and_record_types() {
    let connector = salesforce();
    let fields = rows_of(&connector, "fields", &describe(), &[("object", "Account")]);
    let required: Vec<_> = fields
        .iter()
        .filter(|row| row.required)
        .map(|row| row.value.as_str())
        .collect();
    assert_eq!(required, ["Name"]);
    assert_eq!(fields[2].kind.as_deref(), Some("picklist"));
    assert_eq!(fields[2].hint.as_deref(), Some("Kind of account"));
    assert!(fields[3].custom);

    let values = rows_of(
        &connector,
        "values",
        &describe(),
        &[("object", "Account"), ("field", "Type")],
    );
    assert_eq!(values.len(), 1);
    assert_eq!(values[0].value, "Prospect");
    assert_eq!(
        rows_of(
            &connector,
            "values",
            &describe(),
            &[("object", "Account"), ("field", "Nope' || '1'=='1")]
        ),
        []
    );
    let ids = rows_of(
        &connector,
        "external_ids",
        &describe(),
        &[("object", "Account")],
    );
    assert_eq!(
        ids.iter().map(|row| row.value.as_str()).collect::<Vec<_>>(),
        ["Id", "Ext__c"]
    );
    let types = rows_of(
        &connector,
        "record_types",
        &describe(),
        &[("object", "Account")],
    );
    assert_eq!(
        types
            .iter()
            .map(|row| row.label.as_str())
            .collect::<Vec<_>>(),
        ["Partner"]
    );
}

#[test]
fn lists_that_rest_on_one_description_ask_for_one_address_and_an_object_name_stays_one_segment() {
    let connector = salesforce();
    let address = |picklist: &str, object: &str| {
        let context = signed_in(&connector).params(map(&[("object", object), ("field", "Type")]));
        let call = connector
            .picklist(picklist)
            .and_then(|picklist| picklist.call.as_ref())
            .expect("a request");
        connector
            .call_plan(call, &context)
            .map(|plan| plan.url.to_string())
    };
    let fields = address("fields", "Account").expect("an address");
    assert_eq!(
        fields,
        "https://acme.my.salesforce.com/services/data/v65.0/sobjects/Account/describe"
    );
    assert_eq!(address("values", "Account").expect("an address"), fields);
    assert_eq!(
        address("fields", "../../oauth2?x=1#y").expect("an address"),
        "https://acme.my.salesforce.com/services/data/v65.0/sobjects/..%2F..%2Foauth2%3Fx%3D1%23y/describe"
    );
    assert!(address("fields", "..").is_err());
    assert!(address("fields", "").is_err());
}

#[test]
fn an_answer_that_is_no_list_of_objects_is_refused_but_an_empty_one_is_a_list() {
    let connector = salesforce();
    let picklist = connector.picklist("objects").expect("one");
    let read = |answer: Value| connector.rows(picklist, &answer, &map(&[]));
    for other in [
        json!([]),
        json!({}),
        json!({ "sobjects": null }),
        json!({ "sobjects": "x" }),
        json!("<html>"),
        Value::Null,
    ] {
        assert!(
            matches!(read(other.clone()), Err(RenderError::Shape { .. })),
            "{other}"
        );
    }
    assert_eq!(read(json!({ "sobjects": [] })), Ok(vec![]));
}
