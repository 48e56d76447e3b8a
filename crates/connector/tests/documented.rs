//! The reference in docs/connectors.md: it names every key, its guide is the file it speaks of, its table is fresh.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use larder_connector::{
    AuthKind, Connector, Context, Origin, Sign, Source, Window, builtin, check, json_schema, parse,
};
use serde_json::Value;
use support::map;

const BEGIN: &str = "<!-- definitions: begin -->\n";
const END: &str = "<!-- definitions: end -->";

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(name)
}

fn reference() -> String {
    fs::read_to_string(file("docs/connectors.md")).expect("the reference is there")
}

fn property_names(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            for (key, inner) in members {
                if let ("properties", Value::Object(properties)) = (key.as_str(), inner) {
                    names.extend(properties.keys().cloned());
                }
                property_names(inner, names);
            }
        }
        Value::Array(entries) => entries.iter().for_each(|it| property_names(it, names)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_format_is_in_the_reference() {
    let mut names = BTreeSet::new();
    property_names(&json_schema(), &mut names);
    assert!(names.len() > 80, "{}", names.len());
    let text = reference();
    let forgotten: Vec<&String> = names
        .iter()
        .filter(|name| {
            !text.contains(&format!("`{name}`"))
                && !text.contains(&format!("`{name} ="))
                && !text.contains(&format!("[{name}]"))
        })
        .collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
}

#[test]
fn the_definition_of_the_guide_is_the_file_and_has_no_mistake() {
    let text = reference();
    let guide = text
        .split("## Your own connector in ten minutes")
        .nth(1)
        .and_then(|rest| rest.split("\n## ").next())
        .expect("the guide");
    let shown: Vec<&str> = guide
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("\n```").next())
        .collect();
    let written = fs::read_to_string(file("docs/desk.toml")).expect("the guide's file");
    assert_eq!(shown.join("\n\n") + "\n", written);

    let source = Source {
        name: "desk.toml".to_owned(),
        text: written,
        origin: Origin::Folder,
    };
    let report = check(&source);
    assert!(report.mistakes.is_empty(), "{:?}", report.mistakes);
    assert!(report.warnings.is_empty(), "{:?}", report.warnings);

    let connector = parse(&source).expect("clean");
    let fields = map(&[("subdomain", "acme"), ("email_address", "ada@acme.example")]);
    assert_eq!(connector.check_fields("api_token", &fields), []);
    let instances = map(&[("acme", "http://127.0.0.1:47612")]);
    let address = |practice| {
        let context = Context::new(&connector).fields(&fields).practice(practice);
        let call = &connector.identity[0].call;
        connector.call_plan(call, &context).expect("a request").url
    };
    assert_eq!(
        address(None).as_str(),
        "https://acme.zendesk.com/api/v2/users/me.json"
    );
    assert_eq!(
        address(Some(&instances)).as_str(),
        "http://127.0.0.1:47612/api/v2/users/me.json"
    );
}

fn kind(kind: &AuthKind) -> &'static str {
    match kind {
        AuthKind::Oauth2(_) => "OAuth 2 code",
        AuthKind::Oauth2ClientCredentials(_) => "client credentials",
        AuthKind::JwtBearer(_) => "JWT bearer",
        AuthKind::Oauth2Device(_) => "device code",
        AuthKind::Oauth2Password(_) => "password grant",
        AuthKind::Oauth1(_) => "OAuth 1",
        AuthKind::Basic(_) => "Basic",
        AuthKind::ApiKey => "key",
        AuthKind::Session(_) => "session",
        AuthKind::None => "none",
    }
}

fn quirks_of_oauth2(connector: &Connector, quirks: &mut BTreeSet<&'static str>) {
    for oauth2 in connector.auth.iter().filter_map(|way| way.kind.oauth2()) {
        let marks = [
            (oauth2.pkce == Some(larder_connector::Pkce::S256), "PKCE"),
            (
                matches!(oauth2.pkce, Some(larder_connector::Pkce::Unsupported(_))),
                "no PKCE",
            ),
            (oauth2.scope_separator != " ", "scope separator"),
            (!oauth2.optional_scopes.is_empty(), "optional scopes"),
            (oauth2.discover.is_some(), "discovery"),
            (oauth2.token_body.is_some(), "token request not a form"),
            (!oauth2.token_headers.is_empty(), "token headers"),
            (!oauth2.authorize_params.is_empty(), "more parameters"),
            (!oauth2.token_params.is_empty(), "more token parameters"),
            (!oauth2.names.is_empty(), "renamed parameters"),
            (!oauth2.keep.is_empty(), "values of the token answer"),
            (
                !oauth2.keep_from_redirect.is_empty(),
                "values of the redirect",
            ),
            (oauth2.revoke_url.is_some(), "revocation endpoint"),
            (
                oauth2.answer.access_token.is_some() || oauth2.answer.expires.is_some(),
                "answer elsewhere",
            ),
            (oauth2.window == Window::Browser, "browser only"),
            (oauth2.default_lifetime_seconds.is_some(), "lifetime unsaid"),
        ];
        quirks.extend(
            marks
                .into_iter()
                .filter(|(is, _)| *is)
                .map(|(_, name)| name),
        );
    }
}

