//! The app of the simulation: rotating refresh tokens, reuse detection, faults by chance, and a judge of what it is sent.
//!
//! A refresh token is retired when it is used. It may come again only when its successor never
//! reached a disk: the app's answer was lost, or the process that got it ended before its commit.
//! Then an app with a grace period forgives it once more, and one without ends the grant, which
//! nobody can help. Every other retired token, and every access token that is used before it was
//! stored, is a mistake of Larder's.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::Hands;
use crate::random::Random;

/// How long an access token lives.
pub(crate) const LIFE: Duration = Duration::from_mins(10);

/// What became of the tokens the app gave last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// They were sent, and nobody knows what became of them.
    Sent,
    Stored,
    /// They can be in no store: the answer or its process was lost.
    Lost,
}

/// The one grant of an organisation.
#[derive(Debug)]
struct Grant {
    lives: bool,
    /// Which refresh token is the newest; its name is made of family and number.
    newest: u64,
    /// Which is the newest that is in a store. Those after it are lost, but for the newest at most.
    stored: u64,
    fate: Fate,
    /// Access tokens by text: number of the refresh, and when they end.
    access: HashMap<String, (u64, i64)>,
}

#[derive(Debug)]
struct Inside {
    orgs: HashMap<String, Grant>,
    families: u64,
    random: Random,
    /// How often in a hundred something goes wrong.
    faults: u64,
    has_grace: bool,
    /// How long a token request takes.
    slowness: Duration,
    refreshes: u64,
    mistakes: Vec<String>,
    /// A process ended a moment ago: what was sent since may have gone to nobody.
    one_ended: bool,
}

/// The app. Clones are the same one.
#[derive(Debug, Clone)]
pub(crate) struct App {
    inside: Arc<Mutex<Inside>>,
    clock: Hands,
}

