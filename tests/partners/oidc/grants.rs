//! Grants without a redirect, at the partner: discovery, client credentials, a signed client, a typed code.
use std::sync::OnceLock;

use larder_auth::oauth2::{self, Client, TokenFault, Tokens, device};
use larder_connector::{
    ClientAuth, ClientKeyPlan, DiscoverPlan, Grant, JwtAlgorithm, KeyEncoding, OAuth2Plan,
};
use larder_http::Policy;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Map;
use url::Url;

use crate::person::{Consent, walk_until};
use crate::server::Partner;

const KEY: &str = include_str!("../../../crates/auth/tests/keys/rsa_2048_pkcs8.pem");

fn http() -> larder_http::Client {
    static HTTP: OnceLock<larder_http::Client> = OnceLock::new();
    HTTP.get_or_init(|| larder_http::Client::new(Policy::default()))
        .clone()
}

fn client(id: &str, secret: Option<&str>) -> Client {
    Client {
        id: id.to_owned(),
        secret: secret.map(SecretString::from),
    }
}

/// A plan that knows nothing but the issuer, after it asked there.
async fn discovered(partner: &Partner, grant: Grant) -> OAuth2Plan {
    let issuer = Url::parse(&partner.issuer).unwrap();
    let mut plan = OAuth2Plan {
        grant,
        discover: Some(DiscoverPlan::any_host(issuer, true)),
        ..OAuth2Plan::default()
    };
    oauth2::discover(&http(), &mut plan).await.unwrap();
    plan
}

fn refused(result: Result<Tokens, TokenFault>) -> String {
    match result {
        Err(TokenFault::Refused { error, .. }) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn o07_the_partner_s_metadata_names_its_endpoints_and_promises_iss() {
    let partner = Partner::start().await;
    let plan = discovered(&partner, Grant::AuthorizationCode).await;
    let at = |path: &str| Some(Url::parse(&format!("{}{path}", partner.issuer)).unwrap());
    assert_eq!(plan.authorize_url, at("/auth"));
    assert_eq!(plan.token_url, at("/token"));
    assert_eq!(plan.revoke_url, at("/token/revocation"));
    assert_eq!(plan.issuer.as_deref(), Some(partner.issuer.as_str()));
    assert!(plan.iss_required);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_signs_in_with_its_own_credentials() {
    let partner = Partner::start().await;
    let mut plan = discovered(&partner, Grant::ClientCredentials).await;
    plan.client_auth = ClientAuth::Basic;
    plan.scopes = vec!["reports".to_owned()];
    let known = client("service", Some("a secret: for tests & +"));
    let tokens = oauth2::ask_directly(&http(), &plan, &known).await.unwrap();
    assert!(tokens.refresh_token.is_none());
    assert!(tokens.missing_scopes(&plan.scopes).is_empty());
    assert!(tokens.expires_in.is_some());
    let wrong = client("service", Some("another"));
    let answer = oauth2::ask_directly(&http(), &plan, &wrong).await;
    assert_eq!(refused(answer), "invalid_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_proves_itself_by_its_key_and_a_proof_for_another_server_is_refused() {
    let partner = Partner::start().await;
    let mut plan = discovered(&partner, Grant::ClientCredentials).await;
    plan.client_auth = ClientAuth::PrivateKeyJwt;
    let key = |key: &str| ClientKeyPlan {
        key: key.into(),
        algorithm: JwtAlgorithm::RS256,
        key_encoding: KeyEncoding::Pem,
        key_id: Some("k1".to_owned()),
        audience: None,
        header: Map::new(),
    };
    plan.client_key = Some(key(KEY));
    let signed = client("signed", None);
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let answer = oauth2::ask_directly(&http(), &plan, &signed).await.unwrap();
        tokens.push(answer.access_token.expose_secret().to_owned());
    }
    assert_ne!(tokens[0], tokens[1], "the partner takes each proof once");
    let elsewhere = Some("https://another.example/token".to_owned());
    plan.client_key = Some(ClientKeyPlan {
        audience: elsewhere,
        ..key(KEY)
    });
    let answer = oauth2::ask_directly(&http(), &plan, &signed).await;
    assert_eq!(refused(answer), "invalid_client");
}

/// Types the code at the partner's page, as Ada.
async fn types(code: &device::DeviceCode, consent: Consent) {
    let page = code.verification_uri_complete.clone().unwrap();
    let last = match consent {
        Consent::Continue => "Sign-in Success",
        Consent::Abort => "interrupted",
    };
    walk_until(page, "ada", consent, last).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o17_a_typed_code_becomes_tokens_that_rotate_and_end() {
    let partner = Partner::start().await;
    let mut plan = discovered(&partner, Grant::Device).await;
    plan.client_auth = ClientAuth::None;
    plan.scopes = vec!["openid".to_owned(), "offline_access".to_owned()];
    plan.authorize_params = vec![("prompt".to_owned(), "consent".to_owned())];
    let client = client("device", None);
    let code = device::begin(&http(), &plan, &client).await.unwrap();
    assert_eq!(
        code.verification_uri.as_str(),
        format!("{}/device", partner.issuer)
    );
    types(&code, Consent::Continue).await;
    let first = code.wait(&http(), &plan, &client).await.unwrap();
    assert_eq!(
        partner.userinfo(first.access_token.expose_secret()).await,
        200
    );

    let retired = first.refresh_token.unwrap();
    let second = oauth2::refresh(&http(), &plan, &client, &retired)
        .await
        .unwrap();
    let newest = second.refresh_token.clone().unwrap();
    assert_ne!(retired.expose_secret(), newest.expose_secret());
    let replayed = oauth2::refresh(&http(), &plan, &client, &retired).await;
    assert!(
        replayed.unwrap_err().grant_is_gone(),
        "r03: a retired token ends the family"
    );
    let after = oauth2::refresh(&http(), &plan, &client, &newest).await;
    assert_eq!(refused(after), "invalid_grant");
    assert_eq!(partner.seen().await.families_revoked, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn o17_the_person_s_no_at_the_page_is_told_apart() {
    let partner = Partner::start().await;
    let mut plan = discovered(&partner, Grant::Device).await;
    plan.client_auth = ClientAuth::None;
    plan.scopes = vec!["openid".to_owned()];
    let client = client("device", None);
    let code = device::begin(&http(), &plan, &client).await.unwrap();
    types(&code, Consent::Abort).await;
    let answer = code.wait(&http(), &plan, &client).await;
    assert_eq!(refused(answer), "access_denied");
}

#[tokio::test(flavor = "multi_thread")]
async fn o20_revoking_a_device_s_grant_ends_it_at_the_partner() {
    let partner = Partner::start().await;
    let mut plan = discovered(&partner, Grant::Device).await;
    plan.client_auth = ClientAuth::None;
    plan.scopes = vec!["openid".to_owned(), "offline_access".to_owned()];
    plan.authorize_params = vec![("prompt".to_owned(), "consent".to_owned())];
    let client = client("device", None);
    let code = device::begin(&http(), &plan, &client).await.unwrap();
    types(&code, Consent::Continue).await;
    let tokens = code.wait(&http(), &plan, &client).await.unwrap();
    let to_revoke = oauth2::ToRevoke {
        refresh_token: tokens.refresh_token.as_ref(),
        access_token: Some(&tokens.access_token),
    };
    let said = oauth2::revoke(&http(), &plan, &client, to_revoke).await;
    assert_eq!(said, oauth2::Revoked::Done);
    assert_eq!(
        partner.userinfo(tokens.access_token.expose_secret()).await,
        401
    );
}
