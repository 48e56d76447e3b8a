//! The verbs of Larder: connect, live grants, metadata, recipes, problems. Knows no window and no terminal.
#![expect(
    clippy::unused_async,
    reason = "every call of the door is async, so that one table can treat them alike"
)]

pub mod api;
mod apps;
mod backoff;
mod breaks;
mod catalog;
mod causes;
mod certificates;
mod checks;
mod clients;
mod clock;
mod connect;
mod connected;
mod connections;
mod credential;
mod cuts;
mod diagnose;
mod disconnect;
mod draft;
mod duplicate;
mod engine;
mod export;
mod freshness;
mod give_back;
mod held;
mod history;
mod identity;
mod leaving;
mod lists;
mod live;
mod obtain;
mod page;
mod picklist;
mod practice;
mod probe;
pub mod problem;
mod protocol;
mod read_ahead;
mod recipe;
mod refresh;
mod removed;
mod request;
mod rights;
mod scopes;
mod search;
mod session;
mod settings;
mod sign_in;
mod sign_ins;
mod signer;
mod subject;
mod typescript;
mod used_lists;
mod vault;
pub mod view;
mod window;

pub use breaks::{Break, Breaks};
pub use clock::{Clock, SystemClock};
#[cfg(feature = "cuts")]
pub use cuts::AtCut;
#[doc(hidden)]
pub use cuts::Cut;
pub use engine::{Engine, Options};
pub use problem::{Problem, ProblemKind};
pub use recipe::model as recipe_model;
pub use request::{Answer, ApiRequest};
pub use window::{Browser, SignInPage, SignInWindow, SystemBrowser, WindowFault};

/// The keychain the vault key lies in, for [`Options`].
pub use larder_http::StandIns;
pub use larder_store::vault::Keychain;
