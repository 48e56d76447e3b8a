//! Owns: the exchange of a code, what is sent for it, and what every odd answer becomes.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use larder_auth::oauth2::{self, Client, TokenFault};
use larder_connector::{ClientAuth, OAuth2Plan};
use larder_http::Fault;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use url::Url;
use wiremock::{MockServer, ResponseTemplate};

use crate::partner::{Partner, json, query};

const GRANTED: &str = r#"{"access_token":"CANARY-access","refresh_token":"CANARY-refresh","expires_in":"3600","scope":"api","instance_url":"https://acme.example"}"#;

#[tokio::test]
async fn a_code_becomes_tokens_and_the_verifier_proves_who_asked() {
    let partner = Partner::answering(json(200, GRANTED)).await;
    let mut begun = partner.begin();
    let code = partner.code_of(&begun).await;
    let tokens = oauth2::finish(
        &partner.http,
        &partner.plan,
        &partner.client,
        &mut begun,
        code,
    )
    .await
    .unwrap();
    assert_eq!(tokens.access_token.expose_secret(), "CANARY-access");
    assert_eq!(tokens.expires_in, Some(Duration::from_hours(1)));
    assert_eq!(
        tokens.answer.value()["instance_url"],
        "https://acme.example"
    );
    assert!(tokens.date_at.is_some());
    let (form, header) = partner.forms().await.remove(0);
    assert_eq!(header, None);
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!(form["code"], "CANARY-code");
    assert_eq!(form["redirect_uri"], "http://127.0.0.1:47620/callback/x");
    assert_eq!(form["client_id"], "client one");
    assert_eq!(form["client_secret"], "CANARY-client-secret");
    let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes()));
    assert_eq!(query(&begun.authorize_url)["code_challenge"], digest);
    let accept = &partner.server.received_requests().await.unwrap()[0].headers["accept"];
    assert_eq!(accept, "application/json");
}

#[tokio::test]
async fn o04_a_code_is_exchanged_once_even_when_asked_twice() {
    let partner = Partner::answering(json(200, GRANTED)).await;
    let mut begun = partner.begin();
    let code = partner.code_of(&begun).await;
    for is_first in [true, false] {
        let code = code.clone();
        let result = oauth2::finish(
            &partner.http,
            &partner.plan,
            &partner.client,
            &mut begun,
            code,
        )
        .await;
        assert_eq!(result.is_ok(), is_first);
    }
    assert_eq!(partner.forms().await.len(), 1);
}

#[tokio::test]
async fn o03_a_code_of_another_session_is_refused_by_the_app_and_named() {
    let body = r#"{"error":"invalid_grant","error_description":"invalid code verifier"}"#;
    let partner = Partner::answering(json(400, body)).await;
    let fault = partner.sign_in().await.unwrap_err();
    assert!(
        matches!(&fault, TokenFault::Refused { error, description, status: 400, .. }
        if error == "invalid_grant" && description.as_deref() == Some("invalid code verifier"))
    );
    assert!(fault.grant_is_gone() && !fault.is_transient());
    assert_eq!(partner.forms().await.len(), 1);
}

