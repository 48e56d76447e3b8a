//! The tables: each way of each shipped definition, what the person types, and what must come of it.

mod by_hand;
mod granted;
mod typed;

/// The OAuth client a person registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    /// The way needs none.
    None,
    /// Without a secret.
    Public,
    Secret,
}

/// How a grant goes on when its access token has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Renews {
    /// It does not end, or nothing is told of it.
    No,
    /// By a refresh token, once.
    Refresh,
    /// The same way as at first, without the person.
    Anew,
    /// By logging in once more with what was typed.
    Again,
}

/// One way of one definition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scenario {
    pub(crate) connector: &'static str,
    pub(crate) way: &'static str,
    /// The user or, where the app names none, the account that must be shown; empty for neither.
    pub(crate) who: &'static str,
    /// A request of the person's own.
    pub(crate) request: (&'static str, &'static str),
    pub(crate) body: Option<&'static str>,
    pub(crate) client: Client,
    pub(crate) client_id: Option<&'static str>,
    pub(crate) client_secret: Option<&'static str>,
    pub(crate) fields: &'static [(&'static str, &'static str)],
    pub(crate) secrets: &'static [(&'static str, &'static str)],
    pub(crate) renews: Renews,
    /// A secret and a value of the right shape that is wrong.
    pub(crate) wrong: Option<(&'static str, &'static str)>,
}

/// Nothing typed yet; the tables name what differs.
const TYPED: Scenario = Scenario {
    connector: "",
    way: "",
    who: "",
    request: ("GET", ""),
    body: None,
    client: Client::None,
    client_id: None,
    client_secret: None,
    fields: &[],
    secrets: &[],
    renews: Renews::No,
    wrong: None,
};

/// Every scenario.
pub(crate) fn all() -> impl Iterator<Item = &'static Scenario> {
    granted::A_TO_J
        .iter()
        .chain(granted::M_TO_Z)
        .chain(typed::TYPED_WAYS)
        .chain(by_hand::BY_HAND)
}
