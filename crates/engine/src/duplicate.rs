//! One connection for each account: a sign-in as somebody who is connected already is the person's decision.
use larder_store::{StoreError, binding, connection};

use crate::Engine;
use crate::api::AnswerDuplicate;
use crate::causes;
use crate::connected::{Successor, same_account};
use crate::problem::Problem;
use crate::sign_in::Running;
use crate::subject::{Subject, api_host, identity};
use crate::view::{DuplicateChoice, DuplicateQuestion, SignInView};

/// Where a sign-in is to be stored, after the question whether its account is connected already.
pub(crate) struct Home {
    pub(crate) subject: Subject,
    pub(crate) successor: Successor,
    /// The row this sign-in began with, when another one takes its place.
    pub(crate) given_up: Option<String>,
}

impl Engine {
    /// Asks, when another connection is signed in as the same account, whether to renew that one.
    pub(crate) async fn one_for_each_account(
        &self,
        running: &Running,
        subject: Subject,
        successor: Successor,
    ) -> Result<Home, Problem> {
        let same = self.connected_already(&subject).await?;
        let Some(existing) = same.first() else {
            return Ok(Home {
                subject,
                successor,
                given_up: None,
            });
        };
        let answered = running.asks_duplicate(DuplicateQuestion {
            warning: grants_warning(&subject, &same),
            existing: Box::new(
                self.connection(crate::api::ById {
                    id: existing.id.clone(),
                })
                .await?
                .row,
            ),
        });
        self.tell_states();
        let choice = answered
            .await
            .map_err(|_| Problem::cancelled(subject.app()))?;
        match choice {
            DuplicateChoice::KeepBoth => Ok(Home {
                subject,
                successor,
                given_up: None,
            }),
            DuplicateChoice::UseExisting => {
                let given_up = subject.row.id.clone();
                let mut row = self.row(&existing.id).await?;
                row.way = subject.row.way;
                row.fields = subject.row.fields;
                row.scopes = subject.row.scopes;
                row.kept = subject.row.kept;
                running.becomes(&row.id, &row.name);
                Ok(Home {
                    subject: self.subject_of(row, subject.connector)?,
                    successor: Successor::OfItself,
                    given_up: Some(given_up),
                })
            }
        }
    }

    /// Other connections that are signed in as the same account, those that work first.
    async fn connected_already(
        &self,
        subject: &Subject,
    ) -> Result<Vec<connection::Connection>, Problem> {
        let Some(who) = identity(&subject.row.kept, api_host(subject)) else {
            // Nobody knows who it is: nobody can say that it is the same.
            return Ok(Vec::new());
        };
        let rows = self
            .0
            .store
            .read(connection::all)
            .await
            .map_err(|error| causes::storage(&error))?;
        let tenants: Vec<&str> = subject
            .connector
            .probes
            .iter()
            .map(|probe| probe.id.as_str())
            .collect();
        let mut same: Vec<connection::Connection> = rows
            .into_iter()
            .filter(|row| {
                row.id != subject.row.id
                    && row.connector == subject.row.connector
                    && row.practice == subject.row.practice
                    && row.state != connection::State::NotConnected
                    && same_account(&row.kept, &subject.row.kept)
                    && tenants
                        .iter()
                        .all(|name| row.kept.get(*name) == subject.row.kept.get(*name))
            })
            .filter(|row| {
                let other = self.subject_of(row.clone(), subject.connector.clone());
                other.is_ok_and(|other| {
                    identity(&other.row.kept, api_host(&other))
                        .is_some_and(|other| other.host == who.host)
                })
            })
            .collect();
        same.sort_by_key(|row| row.state == connection::State::NeedsReconnect);
        Ok(same)
    }

    /// Takes the row a sign-in began with out of the way: what it held goes to the one that took its
    /// place. One that was ever connected stays, with its history.
    pub(crate) async fn give_up_draft(&self, draft: &str, to: &str) -> Result<(), Problem> {
        let (draft, to) = (draft.to_owned(), to.to_owned());
        self.write(move |tx| {
            let Some(row) = connection::by_id(tx, &draft)? else {
                return Ok(());
            };
            if row.connected_at.is_some() {
                return Ok(());
            }
            for bound in binding::of_connection(tx, &draft)? {
                binding::set(
                    tx,
                    &binding::Binding {
                        connection: to.clone(),
                        ..bound
                    },
                )?;
            }
            match connection::remove(tx, &draft) {
                Err(StoreError::NotFound) => Ok(()),
                removed => removed,
            }
        })
        .await
    }

    /// Answers the question about an account that is connected already.
    pub async fn answer_duplicate(&self, ask: AnswerDuplicate) -> Result<SignInView, Problem> {
        self.running(&ask.id)?.answers_duplicate(ask.choice);
        self.tell_states();
        self.sign_in(crate::api::ById { id: ask.id }).await
    }
}

/// What a second sign-in costs where the app counts them.
fn grants_warning(subject: &Subject, same: &[connection::Connection]) -> Option<String> {
    let limit = subject.way().ok()?.grants_per_user?;
    let before = same.iter().filter(|row| row.way == subject.row.way).count();
    let number = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1);
    Some(Problem::grants(subject.app(), limit, number))
}
