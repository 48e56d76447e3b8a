//! OAuth 1 in its variations: signatures, places, a realm, a hashed body, a PIN.

use super::super::super::mark::Mark;
use super::super::super::oauth1::{OAuth1, Stand, USUAL};
use super::super::super::script::{Does, Vendor, demanding, door, get};
use super::{me, shelves, way};

static HMAC: OAuth1 = OAuth1 {
    more: |person| {
        vec![
            ("user_id", person.number.to_string()),
            ("screen_name", "ada".to_owned()),
        ]
    },
    ..USUAL
};

static RSA: OAuth1 = OAuth1 {
    method: "RSA-SHA1",
    ..USUAL
};

static QUERY: OAuth1 = OAuth1 {
    method: "HMAC-SHA512",
    stand: Stand::Query,
    ..USUAL
};

static BODY: OAuth1 = OAuth1 {
    method: "RSA-SHA256",
    stand: Stand::Body,
    ..USUAL
};

static FIXED: OAuth1 = OAuth1 {
    method: "HMAC-SHA256",
    realm: Some("ACME_SB1"),
    body_hash: true,
    fixed: Some(("quirks-token", "quirks-token-secret")),
    ..USUAL
};

fn legs(
    id: &'static str,
    prefix: &'static str,
    rule: &'static OAuth1,
    marks: &'static [Mark],
) -> Vendor {
    way(
        id,
        prefix,
        vec![
            door("POST", "/request", Does::RequestToken(rule)),
            door("GET", "/authorize", Does::Permit(rule)),
            door("POST", "/access", Does::AccessToken(rule)),
            get("/me", marks, me),
            get("/shelves", marks, shelves),
            demanding("POST", "/notes", marks, &[], |ask, caller| {
                ask.json()?;
                me(ask, caller)
            }),
        ],
    )
}

pub(super) fn ways() -> Vec<Vendor> {
    vec![
        legs(
            "oauth1_hmac",
            "/oauth1_hmac",
            &HMAC,
            const { &[Mark::OAuth1(&HMAC)] },
        ),
        legs(
            "oauth1_rsa",
            "/oauth1_rsa",
            &RSA,
            const { &[Mark::OAuth1(&RSA)] },
        ),
        legs(
            "oauth1_query",
            "/oauth1_query",
            &QUERY,
            const { &[Mark::OAuth1(&QUERY)] },
        ),
        legs(
            "oauth1_body",
            "/oauth1_body",
            &BODY,
            const { &[Mark::OAuth1(&BODY)] },
        ),
        legs(
            "oauth1_fixed",
            "/oauth1_fixed",
            &FIXED,
            const { &[Mark::OAuth1(&FIXED)] },
        ),
    ]
}
