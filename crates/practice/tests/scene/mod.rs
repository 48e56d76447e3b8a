//! A running practice and a small browser, for the tests.

#![expect(dead_code, reason = "every test file takes what it needs of the scene")]

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use larder_practice::{CLIENT_ID, Config, Practice};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use url::Url;

pub(crate) const VERIFIER: &str = "a-verifier-of-the-tests-that-is-long-enough-0123456789";
pub(crate) const REDIRECT: &str = "http://127.0.0.1:47620/callback/salesforce";

pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// A practice with an HTTP client that follows nothing and unzips nothing it did not ask for.
pub(crate) struct Scene {
    pub(crate) practice: Practice,
    pub(crate) http: reqwest::Client,
}

pub(crate) struct Tokens(pub(crate) Value);

impl Tokens {
    pub(crate) fn access(&self) -> &str {
        self.0["access_token"].as_str().expect("an access token")
    }

    pub(crate) fn refresh(&self) -> &str {
        self.0["refresh_token"].as_str().expect("a refresh token")
    }
}

impl Scene {
    pub(crate) async fn start() -> Self {
        Self::with(Config {
            first_port: Some(0),
            state_file: None,
            ..Config::default()
        })
        .await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let http = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .expect("a client");
        let practice = Practice::start(config).await.expect("started");
        Self { practice, http }
    }

    pub(crate) fn origin(&self, app: &str, org: &str) -> &str {
        &self.practice.addresses().apps[app][org]
    }

    pub(crate) fn login(&self) -> &str {
        self.origin("salesforce", "login")
    }

    pub(crate) fn sandbox(&self) -> &str {
        self.origin("salesforce", "test")
    }

    pub(crate) fn zendesk(&self) -> &str {
        self.origin("zendesk", "acme")
    }

    pub(crate) async fn fault(&self, id: &str, body: Value) -> Value {
        let response = self
            .http
            .post(format!("{}/faults/{id}", self.practice.addresses().control))
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .expect("answered");
        let status = response.status();
        let answer = json_of(response).await;
        assert!(status.is_success(), "{answer}");
        answer
    }

    pub(crate) async fn log(&self) -> Value {
        let url = format!("{}/log", self.practice.addresses().control);
        json_of(self.http.get(url).send().await.expect("answered")).await
    }

    pub(crate) async fn get(&self, url: &str, token: &str) -> (u16, Value) {
        let response = self
            .http
            .get(url)
            .bearer_auth(token)
            .send()
            .await
            .expect("answered");
        let status = response.status().as_u16();
        let text = response.text().await.expect("a body");
        (
            status,
            serde_json::from_str(&text).unwrap_or(Value::String(text)),
        )
    }

    pub(crate) async fn form(&self, url: &str, pairs: &[(&str, &str)]) -> (u16, Value) {
        let body: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        let response = self
            .http
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .expect("answered");
        let status = response.status().as_u16();
        let text = response.text().await.expect("a body");
        (
            status,
            serde_json::from_str(&text).unwrap_or(Value::String(text)),
        )
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser {
            http: self.http.clone(),
            cookies: HashMap::new(),
        }
    }

