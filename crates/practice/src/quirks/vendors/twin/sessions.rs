//! Log-ins of an app's own: two steps that end in a header, and one that ends in a cookie.

use serde_json::json;

use super::super::super::ask::{Answer, Ask, Refusal, need};
use super::super::super::desk::{Desk, Session};
use super::super::super::mark::Mark;
use super::super::super::script::{Does, PEOPLE, Person, Vendor, door, get, person};
use super::{me, shelves, way};
use crate::random::hexadecimal;
use crate::world::now;

fn begin(desk: &mut Desk, somebody: &'static Person, seconds: i64) -> String {
    let id = hexadecimal::<16>();
    let session = Session {
        person: somebody,
        ends_at: now() + seconds * 1_000,
    };
    desk.sessions.insert(id.clone(), session);
    id
}

fn refused() -> Refusal {
    Refusal::new(
        401,
        "bad_login",
        "user name and password do not go together",
    )
}

/// The first step: Basic for a ticket.
fn ticket(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let (name, password) = crate::basic::credentials(&ask.headers).ok_or_else(refused)?;
    let somebody = person(&name, &password).ok_or_else(refused)?;
    let ticket = hexadecimal::<8>();
    desk.switches
        .insert(format!("ticket {ticket}"), somebody.username.to_owned());
    Ok(Answer::ok(&json!({ "ticket": ticket })))
}

/// The second: the ticket for a session, told in a header, and a key to renew it.
fn session(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let body = ask.json()?;
    let ticket = body["ticket"].as_str().unwrap_or_default();
    let name = desk
        .switches
        .remove(&format!("ticket {ticket}"))
        .ok_or_else(refused)?;
    let somebody = PEOPLE
        .iter()
        .find(|person| person.username == name)
        .ok_or_else(refused)?;
    let renewal = hexadecimal::<8>();
    desk.switches.insert(format!("renewal {renewal}"), name);
    let id = begin(desk, somebody, 600);
    let answer = Answer::ok(
        &json!({ "expires_in": 600, "renewal": renewal, "user": { "id": somebody.number } }),
    );
    Ok(answer.with("x-session", &id))
}

/// The renewal: a new session and a new key; the old key is spent.
fn renew(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let body = ask.json()?;
    let renewal = body["renewal"].as_str().unwrap_or_default();
    let name = desk
        .switches
        .remove(&format!("renewal {renewal}"))
        .ok_or_else(refused)?;
    let somebody = PEOPLE
        .iter()
        .find(|person| person.username == name)
        .ok_or_else(refused)?;
    let next = hexadecimal::<8>();
    desk.switches.insert(format!("renewal {next}"), name);
    let id = begin(desk, somebody, 600);
    Ok(Answer::ok(&json!({ "expires_in": 600, "renewal": next })).with("x-session", &id))
}

/// A form for a cookie; nothing says how long it lasts.
fn cookie(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let form = ask.form_pairs();
    let somebody = person(need(&form, "user")?, need(&form, "password")?).ok_or_else(refused)?;
    let id = begin(desk, somebody, 600);
    let answer = Answer::ok(&json!({ "ok": true }));
    Ok(answer.with("set-cookie", "theme=calm; Path=/").with(
        "set-cookie",
        &format!("SID={id}; Path=/; HttpOnly; SameSite=Lax"),
    ))
}

pub(super) fn ways() -> Vec<Vendor> {
    const HEADER: &[Mark] = &[Mark::Session {
        header: "x-session",
        scheme: "",
    }];
    const COOKIE: &[Mark] = &[Mark::SessionCookie("SID")];
    let mut cookies = way(
        "session_cookie",
        "/session_cookie",
        vec![
            door("POST", "/login", Does::Call(cookie)),
            get("/me", COOKIE, me),
            get("/shelves", COOKIE, shelves),
        ],
    );
    // An ended session is answered with 200 and a word.
    cookies.refuse = |_, refusal| {
        if refusal.code == "invalid_token" {
            return Answer::ok(&json!({ "ok": false, "error": "session_expired" }));
        }
        Answer::json(
            refusal.status,
            &json!({ "ok": false, "error": refusal.code }),
        )
    };
    vec![
        way(
            "session",
            "/session",
            vec![
                door("POST", "/ticket", Does::Call(ticket)),
                door("POST", "/session", Does::Call(session)),
                door("POST", "/renew", Does::Call(renew)),
                get("/me", HEADER, me),
                get("/shelves", HEADER, shelves),
            ],
        ),
        cookies,
    ]
}
