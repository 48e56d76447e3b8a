//! A person's browser: follows redirects, fills in every form, runs what the last page would, and sees the end.
use std::collections::BTreeMap;

use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use scraper::{Html, Selector};
use url::Url;

use crate::world::block;

/// More pages than any sign-in has.
const MOST: usize = 20;

/// Names of what may be used once, in a redirect or a form.
const SPENT: [&str; 3] = ["code", "auth_code", "oauth_verifier"];

/// The end of a walk.
pub(super) struct Walked {
    /// The last page.
    pub(super) html: String,
    /// What came back to Larder and may be used once.
    pub(super) spent: Vec<String>,
}

/// Walks from an address until a page asks nothing more.
pub(super) fn walk(start: &Url) -> Result<Walked, String> {
    block(stroll(start.clone()))
}

async fn stroll(start: Url) -> Result<Walked, String> {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap();
    let app = start.origin();
    let mut cookies: BTreeMap<String, String> = BTreeMap::new();
    let mut spent = Vec::new();
    let mut request = client.get(start.clone());
    let mut at = start;
    for _ in 0..MOST {
        if at.origin() == app {
            let jar: Vec<String> = cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header(COOKIE, jar.join("; "));
        }
        let answer = request.send().await.map_err(|error| error.to_string())?;
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            cookies.insert(name.to_owned(), value.to_owned());
        }
        if answer.status().is_redirection() {
            at = at
                .join(answer.headers()[LOCATION].to_str().unwrap())
                .unwrap();
            spent.extend(once(at.query_pairs()));
            request = client.get(at.clone());
            continue;
        }
        let status = answer.status();
        let html = answer.text().await.map_err(|error| error.to_string())?;
        if !status.is_success() {
            return Err(format!("{}: {status}: {html}", at.path()));
        }
        // The page at the redirect hands on what stands behind the number sign.
        if at.origin() != app
            && let Some(fragment) = at.fragment().map(str::to_owned)
        {
            if !html.contains("<script") {
                return Err(format!("nothing hands the fragment on: {html}"));
            }
            at.set_fragment(None);
            at.set_query(Some(&fragment));
            spent.extend(once(at.query_pairs()));
            request = client.get(at.clone());
            continue;
        }
        let Some((action, fields)) = form(&html) else {
            return Ok(Walked { html, spent });
        };
        let from = at.origin().ascii_serialization();
        at = at.join(&action).unwrap();
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        spent.extend(once(url::form_urlencoded::parse(body.as_bytes())));
        request = client
            .post(at.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ORIGIN, from)
            .body(body);
    }
    Err("the pages lead nowhere".to_owned())
}

/// What may be used once; short ones could stand anywhere by chance.
fn once(pairs: url::form_urlencoded::Parse<'_>) -> Vec<String> {
    pairs
        .filter(|(name, value)| SPENT.contains(&&**name) && value.len() >= 16)
        .map(|(_, value)| value.into_owned())
        .collect()
}

/// The page's form, filled in as Ada; none when the page asks nothing.
fn form(html: &str) -> Option<(String, Vec<(String, String)>)> {
    let page = Html::parse_document(html);
    let select = |text: &str| Selector::parse(text).unwrap();
    if page.select(&select("#error")).next().is_some() {
        return None;
    }
    let form = page.select(&select("form")).next()?;
    let mut fields = Vec::new();
    for input in form.select(&select("input, button")) {
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

/// The text of the element with this id.
pub(super) fn text_of(html: &str, id: &str) -> Option<String> {
    let page = Html::parse_document(html);
    let selector = Selector::parse(&format!("#{id}")).unwrap();
    let found = page.select(&selector).next()?;
    Some(found.text().collect())
}
