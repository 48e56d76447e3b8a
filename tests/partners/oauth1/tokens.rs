//! Random tokens, minted here and verified by PyJWT.

use std::cell::RefCell;

use larder_auth::jwt;
use larder_connector::{JwtAlgorithm, KeyEncoding};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};

use crate::python::{Partner, key_text};

fn algorithm() -> impl Strategy<Value = (JwtAlgorithm, String)> {
    let shared = prop_oneof!["[!-~]{1,80}", "\\PC{1,40}"];
    let hmac = (
        select(vec![
            JwtAlgorithm::HS256,
            JwtAlgorithm::HS384,
            JwtAlgorithm::HS512,
        ]),
        shared,
    );
    let signed = select(vec![
        (JwtAlgorithm::RS256, "rsa_2048_pkcs8.pem"),
        (JwtAlgorithm::RS384, "rsa_2048_pkcs1.pem"),
        (JwtAlgorithm::RS512, "rsa_2048_pkcs8.pem"),
        (JwtAlgorithm::PS256, "rsa_2048_pkcs1.pem"),
        (JwtAlgorithm::ES256, "p256_sec1.pem"),
        (JwtAlgorithm::ES256, "p256_pkcs8.pem"),
        (JwtAlgorithm::ES384, "p384_sec1.pem"),
        (JwtAlgorithm::ES384, "p384_pkcs8.pem"),
        (JwtAlgorithm::EdDSA, "ed25519.pem"),
    ]);
    prop_oneof![
        hmac,
        signed.prop_map(|(algorithm, name)| (algorithm, key_text(name))),
    ]
}

fn claims() -> impl Strategy<Value = Map<String, Value>> {
    let value = prop_oneof![
        "\\PC{0,12}".prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        prop::collection::vec("\\PC{0,4}", 0..3).prop_map(Value::from),
    ];
    // Names that mean nothing to the library, which judges the others by the clock.
    prop::collection::btree_map("claim_\\PC{0,4}", value, 0..5)
        .prop_map(|claims| claims.into_iter().collect())
}

#[test]
fn a_thousand_random_tokens_verify_in_pyjwt() {
    let partner = RefCell::new(Partner::start("verify.py", &[]));
    let config = Config {
        cases: 1_000,
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(
        &(algorithm(), claims(), "\\PC{0,10}"),
        |((algorithm, key), claims, key_id)| {
            let header = Map::from_iter([("kid".to_owned(), Value::from(key_id.as_str()))]);
            let token = jwt::mint(
                algorithm,
                &key.as_str().into(),
                KeyEncoding::Text,
                &header,
                &claims,
            );
            let token = token.map_err(|fault| TestCaseError::fail(fault.to_string()))?;
            let question = json!({
                "kind": "token",
                "algorithm": algorithm.as_str(),
                "key": key,
                "token": token.expose_secret(),
                "claims": claims,
                "key_id": key_id,
            });
            let judged = partner.borrow_mut().judge(&question);
            judged.map_err(TestCaseError::fail)
        },
    );
    if let Err(failed) = outcome {
        panic!("{failed}");
    }
}
