//! Owns: each way in which an app differs from the standard, said on the wire exactly as its definition says.

use std::collections::BTreeMap;
use std::time::Duration;

use larder_auth::oauth2::TokenFault;
use larder_connector::{
    AnswerPath, AnswerPlan, ClientAuth, ExpiryUnit, ResponseMode, TokenBody, TokenMethod,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use wiremock::matchers::{body_bytes, header, method, query_param};
use wiremock::{Mock, ResponseTemplate};

use crate::partner::{GRANTED, Partner, json as answer, query};

fn named(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

fn secrets(pairs: &[(&str, &str)]) -> Vec<(String, SecretString)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).into());
    pairs.iter().map(owned).collect()
}

fn path(source: &str) -> AnswerPath {
    AnswerPath::compile(source).unwrap()
}

#[tokio::test]
async fn a_token_request_may_be_a_json_object() {
    let mut partner = Partner::answering(answer(200, GRANTED)).await;
    partner.plan.token_body = TokenBody::Json;
    partner.refresh().await.unwrap();
    let request = &partner.server.received_requests().await.unwrap()[0];
    assert_eq!(request.headers["content-type"], "application/json");
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    let expected = json!({
        "grant_type": "refresh_token",
        "refresh_token": "CANARY-refresh-token",
        "client_id": "client one",
        "client_secret": "CANARY-client-secret",
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_token_request_may_carry_everything_in_its_address() {
    for (how, verb) in [(TokenMethod::Get, "GET"), (TokenMethod::Post, "POST")] {
        let mut partner = Partner::silent().await;
        Mock::given(method(verb))
            .and(query_param("grant_type", "refresh_token"))
            .and(query_param("refresh_token", "CANARY-refresh-token"))
            .and(query_param("client_secret", "CANARY-client-secret"))
            .and(body_bytes(Vec::new()))
            .respond_with(answer(200, GRANTED))
            .mount(&partner.server)
            .await;
        partner.plan.token_method = how;
        partner.plan.token_body = TokenBody::Query;
        partner.refresh().await.unwrap();
    }
}

#[tokio::test]
async fn l02_an_app_that_repeats_the_address_shows_no_secret() {
    let echo = r#"{"error":"bad","error_description":"/token?client_secret=CANARY-client-secret&refresh_token=CANARY-refresh-token"}"#;
    let mut partner = Partner::answering(answer(400, echo)).await;
    partner.plan.token_method = TokenMethod::Get;
    partner.plan.names = named(&[("client_secret", "k"), ("refresh_token", "r")]);
    let fault = partner.refresh().await.unwrap_err();
    let text = format!("{fault} {fault:?} {}", fault.exchange().unwrap());
    assert!(!text.contains("CANARY"), "{text}");
}

#[tokio::test]
async fn headers_of_the_definition_go_along_but_do_not_replace_the_client_s_proof() {
    let mut partner = Partner::silent().await;
    Mock::given(header("x-api-key", "CANARY-key"))
        .and(header("accept", "application/vnd.acme+json"))
        .and(header(
            "authorization",
            "Basic Y2xpZW50K29uZTpDQU5BUlktY2xpZW50LXNlY3JldA==",
        ))
        .respond_with(answer(200, GRANTED))
        .mount(&partner.server)
        .await;
    partner.plan.client_auth = ClientAuth::Basic;
    partner.plan.token_headers = secrets(&[
        ("x-api-key", "CANARY-key"),
        ("accept", "application/vnd.acme+json"),
        ("authorization", "Bearer other"),
    ]);
    partner.refresh().await.unwrap();
}

#[tokio::test]
async fn parameters_have_the_names_the_app_gives_them() {
    let mut partner = Partner::answering(answer(200, GRANTED)).await;
    partner.plan.names = named(&[
        ("client_id", "client_key"),
        ("client_secret", "client_password"),
        ("redirect_uri", "redirect_url"),
        ("code", "auth_code"),
        ("state", "context"),
        ("scope", "permissions"),
        ("response_type", "kind"),
    ]);
    partner.plan.redirect_names = named(&[("code", "oauth_code")]);
    let mut begun = partner.begin();
    let opened = query(&begun.authorize_url);
    assert_eq!(opened["client_key"], "client one");
    assert_eq!(opened["redirect_url"], "http://127.0.0.1:47620/callback/x");
    assert_eq!(
        (opened["permissions"].as_str(), opened["kind"].as_str()),
        ("api refresh_token", "code")
    );
    for standard in [
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "response_type",
    ] {
        assert!(!opened.contains_key(standard), "{standard}");
    }
    let mut back = begun.attempt.redirect().clone();
    back.query_pairs_mut()
        .append_pair("oauth_code", "CANARY-code")
        .append_pair("context", &opened["context"]);
    assert_eq!(
        begun.attempt.offer(&back),
        larder_auth::attempt::Offer::Taken
    );
    larder_auth::oauth2::finish(
        &partner.http,
        &partner.plan,
        &partner.client,
        &mut begun,
        "CANARY-code".into(),
    )
    .await
    .unwrap();
    let (form, _) = partner.forms().await.remove(0);
    assert_eq!(form["auth_code"], "CANARY-code");
    assert_eq!(form["client_key"], "client one");
    assert_eq!(form["client_password"], "CANARY-client-secret");
    assert_eq!(form["redirect_url"], "http://127.0.0.1:47620/callback/x");
    assert!(
        form.contains_key("code_verifier")
            && !form.contains_key("code")
            && !form.contains_key("client_id")
    );
}

#[tokio::test]
async fn an_empty_parameter_drops_the_standard_one_but_never_what_binds_the_answer() {
    let mut partner = Partner::answering(answer(200, GRANTED)).await;
    let dropped = [
        "response_type",
        "scope",
        "client_id",
        "state",
        "redirect_uri",
        "code_challenge",
    ];
    partner.plan.authorize_params = dropped
        .map(|name| (name.to_owned(), String::new()))
        .to_vec();
    partner.plan.token_params = secrets(&[
        ("grant_type", ""),
        ("client_id", ""),
        ("code", ""),
        ("code_verifier", ""),
        ("redirect_uri", ""),
        ("client_secret", ""),
    ]);
    let opened = query(&partner.begin().authorize_url);
    assert_eq!(
        opened.keys().collect::<Vec<_>>(),
        [
            "code_challenge",
            "code_challenge_method",
            "redirect_uri",
            "state"
        ]
    );
    partner.sign_in().await.unwrap();
    let (form, _) = partner.forms().await.remove(0);
    assert_eq!(
        form.keys().collect::<Vec<_>>(),
        ["client_secret", "code", "code_verifier", "redirect_uri"]
    );
}

#[tokio::test]
async fn a_definition_cannot_replace_what_binds_the_answer_by_its_renamed_name() {
    let mut partner = Partner::answering(answer(200, GRANTED)).await;
    partner.plan.names = named(&[
        ("state", "context"),
        ("code", "auth_code"),
        ("client_id", "app"),
    ]);
    partner.plan.authorize_params = named(&[("context", "fixed"), ("app", "other")])
        .into_iter()
        .collect();
    partner.plan.token_params = secrets(&[("auth_code", "evil"), ("app", "other")]);
    let begun = partner.begin();
    let pairs: Vec<_> = begun.authorize_url.query_pairs().into_owned().collect();
    let states: Vec<_> = pairs.iter().filter(|(name, _)| name == "context").collect();
    assert_eq!(states.len(), 1);
    assert_ne!(states[0].1, "fixed");
    assert_eq!(pairs.iter().filter(|(name, _)| name == "app").count(), 1);
}

#[tokio::test]
async fn refresh_parameters_take_the_place_of_token_parameters() {
    let mut partner = Partner::answering(answer(200, GRANTED)).await;
    partner.plan.token_params = secrets(&[
        ("grant_type", "custom"),
        ("scope", "read"),
        ("audience", "api"),
    ]);
    partner.plan.refresh_params = secrets(&[
        ("scope", ""),
        ("request", "token"),
        ("refresh_token", "evil"),
    ]);
    partner.refresh().await.unwrap();
    let (form, _) = partner.forms().await.remove(0);
    assert_eq!(
        form["grant_type"], "refresh_token",
        "the token request's grant is not the refresh's"
    );
    assert_eq!(
        (form["audience"].as_str(), form["request"].as_str()),
        ("api", "token")
    );
    assert_eq!(form["refresh_token"], "CANARY-refresh-token");
    assert!(!form.contains_key("scope"));
    partner.plan.refresh_params = secrets(&[("grant_type", "renew")]);
    partner.refresh().await.unwrap();
    assert_eq!(partner.forms().await[1].0["grant_type"], "renew");
}

#[tokio::test]
async fn optional_scopes_are_asked_for_and_not_missed() {
    let mut partner =
        Partner::answering(answer(200, r#"{"access_token":"a","scope":"api"}"#)).await;
    partner.plan.scopes = vec!["api".to_owned(), "write".to_owned()];
    partner.plan.optional_scopes = vec!["admin".to_owned()];
    assert_eq!(
        query(&partner.begin().authorize_url)["scope"],
        "api write admin"
    );
    let tokens = partner.sign_in().await.unwrap();
    assert_eq!(tokens.missing_scopes(&partner.plan.scopes), ["write"]);
}

#[tokio::test]
async fn the_members_of_an_answer_are_where_the_definition_says() {
    let body = json!({
        "ok": true,
        "error": { "code": "ok" },
        "data": { "token": "CANARY-user", "renew": "CANARY-renew", "scopes": ["a", "b"], "kind": "user", "ends": "2999-01-01T00:00:00Z" },
        "access_token": "CANARY-bot",
        "bot": { "secret": "CANARY-bot-secret", "name": "b1" },
        "echo": ["CANARY-user", "CANARY-bot-secret"],
    });
    let mut partner = Partner::answering(ResponseTemplate::new(200).set_body_json(body)).await;
    partner.plan.answer = AnswerPlan {
        access_token: Some(path("$.data.token")),
        refresh_token: Some(path("$.data.renew")),
        expires: Some(path("$.data.ends")),
        expires_in_unit: ExpiryUnit::Date,
        scope: Some(path("$.data.scopes")),
        token_type: Some(path("$.data.kind")),
        error: Some(path("$.error.code")),
        error_description: None,
    };
    partner.plan.keep_secrets = BTreeMap::from([
        ("bot".to_owned(), path("$.bot.secret")),
        ("none".to_owned(), path("$.nowhere")),
    ]);
    let tokens = partner.sign_in().await.unwrap();
    assert_eq!(tokens.access_token.expose_secret(), "CANARY-user");
    assert_eq!(
        tokens.refresh_token.as_ref().unwrap().expose_secret(),
        "CANARY-renew"
    );
    assert_eq!(tokens.scopes, Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(tokens.token_type, "user");
    assert_eq!(
        tokens.expires_in,
        Some(Duration::from_hours(10 * 366 * 24)),
        "cut to what makes sense"
    );
    assert_eq!(tokens.kept_secrets.len(), 1);
    assert_eq!(
        tokens.kept_secrets["bot"].expose_secret(),
        "CANARY-bot-secret"
    );
    let rest = tokens.answer.value();
    assert_eq!(rest["bot"], json!({ "name": "b1" }));
    assert!(
        !rest.to_string().contains("CANARY"),
        "l03: kept values are plain, so no secret is among them: {rest}"
    );
    assert!(!format!("{tokens:?}").contains("CANARY"));
}

#[tokio::test]
async fn o11_errors_hidden_in_a_200_are_found_where_the_definition_points() {
    let plan = AnswerPlan {
        error: Some(path("$.code")),
        error_description: Some(path("$.msg")),
        access_token: Some(path("$.data.access_token")),
        ..AnswerPlan::default()
    };
    for (code, is_error) in [
        (json!(0), false),
        (json!("0"), false),
        (json!("success"), false),
        (json!("OK"), false),
        (json!(null), false),
        (json!(false), false),
        (json!(40001), true),
        (json!("expired"), true),
        (json!(true), true),
    ] {
        let body = json!({ "code": code, "msg": "said so", "data": { "access_token": "a" } });
        let mut partner = Partner::answering(ResponseTemplate::new(200).set_body_json(body)).await;
        partner.plan.answer = plan.clone();
        match partner.sign_in().await {
            Ok(_) => assert!(!is_error, "{code}"),
            Err(TokenFault::Refused {
                description,
                status: 200,
                ..
            }) => {
                assert!(is_error, "{code}");
                assert_eq!(description.as_deref(), Some("said so"));
            }
            Err(other) => panic!("{code}: {other:?}"),
        }
    }
    let mut partner = Partner::answering(answer(200, r#"{"error":"invalid_grant"}"#)).await;
    partner.plan.answer = plan;
    let fault = partner.sign_in().await.unwrap_err();
    assert!(
        fault.grant_is_gone(),
        "without a token the standard's own error counts: {fault:?}"
    );
}

#[tokio::test]
async fn expiries_are_counted_as_the_definition_says() {
    let soon = |seconds: i64| {
        let at = std::time::SystemTime::now() + Duration::from_secs(seconds.unsigned_abs());
        let since = at.duration_since(std::time::UNIX_EPOCH).unwrap();
        i64::try_from(since.as_secs()).unwrap()
    };
    let hour = Some(3600);
    for (unit, said, expected) in [
        (ExpiryUnit::Seconds, json!(3600), hour),
        (ExpiryUnit::Seconds, json!("3600"), hour),
        (ExpiryUnit::Seconds, json!(3600.9), hour),
        (ExpiryUnit::Milliseconds, json!(3_600_000), hour),
        (ExpiryUnit::Minutes, json!("60"), hour),
        (ExpiryUnit::Unix, json!(soon(3600)), hour),
        (ExpiryUnit::UnixMilliseconds, json!(soon(3600) * 1000), hour),
        (ExpiryUnit::Unix, json!(soon(3600).to_string()), hour),
        (ExpiryUnit::Unix, json!(5), None),
        (ExpiryUnit::Date, json!("2001-01-01T00:00:00Z"), None),
        (ExpiryUnit::Date, json!("tomorrow"), None),
        (ExpiryUnit::Seconds, json!(-1), None),
        (ExpiryUnit::Seconds, json!(0), None),
        (ExpiryUnit::Seconds, json!(null), None),
    ] {
        let body = json!({ "access_token": "a", "expires_in": said });
        let mut partner = Partner::answering(ResponseTemplate::new(200).set_body_json(body)).await;
        partner.plan.answer.expires_in_unit = unit;
        let lives = partner
            .refresh()
            .await
            .unwrap()
            .expires_in
            .map(|lives| lives.as_secs());
        // A moment is counted from the app's own `Date`, which has whole seconds.
        let fits = match (lives, expected) {
            (Some(lives), Some(expected)) => lives.abs_diff(expected) <= 5,
            (lives, expected) => lives == expected,
        };
        assert!(fits, "{unit:?} {said}: {lives:?}");
    }
}

#[tokio::test]
async fn a_fixed_lifetime_stands_whatever_the_answer_says() {
    let mut partner = Partner::answering(answer(200, GRANTED)).await;
    partner.plan.lifetime = Some(Duration::from_mins(20));
    partner.plan.default_lifetime = Some(Duration::from_hours(9));
    assert_eq!(
        partner.refresh().await.unwrap().expires_in,
        Some(Duration::from_mins(20))
    );
}

#[tokio::test]
async fn the_answer_s_mode_is_asked_for_and_the_attempt_expects_it() {
    for (mode, said) in [
        (ResponseMode::Query, None),
        (ResponseMode::Fragment, Some("fragment")),
        (ResponseMode::FormPost, Some("form_post")),
    ] {
        let mut partner = Partner::silent().await;
        partner.plan.response_mode = mode;
        let begun = partner.begin();
        let opened = query(&begun.authorize_url);
        assert_eq!(opened.get("response_mode").map(String::as_str), said);
        assert_eq!(begun.attempt.takes_forms(), said.is_some());
    }
}

#[tokio::test]
async fn an_id_token_beside_the_code_comes_with_a_nonce_of_its_own() {
    let mut partner = Partner::silent().await;
    partner.plan.authorize_params = vec![("response_type".to_owned(), "code id_token".to_owned())];
    let (one, other) = (partner.begin(), partner.begin());
    let nonce = |begun: &larder_auth::oauth2::Begun| query(&begun.authorize_url)["nonce"].clone();
    assert!(nonce(&one).len() >= 22, "128 bits");
    assert_ne!(nonce(&one), nonce(&other));
    partner.plan.authorize_params = vec![("response_type".to_owned(), "id_token token".to_owned())];
    assert_eq!(
        query(&partner.begin().authorize_url)["response_type"],
        "code"
    );
}

#[tokio::test]
async fn without_a_page_or_a_token_endpoint_nothing_is_asked() {
    let mut partner = Partner::answering(answer(200, GRANTED)).await;
    let begun = partner.begin();
    partner.plan.token_url = None;
    assert!(matches!(
        partner.refresh().await,
        Err(TokenFault::Odd { .. })
    ));
    partner.plan.authorize_url = None;
    let redirect = begun.attempt.redirect().clone();
    let again =
        larder_auth::oauth2::begin(&partner.plan, &partner.client, redirect, "a2".to_owned());
    assert!(matches!(again, Err(TokenFault::Odd { .. })));
    assert!(partner.forms().await.is_empty());
}
