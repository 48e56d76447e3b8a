//! The loopback twin of the stand-ins, and a client that asks exactly what it is told to.

use larder_practice::{Config, Practice};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::Value;
use url::Url;

pub(crate) struct World {
    pub(crate) practice: Practice,
    pub(crate) client: Client,
}

impl World {
    pub(crate) async fn new() -> Self {
        let practice = Practice::start(Config {
            first_port: Some(0),
            quirks: true,
            ..Config::default()
        })
        .await
        .unwrap();
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { practice, client }
    }

    pub(crate) fn at(&self, way: &str, path: &str) -> String {
        format!("{}{path}", self.practice.addresses().apps["quirks"][way])
    }

    pub(crate) fn control(&self, path: &str) -> String {
        let mut url = Url::parse(&self.at("basic", "")).unwrap();
        url.set_path(&format!("/control/{path}"));
        url.into()
    }

    /// Why the last request to a way was refused.
    pub(crate) async fn why(&self, way: &str) -> String {
        let log = self.client.get(self.control(&format!("log/{way}")));
        let log = json(log).await.1;
        let last = log.as_array().unwrap().last().unwrap().clone();
        last["refused"].as_str().unwrap_or_default().to_owned()
    }

    /// Opens a page and allows; gives the address the app sends the person back to.
    pub(crate) async fn allowed(&self, way: &str, query: &str) -> Url {
        let page = self
            .client
            .get(format!("{}?{query}", self.at(way, "/authorize")));
        let page = page.send().await.unwrap().text().await.unwrap();
        let start = page.split("name=\"start\" value=\"").nth(1);
        let start = start.unwrap_or_else(|| panic!("no sign-in page: {page}"));
        let start = start.split('"').next().unwrap().to_owned();
        // The pages of the discovered way live at the origin itself.
        let base = if way == "oauth2_discovery" {
            self.at(way, "").replace("/oauth2_discovery", "")
        } else {
            self.at(way, "")
        };
        let typed = [
            ("start", start.as_str()),
            ("username", "ada@acme.test"),
            ("pw", "pantry-7"),
        ];
        let login = form(self.client.post(format!("{base}/practice/login")), &typed);
        assert_eq!(login.send().await.unwrap().status(), StatusCode::FOUND);
        let decision = [("start", start.as_str()), ("decision", "allow")];
        let decide = form(
            self.client.post(format!("{base}/practice/consent")),
            &decision,
        );
        let answer = decide.send().await.unwrap();
        Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap()
    }
}

pub(crate) fn form(request: RequestBuilder, pairs: &[(&str, &str)]) -> RequestBuilder {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
}

pub(crate) async fn json(request: RequestBuilder) -> (StatusCode, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}
