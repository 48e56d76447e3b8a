//! OAuth 2 as one vendor does it: every knob is a field, and what differs is refused.

use super::ask::{Answer, Ask, Refusal};
use super::demand::Demand;
use super::desk::Pending;
use super::jwt;
use super::script::Person;

/// Proof key at the authorization endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// A sign-in without a challenge is refused (RFC 7636 section 4.4.1).
    Demanded,
    /// Checked when it is sent.
    Taken,
    /// The vendor knows no such parameter and refuses it.
    Refused,
}

/// How the client proves itself at the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClientProof {
    /// RFC 6749 section 2.3.1, in the header only.
    Basic,
    /// The same, in the body only.
    Body,
    /// Either, but not both at once.
    BasicOrBody,
    /// By its id alone.
    Public,
    /// In the body, or by its id alone where the client keeps no secret.
    BodyOrPublic,
    /// In the header, or by its id alone where a code challenge stands for it.
    BasicOrPublic,
    /// RFC 7523 section 2.2.
    PrivateKeyJwt,
    /// In the assertion itself: no client is named at all.
    Nobody,
}

/// Where the parameters of a token request stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Form,
    Json,
    Query,
}

/// How loopback redirects may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loopback {
    Any,
    Localhost,
    Literal,
}

/// A grant the token endpoint knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GrantRule {
    pub(crate) kind: GrantKind,
    /// What must be there besides the grant's own parameters.
    pub(crate) must: &'static [Demand],
    pub(crate) may: &'static [&'static str],
}

/// A grant and what it needs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum GrantKind {
    Code,
    Refresh,
    ClientCredentials,
    Password,
    Device,
    /// RFC 7523 section 2.1.
    Jwt(jwt::Expected),
}

/// Whether a refresh token is given.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Renewal {
    /// Tokens do not end, or end for good.
    Never,
    /// The refresh token stays.
    Stays,
    /// Each refresh gives another and retires the old; a retired one ends the grant.
    Rotates,
    /// Given only when the page was opened in a certain way, and it stays.
    When(fn(&Pending) -> bool),
    /// As `When`, and it rotates.
    RotatesWhen(fn(&Pending) -> bool),
}

/// What was issued.
#[derive(Debug)]
pub(crate) struct Issued<'a> {
    pub(crate) ask: &'a Ask,
    pub(crate) access: &'a str,
    pub(crate) refresh: Option<&'a str>,
    pub(crate) lifetime: Option<i64>,
    pub(crate) scopes: &'a [String],
    pub(crate) person: &'static Person,
    pub(crate) grant: &'a str,
    /// Parameters the page was opened with.
    pub(crate) asked: &'a [(String, String)],
    pub(crate) scope_text: String,
}

/// The script of one OAuth 2 vendor.
#[derive(Debug)]
pub(crate) struct OAuth2 {
    pub(crate) client_id: &'static str,
    pub(crate) client_secret: &'static str,
    pub(crate) client_proof: ClientProof,
    /// What this vendor calls the standard parameters: standard name, own name.
    pub(crate) names: &'static [(&'static str, &'static str)],
    pub(crate) proof: Proof,
    /// What `response_type` must be; empty when the vendor knows no such parameter, `code?` when it
    /// may be left out.
    pub(crate) response_type: &'static str,
    pub(crate) authorize_must: &'static [Demand],
    pub(crate) authorize_may: &'static [&'static str],
    /// Scopes the app may ask for; empty when the vendor knows none.
    pub(crate) scopes: &'static [&'static str],
    pub(crate) separator: &'static str,
    pub(crate) loopback: Loopback,
    pub(crate) places: &'static [Place],
    pub(crate) token_headers: &'static [Demand],
    pub(crate) grants: &'static [GrantRule],
    pub(crate) renewal: Renewal,
    /// Seconds.
    pub(crate) lifetime: Option<i64>,
    /// More parameters of the redirect.
    pub(crate) back: fn(&Ask, &Pending, &Person) -> Vec<(String, String)>,
    pub(crate) answer: fn(&Issued<'_>) -> Answer,
    /// What access tokens begin with.
    pub(crate) token_prefix: &'static str,
    /// The redirect is registered under this path.
    pub(crate) callback: &'static str,
    /// Whether `grant_type` may be left out with a code.
    pub(crate) grant_type_optional: bool,
    /// Whether the redirect must come again with the code.
    pub(crate) redirect_again: bool,
}

