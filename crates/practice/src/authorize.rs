//! The authorization endpoint of every app: sign-in page, consent page, redirect with a code.

use std::sync::Arc;

use axum::Form;
use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use serde::Deserialize;
use url::Url;

use crate::client::{allowed_redirect, client, policy_source};
use crate::fault::{Kind, take_if};
use crate::page::{self, Consent, Login};
use crate::random::{digest, text};
use crate::site::Site;
use crate::world::{State, World, now};

/// An authorization that has begun and not ended.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    site: Site,
    client_id: &'static str,
    redirect: Url,
    state: Option<String>,
    scopes: Vec<String>,
    challenge: Option<String>,
    begun_at: i64,
}

/// A code that waits for its token request.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) site: Site,
    pub(crate) client_id: &'static str,
    /// As the client wrote it: the token request must repeat it exactly (RFC 6749 section 4.1.3).
    pub(crate) redirect: String,
    pub(crate) username: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) challenge: Option<String>,
    pub(crate) ends_at: i64,
    /// The grant that this code gave, once used.
    pub(crate) grant_id: Option<String>,
}

/// How long a person may take.
const PATIENCE: i64 = 15 * 60 * 1_000;
/// How long a code is good, in milliseconds.
const CODE_LIFETIME: i64 = 2 * 60 * 1_000;

/// What every handler of a site gets.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) world: Arc<World>,
    pub(crate) site: Site,
}

impl App {
    pub(crate) fn origin(&self) -> &str {
        self.world.origins.of(self.site)
    }
}

/// The first value of a query or form parameter.
pub(crate) fn first(pairs: &[(String, String)], name: &str) -> Option<String> {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.clone())
}

pub(crate) fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(encoded).into_owned().collect()
}

