//! A usable grant now: fresh? else refreshed. What is learned of a connection on the way: broken, or well again.
use std::collections::BTreeMap;

use larder_connector::AuthKind;
use larder_store::{connection, credential, history};
use secrecy::SecretString;
use serde_json::json;

use crate::Engine;
use crate::backoff::Hindrance;
use crate::causes;
use crate::credential::Credential;
use crate::freshness::Left;
use crate::problem::{Problem, ProblemKind};
use crate::request::plan_of;
use crate::subject::Subject;

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
}

impl Engine {
    /// A grant that should work now.
    pub(crate) async fn grant(&self, id_or_name: &str) -> Result<Grant, Problem> {
        let grant = self.opened_grant(id_or_name).await?;
        let id = grant.subject.row.id.as_str();
        // What the app gave and could not be stored goes to the disk before anything is used.
        let unstored = match self.store_held(id).await {
            Some(Ok(grant)) => return Ok(grant),
            Some(Err(problem)) => Some(problem),
            None => None,
        };
        let left = self.left(&grant);
        if matches!(left, Left::Fresh | Left::Unknown) || !grant.can_refresh() {
            return match unstored {
                Some(problem) if left == Left::Unknown => Err(problem),
                _ => Ok(grant),
            };
        }
        if let Some(Hindrance::TooOften { .. }) = self.hindrance(id) {
            // The newest there can be: whether it serves is for the app to say.
            return Ok(grant);
        }
        let outcome = match unstored {
            Some(problem) => Err(problem),
            None => self.refresh(&grant).await,
        };
        match outcome {
            // Refreshing early is a courtesy: until the token really ends it still serves.
            Err(problem) if left == Left::Little && !problem.breaks_the_connection() => Ok(grant),
            outcome => outcome,
        }
    }

    fn left(&self, grant: &Grant) -> Left {
        let row = &grant.subject.row;
        self.0
            .ages
            .left(&row.id, row.generation, &grant.credential, &*self.0.clock)
    }

    /// A fresh access token, for scripts: one the app accepted just now, as far as it could be asked.
    ///
    /// Many apps do not tell how long a token lives, and any may end early; the app's own test call
    /// shows it, and brings a new one where it did.
    ///
    /// # Errors
    /// When the connection is not usable or its way has no token.
    pub async fn token(&self, id_or_name: &str) -> Result<SecretString, Problem> {
        let grant = self.grant(id_or_name).await?;
        let row = &grant.subject.row;
        let Some(call) = grant.subject.connector.test_call(&row.way) else {
            return access_token(grant);
        };
        let (id, plan) = (
            row.id.clone(),
            plan_of(&grant.subject, call, &BTreeMap::new())?,
        );
        access_token(grant)?;
        match self.ask(&id, plan, None).await {
            // Only a sign-in that is known to be gone is refused; what passes says nothing about it.
            Err(problem) if problem.breaks_the_connection() => Err(problem),
            _ => access_token(self.grant(&id).await?),
        }
    }

    /// Reads the connection and opens its credential; both are of one moment.
    pub(crate) async fn opened_grant(&self, id_or_name: &str) -> Result<Grant, Problem> {
        let wanted = id_or_name.to_owned();
        let found = self
            .0
            .store
            .read(move |conn| {
                let Some(row) = connection::by_id_or_name(conn, &wanted)? else {
                    return Ok(None);
                };
                let sealed = credential::current(conn, &row.id)?;
                Ok(Some((row, sealed)))
            })
            .await
            .map_err(|error| causes::storage(&error))?;
        let (row, sealed) = found.ok_or_else(|| Problem::not_found("connection", id_or_name))?;
        let connector = self.0.catalog.connector(&row.connector)?;
        let subject = self.subject_of(row, connector)?;
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
        let sealed = sealed.ok_or_else(|| Problem::credentials(subject.app(), subject.user()))?;
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
        let at = self.now();
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

fn access_token(grant: Grant) -> Result<SecretString, Problem> {
    grant.credential.access_token.ok_or_else(|| {
        let name = &grant.subject.row.name;
        Problem::input(
            "name",
            format!("\u{201c}{name}\u{201d} signs in without an access token."),
        )
    })
}

/// The stable word of a kind, in rows and JSON.
pub(crate) fn kind_word(kind: ProblemKind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
