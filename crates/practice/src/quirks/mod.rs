//! A strict stand-in for many vendors: it knows the wire and nothing of Larder, and refuses what is not exactly right.
//!
//! Each vendor is a script (`vendors/`) made of building blocks: pages, token endpoints, signatures,
//! keys in every place. Whatever a script does not demand or know is refused in the vendor's own error
//! shape, and the reason is kept in a log that tests can print.

mod ask;
mod authorize;
mod control;
mod demand;
mod desk;
mod jwt;
mod keys;
mod mark;
mod oauth1;
mod oauth2;
mod script;
mod serve;
mod signed;
mod token;
mod vendors;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ask::{Answer, Ask, Refusal};
use desk::Desk;
pub use desk::Seen;
use mark::{Mark, Marked};
use script::{Caller, Does, Door, Vendor, captures};
pub use script::{PEOPLE, Person};

/// Every stand-in at once. Cheap to clone; clones share what they remember.
#[derive(Clone, Debug)]
pub struct Quirks(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    vendors: Vec<Vendor>,
    desks: Mutex<BTreeMap<&'static str, Desk>>,
    log: Mutex<Vec<Seen>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Default for Quirks {
    fn default() -> Self {
        Self::new()
    }
}

impl Quirks {
    /// All vendors, with nobody signed in.
    pub fn new() -> Self {
        Self(Arc::new(Shared {
            vendors: vendors::all(),
            desks: Mutex::default(),
            log: Mutex::default(),
        }))
    }

    /// Every host some vendor lives on, the loopback twin's aside.
    pub fn hosts(&self) -> Vec<&'static str> {
        let hosts = self.0.vendors.iter().flat_map(|vendor| vendor.hosts);
        let mut hosts: Vec<_> = hosts.copied().filter(|host| *host != LOOPBACK).collect();
        hosts.sort_unstable();
        hosts.dedup();
        hosts
    }

    /// The ways of the loopback twin; each begins at `/<way>` below the origin.
    pub fn ways(&self) -> Vec<&'static str> {
        let twins = self
            .0
            .vendors
            .iter()
            .filter(|vendor| vendor.hosts == [LOOPBACK]);
        twins.map(|vendor| vendor.id).collect()
    }

    /// The private keys whose public halves every vendor knows, by kind (`rsa`, `ec`, `ed25519`), as
    /// PKCS#8 in PEM.
    pub fn private_keys() -> BTreeMap<String, String> {
        [
            ("rsa", keys::rsa()),
            ("ec", keys::ec()),
            ("ed25519", keys::ed25519()),
        ]
        .map(|(kind, pair)| (kind.to_owned(), pair.private.clone()))
        .into()
    }

    /// An RSA key that nobody knows the public half of, as PKCS#8 in PEM.
    pub fn unknown_private_key() -> String {
        keys::other().private.clone()
    }

    /// The fingerprint of the `rsa` key's public half, as Snowflake shows it.
    pub fn fingerprint() -> String {
        let digest = keys::digest("sha256", &keys::rsa().spki);
        format!("SHA256:{}", keys::base64(&digest))
    }

    /// What a vendor was asked and answered, oldest first.
    pub fn log(&self, vendor: &str) -> Vec<Seen> {
        let log = locked(&self.0.log);
        log.iter()
            .filter(|seen| seen.vendor == vendor)
            .cloned()
            .collect()
    }

    /// Why requests were refused, as lines to print.
    pub fn refusals(&self) -> Vec<String> {
        let log = locked(&self.0.log);
        log.iter()
            .filter_map(|seen| {
                let why = seen.refused.as_ref()?;
                let Seen {
                    vendor,
                    method,
                    address,
                    door,
                    status,
                    ..
                } = seen;
                Some(format!(
                    "{vendor}: {method} {address} ({door}) {status}: {why}"
                ))
            })
            .collect()
    }

    /// Ends every access token and session of a vendor; what renews them stays good. Answers how many.
    pub fn expire(&self, vendor: &str) -> usize {
        self.with(vendor, Desk::expire)
    }

    /// Ends everything anybody allowed at a vendor.
    pub fn revoke_all(&self, vendor: &str) {
        self.with(vendor, Desk::revoke_all);
    }

    /// Turns something on at a vendor, such as a second tenant (`tenants`).
    pub fn turn_on(&self, vendor: &str, switch: &str) {
        self.with(vendor, |desk| {
            desk.switches.insert(switch.to_owned(), "on".to_owned());
        });
    }

    fn with<T>(&self, vendor: &str, act: impl FnOnce(&mut Desk) -> T) -> T {
        let id = self.0.vendors.iter().find(|known| known.id == vendor);
        let mut desks = locked(&self.0.desks);
        act(desks.entry(id.map_or("", |known| known.id)).or_default())
    }

    /// Answers one request.
    fn answer(&self, mut ask: Ask) -> Answer {
        if let Some(answer) = control::answer(self, &ask) {
            return answer;
        }
        let Some((vendor, door)) = self.find(&mut ask) else {
            return self.nowhere(&ask);
        };
        let mut desks = locked(&self.0.desks);
        let desk = desks.entry(vendor.id).or_default();
        let mut name = door.name();
        let outcome = match door {
            Behind::Script(door) => stand_behind(door, &ask, desk).map(|(answer, refreshed)| {
                if refreshed {
                    name = "refresh";
                }
                answer
            }),
            Behind::LogIn => authorize::log_in(&ask, desk),
            Behind::AskConsent => authorize::ask_consent(&ask, desk),
            Behind::Decide => authorize::decide(&ask, desk),
        };
        drop(desks);
        let (answer, refused) = match outcome {
            Ok(answer) => (answer, None),
            Err(refusal) if door.is_page() => {
                (authorize::refused_page(&refusal), Some(refusal.why))
            }
            Err(refusal) => ((vendor.refuse)(&ask, &refusal), Some(refusal.why)),
        };
        self.note(vendor.id, &ask, name, &answer, refused);
        answer
    }

    /// Which vendor, and which of its doors.
    fn find(&self, ask: &mut Ask) -> Option<(&Vendor, Behind<'_>)> {
        let host = ask.host().to_owned();
        for vendor in &self.0.vendors {
            if !vendor.hosts.contains(&host.as_str()) {
                continue;
            }
            let Some(path) = ask.path.strip_prefix(vendor.prefix).map(str::to_owned) else {
                continue;
            };
            let behind = match (ask.method.as_str(), path.as_str()) {
                ("POST", "/practice/login") => Some(Behind::LogIn),
                ("GET", "/practice/consent") => Some(Behind::AskConsent),
                ("POST", "/practice/consent") => Some(Behind::Decide),
                _ => None,
            };
            if behind.is_some() && self.is_walked(vendor, ask) {
                ask.prefix = vendor.prefix;
                return behind.map(|behind| (vendor, behind));
            }
            for door in &vendor.doors {
                let here = door.method == ask.method && (door.host.is_empty() || door.host == host);
                if let Some(captured) = here.then(|| captures(door.path, &path)).flatten() {
                    ask.captured = captured;
                    ask.prefix = vendor.prefix;
                    return Some((vendor, Behind::Script(door)));
                }
            }
        }
        None
    }

    /// Whether the sign-in a page belongs to is this vendor's: several may share a host.
    fn is_walked(&self, vendor: &Vendor, ask: &Ask) -> bool {
        let pairs = [ask.query_pairs(), ask.form_pairs()].concat();
        let start = pairs.iter().find(|(name, _)| name == "start");
        let desks = locked(&self.0.desks);
        start.is_some_and(|(_, start)| {
            desks
                .get(vendor.id)
                .is_some_and(|desk| desk.pending.contains_key(start))
        })
    }

    fn nowhere(&self, ask: &Ask) -> Answer {
        let refusal = Refusal::new(404, "not_found", "nothing stands behind this address");
        let vendor = self.0.vendors.iter().find(|vendor| {
            vendor.hosts.contains(&ask.host()) && ask.path.starts_with(vendor.prefix)
        });
        let answer = vendor.map_or_else(
            || Answer::text(404, refusal.why.clone()),
            |vendor| (vendor.refuse)(ask, &refusal),
        );
        let id = vendor.map_or("nobody", |vendor| vendor.id);
        self.note(id, ask, "none", &answer, Some(refusal.why));
        answer
    }

    fn note(
        &self,
        vendor: &str,
        ask: &Ask,
        door: &'static str,
        answer: &Answer,
        refused: Option<String>,
    ) {
        locked(&self.0.log).push(Seen {
            vendor: vendor.to_owned(),
            method: ask.method.clone(),
            address: ask.address(),
            door,
            status: answer.0.status().as_u16(),
            refused,
        });
    }
}

