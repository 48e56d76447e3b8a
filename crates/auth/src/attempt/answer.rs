//! Owns reading an authorization response (RFC 6749 4.1.2, RFC 9207) against what was expected.

use secrecy::ExposeSecret;
use url::Url;

use super::{Expected, Outcome, Why};
use crate::said::one_line;

/// Reads what a redirect address says. `state` is judged before anything else, errors included: an
/// error nobody asked for is as worthless as a code nobody asked for.
pub(super) fn read(url: &Url, expected: &Expected) -> Result<Outcome, Why> {
    let state = once(url, "state")?.filter(|state| !state.is_empty());
    let state = state.ok_or(Why::MissingState)?;
    if !same(&state, expected.state.expose_secret()) {
        return Err(Why::WrongState);
    }
    if carries_a_token(url) {
        return Err(Why::TokenInAddress);
    }
    check_issuer(once(url, "iss")?, expected)?;
    let code = once(url, "code")?.filter(|code| !code.is_empty());
    let description = once(url, "error_description")?;
    if let Some(error) = once(url, "error")?.filter(|error| !error.is_empty()) {
        return Ok(Outcome::Denied {
            error: one_line(&error, 100),
            description: description
                .map(|description| one_line(&description, 500))
                .filter(|description| !description.is_empty()),
        });
    }
    code.map(|code| Outcome::Code(code.into()))
        .ok_or(Why::NoCode)
}

/// Compared as strings, without any normalization (RFC 9207 2.4).
fn check_issuer(named: Option<String>, expected: &Expected) -> Result<(), Why> {
    match (&expected.issuer, named) {
        (Some(issuer), Some(named)) if *issuer != named => Err(Why::WrongIssuer),
        (Some(_), None) if expected.iss_required => Err(Why::MissingIssuer),
        _ => Ok(()),
    }
}

fn once(url: &Url, name: &str) -> Result<Option<String>, Why> {
    let mut values = url.query_pairs().filter(|(key, _)| key == name);
    let first = values.next().map(|(_, value)| value.into_owned());
    match values.next() {
        Some(_) => Err(Why::Repeated),
        None => Ok(first),
    }
}

fn carries_a_token(url: &Url) -> bool {
    let in_fragment = url.fragment().unwrap_or_default();
    url.query_pairs()
        .chain(url::form_urlencoded::parse(in_fragment.as_bytes()))
        .any(|(name, _)| name == "access_token" || name == "id_token")
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
