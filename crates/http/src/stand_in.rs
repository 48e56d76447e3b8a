//! Owns stand-ins: servers on this computer that answer for named hosts, for tests only.
//!
//! Rust code makes them and nothing else does: no variable, file or flag leads here. A stand-in
//! always lives on 127.0.0.1, its extra certificates vouch for the named hosts alone, and every
//! other host is called, and guarded, as ever.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

use crate::resolver::LookupFault;

/// Hosts that are answered for on this computer, and the certificates that vouch for them. Without
/// hosts, which is the default, nothing stands in for anything.
#[derive(Debug, Clone, Default)]
pub struct StandIns {
    ports: BTreeMap<String, u16>,
    roots: Vec<Vec<u8>>,
}

impl StandIns {
    /// Lets the port on 127.0.0.1 answer `https` for a host. Names are compared whole, in lower
    /// case; only URLs without a port of their own lead there.
    #[must_use]
    pub fn host(mut self, name: &str, port: u16) -> Self {
        self.ports.insert(name.to_ascii_lowercase(), port);
        self
    }

    /// Trusts a root certificate (DER), for the named hosts alone. One that cannot be read is a
    /// fault of every call to them.
    #[must_use]
    pub fn trusting(mut self, root: Vec<u8>) -> Self {
        self.roots.push(root);
        self
    }

    pub(crate) fn answers_for(&self, url: &Url) -> bool {
        url.scheme() == "https"
            && url.port().is_none()
            && url
                .host_str()
                .is_some_and(|host| self.ports.contains_key(host))
    }

    pub(crate) fn roots(&self) -> Result<Vec<reqwest::Certificate>, reqwest::Error> {
        self.roots
            .iter()
            .map(|root| reqwest::Certificate::from_der(root))
            .collect()
    }

    pub(crate) fn resolver(&self) -> StandInResolver {
        StandInResolver(self.ports.clone())
    }
}

/// Leads the named hosts to their ports, and no other name anywhere.
#[derive(Debug)]
pub(crate) struct StandInResolver(BTreeMap<String, u16>);

impl Resolve for StandInResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let port = self.0.get(name.as_str()).copied();
        Box::pin(async move {
            let port = port.ok_or(LookupFault::NotFound)?;
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            Ok(Box::new(std::iter::once(address)) as Addrs)
        })
    }
}
