//! Owns the authorization request (RFC 6749 4.1.1) with its `state` and proof key (RFC 7636).

use ::oauth2::{CsrfToken, PkceCodeChallenge};
use larder_connector::{OAuth2Plan, ResponseMode};
use url::Url;

use super::parameters::Parameters;
use super::{Begun, Client, TokenFault};
use crate::attempt::{AnswerNames, Attempt, Expected};

/// Begins a sign-in: makes a fresh `state` and verifier and the address to open.
///
/// `redirect` is the very address the answer comes to, port included; `id` names the attempt in logs.
///
/// # Errors
/// [`TokenFault::Odd`] when the plan knows no page to open: [`discover`](super::discover) comes first.
pub fn begin(
    plan: &OAuth2Plan,
    client: &Client,
    redirect: Url,
    id: String,
) -> Result<Begun, TokenFault> {
    let Some(page) = &plan.authorize_url else {
        return Err(TokenFault::no_endpoint("authorization"));
    };
    let state = CsrfToken::new_random();
    let proof = plan.pkce.then(PkceCodeChallenge::new_random_sha256);
    let mut parameters = Parameters::default()
        .with("response_type", "code")
        .with("client_id", client.id.as_str())
        .with("redirect_uri", redirect.as_str())
        .with_scopes(plan)
        .with("state", state.secret().as_str());
    if let Some((challenge, _)) = &proof {
        parameters.set("code_challenge", challenge.as_str());
        parameters.set("code_challenge_method", challenge.method().as_str());
    }
    match plan.response_mode {
        ResponseMode::Query => {}
        ResponseMode::Fragment => parameters.set("response_mode", "fragment"),
        ResponseMode::FormPost => parameters.set("response_mode", "form_post"),
    }
    let mut id_token = false;
    for (name, value) in &plan.authorize_params {
        if name == "response_type" && !value.is_empty() {
            // Without a code the answer would put tokens into the address, which the attempt refuses.
            if !value.split(' ').any(|kind| kind == "code") {
                continue;
            }
            id_token = value.split(' ').any(|kind| kind == "id_token");
        }
        parameters.overlay(plan, name, value.as_str(), value.is_empty());
    }
    if id_token {
        // OpenID Connect Core section 3.3.2.11 wants one with every id token; nothing rests on the id token here.
        parameters.set("nonce", CsrfToken::new_random().secret().as_str());
    }
    let authorize_url = parameters.appended_to(page, plan);
    let expected = Expected {
        issuer: plan.issuer.clone(),
        iss_required: plan.iss_required,
        mode: plan.response_mode,
        names: AnswerNames {
            state: plan.redirect_name("state").to_owned(),
            code: plan.redirect_name("code").to_owned(),
            error: plan.redirect_name("error").to_owned(),
            error_description: plan.redirect_name("error_description").to_owned(),
            denied: None,
        },
        id_token,
        keep: plan.keep_from_redirect.clone(),
        ..Expected::of_state(state.into_secret().into())
    };
    Ok(Begun {
        authorize_url,
        attempt: Attempt::new(id, redirect, expected, Attempt::LIFETIME),
        verifier: proof.map(|(_, verifier)| verifier.into_secret().into()),
        is_spent: false,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use secrecy::ExposeSecret;
    use sha2::{Digest, Sha256};

    use super::*;

    fn plan() -> OAuth2Plan {
        let url = |text| Url::parse(text).expect("a URL");
        OAuth2Plan {
            authorize_url: Some(url("https://login.example/authorize?tenant=acme")),
            token_url: Some(url("https://login.example/token")),
            scopes: vec!["api".to_owned(), "refresh_token".to_owned()],
            ..OAuth2Plan::default()
        }
    }

    fn begun(plan: &OAuth2Plan) -> Begun {
        let client = Client {
            id: "client one".to_owned(),
            secret: Some("CANARY-client".into()),
        };
        let redirect = Url::parse("http://127.0.0.1:47620/callback/x").expect("a URL");
        begin(plan, &client, redirect, "a1".to_owned()).expect("a page to open")
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
