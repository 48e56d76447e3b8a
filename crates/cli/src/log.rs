//! The log, on standard error and only where `RUST_LOG` asks for it; nothing secret whatever it asks for.
use std::io::IsTerminal;

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// At debug and trace these write requests and answers word for word, headers and all.
const TALKATIVE: [&str; 8] = [
    "h2",
    "hyper",
    "hyper_util",
    "keyring",
    "reqwest",
    "rusqlite",
    "rustls",
    "zbus",
];

/// Starts the log if the environment names what to log.
pub(crate) fn start() {
    let Ok(wanted) = EnvFilter::try_from_default_env() else {
        return;
    };
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_filter(wanted.and(filter_fn(may_be_written)));
    // Only one log can be started, and this is the one place that starts it.
    let _ = tracing_subscriber::registry().with(layer).try_init();
}

fn may_be_written(about: &Metadata<'_>) -> bool {
    let origin = about.target().split("::").next().unwrap_or_default();
    *about.level() <= Level::INFO || !TALKATIVE.contains(&origin)
}
