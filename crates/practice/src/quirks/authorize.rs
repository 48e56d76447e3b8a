//! The pages of a vendor: what the authorization endpoint takes, who signs in, and the way back.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use url::Url;

use super::ask::{Answer, Ask, Refusal, need, one};
use super::demand;
use super::desk::{Code, Desk, Pending, PendingKind};
use super::oauth2::{Loopback, OAuth2, Proof};
use super::script::person;
use crate::page::{escape, page};
use crate::random::{hexadecimal, text};

/// Reads an authorization request and shows the sign-in page.
pub(crate) fn authorize(
    rule: &'static OAuth2,
    ask: &Ask,
    desk: &mut Desk,
) -> Result<Answer, Refusal> {
    let asked = ask.query_pairs();
    let standard = [
        "client_id",
        "redirect_uri",
        "state",
        "scope",
        "response_type",
        "code_challenge",
        "code_challenge_method",
    ];
    let names: Vec<&str> = standard.iter().map(|name| rule.name(name)).collect();
    let known: Vec<&str> = names.iter().chain(rule.authorize_may).copied().collect();
    demand::parameters(&asked, rule.authorize_must, &known)?;
    if need(&asked, rule.name("client_id"))? != rule.client_id {
        return Err(Refusal::client("no such client"));
    }
    let kind = one(&asked, rule.name("response_type"))?.unwrap_or_default();
    let optional = rule.response_type.strip_suffix('?');
    let left_out = kind.is_empty() && optional.is_some();
    if kind != optional.unwrap_or(rule.response_type) && !left_out {
        let why = format!(
            "response_type must be {:?}, and it is {kind:?}",
            rule.response_type
        );
        return Err(Refusal::new(400, "unsupported_response_type", why));
    }
    let redirect = need(&asked, rule.name("redirect_uri"))?.to_owned();
    registered(rule, &redirect)?;
    let state = need(&asked, rule.name("state"))?.to_owned();
    let scopes = match one(&asked, rule.name("scope"))? {
        None | Some("") => Vec::new(),
        Some(_) if rule.scopes.is_empty() => {
            return Err(Refusal::new(
                400,
                "invalid_scope",
                "this vendor knows no scopes",
            ));
        }
        Some(text) => rule.read_scopes(text)?,
    };
    let challenge = challenge(rule, &asked)?;
    let start = text::<18>();
    let pending = Pending {
        redirect,
        state: Some(state),
        scopes,
        challenge,
        asked,
        person: None,
        kind: PendingKind::Code(rule),
    };
    desk.pending.insert(start.clone(), pending);
    Ok(sign_in_page(ask, &start, ""))
}

/// A redirect some client registered: loopback, under the callback path.
fn registered(rule: &OAuth2, redirect: &str) -> Result<(), Refusal> {
    let refuse = || {
        let why = format!("redirect {redirect} is not registered");
        Err(Refusal::new(400, "redirect_uri_mismatch", why))
    };
    let Ok(url) = Url::parse(redirect) else {
        return refuse();
    };
    let host = url.host_str().unwrap_or_default();
    let written = match rule.loopback {
        Loopback::Any => ["127.0.0.1", "localhost"].contains(&host),
        Loopback::Localhost => host == "localhost",
        Loopback::Literal => host == "127.0.0.1",
    };
    let path = if rule.callback.is_empty() {
        url.path().starts_with("/callback/")
    } else {
        url.path() == rule.callback
    };
    let plain = url.query().is_none() && url.fragment().is_none() && url.scheme() == "http";
    if written && path && plain {
        Ok(())
    } else {
        refuse()
    }
}

fn challenge(rule: &OAuth2, asked: &[(String, String)]) -> Result<Option<String>, Refusal> {
    let challenge = one(asked, "code_challenge")?;
    let method = one(asked, "code_challenge_method")?;
    match (rule.proof, challenge) {
        (Proof::Demanded, None) => Err(Refusal::request("code_challenge is missing")),
        (Proof::Refused, Some(_)) => Err(Refusal::request("code_challenge is not known here")),
        (_, Some(challenge)) if method != Some("S256") || challenge.len() != 43 => {
            Err(Refusal::request("code_challenge_method must be S256"))
        }
        (_, challenge) => Ok(challenge.map(str::to_owned)),
    }
}

