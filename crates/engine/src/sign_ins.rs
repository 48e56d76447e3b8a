//! The sign-ins of this process: those that run, those that ended a while ago, and the end of all of them.
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::sign_in::Running;

/// Ended sign-ins are remembered this many back, so that whoever asks late learns the outcome.
const REMEMBERED: usize = 50;

/// How long closing waits for a browser to fetch the page that says "you can close this".
const LAST_PAGES: Duration = Duration::from_secs(2);

/// All sign-ins of this process, the newest last.
#[derive(Default)]
pub(crate) struct SignIns {
    all: Mutex<VecDeque<Arc<Running>>>,
    /// How many have not come to their very end: some still give a grant back behind their outcome.
    under_way: watch::Sender<usize>,
}

/// A sign-in under way, until this is dropped.
pub(crate) struct UnderWay(watch::Sender<usize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.send_modify(|number| *number -= 1);
    }
}

impl SignIns {
    /// One more is under way.
    pub(crate) fn one_more(&self) -> UnderWay {
        self.under_way.send_modify(|number| *number += 1);
        UnderWay(self.under_way.clone())
    }

    /// Waits until none is under way.
    pub(crate) async fn over(&self) {
        let mut under_way = self.under_way.subscribe();
        // The sender lives as long as this does, so it always tells.
        let _ = under_way.wait_for(|number| *number == 0).await;
    }

    fn all(&self) -> MutexGuard<'_, VecDeque<Arc<Running>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, running: Arc<Running>) {
        let mut all = self.all();
        all.push_back(running);
        while all.len() > REMEMBERED {
            // The oldest that ended; running ones stay however many there are.
            let Some(ended) = all.iter().position(|running| !running.is_running()) else {
                break;
            };
            all.remove(ended);
        }
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<Arc<Running>> {
        self.all().iter().find(|running| running.id == id).cloned()
    }

    /// The sign-in under way for a connection.
    pub(crate) fn of_connection(&self, connection: &str) -> Option<Arc<Running>> {
        self.all()
            .iter()
            .find(|running| running.is_running() && running.connection() == connection)
            .cloned()
    }

    pub(crate) async fn cancel_all(&self) {
        let running: Vec<Arc<Running>> = self
            .all()
            .iter()
            .filter(|running| running.is_running())
            .cloned()
            .collect();
        for one in running {
            one.cancel();
        }
        // Lets the windows see that their attempts ended before the store closes.
        tokio::task::yield_now().await;
        let listeners: Vec<JoinHandle<()>> = self
            .all()
            .iter()
            .filter_map(|one| one.take_listener())
            .collect();
        // A browser that does not come for the page misses nothing but the page.
        let _ = tokio::time::timeout(LAST_PAGES, futures::future::join_all(listeners)).await;
    }
}
