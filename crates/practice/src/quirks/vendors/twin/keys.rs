//! Passwords and keys in every place, and requests that are signed.

use super::super::super::LOOPBACK;
use super::super::super::demand::Must;
use super::super::super::jwt::Expected;
use super::super::super::mark::Mark;
use super::super::super::script::{Vendor, demanding, get};
use super::super::super::signed::{Aws, Hmac};
use super::{by_the_book, me, shelves, way};

const KEY: &str = "quirks-key";

static AWS: Aws = Aws {
    access_key: "AKIDEXAMPLE",
    secret_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    region: "us-east-1",
    service: "pantry",
};

static HMAC: Hmac = Hmac {
    // People get it in base64: cXVpcmtzLWhtYWMta2V5LW9mLTMyLWJ5dGVzLWxvbmc=
    key: b"quirks-hmac-key-of-32-bytes-long",
    key_id: "quirks-key-1",
    nonce: true,
};

/// Signed anew for each request, five minutes at most.
const MINTED: Expected = Expected {
    algorithm: "HS256",
    secret: b"quirks-shared-secret-of-32-bytes",
    key_id: Some("quirks-key-1"),
    claims: &[("iss", "quirks-key-1"), ("aud", "pantry")],
    check: |_, _| Ok(()),
    longest: 300,
};

const EDWARDS: Expected = Expected {
    algorithm: "EdDSA",
    ..MINTED
};

const CURVE: Expected = Expected {
    algorithm: "ES256",
    ..MINTED
};

fn key(id: &'static str, prefix: &'static str, marks: &'static [Mark]) -> Vendor {
    let doors = vec![
        get("/me", marks, me),
        get("/shelves", marks, shelves),
        demanding("POST", "/notes", marks, &[], me),
    ];
    way(id, prefix, doors)
}

pub(super) fn ways() -> Vec<Vendor> {
    // The key goes before the whole path, so this way begins at the origin.
    let path = Vendor {
        id: "key_path",
        hosts: &[LOOPBACK],
        prefix: "",
        doors: vec![
            get("/bot*/key_path/me", &[Mark::Path(KEY)], me),
            get("/bot*/key_path/shelves", &[Mark::Path(KEY)], shelves),
        ],
        refuse: by_the_book,
    };
    let mut body = key("key_body", "/key_body", BODY);
    body.doors = vec![
        demanding(
            "POST",
            "/me",
            BODY,
            &[("content-type", Must::BeginWith("application/json"))],
            me,
        ),
        demanding("POST", "/form/me", BODY, &[], me),
    ];
    vec![
        key(
            "basic",
            "/basic",
            &[Mark::Basic {
                user: "ada@acme.test/token",
                password: "pässword:1",
            }],
        ),
        key(
            "key_header",
            "/key_header",
            &[Mark::Header {
                name: "authorization",
                value: "PantryKey quirks-key",
            }],
        ),
        key(
            "key_query",
            "/key_query",
            &[Mark::Query {
                name: "api_key",
                value: KEY,
            }],
        ),
        key(
            "key_cookie",
            "/key_cookie",
            &[Mark::Cookie {
                name: "pantry",
                value: KEY,
            }],
        ),
        body,
        path,
        key(
            "several_keys",
            "/several_keys",
            &[Mark::All(&[
                Mark::Header {
                    name: "x-app-key",
                    value: "quirks-app",
                },
                Mark::Header {
                    name: "x-user-key",
                    value: KEY,
                },
            ])],
        ),
        key("aws_sigv4", "/aws_sigv4", AWS_MARK),
        key("hmac", "/hmac", HMAC_MARK),
        key(
            "wsse",
            "/wsse",
            &[Mark::Wsse {
                user: "ada",
                password: "quirks-wsse-password",
            }],
        ),
        key("jwt", "/jwt", &[Mark::Jwt(MINTED)]),
        key("jwt_edwards", "/jwt_edwards", &[Mark::Jwt(EDWARDS)]),
        key("jwt_curve", "/jwt_curve", &[Mark::Jwt(CURVE)]),
    ]
}

const AWS_MARK: &[Mark] = &[Mark::AwsSigV4(&AWS)];
const HMAC_MARK: &[Mark] = &[Mark::Hmac(&HMAC)];
const BODY: &[Mark] = &[Mark::Body {
    name: "api_key",
    value: KEY,
}];
