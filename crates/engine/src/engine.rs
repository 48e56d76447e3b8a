//! The open engine: what it holds, how it opens and closes, and the news it gives.
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use larder_http::StandIns;
use larder_store::vault::{Keychain, Vault};
use larder_store::{Store, StoreError, Table};
use tokio::sync::broadcast;

use crate::backoff::Waits;
use crate::catalog::Catalog;
use crate::causes;
use crate::certificates::Showing;
use crate::clock::{Clock, SystemClock};
use crate::freshness::Ages;
use crate::held::Held;
use crate::leaving::Leaving;
use crate::lists::Lists;
use crate::problem::Problem;
use crate::refresh::Flights;
use crate::removed::RemovedOnes;
use crate::sign_ins::SignIns;
use crate::window::{Browser, SignInWindow, SystemBrowser};
use crate::{api, recipe};

/// How long closing waits for what goes on behind a sign-in.
const FOLLOWED: Duration = Duration::from_secs(3);

/// How an engine is opened.
pub struct Options {
    /// The data folder.
    pub home: PathBuf,
    /// Folders of further definitions, besides the one in the data folder.
    pub connector_folders: Vec<PathBuf>,
    pub keychain: Keychain,
    /// The popup window, where there is one.
    pub window: Option<Arc<dyn SignInWindow>>,
    pub browser: Arc<dyn Browser>,
    /// Hosts that servers on this computer answer for, in tests; otherwise none.
    pub stand_ins: StandIns,
    /// Where files for the person go; usually the folder for downloads.
    pub exports: PathBuf,
    pub clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("home", &self.home)
            .field("connector_folders", &self.connector_folders)
            .finish_non_exhaustive()
    }
}

impl Options {
    /// The options the environment asks for: `LARDER_HOME` moves the data folder,
    /// `LARDER_CONNECTORS` adds folders of definitions (separated as in `PATH`), `LARDER_EXPORTS`
    /// moves the folder that files for the person go to.
    pub fn from_environment() -> Self {
        let home = std::env::var_os("LARDER_HOME")
            .filter(|home| !home.is_empty())
            .map(PathBuf::from)
            .or_else(|| {
                directories::ProjectDirs::from("app", "larder", "Larder")
                    .map(|dirs| dirs.data_dir().to_owned())
            })
            .unwrap_or_else(|| PathBuf::from(".larder"));
        let connector_folders = std::env::var_os("LARDER_CONNECTORS")
            .map(|folders| {
                std::env::split_paths(&folders)
                    .filter(|f| !f.as_os_str().is_empty())
                    .collect()
            })
            .unwrap_or_default();
        Self {
            home,
            connector_folders,
            keychain: Keychain::os(),
            window: None,
            browser: Arc::new(SystemBrowser),
            stand_ins: StandIns::default(),
            exports: std::env::var_os("LARDER_EXPORTS")
                .filter(|folder| !folder.is_empty())
                .map_or_else(crate::export::usual_folder, PathBuf::from),
            clock: Arc::new(SystemClock::default()),
        }
    }
}

