//! The log: a few daily files in the data folder, and nothing secret whatever the person turns on.

use std::io::IsTerminal;
use std::path::Path;

use tracing::level_filters::LevelFilter;
use tracing::{Level, Metadata};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

const DAYS_KEPT: usize = 5;

/// At debug and trace these write requests and answers word for word, headers and all.
const TALKATIVE: [&str; 12] = [
    "h2",
    "hyper",
    "hyper_util",
    "reqwest",
    "rustls",
    "tungstenite",
    "want",
    "wry",
    "tauri",
    "zbus",
    "rusqlite",
    "keyring",
];

/// Keeps the log's writer alive; what is written last reaches the file when it is dropped.
#[derive(Debug)]
pub(crate) struct Log(#[expect(dead_code, reason = "held for its drop")] Option<WorkerGuard>);

/// Starts the log in `home/logs`, level info, `RUST_LOG` honoured. Warnings also go to the terminal.
/// A folder that cannot be written costs the file, not the start.
pub(crate) fn start(home: &Path) -> Log {
    let to_terminal = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .with_filter(LevelFilter::WARN.and(filter_fn(may_be_written)));
    let (to_file, guard) = match file(home) {
        Ok(file) => {
            let (writer, guard) = tracing_appender::non_blocking(file);
            let wanted = EnvFilter::builder()
                .with_default_directive(LevelFilter::INFO.into())
                .from_env_lossy();
            let layer = tracing_subscriber::fmt::layer()
                .with_writer(writer)
                .with_ansi(false)
                .with_filter(wanted.and(filter_fn(may_be_written)));
            (Some(layer), Some(guard))
        }
        Err(error) => {
            eprintln!("no log is written: {error}");
            (None, None)
        }
    };
    if tracing_subscriber::registry()
        .with(to_file)
        .with(to_terminal)
        .try_init()
        .is_err()
    {
        eprintln!("a log is already written elsewhere");
    }
    say_only_where_a_panic_was();
    Log(guard)
}

fn file(home: &Path) -> anyhow::Result<tracing_appender::rolling::RollingFileAppender> {
    let folder = home.join("logs");
    make_private(&folder)?;
    let file = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("larder")
        .filename_suffix("log")
        .max_log_files(DAYS_KEPT)
        .build(folder)?;
    Ok(file)
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn may_be_written(about: &Metadata<'_>) -> bool {
    *about.level() <= Level::INFO || !is_talkative(about.target())
}

fn is_talkative(target: &str) -> bool {
    let origin = target.split("::").next().unwrap_or(target);
    TALKATIVE.contains(&origin)
}

/// A panic's text may hold what was being worked on; its place does not.
fn say_only_where_a_panic_was() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        tracing::error!("a defect at {place}");
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l02_libraries_that_write_requests_word_for_word_are_held_at_info() {
        for target in [
            "hyper",
            "hyper::proto::h1",
            "h2::codec",
            "reqwest::connect",
            "rustls::client",
            "tauri::ipc",
        ] {
            assert!(is_talkative(target), "{target}");
        }
        for target in ["larder_engine::connect", "larder_http", "h2o", "hyperion"] {
            assert!(!is_talkative(target), "{target}");
        }
    }

    #[test]
    fn a_log_folder_is_for_the_person_alone() {
        let home = tempfile::tempdir().expect("a folder");
        let appender = file(home.path()).expect("a log file");
        drop(appender);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = home
                .path()
                .join("logs")
                .metadata()
                .expect("there")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o700);
        }
    }

    #[test]
    fn a_data_folder_that_cannot_be_made_is_an_error_and_no_panic() {
        let home = tempfile::NamedTempFile::new().expect("a file");
        assert!(file(home.path()).is_err());
    }
}
