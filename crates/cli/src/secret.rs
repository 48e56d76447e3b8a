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

/// Reads one secret from a file, such as a private key.
pub(crate) fn from_file(key: &str, label: &str, path: &str) -> Result<Zeroizing<String>, Problem> {
    let unreadable = |why: &str| {
        input(
            key,
            &format!("{label} could not be read from {path}: {why}."),
            "Name a text file that you may read.",
        )
    };
    let file = std::fs::File::open(path).map_err(|error| unreadable(&error.to_string()))?;
    let mut text = Zeroizing::new(String::new());
    match file.take(LONGEST + 1).read_to_string(&mut text) {
        Err(error) => Err(unreadable(&error.to_string())),
        Ok(_) if text.len() as u64 > LONGEST => Err(unreadable("it has more than 256 KiB")),
        Ok(_) if text.trim().is_empty() => Err(unreadable("it is empty")),
        Ok(_) => Ok(text),
    }
}

/// Whether somebody can be asked.
pub(crate) fn is_terminal() -> bool {
    std::io::stdin().is_terminal()
}

/// Reads one line that is no secret for long: a choice, or a code that is spent at once. Waits beside the program,
/// so that Ctrl-C still ends it.
pub(crate) async fn line_from_person(label: &str) -> Result<String, Problem> {
    if is_terminal() {
        crate::show::screen::Screen::note(&format!("{label}:"));
    }
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map(|_| line)
    });
    match read.await {
        Ok(Ok(line)) if !line.trim().is_empty() => Ok(line.trim().to_owned()),
        _ => Err(input(
            "input",
            &format!("{label} was not given."),
            "Type it, or pipe it into the command.",
        )),
    }
}
