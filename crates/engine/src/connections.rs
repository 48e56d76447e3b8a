//! Connections as people see them: the list, one page, rename.
use std::collections::{BTreeMap, BTreeSet};

use larder_store::vault::VaultState;
use larder_store::{StoreError, binding, connection, history, receipt};
use serde_json::{Value, json};

use crate::Engine;
use crate::api::{ById, RenameThing};
use crate::causes;
use crate::clock::milliseconds;
use crate::freshness;
use crate::problem::{Problem, ProblemKind};
use crate::recipe::model::Recipe;
use crate::subject::{PRACTICE, SERVER, logo, unknown_logo};
use crate::view::{
    ConnectionRow, ConnectionState, ConnectionView, Identity, PicklistInfo, Receipt, UsedBy,
};

/// Lines of history on a connection's page.
const SHOWN_HISTORY: u32 = 50;

/// How many recipes slots belong to.
pub(crate) fn recipes_of(bindings: &[binding::Binding]) -> u32 {
    let recipes: BTreeSet<&str> = bindings.iter().map(|bound| &*bound.recipe).collect();
    u32::try_from(recipes.len()).unwrap_or(u32::MAX)
}

impl Engine {
    /// All connections, by name.
    pub async fn connections(&self) -> Result<Vec<ConnectionRow>, Problem> {
        let (rows, receipts, bindings) = self
            .0
            .store
            .read(|conn| {
                let rows = connection::all(conn)?;
                let mut receipts = BTreeMap::new();
                let mut bindings = BTreeMap::new();
                for row in &rows {
                    receipts.insert(row.id.clone(), receipt::latest(conn, &row.id)?);
                    bindings.insert(row.id.clone(), binding::of_connection(conn, &row.id)?);
                }
                Ok((rows, receipts, bindings))
            })
            .await
            .map_err(|error| causes::storage(&error))?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let proof = receipts.get(&row.id).cloned().flatten();
                let used_by = bindings.get(&row.id).map_or(0, |bound| recipes_of(bound));
                self.connection_row(row, proof.as_ref(), used_by)
            })
            .collect())
    }

    /// One connection's page.
    pub async fn connection(&self, ask: ById) -> Result<ConnectionView, Problem> {
        let row = self.row(&ask.id).await?;
        let id = row.id.clone();
        let (proof, lines, bindings) = self
            .0
            .store
            .read(move |conn| {
                Ok((
                    receipt::latest(conn, &id)?,
                    history::of(conn, &id, SHOWN_HISTORY)?,
                    binding::of_connection(conn, &id)?,
                ))
            })
            .await
            .map_err(|error| causes::storage(&error))?;
        let used_by = self.used_by(&bindings).await?;
        let shown = self.shown_rights(&row, &used_by).await?;
        let scopes = self.shown_scopes(&row, proof.as_ref()).await?;
        let recipes = u32::try_from(used_by.len()).unwrap_or(u32::MAX);
        let picklists = self.0.catalog.connector(&row.connector).map_or_else(
            |_| Vec::new(),
            |connector| {
                connector
                    .picklists
                    .iter()
                    .map(|list| PicklistInfo {
                        id: list.id.clone(),
                        label: list.label.clone(),
                        params: list.params.clone(),
                    })
                    .collect()
            },
        );
        let mut fields = row.fields.clone();
        if row.practice {
            fields.insert(SERVER.to_owned(), PRACTICE.to_owned());
        }
        Ok(ConnectionView {
            fields,
            practice: row.practice,
            receipt: proof.as_ref().and_then(receipt_view),
            history: lines.iter().map(crate::history::line).collect(),
            used_by,
            picklists,
            scopes,
            rights: shown.rights,
            changes: shown.changes,
            user_look: shown.user_look,
            expires_at: row.expires_at,
            token_since: token_since(&row),
            next_refresh_at: self.next_refresh_at(&row, proof.as_ref()),
            row: self.connection_row(row, proof.as_ref(), recipes),
        })
    }

    /// One row of the list, without the count of recipes.
    pub(crate) fn connection_row(
        &self,
        row: connection::Connection,
        proof: Option<&receipt::Receipt>,
        used_by: u32,
    ) -> ConnectionRow {
        let connector = self.0.catalog.connector(&row.connector).ok();
        let sign_in = self
            .0
            .sign_ins
            .of_connection(&row.id)
            .map(|running| running.id.clone());
        let (state, mut problem) = self.state_of(&row, sign_in.is_some());
        if state == ConnectionState::Limited
            && problem.is_none()
            && let Some(proof) = proof.filter(|proof| !proof.missing.is_empty())
        {
            let app = connector
                .as_ref()
                .map_or(row.connector.as_str(), |found| &found.name);
            problem = Some(Problem::scopes_not_granted(app, &proof.missing));
        }
        let way_label = connector
            .as_ref()
            .and_then(|connector| connector.way(&row.way).map(|way| way.label.clone()))
            .unwrap_or_else(|| row.way.clone());
        ConnectionRow {
            connector_name: connector
                .as_ref()
                .map_or_else(|| row.connector.clone(), |found| found.name.clone()),
            logo: connector
                .as_ref()
                .map_or_else(|| unknown_logo(&row.connector), |found| logo(found)),
            way_label,
            state,
            identity: proof.and_then(|proof| serde_json::from_value(proof.identity.clone()).ok()),
            problem,
            sign_in,
            connected_at: row.connected_at,
            last_ok_at: row.last_ok_at,
            used_by,
            next_try_at: self.next_try_at(&row.id),
            id: row.id,
            name: row.name,
            connector: row.connector,
            way: row.way,
        }
    }

    fn state_of(
        &self,
        row: &connection::Connection,
        signing_in: bool,
    ) -> (ConnectionState, Option<Problem>) {
        let stored: Option<Problem> = row
            .problem
            .clone()
            .and_then(|problem| serde_json::from_value(problem).ok());
        if signing_in {
            return (ConnectionState::SigningIn, None);
        }
        match row.state {
            connection::State::NotConnected => (ConnectionState::NotConnected, stored),
            connection::State::NeedsReconnect => (ConnectionState::NeedsReconnect, stored),
            connection::State::Connected | connection::State::Limited => {
                if let Some(problem) = self.vault_problem() {
                    return (ConnectionState::VaultLocked, Some(problem));
                }
                let trouble =
                    self.trouble(&row.id)
                        .map(|problem| match self.next_try_in(&row.id) {
                            Some(left) => problem.tried_again_in(left),
                            None => problem,
                        });
                let limits: Option<Problem> = row
                    .limits
                    .clone()
                    .and_then(|limits| serde_json::from_value(limits).ok());
                let state = match (&trouble, row.state) {
                    (Some(problem), _) if problem.kind == ProblemKind::VaultLocked => {
                        ConnectionState::VaultLocked
                    }
                    (Some(problem), _) if problem.kind == ProblemKind::Network => {
                        ConnectionState::Offline
                    }
                    (_, connection::State::Limited) => ConnectionState::Limited,
                    _ if limits.is_some() => ConnectionState::Limited,
                    _ => ConnectionState::Connected,
                };
                (state, trouble.or(limits))
            }
        }
    }

    /// When the app is asked again after a refresh that failed.
    fn next_try_at(&self, id: &str) -> Option<i64> {
        let left = self.next_try_in(id)?;
        Some(self.now().saturating_add(milliseconds(left)))
    }

    /// When the access token is renewed, if it is used then.
    fn next_refresh_at(
        &self,
        row: &connection::Connection,
        proof: Option<&receipt::Receipt>,
    ) -> Option<i64> {
        let is_alive = matches!(
            row.state,
            connection::State::Connected | connection::State::Limited
        );
        if !is_alive || !proof.and_then(receipt_view)?.refreshable {
            return None;
        }
        let due = freshness::renewed_at(token_since(row)?, row.expires_at?);
        Some(due.max(self.next_try_at(&row.id).unwrap_or(due)))
    }

    /// Why sealed sign-ins cannot be used, if so. A vault that was not asked yet is no problem yet.
    pub(crate) fn vault_problem(&self) -> Option<Problem> {
        match self.0.vault.state() {
            VaultState::Closed | VaultState::Unlocked | VaultState::SessionOnly => None,
            _ => self.vault_view().problem,
        }
    }

    pub(crate) async fn latest_identity(&self, id: &str) -> Result<Option<Identity>, Problem> {
        let id = id.to_owned();
        let proof = self
            .0
            .store
            .read(move |conn| receipt::latest(conn, &id))
            .await
            .map_err(|error| causes::storage(&error))?;
        Ok(proof.and_then(|proof| serde_json::from_value(proof.identity).ok()))
    }

    /// The recipes and steps that act through a connection.
    pub(crate) async fn uses_of(&self, id: &str) -> Result<Vec<UsedBy>, Problem> {
        let id = id.to_owned();
        let bindings = self
            .0
            .store
            .read(move |conn| binding::of_connection(conn, &id))
            .await
            .map_err(|error| causes::storage(&error))?;
        self.used_by(&bindings).await
    }

    async fn used_by(&self, bindings: &[binding::Binding]) -> Result<Vec<UsedBy>, Problem> {
        let documents = self.recipe_documents().await?;
        Ok(bindings
            .iter()
            .filter_map(|binding| {
                let recipe: &Recipe = documents.get(&binding.recipe)?;
                Some(UsedBy {
                    recipe: binding.recipe.clone(),
                    recipe_name: recipe.name.clone(),
                    role: binding.role.clone(),
                    steps: recipe.steps_of(&binding.connector, &binding.role),
                })
            })
            .collect())
    }

    /// Renames; recipes keep using it.
    pub async fn rename_connection(&self, ask: RenameThing) -> Result<ConnectionRow, Problem> {
        let row = self.row(&ask.id).await?;
        let name = ask.name.trim().to_owned();
        if name.is_empty() {
            return Err(Problem::input("name", "A connection needs a name."));
        }
        let (id, new, at) = (row.id.clone(), name.clone(), self.now());
        let renamed = self
            .0
            .store
            .write(move |tx| {
                let mut row = connection::by_id(tx, &id)?.ok_or(StoreError::NotFound)?;
                let names = json!({ "from": row.name, "to": new });
                let is_news = row.name != new;
                row.name = new;
                connection::update(tx, &row)?;
                if is_news {
                    history::add(tx, &crate::history::entry(at, &id, "renamed", names))?;
                }
                Ok(())
            })
            .await;
        match renamed {
            Err(StoreError::AlreadyExists { .. }) => return Err(Problem::name_taken(&name)),
            renamed => renamed.map_err(|error| causes::storage(&error))?,
        }
        Ok(self.connection(ById { id: row.id }).await?.row)
    }

    /// A name nobody has yet: "Salesforce", "Salesforce 2" ...
    pub(crate) async fn free_name(&self, wanted: &str) -> Result<String, Problem> {
        let wanted = wanted.to_owned();
        self.0
            .store
            .read(move |conn| {
                let mut name = wanted.clone();
                let mut number = 2;
                while connection::by_name(conn, &name)?.is_some() {
                    name = format!("{wanted} {number}");
                    number += 1;
                }
                Ok(name)
            })
            .await
            .map_err(|error| causes::storage(&error))
    }
}

/// Since when the access token is in use.
fn token_since(row: &connection::Connection) -> Option<i64> {
    row.refreshed_at.or(row.connected_at)
}

fn receipt_view(proof: &receipt::Receipt) -> Option<Receipt> {
    Some(Receipt {
        at: proof.at,
        identity: serde_json::from_value(proof.identity.clone()).ok()?,
        granted: proof.granted.clone(),
        missing: proof.missing.clone(),
        lifetime_seconds: proof.lifetime.get("seconds").and_then(Value::as_i64),
        refreshable: proof
            .lifetime
            .get("refreshable")
            .and_then(Value::as_bool)
            .unwrap_or(false),
    })
}
