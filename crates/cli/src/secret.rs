//! Typed secrets: read from standard input or asked for on the terminal, never taken from arguments.
use std::io::{IsTerminal, Read};

use larder_engine::Problem;
use zeroize::Zeroizing;

use crate::failure::input;

/// More than any key or certificate; less than a file piped in by mistake.
const LONGEST: u64 = 256 * 1024;

/// Reads one secret from standard input; asks for it where that is a terminal.
pub(crate) fn from_stdin(label: &str) -> Result<Zeroizing<String>, Problem> {
    if std::io::stdin().is_terminal() {
        return asked(label);
    }
    let mut text = Zeroizing::new(String::new());
    let read = std::io::stdin().take(LONGEST + 1).read_to_string(&mut text);
    if read.is_err() || text.len() as u64 > LONGEST {
        return Err(input(
            "secret",
            &format!("{label} on standard input is no text of at most 256 KiB."),
            "Pipe the secret alone into the command.",
        ));
    }
    let end = text.trim_end_matches(['\r', '\n']).len();
    text.truncate(end);
    Ok(text)
}

/// Asks on the terminal without showing what is typed; `None` where there is nobody to ask.
pub(crate) fn from_person(label: &str) -> Result<Option<Zeroizing<String>>, Problem> {
    if std::io::stdin().is_terminal() {
        asked(label).map(Some)
    } else {
        Ok(None)
    }
}

fn asked(label: &str) -> Result<Zeroizing<String>, Problem> {
    rpassword::prompt_password(format!("{label}: "))
        .map(Zeroizing::new)
        .map_err(|error| {
            input(
                "secret",
                &format!("{label} could not be asked for: {error}."),
                "Pipe it in with --secret-stdin.",
            )
        })
}
