//! Removing a connection, and bringing it back until Larder closes: its token is gone, the rest is not.
use std::sync::{Mutex, MutexGuard, PoisonError};

use larder_store::{StoreError, binding, connection, history, receipt};
use serde_json::json;

use crate::Engine;
use crate::api::ById;
use crate::connections::recipes_of;
use crate::disconnect::without_sign_in;
use crate::history::entry;
use crate::problem::Problem;
use crate::view::{ConnectionRow, Disconnected};

/// A connection as it was, without its credential and its cached lists.
#[derive(Debug, Clone)]
struct Removed {
    row: connection::Connection,
    /// Newest first, as the store gives them.
    receipts: Vec<receipt::Receipt>,
    history: Vec<history::Entry>,
    bindings: Vec<binding::Binding>,
}

/// What was removed since the engine was opened, the newest last.
#[derive(Debug, Default)]
pub(crate) struct RemovedOnes(Mutex<Vec<Removed>>);

impl RemovedOnes {
    fn all(&self) -> MutexGuard<'_, Vec<Removed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// Disconnects and forgets the connection; recipes keep their choices and ask for another one.
    /// [`Engine::restore_connection`] brings it back as long as this engine is open.
    pub async fn remove_connection(&self, ask: ById) -> Result<Disconnected, Problem> {
        let id = self.row(&ask.id).await?.id;
        if let Some(running) = self.0.sign_ins.of_connection(&id) {
            // A sign-in of a connection that goes has nowhere to end in.
            running.cancel();
        }
        let row = self.connection(ById { id: id.clone() }).await?.row;
        let (said, revoked) = self.revoke_at_app(&id).await;
        let wanted = id.clone();
        let goodbye = [
            entry(self.now(), &id, "disconnected", json!({ "said": said })),
            entry(self.now(), &id, "removed", json!({})),
        ];
        let removed = self
            .write(move |tx| {
                let mut row = connection::by_id(tx, &wanted)?.ok_or(StoreError::NotFound)?;
                let was_connected = row.connected_at.is_some();
                without_sign_in(&mut row);
                for line in goodbye.iter().skip(usize::from(!was_connected)) {
                    history::add(tx, line)?;
                }
                let removed = Removed {
                    receipts: receipt::all(tx, &wanted)?,
                    history: history::of(tx, &wanted, history::KEPT)?,
                    bindings: binding::of_connection(tx, &wanted)?,
                    row,
                };
                connection::remove(tx, &wanted)?;
                Ok(removed)
            })
            .await?;
        self.0.removed.all().push(removed);
        self.held_no_more(&id);
        self.0.lists.forget(&id);
        self.forget_certificate(&id);
        self.tell(&["connections.removed"]);
        Ok(Disconnected { row, said, revoked })
    }

    /// What was removed since Larder was opened, the newest first.
    pub async fn removed_connections(&self) -> Result<Vec<ConnectionRow>, Problem> {
        let removed: Vec<Removed> = self.0.removed.all().iter().rev().cloned().collect();
        Ok(removed
            .into_iter()
            .map(|one| {
                let used_by = recipes_of(&one.bindings);
                self.connection_row(one.row.clone(), one.receipts.first(), used_by)
            })
            .collect())
    }

    /// Brings a removed connection back: its name, fields, receipts, history and slots. Its token is
    /// gone; it has to be connected again. A slot that was filled meanwhile keeps what it has.
    pub async fn restore_connection(&self, ask: ById) -> Result<ConnectionRow, Problem> {
        let mut removed = {
            let all = self.0.removed.all();
            let found = all
                .iter()
                .rev()
                .find(|one| one.row.id == ask.id || one.row.name == ask.id);
            found
                .cloned()
                .ok_or_else(|| Problem::not_found("removed connection", &ask.id))?
        };
        let id = removed.row.id.clone();
        removed.row.name = self.free_name(&removed.row.name).await?;
        // What was sealed under older generations is gone for good.
        removed.row.generation += 1;
        let back = entry(self.now(), &id, "brought_back", json!({}));
        self.write(move |tx| {
            connection::insert(tx, &removed.row)?;
            for proof in removed.receipts.iter().rev() {
                receipt::add(tx, proof)?;
            }
            for line in removed.history.iter().rev() {
                history::add(tx, line)?;
            }
            history::add(tx, &back)?;
            for bound in &removed.bindings {
                let filled = binding::of_recipe(tx, &bound.recipe)?;
                let is_free = !filled.iter().any(|other| {
                    (&other.connector, &other.role) == (&bound.connector, &bound.role)
                });
                if is_free {
                    binding::set(tx, bound)?;
                }
            }
            Ok(())
        })
        .await?;
        self.0.removed.all().retain(|one| one.row.id != id);
        self.tell(&["connections.removed"]);
        Ok(self.connection(ById { id }).await?.row)
    }
}