/// The page that asks who is there.
pub(crate) fn sign_in_page(ask: &Ask, start: &str, problem: &str) -> Answer {
    let problem = if problem.is_empty() {
        String::new()
    } else {
        format!(
            "<p class=\"problem\" id=\"error\" role=\"alert\">{}</p>",
            escape(problem)
        )
    };
    let content = format!(
        "<h1>Sign in</h1>\n{problem}\n<form method=\"post\" action=\"{}/practice/login\" id=\"login_form\">\n\
         <input type=\"hidden\" name=\"start\" value=\"{}\">\n\
         <label for=\"username\">Username</label>\n\
         <input id=\"username\" name=\"username\" type=\"text\" autocomplete=\"username\" required autofocus>\n\
         <label for=\"password\">Password</label>\n\
         <input id=\"password\" name=\"pw\" type=\"password\" autocomplete=\"current-password\" required>\n\
         <button type=\"submit\" id=\"Login\" class=\"primary\">Sign in</button>\n</form>\n\
         <p class=\"note\">A stand-in for {} on this computer. Nothing you type leaves it.</p>",
        ask.prefix,
        escape(start),
        escape(ask.host()),
    );
    shown(StatusCode::OK, "Sign in", &content, "")
}

fn shown(status: StatusCode, title: &str, content: &str, targets: &str) -> Answer {
    Answer(page(status, title, "zendesk", content, targets))
}

/// A page that ends a sign-in at the vendor.
pub(crate) fn refused_page(refusal: &Refusal) -> Answer {
    let content = format!(
        "<h1>This sign-in was refused</h1>\n<p class=\"problem\" id=\"error\" role=\"alert\">{}: {}</p>",
        escape(refusal.code),
        escape(&refusal.why),
    );
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
    shown(status, "Refused", &content, "")
}

fn lost() -> Refusal {
    Refusal::request("this sign-in is over; start again from the app")
}

/// `POST` of the sign-in form.
pub(crate) fn log_in(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let form = ask.form_pairs();
    let start = need(&form, "start")?;
    let pending = desk.pending.get_mut(start).ok_or_else(lost)?;
    let typed = (one(&form, "username")?, one(&form, "pw")?);
    let found = typed.0.zip(typed.1).and_then(|(name, pw)| person(name, pw));
    let Some(somebody) = found else {
        return Ok(sign_in_page(
            ask,
            start,
            "That user name and password do not go together.",
        ));
    };
    pending.person = Some(somebody);
    let to = format!("{}/practice/consent?start={start}", ask.prefix);
    Ok(Answer::redirect(&to))
}

/// `GET` of the consent page.
pub(crate) fn ask_consent(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let query = ask.query_pairs();
    let start = need(&query, "start")?;
    let pending = desk.pending.get(start).ok_or_else(lost)?;
    let somebody = pending.person.ok_or_else(lost)?;
    let scopes: Vec<String> = pending
        .scopes
        .iter()
        .map(|scope| format!("<li><code>{}</code></li>", escape(scope)))
        .collect();
    let content = format!(
        "<h1>Allow access?</h1>\n<ul>{}</ul>\n<p>Do you want to allow access for <strong>{}</strong>?</p>\n\
         <form method=\"post\" action=\"{}/practice/consent\" id=\"consent_form\">\n\
         <input type=\"hidden\" name=\"start\" value=\"{}\">\n<div class=\"pair\">\n\
         <button type=\"submit\" name=\"decision\" value=\"allow\" id=\"oaapprove\" class=\"primary\" autofocus>Allow</button>\n\
         <button type=\"submit\" name=\"decision\" value=\"deny\" id=\"oadeny\">Deny</button>\n</div>\n</form>",
        scopes.concat(),
        escape(somebody.name),
        ask.prefix,
        escape(start),
    );
    Ok(shown(
        StatusCode::OK,
        "Allow access?",
        &content,
        &target(&pending.redirect),
    ))
}

fn target(redirect: &str) -> String {
    Url::parse(redirect).map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
}

