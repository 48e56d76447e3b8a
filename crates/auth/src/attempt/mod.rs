//! Owns the sign-in attempt: one `state`, one redirect address, one outcome, ten minutes at most.
//!
//! Whatever sees a redirect (popup, loopback listener, a pasted address) offers it here, and only
//! here is judged whether it is the answer. An answer that does not fit changes nothing, so nobody
//! can end another's sign-in by sending rubbish, and the person can always still finish. The first
//! change from open to settled wins; everything later is ignored.

mod answer;
#[cfg(test)]
mod modes;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use larder_connector::ResponseMode;
use secrecy::SecretString;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};
use url::Url;

use answer::Parameters;

/// What a true answer must carry, and how it says it.
#[derive(Debug, Clone)]
pub struct Expected {
    /// The `state` that was sent (RFC 6749 10.12).
    pub state: SecretString,
    /// The issuer that was asked (RFC 9207), where it is known.
    pub issuer: Option<String>,
    /// Whether the issuer promises to name itself in every answer, so that its absence is an error.
    pub iss_required: bool,
    /// How the answer comes back.
    pub mode: ResponseMode,
    /// What this app calls the answer's parameters.
    pub names: AnswerNames,
    /// Whether an id token was asked for beside the code. It is not used, but no reason to refuse the answer either.
    pub id_token: bool,
    /// Names to keep from the answer, each with the parameter's name.
    pub keep: BTreeMap<String, String>,
}

impl Expected {
    /// Expects an answer as RFC 6749 section 4.1.2 describes it, with this `state`.
    pub fn of_state(state: SecretString) -> Self {
        Self {
            state,
            issuer: None,
            iss_required: false,
            mode: ResponseMode::default(),
            names: AnswerNames::default(),
            id_token: false,
            keep: BTreeMap::new(),
        }
    }
}

/// What an app calls the parameters of its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerNames {
    /// What binds the answer to this attempt.
    pub state: String,
    /// The code.
    pub code: String,
    /// What says that the answer is a no.
    pub error: String,
    /// What the app adds to its no.
    pub error_description: String,
    /// What carries the binding alone when the answer is a no, as several OAuth 1 apps have it.
    pub denied: Option<String>,
}

impl AnswerNames {
    /// The names of RFC 5849 section 2.2, of OAuth Problem Reporting, and Twitter's for a no.
    pub fn of_oauth1() -> Self {
        Self {
            state: "oauth_token".to_owned(),
            code: "oauth_verifier".to_owned(),
            error: "oauth_problem".to_owned(),
            error_description: "oauth_problem_advice".to_owned(),
            denied: Some("denied".to_owned()),
        }
    }
}

impl Default for AnswerNames {
    /// The names of RFC 6749 sections 4.1.2 and 4.1.2.1.
    fn default() -> Self {
        Self {
            state: "state".to_owned(),
            code: "code".to_owned(),
            error: "error".to_owned(),
            error_description: "error_description".to_owned(),
            denied: None,
        }
    }
}

/// What became of an offered address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// Not the redirect address of this attempt.
    NotOurs,
    /// The redirect address, but not the answer; the attempt is as it was.
    Ignored(Why),
    /// The answer. The attempt is settled now.
    Taken,
}

/// Why an address that came to the right place was not the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The attempt had its outcome already.
    Over,
    /// No `state`, or an empty one.
    MissingState,
    /// Another `state` than the one sent.
    WrongState,
    /// A parameter that may stand once stands twice (RFC 6749 3.1).
    Repeated,
    /// No `iss` although the issuer promises one (RFC 9207 2.4).
    MissingIssuer,
    /// Another `iss` than the issuer that was asked: a mix-up.
    WrongIssuer,
    /// A token in the address, which only the implicit flow sends and Larder never asks for.
    TokenInAddress,
    /// Neither a code nor an error.
    NoCode,
}

/// How an attempt ended without an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The person closed the window or pressed Cancel, or Larder quits.
    Cancelled,
    /// No window could be opened, or it broke.
    WindowFailed(String),
    /// The lifetime passed.
    TimedOut,
    /// A newer attempt for the same slot took its place.
    Superseded,
}

/// The one outcome of an attempt.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The app allowed it; the code awaits its exchange, and beside it is what was kept from the answer.
    Code(SecretString, BTreeMap<String, String>),
    /// The app said no (RFC 6749 4.1.2.1); `access_denied` means the person did.
    Denied {
        /// The error's code, on one line.
        error: String,
        /// What the app adds, on one line.
        description: Option<String>,
    },
    /// There was no answer.
    Ended(End),
}

/// How far an attempt is, without what it yields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Waiting for the answer.
    Open,
    /// A code came.
    CodeReceived,
    /// The app said no.
    Denied {
        /// The error's code.
        error: String,
        /// What the app adds.
        description: Option<String>,
    },
    /// Ended without an answer.
    Ended(End),
}

/// One sign-in attempt. Clones are the same attempt.
#[derive(Clone)]
pub struct Attempt(Arc<Inner>);

struct Inner {
    id: String,
    redirect: Url,
    expected: Expected,
    /// On the monotonic clock: nobody who moves the wall clock ends or prolongs an attempt.
    deadline: Instant,
    outcome: watch::Sender<Option<Outcome>>,
    last_ignored: Mutex<Option<Why>>,
}

impl Attempt {
    /// The lifetime of an ordinary attempt.
    pub const LIFETIME: Duration = Duration::from_mins(10);

