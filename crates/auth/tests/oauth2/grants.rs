//! Owns: tokens without a page, by a client's own proof, a signed assertion or a password, and proof by a signed token.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use larder_auth::key::KeyFault;
use larder_auth::oauth2::{self, ToRevoke, TokenFault};
use larder_connector::{
    AssertionPlan, ClientAuth, ClientKeyPlan, Grant, JwtAlgorithm, KeyEncoding,
};
use rsa::pkcs8::DecodePrivateKey;
use rsa::signature::Verifier;
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};
use wiremock::ResponseTemplate;

use crate::partner::{GRANTED, Partner, json as answer};

const RSA: &str = include_str!("../keys/rsa_2048_pkcs8.pem");

async fn of_grant(grant: Grant) -> Partner {
    let mut partner = Partner::answering(answer(200, GRANTED)).await;
    partner.plan.grant = grant;
    partner
}

async fn ask(partner: &Partner) -> Result<oauth2::Tokens, TokenFault> {
    oauth2::ask_directly(&partner.http, &partner.plan, &partner.client).await
}

fn members(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// The header and the claims of a token whose signature is right.
fn verified(token: &str) -> (Value, Value) {
    let parts: Vec<&str> = token.split('.').collect();
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
    let read = |part: &str| serde_json::from_slice(&decode(part)).unwrap();
    let key = rsa::PrivateKey::from_pkcs8_pem(RSA)
        .unwrap()
        .to_public_key();
    let key = rsa::pkcs1v15::VerifyingKey::<sha2::Sha256>::new(key);
    let signature = rsa::pkcs1v15::Signature::try_from(&decode(parts[2])[..]).unwrap();
    let message = format!("{}.{}", parts[0], parts[1]);
    key.verify(message.as_bytes(), &signature).unwrap();
    (read(parts[0]), read(parts[1]))
}

#[tokio::test]
async fn client_credentials_send_the_grant_the_scopes_and_the_client_and_nothing_else() {
    let partner = of_grant(Grant::ClientCredentials).await;
    let tokens = ask(&partner).await.unwrap();
    assert_eq!(tokens.access_token.expose_secret(), "CANARY-access");
    let (form, header) = partner.forms().await.remove(0);
    let expected = [
        ("client_id", "client one"),
        ("client_secret", "CANARY-client-secret"),
        ("grant_type", "client_credentials"),
        ("scope", "api refresh_token"),
    ];
    assert_eq!(header, None);
    assert!(
        form.iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .eq(expected)
    );
}

#[tokio::test]
async fn a_definition_may_call_the_grant_otherwise() {
    let mut partner = of_grant(Grant::ClientCredentials).await;
    partner.plan.token_params = vec![
        ("grant_type".to_owned(), "account_credentials".into()),
        ("account_id".to_owned(), "A1".into()),
    ];
    ask(&partner).await.unwrap();
    let (form, _) = partner.forms().await.remove(0);
    assert_eq!(
        (form["grant_type"].as_str(), form["account_id"].as_str()),
        ("account_credentials", "A1")
    );
}

#[tokio::test]
async fn a_password_goes_into_the_form_and_no_definition_parameter_replaces_it() {
    let mut partner = of_grant(Grant::Password {
        username: "ada@acme.example".into(),
        password: "CANARY-password".into(),
    })
    .await;
    partner.plan.token_params = vec![("password".to_owned(), "other".into())];
    ask(&partner).await.unwrap();
    let (form, _) = partner.forms().await.remove(0);
    assert_eq!(form["grant_type"], "password");
    assert_eq!(form["username"], "ada@acme.example");
    assert_eq!(form["password"], "CANARY-password");
    let text = format!("{:?}", partner.plan);
    assert!(!text.contains("CANARY"), "{text}");
}

fn assertion() -> AssertionPlan {
    AssertionPlan {
        key: RSA.into(),
        algorithm: JwtAlgorithm::RS256,
        key_encoding: KeyEncoding::Pem,
        key_id: Some("k1".to_owned()),
        header: members(json!({ "x5t#S256": "thumb" })),
        claims: members(
            json!({ "iss": "client one", "sub": "ada", "aud": "https://login.example" }),
        ),
        lifetime: Duration::from_mins(3),
    }
}

#[tokio::test]
async fn a_signed_assertion_stands_for_the_grant_and_is_another_every_time() {
    let mut partner = of_grant(Grant::JwtBearer(assertion())).await;
    partner.plan.client_auth = ClientAuth::Nothing;
    partner.plan.scopes = Vec::new();
    ask(&partner).await.unwrap();
    ask(&partner).await.unwrap();
    let forms = partner.forms().await;
    let (form, header) = &forms[0];
    assert_eq!(*header, None);
    assert_eq!(form.keys().collect::<Vec<_>>(), ["assertion", "grant_type"]);
    assert_eq!(
        form["grant_type"],
        "urn:ietf:params:oauth:grant-type:jwt-bearer"
    );
    let (header, claims) = verified(&form["assertion"]);
    assert_eq!(
        header,
        json!({ "alg": "RS256", "typ": "JWT", "x5t#S256": "thumb", "kid": "k1" })
    );
    assert_eq!(
        (&claims["iss"], &claims["sub"], &claims["aud"]),
        (
            &json!("client one"),
            &json!("ada"),
            &json!("https://login.example")
        )
    );
    assert_eq!(
        claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(),
        180
    );
    let other = verified(&forms[1].0["assertion"]).1;
    assert_ne!(
        claims["jti"], other["jti"],
        "RFC 7523 section 3: told apart by its id"
    );
}

#[tokio::test]
async fn claims_a_definition_names_are_not_replaced() {
    let mut plan = assertion();
    plan.claims = members(json!({ "iat": 1, "exp": 2, "jti": "mine" }));
    let partner = of_grant(Grant::JwtBearer(plan)).await;
    ask(&partner).await.unwrap();
    let claims = verified(&partner.forms().await[0].0["assertion"]).1;
    assert_eq!(claims, json!({ "exp": 2, "iat": 1, "jti": "mine" }));
}

#[tokio::test]
async fn x07_a_key_that_cannot_sign_is_named_and_nothing_is_sent() {
    let mut plan = assertion();
    plan.key = "-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----".into();
    let partner = of_grant(Grant::JwtBearer(plan)).await;
    let fault = ask(&partner).await.unwrap_err();
    assert!(
        matches!(
            &fault,
            TokenFault::Key(KeyFault::Damaged | KeyFault::NotPem)
        ),
        "{fault:?}"
    );
    assert!(!format!("{fault} {fault:?}").contains("CANARY"));
    assert!(partner.forms().await.is_empty());
}

#[tokio::test]
async fn a_client_proves_itself_with_a_signed_token_wherever_it_must() {
    let mut partner = Partner::answering(answer(200, GRANTED)).await;
    wiremock::Mock::given(wiremock::matchers::path("/revoke"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&partner.server)
        .await;
    partner.plan.grant = Grant::ClientCredentials;
    partner.plan.client_auth = ClientAuth::PrivateKeyJwt;
    partner.plan.client_key = Some(ClientKeyPlan {
        key: RSA.into(),
        algorithm: JwtAlgorithm::RS256,
        key_encoding: KeyEncoding::Pem,
        key_id: Some("k1".to_owned()),
        audience: None,
        header: Map::new(),
    });
    ask(&partner).await.unwrap();
    partner.refresh().await.unwrap();
    let token = "CANARY-refresh".into();
    let tokens = ToRevoke {
        refresh_token: Some(&token),
        access_token: None,
    };
    oauth2::revoke(&partner.http, &partner.plan, &partner.client, tokens).await;
    let forms = partner.forms().await;
    assert_eq!(forms.len(), 3);
    let mut ids = Vec::new();
    for (form, header) in &forms {
        assert_eq!(*header, None);
        assert!(!form.contains_key("client_secret"));
        assert_eq!(
            form["client_assertion_type"],
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        );
        let (header, claims) = verified(&form["client_assertion"]);
        assert_eq!(header["kid"], "k1");
        assert_eq!(
            (&claims["iss"], &claims["sub"]),
            (&json!("client one"), &json!("client one"))
        );
        assert_eq!(claims["aud"], json!(partner.at("/token").as_str()));
        ids.push(claims["jti"].clone());
    }
    ids.dedup();
    assert_eq!(ids.len(), 3, "each proof is used once");
    partner.plan.client_key = None;
    assert!(matches!(ask(&partner).await, Err(TokenFault::Odd { .. })));
}

#[tokio::test]
async fn a_grant_with_a_page_is_not_asked_for_without_one() {
    for grant in [Grant::AuthorizationCode, Grant::Device] {
        let partner = of_grant(grant).await;
        assert!(matches!(ask(&partner).await, Err(TokenFault::Odd { .. })));
        assert!(partner.forms().await.is_empty());
    }
}
