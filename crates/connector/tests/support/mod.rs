//! What the tests of definitions share: reading one, maps of texts, rows of an answer.
#![expect(dead_code, reason = "each test file uses its own part")]

pub(crate) mod oauth2;

use std::collections::BTreeMap;

use larder_connector::{Connector, Mistake, Origin, Report, Row, Source, builtin, check, parse};
use serde_json::Value;

pub(crate) fn defined(id: &str) -> Connector {
    let source = builtin()
        .iter()
        .find(|source| source.name == format!("{id}.toml"))
        .expect("a built-in definition");
    parse(source).expect("a definition without mistakes")
}

pub(crate) fn source(text: &str) -> Source {
    Source {
        name: "test.toml".to_owned(),
        text: text.to_owned(),
        origin: Origin::Folder,
    }
}

pub(crate) fn read(text: &str) -> Connector {
    parse(&source(text)).expect("a definition without mistakes")
}

pub(crate) fn report(text: &str) -> Report {
    check(&source(text))
}

/// Place, text and hint of each mistake, as a person would read them.
pub(crate) fn told(mistakes: &[Mistake]) -> Vec<String> {
    mistakes
        .iter()
        .map(|mistake| {
            let hint = mistake
                .hint
                .as_ref()
                .map(|hint| format!(" ({hint})"))
                .unwrap_or_default();
            format!(
                "{}:{}: {}{hint}",
                mistake.line, mistake.column, mistake.what
            )
        })
        .collect()
}

pub(crate) fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

pub(crate) fn rows_of(
    connector: &Connector,
    picklist: &str,
    answer: &Value,
    params: &[(&str, &str)],
) -> Vec<Row> {
    let picklist = connector.picklist(picklist).expect("a picklist");
    connector
        .rows(picklist, answer, &map(params))
        .expect("rows")
}
