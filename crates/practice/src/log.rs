//! What the practice apps were asked: enough to prove "exactly one refresh", and nothing secret.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

use crate::site::Site;

/// Requests remembered; older ones are forgotten.
const MOST: usize = 2_000;

/// One request, without query values, headers and bodies.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Request {
    pub(crate) at: i64,
    pub(crate) app: &'static str,
    pub(crate) org: &'static str,
    pub(crate) method: String,
    pub(crate) path: String,
    /// Names of the query parameters.
    pub(crate) query: Vec<String>,
    /// Whose access token came along, if it was a good one.
    pub(crate) username: Option<String>,
    /// `None` if the connection was dropped without an answer.
    pub(crate) status: Option<u16>,
}

/// The log, oldest first.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Log {
    requests: VecDeque<Request>,
    /// App, then org, then grant type, then how many token requests came, refused ones included.
    token_requests: BTreeMap<&'static str, BTreeMap<&'static str, BTreeMap<String, u64>>>,
}

impl Log {
    pub(crate) fn add(&mut self, request: Request) {
        if self.requests.len() == MOST {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
    }

    pub(crate) fn count_token_request(&mut self, site: Site, grant_type: &str) {
        let known = ["authorization_code", "refresh_token", "password"];
        let grant_type = known
            .into_iter()
            .find(|&known| known == grant_type)
            .unwrap_or("other");
        *self
            .token_requests
            .entry(site.app())
            .or_default()
            .entry(site.org())
            .or_default()
            .entry(grant_type.to_owned())
            .or_default() += 1;
    }
}
