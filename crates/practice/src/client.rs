//! The OAuth clients the practice apps know, and the redirects they may use.

use url::{Host, Url};

use crate::addresses::{CLIENT_ID, CONFIDENTIAL_CLIENT_ID, CONFIDENTIAL_CLIENT_SECRET};

/// A registered client.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) secret: Option<&'static str>,
}

/// The clients. `PlatformCLI` is the one the Salesforce CLI brings along.
const CLIENTS: [Client; 3] = [
    Client {
        id: CLIENT_ID,
        name: "Larder",
        secret: None,
    },
    Client {
        id: CONFIDENTIAL_CLIENT_ID,
        name: "Larder (confidential)",
        secret: Some(CONFIDENTIAL_CLIENT_SECRET),
    },
    Client {
        id: "PlatformCLI",
        name: "Salesforce CLI",
        secret: None,
    },
];

pub(crate) fn client(id: &str) -> Option<&'static Client> {
    CLIENTS.iter().find(|client| client.id == id)
}

/// The redirect, if it may be used: `http` to this computer, any port and path (RFC 8252 section 7.3).
pub(crate) fn allowed_redirect(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let loopback = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.octets() == [127, 0, 0, 1],
        Host::Ipv6(address) => address.is_loopback(),
    };
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (url.scheme() == "http" && loopback && plain).then_some(url)
}

/// The source expression for a redirect in a `form-action` policy, which knows no IPv6 literals.
pub(crate) fn policy_source(url: &Url) -> String {
    match url.host() {
        Some(Host::Ipv6(_)) | None => "http:".to_owned(),
        Some(_) => url.origin().ascii_serialization(),
    }
}
