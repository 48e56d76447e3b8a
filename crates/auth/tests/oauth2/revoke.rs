//! Owns: giving a grant back, in each of the ways an app can answer.

use larder_auth::oauth2::{self, Revoked, ToRevoke};
use larder_connector::ClientAuth;
use larder_http::Fault;
use secrecy::SecretString;
use url::Url;
use wiremock::matchers::{body_string_contains, path};
use wiremock::{Mock, ResponseTemplate};

use crate::partner::{Partner, json};

async fn revoke_both(partner: &Partner) -> Revoked {
    let (refresh, access): (SecretString, SecretString) = ("CANARY-r".into(), "CANARY-a".into());
    let tokens = ToRevoke {
        refresh_token: Some(&refresh),
        access_token: Some(&access),
    };
    oauth2::revoke(&partner.http, &partner.plan, &partner.client, tokens).await
}

async fn answering(answer: ResponseTemplate) -> Partner {
    let partner = Partner::silent().await;
    Mock::given(path("/revoke"))
        .respond_with(answer)
        .mount(&partner.server)
        .await;
    partner
}

#[tokio::test]
async fn o20_the_refresh_token_is_given_back_first_and_the_client_proves_itself() {
    let mut partner = answering(ResponseTemplate::new(200)).await;
    partner.plan.client_auth = ClientAuth::Basic;
    assert_eq!(revoke_both(&partner).await, Revoked::Done);
    let forms = partner.forms().await;
    let sent: Vec<_> = forms
        .iter()
        .map(|(form, header)| {
            (
                form["token"].as_str(),
                form["token_type_hint"].as_str(),
                header.is_some(),
            )
        })
        .collect();
    assert_eq!(
        sent,
        [
            ("CANARY-r", "refresh_token", true),
            ("CANARY-a", "access_token", true)
        ]
    );
}

#[tokio::test]
async fn o20_what_the_app_answers_is_told() {
    let partner = answering(ResponseTemplate::new(503).insert_header("retry-after", "60")).await;
    assert_eq!(
        revoke_both(&partner).await,
        Revoked::Refused { status: 503 }
    );
    let partner = answering(json(400, r#"{"error":"invalid_request"}"#)).await;
    assert_eq!(
        revoke_both(&partner).await,
        Revoked::Refused { status: 400 }
    );
    let partner = answering(json(400, r#"{"error":"invalid_token"}"#)).await;
    assert_eq!(revoke_both(&partner).await, Revoked::Done);
    let partner = answering(json(400, r#"{"error":"unsupported_token_type"}"#)).await;
    assert_eq!(revoke_both(&partner).await, Revoked::Unsupported);
    let mut partner = Partner::silent().await;
    partner.plan.revoke_url = None;
    assert_eq!(revoke_both(&partner).await, Revoked::Unsupported);
}

#[tokio::test]
async fn o20_an_access_token_the_app_forgot_with_the_grant_does_not_spoil_the_answer() {
    let partner = Partner::silent().await;
    Mock::given(path("/revoke"))
        .and(body_string_contains("token_type_hint=refresh_token"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&partner.server)
        .await;
    Mock::given(path("/revoke"))
        .respond_with(ResponseTemplate::new(400))
        .mount(&partner.server)
        .await;
    assert_eq!(revoke_both(&partner).await, Revoked::Done);
}

#[tokio::test]
async fn o20_an_app_that_cannot_be_reached_is_asked_once() {
    let mut partner = Partner::silent().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    partner.plan.revoke_url = Some(Url::parse(&format!("http://127.0.0.1:{port}/revoke")).unwrap());
    let host = "127.0.0.1".to_owned();
    assert_eq!(
        revoke_both(&partner).await,
        Revoked::Failed(Fault::Refused { host })
    );
}

#[tokio::test]
async fn o12_a_redirect_of_the_revocation_endpoint_is_not_followed() {
    let answer = ResponseTemplate::new(307).insert_header("location", "https://evil.example/");
    let partner = answering(answer).await;
    let outcome = revoke_both(&partner).await;
    assert!(
        matches!(&outcome, Revoked::Failed(Fault::RedirectElsewhere { to_host, .. }) if to_host == "evil.example")
    );
    assert_eq!(partner.forms().await.len(), 1);
}

#[tokio::test]
async fn o20_only_what_there_is_is_given_back() {
    let partner = answering(ResponseTemplate::new(200)).await;
    let nothing = ToRevoke::default();
    let outcome = oauth2::revoke(&partner.http, &partner.plan, &partner.client, nothing).await;
    assert_eq!(outcome, Revoked::Done);
    assert!(partner.forms().await.is_empty());
    let access = "CANARY-a".into();
    let tokens = ToRevoke {
        access_token: Some(&access),
        ..ToRevoke::default()
    };
    oauth2::revoke(&partner.http, &partner.plan, &partner.client, tokens).await;
    assert_eq!(
        partner.forms().await[0].0["token_type_hint"],
        "access_token"
    );
}
