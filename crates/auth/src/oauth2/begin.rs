//! Owns the authorization request (RFC 6749 4.1.1) with its `state` and proof key (RFC 7636).

use ::oauth2::{CsrfToken, PkceCodeChallenge};
use larder_connector::OAuth2Plan;
use url::Url;

use super::{Begun, Client};
use crate::attempt::{Attempt, Expected};

/// What a definition's own parameters never replace: these bind the answer to this attempt.
const OURS: [&str; 6] = [
    "client_id",
    "redirect_uri",
    "state",
    "code_challenge",
    "code_challenge_method",
    "client_secret",
];

/// Begins a sign-in: makes a fresh `state` and verifier and the address to open.
///
/// `redirect` is the very address the answer comes to, port included; `id` names the attempt in logs.
pub fn begin(plan: &OAuth2Plan, client: &Client, redirect: Url, id: String) -> Begun {
    let state = CsrfToken::new_random();
    let proof = plan.pkce.then(PkceCodeChallenge::new_random_sha256);
    let mut parameters = vec![
        ("response_type", "code".to_owned()),
        ("client_id", client.id.clone()),
        ("redirect_uri", redirect.as_str().to_owned()),
    ];
    if !plan.scopes.is_empty() {
        parameters.push(("scope", joined_scopes(plan)));
    }
    parameters.push(("state", state.secret().clone()));
    if let Some((challenge, _)) = &proof {
        parameters.push(("code_challenge", challenge.as_str().to_owned()));
        let method = challenge.method().as_str().to_owned();
        parameters.push(("code_challenge_method", method));
    }
    for (name, value) in &plan.authorize_params {
        if may_set(name, value) {
            parameters.retain(|(own, _)| own != name);
            parameters.push((name, value.clone()));
        }
    }
    let mut authorize_url = plan.authorize_url.clone();
    authorize_url.query_pairs_mut().extend_pairs(parameters);
    let expected = Expected {
        state: state.into_secret().into(),
        issuer: plan.issuer.clone(),
        iss_required: plan.iss_required,
    };
    Begun {
        authorize_url,
        attempt: Attempt::new(id, redirect, expected, Attempt::LIFETIME),
        verifier: proof.map(|(_, verifier)| verifier.into_secret().into()),
        is_spent: false,
    }
}

/// A response type without a code would put tokens into the address, which the attempt refuses.
fn may_set(name: &str, value: &str) -> bool {
    match name {
        "response_type" => value.split(' ').any(|kind| kind == "code"),
        _ => !OURS.contains(&name),
    }
}