#[tokio::test]
async fn o06_the_token_endpoint_is_the_plan_s_whatever_the_answer_names() {
    let partner = Partner::answering(json(200, GRANTED)).await;
    let other = MockServer::start().await;
    let mut begun = partner.begin();
    let state = query(&begun.authorize_url)["state"].clone();
    let mut answer = begun.attempt.redirect().clone();
    answer
        .query_pairs_mut()
        .append_pair("code", "c")
        .append_pair("state", &state)
        .append_pair("token_endpoint", &other.uri())
        .append_pair("accounts-server", &other.uri());
    begun.attempt.offer(&answer);
    oauth2::finish(
        &partner.http,
        &partner.plan,
        &partner.client,
        &mut begun,
        "c".into(),
    )
    .await
    .unwrap();
    assert!(other.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_client_proves_itself_where_the_app_wants_it() {
    let mut partner = Partner::answering(json(200, GRANTED)).await;
    partner.plan.client_auth = ClientAuth::Basic;
    partner.sign_in().await.unwrap();
    let (form, header) = partner.forms().await.remove(0);
    let expected = STANDARD.encode("client+one:CANARY-client-secret");
    assert_eq!(header, Some(format!("Basic {expected}")));
    assert!(!form.contains_key("client_id") && !form.contains_key("client_secret"));

    for (how, secret) in [
        (ClientAuth::None, Some("unused".into())),
        (ClientAuth::Basic, None),
        (ClientAuth::Body, None),
    ] {
        let mut partner = Partner::answering(json(200, GRANTED)).await;
        partner.plan.client_auth = how;
        partner.client = Client {
            id: "public".to_owned(),
            secret,
        };
        partner.sign_in().await.unwrap();
        let (form, header) = partner.forms().await.remove(0);
        assert_eq!((header, form["client_id"].as_str()), (None, "public"));
        assert!(!form.contains_key("client_secret"));
    }
}

#[tokio::test]
async fn a_definition_adds_token_parameters_but_never_replaces_ours() {
    let mut partner = Partner::answering(json(200, GRANTED)).await;
    partner.plan.token_params = [
        ("audience", "api"),
        ("code", "evil"),
        ("redirect_uri", "https://evil.example"),
    ]
    .map(|(name, value)| (name.to_owned(), value.into()))
    .to_vec();
    partner.sign_in().await.unwrap();
    let (form, _) = partner.forms().await.remove(0);
    assert_eq!(form["audience"], "api");
    assert_eq!(form["code"], "CANARY-code");
    assert_eq!(form["redirect_uri"], "http://127.0.0.1:47620/callback/x");
}

#[tokio::test]
async fn o12_a_redirect_of_the_token_endpoint_is_not_followed_and_its_host_is_named() {
    let other = MockServer::start().await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("{}/steal", other.uri().replace("127.0.0.1", "localhost"));
        let answer = ResponseTemplate::new(status).insert_header("location", to.as_str());
        let mut partner = Partner::answering(answer).await;
        partner.plan.client_auth = ClientAuth::Basic;
        let fault = partner.sign_in().await.unwrap_err();
        let TokenFault::Http { fault, exchange } = fault else {
            panic!("{fault:?}");
        };
        assert!(
            matches!(&fault, Fault::RedirectElsewhere { to_host, .. } if to_host == "localhost")
        );
        assert!(exchange.to_string().contains("localhost"));
    }
    assert!(other.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn o13_an_unencrypted_token_endpoint_is_refused_and_nothing_is_sent() {
    let mut partner = Partner::silent().await;
    partner.plan.token_url = Some(Url::parse("http://app.example/token").unwrap());
    let fault = partner.sign_in().await.unwrap_err();
    assert!(
        matches!(&fault, TokenFault::Http { fault: Fault::NotAllowed { host, .. }, .. } if host == "app.example")
    );
}

#[tokio::test]
async fn o14_scopes_that_were_not_granted_are_listed_and_the_tokens_are_valid() {
    let partner = Partner::answering(json(200, GRANTED)).await;
    let tokens = partner.sign_in().await.unwrap();
    assert_eq!(
        tokens.missing_scopes(&partner.plan.scopes),
        ["refresh_token"]
    );
    let silent = Partner::answering(json(200, r#"{"access_token":"a"}"#)).await;
    let tokens = silent.sign_in().await.unwrap();
    assert!(tokens.missing_scopes(&silent.plan.scopes).is_empty());
}

#[tokio::test]
async fn o11_an_error_with_status_200_is_an_error() {
    let body = "error=bad_verification_code&error_description=The+code+is+wrong";
    let answer = ResponseTemplate::new(200).set_body_raw(body, "application/x-www-form-urlencoded");
    let fault = Partner::answering(answer)
        .await
        .sign_in()
        .await
        .unwrap_err();
    assert!(
        matches!(&fault, TokenFault::Refused { error, status: 200, .. } if error == "bad_verification_code")
    );
    assert!(!fault.grant_is_gone() && !fault.is_transient());
}

#[tokio::test]
async fn o11_an_answer_that_is_no_token_answer_is_named_with_its_status() {
    for (status, body) in [
        (200, "{}"),
        (200, "not json"),
        (200, ""),
        (404, "{}"),
        (201, r#"{"access_token":""}"#),
        (400, r#"{"access_token":"a"}"#),
    ] {
        let fault = Partner::answering(json(status, body))
            .await
            .sign_in()
            .await
            .unwrap_err();
        assert!(
            matches!(&fault, TokenFault::Odd { status: Some(named), .. } if *named == status),
            "{fault:?}"
        );
        assert!(!fault.grant_is_gone());
    }
}

#[tokio::test]
async fn a_status_401_without_words_means_the_client() {
    let fault = Partner::answering(ResponseTemplate::new(401))
        .await
        .sign_in()
        .await
        .unwrap_err();
    assert!(
        matches!(&fault, TokenFault::Refused { error, status: 401, .. } if error == "invalid_client")
    );
}

#[tokio::test]
async fn a_lifetime_the_app_does_not_name_comes_from_the_definition() {
    let mut partner = Partner::answering(json(200, r#"{"access_token":"a"}"#)).await;
    assert_eq!(partner.sign_in().await.unwrap().expires_in, None);
    partner.plan = OAuth2Plan {
        default_lifetime: Some(Duration::from_hours(2)),
        ..partner.plan
    };
    assert_eq!(
        partner.sign_in().await.unwrap().expires_in,
        Some(Duration::from_hours(2))
    );
}

#[tokio::test]
async fn l02_secrets_the_app_repeats_in_its_error_are_hidden() {
    let body = r#"{"error":"invalid_client","error_description":"bad secret CANARY-client-secret for code CANARY-code","access_token":"CANARY-access"}"#;
    let fault = Partner::answering(json(400, body))
        .await
        .sign_in()
        .await
        .unwrap_err();
    let text = format!("{fault} {fault:?} {}", fault.exchange().unwrap());
    assert!(!text.contains("CANARY"), "{text}");
    assert!(text.contains("invalid_client"));
}

#[tokio::test]
async fn l03_no_debug_text_of_tokens_shows_one() {
    let partner = Partner::answering(json(200, GRANTED)).await;
    let tokens = partner.sign_in().await.unwrap();
    let text = format!("{tokens:?} {:?}", partner.client);
    assert!(!text.contains("CANARY"), "{text}");
}
