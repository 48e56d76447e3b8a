//! Owns the signature base string (RFC 5849 section 3.4.1): the text that both sides make of a request.

use url::Url;

use crate::outgoing::Outgoing;
use crate::percent::{encode, pairs, sorted};

/// Makes the base string of a request with these protocol parameters, the signature and the realm left out.
///
/// Covered are the query, the protocol parameters and, where it is one, the form in the body; doubles all count.
pub(crate) fn base_string(outgoing: &Outgoing, protocol: &[(&str, String)]) -> String {
    let mut all = pairs(outgoing.url.query().unwrap_or_default().as_bytes());
    if outgoing.is_form() {
        all.extend(pairs(outgoing.bytes()));
    }
    all.extend(
        protocol
            .iter()
            .map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec())),
    );
    format!(
        "{}&{}&{}",
        encode(outgoing.method.to_ascii_uppercase().as_bytes()),
        encode(base_uri(&outgoing.url).as_bytes()),
        encode(sorted(all).as_bytes())
    )
}

/// Scheme and host in lower case, the port unless it is the scheme's own, and the path (section 3.4.1.2). Parsing has
/// done all this already.
fn base_uri(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}"));
    format!(
        "{}://{host}{}{}",
        url.scheme(),
        port.unwrap_or_default(),
        url.path()
    )
}
