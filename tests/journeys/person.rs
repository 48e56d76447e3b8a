//! A person at a sign-in window: reads the app's own pages, types, allows or declines, as told before.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use larder_auth::attempt::{End, Offer};
use larder_engine::{SignInPage, SignInWindow, WindowFault};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use scraper::{Html, Selector};
use tokio::sync::oneshot;
use url::Url;

/// What the person does in the window that opens next.
#[derive(Debug, Clone)]
pub(crate) enum Plan {
    /// Signs in and allows.
    Allow { username: String, password: String },
    /// Signs in and declines.
    Decline { username: String, password: String },
    /// Closes the window.
    Close,
    /// Leaves the window open.
    Leave,
    /// Sends the window to this address first, then goes on as `Allow`.
    Forge {
        forged: String,
        username: String,
        password: String,
    },
}

/// The window, and who sits at it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    plans: Arc<Mutex<Vec<Plan>>>,
    opened: Arc<Mutex<Vec<SignInPage>>>,
    closing: Arc<Mutex<Option<Gate>>>,
}

/// Tells that a window is to close, and waits until it may.
type Gate = (oneshot::Sender<()>, oneshot::Receiver<()>);

impl Person {
    pub(crate) fn will(&self, plan: Plan) {
        self.plans.lock().unwrap().push(plan);
    }

    /// Signs in and allows, in the next window.
    pub(crate) fn will_allow(&self, username: &str, password: &str) {
        self.will(Plan::Allow {
            username: username.to_owned(),
            password: password.to_owned(),
        });
    }

    /// The next window that is to close tells so, and goes only when it is told to.
    pub(crate) fn will_close_slowly(&self) -> (oneshot::Receiver<()>, oneshot::Sender<()>) {
        let (tell, told) = oneshot::channel();
        let (go_on, gone) = oneshot::channel();
        *self.closing.lock().unwrap() = Some((tell, gone));
        (told, go_on)
    }

    /// Pages of all windows so far.
    pub(crate) fn opened(&self) -> Vec<SignInPage> {
        self.opened.lock().unwrap().clone()
    }
}

#[async_trait]
impl SignInWindow for Person {
    async fn open(&self, page: SignInPage) -> Result<(), WindowFault> {
        self.opened.lock().unwrap().push(page.clone());
        let plan = {
            let mut plans = self.plans.lock().unwrap();
            if plans.is_empty() {
                Plan::Leave
            } else {
                plans.remove(0)
            }
        };
        tokio::spawn(async move {
            match plan {
                Plan::Leave => {}
                Plan::Close => {
                    page.attempt.end(End::Cancelled);
                }
                Plan::Allow { username, password } => {
                    sit(&page, &username, &password, "allow").await;
                }
                Plan::Decline { username, password } => {
                    sit(&page, &username, &password, "deny").await;
                }
                Plan::Forge {
                    forged,
                    username,
                    password,
                } => {
                    let forged = forged.replace("{redirect}", page.attempt.redirect().as_str());
                    let offer = page.attempt.offer_text(&forged);
                    assert!(
                        !matches!(offer, Offer::Taken),
                        "a forged callback was taken: {forged}"
                    );
                    sit(&page, &username, &password, "allow").await;
                }
            }
        });
        Ok(())
    }

    async fn close(&self, _sign_in: &str) {
        let gate = self.closing.lock().unwrap().take();
        if let Some((asked, go_on)) = gate {
            asked.send(()).unwrap();
            go_on.await.unwrap();
        }
    }

    fn to_front(&self, _sign_in: &str) {}
}

async fn sit(page: &SignInPage, username: &str, password: &str, consent: &str) {
    let redirect = walk(
        page.url.clone(),
        page.attempt.redirect(),
        username,
        password,
        consent,
    )
    .await;
    if let Some(redirect) = redirect {
        page.attempt.offer(&redirect);
    }
}

/// Walks through the app's pages as a browser would; gives the redirect's address once it is reached.
/// None when the app ends on a page of its own.
pub(crate) async fn walk(
    start: Url,
    redirect: &Url,
    username: &str,
    password: &str,
    consent: &str,
) -> Option<Url> {
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
            cookies.insert(name.to_owned(), value.to_owned());
        }
        if answer.status().is_redirection() {
            let next = at
                .join(answer.headers()[LOCATION].to_str().unwrap())
                .unwrap();
            if next.as_str().split(['?', '#']).next() == Some(redirect.as_str()) {
                return Some(next);
            }
            request = client.get(next.clone());
            at = next;
            continue;
        }
        let html = answer.text().await.unwrap();
        let (action, fields) = form(&html, username, password, consent)?;
        let next = at.join(&action).unwrap();
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        request = client
            .post(next.clone())
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", at.origin().ascii_serialization())
            .body(body);
        at = next;
    }
    panic!("the sign-in pages lead nowhere");
}

/// The page's form, filled in; none when the page asks nothing more.
fn form(
    html: &str,
    username: &str,
    password: &str,
    consent: &str,
) -> Option<(String, Vec<(String, String)>)> {
    let page = Html::parse_document(html);
    let forms = Selector::parse("form#login_form, form#consent_form").unwrap();
    if page
        .select(&Selector::parse("#error").unwrap())
        .next()
        .is_some()
    {
        return None;
    }
    let form = page.select(&forms).next()?;
    let mut fields = Vec::new();
    for input in form.select(&Selector::parse("input, button").unwrap()) {
        let Some(name) = input.value().attr("name") else {
            continue;
        };
        let value = input.value().attr("value").unwrap_or_default();
        let value = match input.value().attr("type") {
            Some("password") => password,
            Some("text" | "email") => username,
            Some("submit") if value != consent => continue,
            _ => value,
        };
        fields.push((name.to_owned(), value.to_owned()));
    }
    Some((form.value().attr("action")?.to_owned(), fields))
}
