//! A person at the partner's own pages, in Larder's window or in a browser: types a name, continues or aborts.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use larder_auth::attempt::{Attempt, Offer};
use larder_engine::{Browser, SignInPage, SignInWindow, WindowFault};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use scraper::{Html, Selector};
use tokio::sync::mpsc;
use url::Url;

/// What the person does at the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent {
    Continue,
    Abort,
}

/// The person, with the windows and links that were opened for them and that no test took yet.
#[derive(Clone)]
pub(crate) struct Person {
    windows: mpsc::UnboundedSender<SignInPage>,
    opened: Arc<tokio::sync::Mutex<mpsc::UnboundedReceiver<SignInPage>>>,
    links: Arc<Mutex<Vec<Url>>>,
}

impl Person {
    pub(crate) fn new() -> Self {
        let (windows, opened) = mpsc::unbounded_channel();
        Self {
            windows,
            opened: Arc::new(tokio::sync::Mutex::new(opened)),
            links: Arc::default(),
        }
    }

    /// The window that opens next.
    pub(crate) async fn window(&self) -> SignInPage {
        let page = self.opened.lock().await.recv().await;
        page.expect("the person keeps a sender")
    }

    /// The link last opened in the browser.
    pub(crate) fn link(&self) -> Option<Url> {
        self.links.lock().unwrap().last().cloned()
    }
}

#[async_trait]
impl SignInWindow for Person {
    async fn open(&self, page: SignInPage) -> Result<(), WindowFault> {
        self.windows
            .send(page)
            .map_err(|_| WindowFault("nobody is there".to_owned()))
    }

    async fn close(&self, _sign_in: &str) {}

    fn to_front(&self, _sign_in: &str) {}
}

impl Browser for Person {
    fn open(&self, url: &Url) -> Result<(), WindowFault> {
        self.links.lock().unwrap().push(url.clone());
        Ok(())
    }
}

/// Goes through the pages in the window, and lets it arrive at the redirect.
pub(crate) async fn sit(page: &SignInPage, name: &str, consent: Consent) {
    let back = walk(page.url.clone(), page.attempt.redirect(), name, consent).await;
    assert_eq!(page.attempt.offer(&back), Offer::Taken);
}

/// The `state` of a sign-in, as whoever reads its address sees it.
pub(crate) fn state_of(url: &Url) -> String {
    let found = url.query_pairs().find(|(key, _)| key == "state");
    found.expect("a state is sent").1.into_owned()
}

/// What an attempt makes of its redirect with these parameters.
pub(crate) fn offer(attempt: &Attempt, parameters: &[(&str, &str)]) -> Offer {
    let mut forged = attempt.redirect().clone();
    forged.query_pairs_mut().extend_pairs(parameters);
    attempt.offer(&forged)
}

/// Walks as a browser does, from an address through every page and form; gives the redirect once it is reached.
pub(crate) async fn walk(start: Url, redirect: &Url, name: &str, consent: Consent) -> Url {
    let at = |at: &Url| at.as_str().split(['?', '#']).next() == Some(redirect.as_str());
    let ended = stroll(start, name, consent, |end| match end {
        End::Sent(to) => at(to),
        End::Shown(_) => false,
    });
    ended.await
}

/// Walks likewise, until a page says this; gives where that was.
pub(crate) async fn walk_until(start: Url, name: &str, consent: Consent, words: &str) -> Url {
    let ended = stroll(start, name, consent, |end| match end {
        End::Sent(_) => false,
        End::Shown(html) => html.contains(words),
    });
    ended.await
}

/// What may end a walk.
enum End<'a> {
    /// The browser is sent on to this address.
    Sent(&'a Url),
    /// This page is shown.
    Shown(&'a str),
}

async fn stroll(
    start: Url,
    name: &str,
    consent: Consent,
    is_there: impl Fn(End<'_>) -> bool,
) -> Url {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let mut cookies: BTreeMap<String, String> = BTreeMap::new();
    let mut request = client.get(start.clone());
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
            // A cookie is taken back by an empty value.
            if value.is_empty() {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        if answer.status().is_redirection() {
            let next = at
                .join(answer.headers()[LOCATION].to_str().unwrap())
                .unwrap();
            if is_there(End::Sent(&next)) {
                return next;
            }
            request = client.get(next.clone());
            at = next;
            continue;
        }
        let html = answer.text().await.unwrap();
        if is_there(End::Shown(&html)) {
            return at;
        }
        let wanted = if consent == Consent::Abort && html.contains("value=\"consent\"") {
            Step::Link(abort_link(&html))
        } else {
            form(&html, name)
        };
        (at, request) = match wanted {
            Step::Link(link) => {
                let next = at.join(&link).unwrap();
                (next.clone(), client.get(next))
            }
            Step::Form { action, body } => {
                let next = at.join(&action).unwrap();
                let post = client
                    .post(next.clone())
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(body);
                (next, post)
            }
        };
    }
    panic!("the sign-in pages lead nowhere");
}

enum Step {
    Link(String),
    Form { action: String, body: String },
}

fn abort_link(html: &str) -> String {
    let page = Html::parse_document(html);
    let link = Selector::parse("a[href$='/abort']").unwrap();
    let link = page.select(&link).next().expect("the page can be left");
    link.value().attr("href").unwrap().to_owned()
}

/// The page's one form, filled in.
fn form(html: &str, name: &str) -> Step {
    let page = Html::parse_document(html);
    let form = page
        .select(&Selector::parse("form").unwrap())
        .next()
        .unwrap_or_else(|| panic!("the page asks nothing: {html}"));
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    for input in form.select(&Selector::parse("input").unwrap()) {
        let value = match input.value().attr("type") {
            Some("text") => name,
            Some("password") => "any password",
            _ => input.value().attr("value").unwrap_or_default(),
        };
        body.append_pair(input.value().attr("name").unwrap(), value);
    }
    Step::Form {
        action: form.value().attr("action").unwrap().to_owned(),
        body: body.finish(),
    }
}
