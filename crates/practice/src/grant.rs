//! Grants: what a user allowed a client, and the tokens standing for it, kept as digests only.

use serde::{Deserialize, Serialize};

use crate::random::{digest, hexadecimal, text};
use crate::site::Site;

/// What a user allowed a client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) id: String,
    pub(crate) site: Site,
    pub(crate) username: String,
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    /// Digest of the refresh token that is good now.
    pub(crate) refresh: Option<String>,
    pub(crate) refresh_ends_at: Option<i64>,
    /// Digests of refresh tokens that rotation has retired: using one kills the grant.
    pub(crate) retired: Vec<String>,
    pub(crate) access: Vec<Access>,
}

/// One access token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Access {
    pub(crate) digest: String,
    pub(crate) ends_at: Option<i64>,
}

/// Tokens in the clear, on their way to the client and nowhere else.
pub(crate) struct Issued {
    pub(crate) access_token: String,
    pub(crate) refresh_token: Option<String>,
    pub(crate) username: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) grant_id: String,
}

/// How long new tokens last, in milliseconds; `None` is without end.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lifetimes {
    pub(crate) access: Option<i64>,
    pub(crate) refresh: Option<i64>,
}

/// Why a refresh token was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefreshRefused {
    /// Never issued, revoked, expired, or a retired one came back (which kills its whole family).
    Gone,
    /// Issued to another client.
    OtherClient,
}

/// For whom tokens are issued.
pub(crate) struct Holder<'a> {
    pub(crate) site: Site,
    pub(crate) username: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) scopes: Vec<String>,
}

/// A new access token in the site's own shape: `<org id>!<text>` for Salesforce.
fn access_token(site: Site) -> String {
    match site {
        Site::SalesforceLogin | Site::SalesforceTest => format!(
            "{}!AQ{}",
            crate::salesforce::organization::id(site),
            text::<64>().replace('-', ".")
        ),
        Site::Zendesk => hexadecimal::<32>(),
    }
}

fn refresh_token(site: Site) -> String {
    match site {
        Site::SalesforceLogin | Site::SalesforceTest => format!("5Aep861{}", text::<60>()),
        Site::Zendesk => hexadecimal::<32>(),
    }
}

/// Every grant there is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Grants(Vec<Grant>);

impl Grants {
    /// Issues tokens under a new grant.
    pub(crate) fn issue(
        &mut self,
        holder: Holder<'_>,
        with_refresh: bool,
        lifetimes: Lifetimes,
        now: i64,
    ) -> Issued {
        let access_token = access_token(holder.site);
        let refresh_token = with_refresh.then(|| refresh_token(holder.site));
        let grant = Grant {
            id: text::<12>(),
            site: holder.site,
            username: holder.username.to_owned(),
            client_id: holder.client_id.to_owned(),
            scopes: holder.scopes.clone(),
            refresh: refresh_token.as_deref().map(digest),
            refresh_ends_at: lifetimes.refresh.map(|length| now + length),
            retired: Vec::new(),
            access: vec![Access {
                digest: digest(&access_token),
                ends_at: lifetimes.access.map(|length| now + length),
            }],
        };
        let issued = Issued {
            access_token,
            refresh_token,
            username: grant.username.clone(),
            scopes: holder.scopes,
            grant_id: grant.id.clone(),
        };
        self.0.push(grant);
        issued
    }

    /// Issues a new access token for a refresh token; with rotation the refresh token changes too.
    pub(crate) fn refresh(
        &mut self,
        site: Site,
        client_id: &str,
        token: &str,
        rotates: bool,
        lifetimes: Lifetimes,
        now: i64,
    ) -> Result<Issued, RefreshRefused> {
        let digested = digest(token);
        // RFC 9700 section 4.14.2: a retired token that comes back ends the whole family.
        self.0
            .retain(|grant| !(grant.site == site && grant.retired.contains(&digested)));
        let grant = self
            .0
            .iter_mut()
            .find(|grant| {
                grant.site == site
                    && grant.refresh.as_deref() == Some(digested.as_str())
                    && grant.refresh_ends_at.is_none_or(|end| end > now)
            })
            .ok_or(RefreshRefused::Gone)?;
        if grant.client_id != client_id {
            return Err(RefreshRefused::OtherClient);
        }
        let access_token = access_token(site);
        let mut renewed = None;
        if rotates {
            let token = refresh_token(site);
            grant.retired.extend(grant.refresh.replace(digest(&token)));
            grant.refresh_ends_at = lifetimes.refresh.map(|length| now + length);
            grant.access.clear();
            renewed = Some(token);
        }
        grant
            .access
            .retain(|access| access.ends_at.is_none_or(|end| end > now));
        grant.access.push(Access {
            digest: digest(&access_token),
            ends_at: lifetimes.access.map(|length| now + length),
        });
        Ok(Issued {
            access_token,
            refresh_token: renewed,
            username: grant.username.clone(),
            scopes: grant.scopes.clone(),
            grant_id: grant.id.clone(),
        })
    }

    /// The grant an access token stands for, while the token lives.
    pub(crate) fn by_access(&self, site: Site, token: &str, now: i64) -> Option<&Grant> {
        let digested = digest(token);
        self.0.iter().find(|grant| {
            grant.site == site
                && grant.access.iter().any(|access| {
                    access.digest == digested && access.ends_at.is_none_or(|end| end > now)
                })
        })
    }

    /// The grant a good refresh token stands for.
    pub(crate) fn by_refresh(&self, site: Site, token: &str) -> Option<&Grant> {
        let digested = digest(token);
        self.0
            .iter()
            .find(|grant| grant.site == site && grant.refresh.as_deref() == Some(&*digested))
    }

    /// Revokes what a token stands for: a refresh token takes its grant along, an access token of
    /// a grant with a refresh token only itself. `false` if the token was not good.
    pub(crate) fn revoke_token(&mut self, site: Site, token: &str) -> bool {
        let digested = digest(token);
        let mut found = false;
        self.0.retain_mut(|grant| {
            if grant.site != site {
                return true;
            }
            if grant.refresh.as_deref() == Some(&*digested) {
                found = true;
                return false;
            }
            let before = grant.access.len();
            grant.access.retain(|access| access.digest != digested);
            if grant.access.len() == before {
                return true;
            }
            found = true;
            grant.refresh.is_some()
        });
        found
    }

    pub(crate) fn remove(&mut self, id: &str) {
        self.0.retain(|grant| grant.id != id);
    }

    /// Ends every grant a test picks and says how many there were.
    pub(crate) fn revoke_if(&mut self, picks: impl Fn(&Grant) -> bool) -> usize {
        let before = self.0.len();
        self.0.retain(|grant| !picks(grant));
        before - self.0.len()
    }

    /// Ends the access tokens of every grant a test picks and says how many grants there were.
    pub(crate) fn expire_if(&mut self, picks: impl Fn(&Grant) -> bool) -> usize {
        let mut count = 0;
        for grant in self.0.iter_mut().filter(|grant| picks(grant)) {
            grant.access.clear();
            count += 1;
        }
        count
    }
}
