//! What a sign-in leaves behind: status, receipt, history and the sealed credential, in one transaction.
use std::collections::BTreeMap;

use larder_store::{StoreError, binding, connection, credential, history, metadata, receipt};
use serde_json::json;

use crate::Engine;
use crate::causes;
use crate::credential::Credential;
use crate::draft::new_row;
use crate::problem::Problem;
use crate::read_ahead::FirstList;
use crate::subject::{Subject, api_host, identity};
use crate::view::SlotName;

/// What the app granted.
pub(crate) struct Granted {
    pub(crate) credential: Credential,
    pub(crate) kept: BTreeMap<String, String>,
    pub(crate) requested: Vec<String>,
    pub(crate) scopes: Vec<String>,
}

/// Whose row a sign-in ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Successor {
    OfItself,
    New,
}

/// What became of writing a sign-in.
enum Stored {
    Done {
        is_another: bool,
    },
    /// The row has this generation already; the credential must be sealed for the one after it.
    Overtaken(i64),
}

impl Engine {
    /// A connection of its own for an account that turned out to be another one.
    pub(crate) async fn as_new_connection(&self, mut subject: Subject) -> Result<Subject, Problem> {
        let fresh = new_row(&subject.connector, self.now());
        subject.row.id = fresh.id;
        subject.row.created_at = fresh.created_at;
        subject.row.generation = 0;
        subject.row.state = connection::State::NotConnected;
        subject.row.name = self.free_name(&subject.row.name).await?;
        Ok(subject)
    }

    /// Status, receipt, history and the sealed credential, in one transaction.
    pub(crate) async fn store_sign_in(
        &self,
        subject: Subject,
        granted: Granted,
        slot: Option<SlotName>,
        successor: Successor,
        first_list: Option<FirstList>,
    ) -> Result<(), Problem> {
        let at = self.now();
        let missing: Vec<String> = granted
            .requested
            .iter()
            .filter(|scope| !granted.scopes.contains(scope))
            .cloned()
            .collect();
        let mut row = subject.row.clone();
        row.state = if missing.is_empty() {
            connection::State::Connected
        } else {
            connection::State::Limited
        };
        row.cause = None;
        row.problem = None;
        row.generation += 1;
        row.connected_at = Some(at);
        row.last_ok_at = Some(at);
        row.expires_at = granted.credential.expires_at;
        row.refreshed_at = None;
        let who = identity(&row.kept, api_host(&subject));
        let proof = receipt::Receipt {
            id: 0,
            connection: row.id.clone(),
            at,
            identity: serde_json::to_value(&who)
                .map_err(|_| Problem::defect("an identity is no JSON"))?,
            granted: granted.scopes,
            missing,
            lifetime: json!({
                "seconds": granted.credential.expires_at.map(|ends| (ends - at) / 1000),
                "refreshable": granted.credential.refresh_token.is_some(),
            }),
            rights: None,
        };
        let before = self
            .latest_identity(&row.id)
            .await?
            .map(|before| before.user)
            .filter(|before| who.as_ref().is_some_and(|who| who.user != *before));
        let entry = history::Entry {
            connection: row.id.clone(),
            at,
            what: "connected".to_owned(),
            detail: json!({ "user": who.as_ref().map(|who| who.user.clone()), "before": before }),
        };
        let (id, name) = (row.id.clone(), row.name.clone());
        let is_another = loop {
            let sealed = self.sealed(&row.id, row.generation, &granted.credential)?;
            let (written, proof, entry) = (row.clone(), proof.clone(), entry.clone());
            let slot = slot.clone();
            let stored = self
                .0
                .store
                .write(move |tx| {
                    let mut is_another = false;
                    match connection::by_id(tx, &written.id)? {
                        // A refresh came in between; what the person just did is the newer grant.
                        Some(stored) if stored.generation >= written.generation => {
                            return Ok(Stored::Overtaken(stored.generation));
                        }
                        Some(stored) => {
                            if successor == Successor::OfItself
                                && !same_account(&stored.kept, &written.kept)
                            {
                                metadata::clear_connection(tx, &written.id)?;
                                is_another = true;
                            }
                            let mut written = written.clone();
                            if is_another {
                                // What the other user lacked says nothing of this one.
                                written.limits = None;
                            }
                            connection::update(tx, &written)?;
                        }
                        None if successor == Successor::New => connection::insert(tx, &written)?,
                        None => return Err(StoreError::NotFound),
                    }
                    credential::put(tx, &sealed)?;
                    receipt::add(tx, &proof)?;
                    history::add(tx, &entry)?;
                    bind(tx, slot.as_ref(), &written.id)?;
                    Ok(Stored::Done { is_another })
                })
                .await;
            match stored {
                Ok(Stored::Overtaken(generation)) => row.generation = generation + 1,
                Ok(Stored::Done { is_another }) => break is_another,
                Err(StoreError::AlreadyExists { .. }) => return Err(Problem::name_taken(&name)),
                Err(error) => return Err(causes::storage(&error)),
            }
        };
        if is_another {
            self.0.lists.forget(&id);
        }
        self.expect_first_list(&id, first_list);
        self.held_no_more(&id);
        if let Err(problem) = self.judge_rights(&id).await {
            // The sign-in stands; the next check judges it.
            tracing::warn!(what = problem.what, "a new sign-in could not be judged");
        }
        self.load_after_sign_in(&id);
        Ok(())
    }

    /// Says on the connection why its last sign-in came to nothing; one that works stays as it is.
    pub(crate) async fn note_failed_sign_in(
        &self,
        id: &str,
        problem: &Problem,
    ) -> Result<(), Problem> {
        let (id, at) = (id.to_owned(), self.now());
        let problem = problem.clone();
        self.write(move |tx| {
            let Some(mut row) = connection::by_id(tx, &id)? else {
                return Ok(());
            };
            if row.state == connection::State::NotConnected {
                row.problem = serde_json::to_value(&problem).ok();
                connection::update(tx, &row)?;
            }
            let detail =
                json!({ "cause": crate::live::kind_word(problem.kind), "what": problem.what });
            history::add(
                tx,
                &history::Entry {
                    connection: id,
                    at,
                    what: "sign_in_failed".to_owned(),
                    detail,
                },
            )
        })
        .await
    }
}

pub(crate) fn bind(
    tx: &larder_store::Tx<'_>,
    slot: Option<&SlotName>,
    id: &str,
) -> Result<(), StoreError> {
    let Some(slot) = slot else { return Ok(()) };
    binding::set(
        tx,
        &binding::Binding {
            recipe: slot.recipe.clone(),
            connector: slot.connector.clone(),
            role: slot.role.clone(),
            connection: id.to_owned(),
        },
    )
}

pub(crate) fn same_account(
    before: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
) -> bool {
    ["account", "user_id", "user"]
        .iter()
        .all(|name| before.get(*name) == now.get(*name))
}