/// A `+` between scopes is how a query writes a blank.
fn joined_scopes(plan: &OAuth2Plan) -> String {
    let separator = match plan.scope_separator.as_str() {
        "+" => " ",
        separator => separator,
    };
    plan.scopes.join(separator)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use larder_connector::{ClientAuth, RedirectPlan, Window};
    use secrecy::ExposeSecret;
    use sha2::{Digest, Sha256};

    use super::*;

    fn plan() -> OAuth2Plan {
        let url = |text| Url::parse(text).expect("a URL");
        OAuth2Plan {
            authorize_url: url("https://login.example/authorize?tenant=acme"),
            token_url: url("https://login.example/token"),
            refresh_url: url("https://login.example/token"),
            revoke_url: None,
            issuer: None,
            iss_required: false,
            scopes: vec!["api".to_owned(), "refresh_token".to_owned()],
            scope_separator: " ".to_owned(),
            pkce: true,
            client_auth: ClientAuth::Body,
            authorize_params: Vec::new(),
            token_params: Vec::new(),
            window: Window::Popup,
            redirect: RedirectPlan {
                host: "127.0.0.1".to_owned(),
                ports: vec![47620],
                path: "/callback/x".to_owned(),
            },
            keep: BTreeMap::new(),
            default_lifetime: None,
        }
    }

    fn begun(plan: &OAuth2Plan) -> Begun {
        let client = Client {
            id: "client one".to_owned(),
            secret: Some("CANARY-client".into()),
        };
        let redirect = Url::parse("http://127.0.0.1:47620/callback/x").expect("a URL");
        begin(plan, &client, redirect, "a1".to_owned())
    }

    fn query(begun: &Begun) -> BTreeMap<String, String> {
        let pairs: Vec<_> = begun.authorize_url.query_pairs().into_owned().collect();
        let names: BTreeSet<_> = pairs.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), pairs.len(), "each parameter once");
        pairs.into_iter().collect()
    }

    #[test]
    fn the_address_asks_for_a_code_with_state_and_proof_key() {
        let begun = begun(&plan());
        let query = query(&begun);
        assert_eq!(query["tenant"], "acme");
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["client_id"], "client one");
        assert_eq!(query["redirect_uri"], "http://127.0.0.1:47620/callback/x");
        assert_eq!(query["scope"], "api refresh_token");
        assert_eq!(query["code_challenge_method"], "S256");
        let verifier = begun.verifier.as_ref().expect("a verifier").expose_secret();
        assert!((43..=128).contains(&verifier.len()));
        let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        assert_eq!(query["code_challenge"], digest);
        assert!(query["state"].len() >= 22, "128 bits");
    }

    #[test]
    fn every_attempt_has_its_own_state_and_verifier() {
        let (one, other) = (begun(&plan()), begun(&plan()));
        assert_ne!(query(&one)["state"], query(&other)["state"]);
        assert_ne!(
            query(&one)["code_challenge"],
            query(&other)["code_challenge"]
        );
    }

    #[test]
    fn l08_the_address_holds_neither_client_secret_nor_verifier() {
        let begun = begun(&plan());
        let address = begun.authorize_url.as_str();
        assert!(!address.contains("CANARY"));
        assert!(!address.contains(begun.verifier.as_ref().expect("a verifier").expose_secret()));
    }

    #[test]
    fn l03_the_debug_text_shows_neither_state_nor_verifier() {
        let begun = begun(&plan());
        let text = format!("{begun:?}");
        assert!(!text.contains(&query(&begun)["state"]), "{text}");
        assert!(!text.contains(begun.verifier.as_ref().expect("a verifier").expose_secret()));
    }

    #[test]
    fn o05_without_a_proof_key_only_when_the_plan_says_so() {
        let begun = begun(&OAuth2Plan {
            pkce: false,
            ..plan()
        });
        assert!(begun.verifier.is_none());
        assert!(!query(&begun).contains_key("code_challenge"));
    }

    #[test]
    fn a_definition_adds_parameters_but_never_replaces_what_binds_the_answer() {
        let pairs = [
            ("prompt", "consent"),
            ("state", "fixed"),
            ("redirect_uri", "https://evil.example"),
            ("client_id", "x"),
            ("code_challenge_method", "plain"),
            ("response_type", "token"),
            ("scope", "all"),
        ];
        let authorize_params = pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
        let query = query(&begun(&OAuth2Plan {
            authorize_params,
            ..plan()
        }));
        assert_eq!(query["prompt"], "consent");
        assert_eq!(query["scope"], "all");
        assert_ne!(query["state"], "fixed");
        assert_eq!(query["redirect_uri"], "http://127.0.0.1:47620/callback/x");
        assert_eq!(query["client_id"], "client one");
        assert_eq!(query["code_challenge_method"], "S256");
        assert_eq!(query["response_type"], "code");
    }

    #[test]
    fn scopes_are_joined_as_the_app_wants_them() {
        let scope = |separator: &str| {
            let plan = OAuth2Plan {
                scope_separator: separator.to_owned(),
                ..plan()
            };
            let address = begun(&plan).authorize_url;
            let query = address.query().expect("a query").to_owned();
            let start = query.find("scope=").expect("a scope") + 6;
            query[start..]
                .split('&')
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        assert_eq!(scope(" "), "api+refresh_token");
        assert_eq!(scope("+"), "api+refresh_token");
        assert_eq!(scope(","), "api%2Crefresh_token");
        let none = OAuth2Plan {
            scopes: Vec::new(),
            ..plan()
        };
        assert!(!query(&begun(&none)).contains_key("scope"));
    }

    #[test]
    fn o06_the_attempt_knows_the_issuer_it_asked() {
        let plan = OAuth2Plan {
            issuer: Some("https://login.example".to_owned()),
            iss_required: true,
            ..plan()
        };
        let begun = begun(&plan);
        let state = &query(&begun)["state"];
        let answer = format!("/callback/x?code=c&state={state}");
        assert_ne!(
            begun.attempt.offer_text(&answer),
            crate::attempt::Offer::Taken
        );
        let answer = format!("{answer}&iss=https%3A%2F%2Flogin.example");
        assert_eq!(
            begun.attempt.offer_text(&answer),
            crate::attempt::Offer::Taken
        );
    }
}
