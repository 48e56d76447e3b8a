//! The parameters of OAuth 2 requests: what a definition may add, drop and rename, and what binds an answer to its attempt.

use std::collections::{BTreeMap, BTreeSet};

use super::Checks;
use super::names::Scope;
use crate::OAuth2;
use crate::mistake::{Finding, suggestion};
use crate::spans::member;
use crate::template::{Place, is_template};

/// The standard parameters an app may call otherwise.
const RENAMED: [&str; 20] = [
    "assertion",
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "device_code",
    "error",
    "error_description",
    "grant_type",
    "password",
    "redirect_uri",
    "refresh_token",
    "response_type",
    "scope",
    "state",
    "username",
];

/// Those a redirect carries.
const IN_REDIRECT: [&str; 4] = ["code", "error", "error_description", "state"];

/// What the sign-in alone sets.
const SET_BY_SIGN_IN: [&str; 12] = [
    "assertion",
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "device_code",
    "redirect_uri",
    "state",
];

/// What may be dropped although it may not be replaced.
const MAY_BE_DROPPED: [&str; 1] = ["client_id"];

impl Checks<'_> {
    pub(super) fn oauth2_parameters(
        &mut self,
        pointer: &str,
        oauth2: &OAuth2,
        plain: &Scope,
        secret: &Scope,
    ) {
        let groups = [
            ("authorize_params", &oauth2.authorize_params, plain),
            ("token_params", &oauth2.token_params, secret),
            ("refresh_params", &oauth2.refresh_params, secret),
        ];
        for (key, params, scope) in groups {
            for (param, source) in params {
                let pointer = member(&format!("{pointer}/{key}"), param);
                if let Some(finding) = unfit(key, param, source) {
                    self.note(&pointer, finding);
                }
                self.template(&pointer, source, Place::Text, scope);
            }
        }
        self.renames(&format!("{pointer}/names"), &oauth2.names, &RENAMED);
        self.renames(
            &format!("{pointer}/redirect_names"),
            &oauth2.redirect_names,
            &IN_REDIRECT,
        );
    }

    fn renames(&mut self, pointer: &str, names: &BTreeMap<String, String>, known: &[&str]) {
        let mut taken: BTreeSet<&str> = known
            .iter()
            .copied()
            .filter(|name| !names.contains_key(*name))
            .collect();
        for (standard, name) in names {
            let pointer = member(pointer, standard);
            if !known.contains(&standard.as_str()) {
                let finding = Finding::mistake(format!("`{standard}` is no name to change here"));
                self.note(&pointer, finding.hint(suggestion(standard, known)));
            }
            let is_name = !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-._~[]".contains(&byte));
            if !is_name {
                self.mistake(
                    &pointer,
                    "a parameter's name has letters, digits and `-._~[]`",
                );
            } else if !taken.insert(name) {
                self.mistake(
                    &pointer,
                    format!("another parameter is called `{name}` already"),
                );
            }
        }
    }
}

/// What is wrong with a parameter of this name and value. A template's value is judged when it is known.
fn unfit(group: &str, param: &str, source: &str) -> Option<Finding> {
    let is_dropped = source.is_empty();
    if SET_BY_SIGN_IN.contains(&param) && !(is_dropped && MAY_BE_DROPPED.contains(&param)) {
        return Some(Finding::mistake(format!(
            "`{param}` is set by the sign-in itself"
        )));
    }
    match (group, param) {
        ("authorize_params", "scope") if !is_dropped => Some(
            Finding::mistake("`scope` is set by the sign-in itself").hint("name them in `scopes`"),
        ),
        ("authorize_params", "response_type")
            if !is_dropped
                && !is_template(source)
                && !source.split(' ').any(|kind| kind == "code") =>
        {
            Some(
                Finding::mistake("an answer without a code would put tokens into an address")
                    .hint("a response type holds `code`; an empty one is left out"),
            )
        }
        ("token_params" | "refresh_params", "refresh_token") => Some(Finding::mistake(
            "`refresh_token` is set by the sign-in itself",
        )),
        _ => None,
    }
}