    /// An authorize URL as a good client makes it.
    pub(crate) fn authorize_url(&self, origin: &str, changes: &[(&str, &str)]) -> Url {
        let zendesk = origin == self.zendesk();
        let path = if zendesk {
            "/oauth/authorizations/new"
        } else {
            "/services/oauth2/authorize"
        };
        let scope = if zendesk {
            "read write"
        } else {
            "api refresh_token openid"
        };
        let challenge = challenge(VERIFIER);
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", CLIENT_ID),
            ("redirect_uri", REDIRECT),
            ("scope", scope),
            ("state", "a state & more"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in changes {
            pairs.retain(|(known, _)| known != name);
            if !value.is_empty() {
                pairs.push((name, value));
            }
        }
        Url::parse_with_params(&format!("{origin}{path}"), pairs).expect("a URL")
    }

    pub(crate) async fn code(&self, origin: &str, username: &str, password: &str) -> String {
        let url = self.authorize_url(origin, &[]);
        let back = self
            .browser()
            .sign_in(url, username, password, "allow")
            .await;
        query(&back, "code").unwrap_or_else(|| panic!("no code in {back}"))
    }

    pub(crate) fn token_url(&self, origin: &str) -> String {
        if origin == self.zendesk() {
            format!("{origin}/oauth/tokens")
        } else {
            format!("{origin}/services/oauth2/token")
        }
    }

    pub(crate) async fn exchange(&self, origin: &str, code: &str) -> (u16, Value) {
        self.form(
            &self.token_url(origin),
            &[
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", REDIRECT),
                ("client_id", CLIENT_ID),
                ("code_verifier", VERIFIER),
            ],
        )
        .await
    }

    pub(crate) async fn tokens(&self, origin: &str, username: &str, password: &str) -> Tokens {
        let code = self.code(origin, username, password).await;
        let (status, answer) = self.exchange(origin, &code).await;
        assert_eq!(status, 200, "{answer}");
        Tokens(answer)
    }

    pub(crate) async fn integration(&self) -> Tokens {
        self.tokens(self.login(), "integration@acme.test", "pantry-1")
            .await
    }

    pub(crate) async fn refresh(&self, origin: &str, token: &str) -> (u16, Value) {
        self.form(
            &self.token_url(origin),
            &[
                ("grant_type", "refresh_token"),
                ("refresh_token", token),
                ("client_id", CLIENT_ID),
            ],
        )
        .await
    }
}

pub(crate) async fn json_of(response: reqwest::Response) -> Value {
    let text = response.text().await.expect("a body");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

pub(crate) fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// The value of a hidden field of a page.
pub(crate) fn hidden(html: &str, name: &str) -> String {
    html.split_once(&format!("name=\"{name}\" value=\""))
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or_else(
            || panic!("no {name} in {html}"),
            |(value, _)| value.to_owned(),
        )
}

/// What a page or a redirect came to.
pub(crate) enum Seen {
    Page { status: u16, html: String },
    Away(Url),
}

/// Cookies, redirects within the origin, and forms.
pub(crate) struct Browser {
    http: reqwest::Client,
    cookies: HashMap<String, String>,
}

impl Browser {
    pub(crate) async fn open(&mut self, url: Url) -> Seen {
        let request = self.http.get(url.clone());
        self.follow(url, request).await
    }

    pub(crate) async fn submit(&mut self, url: Url, pairs: &[(&str, &str)]) -> Seen {
        let body: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        let request = self
            .http
            .post(url.clone())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        self.follow(url, request).await
    }

    async fn follow(&mut self, mut url: Url, mut request: reqwest::RequestBuilder) -> Seen {
        loop {
            let cookies: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            let response = request
                .header(COOKIE, cookies.join("; "))
                .send()
                .await
                .expect("answered");
            for value in response.headers().get_all(SET_COOKIE) {
                let text = value.to_str().expect("text");
                let (name, rest) = text.split_once('=').expect("a cookie");
                let value = rest.split(';').next().unwrap_or_default();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
            if !response.status().is_redirection() {
                return Seen::Page {
                    status: response.status().as_u16(),
                    html: response.text().await.expect("a page"),
                };
            }
            let location = response.headers()[LOCATION].to_str().expect("text");
            let next = url.join(location).expect("a URL");
            if next.origin() != url.origin() {
                return Seen::Away(next);
            }
            url = next;
            request = self.http.get(url.clone());
        }
    }

    /// Signs in and decides; gives the redirect.
    pub(crate) async fn sign_in(
        &mut self,
        url: Url,
        username: &str,
        password: &str,
        decision: &str,
    ) -> Url {
        let login = url.join("/practice/login").expect("a URL");
        let consent = url.join("/practice/consent").expect("a URL");
        let Seen::Page { html, .. } = self.open(url).await else {
            panic!("no sign-in page");
        };
        let start = hidden(&html, "start");
        let seen = self
            .submit(
                login,
                &[("start", &start), ("username", username), ("pw", password)],
            )
            .await;
        let html = match seen {
            Seen::Away(url) => return url,
            Seen::Page { html, .. } => html,
        };
        assert!(html.contains("Allow access?"), "{html}");
        let start = hidden(&html, "start");
        match self
            .submit(consent, &[("start", &start), ("decision", decision)])
            .await
        {
            Seen::Away(url) => url,
            Seen::Page { html, .. } => panic!("no redirect: {html}"),
        }
    }
}

pub(crate) fn token_requests(log: &Value, app: &str, org: &str, grant_type: &str) -> u64 {
    log["token_requests"][app][org][grant_type]
        .as_u64()
        .unwrap_or(0)
}
