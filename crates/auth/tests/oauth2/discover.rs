//! Owns: endpoints from an issuer's metadata, taken over only where nothing speaks against it.

use larder_auth::oauth2::{self, TokenFault};
use larder_connector::{DiscoverPlan, Grant, OAuth2Plan};
use serde_json::{Value, json};
use url::Url;
use wiremock::matchers::path;
use wiremock::{Mock, ResponseTemplate};

use crate::partner::Partner;

const OAUTH: &str = "/.well-known/oauth-authorization-server";
const OPENID: &str = "/.well-known/openid-configuration";

async fn issuer() -> Partner {
    let mut partner = Partner::silent().await;
    partner.plan = OAuth2Plan {
        discover: Some(DiscoverPlan::any_host(partner.at("/"), true)),
        ..OAuth2Plan::default()
    };
    partner
}

fn metadata(partner: &Partner) -> Value {
    json!({
        "issuer": partner.server.uri(),
        "authorization_endpoint": partner.at("/authorize").as_str(),
        "token_endpoint": partner.at("/token").as_str(),
        "revocation_endpoint": partner.at("/revoke").as_str(),
        "device_authorization_endpoint": partner.at("/device").as_str(),
        "authorization_response_iss_parameter_supported": true,
    })
}

async fn serves(partner: &Partner, at: &str, metadata: &Value) {
    Mock::given(path(at))
        .respond_with(ResponseTemplate::new(200).set_body_json(metadata))
        .mount(&partner.server)
        .await;
}

async fn discovered(partner: &mut Partner) -> Result<(), TokenFault> {
    oauth2::discover(&partner.http, &mut partner.plan).await
}

#[tokio::test]
async fn o07_endpoints_come_from_either_document_and_iss_is_demanded_where_it_is_promised() {
    for at in [OAUTH, OPENID] {
        let mut partner = issuer().await;
        serves(&partner, at, &metadata(&partner)).await;
        discovered(&mut partner).await.unwrap();
        let plan = &partner.plan;
        assert_eq!(plan.authorize_url, Some(partner.at("/authorize")));
        assert_eq!(plan.token_url, Some(partner.at("/token")));
        assert_eq!(plan.revoke_url, Some(partner.at("/revoke")));
        assert_eq!(plan.device_url, None, "no endpoint of another grant");
        assert_eq!(plan.issuer, Some(partner.server.uri()));
        assert!(plan.iss_required);
    }
}

#[tokio::test]
async fn what_the_definition_says_stays_and_nothing_is_asked_when_nothing_is_missing() {
    let mut partner = issuer().await;
    partner.plan.authorize_url = Some(partner.at("/mine"));
    partner.plan.token_url = Some(partner.at("/mine/token"));
    serves(&partner, OAUTH, &metadata(&partner)).await;
    discovered(&mut partner).await.unwrap();
    assert_eq!(partner.plan.authorize_url, Some(partner.at("/mine")));
    assert_eq!(partner.plan.token_url, Some(partner.at("/mine/token")));
    let asked = partner.forms().await.len();
    discovered(&mut partner).await.unwrap();
    assert_eq!(partner.forms().await.len(), asked);

    let mut none = Partner::silent().await;
    none.plan.token_url = None;
    discovered(&mut none).await.unwrap();
    assert!(none.forms().await.is_empty(), "no issuer, nobody to ask");
}

#[tokio::test]
async fn o06_metadata_of_another_issuer_is_refused_letter_for_letter() {
    for other in [
        "https://evil.example".to_owned(),
        "SAME/".to_owned(),
        "SAME".to_uppercase(),
        String::new(),
    ] {
        let mut partner = issuer().await;
        let mut said = metadata(&partner);
        let same = partner.server.uri();
        said["issuer"] = match other.as_str() {
            "SAME/" => format!("{same}/").into(),
            "SAME" => same.to_uppercase().into(),
            other => other.into(),
        };
        serves(&partner, OAUTH, &said).await;
        let fault = discovered(&mut partner).await.unwrap_err();
        assert!(
            matches!(&fault, TokenFault::Odd { why, .. } if why.contains("another issuer")),
            "{fault:?}"
        );
        assert_eq!(partner.plan.token_url, None, "nothing is taken over");
    }
}

#[tokio::test]
async fn o06_endpoints_that_are_not_the_app_s_https_hosts_are_refused() {
    for endpoint in [
        "http://login.example/token",
        "https://login.example/token",
        "token",
        "javascript:1",
        "file:///etc",
        "http://ada@127.0.0.1/token",
    ] {
        let mut partner = issuer().await;
        let mut said = metadata(&partner);
        said["token_endpoint"] = endpoint.into();
        serves(&partner, OAUTH, &said).await;
        assert!(discovered(&mut partner).await.is_err(), "{endpoint}");
        assert_eq!(partner.plan.token_url, None, "{endpoint}");
    }
    // Outside practice only https will do, and this machine is no app.
    let plan = DiscoverPlan::any_host(Url::parse("https://id.example").unwrap(), false);
    for (endpoint, is_fine) in [
        ("https://id.example/token", true),
        ("http://id.example/token", false),
        ("http://127.0.0.1/token", false),
    ] {
        assert_eq!(
            plan.admits(&Url::parse(endpoint).unwrap()),
            is_fine,
            "{endpoint}"
        );
    }
}

#[tokio::test]
async fn what_the_grant_needs_must_be_there() {
    for (grant, missing) in [
        (Grant::AuthorizationCode, "authorization_endpoint"),
        (Grant::AuthorizationCode, "token_endpoint"),
        (Grant::Device, "device_authorization_endpoint"),
        (Grant::ClientCredentials, "token_endpoint"),
    ] {
        let mut partner = issuer().await;
        partner.plan.grant = grant;
        let mut said = metadata(&partner);
        said.as_object_mut().unwrap().remove(missing);
        serves(&partner, OAUTH, &said).await;
        let fault = discovered(&mut partner).await.unwrap_err();
        assert!(
            matches!(&fault, TokenFault::Odd { why, .. } if why.contains(missing)),
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn documents_that_are_none_are_named_and_a_busy_issuer_is_a_passing_trouble() {
    for answer in [
        ResponseTemplate::new(404),
        ResponseTemplate::new(200).set_body_string("<html>"),
        ResponseTemplate::new(200).set_body_string("[1]"),
        ResponseTemplate::new(200).set_body_string("{\"issuer\""),
    ] {
        let mut partner = issuer().await;
        Mock::given(wiremock::matchers::any())
            .respond_with(answer)
            .mount(&partner.server)
            .await;
        assert!(matches!(
            discovered(&mut partner).await,
            Err(TokenFault::Odd { .. })
        ));
    }
    let mut partner = issuer().await;
    let large = json!({ "issuer": partner.server.uri(), "pad": "x".repeat(300 * 1024) });
    serves(&partner, OAUTH, &large).await;
    let fault = discovered(&mut partner).await.unwrap_err();
    assert!(!fault.is_transient(), "{fault:?}");
}
