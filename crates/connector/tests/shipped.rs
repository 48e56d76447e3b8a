//! Every definition that ships: its plans come out with example values, and lead to the app's own hosts only.

mod support;

use std::collections::BTreeMap;

use larder_connector::{
    Auth, AuthKind, Connector, Context, OAuth1, OAuth2, Secrets, builtin, parse,
};
use secrecy::SecretString;
use serde_json::json;
use support::{defined, map, rows_of};
use url::Url;

/// Example fields by definition; a way takes those it asks for.
const FIELDS: &[(&str, &[(&str, &str)])] = &[
    ("aws", &[("access_key_id", "AKIAIOSFODNN7EXAMPLE")]),
    (
        "google_sheets",
        &[("service_account", "recipes@acme.iam.gserviceaccount.com")],
    ),
    (
        "http",
        &[
            ("base_url", "https://api.acme.example/v1"),
            ("username", "ada"),
            ("authorize_address", "https://login.acme.example/authorize"),
            ("token_address", "https://login.acme.example/token"),
            ("oauth_client", "larder"),
            ("issuer_address", "https://login.acme.example"),
            ("oauth_client_discovered", "larder"),
            ("credentials_address", "https://login.acme.example/token"),
            ("credentials_client", "larder"),
            ("request_token_address", "https://api.acme.example/request"),
            ("permission_address", "https://api.acme.example/permit"),
            ("access_token_address", "https://api.acme.example/access"),
            ("consumer_key", "key"),
            ("fixed_consumer_key", "key"),
            ("fixed_token", "token"),
            ("login_user", "ada"),
            ("key_id", "key"),
            ("wsse_user", "ada"),
        ],
    ),
    (
        "jira_cloud",
        &[("site", "acme"), ("email_address", "ada@acme.example")],
    ),
    (
        "jira_data_center",
        &[
            ("base_url", "https://jira.acme.example/jira"),
            ("consumer_key", "larder"),
            ("username", "ada"),
        ],
    ),
    ("mailchimp", &[("data_center", "us6")]),
    ("marketo", &[("munchkin", "123-ABC-456")]),
    ("microsoft_graph", &[("app_tenant", "acme.onmicrosoft.com")]),
    (
        "netsuite",
        &[
            ("account_id", "1234567_SB1"),
            (
                "consumer_key",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            ),
            (
                "token_id",
                "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210",
            ),
        ],
    ),
    ("salesforce", &[("username", "robot@acme.example")]),
    (
        "servicenow",
        &[("instance_name", "acme"), ("username", "ada")],
    ),
    ("shopify", &[("shop", "acme")]),
    (
        "snowflake",
        &[
            ("account_identifier", "MYORG-ACCOUNT_1"),
            ("username", "recipes"),
            (
                "fingerprint",
                "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            ),
        ],
    ),
    ("trello", &[("api_key", "0123456789abcdef0123456789abcdef")]),
    (
        "twilio",
        &[
            ("account_sid", "AC0123456789abcdef0123456789abcdef"),
            ("key_sid", "SK0123456789abcdef0123456789abcdef"),
        ],
    ),
    (
        "zendesk",
        &[("subdomain", "acme"), ("email_address", "ada@acme.example")],
    ),
];

/// What answers gave, where a definition opens addresses with it; everything else is kept as `1`.
const KEPT: &[(&str, &str)] = &[
    ("instance_url", "https://acme.my.salesforce.com"),
    ("api_endpoint", "https://us6.api.mailchimp.com"),
    ("api_domain", "https://www.zohoapis.eu"),
];

fn shipped() -> impl Iterator<Item = Connector> {
    builtin()
        .iter()
        .map(|source| parse(source).unwrap_or_else(|mistakes| panic!("{mistakes:?}")))
}

fn fields_for(connector: &Connector, way: &Auth) -> BTreeMap<String, String> {
    let examples = FIELDS.iter().find(|(id, _)| *id == connector.id);
    let asked = |key: &str| {
        connector
            .fields
            .iter()
            .chain(&way.fields)
            .any(|field| field.key == key)
    };
    examples
        .into_iter()
        .flat_map(|(_, fields)| *fields)
        .filter(|(key, _)| asked(key))
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

/// Every name that the way's sign-in and the identity steps keep.
fn kept_by(connector: &Connector, way: &Auth) -> BTreeMap<String, String> {
    let mut names: Vec<String> = Vec::new();
    if let Some(oauth2) = way.kind.oauth2() {
        names.extend(
            oauth2
                .keep
                .keys()
                .chain(oauth2.keep_from_redirect.keys())
                .cloned(),
        );
    }
    if let AuthKind::Oauth1(oauth1) = &way.kind {
        names.extend(
            oauth1
                .keep
                .keys()
                .chain(oauth1.keep_from_redirect.keys())
                .cloned(),
        );
    }
    for probe in connector.probes.iter().filter(|it| it.belongs_to(&way.id)) {
        names.push(probe.id.clone());
        names.extend(probe.keep.keys().cloned());
    }
    for step in connector.identity_steps(&way.id) {
        names.extend(step.keep.keys().cloned());
    }
    names
        .into_iter()
        .map(|name| {
            let value = KEPT.iter().find(|(known, _)| *known == name);
            let value = value.map_or("1", |(_, value)| value);
            (name, value.to_owned())
        })
        .collect()
}

/// A context in which everything is known that the way can bring.
fn secrets_of(way: &Auth) -> Secrets {
    let typed = way.secrets.iter().map(|field| field.key.clone());
    let mut names: Vec<String> = typed.chain(["access_token".to_owned()]).collect();
    if let AuthKind::Session(session) = &way.kind {
        names.extend(
            session
                .steps
                .iter()
                .flat_map(|step| step.secrets.keys().cloned()),
        );
    }
    if let Some(oauth2) = way.kind.oauth2() {
        names.extend(oauth2.keep_secrets.keys().cloned());
    }
    names.into_iter().fold(Secrets::new(), |secrets, name| {
        secrets.with(name, SecretString::from("secret"))
    })
}

fn at_home(connector: &Connector, url: &Url, what: &str) {
    let host = url.host_str().expect("a host");
    let listed: Vec<&String> = connector
        .api_hosts
        .iter()
        .chain(&connector.login_hosts)
        .collect();
    let known = listed.iter().any(|pattern| {
        pattern
            .strip_prefix('*')
            .map_or(host == **pattern, |end| host.ends_with(end))
    });
    assert!(
        known || connector.api_hosts.is_empty(),
        "{}: {what} leads to {host}, which is none of {listed:?}",
        connector.id
    );
    assert_eq!(url.scheme(), "https", "{}: {what}", connector.id);
}

#[test]
fn example_fields_are_accepted_and_nothing_more_is_wanted() {
    for connector in shipped() {
        for way in &connector.auth {
            let faults = connector.check_fields(&way.id, &fields_for(&connector, way));
            assert_eq!(faults, [], "{} {}", connector.id, way.id);
        }
    }
    for (id, fields) in FIELDS {
        let connector = defined(id);
        for (key, _) in *fields {
            assert!(
                connector
                    .fields
                    .iter()
                    .chain(connector.auth.iter().flat_map(|way| &way.fields))
                    .any(|field| field.key == *key),
                "{id} has no field {key}"
            );
        }
    }
}

fn oauth2_leads_home(connector: &Connector, way: &Auth, oauth2: &OAuth2, context: &Context<'_>) {
    let what = |name: &str| format!("{} {name}", way.id);
    let plan = connector
        .oauth2_plan(&way.id, context)
        .unwrap_or_else(|error| panic!("{} {}: {error:?}", connector.id, way.id));
    let addresses = [
        ("authorize_url", &plan.authorize_url),
        ("token_url", &plan.token_url),
        ("refresh_url", &plan.refresh_url),
        ("revoke_url", &plan.revoke_url),
        ("device_url", &plan.device_url),
    ];
    for (name, url) in addresses {
        if let Some(url) = url {
            at_home(connector, url, &what(name));
        }
    }
    assert!(
        plan.token_url.is_some() || plan.discover.is_some(),
        "{} {}",
        connector.id,
        way.id
    );
    assert_eq!(plan.needs_page(), matches!(way.kind, AuthKind::Oauth2(_)));
    if plan.needs_page() {
        assert!(
            oauth2.pkce.is_some(),
            "{}: PKCE or the reason why not",
            connector.id
        );
        assert!(
            way.client_help.is_some(),
            "{} {}: how to register a client",
            connector.id,
            way.id
        );
    }
}

fn oauth1_leads_home(connector: &Connector, way: &Auth, oauth1: &OAuth1, context: &Context<'_>) {
    let secret = SecretString::from("secret");
    let plan = connector
        .oauth1_plan(&way.id, context, Some(("client", Some(&secret))))
        .unwrap_or_else(|error| panic!("{} {}: {error:?}", connector.id, way.id));
    let Some(legs) = &plan.legs else {
        assert!(oauth1.has_fixed_token(), "{}", connector.id);
        return;
    };
    for url in [&legs.request_url, &legs.authorize_url, &legs.access_url] {
        at_home(connector, url, &way.id);
    }
}

#[test]
fn every_way_makes_a_plan_that_leads_to_the_app_alone() {
    for connector in shipped() {
        for way in &connector.auth {
            let fields = fields_for(&connector, way);
            let secrets = secrets_of(way);
            let context = Context::new(&connector)
                .fields(&fields)
                .client("client")
                .secrets(&secrets);
            match &way.kind {
                AuthKind::Oauth1(oauth1) => oauth1_leads_home(&connector, way, oauth1, &context),
                AuthKind::Session(session) => {
                    for step in &session.steps {
                        let plan = connector.step_plan(step, &context).expect("a request");
                        at_home(&connector, &plan.url, &way.id);
                    }
                }
                kind => {
                    if let Some(oauth2) = kind.oauth2() {
                        oauth2_leads_home(&connector, way, oauth2, &context);
                    }
                }
            }
        }
    }
}

#[test]
fn every_request_is_filled_in_marked_and_sent_to_the_app_alone() {
    for connector in shipped() {
        for way in &connector.auth {
            let (fields, kept) = (fields_for(&connector, way), kept_by(&connector, way));
            let secrets = secrets_of(way);
            let context = Context::new(&connector)
                .fields(&fields)
                .kept(&kept)
                .client("client")
                .secrets(&secrets);
            let probes = connector.probes.iter().filter(|it| it.belongs_to(&way.id));
            let calls = probes
                .map(|probe| &probe.call)
                .chain(connector.identity_steps(&way.id).map(|step| &step.call))
                .chain(connector.test_call(&way.id))
                .chain(&way.revoke);
            for call in calls {
                let mut plan = connector
                    .call_plan(call, &context)
                    .unwrap_or_else(|error| panic!("{} {}: {error:?}", connector.id, call.url));
                at_home(&connector, &plan.url, &call.url);
                connector
                    .apply(&way.id, &mut plan, &context)
                    .unwrap_or_else(|error| panic!("{} {}: {error:?}", connector.id, call.url));
                connector
                    .sign_plan(&way.id, &context)
                    .unwrap_or_else(|error| panic!("{} {}: {error:?}", connector.id, way.id));
            }
            for picklist in &connector.picklists {
                let Some(call) = &picklist.call else { continue };
                let params = picklist.params.iter().map(|name| (name.as_str(), "it's"));
                let context = context.clone().params(params);
                let plan = connector
                    .call_plan(call, &context)
                    .unwrap_or_else(|error| panic!("{} {}: {error:?}", connector.id, picklist.id));
                at_home(&connector, &plan.url, &picklist.id);
            }
        }
    }
}

#[test]
fn every_app_says_who_signed_in_and_where_or_is_one_nobody_knows_beforehand() {
    for connector in shipped().filter(|connector| connector.id != "http") {
        for way in &connector.auth {
            let steps: Vec<_> = connector.identity_steps(&way.id).collect();
            let kept = |name: &str| steps.iter().any(|step| step.keep.contains_key(name));
            assert!(
                kept("account"),
                "{} {}: no account is kept",
                connector.id,
                way.id
            );
            assert!(
                steps
                    .iter()
                    .any(|step| !step.require.is_empty() && !step.optional),
                "{} {}: nothing keeps an anonymous answer out",
                connector.id,
                way.id
            );
        }
    }
}

#[test]
fn every_picklist_is_used_and_every_app_has_something_to_do() {
    // Zendesk's lists of people's fields are there for recipes that other systems export.
    const FOR_EXPORTED_RECIPES: &[&str] = &["user_fields", "roles"];
    let mut unused = Vec::new();
    for connector in shipped() {
        assert!(!connector.operations.is_empty(), "{}", connector.id);
        for picklist in &connector.picklists {
            let is_used = connector
                .operations
                .iter()
                .flat_map(|operation| &operation.inputs)
                .any(|input| input.picklist.as_deref() == Some(&picklist.id));
            if !is_used && !FOR_EXPORTED_RECIPES.contains(&picklist.id.as_str()) {
                unused.push(format!("{} {}", connector.id, picklist.id));
            }
        }
    }
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn netsuite_and_snowflake_write_one_account_in_the_two_ways_their_pages_ask_for() {
    let connector = defined("netsuite");
    for typed in ["1234567_SB1", "1234567-sb1"] {
        let fields = map(&[
            ("account_id", typed),
            ("consumer_key", "k"),
            ("token_id", "t"),
        ]);
        let secrets = secrets_of(connector.way("tba").expect("one"));
        let context = Context::new(&connector).fields(&fields).secrets(&secrets);
        assert_eq!(
            context.origin("suitetalk").expect("an origin").as_str(),
            "https://1234567-sb1.suitetalk.api.netsuite.com/"
        );
        let plan = connector
            .oauth1_plan("tba", &context, None)
            .expect("a plan");
        assert_eq!(plan.realm.as_deref(), Some("1234567_SB1"));
    }
    let connector = defined("snowflake");
    let fields = map(&[("account_identifier", "MYORG-ACCOUNT_1")]);
    let context = Context::new(&connector).fields(&fields);
    assert_eq!(
        context.origin("snowflake").expect("an origin").as_str(),
        "https://myorg-account-1.snowflakecomputing.com/"
    );
}

#[test]
fn own_tables_and_records_are_told_by_how_their_names_begin() {
    let custom = |id, list, answer| -> Vec<bool> {
        let rows = rows_of(&defined(id), list, &answer, &[]);
        rows.iter().map(|row| row.custom).collect()
    };
    let names = |names: [&str; 3]| names.map(|name| json!({ "name": name, "label": name }));
    assert_eq!(
        custom(
            "servicenow",
            "tables",
            json!({ "result": names(["task", "u_shelf", "x_acme_jar"]) })
        ),
        [false, true, true]
    );
    assert_eq!(
        custom(
            "netsuite",
            "record_types",
            json!({ "items": names(["customer", "customrecord_jar", "cu"]) })
        ),
        [false, true, false]
    );
}