/// What goes back on the wire.
pub(crate) enum Reply {
    /// Status, further headers and body.
    Says(u16, &'static [(&'static str, &'static str)], String),
    /// The connection closes without a word.
    Nothing,
}

fn says(status: u16, body: &Value) -> Reply {
    Reply::Says(
        status,
        &[("content-type", "application/json")],
        body.to_string(),
    )
}

/// Troubles in place of an answer, before anything happened.
fn trouble(kind: u64) -> Reply {
    const HTML: &[(&str, &str)] = &[("content-type", "text/html")];
    match kind {
        0 => Reply::Nothing,
        1 => Reply::Says(429, &[("retry-after", "30")], String::new()),
        2 => Reply::Says(503, &[], String::new()),
        3 => Reply::Says(200, HTML, "<html><body>Log in to the network".to_owned()),
        _ => Reply::Says(502, HTML, "<html><body>Bad gateway".to_owned()),
    }
}

impl App {
    pub(crate) fn new(clock: Hands) -> Self {
        Self {
            inside: Arc::new(Mutex::new(Inside {
                orgs: HashMap::new(),
                families: 0,
                random: Random::of(0),
                faults: 0,
                has_grace: false,
                slowness: Duration::ZERO,
                refreshes: 0,
                mistakes: Vec::new(),
                one_ended: false,
            })),
            clock,
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a seed: faults follow from `random`.
    pub(crate) fn begin(&self, mut random: Random) {
        let mut inside = self.inside();
        inside.has_grace = random.chance(50);
        inside.random = random;
        inside.mistakes.clear();
    }

    pub(crate) fn slow_down(&self, slowness: Duration) {
        self.inside().slowness = slowness;
    }

    /// How long an answer takes.
    pub(crate) fn takes(&self, what: &str) -> Duration {
        match what {
            "token" => self.inside().slowness,
            _ => Duration::ZERO,
        }
    }

    pub(crate) fn break_down(&self, percent: u64) {
        self.inside().faults = percent;
    }

    /// The tokens an organisation was given last are in a store.
    pub(crate) fn stored(&self, org: &str) {
        self.fate(org, Fate::Stored);
    }

    /// A process ended, perhaps with a question of its own still on the way to us.
    pub(crate) fn one_ended(&self) {
        self.inside().one_ended = true;
    }

    /// Everybody is idle: what was sent to a process that ended is lost.
    pub(crate) fn is_calm(&self) {
        let mut inside = self.inside();
        if std::mem::take(&mut inside.one_ended) {
            for grant in inside.orgs.values_mut() {
                if grant.fate == Fate::Sent {
                    grant.fate = Fate::Lost;
                }
            }
        }
    }

    /// The process that was given them ended before.
    pub(crate) fn lost(&self, org: &str) {
        self.fate(org, Fate::Lost);
    }

    fn fate(&self, org: &str, fate: Fate) {
        if let Some(grant) = self.inside().orgs.get_mut(org)
            && grant.fate != Fate::Stored
        {
            grant.fate = fate;
            if fate == Fate::Stored {
                grant.stored = grant.newest;
            }
        }
    }

    pub(crate) fn lives(&self, org: &str) -> bool {
        self.inside().orgs.get(org).is_some_and(|grant| grant.lives)
    }

    pub(crate) fn refreshes(&self) -> u64 {
        self.inside().refreshes
    }

    pub(crate) fn mistakes(&self) -> Vec<String> {
        self.inside().mistakes.clone()
    }

    pub(crate) fn answer(&self, org: &str, what: &str, bearer: &str, form: &Form) -> Reply {
        match what {
            "token" if form.of("grant_type") == "password" => self.sign_in(org),
            "token" => self.refresh(org, form.of("refresh_token")),
            _ => self.who(org, bearer),
        }
    }

    fn sign_in(&self, org: &str) -> Reply {
        let mut inside = self.inside();
        inside.families += 1;
        let number = inside.families * 1_000_000;
        let mut grant = Grant {
            lives: true,
            newest: number,
            stored: number,
            fate: Fate::Stored,
            access: HashMap::new(),
        };
        let answer = self.tokens(org, &mut grant);
        inside.orgs.insert(org.to_owned(), grant);
        says(200, &answer)
    }

    fn tokens(&self, org: &str, grant: &mut Grant) -> Value {
        let access = format!("access-{org}-{}", grant.newest);
        let ends = self.clock.true_time() + i64::try_from(LIFE.as_millis()).unwrap();
        grant.access.insert(access.clone(), (grant.newest, ends));
        json!({
            "access_token": access,
            "refresh_token": format!("refresh-{org}-{}", grant.newest),
            "token_type": "Bearer",
            "expires_in": LIFE.as_secs(),
        })
    }

    fn refresh(&self, org: &str, token: &str) -> Reply {
        let mut inside = self.inside();
        let (percent, has_grace) = (inside.faults, inside.has_grace);
        let one_ended = inside.one_ended;
        if inside.random.chance(percent) {
            let kind = inside.random.below(5);
            return trouble(kind);
        }
        let answer_is_lost = inside.random.chance(percent / 2);
        let mut mistake = None;
        let reply = {
            let Some(grant) = inside.orgs.get_mut(org) else {
                return says(400, &json!({ "error": "invalid_grant" }));
            };
            let number = token
                .strip_prefix(&format!("refresh-{org}-"))
                .and_then(|number| number.parse::<u64>().ok());
            let is_stored = number == Some(grant.stored);
            if number != Some(grant.newest) {
                let successor_is_lost =
                    grant.fate == Fate::Lost || (grant.fate == Fate::Sent && one_ended);
                if !is_stored || !successor_is_lost {
                    mistake = Some(format!(
                        "{org}: a retired token was sent: {token}, the newest is {} ({:?})",
                        grant.newest, grant.fate
                    ));
                }
                if !(has_grace && is_stored) {
                    grant.lives = false;
                }
            }
            if grant.lives {
                grant.newest += 1;
                grant.fate = Fate::Sent;
                let answer = self.tokens(org, grant);
                if answer_is_lost {
                    grant.fate = Fate::Lost;
                    Reply::Nothing
                } else {
                    says(200, &answer)
                }
            } else {
                says(400, &json!({ "error": "invalid_grant" }))
            }
        };
        inside.refreshes += 1;
        inside.mistakes.extend(mistake);
        reply
    }

    fn who(&self, org: &str, bearer: &str) -> Reply {
        let mut inside = self.inside();
        let percent = inside.faults;
        if inside.random.chance(percent / 2) {
            let kind = inside.random.below(5);
            return trouble(kind);
        }
        let says_expired = inside.random.chance(percent / 4);
        let now = self.clock.true_time();
        let Some(grant) = inside.orgs.get(org) else {
            return says(401, &json!({ "error": "who" }));
        };
        let known = grant.access.get(bearer).copied();
        let early =
            known.is_some_and(|(number, _)| number == grant.newest && grant.fate == Fate::Sent);
        let serves = known.is_some_and(|(_, ends)| now < ends) && grant.lives;
        if early {
            let mistake = format!("{org}: {bearer} was used before it was stored");
            inside.mistakes.push(mistake);
        }
        if known.is_none() && !bearer.starts_with(&format!("access-{org}-")) {
            let mistake = format!("{org} was sent {bearer}");
            inside.mistakes.push(mistake);
        }
        if serves && !says_expired {
            says(
                200,
                &json!({ "id": org, "email": format!("someone@{org}.test") }),
            )
        } else {
            says(401, &json!({ "error": "the session has ended" }))
        }
    }
}

/// A form as it was sent.
pub(crate) struct Form(pub(crate) HashMap<String, String>);

impl Form {
    fn of(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}
