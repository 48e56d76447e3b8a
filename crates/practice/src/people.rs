//! The cast: everybody who can sign in to a practice app, with what they may see and do.

use serde::{Deserialize, Serialize};

use crate::site::Site;

/// What somebody may see and do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rights {
    /// Everything, setup included.
    Admin,
    /// Every object and field, but not a person: the integration user.
    Integration,
    /// Salesforce: a sales person's objects, Account read-only. Zendesk: an agent.
    Member,
    /// Zendesk: an agent with a role of the account's own, which lets them change organizations.
    CustomAgent,
    /// Zendesk: reads tickets and notes on them, and may change nothing.
    LightAgent,
    /// Zendesk: an end user.
    EndUser,
    /// What is left after rights were taken away.
    Reduced,
}

impl Rights {
    /// What a Zendesk role gives, by the name the control origin knows it by.
    pub(crate) fn of_role(name: &str) -> Option<Self> {
        match name {
            "admin" => Some(Self::Admin),
            "agent" => Some(Self::Member),
            "custom-agent" => Some(Self::CustomAgent),
            "light-agent" => Some(Self::LightAgent),
            "end-user" => Some(Self::EndUser),
            _ => None,
        }
    }
}

/// One member of the cast, as first cast.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) site: Site,
    pub(crate) username: &'static str,
    pub(crate) password: &'static str,
    pub(crate) api_token: Option<&'static str>,
    pub(crate) first_name: &'static str,
    pub(crate) last_name: &'static str,
    /// Salesforce: 15 characters; Zendesk: digits.
    pub(crate) id: &'static str,
    pub(crate) rights: Rights,
    pub(crate) active: bool,
    pub(crate) about: &'static str,
}

const fn salesforce(
    site: Site,
    username: &'static str,
    password: &'static str,
    name: (&'static str, &'static str),
    id: &'static str,
    rights: Rights,
    about: &'static str,
) -> Part {
    Part {
        site,
        username,
        password,
        api_token: None,
        first_name: name.0,
        last_name: name.1,
        id,
        rights,
        active: true,
        about,
    }
}

const fn zendesk(
    username: &'static str,
    password: &'static str,
    api_token: &'static str,
    name: (&'static str, &'static str),
    id: &'static str,
    rights: Rights,
    about: &'static str,
) -> Part {
    Part {
        site: Site::Zendesk,
        username,
        password,
        api_token: Some(api_token),
        first_name: name.0,
        last_name: name.1,
        id,
        rights,
        active: true,
        about,
    }
}

const fn inactive(part: Part) -> Part {
    Part {
        active: false,
        ..part
    }
}

use Site::{SalesforceLogin as Login, SalesforceTest as Test};

/// Everybody. The first of each site is whom a tour signs in as.
pub(crate) const CAST: &[Part] = &[
    salesforce(
        Login,
        "integration@acme.test",
        "pantry-1",
        ("Ines", "Integration"),
        "0055g00000AcmI1",
        Rights::Integration,
        "The integration user: sees every object and field.",
    ),
    salesforce(
        Login,
        "sales@acme.test",
        "pantry-2",
        ("Sam", "Okafor"),
        "0055g00000AcmS2",
        Rights::Member,
        "A sales person: fewer objects, some fields hidden, Account read-only.",
    ),
    salesforce(
        Login,
        "admin@acme.test",
        "pantry-3",
        ("Ada", "Lindqvist"),
        "0055g00000AcmA3",
        Rights::Admin,
        "The administrator.",
    ),
    inactive(salesforce(
        Login,
        "former@acme.test",
        "pantry-4",
        ("Finn", "Moreau"),
        "0055g00000AcmF4",
        Rights::Member,
        "Left the company: inactive, cannot sign in.",
    )),
    salesforce(
        Test,
        "integration@acme.test.full",
        "cellar-1",
        ("Ines", "Integration"),
        "005VC00000AcmI1",
        Rights::Integration,
        "The integration user in the sandbox.",
    ),
    salesforce(
        Test,
        "sales@acme.test.full",
        "cellar-2",
        ("Sam", "Okafor"),
        "005VC00000AcmS2",
        Rights::Member,
        "The sales person in the sandbox.",
    ),
    salesforce(
        Test,
        "admin@acme.test.full",
        "cellar-3",
        ("Ada", "Lindqvist"),
        "005VC00000AcmA3",
        Rights::Admin,
        "The administrator in the sandbox.",
    ),
    inactive(salesforce(
        Test,
        "former@acme.test.full",
        "cellar-4",
        ("Finn", "Moreau"),
        "005VC00000AcmF4",
        Rights::Member,
        "Inactive in the sandbox as well.",
    )),
    zendesk(
        "admin@acme.test",
        "shelf-1",
        "PracticeApiTokenAdmin0000000000000000001",
        ("Ada", "Lindqvist"),
        "9700000000101",
        Rights::Admin,
        "An administrator.",
    ),
    zendesk(
        "agent@acme.test",
        "shelf-2",
        "PracticeApiTokenAgent0000000000000000002",
        ("Ravi", "Menon"),
        "9700000000102",
        Rights::Member,
        "An agent: reads, but may not change organizations or see the account settings.",
    ),
    zendesk(
        "customer@acme.test",
        "shelf-3",
        "PracticeApiTokenUser00000000000000000003",
        ("Cleo", "Baptiste"),
        "9700000000103",
        Rights::EndUser,
        "An end user: may see only herself.",
    ),
    inactive(zendesk(
        "suspended@acme.test",
        "shelf-4",
        "PracticeApiTokenGone00000000000000000004",
        ("Finn", "Moreau"),
        "9700000000104",
        Rights::Member,
        "Suspended: cannot sign in.",
    )),
];

/// Finds a part by site and user name; user names ignore case, as both apps do.
pub(crate) fn part(site: Site, username: &str) -> Option<&'static Part> {
    CAST.iter()
        .find(|part| part.site == site && part.username.eq_ignore_ascii_case(username))
}

impl Part {
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}
