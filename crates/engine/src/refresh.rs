//! Refreshing: once at a time across tasks and processes, stored before it is used, and held while it cannot be stored.
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use futures::future::{BoxFuture, Shared, join_all};
use larder_store::{StoreError, connection, credential, history};
use serde_json::json;

use crate::Engine;
use crate::backoff::Hindrance;
use crate::causes;
use crate::cuts::Cut;
use crate::held::Hold;
use crate::live::Grant;
use crate::obtain::Renewed;
use crate::problem::{Problem, ProblemKind};
use crate::subject::Subject;

/// What to do with a grant that is known to be gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    LeaveAlone,
    TryAgain,
}

type Outcome = Shared<BoxFuture<'static, Result<Grant, Problem>>>;

/// The refreshes under way in this process, by connection: whoever needs one joins it.
#[derive(Default)]
pub(crate) struct Flights(Mutex<InAir>);

#[derive(Default)]
struct InAir {
    flights: HashMap<String, Flight>,
    started: u64,
    /// Set when the engine closes: tokens that come after that could not be stored.
    is_closed: bool,
}

struct Flight {
    number: u64,
    /// The generation that is replaced.
    seen: i64,
    broken: Broken,
    outcome: Outcome,
}

impl Flights {
    fn in_air(&self) -> MutexGuard<'_, InAir> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a refresh is under way.
    pub(crate) fn any(&self) -> bool {
        !self.in_air().flights.is_empty()
    }

    /// Waits for the refreshes under way now; others may begin meanwhile.
    pub(crate) async fn landed(&self) {
        let waiting: Vec<Outcome> = {
            let air = self.in_air();
            air.flights
                .values()
                .map(|flight| flight.outcome.clone())
                .collect()
        };
        join_all(waiting).await;
    }

    /// Lets no further refresh begin, and waits for those under way.
    pub(crate) async fn land(&self) {
        let waiting: Vec<Outcome> = {
            let mut air = self.in_air();
            air.is_closed = true;
            air.flights
                .values()
                .map(|flight| flight.outcome.clone())
                .collect()
        };
        join_all(waiting).await;
    }
}

