//! Two organisations, three processes, one folder: what one seed does to them, and what must hold after all of it.
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use larder_engine::api::ById;
use larder_engine::view::{ConnectionState, SignInPhase, SignInStart};
use larder_engine::{Answer, ApiRequest, Cut, Engine, Problem, ProblemKind};
use larder_store::fake_keychain::FakeKeychain;
use serde_json::json;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::app::{App, LIFE};
use crate::clock::Hands;
use crate::process::{Place, Process};
use crate::random::Random;
use crate::wire;

const ORGS: [&str; 2] = ["acme", "globex"];
const PROCESSES: usize = 3;
const ROUNDS: u64 = 5;
const DAY: i64 = 86_400_000;

/// No call may take longer, whatever happens.
const PATIENCE: Duration = Duration::from_secs(30);

/// One call and how it ended; nothing when its process ended under it.
type Call = (&'static str, Option<Result<Answer, Problem>>);

pub(crate) struct World {
    place: Place,
    /// Where the app listens.
    port: u16,
    processes: Vec<Process>,
    /// Where the app and the calls are waited for.
    runtime: Runtime,
    _home: TempDir,
}

/// Memory-backed where there is such a place: what is tried here is no disk.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    TempDir::new_in(memory).or_else(|_| TempDir::new()).unwrap()
}