    /// Opens an attempt that ends by itself after `lifetime`.
    pub fn new(id: String, redirect: Url, expected: Expected, lifetime: Duration) -> Self {
        Self(Arc::new(Inner {
            id,
            redirect,
            expected,
            deadline: Instant::now() + lifetime,
            outcome: watch::Sender::new(None),
            last_ignored: Mutex::new(None),
        }))
    }

    /// Answers the id given at the start.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// Answers the address the app sends back to.
    pub fn redirect(&self) -> &Url {
        &self.0.redirect
    }

    /// Says whether a URL is this attempt's redirect address: the same scheme, host, port and path,
    /// byte for byte after parsing, and no user name; query and fragment are free.
    pub fn is_redirect(&self, url: &Url) -> bool {
        let own = &self.0.redirect;
        url.scheme() == own.scheme()
            && url.username().is_empty()
            && url.password().is_none()
            && url.host() == own.host()
            && url.port_or_known_default() == own.port_or_known_default()
            && url.path() == own.path()
    }

    /// Takes the address if it is the answer. See [`Offer`].
    pub fn offer(&self, url: &Url) -> Offer {
        if !self.is_redirect(url) {
            return Offer::NotOurs;
        }
        self.judge(&Parameters::of_address(url, self.0.expected.mode))
    }

    /// Takes a posted form if it is the answer; only where the app was asked to post one or, for an answer behind `#`,
    /// where the page that was served there hands it on.
    pub fn offer_form(&self, target: &str, form: &[u8]) -> Offer {
        if !self.takes_forms() || target != self.0.redirect.path() {
            return Offer::NotOurs;
        }
        self.judge(&Parameters::of_form(form))
    }

    /// Says whether an answer may come as a posted form.
    pub fn takes_forms(&self) -> bool {
        self.0.expected.mode != ResponseMode::Query
    }

    /// Says whether the answer comes behind `#`, which no server sees.
    pub fn answers_in_fragment(&self) -> bool {
        self.0.expected.mode == ResponseMode::Fragment
    }

    fn judge(&self, answer: &Parameters) -> Offer {
        self.end_if_late();
        let offer = if self.phase() == Phase::Open {
            match answer.read(&self.0.expected) {
                Ok(outcome) => self.settle_with_answer(outcome),
                Err(why) => Offer::Ignored(why),
            }
        } else {
            Offer::Ignored(Why::Over)
        };
        if let Offer::Ignored(why) = offer {
            tracing::info!(attempt = %self.0.id, ?why, "an answer was ignored");
            *self.last_ignored_mut() = Some(why);
        }
        offer
    }

    /// Takes a raw request target (`/path?query`) or a pasted address. Before the query it must equal
    /// the redirect address letter for letter; nothing is normalized into a match.
    pub fn offer_text(&self, raw: &str) -> Offer {
        let raw = raw.trim();
        let place_end = raw.find(['?', '#']).unwrap_or(raw.len());
        let (place, rest) = raw.split_at(place_end);
        let mut own = self.0.redirect.clone();
        own.set_query(None);
        own.set_fragment(None);
        let expected = if place.starts_with('/') {
            own.path()
        } else {
            own.as_str()
        };
        if place != expected {
            return Offer::NotOurs;
        }
        match Url::parse(&format!("{own}{rest}")) {
            Ok(url) => self.offer(&url),
            Err(_) => Offer::NotOurs,
        }
    }

    /// Ends an open attempt; does nothing to a settled one. Says whether it did end it.
    pub fn end(&self, end: End) -> bool {
        self.settle(Outcome::Ended(end))
    }

    /// Waits for the outcome; ends the attempt itself when its lifetime passes.
    pub async fn settled(&self) -> Outcome {
        let mut watching = self.0.outcome.subscribe();
        let waited = timeout_at(self.0.deadline, watching.wait_for(Option::is_some)).await;
        drop(waited);
        self.end(End::TimedOut);
        let outcome = self.0.outcome.borrow().clone();
        outcome.expect("the line before settles what was still open")
    }

    /// Answers how far the attempt is.
    pub fn phase(&self) -> Phase {
        match &*self.0.outcome.borrow() {
            None => Phase::Open,
            Some(Outcome::Code(..)) => Phase::CodeReceived,
            Some(Outcome::Denied { error, description }) => Phase::Denied {
                error: error.clone(),
                description: description.clone(),
            },
            Some(Outcome::Ended(end)) => Phase::Ended(end.clone()),
        }
    }

    /// Answers why the latest answer was ignored, for a person who wonders why nothing happens.
    pub fn last_ignored(&self) -> Option<Why> {
        *self.last_ignored_mut()
    }

    fn last_ignored_mut(&self) -> std::sync::MutexGuard<'_, Option<Why>> {
        self.0
            .last_ignored
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// An answer that comes too late is late even when nobody is waiting for the outcome.
    fn end_if_late(&self) {
        if Instant::now() >= self.0.deadline {
            self.end(End::TimedOut);
        }
    }

    /// Another answer may have come first since the caller looked.
    fn settle_with_answer(&self, outcome: Outcome) -> Offer {
        if self.settle(outcome) {
            Offer::Taken
        } else {
            Offer::Ignored(Why::Over)
        }
    }

    /// The single way out of open.
    fn settle(&self, outcome: Outcome) -> bool {
        self.0.outcome.send_if_modified(|current| {
            let is_open = current.is_none();
            if is_open {
                *current = Some(outcome);
            }
            is_open
        })
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Attempt")
            .field("id", &self.0.id)
            .field("redirect", &self.0.redirect.as_str())
            .field("phase", &self.phase())
            .finish_non_exhaustive()
    }
}
