//! One process of Larder: an engine on a runtime of its own, which can end at any place, as a process does.
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use larder_engine::{Cut, Engine, Keychain, Options, Problem, StandIns, SystemBrowser};
use tokio::runtime::Runtime;

use crate::app::App;
use crate::clock::Hands;

/// What the process is about to meet; shared with the engine's places.
#[derive(Debug, Default)]
pub(crate) struct Fortune {
    /// It ends at this place.
    pub(crate) ends_at: Mutex<Option<Cut>>,
    /// Nothing can be stored, for this reason.
    pub(crate) fails: Mutex<Option<Problem>>,
    pub(crate) has_ended: AtomicBool,
}

/// Where a process and the world meet.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) home: PathBuf,
    pub(crate) keychain: Keychain,
    pub(crate) clock: Hands,
    pub(crate) app: App,
    /// The organisation of a connection.
    pub(crate) org_of: Arc<Mutex<Vec<(String, String)>>>,
}

impl Place {
    fn org(&self, id: &str) -> String {
        let known = self.org_of.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.iter().find(|(known, _)| known == id);
        found.map_or_else(String::new, |(_, org)| org.clone())
    }
}

/// The threads of a process. When none is left, its sockets and locks are closed.
#[derive(Debug, Default)]
struct Threads {
    count: Mutex<usize>,
    fewer: Condvar,
}

impl Threads {
    fn begins(&self) {
        *self.count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    }

    fn ends(&self) {
        *self.count.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.fewer.notify_all();
    }

    /// Waits until none is left; answers whether that came.
    fn are_gone(&self) -> bool {
        let count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .fewer
            .wait_timeout_while(count, GONE_BY, |count| *count > 0)
            .unwrap_or_else(PoisonError::into_inner);
        !waited.1.timed_out()
    }
}

/// No process takes longer to be gone.
const GONE_BY: Duration = Duration::from_secs(30);

pub(crate) struct Process {
    runtime: Arc<Mutex<Option<Runtime>>>,
    threads: Arc<Threads>,
    pub(crate) engine: Engine,
    pub(crate) fortune: Arc<Fortune>,
}

impl Process {
    pub(crate) fn start(place: &Place) -> Self {
        let threads = Arc::new(Threads::default());
        let (begin, end) = (Arc::clone(&threads), Arc::clone(&threads));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .on_thread_start(move || begin.begins())
            .on_thread_stop(move || end.ends())
            .enable_all()
            .build()
            .unwrap();
        let options = Options {
            home: place.home.clone(),
            connector_folders: Vec::new(),
            keychain: place.keychain.clone(),
            window: None,
            browser: Arc::new(SystemBrowser),
            stand_ins: StandIns::default(),
            exports: place.home.join("exports"),
            clock: Arc::new(place.clock.clone()),
        };
        let engine = runtime.block_on(async {
            let engine = Engine::open(options).await.unwrap();
            engine.unlock_vault().await.unwrap();
            engine
        });
        let process = Self {
            runtime: Arc::new(Mutex::new(Some(runtime))),
            threads,
            engine,
            fortune: Arc::default(),
        };
        process.meet(place.clone());
        process
    }

    /// Lets the engine's places do what the fortune says, and tells the app what it learns.
    fn meet(&self, place: Place) {
        let (fortune, runtime) = (Arc::clone(&self.fortune), Arc::clone(&self.runtime));
        self.engine.at_cuts(Arc::new(move |id, cut| {
            let org = place.org(id);
            let ends = take_if(&fortune.ends_at, |at| *at == cut).is_some();
            let failure = if cut == Cut::Sealed {
                fortune
                    .fails
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .clone()
            } else {
                None
            };
            if cut == Cut::Sealed && !ends && failure.is_none() {
                // The transaction is next. Told before it, since others see it before we could.
                place.app.stored(&org);
            }
            if ends {
                place.app.lost(&org);
                place.app.one_ended();
                fortune.has_ended.store(true, Ordering::SeqCst);
                end(&runtime);
            }
            Box::pin(async move {
                if ends {
                    // The rest of this task never runs; its locks go with it.
                    std::future::pending::<()>().await;
                }
                failure.map_or(Ok(()), Err)
            })
        }));
    }

    /// Runs something in the process; nothing comes back when the process ends meanwhile.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<tokio::task::JoinHandle<T>> {
        let runtime = self.runtime.lock().unwrap_or_else(PoisonError::into_inner);
        Some(runtime.as_ref()?.spawn(work))
    }

    /// Waits until nothing of a process that ended is left: what it sent is sent, and no more comes.
    ///
    /// # Errors
    /// When it goes on.
    pub(crate) fn is_gone(&self) -> Result<(), String> {
        if self.threads.are_gone() {
            Ok(())
        } else {
            Err("a process that ended goes on".to_owned())
        }
    }

    /// Ends it as a kill does: nothing is finished.
    pub(crate) fn kill(&self) {
        self.fortune.has_ended.store(true, Ordering::SeqCst);
        end(&self.runtime);
    }
}

fn take_if<T>(place: &Mutex<Option<T>>, wanted: impl Fn(&T) -> bool) -> Option<T> {
    let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
    place.take_if(|found| wanted(found))
}

fn end(runtime: &Mutex<Option<Runtime>>) {
    let running = runtime
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    if let Some(running) = running {
        running.shutdown_background();
    }
}
