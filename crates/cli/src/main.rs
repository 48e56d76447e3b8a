//! `larder`: the verbs of the product on a terminal. Starts, runs one command, and gives its exit code.
mod arguments;
mod command;
mod failure;
mod interrupt;
mod log;
mod protection;
mod secret;
mod show;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use arguments::Arguments;
use failure::Failure;
use show::screen::Screen;

/// How long the end waits for a keychain or a disk that does not answer.
const PATIENCE: Duration = Duration::from_millis(500);

/// Wrong usage, as clap says it too.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    protection::start();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(said) => {
            // Help for a closed pipe is help nobody wants to read.
            let _ = said.print();
            return if said.use_stderr() {
                ExitCode::from(USAGE)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    log::start();
    let screen = Screen::of_process(arguments.json);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(command::run(arguments.command, screen));
            runtime.shutdown_timeout(PATIENCE);
            outcome
        }
        Err(error) => Err(failure::problem_of_runtime(&error).into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => end_with(failure, screen),
    }
}

/// Says what went wrong, unless it is said already.
fn end_with(failure: Failure, screen: Screen) -> ExitCode {
    match failure {
        Failure::Problem(problem) => {
            // The exit code says it too, where nobody reads.
            let _ = screen.problem(&problem);
            ExitCode::FAILURE
        }
        Failure::Told => ExitCode::FAILURE,
        // Whoever read has read enough: `larder ... | head`.
        Failure::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Failure::Output(error) => {
            Screen::note(&format!("The output could not be written: {error}."));
            ExitCode::FAILURE
        }
    }
}
