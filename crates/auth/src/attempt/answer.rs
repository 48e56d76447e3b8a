//! Owns reading an authorization response (RFC 6749 4.1.2, RFC 9207) against what was expected.

use std::collections::BTreeMap;

use larder_connector::ResponseMode;
use secrecy::ExposeSecret;
use url::{Url, form_urlencoded};

use super::{Expected, Outcome, Why};
use crate::said::one_line;

/// Longer values are not kept from an answer; the longest real one, a realm or a shop's name, has about 60.
const MOST_KEPT: usize = 500;

/// The parameters of one response, wherever they stood.
pub(super) struct Parameters {
    pairs: Vec<(String, String)>,
    /// What stood behind `#` though it was not asked for there; looked at for tokens only.
    fragment: Vec<(String, String)>,
}

impl Parameters {
    /// Reads an address. What stands behind `#` counts only where the app was asked to put it there.
    pub(super) fn of_address(url: &Url, mode: ResponseMode) -> Self {
        let mut pairs: Vec<_> = url.query_pairs().into_owned().collect();
        let fragment = url.fragment().unwrap_or_default();
        let mut fragment = decoded(fragment.as_bytes());
        if mode == ResponseMode::Fragment {
            pairs.append(&mut fragment);
        }
        Self { pairs, fragment }
    }

    /// Reads a posted form.
    pub(super) fn of_form(form: &[u8]) -> Self {
        Self {
            pairs: decoded(form),
            fragment: Vec::new(),
        }
    }

    /// Reads what the response says. `state` is judged before anything else, errors included: an error nobody asked
    /// for is as worthless as a code nobody asked for.
    pub(super) fn read(&self, expected: &Expected) -> Result<Outcome, Why> {
        let names = &expected.names;
        if self.is_denied(expected)? {
            return Ok(said_no());
        }
        let state = self.once(&names.state)?.filter(|state| !state.is_empty());
        let state = state.ok_or(Why::MissingState)?;
        if !same(state, expected.state.expose_secret()) {
            return Err(Why::WrongState);
        }
        if self.carries_a_token(expected) {
            return Err(Why::TokenInAddress);
        }
        check_issuer(self.once("iss")?, expected)?;
        let code = self.once(&names.code)?.filter(|code| !code.is_empty());
        let description = self.once(&names.error_description)?;
        // Jira says no in the verifier's place.
        if names.denied.is_some() && code == Some("denied") {
            return Ok(said_no());
        }
        if let Some(error) = self.once(&names.error)?.filter(|error| !error.is_empty()) {
            if names.denied.is_some() && matches!(error, "user_refused" | "permission_denied") {
                return Ok(said_no());
            }
            return Ok(Outcome::Denied {
                error: one_line(error, 100),
                description: description
                    .map(|description| one_line(description, 500))
                    .filter(|description| !description.is_empty()),
            });
        }
        let code = code.ok_or(Why::NoCode)?;
        Ok(Outcome::Code(code.into(), self.kept(expected)?))
    }

    /// Whether the answer names the binding alone, as a no.
    fn is_denied(&self, expected: &Expected) -> Result<bool, Why> {
        let Some(name) = &expected.names.denied else {
            return Ok(false);
        };
        let denied = self.once(name)?;
        Ok(denied.is_some_and(|denied| same(denied, expected.state.expose_secret())))
    }

    /// What a definition keeps; a value that is no line of text of a likely length is left out.
    fn kept(&self, expected: &Expected) -> Result<BTreeMap<String, String>, Why> {
        let mut kept = BTreeMap::new();
        for (name, parameter) in &expected.keep {
            let value = self.once(parameter)?.filter(|value| {
                !value.is_empty() && value.len() <= MOST_KEPT && !value.contains(char::is_control)
            });
            if let Some(value) = value {
                kept.insert(name.clone(), value.to_owned());
            }
        }
        Ok(kept)
    }

    fn once(&self, name: &str) -> Result<Option<&str>, Why> {
        let mut values = self.pairs.iter().filter(|(key, _)| key == name);
        let first = values.next().map(|(_, value)| value.as_str());
        match values.next() {
            Some(_) => Err(Why::Repeated),
            None => Ok(first),
        }
    }

    fn carries_a_token(&self, expected: &Expected) -> bool {
        self.pairs
            .iter()
            .chain(&self.fragment)
            .any(|(name, _)| name == "access_token" || (name == "id_token" && !expected.id_token))
    }
}

/// The person said no, in the word of RFC 6749 section 4.1.2.1.
fn said_no() -> Outcome {
    Outcome::Denied {
        error: "access_denied".to_owned(),
        description: None,
    }
}

/// Compared as strings, without any normalization (RFC 9207 2.4).
fn check_issuer(named: Option<&str>, expected: &Expected) -> Result<(), Why> {
    match (&expected.issuer, named) {
        (Some(issuer), Some(named)) if *issuer != named => Err(Why::WrongIssuer),
        (Some(_), None) if expected.iss_required => Err(Why::MissingIssuer),
        _ => Ok(()),
    }
}

fn decoded(pairs: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(pairs).into_owned().collect()
}

/// Compares without telling by its time how much was right.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len()
        && one
            .bytes()
            .zip(other.bytes())
            .fold(0, |differences, (one, other)| differences | (one ^ other))
            == 0
}
