//! An API of nobody in particular, for the definition in which the person fills in the way.

use serde_json::json;

use super::super::ask::{Answer, Ask, Refusal};
use super::super::desk::{Desk, Session};
use super::super::mark::Mark;
use super::super::oauth1::{OAuth1, USUAL};
use super::super::oauth2::{
    BY_THE_BOOK, CLIENT_CREDENTIALS, CODE, ClientProof, OAuth2, Proof, REFRESH,
};
use super::super::script::{Caller, Does, Door, Vendor, demanding, door, get, person};
use super::super::signed::Hmac;
use super::{BEARER, by_the_book};
use crate::random::hexadecimal;
use crate::world::now;

static CODE_FLOW: OAuth2 = OAuth2 {
    client_proof: ClientProof::Basic,
    proof: Proof::Demanded,
    scopes: &["read", "write"],
    grants: &[CODE, REFRESH, CLIENT_CREDENTIALS],
    ..BY_THE_BOOK
};

static FOUND: OAuth2 = OAuth2 {
    client_proof: ClientProof::Basic,
    proof: Proof::Demanded,
    scopes: &["read", "write"],
    back: |ask, _, _| vec![("iss".to_owned(), format!("{}/issuer", ask.origin()))],
    ..BY_THE_BOOK
};

static LEGS: OAuth1 = USUAL;

static FIXED: OAuth1 = OAuth1 {
    method: "HMAC-SHA256",
    realm: Some("ACME"),
    fixed: Some(("pantry-token", "pantry-token-secret")),
    ..USUAL
};

static SIGNED: Hmac = Hmac {
    key: b"pantry-signing-key",
    key_id: "pantry-key-1",
    nonce: false,
};

const KEY: &str = "pantry-key-1";
const LEGS_MARK: &[Mark] = &[Mark::OAuth1(&LEGS)];
const FIXED_MARK: &[Mark] = &[Mark::OAuth1(&FIXED)];
const SIGNED_MARK: &[Mark] = &[Mark::Hmac(&SIGNED)];

const fn header(name: &'static str, value: &'static str) -> Mark {
    Mark::Header { name, value }
}

fn me(_: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::ok(
        &json!({ "id": caller.person.number, "name": caller.person.name }),
    ))
}

/// RFC 8414 section 3: the well-known part stands between host and path.
fn metadata(ask: &Ask, _: &mut Desk) -> Result<Answer, Refusal> {
    let issuer = format!("{}/issuer", ask.origin());
    Ok(Answer::ok(&json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "authorization_response_iss_parameter_supported": true,
    })))
}

/// User name and password in JSON for a token.
fn log_in(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let body = ask.json()?;
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let somebody = person(&text("username"), &text("password")).ok_or_else(|| {
        Refusal::new(
            401,
            "bad_login",
            "user name and password do not go together",
        )
    })?;
    let id = hexadecimal::<16>();
    let session = Session {
        person: somebody,
        ends_at: now() + 600_000,
    };
    desk.sessions.insert(id.clone(), session);
    Ok(Answer::ok(&json!({ "data": { "token": id } })))
}

pub(super) fn http() -> Vendor {
    const SESSION: &[Mark] = &[Mark::Session {
        header: "authorization",
        scheme: "Bearer ",
    }];
    let mut doors = keys();
    doors.extend([
        door("GET", "/oauth2/authorize", Does::Authorize(&CODE_FLOW)),
        door("POST", "/oauth2/token", Does::Token(&CODE_FLOW)),
        get("/oauth2/me", BEARER, me),
        door(
            "GET",
            "/.well-known/oauth-authorization-server/issuer",
            Does::Call(metadata),
        ),
        door("GET", "/issuer/authorize", Does::Authorize(&FOUND)),
        door("POST", "/issuer/token", Does::Token(&FOUND)),
        get("/issuer/me", BEARER, me),
        door("POST", "/oauth1/request", Does::RequestToken(&LEGS)),
        door("GET", "/oauth1/authorize", Does::Permit(&LEGS)),
        door("POST", "/oauth1/access", Does::AccessToken(&LEGS)),
        get("/oauth1/me", LEGS_MARK, me),
        get("/oauth1_token/me", FIXED_MARK, me),
        door("POST", "/session/login", Does::Call(log_in)),
        get("/session/me", SESSION, me),
        get("/hmac/me", SIGNED_MARK, me),
        get("/certificate/me", &[Mark::Certificate], me),
    ]);
    Vendor {
        id: "http",
        hosts: &["api.acme.example"],
        prefix: "",
        doors,
        refuse: by_the_book,
    }
}

/// A key or password in each place.
fn keys() -> Vec<Door> {
    const BODY: &[Mark] = &[Mark::Body {
        name: "api_key",
        value: KEY,
    }];
    const BASIC: &[Mark] = &[Mark::Basic {
        user: "ada",
        password: "pässword:with colon",
    }];
    const QUERY: &[Mark] = &[Mark::Query {
        name: "api_key",
        value: KEY,
    }];
    const COOKIE: &[Mark] = &[Mark::Cookie {
        name: "session",
        value: KEY,
    }];
    const WSSE: &[Mark] = &[Mark::Wsse {
        user: "ada",
        password: "pantry-wsse",
    }];
    const PATH: &[Mark] = &[Mark::Path(KEY)];
    vec![
        get("/basic/me", BASIC, me),
        get(
            "/bearer/me",
            const { &[header("authorization", "Bearer pantry-key-1")] },
            me,
        ),
        get("/header/me", const { &[header("x-api-key", KEY)] }, me),
        get(
            "/prefixed/me",
            const { &[header("x-api-key", "Token pantry-key-1")] },
            me,
        ),
        get("/query/me", QUERY, me),
        get("/cookie/me", COOKIE, me),
        demanding("POST", "/body/me", BODY, &[], me),
        get("/bot*/me", PATH, me),
        get("/path/bot*/me", PATH, me),
        get("/wsse/me", WSSE, me),
        get("/open/me", &[Mark::Nothing], me),
    ]
}
