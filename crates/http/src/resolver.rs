//! Owns name lookup: the same address rules for what a name leads to as for a literal.

use std::net::{IpAddr, SocketAddr, UdpSocket};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::guard::forbidden;

/// Why a name led nowhere; found again by its type in the chain of the client's error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LookupFault {
    #[error("no network")]
    NoNetwork,
    #[error("no such name")]
    NotFound,
    #[error("{0}")]
    Forbidden(&'static str),
}

/// Looks names up with the system's resolver and drops addresses that are never called.
///
/// A public name that leads to this computer is the classic way round a browser's or a server's
/// guard (DNS rebinding), so only `localhost` may do that.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GuardedResolver;

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let addresses: Vec<SocketAddr> = match found {
                Ok(addresses) => addresses.collect(),
                Err(_) if has_route() => return Err(LookupFault::NotFound.into()),
                Err(_) => return Err(LookupFault::NoNetwork.into()),
            };
            let kept = keep_allowed(name.as_str(), &addresses)?;
            Ok(Box::new(kept.into_iter()) as Addrs)
        })
    }
}

fn keep_allowed(name: &str, addresses: &[SocketAddr]) -> Result<Vec<SocketAddr>, LookupFault> {
    let mut why = None;
    let kept: Vec<SocketAddr> = addresses
        .iter()
        .filter(|address| {
            let verdict = verdict(name, address.ip());
            why = why.or(verdict);
            verdict.is_none()
        })
        .copied()
        .collect();
    match (kept.is_empty(), why) {
        (false, _) => Ok(kept),
        (true, Some(why)) => Err(LookupFault::Forbidden(why)),
        (true, None) => Err(LookupFault::NotFound),
    }
}

fn verdict(name: &str, address: IpAddr) -> Option<&'static str> {
    if address.to_canonical().is_loopback() && name != "localhost" {
        return Some("its name leads to this computer");
    }
    forbidden(address)
}

/// Says whether the system knows any way out. Connecting a UDP socket sends nothing; it only asks
/// the routing table. The addresses are the documentation ones of RFC 5737 and RFC 3849.
fn has_route() -> bool {
    [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")]
        .iter()
        .any(|(from, to)| UdpSocket::bind(from).is_ok_and(|socket| socket.connect(to).is_ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts
            .iter()
            .map(|text| SocketAddr::new(text.parse().expect("an address"), 0))
            .collect()
    }

    #[test]
    fn m05_a_name_that_leads_to_the_local_link_or_this_computer_is_refused() {
        for bad in [
            "169.254.169.254",
            "127.0.0.1",
            "::1",
            "::ffff:127.0.0.1",
            "fe80::1",
        ] {
            assert!(
                matches!(
                    keep_allowed("app.example", &addresses(&[bad])),
                    Err(LookupFault::Forbidden(_))
                ),
                "{bad}"
            );
        }
    }

    #[test]
    fn only_the_good_addresses_of_a_name_are_used() {
        let kept = keep_allowed("app.example", &addresses(&["127.0.0.1", "203.0.113.7"]));
        assert_eq!(kept, Ok(addresses(&["203.0.113.7"])));
    }

    #[test]
    fn localhost_may_lead_to_this_computer() {
        assert!(keep_allowed("localhost", &addresses(&["127.0.0.1", "::1"])).is_ok());
    }

    #[test]
    fn a_name_without_addresses_is_not_found() {
        assert_eq!(keep_allowed("app.example", &[]), Err(LookupFault::NotFound));
    }
}
