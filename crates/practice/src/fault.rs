//! The faults that can be asked for: their catalog, and which armed ones meet a request.

use serde::Deserialize;

use crate::site::Site;

/// A catalog entry.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) id: &'static str,
    pub(crate) kind: Kind,
    pub(crate) about: &'static str,
    pub(crate) takes: &'static [&'static str],
}

/// Every fault. The first ten change the state at once, the others wait for requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Revoke,
    Expire,
    ChangePassword,
    DeactivateUser,
    Reactivate,
    ReduceRights,
    ChangeRole,
    TakeRight,
    RestoreRights,
    TokenRotation,
    AdminBlock,
    RedirectMismatch,
    RateLimit,
    Unavailable,
    Slow,
    Hang,
    HtmlLogin,
    Truncated,
    Huge,
    WrongJson,
    RedirectElsewhere,
    ApiDisabled,
    LoseTokenResponse,
    TokenHtml,
    TokenErrorIn200,
    BadInstanceUrl,
    FewerScopes,
}

const WHO: &[&str] = &["app", "org", "username"];
const WHEN: &[&str] = &["app", "org", "username", "times", "path"];
const TOKEN: &[&str] = &["app", "org", "times"];

const fn entry(
    id: &'static str,
    kind: Kind,
    about: &'static str,
    takes: &'static [&'static str],
) -> Entry {
    Entry {
        id,
        kind,
        about,
        takes,
    }
}

/// All faults, in the order people read them.
pub(crate) const CATALOG: &[Entry] = &[
    entry(
        "revoke",
        Kind::Revoke,
        "Take back every grant of a user: access and refresh tokens are gone.",
        WHO,
    ),
    entry(
        "expire",
        Kind::Expire,
        "Let the access tokens expire; refreshing still works.",
        WHO,
    ),
    entry(
        "change_password",
        Kind::ChangePassword,
        "Give the user a new password and take back every grant.",
        &["app", "org", "username", "password"],
    ),
    entry(
        "deactivate_user",
        Kind::DeactivateUser,
        "Deactivate the user: no sign-in, no refresh, no calls.",
        WHO,
    ),
    entry(
        "reactivate",
        Kind::Reactivate,
        "Make the user active again.",
        WHO,
    ),
    entry(
        "reduce_rights",
        Kind::ReduceRights,
        "Take most objects, fields and rights away from the user.",
        WHO,
    ),
    entry(
        "change_role",
        Kind::ChangeRole,
        "Zendesk: give the user another role: admin, agent, custom-agent (a role of the account's own), light-agent or end-user.",
        &["app", "org", "username", "role"],
    ),
    entry(
        "take_right",
        Kind::TakeRight,
        "Salesforce: take one right away, such as Account.edit, Account.create, Account (the object) or Account.Industry (a field).",
        &["app", "org", "username", "right"],
    ),
    entry(
        "restore_rights",
        Kind::RestoreRights,
        "Give the user the first rights back.",
        WHO,
    ),
    entry(
        "token_rotation",
        Kind::TokenRotation,
        "Turn refresh token rotation with reuse detection on or off (first: Salesforce off, Zendesk on).",
        &["app", "org", "on"],
    ),
    entry(
        "admin_block",
        Kind::AdminBlock,
        "The administrator has not approved the app: sign-in ends with OAUTH_APP_BLOCKED, or with shape \"uninstalled\" on an error page.",
        &["app", "org", "times", "shape"],
    ),
    entry(
        "redirect_mismatch",
        Kind::RedirectMismatch,
        "Another redirect address is registered: an error page instead of the sign-in, or with shape \"token\" a refusal of the code.",
        &["app", "org", "times", "shape"],
    ),
    entry(
        "rate_limit",
        Kind::RateLimit,
        "Too many requests: 429 with Retry-After from Zendesk, REQUEST_LIMIT_EXCEEDED from Salesforce.",
        &["app", "org", "username", "times", "path", "retry_after"],
    ),
    entry(
        "unavailable",
        Kind::Unavailable,
        "Answer 503 with an HTML page.",
        &["app", "org", "username", "times", "path", "retry_after"],
    ),
    entry(
        "slow",
        Kind::Slow,
        "Wait this many milliseconds before each answer.",
        &["app", "org", "username", "times", "path", "ms"],
    ),
    entry("hang", Kind::Hang, "Never answer.", WHEN),
    entry(
        "html_login",
        Kind::HtmlLogin,
        "Answer 200 with an HTML login page, as a proxy or a lost session does.",
        WHEN,
    ),
    entry(
        "truncated",
        Kind::Truncated,
        "Close the connection in the middle of the body.",
        WHEN,
    ),
    entry(
        "huge",
        Kind::Huge,
        "Send a body of this many bytes (first: 256 MiB).",
        &["app", "org", "username", "times", "path", "bytes"],
    ),
    entry(
        "wrong_json",
        Kind::WrongJson,
        "Answer 200 with JSON of another shape.",
        WHEN,
    ),
    entry(
        "redirect_elsewhere",
        Kind::RedirectElsewhere,
        "Redirect with 302 to another host.",
        &["app", "org", "username", "times", "path", "url"],
    ),
    entry(
        "api_disabled",
        Kind::ApiDisabled,
        "The API is switched off for the org (Salesforce 403 API_DISABLED_FOR_ORG, Zendesk 403).",
        WHEN,
    ),
    entry(
        "lose_token_response",
        Kind::LoseTokenResponse,
        "Do the token request, then drop the connection without an answer.",
        TOKEN,
    ),
    entry(
        "token_html",
        Kind::TokenHtml,
        "Answer token requests with an HTML page.",
        TOKEN,
    ),
    entry(
        "token_error_in_200",
        Kind::TokenErrorIn200,
        "Answer token requests with an error and status 200.",
        TOKEN,
    ),
    entry(
        "bad_instance_url",
        Kind::BadInstanceUrl,
        "Put a foreign instance_url into token answers.",
        &["app", "org", "times", "url"],
    ),
    entry(
        "fewer_scopes",
        Kind::FewerScopes,
        "Grant less than was asked for: leave a scope out of token answers.",
        &["app", "org", "times", "scope"],
    ),
];

