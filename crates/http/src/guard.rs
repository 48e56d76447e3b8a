//! Owns the rules which addresses may be called at all.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::Fault;

/// The host of a URL as faults name it.
pub(crate) fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

/// Refuses a URL that is never called, before anything is looked up or sent.
pub(crate) fn check_url(url: &Url) -> Result<(), Fault> {
    let refuse = |why: &str| {
        Err(Fault::NotAllowed {
            host: host_of(url),
            why: why.to_owned(),
        })
    };
    match url.scheme() {
        "https" => {}
        "http" if is_this_computer(url) => {}
        "http" => return refuse("it is not encrypted (http)"),
        _ => return refuse("it is not an https address"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("its address carries a user name or password");
    }
    let address = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        Some(Host::Domain(_)) => None,
        None => return refuse("it names no host"),
    };
    if let Some(why) = address.and_then(forbidden) {
        return refuse(why);
    }
    Ok(())
}

/// Says whether the URL names this computer by a loopback literal or as `localhost`.
pub(crate) fn is_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).to_canonical().is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Says why an address is never called, if it is one of those.
///
/// Addresses that carry an IPv4 address inside (mapped, NAT64, 6to4) are judged by what they carry.
pub(crate) fn forbidden(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => forbidden_v4(address),
        IpAddr::V6(address) => match carried_v4(address) {
            Some(inner) => forbidden_v4(inner),
            None => forbidden_v6(address),
        },
    }
}

fn forbidden_v4(address: Ipv4Addr) -> Option<&'static str> {
    if address.octets()[0] == 0 {
        Some("the address is unspecified")
    } else if address.is_link_local() {
        Some("the address is link-local")
    } else if address.is_multicast() || address.is_broadcast() {
        Some("the address is a multicast address")
    } else {
        None
    }
}

fn forbidden_v6(address: Ipv6Addr) -> Option<&'static str> {
    // fd00:ec2::254 is a cloud's metadata service under a private address.
    const METADATA: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
    if address.is_unspecified() {
        Some("the address is unspecified")
    } else if address.is_unicast_link_local() || address == METADATA {
        Some("the address is link-local")
    } else if address.is_multicast() {
        Some("the address is a multicast address")
    } else {
        None
    }
}

fn carried_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return Some(mapped);
    }
    let part = address.segments();
    let join = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    if part[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        Some(join(part[6], part[7]))
    } else if part[0] == 0x2002 {
        Some(join(part[1], part[2]))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str) -> Result<(), Fault> {
        check_url(&Url::parse(text).expect("a URL"))
    }

    #[test]
    fn https_anywhere_and_http_to_this_computer_may_be_called() {
        for text in [
            "https://login.salesforce.com/services",
            "https://10.1.2.3/",
            "https://127.0.0.1:8443/",
            "http://127.0.0.1:47610/",
            "http://[::1]:47610/",
            "http://localhost:1717/",
        ] {
            assert_eq!(verdict(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn o13_http_to_another_host_is_refused() {
        for text in [
            "http://login.salesforce.com/",
            "http://10.0.0.1/",
            "http://localhost.evil.example/",
            "http://127.0.0.1.evil.example/",
            "ftp://login.salesforce.com/",
            "file:///etc/passwd",
            "data:text/plain,x",
        ] {
            assert!(
                matches!(verdict(text), Err(Fault::NotAllowed { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn m05_addresses_of_the_local_link_are_refused_in_every_disguise() {
        for text in [
            "https://169.254.169.254/latest/meta-data",
            "https://2852039166/",
            "https://0xA9FEA9FE/",
            "https://[::ffff:169.254.169.254]/",
            "https://[64:ff9b::a9fe:a9fe]/",
            "https://[2002:a9fe:a9fe::1]/",
            "https://[fe80::1]/",
            "https://[fd00:ec2::254]/",
            "https://0.0.0.0/",
            "https://[::]/",
            "https://224.0.0.1/",
            "https://[ff02::1]/",
            "https://255.255.255.255/",
            "http://0.0.0.0:47610/",
        ] {
            assert!(
                matches!(verdict(text), Err(Fault::NotAllowed { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn a_user_name_in_the_address_is_refused() {
        assert!(verdict("https://login.salesforce.com@evil.example/").is_err());
        assert!(verdict("https://:secret@app.example/").is_err());
    }
}
