//! Decides where a sign-in window may go: encrypted pages of any host, because an organization's own
//! sign-in may live anywhere, but never this computer, its network or another program.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// What a sign-in window may show.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    /// The app's own hosts; `*.` stands for any subdomain.
    pub(super) login_hosts: Vec<String>,
    /// Practice apps are served by this computer over `http`.
    pub(super) practice: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Allow,
    Deny(Denial),
}

/// Why an address is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Denial {
    /// `http` to a host elsewhere.
    NotEncrypted,
    /// This computer or its network.
    Private,
    /// Something that is no web page: another program's scheme, a file, a script.
    NotAPage,
}

impl Rules {
    pub(super) fn verdict(&self, url: &Url) -> Verdict {
        match url.scheme() {
            "https" if self.is_private(url) => Verdict::Deny(Denial::Private),
            "https" => Verdict::Allow,
            "http" if is_loopback(url) => {
                if self.practice {
                    Verdict::Allow
                } else {
                    Verdict::Deny(Denial::Private)
                }
            }
            "http" => Verdict::Deny(Denial::NotEncrypted),
            "about" if matches!(url.path(), "blank" | "srcdoc") => Verdict::Allow,
            _ => Verdict::Deny(Denial::NotAPage),
        }
    }

    /// Whether the host is one of the app's own. With no hosts declared nothing can be said.
    pub(super) fn is_own_host(&self, host: &str) -> bool {
        self.login_hosts.is_empty() || self.declares(host)
    }

    fn declares(&self, host: &str) -> bool {
        self.login_hosts
            .iter()
            .any(|pattern| match pattern.strip_prefix("*.") {
                Some(domain) => host
                    .strip_suffix(domain)
                    .is_some_and(|front| front.len() > 1 && front.ends_with('.')),
                None => pattern == host,
            })
    }

    /// A server on the person's own network may be meant: then the definition names it.
    fn is_private(&self, url: &Url) -> bool {
        is_private_address(url) && !url.host_str().is_some_and(|host| self.declares(host))
    }
}

/// Whether the address is this very computer.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_localhost(name),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

fn is_private_address(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_localhost(name),
        Some(Host::Ipv4(address)) => is_private_ip(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_private_ip(IpAddr::V6(address)),
        None => true,
    }
}

fn is_private_ip(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let shared = Ipv4Addr::new(100, 64, 0, 0).octets(); // RFC 6598, 100.64.0.0/10
            let octets = v4.octets();
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_multicast()
                || v4.is_broadcast()
                || octets[0] == 0
                || (octets[0] == shared[0] && octets[1] & 0xc0 == shared[1])
        }
        IpAddr::V6(v6) => {
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
                || v4_inside(v6).is_some_and(|v4| is_private_ip(IpAddr::V4(v4)))
        }
    }
}

/// The IPv4 address a NAT64 address leads to (RFC 6052, 64:ff9b::/96).
fn v4_inside(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    (segments[..6] == [0x64, 0xff9b, 0, 0, 0, 0]).then(|| {
        let [.., a, b, c, d] = address.octets();
        Ipv4Addr::new(a, b, c, d)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(practice: bool) -> Rules {
        Rules {
            login_hosts: vec!["*.salesforce.com".to_owned(), "192.168.7.7".to_owned()],
            practice,
        }
    }

    fn verdict(practice: bool, url: &str) -> Verdict {
        rules(practice).verdict(&Url::parse(url).expect("a URL"))
    }

    #[test]
    fn encrypted_pages_of_any_public_host_are_allowed() {
        for url in [
            "https://login.salesforce.com/services/oauth2/authorize?x=1",
            "https://idp.example.com/saml",
            "https://xn--slesforce-y2a.com/",
            "https://93.184.216.34/",
            "https://[2606:2800:220:1::1]/",
            "about:blank",
            "about:srcdoc",
            "https://192.168.7.7/login", // the definition names it
        ] {
            assert_eq!(verdict(false, url), Verdict::Allow, "{url}");
        }
    }

    #[test]
    fn p08_what_is_no_encrypted_page_is_denied() {
        for url in [
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "blob:https://login.salesforce.com/1",
            "tauri://localhost/",
            "ipc://localhost/rpc",
            "mailto:a@b.c",
            "tel:1",
            "larder://callback",
            "about:config",
            "ftp://example.com/",
            "view-source:https://example.com/",
            "ws://example.com/",
        ] {
            assert_eq!(
                verdict(false, url),
                Verdict::Deny(Denial::NotAPage),
                "{url}"
            );
            assert_eq!(verdict(true, url), Verdict::Deny(Denial::NotAPage), "{url}");
        }
        for practice in [false, true] {
            assert_eq!(
                verdict(practice, "http://example.com/"),
                Verdict::Deny(Denial::NotEncrypted)
            );
            assert_eq!(
                verdict(practice, "http://ipc.localhost.evil.com/"),
                Verdict::Deny(Denial::NotEncrypted)
            );
        }
    }

    #[test]
    fn this_computer_and_its_network_are_denied() {
        for url in [
            "https://localhost/",
            "https://localhost./",
            "https://x.localhost/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://10.1.2.3/",
            "https://172.16.0.1/",
            "https://192.168.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "http://127.0.0.1:47610/",
            "http://localhost:47610/",
            "http://ipc.localhost/rpc",
        ] {
            assert_eq!(verdict(false, url), Verdict::Deny(Denial::Private), "{url}");
        }
    }

    #[test]
    fn practice_apps_may_use_http_on_this_computer_and_nothing_more() {
        for url in [
            "http://127.0.0.1:47610/login",
            "http://localhost:47610/",
            "http://[::1]:47610/",
        ] {
            assert_eq!(verdict(true, url), Verdict::Allow, "{url}");
        }
        for url in ["https://127.0.0.1/", "https://10.0.0.1/"] {
            assert_eq!(verdict(true, url), Verdict::Deny(Denial::Private), "{url}");
        }
        assert_eq!(
            verdict(true, "http://10.0.0.1/"),
            Verdict::Deny(Denial::NotEncrypted)
        );
    }

    #[test]
    fn hosts_are_matched_as_whole_labels() {
        let rules = rules(false);
        for host in ["login.salesforce.com", "a.b.salesforce.com", "192.168.7.7"] {
            assert!(rules.is_own_host(host), "{host}");
        }
        for host in [
            "salesforce.com",
            ".salesforce.com",
            "evilsalesforce.com",
            "login.salesforce.com.evil.com",
            "192.168.7.70",
            "",
        ] {
            assert!(!rules.is_own_host(host), "{host}");
        }
        assert!(
            Rules {
                login_hosts: Vec::new(),
                practice: false
            }
            .is_own_host("anything.example")
        );
    }
}
