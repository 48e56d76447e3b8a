//! Leaving while a renewed sign-in is not stored: tried once more, then asked about, then the person's word.
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::Engine;
use crate::problem::Problem;
use crate::view::Status;

/// A screen that works has taken the question to show by then.
const READ_WITHIN: Duration = Duration::from_secs(5);

/// Whether somebody wants to leave, and what stands in the way.
pub(crate) struct Leaving {
    question: Mutex<Option<Question>>,
    /// Set when the person, or what could be stored at last, lets the program go.
    may_go: watch::Sender<bool>,
}

struct Question {
    problem: Problem,
    /// When it was put, by the clock that only goes on.
    since: Duration,
    /// Whether a screen has taken it to show.
    was_read: bool,
}

impl Default for Leaving {
    fn default() -> Self {
        Self {
            question: Mutex::default(),
            may_go: watch::Sender::new(false),
        }
    }
}

impl Leaving {
    fn question(&self) -> MutexGuard<'_, Option<Question>> {
        self.question.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, problem: Option<Problem>, since: Duration) {
        *self.question() = problem.map(|problem| Question {
            problem,
            since,
            was_read: false,
        });
    }

    /// What the screen is to ask.
    pub(crate) fn read(&self) -> Option<Problem> {
        let mut question = self.question();
        let question = question.as_mut()?;
        question.was_read = true;
        Some(question.problem.clone())
    }
}

impl Engine {
    /// Whether leaving now could lose a renewed sign-in: one is not stored, or is being renewed.
    pub fn has_unstored(&self) -> bool {
        !self.0.held.is_empty() || self.0.flights.any()
    }

    /// Whether the program may end without losing a renewed sign-in. Waits for refreshes under way and tries once
    /// more to store; what then cannot be stored becomes a question in `status`, and the program stays open.
    pub async fn ready_to_leave(&self) -> bool {
        self.0.flights.landed().await;
        let now = self.0.clock.elapsed();
        let is_ignored = self.0.leaving.question().as_ref().is_some_and(|question| {
            !question.was_read && now.saturating_sub(question.since) > READ_WITHIN
        });
        if is_ignored {
            // Asked before, and no screen took the question: nobody could ever answer it.
            return true;
        }
        self.ask_unless_stored().await
    }

    /// The person's word, or what could be stored at last: from then on the program may end.
    pub async fn may_go(&self) {
        let mut told = self.0.leaving.may_go.subscribe();
        // The sender lives as long as the engine.
        let _ = told.wait_for(|may| *may).await;
    }

    /// Opens the vault and stores what waits for it; the program ends when nothing waits any more.
    pub async fn store_and_leave(&self) -> Result<Status, Problem> {
        // A keychain that refuses shows in the vault's state and in the question.
        let _ = self.open_vault().await;
        if self.ask_unless_stored().await {
            self.0.leaving.may_go.send_replace(true);
        }
        self.status().await
    }

    /// Ends the program although something is lost by it.
    pub async fn leave_anyway(&self) -> Result<Status, Problem> {
        self.0.leaving.put(None, Duration::ZERO);
        self.0.leaving.may_go.send_replace(true);
        self.status().await
    }

    /// Stays open: the question is taken away, what waits to be stored still waits.
    pub async fn stay(&self) -> Result<Status, Problem> {
        self.0.leaving.put(None, Duration::ZERO);
        self.tell(&["status"]);
        self.status().await
    }

    /// Tries to store what is held; asks about what still cannot be. True when nothing is held any more.
    async fn ask_unless_stored(&self) -> bool {
        let unstored = self.store_all_held().await;
        let names = self.0.held.names();
        let question = unstored
            .into_iter()
            .next()
            .filter(|_| !names.is_empty())
            .map(|cause| Problem::leaving_unstored(&names, cause));
        let is_stored = question.is_none();
        self.0.leaving.put(question, self.0.clock.elapsed());
        self.tell(&["status"]);
        is_stored
    }
}