/// `POST` of the consent page.
pub(crate) fn decide(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let form = ask.form_pairs();
    let pending = desk
        .pending
        .remove(need(&form, "start")?)
        .ok_or_else(lost)?;
    let somebody = pending.person.ok_or_else(lost)?;
    let allowed = need(&form, "decision")? == "allow";
    match pending.kind.clone() {
        PendingKind::Code(rule) => {
            let mut back = if allowed {
                let code = hexadecimal::<16>();
                let mut back = vec![(rule.name("code").to_owned(), code.clone())];
                back.extend((rule.back)(ask, &pending, somebody));
                let code_of = Code {
                    pending: pending.clone(),
                    person: somebody,
                    used: false,
                };
                desk.codes.insert(code, code_of);
                back
            } else {
                vec![
                    ("error".to_owned(), "access_denied".to_owned()),
                    (
                        "error_description".to_owned(),
                        "The person declined".to_owned(),
                    ),
                ]
            };
            let state = pending.state.clone().unwrap_or_default();
            back.push((rule.name("state").to_owned(), state));
            Ok(send_back(&pending, &back))
        }
        PendingKind::Token(token) => {
            Ok(permit(&pending, desk, &token, allowed.then_some(somebody)))
        }
        PendingKind::Device(code) => {
            if let Some(device) = desk.devices.get_mut(&code) {
                device.denied = !allowed;
                device.person = allowed.then_some(somebody);
            }
            let content = "<h1 id=\"done\">You can close this page</h1>";
            Ok(shown(StatusCode::OK, "Done", content, ""))
        }
    }
}

/// The way back, in the response mode the page was opened with.
fn send_back(pending: &Pending, back: &[(String, String)]) -> Answer {
    let mode = one(&pending.asked, "response_mode").ok().flatten();
    let text = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(back)
        .finish();
    match mode {
        Some("fragment") => Answer::redirect(&format!("{}#{text}", pending.redirect)),
        Some("form_post") => {
            let fields: Vec<String> = back
                .iter()
                .map(|(name, value)| {
                    format!(
                        "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
                        escape(name),
                        escape(value)
                    )
                })
                .collect();
            let content = format!(
                "<h1>Back to the app</h1>\n<form method=\"post\" action=\"{}\" id=\"back_form\">{}\
                 <button type=\"submit\" id=\"continue\" class=\"primary\">Continue</button></form>",
                escape(&pending.redirect),
                fields.concat()
            );
            shown(
                StatusCode::OK,
                "Back to the app",
                &content,
                &target(&pending.redirect),
            )
        }
        _ => Answer::redirect(&format!("{}?{text}", pending.redirect)),
    }
}

/// The end of the second step of OAuth 1: a verifier, in the redirect or on the page.
fn permit(
    pending: &Pending,
    desk: &mut Desk,
    token: &str,
    somebody: Option<&'static super::script::Person>,
) -> Answer {
    let Some(pair) = desk.tokens.get_mut(token) else {
        return refused_page(&lost());
    };
    let join = if pending.redirect.contains('?') {
        '&'
    } else {
        '?'
    };
    let Some(somebody) = somebody else {
        desk.tokens.remove(token);
        let to = format!(
            "{}{join}oauth_problem=user_refused&oauth_token={token}",
            pending.redirect
        );
        return Answer::redirect(&to);
    };
    let verifier = hexadecimal::<4>();
    pair.person = Some(somebody);
    pair.verifier = Some(verifier.clone());
    if pending.redirect == "oob" {
        let content = format!("<h1>Your code</h1>\n<p><code id=\"pin\">{verifier}</code></p>");
        return shown(StatusCode::OK, "Your code", &content, "");
    }
    let to = format!(
        "{}{join}oauth_token={token}&oauth_verifier={verifier}",
        pending.redirect
    );
    Answer::redirect(&to)
}

/// The page where the code of a device is typed.
pub(crate) fn device_page(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let pairs = if ask.method == "POST" {
        ask.form_pairs()
    } else {
        ask.query_pairs()
    };
    let Some(typed) = one(&pairs, "user_code")? else {
        let content = format!(
            "<h1>Enter the code</h1>\n<form method=\"post\" action=\"{}\" id=\"code_form\">\
             <label for=\"user_code\">Code</label>\
             <input id=\"user_code\" name=\"user_code\" type=\"text\" required autofocus>\
             <button type=\"submit\" class=\"primary\">Continue</button></form>",
            escape(&ask.path)
        );
        return Ok(shown(StatusCode::OK, "Enter the code", &content, ""));
    };
    let found = desk
        .devices
        .iter()
        .find(|(_, device)| device.user_code == typed);
    let (code, device) = found.ok_or_else(|| Refusal::request("no device shows that code"))?;
    let pending = Pending {
        redirect: String::new(),
        state: None,
        scopes: device.scopes.clone(),
        challenge: None,
        asked: Vec::new(),
        person: None,
        kind: PendingKind::Device(code.clone()),
    };
    let start = text::<18>();
    desk.pending.insert(start.clone(), pending);
    Ok(sign_in_page(ask, &start, ""))
}

impl From<Response<Body>> for Answer {
    fn from(response: Response<Body>) -> Self {
        Self(response)
    }
}
