//! Tokens the app has given and the machine cannot store yet: kept in memory, with the lock, until it can.
//!
//! The app may have retired the token before, so the new one is the grant. Nothing uses it before it
//! is on the disk, and nobody, in this process or another, refreshes with the old one meanwhile.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use larder_store::ConnectionLock;

use crate::Engine;
use crate::live::Grant;
use crate::obtain::Renewed;
use crate::problem::Problem;
use crate::subject::Subject;

/// One such token, and whose it is.
pub(crate) struct Hold {
    pub(crate) subject: Subject,
    pub(crate) renewed: Renewed,
    /// Held as long as the token: another process would send the retired one.
    pub(crate) _lock: ConnectionLock,
}

/// What is held, by connection.
#[derive(Default)]
pub(crate) struct Held(Mutex<HashMap<String, Arc<Hold>>>);

impl Held {
    fn holds(&self) -> MutexGuard<'_, HashMap<String, Arc<Hold>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is held for a connection.
    pub(crate) fn of(&self, id: &str) -> Option<Arc<Hold>> {
        self.holds().get(id).cloned()
    }

    /// Lets go of what is held: the connection was signed in to anew, or ended.
    pub(crate) fn forget(&self, id: &str) {
        self.holds().remove(id);
    }

    /// Whether nothing is held.
    pub(crate) fn is_empty(&self) -> bool {
        self.holds().is_empty()
    }

    /// The names of the connections something is held for, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .holds()
            .values()
            .map(|hold| hold.subject.row.name.clone())
            .collect();
        names.sort_unstable();
        names
    }

    fn ids(&self) -> Vec<String> {
        self.holds().keys().cloned().collect()
    }
}

impl Engine {
    /// What becomes of tokens after the attempt to store them.
    pub(crate) async fn or_hold(
        &self,
        id: &str,
        hold: Hold,
        outcome: Result<Option<Grant>, Problem>,
    ) -> Result<Grant, Problem> {
        match outcome {
            Ok(Some(grant)) => {
                self.set_trouble(id, None);
                Ok(grant)
            }
            Ok(None) => {
                drop(hold);
                self.opened_grant(id).await
            }
            Err(problem) => {
                let problem = problem.held_in_memory(hold.subject.app());
                tracing::warn!(connection = id, kind = ?problem.kind, "renewed tokens are held in memory");
                self.0.held.holds().insert(id.to_owned(), Arc::new(hold));
                self.set_trouble(id, Some(problem.clone()));
                Err(problem)
            }
        }
    }

    /// Stores what is held for a connection; none when nothing is.
    pub(crate) async fn store_held(&self, id: &str) -> Option<Result<Grant, Problem>> {
        let hold = self.0.held.of(id)?;
        match self.store_renewed(&hold.subject, &hold.renewed).await {
            Ok(stored) => {
                // Several callers may have tried; who came second finds a newer generation.
                self.0.held.forget(id);
                self.set_trouble(id, None);
                drop(hold);
                Some(match stored {
                    Some(grant) => Ok(grant),
                    None => self.opened_grant(id).await,
                })
            }
            Err(problem) => {
                let problem = problem.held_in_memory(hold.subject.app());
                self.set_trouble(id, Some(problem.clone()));
                Some(Err(problem))
            }
        }
    }

    /// The tokens that are held for a connection, for giving them back to the app.
    pub(crate) fn held_grant(&self, id: &str) -> Option<Grant> {
        let hold = self.0.held.of(id)?;
        Some(Grant {
            subject: hold.subject.clone(),
            credential: hold.renewed.credential.clone(),
        })
    }

    /// A sign-in or its end makes what was held, waited for or troubling a connection moot.
    pub(crate) fn held_no_more(&self, id: &str) {
        self.0.held.forget(id);
        self.0.waits.forget(id);
        self.set_trouble(id, None);
    }

    /// Stores everything that is held; answers what still cannot be.
    pub(crate) async fn store_all_held(&self) -> Vec<Problem> {
        let mut unstored = Vec::new();
        for id in self.0.held.ids() {
            if let Some(Err(problem)) = self.store_held(&id).await {
                unstored.push(problem);
            }
        }
        unstored
    }
}
