//! News of connections that break, for whoever tells the person while the window is out of sight.
use std::collections::HashMap;

use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::Engine;
use crate::problem::{Problem, ProblemKind};
use crate::view::{ConnectionRow, ConnectionState};

/// A connection that needs the person since a moment ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Id of the connection.
    pub connection: String,
    /// Its name.
    pub name: String,
    /// One sentence: what happened. Nothing secret.
    pub what: String,
}

/// Tells each break once, whichever process noticed it.
#[derive(Debug)]
pub struct Breaks {
    engine: Engine,
    stale: Receiver<Vec<String>>,
    /// When each broken one last worked: one that was mended meanwhile and broke again is news.
    known: HashMap<String, Option<i64>>,
}

impl Engine {
    /// News of breaks from now on; what is broken already is no news.
    ///
    /// # Errors
    /// A `Storage` problem.
    pub async fn breaks(&self) -> Result<Breaks, Problem> {
        let stale = self.stale();
        let broken = self.connections().await?;
        Ok(Breaks {
            engine: self.clone(),
            stale,
            known: broken
                .into_iter()
                .filter(needs_the_person)
                .map(|row| (row.id, row.last_ok_at))
                .collect(),
        })
    }
}

impl Breaks {
    /// Those that broke since the last call; waits for at least one. `None` when the engine is gone.
    pub async fn next(&mut self) -> Option<Vec<Break>> {
        loop {
            match self.stale.recv().await {
                Ok(calls) if !calls.iter().any(|call| call == "connections") => continue,
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
            let Ok(rows) = self.engine.connections().await else {
                // A store that cannot be read now is told elsewhere; its news come with the next change.
                continue;
            };
            let broken: Vec<ConnectionRow> = rows.into_iter().filter(needs_the_person).collect();
            let new: Vec<Break> = broken
                .iter()
                .filter(|row| self.known.get(&row.id) != Some(&row.last_ok_at))
                .map(|row| Break {
                    connection: row.id.clone(),
                    name: row.name.clone(),
                    what: row
                        .problem
                        .as_ref()
                        .map_or_else(String::new, |problem| problem.what.clone()),
                })
                .collect();
            self.known = broken
                .into_iter()
                .map(|row| (row.id, row.last_ok_at))
                .collect();
            if !new.is_empty() {
                return Some(new);
            }
        }
    }
}

fn needs_the_person(row: &ConnectionRow) -> bool {
    let rights_were_lost = row
        .problem
        .as_ref()
        .is_some_and(|problem| problem.kind == ProblemKind::RightsReduced);
    row.state == ConnectionState::NeedsReconnect || rights_were_lost
}
