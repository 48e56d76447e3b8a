//! A person at the vendors' pages: follows redirects, reads the pages' own forms, signs in and allows.
use std::collections::BTreeMap;
use std::net::SocketAddr;

use async_trait::async_trait;
use larder_engine::{Browser, SignInPage, SignInWindow, WindowFault};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use scraper::{Html, Selector};
use url::Url;

use crate::world::Vendors;

/// Somebody with an account everywhere, and a browser that trusts the stand-ins' root alone.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    vendors: reqwest::Client,
}

impl Person {
    pub(crate) fn new(vendors: &Vendors) -> Self {
        let root = reqwest::Certificate::from_der(&vendors.root).unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], vendors.port));
        let hosts = vendors.quirks.hosts().into_iter();
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tls_certs_only([root]);
        let builder = hosts.fold(builder, |builder, host| builder.resolve(host, address));
        Self {
            vendors: builder.build().unwrap(),
        }
    }

    /// Somebody at the twin, whose pages need no certificate.
    pub(crate) fn at_the_twin() -> Self {
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy();
        Self {
            vendors: builder.build().unwrap(),
        }
    }

    /// Opens the page where a device's code is typed, types it, signs in and allows.
    pub(crate) async fn type_code(&self, page: &str, code: &str) {
        let mut page = Url::parse(page).unwrap();
        if page.query().is_none() {
            page.query_pairs_mut().append_pair("user_code", code);
        }
        assert_eq!(self.walk(page).await, None, "a device sends nobody back");
    }

    /// Walks from an address to the way back or to a page that asks nothing more.
    pub(crate) async fn walk(&self, start: Url) -> Option<Url> {
        let mut cookies: BTreeMap<String, String> = BTreeMap::new();
        let vendor = start.origin();
        let mut request = self.vendors.get(start.clone());
        let mut at = start;
        for _ in 0..20 {
            let jar: Vec<String> = cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            let answer = request.header(COOKIE, jar.join("; ")).send().await.unwrap();
            for cookie in answer.headers().get_all(SET_COOKIE) {
                let pair = cookie.to_str().unwrap().split(';').next().unwrap();
                let (name, value) = pair.split_once('=').unwrap();
                cookies.insert(name.to_owned(), value.to_owned());
            }
            if answer.status().is_redirection() {
                let to = answer.headers()[LOCATION].to_str().unwrap();
                let next = at.join(to).unwrap();
                if next.scheme() == "http" && next.origin() != vendor {
                    return Some(next);
                }
                request = self.vendors.get(next.clone());
                at = next;
                continue;
            }
            let (action, fields) = form(&answer.text().await.unwrap())?;
            let next = at.join(&action).unwrap();
            let body = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(fields)
                .finish();
            request = self
                .vendors
                .post(next.clone())
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body);
            at = next;
        }
        panic!("the vendor's pages lead nowhere");
    }
}

#[async_trait]
impl SignInWindow for Person {
    async fn open(&self, page: SignInPage) -> Result<(), WindowFault> {
        let person = self.clone();
        tokio::spawn(async move {
            if let Some(back) = person.walk(page.url.clone()).await {
                page.attempt.offer(&back);
            }
        });
        Ok(())
    }

    async fn close(&self, _sign_in: &str) {}

    fn to_front(&self, _sign_in: &str) {}
}

impl Browser for Person {
    fn open(&self, url: &Url) -> Result<(), WindowFault> {
        let (person, url) = (self.clone(), url.clone());
        tokio::spawn(async move {
            if let Some(back) = person.walk(url).await {
                // The browser goes where the app sent it: to the listener on this computer.
                let plain = reqwest::Client::builder().no_proxy().build().unwrap();
                plain.get(back).send().await.unwrap();
            }
        });
        Ok(())
    }
}

/// The page's form, filled in; none when the page asks nothing.
fn form(html: &str) -> Option<(String, Vec<(String, String)>)> {
    let page = Html::parse_document(html);
    let selector = |text: &str| Selector::parse(text).unwrap();
    if page.select(&selector("#error")).next().is_some() {
        return None;
    }
    let form = page.select(&selector("form")).next()?;
    let mut fields = Vec::new();
    for input in form.select(&selector("input, button")) {
        let Some(name) = input.value().attr("name") else {
            continue;
        };
        let value = input.value().attr("value").unwrap_or_default();
        let value = match (input.value().attr("type"), value) {
            (Some("password"), _) => "pantry-7",
            (Some("text"), _) => "ada@acme.test",
            (Some("submit"), "deny") => continue,
            (_, value) => value,
        };
        fields.push((name.to_owned(), value.to_owned()));
    }
    Some((form.value().attr("action")?.to_owned(), fields))
}
