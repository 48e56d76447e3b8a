//! Checks: one connection when a person asks, all of them at once, and the quiet look at start.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use futures::StreamExt;
use larder_store::vault::VaultState;
use larder_store::{connection, history, receipt};
use serde_json::{Value, json};

use crate::Engine;
use crate::api::ById;
use crate::causes;
use crate::problem::{Problem, ProblemKind};
use crate::request::plan_of;
use crate::rights::{Needs, Rights, carried, known_rights, limits, note_difference};
use crate::scopes;
use crate::subject::{Subject, api_host, identity};
use crate::view::{ConnectionRow, ConnectionView};

/// Connections asked at once: as long as the slowest takes, and no flood when there are hundreds.
const AT_ONCE: usize = 64;

/// Who wanted a check to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    /// The person, for this connection: it stands in the history whatever it finds.
    OfThePerson,
    /// The start of the program: only what changed is worth a line.
    Quiet,
}

impl Engine {
    /// Asks the app who is connected; a new receipt when it answers, a cause when it refuses.
    pub async fn test_connection(&self, ask: ById) -> Result<ConnectionView, Problem> {
        let id = self.row(&ask.id).await?.id;
        self.check(&id, Wish::OfThePerson).await?;
        self.connection(ById { id }).await
    }

    /// Asks every connected app, a few at once; what each said stands in its row.
    pub async fn check_connections(&self) -> Result<Vec<ConnectionRow>, Problem> {
        self.check_all(Wish::OfThePerson).await?;
        self.connections().await
    }

    /// The look at start: quiet, and only where it can neither ask the person nor fail for sure.
    ///
    /// Does nothing when the person switched it off, or while the vault is not open.
    pub async fn check_at_start(&self) -> Result<(), Problem> {
        if !self.settings().await?.check_at_start {
            return Ok(());
        }
        let mut vault = self.0.vault.changes();
        while self.0.vault.state() == VaultState::Closed {
            if vault.changed().await.is_err() {
                return Ok(());
            }
        }
        match self.0.vault.state() {
            VaultState::Unlocked | VaultState::SessionOnly => self.check_all(Wish::Quiet).await,
            _ => Ok(()),
        }
    }

    async fn check_all(&self, wish: Wish) -> Result<(), Problem> {
        let rows = self
            .0
            .store
            .read(connection::all)
            .await
            .map_err(|error| causes::storage(&error))?;
        let due = rows.into_iter().filter(|row| match row.state {
            connection::State::Connected | connection::State::Limited => true,
            // A grant that is known to be gone is tried again only when a person asks.
            connection::State::NeedsReconnect => wish == Wish::OfThePerson,
            connection::State::NotConnected => false,
        });
        futures::stream::iter(due)
            .for_each_concurrent(AT_ONCE, |row| async move {
                if let Err(problem) = self.check(&row.id, wish).await {
                    tracing::debug!(kind = ?problem.kind, "a check found something");
                }
            })
            .await;
        Ok(())
    }

    async fn check(&self, id: &str, wish: Wish) -> Result<(), Problem> {
        let found = self.ask_who(id, wish).await;
        if let Err(problem) = &found {
            // What has no mark in the row yet is seen there until the app answers again.
            let passes = problem.is_passing() || problem.kind == ProblemKind::VaultLocked;
            if !passes && !problem.breaks_the_connection() {
                self.set_trouble(id, Some(problem.clone()));
            }
        }
        let mut subject = found?;
        let needs = self.needs(&subject.row).await?;
        let since = Instant::now();
        let learned = self.learn(&subject, &needs, since).await;
        if let Some(learned) = &learned {
            subject.row.kept.extend(learned.kept.clone());
        }
        self.renew_used_lists(&subject, &needs, since).await;
        let rights = learned.map(|learned| learned.rights);
        self.write_check(&subject, wish, rights, needs).await
    }

    async fn ask_who(&self, id: &str, wish: Wish) -> Result<Subject, Problem> {
        if wish == Wish::OfThePerson {
            // A person waits for the answer, so it is not put off any longer.
            self.0.waits.let_try(id);
        }
        let grant = self.opened_grant(id).await?;
        if grant.subject.row.state == connection::State::NeedsReconnect && grant.can_refresh() {
            // Someone may have mended it at the app: a check tries what background work no longer does.
            self.refresh_once_more(&grant).await?;
        }
        let subject = self.identify_again(self.subject(id).await?).await?;
        if let Some(call) = subject.connector.declared_test(&subject.row.way) {
            let plan = plan_of(&subject, call, &BTreeMap::new())?;
            self.ask(id, plan, None).await?;
        }
        Ok(subject)
    }

    async fn write_check(
        &self,
        subject: &Subject,
        wish: Wish,
        learned: Option<Rights>,
        needs: Needs,
    ) -> Result<(), Problem> {
        let (app, user) = (subject.app().to_owned(), subject.user().map(str::to_owned));
        let connector = Arc::clone(&subject.connector);
        let (id, kept, at) = (subject.row.id.clone(), subject.row.kept.clone(), self.now());
        let who = identity(&subject.row.kept, api_host(subject));
        let who =
            serde_json::to_value(&who).map_err(|_| Problem::defect("an identity is no JSON"))?;
        self.write(move |tx| {
            let Some(mut row) = connection::by_id(tx, &id)? else {
                return Ok(());
            };
            row.kept = kept;
            row.last_ok_at = Some(at);
            let before = receipt::latest(tx, &id)?;
            let known = known_rights(
                before.as_ref(),
                receipt::latest_with_rights(tx, &id)?.as_ref(),
            );
            let learned = learned.map(|rights| carried(rights, known.as_ref()));
            let held = scopes::held(&connector, &row.way, before.as_ref());
            row.limits = limits(
                learned.as_ref().or(known.as_ref()),
                held.as_deref(),
                &needs,
                &app,
                user.as_deref(),
            );
            if let Some(rights) = &learned {
                note_difference(tx, &id, known.as_ref(), rights, &needs)?;
            }
            connection::update(tx, &row)?;
            let is_news = before.as_ref().is_none_or(|proof| proof.identity != who);
            let (granted, missing, lifetime) = before.map_or_else(
                || (Vec::new(), Vec::new(), Value::Null),
                |proof| (proof.granted, proof.missing, proof.lifetime),
            );
            receipt::add(
                tx,
                &receipt::Receipt {
                    id: 0,
                    connection: id.clone(),
                    at,
                    identity: who,
                    granted,
                    missing,
                    lifetime,
                    rights: learned.and_then(|rights| serde_json::to_value(rights).ok()),
                },
            )?;
            if wish == Wish::Quiet && !is_news {
                return Ok(());
            }
            history::add(
                tx,
                &history::Entry {
                    connection: id,
                    at,
                    what: "checked".to_owned(),
                    detail: json!({}),
                },
            )
        })
        .await
    }
}
