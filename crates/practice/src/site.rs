//! The practice sites: which app and which org or subdomain an origin stands for.

use serde::{Deserialize, Serialize};

/// One practice origin that people sign in to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Site {
    /// Practice Salesforce, the production org "Acme".
    SalesforceLogin,
    /// Practice Salesforce, the sandbox "Acme full".
    SalesforceTest,
    /// Practice Zendesk, subdomain acme.
    Zendesk,
}

impl Site {
    pub(crate) const ALL: [Self; 3] = [Self::SalesforceLogin, Self::SalesforceTest, Self::Zendesk];

    /// The app's key in the addresses.
    pub(crate) const fn app(self) -> &'static str {
        match self {
            Self::SalesforceLogin | Self::SalesforceTest => "salesforce",
            Self::Zendesk => "zendesk",
        }
    }

    /// The key of the org or subdomain in the addresses.
    pub(crate) const fn org(self) -> &'static str {
        match self {
            Self::SalesforceLogin => "login",
            Self::SalesforceTest => "test",
            Self::Zendesk => "acme",
        }
    }

    /// What the sign-in pages call themselves.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::SalesforceLogin => "Practice Salesforce",
            Self::SalesforceTest => "Practice Salesforce (sandbox)",
            Self::Zendesk => "Practice Zendesk",
        }
    }

    /// The cookie of a browser session. Cookies ignore ports, so each site needs its own name.
    pub(crate) const fn cookie(self) -> &'static str {
        match self {
            Self::SalesforceLogin => "sid",
            Self::SalesforceTest => "sid_sandbox",
            Self::Zendesk => "_zendesk_shared_session",
        }
    }

    pub(crate) const fn is_salesforce(self) -> bool {
        !matches!(self, Self::Zendesk)
    }

    /// Whether requests to `path` are calls of the API, as against sign-in pages and token requests.
    pub(crate) fn is_api_path(self, path: &str) -> bool {
        if self.is_salesforce() {
            path.starts_with("/services/data")
                || path.starts_with("/services/oauth2/userinfo")
                || path.starts_with("/id/")
        } else {
            path.starts_with("/api/")
        }
    }

    /// Whether `path` is where codes and refresh tokens are exchanged.
    pub(crate) fn is_token_path(self, path: &str) -> bool {
        if self.is_salesforce() {
            path == "/services/oauth2/token"
        } else {
            path == "/oauth/tokens"
        }
    }
}
