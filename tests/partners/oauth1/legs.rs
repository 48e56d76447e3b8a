//! Three legs and a signed request before two providers that others wrote, with every way to sign they know.

use larder_auth::Outgoing;
use larder_auth::attempt::{Offer, Outcome};
use larder_auth::oauth1::{self, AccessKeys, Begun, OAuth1Fault};
use larder_connector::{
    OAuth1Callback, OAuth1Legs, OAuth1Method, OAuth1Placement, OAuth1Plan, OAuth1Signature,
    RedirectPlan, Window,
};
use larder_http::{Policy, Request};
use secrecy::SecretString;
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::python::{Partner, key, key_text};

struct Provider {
    origin: Url,
    http: larder_http::Client,
    plan: OAuth1Plan,
    _process: Partner,
}

impl Provider {
    fn start(kind: &str) -> Self {
        let public = key("rsa_2048_public.pem");
        let mut process = Partner::start("serve.py", &[kind, public.to_str().unwrap()]);
        let started = process.line();
        let origin = Url::parse(&format!("http://127.0.0.1:{}/", started["port"])).unwrap();
        let at = |path| origin.join(path).unwrap();
        let plan = OAuth1Plan {
            legs: Some(OAuth1Legs {
                request_url: at("request"),
                authorize_url: at("authorize"),
                access_url: at("access"),
                method: OAuth1Method::Post,
                access_method: OAuth1Method::Post,
                callback: OAuth1Callback::Redirect,
                request_params: vec![("more".to_owned(), "a b+c&é".to_owned())],
                authorize_params: vec![("name".to_owned(), "Larder & co".to_owned())],
                access_params: Vec::new(),
                keep: [("user".to_owned(), "user_name".to_owned())].into(),
                keep_from_redirect: [].into(),
                window: Window::Popup,
                redirect: RedirectPlan {
                    host: "127.0.0.1".to_owned(),
                    ports: vec![47620],
                    path: "/callback/x".to_owned(),
                },
            }),
            signature: OAuth1Signature::HmacSha1,
            placement: OAuth1Placement::Header,
            realm: Some("api".to_owned()),
            body_hash: false,
            consumer_key: started["key"].as_str().unwrap().to_owned(),
            consumer_secret: started["secret"].as_str().unwrap().into(),
            private_key: Some(key_text("rsa_2048_pkcs8.pem").into()),
            fixed_token: None,
            may_be_plain_http: true,
        };
        Self {
            origin,
            http: larder_http::Client::new(Policy::default()),
            plan,
            _process: process,
        }
    }

    async fn begin(&self) -> Result<Begun, OAuth1Fault> {
        let callback = Url::parse("http://127.0.0.1:47620/callback/x").unwrap();
        oauth1::begin(&self.http, &self.plan, Some(callback), "a1".to_owned()).await
    }

    /// The person's answer at the app's page: where the app sends on to.
    async fn answer(&self, begun: &Begun, answer: &str) -> Url {
        let mut page = begun.authorize_url.clone();
        page.query_pairs_mut().append_pair("answer", answer);
        let sent_on = self.http.send(Request::get(page)).await;
        // The redirect leads to another port, which the guarded client never follows: an ordinary one reads it.
        assert!(sent_on.is_err(), "{sent_on:?}");
        let mut page = begun.authorize_url.clone();
        page.query_pairs_mut().append_pair("answer", answer);
        redirect_of(&page).await
    }

    async fn sign_in(&self) -> AccessKeys {
        let mut begun = self.begin().await.unwrap();
        let redirect = self.answer(&begun, "yes").await;
        assert_eq!(begun.attempt.offer(&redirect), Offer::Taken);
        let Outcome::Code(verifier, _) = begun.attempt.settled().await else {
            panic!("no verifier");
        };
        let token = oauth1::finish(&self.http, &self.plan, &mut begun, verifier).await;
        token.unwrap().keys
    }

    async fn call(&self, keys: &AccessKeys, mut outgoing: Outgoing) -> (u16, Option<Value>) {
        oauth1::sign(&self.plan, Some(keys), &mut outgoing, now()).unwrap();
        let response = self.http.send(outgoing.into_request().unwrap()).await;
        let response = response.unwrap();
        (response.status, response.json().ok())
    }
}

fn now() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

/// Where a page sends on to, read from the bytes of its answer.
async fn redirect_of(page: &Url) -> Url {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let address = format!("127.0.0.1:{}", page.port().unwrap());
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let target = &page[url::Position::BeforePath..];
    let head = format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let location = answer
        .lines()
        .find_map(|line| line.strip_prefix("Location: "));
    Url::parse(location.expect(&answer)).unwrap()
}

