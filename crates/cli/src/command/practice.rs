//! `larder practice`: serves the practice apps until ended, and tells where they are.
use std::path::Path;

use larder_engine::{Options, Problem, ProblemKind};
use larder_practice::{Config, Practice, StartError};

use crate::failure::{Failure, input, problem};
use crate::interrupt::Interrupt;
use crate::show::screen::Screen;

pub(crate) async fn run(port: Option<u16>, quirks: bool, screen: Screen) -> Result<(), Failure> {
    let home = Options::from_environment().home;
    make_private(&home).map_err(|error| unusable(&home, &error))?;
    let file = home.join("practice.json");
    if larder_practice::is_served(&file).await {
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
    larder_practice::withdraw(&file);
    practice.stop().await;
    outcome
}

/// Tells where the apps are, first in the file, then on the first line, and waits for the end.
async fn serve(practice: &Practice, file: &Path, screen: Screen) -> Result<(), Failure> {
    let addresses = practice.addresses();
    larder_practice::announce(file, addresses).map_err(|error| unusable(file, &error))?;
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