/// Nothing more in the redirect.
pub(crate) fn nothing_more(_: &Ask, _: &Pending, _: &Person) -> Vec<(String, String)> {
    Vec::new()
}

/// The answer of RFC 6749 section 5.1.
pub(crate) fn standard(issued: &Issued<'_>) -> Answer {
    Answer::ok(&standard_value(issued))
}

/// The members of RFC 6749 section 5.1.
pub(crate) fn standard_value(issued: &Issued<'_>) -> serde_json::Value {
    let mut value = serde_json::json!({
        "access_token": issued.access,
        "token_type": "Bearer",
    });
    if let Some(lifetime) = issued.lifetime {
        value["expires_in"] = lifetime.into();
    }
    if let Some(refresh) = issued.refresh {
        value["refresh_token"] = refresh.into();
    }
    if !issued.scopes.is_empty() {
        value["scope"] = issued.scope_text.as_str().into();
    }
    value
}

/// A vendor that does everything by the book; scripts name what differs.
pub(crate) const BY_THE_BOOK: OAuth2 = OAuth2 {
    client_id: "larder-quirks",
    client_secret: "a-secret-everybody-may-know",
    client_proof: ClientProof::Body,
    names: &[],
    proof: Proof::Taken,
    response_type: "code",
    authorize_must: &[],
    authorize_may: &[],
    scopes: &[],
    separator: " ",
    loopback: Loopback::Any,
    places: &[Place::Form],
    token_headers: &[],
    grants: &[CODE, REFRESH],
    renewal: Renewal::Stays,
    lifetime: Some(3_600),
    back: nothing_more,
    answer: standard,
    token_prefix: "tok_",
    callback: "",
    grant_type_optional: false,
    redirect_again: true,
};

/// The authorization code grant with nothing but its own parameters.
pub(crate) const CODE: GrantRule = GrantRule {
    kind: GrantKind::Code,
    must: &[],
    may: &[],
};

/// The refresh grant with nothing but its own parameters.
pub(crate) const REFRESH: GrantRule = GrantRule {
    kind: GrantKind::Refresh,
    must: &[],
    may: &[],
};

/// The client credentials grant; a scope may be named.
pub(crate) const CLIENT_CREDENTIALS: GrantRule = GrantRule {
    kind: GrantKind::ClientCredentials,
    must: &[],
    may: &["scope"],
};

impl OAuth2 {
    /// What this vendor calls a standard parameter.
    pub(crate) fn name<'a>(&self, standard: &'a str) -> &'a str
    where
        'static: 'a,
    {
        self.names
            .iter()
            .find(|(name, _)| *name == standard)
            .map_or(standard, |(_, own)| own)
    }

    /// The scopes of a text, each known.
    pub(crate) fn read_scopes(&self, text: &str) -> Result<Vec<String>, Refusal> {
        let scopes: Vec<String> = text
            .split(self.separator)
            .filter(|scope| !scope.is_empty())
            .map(str::to_owned)
            .collect();
        match scopes
            .iter()
            .find(|scope| !self.scopes.contains(&scope.as_str()))
        {
            Some(unknown) => Err(Refusal::new(
                400,
                "invalid_scope",
                format!(
                    "scope {unknown:?} is not known; scopes are joined by {:?}",
                    self.separator
                ),
            )),
            None => Ok(scopes),
        }
    }
}
