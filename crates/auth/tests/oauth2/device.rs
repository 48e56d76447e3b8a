//! Owns: a device's code and its polling on the wire; the pace itself is proven beside it, on a clock that stands still.

use larder_auth::oauth2::{TokenFault, device};
use larder_connector::Grant;
use secrecy::ExposeSecret;
use serde_json::json;
use wiremock::matchers::{body_string_contains, method, path};
use wiremock::{Mock, ResponseTemplate};

use crate::partner::{GRANTED, Partner, json as answer};

async fn partner(code: ResponseTemplate) -> Partner {
    let mut partner = Partner::silent().await;
    partner.plan.grant = Grant::Device;
    partner.plan.device_url = Some(partner.at("/device"));
    partner.client.secret = None;
    Mock::given(method("POST"))
        .and(path("/device"))
        .respond_with(code)
        .mount(&partner.server)
        .await;
    partner
}

fn code() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({
        "device_code": "CANARY-device",
        "user_code": "WDJB-MJHT",
        "verification_uri": "https://id.example/device",
        "expires_in": 300,
        "interval": 1,
    }))
}

#[tokio::test]
async fn o17_a_code_is_asked_for_then_polled_until_the_person_has_typed_it() {
    let mut partner = partner(code()).await;
    partner.plan.authorize_params = vec![("audience".to_owned(), "api".to_owned())];
    let polled = || {
        Mock::given(method("POST"))
            .and(path("/token"))
            .and(body_string_contains("device_code=CANARY-device"))
            .and(body_string_contains(
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code",
            ))
            .and(body_string_contains("client_id=client+one"))
    };
    polled()
        .respond_with(answer(400, r#"{"error":"authorization_pending"}"#))
        .up_to_n_times(1)
        .mount(&partner.server)
        .await;
    polled()
        .respond_with(answer(200, GRANTED))
        .mount(&partner.server)
        .await;

    let code = device::begin(&partner.http, &partner.plan, &partner.client)
        .await
        .unwrap();
    assert_eq!(code.user_code, "WDJB-MJHT");
    assert!(!format!("{code:?}").contains("CANARY") && !format!("{code:?}").contains("WDJB"));
    let tokens = code
        .wait(&partner.http, &partner.plan, &partner.client)
        .await
        .unwrap();
    assert_eq!(tokens.access_token.expose_secret(), "CANARY-access");
    let forms = partner.forms().await;
    assert_eq!(forms.len(), 3, "a code, a pending and a granted poll");
    let asked = &forms[0].0;
    assert_eq!(
        asked.keys().collect::<Vec<_>>(),
        ["audience", "client_id", "scope"]
    );
    assert_eq!(
        (asked["client_id"].as_str(), asked["audience"].as_str()),
        ("client one", "api")
    );
}

#[tokio::test]
async fn o17_what_the_app_refuses_is_named_whatever_its_status() {
    for status in [200, 400] {
        let partner = partner(answer(status, r#"{"error":"device_flow_disabled"}"#)).await;
        let fault = device::begin(&partner.http, &partner.plan, &partner.client)
            .await
            .unwrap_err();
        assert!(
            matches!(&fault, TokenFault::Refused { error, .. } if error == "device_flow_disabled"),
            "{fault:?}"
        );
    }
    for (status, body) in [
        (200, "{}"),
        (200, "[]"),
        (404, "nothing"),
        (200, r#"{"device_code":"d"}"#),
    ] {
        let partner = partner(answer(status, body)).await;
        let fault = device::begin(&partner.http, &partner.plan, &partner.client)
            .await
            .unwrap_err();
        assert!(matches!(&fault, TokenFault::Odd { .. }), "{fault:?}");
    }
    let busy = partner(ResponseTemplate::new(503)).await;
    let fault = device::begin(&busy.http, &busy.plan, &busy.client)
        .await
        .unwrap_err();
    assert!(fault.is_transient());
}

#[tokio::test]
async fn without_an_endpoint_nothing_is_asked() {
    let mut partner = partner(code()).await;
    partner.plan.device_url = None;
    let fault = device::begin(&partner.http, &partner.plan, &partner.client)
        .await
        .unwrap_err();
    assert!(matches!(fault, TokenFault::Odd { .. }));
    assert!(partner.forms().await.is_empty());
}
