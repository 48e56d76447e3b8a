//! Which hosts belong to an app: where a sign-in may lead and where a credential may go.

use url::Url;

use crate::{Connector, address};

impl Connector {
    /// Whether an address from an answer, such as Salesforce's `instance_url`, may be kept and be sent a credential:
    /// https, a bare origin, on one of the app's hosts; while practising, http on this machine.
    pub fn host_allowed(&self, url: &Url, practice: bool) -> bool {
        let bare = url.username().is_empty()
            && url.password().is_none()
            && matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.fragment().is_none();
        if practice {
            return bare && url.scheme() == "http" && address::is_loopback(url);
        }
        bare && url.scheme() == "https" && url.port().is_none() && matches_any(url, &self.api_hosts)
    }

    /// Whether a declared address leads to the app: to one of its hosts, or, while practising, to this machine alone.
    pub(crate) fn reaches(&self, url: &Url, practice: bool) -> bool {
        if practice {
            return address::is_loopback(url);
        }
        matches_any(url, &self.api_hosts)
            || (!self.login_hosts.is_empty() && matches_any(url, &self.login_hosts))
    }
}

/// The hosts of an app by themselves, for addresses that only an answer names.
#[derive(Debug, Clone)]
pub(crate) struct HostRule {
    /// Empty means any host.
    patterns: Vec<String>,
    practice: bool,
}

impl HostRule {
    pub(crate) fn of(connector: &Connector, practice: bool) -> Self {
        let patterns = if connector.api_hosts.is_empty() {
            Vec::new()
        } else {
            [&connector.login_hosts[..], &connector.api_hosts[..]].concat()
        };
        Self { patterns, practice }
    }

    pub(crate) fn any(practice: bool) -> Self {
        Self {
            patterns: Vec::new(),
            practice,
        }
    }

    /// Whether an address is https on one of the hosts; while practising, on this machine.
    pub(crate) fn admits(&self, url: &Url) -> bool {
        if !url.username().is_empty() || url.password().is_some() {
            return false;
        }
        if self.practice {
            return address::is_loopback(url);
        }
        url.scheme() == "https" && matches_any(url, &self.patterns)
    }
}

/// An empty list means any host.
fn matches_any(url: &Url, patterns: &[String]) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    patterns.is_empty() || patterns.iter().any(|pattern| matches(host, pattern))
}

/// `*.example.com` stands for every name below example.com, not for example.com itself.
pub(crate) fn matches(host: &str, pattern: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let pattern = pattern.to_ascii_lowercase();
    match pattern.strip_prefix("*.") {
        Some(parent) => host
            .strip_suffix(parent)
            .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')),
        None => host == pattern,
    }
}

/// Whether a text is a host pattern: a host name, or `*.` and one with at least two parts.
pub(crate) fn is_pattern(pattern: &str) -> bool {
    let (name, least) = pattern
        .strip_prefix("*.")
        .map_or((pattern, 1), |parent| (parent, 2));
    let labels: Vec<&str> = name.split('.').collect();
    labels.len() >= least && labels.into_iter().all(is_label)
}

/// Whether a text is one label of a host name (RFC 1123 section 2.1).
pub(crate) fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
