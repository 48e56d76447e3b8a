//! The words a vendor's script is written in: hosts, doors, and what stands behind each.

use super::ask::{Answer, Ask, Refusal};
use super::demand::Demand;
use super::desk::Desk;
use super::mark::Mark;
use super::oauth1::OAuth1;
use super::oauth2::OAuth2;

/// Somebody with an account.
#[derive(Debug, PartialEq, Eq)]
pub struct Person {
    /// What to type as user name.
    pub username: &'static str,
    /// What to type as password.
    pub password: &'static str,
    /// The name shown.
    pub name: &'static str,
    /// A number that vendors make their ids from.
    pub number: u64,
}

/// Who has accounts everywhere.
pub const PEOPLE: [Person; 2] = [
    Person {
        username: "ada@acme.test",
        password: "pantry-7",
        name: "Ada Park",
        number: 4_101,
    },
    Person {
        username: "bo@acme.test",
        password: "pantry-8",
        name: "Bo Lindt",
        number: 4_102,
    },
];

/// The person with that user name and password.
pub(crate) fn person(username: &str, password: &str) -> Option<&'static Person> {
    PEOPLE
        .iter()
        .find(|person| person.username == username && person.password == password)
}

/// A vendor: where it lives and what stands behind each address.
#[derive(Debug)]
pub(crate) struct Vendor {
    pub(crate) id: &'static str,
    /// Whole names; `127.0.0.1` is the loopback twin's.
    pub(crate) hosts: &'static [&'static str],
    /// Where it begins below the host.
    pub(crate) prefix: &'static str,
    pub(crate) doors: Vec<Door>,
    /// The vendor's own error shape.
    pub(crate) refuse: fn(&Ask, &Refusal) -> Answer,
}

/// One address.
#[derive(Debug)]
pub(crate) struct Door {
    pub(crate) method: &'static str,
    /// The host; empty is any of the vendor's.
    pub(crate) host: &'static str,
    /// The path below the prefix; `*` captures one segment, and a part of one: `/bot*/me`.
    pub(crate) path: &'static str,
    pub(crate) does: Does,
}

/// What stands behind an address.
#[derive(Clone, Debug)]
pub(crate) enum Does {
    /// The authorization page of OAuth 2.
    Authorize(&'static OAuth2),
    /// The token endpoint.
    Token(&'static OAuth2),
    /// RFC 7009.
    Revoke(&'static OAuth2),
    /// RFC 8628 section 3.1.
    DeviceStart(&'static OAuth2),
    /// Where the user code is typed.
    DevicePage,
    /// Temporary credentials (RFC 5849 section 2.1).
    RequestToken(&'static OAuth1),
    /// Resource owner authorization (section 2.2).
    Permit(&'static OAuth1),
    /// Token credentials (section 2.3).
    AccessToken(&'static OAuth1),
    /// A request that must be marked.
    Api(Api),
    /// Anything else: a log-in, metadata.
    Call(Call),
}

/// A handler that reads and changes what the vendor remembers.
pub(crate) type Call = fn(&Ask, &mut Desk) -> Result<Answer, Refusal>;

/// A request that must be marked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Api {
    /// Any of these marks will do.
    pub(crate) marks: &'static [Mark],
    pub(crate) headers: &'static [Demand],
    pub(crate) answer: fn(&Ask, &Caller<'_>) -> Result<Answer, Refusal>,
}

/// Who asks.
#[derive(Debug)]
pub(crate) struct Caller<'a> {
    pub(crate) person: &'static Person,
    pub(crate) scopes: Vec<String>,
    /// The host the grant was given on and the parameters the page was opened with.
    pub(crate) asked: Vec<(String, String)>,
    pub(crate) desk: &'a Desk,
}

impl Caller<'_> {
    /// Whether a test turned something on.
    pub(crate) fn is_on(&self, switch: &str) -> bool {
        self.desk.switches.contains_key(switch)
    }

    /// Refuses who was not allowed that much.
    pub(crate) fn needs(&self, scope: &str) -> Result<(), Refusal> {
        if self.scopes.iter().any(|granted| granted == scope) {
            return Ok(());
        }
        let why = format!("scope {scope} was not granted");
        Err(Refusal::new(403, "insufficient_scope", why))
    }
}

/// A door.
pub(crate) const fn door(method: &'static str, path: &'static str, does: Does) -> Door {
    Door {
        method,
        host: "",
        path,
        does,
    }
}

/// A door on one of several hosts.
pub(crate) const fn at(host: &'static str, door: Door) -> Door {
    Door { host, ..door }
}

/// A `GET` that must carry a mark.
pub(crate) const fn get(
    path: &'static str,
    marks: &'static [Mark],
    answer: fn(&Ask, &Caller<'_>) -> Result<Answer, Refusal>,
) -> Door {
    demanding("GET", path, marks, &[], answer)
}

/// A request that must carry a mark and headers.
pub(crate) const fn demanding(
    method: &'static str,
    path: &'static str,
    marks: &'static [Mark],
    headers: &'static [Demand],
    answer: fn(&Ask, &Caller<'_>) -> Result<Answer, Refusal>,
) -> Door {
    let api = Api {
        marks,
        headers,
        answer,
    };
    door(method, path, Does::Api(api))
}

/// What a path captures, if the pattern fits.
pub(crate) fn captures(pattern: &str, path: &str) -> Option<Vec<String>> {
    let mut captured = Vec::new();
    let (wanted, given): (Vec<_>, Vec<_>) =
        (pattern.split('/').collect(), path.split('/').collect());
    if wanted.len() != given.len() {
        return None;
    }
    for (wanted, given) in wanted.iter().zip(given) {
        match wanted.split_once('*') {
            None if *wanted == given => {}
            None => return None,
            Some((before, after)) => {
                let part = given.strip_prefix(before)?.strip_suffix(after)?;
                if part.is_empty() {
                    return None;
                }
                captured.push(part.to_owned());
            }
        }
    }
    Some(captured)
}