impl Engine {
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
        let outcome = self.flight(&seen.subject.row.id, seen.subject.row.generation, broken)?;
        outcome.await
    }

    /// Joins the refresh under way, or begins one.
    fn flight(&self, id: &str, seen: i64, broken: Broken) -> Result<Outcome, Problem> {
        let mut air = self.0.flights.in_air();
        if let Some(flight) = air.flights.get(id)
            && (flight.seen, flight.broken) == (seen, broken)
        {
            return Ok(flight.outcome.clone());
        }
        if air.is_closed {
            return Err(causes::storage(&StoreError::Closed));
        }
        air.started += 1;
        let number = air.started;
        let (engine, wanted) = (self.clone(), id.to_owned());
        let task = tokio::spawn(async move {
            let outcome = engine.refresh_once(&wanted, seen, broken).await;
            let mut air = engine.0.flights.in_air();
            if air
                .flights
                .get(&wanted)
                .is_some_and(|flight| flight.number == number)
            {
                air.flights.remove(&wanted);
            }
            outcome
        });
        let outcome = async move {
            task.await
                .unwrap_or_else(|_| Err(Problem::defect("a refresh ended unexpectedly")))
        }
        .boxed()
        .shared();
        let flight = Flight {
            number,
            seen,
            broken,
            outcome: outcome.clone(),
        };
        air.flights.insert(id.to_owned(), flight);
        Ok(outcome)
    }

    async fn refresh_once(&self, id: &str, seen: i64, broken: Broken) -> Result<Grant, Problem> {
        if let Some(outcome) = self.store_held(id).await {
            return outcome;
        }
        let lock = self
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
        if let Some(hindrance) = self.hindrance(id) {
            return Err(hindered(&grant.subject, hindrance));
        }
        let renewed = self.renewed(&grant.subject, &grant.credential).await;
        let elapsed = self.0.clock.elapsed();
        match renewed {
            Ok(renewed) => {
                self.0.waits.answered(id, elapsed);
                let hold = Hold {
                    subject: grant.subject,
                    renewed,
                    _lock: lock,
                };
                let outcome = match self.reach(id, Cut::Answered).await {
                    Ok(()) => self.store_renewed(&hold.subject, &hold.renewed).await,
                    failed => failed.map(|()| None),
                };
                self.or_hold(id, hold, outcome).await
            }
            Err(failed) => {
                let problem = failed.problem;
                if problem.is_passing() {
                    let jitter = larder_http::jitter();
                    self.0
                        .waits
                        .failed(id, elapsed, &problem, failed.retry_after, jitter);
                } else {
                    self.0.waits.answered(id, elapsed);
                }
                if problem.kind == ProblemKind::AdminApproval {
                    // A call may lack one approval; a refused refresh means that the grant is off.
                    self.mark_broken(&grant.subject, &problem).await?;
                } else {
                    self.note_failure(&grant.subject, &problem).await?;
                }
                Err(match self.next_try_in(id) {
                    Some(left) => problem.tried_again_in(left),
                    None => problem,
                })
            }
        }
    }

    /// Why no refresh may be tried now.
    pub(crate) fn hindrance(&self, id: &str) -> Option<Hindrance> {
        self.0.waits.hindrance(id, self.0.clock.elapsed())
    }

    /// How long until a refresh that failed is tried again.
    pub(crate) fn next_try_in(&self, id: &str) -> Option<Duration> {
        self.0.waits.left(id, self.0.clock.elapsed())
    }

    /// The rotated token, the new generation and the state go in one transaction, before the token
    /// is used. None when a sign-in or a removal came in between, and the token is not wanted.
    pub(crate) async fn store_renewed(
        &self,
        subject: &Subject,
        renewed: &Renewed,
    ) -> Result<Option<Grant>, Problem> {
        let Renewed {
            credential: fresh,
            kept,
        } = renewed;
        self.open_vault().await?;
        let (id, before, kept) = (subject.row.id.clone(), subject.row.generation, kept.clone());
        let generation = before + 1;
        let sealed = self.sealed(&id, generation, fresh)?;
        self.reach(&id, Cut::Sealed).await?;
        let (expires_at, at) = (fresh.expires_at, self.now());
        let written = self
            .write(move |tx| {
                let Some(mut current) = connection::by_id(tx, &id)? else {
                    return Ok(None);
                };
                if current.generation != before || current.state == connection::State::NotConnected
                {
                    return Ok(None);
                }
                current.generation = generation;
                current.expires_at = expires_at;
                current.refreshed_at = Some(at);
                current.kept.extend(kept);
                if current.state == connection::State::NeedsReconnect {
                    current.state = connection::State::Connected;
                    current.cause = None;
                    current.problem = None;
                    history::add(
                        tx,
                        &history::Entry {
                            connection: id,
                            at,
                            what: "works_again".to_owned(),
                            detail: json!({}),
                        },
                    )?;
                }
                connection::update(tx, &current)?;
                credential::put(tx, &sealed)?;
                Ok(Some(current))
            })
            .await?;
        let Some(row) = written else {
            return Ok(None);
        };
        self.reach(&row.id, Cut::Committed).await?;
        let mut subject = subject.clone();
        subject.row = row;
        let grant = Grant {
            subject,
            credential: fresh.clone(),
        };
        Ok(Some(grant))
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

/// What a refresh that is not tried now answers.
fn hindered(subject: &Subject, hindrance: Hindrance) -> Problem {
    match hindrance {
        Hindrance::Waiting { problem, left } => problem.tried_again_in(left),
        Hindrance::TooOften { left } => {
            Problem::renewed_in_vain(subject.app()).tried_again_in(left)
        }
    }
}
