//! A connection's history: its codes in words, and the whole of it as a file.
use larder_store::history;
use serde::Serialize;
use serde_json::Value;

use crate::Engine;
use crate::api::ExportHistory;
use crate::causes;
use crate::problem::Problem;
use crate::view::{Exported, HistoryFormat, HistoryLine};

/// One line of an exported history.
#[derive(Debug, Serialize)]
struct ExportedLine {
    /// RFC 3339, UTC.
    at: String,
    connection: String,
    what: String,
    cause: Option<String>,
}

impl Engine {
    /// Everything that happened to a connection, newest first.
    pub async fn history(&self, id_or_name: &str) -> Result<Vec<HistoryLine>, Problem> {
        let id = self.row(id_or_name).await?.id;
        let entries = self
            .0
            .store
            .read(move |conn| history::of(conn, &id, history::KEPT))
            .await
            .map_err(|error| causes::storage(&error))?;
        Ok(entries.iter().map(line).collect())
    }

    /// The whole history of a connection as a text: CSV or JSON.
    pub async fn history_text(
        &self,
        id_or_name: &str,
        format: HistoryFormat,
    ) -> Result<String, Problem> {
        let name = self.row(id_or_name).await?.name;
        let lines = self.history(id_or_name).await?;
        let lines: Vec<ExportedLine> = lines
            .into_iter()
            .map(|line| ExportedLine {
                at: jiff::Timestamp::from_millisecond(line.at)
                    .map_or_else(|_| line.at.to_string(), |at| at.to_string()),
                connection: name.clone(),
                what: line.what,
                cause: line.cause,
            })
            .collect();
        match format {
            HistoryFormat::Json => serde_json::to_string_pretty(&lines)
                .map(|text| text + "\n")
                .map_err(|_| Problem::defect("a history is no JSON")),
            HistoryFormat::Csv => {
                csv(&lines).ok_or_else(|| Problem::defect("a history is no table"))
            }
        }
    }

    /// Writes the whole history of a connection to a file for the person.
    pub async fn export_history(&self, ask: ExportHistory) -> Result<Exported, Problem> {
        let name = self.row(&ask.id).await?.name;
        let text = self.history_text(&ask.id, ask.format).await?;
        let ending = match ask.format {
            HistoryFormat::Csv => ".csv",
            HistoryFormat::Json => ".json",
        };
        self.export(&format!("{name} history"), ending, text).await
    }
}

fn csv(lines: &[ExportedLine]) -> Option<String> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table
        .write_record(["at", "connection", "what", "cause"])
        .ok()?;
    for line in lines {
        let cause = line.cause.as_deref().unwrap_or_default();
        table
            .write_record([&line.at, &line.connection, &line.what, cause].map(inert))
            .ok()?;
    }
    String::from_utf8(table.into_inner().ok()?).ok()
}

/// A cell that no spreadsheet takes for a formula.
fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// An entry in words.
pub(crate) fn line(entry: &history::Entry) -> HistoryLine {
    let detail = |name: &str| {
        entry
            .detail
            .get(name)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let what = match entry.what.as_str() {
        "connected" => match (detail("user"), detail("before")) {
            (Some(user), Some(before)) => format!("Connected as {user}, in place of {before}"),
            (Some(user), None) => format!("Connected as {user}"),
            _ => "Connected".to_owned(),
        },
        "checked" => "Checked: it works".to_owned(),
        "works_again" => "Works again".to_owned(),
        "disconnected" => format!("Disconnected. {}", detail("said").unwrap_or_default()),
        "removed" => "Removed".to_owned(),
        "brought_back" => "Brought back, not connected".to_owned(),
        "renamed" => match (detail("from"), detail("to")) {
            (Some(from), Some(to)) => {
                format!("Renamed from \u{201c}{from}\u{201d} to \u{201c}{to}\u{201d}")
            }
            _ => "Renamed".to_owned(),
        },
        "rights_reduced" => format!("Lost {}", detail("rights").unwrap_or_default()),
        "rights_missing" => format!("Lacks {}", detail("rights").unwrap_or_default()),
        "rights_restored" => format!("Has again {}", detail("rights").unwrap_or_default()),
        "broken" | "sign_in_failed" => {
            detail("what").unwrap_or_else(|| "It stopped working".to_owned())
        }
        other => detail("what").unwrap_or_else(|| other.replace('_', " ")),
    };
    HistoryLine {
        at: entry.at,
        what,
        cause: detail("cause"),
    }
}

/// An entry of what just happened.
pub(crate) fn entry(at: i64, connection: &str, what: &str, detail: Value) -> history::Entry {
    history::Entry {
        connection: connection.to_owned(),
        at,
        what: what.to_owned(),
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn u02_no_cell_of_an_exported_history_is_a_formula() {
        let line = |what: &str| ExportedLine {
            at: "2026-11-24T10:00:00Z".to_owned(),
            connection: "=cmd|'/c calc'!A1".to_owned(),
            what: what.to_owned(),
            cause: None,
        };
        let text = csv(&[line("+1"), line("two\nlines, and a \"quote\"")]).unwrap();
        let mut read = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = read.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(&rows[0][1], "'=cmd|'/c calc'!A1");
        assert_eq!(&rows[0][2], "'+1");
        assert_eq!(&rows[1][2], "two\nlines, and a \"quote\"");
    }
}
