//! What one vendor remembers: who is signing in, codes, grants, nonces, and what it answered.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::oauth2::OAuth2;
use super::script::Person;

/// Somebody is at the vendor's pages.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) redirect: String,
    pub(crate) state: Option<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) challenge: Option<String>,
    /// Every parameter the page was opened with.
    pub(crate) asked: Vec<(String, String)>,
    pub(crate) person: Option<&'static Person>,
    pub(crate) kind: PendingKind,
}

/// What the pages are for.
#[derive(Clone, Debug)]
pub(crate) enum PendingKind {
    /// A code, by the rules of the page.
    Code(&'static OAuth2),
    /// The request token of OAuth 1.
    Token(String),
    /// The user code of the device flow.
    Device(String),
}

/// An authorization code, or a device code that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) pending: Pending,
    pub(crate) person: &'static Person,
    pub(crate) used: bool,
}

/// What somebody allowed, and the tokens standing for it.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) access: String,
    pub(crate) ends_at: Option<i64>,
    pub(crate) refresh: Option<String>,
    pub(crate) retired: Vec<String>,
    /// Access tokens that a refresh replaced: they have ended, and are known.
    pub(crate) ended: Vec<String>,
    pub(crate) person: &'static Person,
    pub(crate) scopes: Vec<String>,
    pub(crate) asked: Vec<(String, String)>,
    /// The code it came from, so that a code used twice ends it (RFC 6749 section 4.1.2).
    pub(crate) code: Option<String>,
}

/// Tokens of OAuth 1, each with its secret.
#[derive(Clone, Debug)]
pub(crate) struct TokenPair {
    pub(crate) secret: String,
    pub(crate) callback: String,
    pub(crate) person: Option<&'static Person>,
    pub(crate) verifier: Option<String>,
    pub(crate) access: bool,
}

/// A device waiting to be allowed (RFC 8628).
#[derive(Clone, Debug)]
pub(crate) struct Device {
    pub(crate) user_code: String,
    pub(crate) person: Option<&'static Person>,
    pub(crate) denied: bool,
    pub(crate) scopes: Vec<String>,
    pub(crate) polls: u32,
}

/// A session of a vendor with a log-in of its own.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) person: &'static Person,
    pub(crate) ends_at: i64,
}

/// One request and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The vendor's id.
    pub vendor: String,
    /// The method.
    pub method: String,
    /// Host and path, without the query.
    pub address: String,
    /// What the door is for: `authorize`, `token`, `refresh`, `api` and so on.
    pub door: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// Why it was refused.
    pub refused: Option<String>,
}

/// Everything one vendor remembers.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    pub(crate) pending: HashMap<String, Pending>,
    pub(crate) codes: HashMap<String, Code>,
    pub(crate) grants: Vec<Grant>,
    pub(crate) tokens: HashMap<String, TokenPair>,
    pub(crate) devices: HashMap<String, Device>,
    pub(crate) sessions: HashMap<String, Session>,
    /// Nonces, assertion ids and other values that must not come twice.
    pub(crate) once: HashSet<String>,
    /// Turned on by tests: extra answers, such as a second tenant.
    pub(crate) switches: BTreeMap<String, String>,
}

impl Desk {
    /// The grant an access token stands for, while it lives.
    pub(crate) fn by_access(&self, token: &str, now: i64) -> Option<&Grant> {
        self.grants
            .iter()
            .find(|grant| grant.access == token && grant.ends_at.is_none_or(|end| end > now))
    }

    /// Ends every access token and session that could be had anew.
    pub(crate) fn expire(&mut self) -> usize {
        for grant in &mut self.grants {
            grant.ends_at = Some(0);
        }
        let sessions = self.sessions.len();
        self.sessions.clear();
        self.grants.len() + sessions
    }

    /// Ends everything anybody allowed.
    pub(crate) fn revoke_all(&mut self) {
        self.grants.clear();
        self.sessions.clear();
        self.tokens.clear();
    }
}
