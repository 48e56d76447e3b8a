//! `larder practice`: serves the practice apps until ended, and tells where they are.
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use larder_engine::{Options, Problem, ProblemKind};
use larder_practice::{Config, Practice, StartError};
use serde_json::{Value, json};
use url::Url;

use crate::failure::{Failure, input, problem};
use crate::interrupt::Interrupt;
use crate::show::screen::Screen;

/// How long another process on this computer may take to say that it serves already.
const PATIENCE: Duration = Duration::from_millis(400);

/// Bytes; the addresses with all people and faults are a few thousand.
const LONGEST_ANSWER: u64 = 1 << 20;

pub(crate) async fn run(port: Option<u16>, quirks: bool, screen: Screen) -> Result<(), Failure> {
    let home = Options::from_environment().home;
    make_private(&home).map_err(|error| unusable(&home, &error))?;
    let file = home.join("practice.json");
    if serves_already(&file) {
        return Err(problem(
            ProblemKind::Input,
            "The practice apps already run for this data folder.",
            "Use those, or choose another data folder with LARDER_HOME.",
        )
        .into());
    }
    let practice = Practice::start(Config {
        first_port: port,
        state_file: Some(home.join("practice-state.json")),
        quirks,
    })
    .await
    .map_err(|error| not_started(&error))?;
    let outcome = serve(&practice, &file, screen).await;
    take_away(&file);
    practice.stop().await;
    outcome
}

/// Tells where the apps are, first in the file, then on the first line, and waits for the end.
async fn serve(practice: &Practice, file: &Path, screen: Screen) -> Result<(), Failure> {
    let addresses = practice.addresses();
    let mut content = serde_json::to_value(addresses).map_err(std::io::Error::other)?;
    content["pid"] = json!(std::process::id());
    replace(file, &content).map_err(|error| unusable(file, &error))?;
    // Listened for before the first line, so that whoever read it can end this at once.
    let mut interrupt = Interrupt::listen();
    screen.json_line(addresses)?;
    Screen::note(&format!(
        "The practice apps run until you press Ctrl-C. People and faults: {}",
        addresses.control
    ));
    interrupt.comes().await;
    Ok(())
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes the file whole or not at all: others may read it at any moment.
fn replace(file: &Path, content: &Value) -> std::io::Result<()> {
    let draft = file.with_extension(format!("json.{}", std::process::id()));
    std::fs::write(&draft, serde_json::to_vec_pretty(content)?)?;
    std::fs::rename(&draft, file)
}

/// Removes the file, unless another process has put its own there meanwhile.
fn take_away(file: &Path) {
    let own = addresses_in(file).is_some_and(|there| there["pid"] == std::process::id());
    if own && let Err(error) = std::fs::remove_file(file) {
        tracing::warn!(%error, "the addresses of the practice apps could not be removed");
    }
}

fn addresses_in(file: &Path) -> Option<Value> {
    serde_json::from_slice(&std::fs::read(file).ok()?).ok()
}

/// Whether the apps the file names answer. A file left behind by a process that was killed names a
/// port at which nobody listens any more, or somebody else.
fn serves_already(file: &Path) -> bool {
    let Some(control) =
        addresses_in(file).and_then(|there| Url::parse(there["control"].as_str()?).ok())
    else {
        return false;
    };
    let Some(port) = control.port() else {
        return false;
    };
    let answer = asked(port).unwrap_or_default();
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body);
    let said: Option<Value> = body.and_then(|body| serde_json::from_str(body).ok());
    said.is_some_and(|said| said["control"] == control.as_str().trim_end_matches('/'))
}

fn asked(port: u16) -> std::io::Result<String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "GET /addresses HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.take(LONGEST_ANSWER).read_to_string(&mut answer)?;
    Ok(answer)
}

fn unusable(path: &Path, error: &std::io::Error) -> Problem {
    problem(
        ProblemKind::Storage,
        &format!("{} cannot be written: {error}.", path.display()),
        "Check its rights and the free space, or choose another folder with LARDER_HOME.",
    )
}

fn not_started(error: &StartError) -> Problem {
    match error {
        StartError::PortTaken { port } => input(
            "port",
            &format!("Port {port} is in use by another program."),
            "Choose four other ports with --port N, or free ones with --port 0.",
        ),
        StartError::NoPort(why) => input(
            "port",
            &format!("No port on this computer can be opened: {why}."),
            "Choose other ports with --port N.",
        ),
        StartError::State { path, source } => state_unreadable(path, source),
    }
}

fn state_unreadable(path: &Path, error: &std::io::Error) -> Problem {
    problem(
        ProblemKind::Storage,
        &format!("{} cannot be read: {error}.", path.display()),
        "Remove that file to start the practice apps afresh.",
    )
}