/// Larder's verbs over one data folder. Cheap to clone.
#[derive(Clone)]
pub struct Engine(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) http: larder_http::Client,
    pub(crate) catalog: Catalog,
    pub(crate) window: Option<Arc<dyn SignInWindow>>,
    pub(crate) browser: Arc<dyn Browser>,
    pub(crate) sign_ins: SignIns,
    pub(crate) lists: Lists,
    pub(crate) showing: Showing,
    pub(crate) removed: RemovedOnes,
    pub(crate) exports: PathBuf,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ages: Ages,
    pub(crate) waits: Waits,
    pub(crate) flights: Flights,
    pub(crate) held: Held,
    pub(crate) leaving: Leaving,
    #[cfg(feature = "cuts")]
    pub(crate) at_cut: Mutex<Option<crate::cuts::AtCut>>,
    /// What hinders a connection for the moment, by connection: never stored, never a reason to sign in again.
    troubles: Mutex<HashMap<String, Problem>>,
    pub(crate) notices: Vec<Problem>,
    stale: broadcast::Sender<Vec<String>>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("home", &self.0.store.folder())
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// Opens the data folder; makes it at the first start.
    ///
    /// # Errors
    /// A `Storage` problem when the folder cannot be used. A locked or missing keychain is no error:
    /// the engine opens and says so in `status`.
    pub async fn open(options: Options) -> Result<Self, Problem> {
        let store = Store::open(&options.home)
            .await
            .map_err(|error| causes::storage(&error))?;
        let vault = Vault::of_store(options.keychain, &store);
        let mut folders = options.connector_folders;
        folders.push(options.home.join("connectors"));
        let notices = opening_notices(&store);
        let (stale, _) = broadcast::channel(256);
        let engine = Self(Arc::new(Inner {
            store,
            vault,
            http: larder_http::Client::with_stand_ins(
                larder_http::Policy::default(),
                options.stand_ins,
            ),
            catalog: Catalog::read(folders),
            window: options.window,
            browser: options.browser,
            sign_ins: SignIns::default(),
            lists: Lists::default(),
            showing: Showing::default(),
            removed: RemovedOnes::default(),
            exports: options.exports,
            clock: options.clock,
            ages: Ages::default(),
            waits: Waits::default(),
            flights: Flights::default(),
            held: Held::default(),
            leaving: Leaving::default(),
            #[cfg(feature = "cuts")]
            at_cut: Mutex::default(),
            troubles: Mutex::default(),
            notices,
            stale,
        }));
        engine.forget_ended_sessions().await?;
        engine.follow_commits();
        engine.follow_vault();
        recipe::sample::offer_at_first_start(&engine).await?;
        let opening = engine.clone();
        tokio::spawn(async move { opening.ask_keychain().await });
        Ok(engine)
    }

    /// Names of calls whose answers became old, after each commit.
    pub fn stale(&self) -> broadcast::Receiver<Vec<String>> {
        self.0.stale.subscribe()
    }

    /// Waits until the first lists and the rights of new sign-ins are learned, however long the apps take.
    pub async fn caught_up(&self) {
        self.0.lists.followed().await;
    }

    /// Waits for refreshes under way, so that no token the app gives is lost; no further one begins.
    pub async fn settle(&self) {
        self.0.flights.land().await;
    }

    /// Ends running sign-ins, waits for refreshes under way and closes the store. Answers what is
    /// lost by it: renewed sign-ins that the machine could not store.
    pub async fn close(&self) -> Vec<Problem> {
        self.0.sign_ins.cancel_all().await;
        // What the app granted to them is given back, unless the app lets that wait.
        let _ = tokio::time::timeout(FOLLOWED, self.0.sign_ins.over()).await;
        // A program that ends right after a sign-in still learns the rights, unless the app lets it wait.
        let _ = tokio::time::timeout(FOLLOWED, self.0.lists.followed()).await;
        self.settle().await;
        let unstored = self.store_all_held().await;
        self.0.lists.stored().await;
        if let Err(error) = self.0.store.clone().close().await {
            tracing::warn!(%error, "the store did not close cleanly");
        }
        unstored
    }

    /// Milliseconds since 1970 UTC, as the calendar says.
    pub(crate) fn now(&self) -> i64 {
        self.0.clock.now()
    }

    /// Tells listeners that something outside the store changed which these calls show.
    pub(crate) fn tell(&self, calls: &[&str]) {
        // Nobody listening is fine: the command line has no screen to refresh.
        let _ = self
            .0
            .stale
            .send(calls.iter().map(|&call| call.to_owned()).collect());
    }

    /// What a sign-in or the vault shows on.
    pub(crate) fn tell_states(&self) {
        self.tell(&[
            "sign_in",
            "status",
            "connections",
            "connection",
            "recipes",
            "recipe",
        ]);
    }

    pub(crate) fn trouble(&self, connection: &str) -> Option<Problem> {
        self.0
            .troubles
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(connection)
            .cloned()
    }

    /// Notes what hinders a connection for the moment; `None` when it works again.
    pub(crate) fn set_trouble(&self, connection: &str, problem: Option<Problem>) {
        let changed = {
            let mut troubles = self
                .0
                .troubles
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let before = match &problem {
                Some(problem) => troubles.insert(connection.to_owned(), problem.clone()),
                None => troubles.remove(connection),
            };
            before != problem
        };
        if changed {
            self.tell_states();
        }
    }

    pub(crate) async fn write<T, F>(&self, change: F) -> Result<T, Problem>
    where
        F: FnOnce(&larder_store::Tx<'_>) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.0
            .store
            .write(change)
            .await
            .map_err(|error| causes::storage(&error))
    }

    fn follow_commits(&self) {
        let mut changes = self.0.store.changes();
        // A weak hold: the task must not keep a dropped engine open.
        let inner = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            loop {
                let (tables, elsewhere) = match changes.recv().await {
                    Ok(changed) => (changed.tables, changed.elsewhere),
                    Err(broadcast::error::RecvError::Lagged(_)) => {
                        (BTreeSet::from(Table::ALL), true)
                    }
                    Err(broadcast::error::RecvError::Closed) => return,
                };
                let Some(inner) = inner.upgrade() else { return };
                // What this process commits, it has in memory already.
                if elsewhere && tables.contains(&Table::Metadata) {
                    inner.lists.commits_may_have_changed_them();
                }
                let calls: Vec<&str> = api::stale(&tables);
                if !calls.is_empty() {
                    let _ = inner
                        .stale
                        .send(calls.into_iter().map(str::to_owned).collect());
                }
            }
        });
    }

    fn follow_vault(&self) {
        let mut changes = self.0.vault.changes();
        let inner = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            while changes.changed().await.is_ok() {
                let Some(inner) = inner.upgrade() else { return };
                Self(inner).tell_states();
            }
        });
    }
}

/// What opening the store had to do, in words.
fn opening_notices(store: &Store) -> Vec<Problem> {
    let opened = store.opened();
    opened
        .moved_aside
        .iter()
        .map(|aside| causes::moved_aside(aside, opened.saved_rows))
        .collect()
}
