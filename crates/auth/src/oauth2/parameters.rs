//! Owns the parameters of OAuth 2 requests: the standard's, what a definition adds, drops and renames, and what it may not.

use larder_connector::OAuth2Plan;
use larder_http::SecretOrPlain;
use url::Url;

/// What binds an answer to its attempt, or proves who asks: a definition neither drops nor replaces it.
const BOUND: [&str; 11] = [
    "assertion",
    "client_assertion",
    "client_assertion_type",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "device_code",
    "redirect_uri",
    "state",
];
/// What it may drop, but not replace.
const DROPPED_AT_MOST: &str = "client_id";

/// The parameters of one request, by the names the standard gives them.
#[derive(Debug, Default)]
pub(super) struct Parameters(Vec<(String, SecretOrPlain)>);

impl Parameters {
    pub(super) fn set(&mut self, name: &str, value: impl Into<SecretOrPlain>) {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.into()));
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<SecretOrPlain>) -> Self {
        self.set(name, value);
        self
    }

    /// Adds the scopes asked for, if any.
    pub(super) fn with_scopes(self, plan: &OAuth2Plan) -> Self {
        match plan.asked_scopes() {
            Some(scopes) => self.with("scope", scopes),
            None => self,
        }
    }

    /// Lays a definition's own parameter over these; an empty value drops the one of that name.
    pub(super) fn overlay(
        &mut self,
        plan: &OAuth2Plan,
        name: &str,
        value: impl Into<SecretOrPlain>,
        is_empty: bool,
    ) {
        let is_bound = BOUND
            .iter()
            .any(|bound| name == *bound || name == plan.name(bound));
        let is_typed = matches!(name, "username" | "password" | "refresh_token");
        if is_bound || (is_typed && self.has(name)) {
            return;
        }
        let names_client = name == DROPPED_AT_MOST || name == plan.name(DROPPED_AT_MOST);
        if is_empty {
            self.0.retain(|(known, _)| known != name);
        } else if !names_client {
            self.set(name, value);
        }
    }

    /// The pairs as this app calls them.
    pub(super) fn renamed(self, plan: &OAuth2Plan) -> Vec<(String, SecretOrPlain)> {
        let names = self.0.into_iter();
        names
            .map(|(name, value)| (plan.name(&name).to_owned(), value))
            .collect()
    }

    /// The address with these in its query. An address that is opened holds no secrets, so none may be among them.
    pub(super) fn appended_to(self, page: &Url, plan: &OAuth2Plan) -> Url {
        let mut url = page.clone();
        let pairs = self.renamed(plan).into_iter();
        let plain = pairs.filter_map(|(name, value)| match value {
            SecretOrPlain::Plain(value) => Some((name, value)),
            SecretOrPlain::Secret(_) => None,
        });
        url.query_pairs_mut().extend_pairs(plain);
        url
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
}
