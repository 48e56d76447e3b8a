//! Child processes: this test binary started again to run one ignored test on a given folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const FOLDER: &str = "LARDER_STORE_TEST_FOLDER";

/// The command that runs the ignored test `name` on `folder`, standard output piped.
pub(crate) fn command(name: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(arguments(name))
        .env(FOLDER, folder)
        .stdout(Stdio::piped());
    command
}

/// The same, wrapped in another program's command line.
pub(crate) fn wrapped(program: &str, before: &[&str], name: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .args(before)
        .arg(std::env::current_exe().unwrap())
        .args(arguments(name))
        .env(FOLDER, folder);
    command
}

fn arguments(name: &str) -> [&str; 5] {
    [
        "--exact",
        name,
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ]
}

/// The folder this child was given; `None` when someone runs the ignored tests by hand.
pub(crate) fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// Writes a line the parent waits for.
pub(crate) fn say(line: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{line}").unwrap();
    out.flush().unwrap();
}