fn scopes_of(site: Site, asked: Option<&str>) -> Result<Vec<String>, ()> {
    let known: &[&str] = if site.is_salesforce() {
        &[
            "api",
            "refresh_token",
            "offline_access",
            "web",
            "openid",
            "full",
            "id",
            "profile",
            "email",
            "address",
            "phone",
        ]
    } else {
        &[
            "read",
            "write",
            "organizations:read",
            "organizations:write",
            "tickets:read",
            "tickets:write",
            "users:read",
            "users:write",
        ]
    };
    let first_scopes = if site.is_salesforce() {
        "api id"
    } else {
        "read write"
    };
    let asked = asked
        .filter(|text| !text.trim().is_empty())
        .unwrap_or(first_scopes);
    let mut scopes: Vec<String> = Vec::new();
    for scope in asked.split_whitespace() {
        if !known.contains(&scope) {
            return Err(());
        }
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    Ok(scopes)
}

fn redirect_to(location: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    // RFC 9700 section 4.12: 303, so that no browser repeats a form with credentials.
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(
        header::LOCATION,
        HeaderValue::from_str(location).expect("a parsed URL is printable ASCII"),
    );
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn back(redirect: &Url, state: Option<&str>, answer: &[(&str, &str)]) -> Response<Body> {
    let mut url = redirect.clone();
    {
        let mut query = url.query_pairs_mut();
        query.extend_pairs(answer);
        if let Some(state) = state {
            query.append_pair("state", state);
        }
    }
    redirect_to(url.as_str())
}

fn browser(app: &App, headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == app.site.cookie())
        .map(|(_, value)| digest(value))
}

/// The user name this browser is signed in as.
fn signed_in(app: &App, state: &State, headers: &HeaderMap) -> Option<String> {
    let (site, username) = state.browsers.get(&browser(app, headers)?)?;
    let active = state
        .person(*site, username)
        .is_some_and(|person| person.active);
    (*site == app.site && active).then(|| username.clone())
}

/// `GET` of the authorization endpoint.
pub(crate) async fn begin(
    Extract(app): Extract<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    let site = app.site;
    let query = pairs(uri.query().unwrap_or_default().as_bytes());
    let Some(client) = first(&query, "client_id").as_deref().and_then(client) else {
        return page::error(site, "invalid_client_id", "client identifier invalid");
    };
    let mismatch = app.world.change(|state| {
        take_if(&mut state.armed, |fault| {
            fault.kind == Kind::RedirectMismatch
                && fault.asked.shape.is_none()
                && fault.asked.is_for(site)
        })
    });
    let Some(redirect) = first(&query, "redirect_uri")
        .as_deref()
        .and_then(allowed_redirect)
        .filter(|_| mismatch.is_empty())
    else {
        return page::error(
            site,
            "redirect_uri_mismatch",
            "redirect_uri must match configuration",
        );
    };
    let state = first(&query, "state");
    let refuse = |error: &str, description: &str| {
        back(
            &redirect,
            state.as_deref(),
            &[("error", error), ("error_description", description)],
        )
    };
    if first(&query, "response_type").as_deref() != Some("code") {
        return refuse("unsupported_response_type", "response type not supported");
    }
    let Ok(scopes) = scopes_of(site, first(&query, "scope").as_deref()) else {
        return refuse("invalid_scope", "the requested scope is not allowed");
    };
    let challenge = first(&query, "code_challenge");
    // Salesforce takes a challenge without a method as S256; RFC 7636 would take it as plain.
    let method = first(&query, "code_challenge_method");
    if method.as_deref().is_some_and(|method| method != "S256")
        || (challenge.is_some() && method.is_none() && !site.is_salesforce())
    {
        return refuse("invalid_request", "code challenge method must be S256");
    }
    match &challenge {
        Some(text) if text.len() != 43 => {
            return refuse("invalid_request", "invalid code challenge");
        }
        None if client.secret.is_none() => {
            return refuse("invalid_request", "missing required code challenge");
        }
        _ => {}
    }
    let start = text::<18>();
    let pending = Pending {
        site,
        client_id: client.id,
        redirect,
        state,
        scopes,
        challenge,
        begun_at: now(),
    };
    let forced = first(&query, "prompt").is_some_and(|prompt| {
        prompt
            .split_whitespace()
            .any(|word| word == "login" || word == "select_account")
    });
    let somebody = app.world.change(|state| {
        let begun_after = now() - PATIENCE;
        state
            .pending
            .retain(|_, other| other.begun_at > begun_after);
        state.pending.insert(start.clone(), pending);
        signed_in(&app, state, &headers)
    });
    if somebody.is_some() && !forced {
        return redirect_to(&format!("/practice/consent?start={start}"));
    }
    page::login(&Login {
        site,
        start: &start,
        username: first(&query, "login_hint").as_deref().unwrap_or_default(),
        problem: None,
    })
}

/// What the sign-in form sends.
#[derive(Deserialize)]
pub(crate) struct LoginForm {
    #[serde(default)]
    start: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    pw: String,
}

fn lost(site: Site) -> Response<Body> {
    page::error(
        site,
        "invalid_request",
        "this sign-in is over; start again from the app",
    )
}

/// `POST` of the sign-in form.
pub(crate) async fn login(
    Extract(app): Extract<App>,
    Form(form): Form<LoginForm>,
) -> Response<Body> {
    let site = app.site;
    let cookie = text::<32>();
    let known = app.world.change(|state| {
        if state
            .pending
            .get(&form.start)
            .is_none_or(|pending| pending.site != site)
        {
            return None;
        }
        let person = state.sign_in(site, &form.username, &form.pw);
        if let Some(person) = person {
            state
                .browsers
                .insert(digest(&cookie), (site, person.part.username.to_owned()));
        }
        Some(person.is_some())
    });
    match known {
        None => lost(site),
        Some(false) => page::login(&Login {
            site,
            start: &form.start,
            username: &form.username,
            problem: Some(if site.is_salesforce() {
                "Please check your username and password. If you still can't log in, contact your Salesforce administrator."
            } else {
                "That didn't work. Please check your email and password and try again."
            }),
        }),
        Some(true) => {
            let mut response = redirect_to(&format!("/practice/consent?start={}", form.start));
            let value = format!("{}={cookie}; Path=/; HttpOnly; SameSite=Lax", site.cookie());
            response.headers_mut().insert(
                header::SET_COOKIE,
                HeaderValue::from_str(&value).expect("the cookie is printable ASCII"),
            );
            response
        }
    }
}

/// The admin's refusal, if one is asked for: as an answer to the client or as a page.
fn blocked(app: &App, pending: &Pending, state: &mut State) -> Option<Response<Body>> {
    let met = take_if(&mut state.armed, |fault| {
        fault.kind == Kind::AdminBlock && fault.asked.is_for(app.site)
    });
    let fault = met.first()?;
    Some(if fault.asked.shape.as_deref() == Some("uninstalled") {
        page::error(
            app.site,
            "OAUTH_APPROVAL_ERROR_GENERIC",
            "An unexpected error has occured during authentication. Please try again.",
        )
    } else {
        back(
            &pending.redirect,
            pending.state.as_deref(),
            &[
                ("error", "OAUTH_APP_BLOCKED"),
                ("error_description", "this app is blocked by admin"),
            ],
        )
    })
}

/// `GET` of the consent page.
pub(crate) async fn ask_consent(
    Extract(app): Extract<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    let query = pairs(uri.query().unwrap_or_default().as_bytes());
    let start = first(&query, "start").unwrap_or_default();
    app.world.change(|state| {
        let Some(pending) = state.pending.get(&start).cloned() else {
            return lost(app.site);
        };
        let Some(person) = signed_in(&app, state, &headers)
            .and_then(|username| state.person(app.site, &username))
            .filter(|_| pending.site == app.site)
        else {
            return lost(app.site);
        };
        if let Some(refusal) = blocked(&app, &pending, state) {
            state.pending.remove(&start);
            return refusal;
        }
        page::consent(&Consent {
            site: app.site,
            start: &start,
            person: &person.part.name(),
            username: person.part.username,
            client: client(pending.client_id).map_or(pending.client_id, |client| client.name),
            scopes: &pending.scopes,
            target: &policy_source(&pending.redirect),
        })
    })
}

/// What the consent form sends.
#[derive(Deserialize)]
pub(crate) struct ConsentForm {
    #[serde(default)]
    start: String,
    #[serde(default)]
    decision: String,
}

/// `POST` of the consent form.
pub(crate) async fn decide(
    Extract(app): Extract<App>,
    headers: HeaderMap,
    Form(form): Form<ConsentForm>,
) -> Response<Body> {
    app.world.change(|state| {
        let Some(username) = signed_in(&app, state, &headers) else {
            return lost(app.site);
        };
        let Some(pending) = state
            .pending
            .remove(&form.start)
            .filter(|pending| pending.site == app.site)
        else {
            return lost(app.site);
        };
        if form.decision != "allow" {
            let description = if app.site.is_salesforce() {
                "end-user denied authorization"
            } else {
                "The end-user or authorization server denied the request."
            };
            return back(
                &pending.redirect,
                pending.state.as_deref(),
                &[
                    ("error", "access_denied"),
                    ("error_description", description),
                ],
            );
        }
        let code = if app.site.is_salesforce() {
            format!("aPrx{}==", text::<48>())
        } else {
            crate::random::hexadecimal::<32>()
        };
        let response = back(
            &pending.redirect,
            pending.state.as_deref(),
            &[("code", &code)],
        );
        state.codes.insert(
            digest(&code),
            Code {
                site: pending.site,
                client_id: pending.client_id,
                redirect: pending.redirect.into(),
                username,
                scopes: pending.scopes,
                challenge: pending.challenge,
                ends_at: now() + CODE_LIFETIME,
                grant_id: None,
            },
        );
        response
    })
}

/// `POST` of "Sign in as somebody else": ends the browser session and shows the sign-in page.
pub(crate) async fn logout(
    Extract(app): Extract<App>,
    headers: HeaderMap,
    Form(form): Form<ConsentForm>,
) -> Response<Body> {
    let known = app.world.change(|state| {
        if let Some(session) = browser(&app, &headers) {
            state.browsers.remove(&session);
        }
        state.pending.contains_key(&form.start)
    });
    if known {
        page::login(&Login {
            site: app.site,
            start: &form.start,
            username: "",
            problem: None,
        })
    } else {
        lost(app.site)
    }
}

/// The routes every app shares.
pub(crate) fn routes() -> axum::Router<App> {
    use axum::routing::{get, post};
    axum::Router::new()
        .route("/practice/login", post(login))
        .route("/practice/consent", get(ask_consent).post(decide))
        .route("/practice/logout", post(logout))
}