fn quirks(connector: &Connector) -> BTreeSet<&'static str> {
    let mut quirks = BTreeSet::new();
    quirks_of_oauth2(connector, &mut quirks);
    for way in &connector.auth {
        if let AuthKind::Oauth1(oauth1) = &way.kind {
            quirks.insert(oauth1.signature.as_str());
        }
        let marks = [
            (way.revoke.is_some(), "revoke request"),
            (!way.refresh_on.is_empty(), "expired by its body"),
            (!way.detect_on.is_empty(), "failures with 200"),
            (way.certificate.is_some(), "client certificate"),
        ];
        quirks.extend(
            marks
                .into_iter()
                .filter(|(is, _)| *is)
                .map(|(_, name)| name),
        );
        if let Some(apply) = &way.apply {
            let marks = [
                (apply.path_prefix.is_some(), "key in the path"),
                (!apply.query.is_empty(), "key in the query"),
                (!apply.body.is_empty(), "key in the body"),
                (!apply.cookies.is_empty(), "key in a cookie"),
                (
                    matches!(apply.sign, Some(Sign::AwsSigv4(_))),
                    "Signature Version 4",
                ),
                (matches!(apply.sign, Some(Sign::Hmac(_))), "signed requests"),
                (matches!(apply.sign, Some(Sign::Wsse(_))), "WSSE"),
                (
                    matches!(apply.sign, Some(Sign::Jwt(_))),
                    "token minted for each request",
                ),
            ];
            quirks.extend(
                marks
                    .into_iter()
                    .filter(|(is, _)| *is)
                    .map(|(_, name)| name),
            );
        }
    }
    if !connector.probes.is_empty() {
        quirks.insert("asks which tenant");
    }
    if connector.identity.iter().any(|step| !step.ways.is_empty()) {
        quirks.insert("identity by way");
    }
    quirks
}

/// What each definition was proved against, where that was written down.
fn proofs() -> Option<BTreeMap<String, BTreeSet<String>>> {
    let text = fs::read_to_string(file("tests/shipped/proofs.toml")).ok()?;
    let table: toml::Table = text.parse().expect("the proofs are TOML");
    let mut proofs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for proof in table["proof"].as_array().expect("a list") {
        let word = |key: &str| proof[key].as_str().expect("a text").to_owned();
        let line = format!("{}: {}", word("way"), word("partner"));
        proofs.entry(word("definition")).or_default().insert(line);
    }
    Some(proofs)
}

fn table(proofs: Option<&BTreeMap<String, BTreeSet<String>>>) -> String {
    let mut table = String::from("| App | Ways to sign in | What is special |");
    table.push_str(if proofs.is_some() {
        " Proved against |\n|---|---|---|---|\n"
    } else {
        "\n|---|---|---|\n"
    });
    for source in builtin() {
        let connector = parse(source).expect("clean");
        let ways: Vec<String> = connector
            .auth
            .iter()
            .map(|way| format!("{} ({})", way.label, kind(&way.kind)))
            .collect();
        let quirks: Vec<&str> = quirks(&connector).into_iter().collect();
        let _ = write!(
            table,
            "| [{}](../connectors/{}) | {} | {} |",
            connector.name,
            source.name,
            ways.join("; "),
            quirks.join(", ")
        );
        if let Some(proofs) = proofs {
            let lines = proofs.get(&connector.id).cloned().unwrap_or_default();
            let _ = write!(
                table,
                " {} |",
                lines.into_iter().collect::<Vec<_>>().join("; ")
            );
        }
        table.push('\n');
    }
    table
}

#[test]
fn the_table_of_definitions_is_the_one_of_the_definitions() {
    let text = reference();
    let (before, rest) = text.split_once(BEGIN).expect("where the table begins");
    let (written, after) = rest.split_once(END).expect("where the table ends");
    let proofs = proofs();
    if std::env::var_os("LARDER_WRITE").is_some() {
        let fresh = table(proofs.as_ref());
        fs::write(
            file("docs/connectors.md"),
            format!("{before}{BEGIN}{fresh}{END}{after}"),
        )
        .expect("the reference can be written");
        return;
    }
    // The column of proofs is added by whoever writes the table after they were made.
    let shows_proofs = written.contains("Proved against");
    let fresh = table(proofs.as_ref().filter(|_| shows_proofs));
    assert!(
        written == fresh,
        "the table in docs/connectors.md is stale; refresh it with `LARDER_WRITE=1 cargo test -p larder-connector`"
    );
}
