//! An API of nobody in particular, for the definition in which the person fills in the way.

use serde_json::json;

use super::super::ask::{Answer, Ask, Refusal};
use super::super::mark::Mark;
use super::super::oauth1::{OAuth1, USUAL};
use super::super::oauth2::{BY_THE_BOOK, CLIENT_CREDENTIALS, CODE, ClientProof, OAuth2, REFRESH};
use super::super::script::{Caller, Does, Vendor, demanding, door, get};
use super::{BEARER, by_the_book};

static CODE_FLOW: OAuth2 = OAuth2 {
    client_proof: ClientProof::BasicOrBody,
    scopes: &["read", "write"],
    grants: &[CODE, REFRESH, CLIENT_CREDENTIALS],
    ..BY_THE_BOOK
};

static LEGS: OAuth1 = USUAL;

const LEGS_MARK: &[Mark] = &[Mark::OAuth1(&LEGS)];

fn me(_: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::ok(
        &json!({ "id": caller.person.number, "name": caller.person.name }),
    ))
}

pub(super) fn http() -> Vendor {
    const KEY: &str = "pantry-key-1";
    Vendor {
        id: "http",
        hosts: &["api.acme.example"],
        prefix: "",
        doors: vec![
            get(
                "/basic/me",
                &[Mark::Basic {
                    user: "ada",
                    password: "pässword:with colon",
                }],
                me,
            ),
            get(
                "/bearer/me",
                &[Mark::Header {
                    name: "authorization",
                    value: "Bearer pantry-key-1",
                }],
                me,
            ),
            get(
                "/header/me",
                &[Mark::Header {
                    name: "x-api-key",
                    value: KEY,
                }],
                me,
            ),
            get(
                "/prefixed/me",
                &[Mark::Header {
                    name: "x-api-key",
                    value: "Token pantry-key-1",
                }],
                me,
            ),
            get(
                "/query/me",
                &[Mark::Query {
                    name: "api_key",
                    value: KEY,
                }],
                me,
            ),
            get(
                "/cookie/me",
                &[Mark::Cookie {
                    name: "session",
                    value: KEY,
                }],
                me,
            ),
            demanding(
                "POST",
                "/body/me",
                &[Mark::Body {
                    name: "api_key",
                    value: KEY,
                }],
                &[],
                me,
            ),
            get("/open/me", &[Mark::Nothing], me),
            door("GET", "/oauth2/authorize", Does::Authorize(&CODE_FLOW)),
            door("POST", "/oauth2/token", Does::Token(&CODE_FLOW)),
            get("/oauth2/me", BEARER, me),
            door("POST", "/oauth1/request", Does::RequestToken(&LEGS)),
            door("GET", "/oauth1/authorize", Does::Permit(&LEGS)),
            door("POST", "/oauth1/access", Does::AccessToken(&LEGS)),
            get("/oauth1/me", LEGS_MARK, me),
            get("/certificate/me", &[Mark::Certificate], me),
        ],
        refuse: by_the_book,
    }
}
