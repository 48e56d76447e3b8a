//! Owns an authorization server on loopback that answers its token endpoint as a test says.

use std::collections::BTreeMap;

use larder_auth::attempt::{Offer, Outcome};
use larder_auth::oauth2::{self, Begun, Client, TokenFault, Tokens};
use larder_connector::OAuth2Plan;
use larder_http::Policy;
use secrecy::SecretString;
use url::{Url, form_urlencoded};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

pub(crate) struct Partner {
    pub(crate) server: MockServer,
    pub(crate) plan: OAuth2Plan,
    pub(crate) client: Client,
    pub(crate) http: larder_http::Client,
}

impl Partner {
    /// Starts one whose token endpoint answers so.
    pub(crate) async fn answering(answer: ResponseTemplate) -> Self {
        let partner = Self::silent().await;
        Mock::given(path("/token"))
            .respond_with(answer)
            .mount(&partner.server)
            .await;
        partner
    }

    /// Starts one that answers nothing yet.
    pub(crate) async fn silent() -> Self {
        let server = MockServer::start().await;
        let plan = plan(&server.uri());
        Self {
            server,
            plan,
            client: Client {
                id: "client one".to_owned(),
                secret: Some("CANARY-client-secret".into()),
            },
            http: larder_http::Client::new(Policy::default()),
        }
    }

    /// An address at this server.
    pub(crate) fn at(&self, path: &str) -> Url {
        Url::parse(&self.server.uri()).unwrap().join(path).unwrap()
    }

    pub(crate) fn begin(&self) -> Begun {
        let redirect = Url::parse("http://127.0.0.1:47620/callback/x").unwrap();
        oauth2::begin(&self.plan, &self.client, redirect, "a1".to_owned()).unwrap()
    }

    /// Signs in: begins, lets the app answer with a code, and exchanges it.
    pub(crate) async fn sign_in(&self) -> Result<Tokens, TokenFault> {
        let mut begun = self.begin();
        let code = self.code_of(&begun).await;
        oauth2::finish(&self.http, &self.plan, &self.client, &mut begun, code).await
    }

    /// Plays the app's redirect with a code.
    pub(crate) async fn code_of(&self, begun: &Begun) -> SecretString {
        let state = query(&begun.authorize_url)["state"].clone();
        let mut answer = begun.attempt.redirect().clone();
        answer
            .query_pairs_mut()
            .append_pair("code", "CANARY-code")
            .append_pair("state", &state);
        assert_eq!(begun.attempt.offer(&answer), Offer::Taken);
        match begun.attempt.settled().await {
            Outcome::Code(code, _) => code,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn refresh(&self) -> Result<Tokens, TokenFault> {
        let token = "CANARY-refresh-token".into();
        oauth2::refresh(&self.http, &self.plan, &self.client, &token).await
    }

    /// The forms sent so far, with the Authorization header of each.
    pub(crate) async fn forms(&self) -> Vec<(BTreeMap<String, String>, Option<String>)> {
        let requests = self.server.received_requests().await.unwrap();
        requests
            .iter()
            .map(|request| {
                let form = form_urlencoded::parse(&request.body).into_owned().collect();
                let header = request.headers.get("authorization");
                (form, header.map(|value| value.to_str().unwrap().to_owned()))
            })
            .collect()
    }
}

pub(crate) fn plan(origin: &str) -> OAuth2Plan {
    let url = |path| Url::parse(origin).unwrap().join(path).unwrap();
    OAuth2Plan {
        authorize_url: Some(url("/authorize")),
        token_url: Some(url("/token")),
        revoke_url: Some(url("/revoke")),
        scopes: vec!["api".to_owned(), "refresh_token".to_owned()],
        ..OAuth2Plan::default()
    }
}

pub(crate) fn query(url: &Url) -> BTreeMap<String, String> {
    url.query_pairs().into_owned().collect()
}

pub(crate) fn json(status: u16, body: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body.to_owned(), "application/json")
}

/// The plainest token answer. A request that fits no mock is answered with 404, which is none.
pub(crate) const GRANTED: &str =
    r#"{"access_token":"CANARY-access","token_type":"Bearer","expires_in":3600}"#;
