//! The terminal or the pipe a command answers on: words or JSON, coloured or not, always safe to show.
use std::io::{self, IsTerminal, Write};

use larder_engine::Problem;
use serde::Serialize;
use serde_json::{Value, json};

use super::text::{visible, visible_json, visible_lines};
use crate::failure::{Failure, way_out};

/// What a stretch of text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Strong,
    Quiet,
    Good,
    Warning,
    Bad,
}

/// Where answers go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    json: bool,
    /// Standard output is a terminal.
    terminal: bool,
    colored: bool,
}

impl Screen {
    pub(crate) fn of_process(json: bool) -> Self {
        let terminal = io::stdout().is_terminal();
        // https://no-color.org: set and not empty.
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            json,
            terminal,
            colored: terminal && !unwanted && !dumb,
        }
    }

    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// The answer of a command: as JSON, or in the words made of it.
    pub(crate) fn answer<T: Serialize>(
        self,
        answer: &T,
        words: impl FnOnce(Self) -> String,
    ) -> Result<(), Failure> {
        if self.json {
            return self.json_line(answer);
        }
        let words = words(self);
        let mut out = io::stdout().lock();
        out.write_all(words.as_bytes())?;
        if !words.is_empty() && !words.ends_with('\n') {
            out.write_all(b"\n")?;
        }
        Ok(out.flush()?)
    }

    /// JSON on one line, whatever the form of the answer.
    pub(crate) fn json_line<T: Serialize>(self, answer: &T) -> Result<(), Failure> {
        let json = serde_json::to_string(answer).map_err(io::Error::other)?;
        let mut out = io::stdout().lock();
        if self.terminal {
            writeln!(out, "{}", visible_json(&json))?;
        } else {
            writeln!(out, "{json}")?;
        }
        Ok(out.flush()?)
    }

    /// Bytes as they are; on a terminal made safe to show.
    pub(crate) fn bytes(self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        if self.terminal {
            writeln!(out, "{}", visible_lines(&String::from_utf8_lossy(bytes)))?;
        } else {
            out.write_all(bytes)?;
        }
        Ok(out.flush()?)
    }

    /// A remark beside the answer, on standard error; lost where nobody reads it.
    pub(crate) fn note(text: &str) {
        let _ = writeln!(io::stderr(), "{}", visible_lines(text));
    }

    /// A problem: one JSON object on standard output, or words on standard error.
    pub(crate) fn problem(self, problem: &Problem) -> Result<(), Failure> {
        if self.json {
            return self.json_line(&json!({ "problem": problem }));
        }
        let mut err = io::stderr().lock();
        writeln!(err, "{}", visible(&problem.what))?;
        for line in [&problem.safe, &problem.hint] {
            if !line.is_empty() {
                writeln!(err, "  {}", visible(line))?;
            }
        }
        if let Some(command) = way_out(problem) {
            writeln!(err, "  Command: {command}")?;
        }
        if let Some(field) = &problem.field {
            writeln!(err, "  About: {}", visible(field))?;
        }
        writeln!(err, "  Kind: {}", kind(problem))?;
        if let Some(detail) = &problem.detail {
            writeln!(err, "\n{}", visible_lines(detail))?;
        }
        Ok(())
    }

    pub(crate) fn paint(self, text: &str, tone: Tone) -> String {
        let code = match tone {
            Tone::Plain => return text.to_owned(),
            _ if !self.colored => return text.to_owned(),
            Tone::Strong => "1",
            Tone::Quiet => "2",
            Tone::Good => "32",
            Tone::Warning => "33",
            Tone::Bad => "31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

/// The kind as JSON has it, for scripts that read the words.
fn kind(problem: &Problem) -> String {
    match serde_json::to_value(problem.kind) {
        Ok(Value::String(kind)) => kind,
        _ => "defect".to_owned(),
    }
}