impl World {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let home = folder();
        let clock = Hands::default();
        let app = App::new(clock.clone());
        let port = runtime.block_on(wire::serve(app.clone()));
        let site = format!("http://127.0.0.1:{port}");
        let addresses = json!({ "control": site, "apps": { "simulated": { "site": site } } });
        std::fs::write(home.path().join("practice.json"), addresses.to_string()).unwrap();
        std::fs::create_dir(home.path().join("connectors")).unwrap();
        let definition = include_str!("simulated.toml");
        std::fs::write(home.path().join("connectors/simulated.toml"), definition).unwrap();
        let place = Place {
            home: home.path().to_owned(),
            keychain: FakeKeychain::new().keychain(),
            clock,
            app,
            org_of: Arc::new(Mutex::default()),
        };
        Self {
            processes: (0..PROCESSES).map(|_| Process::start(&place)).collect(),
            place,
            port,
            runtime,
            _home: home,
        }
    }

    pub(crate) fn refreshes(&self) -> u64 {
        self.place.app.refreshes()
    }

    /// Lives through one seed.
    ///
    /// # Errors
    /// What did not hold.
    pub(crate) fn live(&mut self, seed: u64) -> Result<(), String> {
        let mut random = Random::of(seed);
        self.place.app.break_down(0);
        self.place.app.begin(Random::of(seed ^ 0x5eed));
        for org in ORGS {
            self.sign_in(org)?;
        }
        for _ in 0..ROUNDS {
            self.round(&mut random)?;
        }
        self.close(&mut random)
    }

    /// Time passes, something may break, and several processes use both connections at once.
    fn round(&mut self, random: &mut Random) -> Result<(), String> {
        self.place.app.break_down(random.one_of(&[0, 10, 30]));
        let seconds = random.one_of(&[0, 1, 20, 61, 550, 599, 601, 700]);
        self.place.clock.pass(Duration::from_secs(seconds));
        if random.chance(15) {
            let off = random.one_of(&[-DAY, 0, DAY]);
            self.place.clock.set_calendar_off(off);
        }
        let unlucky = usize::try_from(random.below(PROCESSES as u64)).unwrap_or(0);
        let ends_at = random.one_of(&[Cut::Answered, Cut::Sealed, Cut::Committed]);
        // While one holds tokens it cannot store, the others could only wait for its lock.
        let is_alone = match random.below(20) {
            0..=1 => {
                *held(&self.processes[unlucky].fortune.ends_at) = Some(ends_at);
                false
            }
            2 => {
                *held(&self.processes[unlucky].fortune.fails) = Some(Engine::disk_is_full());
                true
            }
            3 => {
                *held(&self.processes[unlucky].fortune.fails) = Some(Engine::keychain_is_locked());
                true
            }
            _ => false,
        };
        let calls: Vec<_> = (0..=random.below(6))
            .filter_map(|_| {
                let anyone = usize::try_from(random.below(PROCESSES as u64)).unwrap_or(0);
                let who = if is_alone { unlucky } else { anyone };
                self.call(who, random.one_of(&ORGS))
            })
            .collect();
        for (org, outcome) in self.runtime.block_on(ended(calls))? {
            self.judge(org, outcome)?;
        }
        if is_alone {
            self.mend(unlucky, random.chance(20))?;
        }
        *held(&self.processes[unlucky].fortune.ends_at) = None;
        self.is_calm()?;
        self.revive();
        self.no_mistakes()
    }

    fn call(
        &self,
        who: usize,
        org: &'static str,
    ) -> Option<(
        &'static str,
        tokio::task::JoinHandle<Result<Answer, Problem>>,
    )> {
        let process = &self.processes[who];
        let (engine, id) = (process.engine.clone(), self.id(org));
        let ask = ApiRequest {
            // One that only reads would be tried again by the HTTP client, in real time.
            method: "POST".to_owned(),
            path_or_url: format!("/{org}/me"),
            query: Vec::new(),
            body: None,
        };
        Some((
            org,
            process.run(async move { engine.request(&id, ask).await })?,
        ))
    }

    /// The machine works again, or the process ends with what it held.
    fn mend(&mut self, who: usize, ends: bool) -> Result<(), String> {
        *held(&self.processes[who].fortune.fails) = None;
        if ends {
            self.processes[who].kill();
            self.place.app.one_ended();
            for org in ORGS {
                self.place.app.lost(org);
            }
            return Ok(());
        }
        let engine = self.processes[who].engine.clone();
        let stored = self.processes[who].run(async move { engine.unlock_vault().await });
        let outcome = stored.map(|stored| self.runtime.block_on(stored));
        match outcome {
            Some(Ok(Ok(_))) => Ok(()),
            other => Err(format!("what was held could not be stored: {other:?}")),
        }
    }

    /// Who ended is gone, and the app has read the last that was on its way from there. A question
    /// that came later would look like a token that somebody else has seen used.
    fn is_calm(&self) -> Result<(), String> {
        let ended = |process: &&Process| process.fortune.has_ended.load(Ordering::SeqCst);
        for process in self.processes.iter().filter(ended) {
            process.is_gone()?;
            let read = self.runtime.block_on(wire::has_read_all(self.port));
            read.map_err(|error| format!("the app does not answer: {error}"))?;
        }
        self.place.app.is_calm();
        Ok(())
    }

    /// Processes that ended are started again.
    fn revive(&mut self) {
        for process in &mut self.processes {
            if process.fortune.has_ended.load(Ordering::SeqCst) {
                *process = Process::start(&self.place);
            }
        }
    }

    /// What one call may end with: an answer of its own organisation, a trouble that passes, or the
    /// truth about a grant that the app has ended.
    fn judge(&self, org: &str, outcome: Option<Result<Answer, Problem>>) -> Result<(), String> {
        match outcome {
            None => Ok(()),
            Some(Ok(answer)) => {
                let body = String::from_utf8_lossy(&answer.body).into_owned();
                let other = ORGS
                    .iter()
                    .find(|other| **other != org && body.contains(**other));
                match other {
                    Some(other) => Err(format!("{org} was shown what is {other}'s: {body}")),
                    None => Ok(()),
                }
            }
            Some(Err(problem)) if problem.kind == ProblemKind::Credentials => {
                if self.place.app.lives(org) {
                    Err(format!(
                        "{org}: a grant that lives is taken for gone: {problem:?}"
                    ))
                } else {
                    Ok(())
                }
            }
            Some(Err(problem)) => {
                let may_be = problem.is_passing()
                    || matches!(
                        problem.kind,
                        ProblemKind::Storage | ProblemKind::VaultLocked
                    );
                if may_be {
                    Ok(())
                } else {
                    Err(format!("{org}: {problem:?}"))
                }
            }
        }
    }

    /// Everything works again and the waits are over: every process can use every grant that lives.
    fn close(&mut self, random: &mut Random) -> Result<(), String> {
        self.place.app.break_down(0);
        self.place.clock.set_calendar_off(0);
        self.place
            .clock
            .pass(LIFE + Duration::from_secs(60 + random.below(600)));
        for org in ORGS {
            for who in 0..PROCESSES {
                let calls = self.call(who, org).into_iter().collect();
                let mut ended = self.runtime.block_on(ended(calls))?;
                let outcome = ended.pop().and_then(|(_, outcome)| outcome);
                match outcome {
                    Some(Ok(answer)) if answer.status == 200 => {
                        self.judge(org, Some(Ok(answer)))?;
                    }
                    outcome if self.place.app.lives(org) => {
                        return Err(format!("{org}: process {who} lost the grant: {outcome:?}"));
                    }
                    outcome => self.judge(org, outcome)?,
                }
                let state = self.state(who, org)?;
                let expected = if self.place.app.lives(org) {
                    ConnectionState::Connected
                } else {
                    ConnectionState::NeedsReconnect
                };
                if state != expected {
                    return Err(format!("{org}: process {who} calls it {state:?}"));
                }
            }
        }
        self.no_mistakes()
    }

    fn state(&self, who: usize, org: &str) -> Result<ConnectionState, String> {
        let (engine, id) = (self.processes[who].engine.clone(), self.id(org));
        let view = self.runtime.block_on(engine.connection(ById { id }));
        view.map(|view| view.row.state)
            .map_err(|problem| format!("{org}: {problem:?}"))
    }

    fn no_mistakes(&self) -> Result<(), String> {
        let mistakes = self.place.app.mistakes();
        if mistakes.is_empty() {
            Ok(())
        } else {
            Err(mistakes.join("; "))
        }
    }

    fn id(&self, org: &str) -> String {
        let known = held(&self.place.org_of);
        let found = known.iter().find(|(_, known)| known == org);
        found.map_or_else(String::new, |(id, _)| id.clone())
    }

    /// Signs in anew, in place: every seed begins with grants of its own.
    fn sign_in(&self, org: &str) -> Result<(), String> {
        let known = Some(self.id(org)).filter(|id| !id.is_empty());
        let fields = [
            ("server", "practice"),
            ("org", org),
            ("username", "someone"),
        ];
        let start = SignInStart {
            connection: known,
            connector: "simulated".to_owned(),
            way: "password".to_owned(),
            name: org.to_owned(),
            fields: fields
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            secrets: [("password".to_owned(), "a-word".to_owned())].into(),
            ..SignInStart::default()
        };
        let engine = self.processes[0].engine.clone();
        let signed_in = self.processes[0].run(async move {
            let mut news = engine.stale();
            let begun = engine.start_sign_in(start).await?;
            loop {
                let view = engine
                    .sign_in(ById {
                        id: begun.id.clone(),
                    })
                    .await?;
                match view.phase {
                    SignInPhase::Done => return Ok(view.connection),
                    SignInPhase::Failed | SignInPhase::Cancelled | SignInPhase::Asking => {
                        return Err(view.problem.unwrap_or_else(|| Problem::defect("no reason")));
                    }
                    _ => {}
                }
                let _ = news.recv().await;
            }
        });
        let waited = self.runtime.block_on(async {
            let signed_in = signed_in.ok_or("the process has ended")?;
            let ended = tokio::time::timeout(PATIENCE, signed_in).await;
            ended
                .map_err(|_| "it does not end")?
                .map_err(|_| "it broke off")
        });
        let id = waited
            .map_err(|why| format!("{org}: no sign-in: {why}"))?
            .map_err(|problem| format!("{org}: no sign-in: {problem:?}"))?;
        let mut orgs = held(&self.place.org_of);
        orgs.retain(|(_, known)| known != org);
        orgs.push((id, org.to_owned()));
        Ok(())
    }
}

fn held<T>(place: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for calls; each must end.
async fn ended(
    calls: Vec<(
        &'static str,
        tokio::task::JoinHandle<Result<Answer, Problem>>,
    )>,
) -> Result<Vec<Call>, String> {
    let mut outcomes = Vec::new();
    for (org, call) in calls {
        match tokio::time::timeout(PATIENCE, call).await {
            Err(_) => return Err(format!("{org}: a call does not end")),
            Ok(Err(broken)) if broken.is_panic() => return Err(format!("{org}: {broken}")),
            Ok(outcome) => outcomes.push((org, outcome.ok())),
        }
    }
    Ok(outcomes)
}
