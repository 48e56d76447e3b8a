//! A usable grant now: fresh? else lock, look again, refresh, write. A transient failure never costs a token.
use std::collections::BTreeMap;
use std::time::Duration;

use larder_connector::AuthKind;
use larder_store::{connection, credential, history};
use secrecy::SecretString;
use serde_json::json;

use crate::Engine;
use crate::causes;
use crate::credential::Credential;
use crate::engine::now;
use crate::obtain::Renewed;
use crate::problem::{Problem, ProblemKind};
use crate::request::plan_of;
use crate::subject::Subject;

/// An access token is refreshed this long before it ends, so that it does not end on the way.
const EARLY: Duration = Duration::from_mins(1);

/// What to do with a grant that is known to be gone.
#[derive(Debug, Clone, Copy)]
enum Broken {
    LeaveAlone,
    TryAgain,
}

/// A connection with its credential, opened.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) subject: Subject,
    pub(crate) credential: Credential,
}

impl Grant {
    /// True when a credential can be had in its place without the person.
    pub(crate) fn can_refresh(&self) -> bool {
        match self.subject.way().map(|way| &way.kind) {
            Ok(AuthKind::Oauth2(_) | AuthKind::Oauth2Device(_)) => {
                self.credential.refresh_token.is_some()
            }
            Ok(
                AuthKind::Oauth2ClientCredentials(_)
                | AuthKind::JwtBearer(_)
                | AuthKind::Oauth2Password(_)
                | AuthKind::Session(_),
            ) => true,
            Ok(AuthKind::Oauth1(_) | AuthKind::Basic(_) | AuthKind::ApiKey | AuthKind::None)
            | Err(_) => false,
        }
    }

    fn is_fresh(&self, now: i64) -> bool {
        let early = i64::try_from(EARLY.as_millis()).unwrap_or(i64::MAX);
        self.credential.expires_at.is_none_or(|ends| {
            let life = ends - self.credential.issued_at.unwrap_or(now);
            // A token that lives shorter than the margin would never count as fresh.
            ends - now > early.min(life / 2)
        })
    }
}

impl Engine {
    /// A grant that should work now.
    pub(crate) async fn grant(&self, id: &str) -> Result<Grant, Problem> {
        let grant = self.opened_grant(id).await?;
        if grant.is_fresh(now()) || !grant.can_refresh() {
            return Ok(grant);
        }
        match self.refresh(&grant).await {
            // Refreshing early is a courtesy: until the token really ends it still serves.
            Err(problem)
                if problem.is_passing()
                    && grant.credential.expires_at.is_some_and(|ends| ends > now()) =>
            {
                Ok(grant)
            }
            outcome => outcome,
        }
    }

    /// A fresh access token, for scripts: one the app accepted just now, as far as it could be asked.
    ///
    /// Many apps do not tell how long a token lives, and any may end early; the app's own test call
    /// shows it, and brings a new one where it did.
    ///
    /// # Errors
    /// When the connection is not usable or its way has no token.
    pub async fn token(&self, id_or_name: &str) -> Result<SecretString, Problem> {
        let row = self.row(id_or_name).await?;
        let token = |grant: Grant| {
            grant.credential.access_token.ok_or_else(|| {
                Problem::input(
                    "name",
                    format!(
                        "\u{201c}{}\u{201d} signs in without an access token.",
                        row.name
                    ),
                )
            })
        };
        let grant = self.grant(&row.id).await?;
        let connector = &grant.subject.connector;
        let Some(call) = connector.test_call(&row.way) else {
            return token(grant);
        };
        let plan = plan_of(&grant.subject, call, &BTreeMap::new())?;
        token(grant)?;
        match self.ask(&row.id, plan, None).await {
            // Only a sign-in that is known to be gone is refused; what passes says nothing about it.
            Err(problem) if problem.breaks_the_connection() => Err(problem),
            _ => token(self.grant(&row.id).await?),
        }
    }

    /// Reads the connection and opens its credential.
    pub(crate) async fn opened_grant(&self, id: &str) -> Result<Grant, Problem> {
        let subject = self.subject(id).await?;
        if subject.row.state == connection::State::NotConnected {
            return Err(Problem::not_connected(&subject.row.name));
        }
        if matches!(subject.way()?.kind, AuthKind::None) {
            return Ok(Grant {
                subject,
                credential: Credential::default(),
            });
        }
        self.open_vault().await?;
        let wanted = subject.row.id.clone();
        let sealed = self
            .0
            .store
            .read(move |conn| credential::current(conn, &wanted))
            .await
            .map_err(|error| causes::storage(&error))?
            .ok_or_else(|| Problem::credentials(subject.app(), subject.user()))?;
        let document = self
            .0
            .vault
            .open(
                &credential::about(&subject.row.id, sealed.generation),
                &sealed.sealed,
            )
            .map_err(|error| causes::of_vault(&error))?;
        let credential = Credential::from_document(&document)
            .ok_or_else(|| Problem::defect("a sealed sign-in has an unknown shape"))?;
        Ok(Grant {
            subject,
            credential,
        })
    }

    /// Refreshes a grant, once at a time across tasks and processes. Who comes second gets the
    /// first one's tokens. Dropping the returned future does not stop a refresh half-way.
    pub(crate) async fn refresh(&self, seen: &Grant) -> Result<Grant, Problem> {
        self.refresh_unless(seen, Broken::LeaveAlone).await
    }

    /// Refreshes even a grant that counts as gone: the person asked for a check.
    pub(crate) async fn refresh_once_more(&self, seen: &Grant) -> Result<Grant, Problem> {
        self.refresh_unless(seen, Broken::TryAgain).await
    }