/// Signs in and makes one signed request of each kind, with each of these signatures and placements.
async fn works_with(kind: &str, signatures: &[OAuth1Signature]) {
    let mut provider = Provider::start(kind);
    for signature in signatures {
        for placement in [
            OAuth1Placement::Header,
            OAuth1Placement::Query,
            OAuth1Placement::Body,
        ] {
            provider.plan.signature = *signature;
            provider.plan.placement = placement;
            let keys = provider.sign_in().await;
            let url = provider.origin.join("things?a=1&a=%20%7E+b&c=").unwrap();
            let mut form = Outgoing::new("POST", url.clone());
            form.body = Some("x=%C3%A9+y&a=2".into());
            form.content_type = Some("application/x-www-form-urlencoded".to_owned());
            let mut json = Outgoing::new("PUT", url.clone());
            json.body = Some("{\"a\":1}".into());
            json.content_type = Some("application/json".to_owned());
            for outgoing in [Outgoing::new("GET", url), form, json] {
                let name = format!("{kind} {signature:?} {placement:?} {}", outgoing.method);
                let (status, said) = provider.call(&keys, outgoing).await;
                assert_eq!(status, 200, "{name}");
                assert_eq!(said.unwrap()["user"], "ines", "{name}");
            }
        }
    }
}

#[tokio::test]
async fn oauthlib_signs_us_in_with_every_signature() {
    works_with(
        "oauthlib",
        &[
            OAuth1Signature::HmacSha1,
            OAuth1Signature::HmacSha256,
            OAuth1Signature::HmacSha512,
            OAuth1Signature::RsaSha1,
            OAuth1Signature::RsaSha256,
            OAuth1Signature::Plaintext,
        ],
    )
    .await;
}

#[tokio::test]
async fn authlib_signs_us_in_with_every_signature_it_knows() {
    works_with(
        "authlib",
        &[
            OAuth1Signature::HmacSha1,
            OAuth1Signature::RsaSha1,
            OAuth1Signature::Plaintext,
        ],
    )
    .await;
}

#[tokio::test]
async fn x03_another_s_request_token_and_a_used_verifier_are_worth_nothing() {
    let provider = Provider::start("oauthlib");
    let mut mine = provider.begin().await.unwrap();
    let other = provider.begin().await.unwrap();
    let foreign = provider.answer(&other, "yes").await;
    assert!(matches!(mine.attempt.offer(&foreign), Offer::Ignored(_)));
    let redirect = provider.answer(&mine, "yes").await;
    assert_eq!(mine.attempt.offer(&redirect), Offer::Taken);
    let wrong: SecretString = "guessed".into();
    let refused = oauth1::finish(&provider.http, &provider.plan, &mut mine, wrong).await;
    assert!(
        matches!(refused, Err(OAuth1Fault::Refused { .. })),
        "{refused:?}"
    );
    let again = oauth1::finish(&provider.http, &provider.plan, &mut mine, "x".into()).await;
    assert!(matches!(again, Err(OAuth1Fault::Odd { .. })));
}

#[tokio::test]
async fn a_wrong_secret_is_refused_by_both() {
    for kind in ["oauthlib", "authlib"] {
        let mut provider = Provider::start(kind);
        let keys = provider.sign_in().await;
        let url = provider.origin.join("things").unwrap();
        let wrong = AccessKeys {
            token_secret: "another".into(),
            ..keys
        };
        let (status, _) = provider.call(&wrong, Outgoing::new("GET", url)).await;
        assert_eq!(status, 401, "{kind}");
        provider.plan.consumer_secret = "another".into();
        let refused = provider.begin().await;
        assert!(
            matches!(refused, Err(OAuth1Fault::Refused { .. })),
            "{kind} {refused:?}"
        );
    }
}

#[tokio::test]
async fn the_verifier_that_an_app_shows_is_typed() {
    let mut provider = Provider::start("oauthlib");
    provider.plan.legs.as_mut().unwrap().callback = OAuth1Callback::Oob;
    let mut begun = oauth1::begin(&provider.http, &provider.plan, None, "a1".to_owned())
        .await
        .unwrap();
    let page = provider
        .http
        .send(Request::get(begun.authorize_url.clone()))
        .await
        .unwrap();
    let shown: String = form_urlencoded::parse(&page.body)
        .find(|(name, _)| name == "oauth_verifier")
        .unwrap()
        .1
        .into_owned();
    let typed: SecretString = format!(" {shown}\n").into();
    let token = oauth1::finish(&provider.http, &provider.plan, &mut begun, typed)
        .await
        .unwrap();
    assert_eq!(token.kept["user"], "ines");
    let url = provider.origin.join("things").unwrap();
    let (status, _) = provider.call(&token.keys, Outgoing::new("GET", url)).await;
    assert_eq!(status, 200);
}
