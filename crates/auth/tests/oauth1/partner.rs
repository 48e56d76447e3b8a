//! Owns an app on loopback that answers its legs as a test says.

use std::collections::BTreeMap;

use larder_auth::oauth1::{self, AccessToken, Begun, OAuth1Fault};
use larder_connector::{
    OAuth1Callback, OAuth1Legs, OAuth1Method, OAuth1Placement, OAuth1Plan, OAuth1Signature,
    RedirectPlan, Window,
};
use larder_http::Policy;
use url::{Url, form_urlencoded};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

pub(crate) const GOOD: &str =
    "oauth_token=request+1&oauth_token_secret=CANARY-request&oauth_callback_confirmed=true";

pub(crate) struct Partner {
    pub(crate) server: MockServer,
    pub(crate) plan: OAuth1Plan,
    pub(crate) http: larder_http::Client,
}

impl Partner {
    /// Starts one that answers nothing yet.
    pub(crate) async fn silent() -> Self {
        let server = MockServer::start().await;
        let url = |path| Url::parse(&server.uri()).unwrap().join(path).unwrap();
        let plan = OAuth1Plan {
            legs: Some(OAuth1Legs {
                request_url: url("/request"),
                authorize_url: url("/authorize?lang=en"),
                access_url: url("/access"),
                method: OAuth1Method::Post,
                access_method: OAuth1Method::Post,
                callback: OAuth1Callback::Redirect,
                request_params: vec![("scope".to_owned(), "read write".to_owned())],
                authorize_params: vec![("name".to_owned(), "Larder".to_owned())],
                access_params: Vec::new(),
                keep: BTreeMap::from([("user".to_owned(), "user_name".to_owned())]),
                keep_from_redirect: BTreeMap::from([("org".to_owned(), "org_id".to_owned())]),
                window: Window::Popup,
                redirect: RedirectPlan {
                    host: "127.0.0.1".to_owned(),
                    ports: vec![47620],
                    path: "/callback/x".to_owned(),
                },
            }),
            signature: OAuth1Signature::HmacSha1,
            placement: OAuth1Placement::Header,
            realm: None,
            body_hash: true,
            consumer_key: "key".to_owned(),
            consumer_secret: "CANARY-consumer".into(),
            private_key: None,
            fixed_token: None,
            may_be_plain_http: false,
        };
        Self {
            server,
            plan,
            http: larder_http::Client::new(Policy::default()),
        }
    }

    /// Starts one whose first leg answers so.
    pub(crate) async fn answering(answer: ResponseTemplate) -> Self {
        let partner = Self::silent().await;
        partner.answer("/request", answer).await;
        partner
    }

    pub(crate) async fn answer(&self, at: &str, answer: ResponseTemplate) {
        let mock = Mock::given(path(at)).respond_with(answer);
        mock.mount(&self.server).await;
    }

    /// Answers the next request there, before what answers always.
    pub(crate) async fn answer_once(&self, at: &str, answer: ResponseTemplate) {
        let mock = Mock::given(path(at)).respond_with(answer);
        mock.up_to_n_times(1)
            .with_priority(1)
            .mount(&self.server)
            .await;
    }

    pub(crate) async fn begin(&self) -> Result<Begun, OAuth1Fault> {
        let callback = Url::parse("http://127.0.0.1:47620/callback/x").unwrap();
        oauth1::begin(&self.http, &self.plan, Some(callback), "a1".to_owned()).await
    }

    pub(crate) async fn finish(&self, begun: &mut Begun) -> Result<AccessToken, OAuth1Fault> {
        oauth1::finish(&self.http, &self.plan, begun, "CANARY-verifier".into()).await
    }

    /// What the protocol's headers said so far, by request.
    pub(crate) async fn said(&self) -> Vec<BTreeMap<String, String>> {
        let requests = self.server.received_requests().await.unwrap();
        requests
            .iter()
            .map(|request| {
                let header = request.headers["authorization"].to_str().unwrap();
                let pairs = header.strip_prefix("OAuth ").unwrap().replace(", ", "&");
                form_urlencoded::parse(pairs.replace('"', "").as_bytes())
                    .into_owned()
                    .collect()
            })
            .collect()
    }
}

pub(crate) fn form(status: u16, body: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body.to_owned(), "application/x-www-form-urlencoded")
}
