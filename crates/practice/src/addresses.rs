//! Where the practice apps are and who can sign in: what callers are told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::fault::CATALOG;
use crate::people::CAST;
use crate::quirks::{PEOPLE, Quirks};
use crate::site::Site;

/// The public OAuth client every practice app knows. It has no secret and must use PKCE.
pub const CLIENT_ID: &str = "larder-practice";

/// The confidential OAuth client every practice app knows.
pub const CONFIDENTIAL_CLIENT_ID: &str = "larder-practice-confidential";

/// The secret of [`CONFIDENTIAL_CLIENT_ID`]: a documented constant, since it guards only practice data.
pub const CONFIDENTIAL_CLIENT_SECRET: &str = "a-secret-everybody-may-know";

/// Addresses, people and faults of a running practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addresses {
    /// The origin that takes faults.
    pub control: String,
    /// App key, then org or subdomain key, then origin.
    pub apps: BTreeMap<String, BTreeMap<String, String>>,
    /// The public client to use.
    pub client_id: String,
    /// Everybody who can sign in, with their first passwords.
    pub people: Vec<Person>,
    /// What can be broken on purpose.
    pub faults: Vec<FaultAbout>,
    /// Private keys that app `quirks` knows the public halves of, by kind; empty when it is not served.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub private_keys: BTreeMap<String, String>,
}

impl Addresses {
    /// Adds the ways of app `quirks`, which live below one origin.
    pub(crate) fn add_quirks(&mut self, quirks: &Quirks, port: u16) {
        let ways = quirks.ways().into_iter();
        let ways = ways.map(|way| (way.to_owned(), format!("http://127.0.0.1:{port}/{way}")));
        self.apps.insert("quirks".to_owned(), ways.collect());
        self.private_keys = Quirks::private_keys();
        self.people.extend(PEOPLE.iter().map(|person| Person {
            app: "quirks".to_owned(),
            org: "quirks".to_owned(),
            username: person.username.to_owned(),
            password: person.password.to_owned(),
            about: format!("{} has an account at every way", person.name),
            api_token: None,
        }));
    }
}

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The app's key.
    pub app: String,
    /// The key of the org or subdomain.
    pub org: String,
    /// What to type as user name.
    pub username: String,
    /// What to type as password.
    pub password: String,
    /// Who this is, in one sentence.
    pub about: String,
    /// A Zendesk API token of this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_token: Option<String>,
}

/// One fault of the catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultAbout {
    /// The last part of its control path, `/faults/<id>`.
    pub id: String,
    /// What it does, in one sentence.
    pub about: String,
    /// The members its JSON body may have.
    pub takes: Vec<String>,
}

/// The origins in the order salesforce login, salesforce test, zendesk, control.
#[derive(Clone, Debug)]
pub(crate) struct Origins(pub(crate) [String; 4]);

impl Origins {
    pub(crate) fn of(&self, site: Site) -> &str {
        match site {
            Site::SalesforceLogin => &self.0[0],
            Site::SalesforceTest => &self.0[1],
            Site::Zendesk => &self.0[2],
        }
    }

    pub(crate) fn control(&self) -> &str {
        &self.0[3]
    }
}

/// Everything callers may know of a practice at these origins.
pub(crate) fn addresses(origins: &Origins) -> Addresses {
    let mut apps: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for site in Site::ALL {
        apps.entry(site.app().to_owned())
            .or_default()
            .insert(site.org().to_owned(), origins.of(site).to_owned());
    }
    let people = CAST.iter().map(|part| Person {
        app: part.site.app().to_owned(),
        org: part.site.org().to_owned(),
        username: part.username.to_owned(),
        password: part.password.to_owned(),
        about: part.about.to_owned(),
        api_token: part.api_token.map(str::to_owned),
    });
    let faults = CATALOG.iter().map(|entry| FaultAbout {
        id: entry.id.to_owned(),
        about: entry.about.to_owned(),
        takes: entry.takes.iter().map(|&name| name.to_owned()).collect(),
    });
    Addresses {
        control: origins.control().to_owned(),
        apps,
        client_id: CLIENT_ID.to_owned(),
        people: people.collect(),
        faults: faults.collect(),
        private_keys: BTreeMap::new(),
    }
}
