//! Why a template could not be filled in or an answer not be read, by what the caller can do about it.

use thiserror::Error;

/// A template that could not be filled in, or an answer that has not the declared shape. Holds no values people typed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RenderError {
    /// Something the template needs is not known yet: ask for it, or sign in first.
    #[error("{name} is not known yet")]
    Missing {
        /// The name the template uses.
        name: String,
    },
    /// A value is empty where the address needs one.
    #[error("a value that is part of the address is empty")]
    Empty,
    /// A value cannot stand where the template puts it: ask for another.
    #[error("{what}")]
    Unfit {
        /// Which rule it breaks.
        what: String,
    },
    /// The address leads outside the hosts the definition names: no credential may be sent there.
    #[error("{host} is not a host of this app")]
    Host {
        /// The host, as it would have been asked.
        host: String,
    },
    /// The practice app has no such instance: choose one of those it has.
    #[error("there is no such practice account; there is {}", known.join(", "))]
    NoSuchInstance {
        /// The instances there are.
        known: Vec<String>,
    },
    /// The connection names a way to sign in that the definition does not have (any more).
    #[error("there is no way to sign in called {id}")]
    NoSuchWay {
        /// The way asked for.
        id: String,
    },
    /// The definition is at fault: report it to whoever wrote it.
    #[error("the definition cannot be used here: {why}")]
    Definition {
        /// What is wrong with it.
        why: String,
    },
    /// The answer has not the declared shape: keep what was known before.
    #[error("the answer has nothing at {path}")]
    Shape {
        /// The path that led nowhere.
        path: String,
    },
}
