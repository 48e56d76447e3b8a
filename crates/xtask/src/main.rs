//! The repository's own commands: which words start which work.

#![expect(clippy::print_stdout, reason = "a command line talks to its terminal")]

mod app;
mod bench;
mod command;
mod desktop;
mod page;
mod run;
mod screenshots;
mod system;
mod tally;
mod test;
mod trust;
mod types;
mod window;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask run                     install what is missing, build Larder and open it with the practice apps;
                                    without a display: go through the main job in a virtual one, with pictures
cargo xtask test [--only PART]...   everything that must hold; PART is lint, rust, ui or window
cargo xtask bench                   sign-in, start, memory and picklist, beside plain calls and a bare Tauri window
cargo xtask screenshots             take the README's pictures anew, by the app itself, into docs/pictures
cargo xtask types [--check]         write ui/src/generated/api.ts from the engine's table of calls
cargo xtask trust                   write into docs/trust.md which tests prove each of its lines
cargo xtask desktop -- COMMAND...   run a command in a virtual desktop with a keychain of its own";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["run"] => run::run(),
        ["test", parts @ ..] => match test::parts(parts) {
            Some(parts) => return test::test(&parts),
            None => return wrong_usage(),
        },
        ["bench"] => bench::bench(),
        ["screenshots"] => screenshots::take(),
        ["trust"] => trust::write(),
        ["types"] => types::write(),
        ["types", "--check"] => types::check(),
        ["desktop", "--", command @ ..] if !command.is_empty() => desktop::enter(command),
        [desktop::INSIDE, kind, command @ ..] if !command.is_empty() => {
            desktop::inside(kind, command)
        }
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => return wrong_usage(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn wrong_usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}