    async fn refresh_unless(&self, seen: &Grant, broken: Broken) -> Result<Grant, Problem> {
        let engine = self.clone();
        let id = seen.subject.row.id.clone();
        let generation = seen.subject.row.generation;
        tokio::spawn(async move { engine.refresh_once(&id, generation, broken).await })
            .await
            .map_err(|_| Problem::defect("a refresh ended unexpectedly"))?
    }

    async fn refresh_once(&self, id: &str, seen: i64, broken: Broken) -> Result<Grant, Problem> {
        let _lock = self
            .0
            .store
            .lock_connection(id)
            .await
            .map_err(|error| causes::storage(&error))?;
        let grant = self.opened_grant(id).await?;
        if grant.subject.row.generation != seen {
            return Ok(grant);
        }
        if let (Broken::LeaveAlone, Some(problem)) = (broken, known_to_be_gone(&grant.subject)) {
            return Err(problem);
        }
        match self.renewed(&grant.subject, &grant.credential).await {
            Ok(renewed) => self.write_refreshed(grant.subject, renewed).await,
            Err(problem) => {
                if problem.kind == ProblemKind::AdminApproval {
                    // A call may lack one approval; a refused refresh means that the grant is off.
                    self.mark_broken(&grant.subject, &problem).await?;
                } else {
                    self.note_failure(&grant.subject, &problem).await?;
                }
                Err(problem)
            }
        }
    }

    /// The rotated token, the new generation and the state go in one transaction, before the token is used.
    async fn write_refreshed(
        &self,
        mut subject: Subject,
        renewed: Renewed,
    ) -> Result<Grant, Problem> {
        let Renewed {
            credential: fresh,
            kept,
        } = renewed;
        let mut row = subject.row.clone();
        row.generation += 1;
        row.expires_at = fresh.expires_at;
        let sealed = self.sealed(&row.id, row.generation, &fresh)?;
        let (id, generation, expires_at) = (row.id.clone(), row.generation, row.expires_at);
        let written = self
            .write(move |tx| {
                let Some(mut current) = connection::by_id(tx, &id)? else {
                    return Ok(None);
                };
                current.generation = generation;
                current.expires_at = expires_at;
                current.kept.extend(kept);
                if current.state == connection::State::NeedsReconnect {
                    current.state = connection::State::Connected;
                    current.cause = None;
                    current.problem = None;
                }
                connection::update(tx, &current)?;
                credential::put(tx, &sealed)?;
                Ok(Some(current))
            })
            .await?;
        let Some(row) = written else {
            return Err(Problem::not_found("connection", &row.name));
        };
        subject.row = row;
        Ok(Grant {
            subject,
            credential: fresh,
        })
    }

    /// A credential, sealed for its row.
    pub(crate) fn sealed(
        &self,
        id: &str,
        generation: i64,
        secret: &Credential,
    ) -> Result<credential::Credential, Problem> {
        let about = credential::about(id, generation);
        let sealed = self
            .0
            .vault
            .seal(&about, &secret.to_document())
            .map_err(|error| causes::of_vault(&error))?;
        Ok(credential::Credential {
            connection: id.to_owned(),
            generation,
            sealed,
            session: self.0.vault.session().map(str::to_owned),
        })
    }

    /// Notes that only a person can repair this connection; a newer sign-in is left alone.
    pub(crate) async fn mark_broken(
        &self,
        subject: &Subject,
        problem: &Problem,
    ) -> Result<(), Problem> {
        let (id, generation) = (subject.row.id.clone(), subject.row.generation);
        let problem = problem.clone();
        let at = now();
        self.set_trouble(&id, None);
        self.write(move |tx| {
            let Some(mut row) = connection::by_id(tx, &id)? else {
                return Ok(());
            };
            let cause = kind_word(problem.kind);
            let known = row.state == connection::State::NeedsReconnect
                && row.cause.as_deref() == Some(cause.as_str());
            if row.generation != generation || row.state == connection::State::NotConnected || known
            {
                return Ok(());
            }
            row.state = connection::State::NeedsReconnect;
            row.cause = Some(cause.clone());
            row.problem = serde_json::to_value(&problem).ok();
            connection::update(tx, &row)?;
            history::add(
                tx,
                &history::Entry {
                    connection: id,
                    at,
                    what: "broken".to_owned(),
                    detail: json!({ "cause": cause, "what": problem.what }),
                },
            )
        })
        .await
    }

    /// Notes that the app answered well.
    pub(crate) async fn heal(&self, id: &str, generation: i64, at: i64) -> Result<(), Problem> {
        let id = id.to_owned();
        self.write(move |tx| {
            let Some(mut row) = connection::by_id(tx, &id)? else {
                return Ok(());
            };
            if row.generation < generation || row.state == connection::State::NotConnected {
                return Ok(());
            }
            row.last_ok_at = Some(at);
            if row.state == connection::State::NeedsReconnect {
                row.state = connection::State::Connected;
                row.cause = None;
                row.problem = None;
                connection::update(tx, &row)?;
                return history::add(
                    tx,
                    &history::Entry {
                        connection: id,
                        at,
                        what: "works_again".to_owned(),
                        detail: json!({}),
                    },
                );
            }
            connection::update(tx, &row)
        })
        .await
    }
}

/// A grant known to be gone is not tried again behind the person's back.
fn known_to_be_gone(subject: &Subject) -> Option<Problem> {
    if subject.row.state != connection::State::NeedsReconnect {
        return None;
    }
    let problem: Problem = serde_json::from_value(subject.row.problem.clone()?).ok()?;
    (problem.kind == ProblemKind::Credentials).then_some(problem)
}

/// The stable word of a kind, in rows and JSON.
pub(crate) fn kind_word(kind: ProblemKind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