/// What a control request may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    pub(crate) app: Option<String>,
    pub(crate) org: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) password: Option<String>,
    pub(crate) times: Option<u32>,
    pub(crate) path: Option<String>,
    pub(crate) ms: Option<u64>,
    pub(crate) retry_after: Option<String>,
    pub(crate) bytes: Option<u64>,
    pub(crate) url: Option<String>,
    pub(crate) shape: Option<String>,
    pub(crate) on: Option<bool>,
    pub(crate) right: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) scope: Option<String>,
}

impl Asked {
    /// Whether the fault is meant for this site.
    pub(crate) fn is_for(&self, site: Site) -> bool {
        self.app.as_deref().is_none_or(|app| app == site.app())
            && self.org.as_deref().is_none_or(|org| org == site.org())
    }
}

/// A fault waiting for requests.
#[derive(Clone, Debug)]
pub(crate) struct Armed {
    pub(crate) kind: Kind,
    pub(crate) id: &'static str,
    pub(crate) asked: Asked,
}

/// What is known of a request when faults are looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meeting<'a> {
    pub(crate) site: Site,
    pub(crate) path: &'a str,
    pub(crate) username: Option<&'a str>,
}

impl Armed {
    fn meets(&self, meeting: Meeting<'_>) -> bool {
        let place = match self.kind {
            Kind::LoseTokenResponse
            | Kind::TokenHtml
            | Kind::TokenErrorIn200
            | Kind::BadInstanceUrl
            | Kind::FewerScopes => meeting.site.is_token_path(meeting.path),
            // Asked for by the sign-in pages themselves, once somebody has signed in.
            Kind::AdminBlock => false,
            Kind::RedirectMismatch => {
                self.asked.shape.as_deref() == Some("token")
                    && meeting.site.is_token_path(meeting.path)
            }
            _ => match &self.asked.path {
                Some(prefix) => meeting.path.starts_with(prefix.as_str()),
                None => meeting.site.is_api_path(meeting.path),
            },
        };
        let person = self.asked.username.as_deref().is_none_or(|wanted| {
            meeting
                .username
                .is_some_and(|name| name.eq_ignore_ascii_case(wanted))
        });
        place && person && self.asked.is_for(meeting.site)
    }
}

/// Takes the faults that meet a request, oldest first; those with a count are used up by it.
pub(crate) fn take(armed: &mut Vec<Armed>, meeting: Meeting<'_>) -> Vec<Armed> {
    take_if(armed, |fault| fault.meets(meeting))
}

/// Takes the faults a test picks; those with a count are used up by it.
pub(crate) fn take_if(armed: &mut Vec<Armed>, picks: impl Fn(&Armed) -> bool) -> Vec<Armed> {
    let mut met = Vec::new();
    armed.retain_mut(|fault| {
        if !picks(fault) {
            return true;
        }
        met.push(fault.clone());
        match &mut fault.asked.times {
            None => true,
            Some(times) => {
                *times = times.saturating_sub(1);
                *times > 0
            }
        }
    });
    met
}

impl Kind {
    /// Whether the fault waits for requests, rather than changing the state at once.
    pub(crate) const fn waits(self) -> bool {
        !matches!(
            self,
            Self::Revoke
                | Self::Expire
                | Self::ChangePassword
                | Self::DeactivateUser
                | Self::Reactivate
                | Self::ReduceRights
                | Self::ChangeRole
                | Self::TakeRight
                | Self::RestoreRights
                | Self::TokenRotation
        )
    }
}