/// The host of the twin that needs no TLS.
const LOOPBACK: &str = "127.0.0.1";

/// A door of the script, or one of the pages every vendor has.
#[derive(Clone, Copy, Debug)]
enum Behind<'a> {
    Script(&'a Door),
    LogIn,
    AskConsent,
    Decide,
}

impl Behind<'_> {
    fn name(self) -> &'static str {
        match self {
            Self::LogIn | Self::AskConsent | Self::Decide => "page",
            Self::Script(door) => match door.does {
                Does::Authorize(_) | Does::Permit(_) => "authorize",
                Does::Token(_) | Does::AccessToken(_) => "token",
                Does::Revoke(_) => "revoke",
                Does::DeviceStart(_) | Does::RequestToken(_) => "begin",
                Does::DevicePage => "page",
                Does::Api(_) => "api",
                Does::Call(_) => "call",
            },
        }
    }

    fn is_page(self) -> bool {
        matches!(self.name(), "page" | "authorize")
    }
}

fn stand_behind(door: &Door, ask: &Ask, desk: &mut Desk) -> Result<(Answer, bool), Refusal> {
    let answer = match &door.does {
        Does::Token(rule) => return token::token(rule, ask, desk),
        Does::Authorize(rule) => authorize::authorize(rule, ask, desk),
        Does::Revoke(rule) => token::revoke(rule, ask, desk),
        Does::DeviceStart(rule) => token::device_start(rule, ask, desk),
        Does::DevicePage => authorize::device_page(ask, desk),
        Does::RequestToken(rule) => oauth1::request_token(rule, ask, desk),
        Does::Permit(rule) => oauth1::permit(rule, ask, desk),
        Does::AccessToken(rule) => oauth1::access_token(rule, ask, desk),
        Does::Call(call) => call(ask, desk),
        Does::Api(api) => {
            demand::headers(ask, api.headers)?;
            let marked = marked(api.marks, ask, desk)?;
            let caller = Caller {
                person: marked.person,
                scopes: marked.scopes,
                asked: marked.asked,
                desk,
            };
            (api.answer)(ask, &caller)
        }
    };
    answer.map(|answer| (answer, false))
}

/// Who marked a request in one of several ways. Of several refusals that of an ended token says most.
fn marked(marks: &[Mark], ask: &Ask, desk: &mut Desk) -> Result<Marked, Refusal> {
    let mut refused: Option<Refusal> = None;
    for mark in marks {
        match mark.read(ask, desk) {
            Ok(marked) => return Ok(marked),
            Err(refusal) => {
                let says_more = |known: &Refusal| {
                    known.code != "expired_token" && (known.status != 401 || refusal.status == 401)
                };
                if refused.as_ref().is_none_or(says_more) {
                    refused = Some(refusal);
                }
            }
        }
    }
    Err(refused.unwrap_or_else(|| Refusal::token("the request carries no mark")))
}
