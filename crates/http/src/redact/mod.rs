//! Owns hiding: every text that is logged or shown passes through here first.
//!
//! Three nets, one behind the other: values whose *name* says they are secret (in JSON, also escaped
//! inside other JSON, in forms and queries, also encoded inside other queries, in headers, XML and
//! HTML forms), credentials after `Bearer` and `Basic`, and values whose *shape* gives them away.
//! Where in doubt it hides: a hidden word costs a reader a moment, a shown token costs an account.

mod known;
mod name;
mod named;
mod shape;
mod value;

use url::Url;

pub use known::mask_known;

/// What stands in the place of a secret.
pub const HIDDEN: &str = "[hidden]";

/// Hides whatever is named or looks like a secret.
pub fn mask(text: &str) -> String {
    shape::mask(&named::mask(text))
}

/// Answers a URL that may be shown: without user name, password, fragment, and without the values
/// of its query. Path segments that look like secrets are hidden too.
pub fn url(url: &Url) -> String {
    let mut shown = format!("{}:", url.scheme());
    if let Some(host) = url.host_str() {
        shown.push_str("//");
        shown.push_str(host);
        if let Some(port) = url.port() {
            shown.push(':');
            shown.push_str(&port.to_string());
        }
        shown.push_str(&shape::mask(url.path()));
    }
    let names: Vec<String> = url
        .query_pairs()
        .map(|(name, _)| format!("{}=…", shape::mask(&name)))
        .collect();
    if !names.is_empty() {
        shown.push('?');
        shown.push_str(&names.join("&"));
    }
    shown
}

#[cfg(test)]
mod tests;
