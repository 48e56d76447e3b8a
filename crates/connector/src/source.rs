//! Definition files: the built-in ones, and how any of them is read and checked.

use std::ops::Range;
use std::sync::Arc;

use miette::NamedSource;
use toml::de::DeTable;

use crate::Connector;
use crate::mistake::{Finding, Mistake};
use crate::shape;
use crate::spans::{self, Spans};

/// The most bytes a definition may have.
pub const MAX_DEFINITION: usize = 1_000_000;

/// The most mistakes told at once.
const MAX_MISTAKES: usize = 50;

/// The text of one definition file.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file's name, as shown.
    pub name: String,
    /// What it holds.
    pub text: String,
    /// Who vouches for it.
    pub origin: Origin,
}

/// Where a definition comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is part of Larder.
    Builtin,
    /// A person put it into a folder; it is told apart on screen.
    Folder,
}

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What keeps the definition from being used.
    pub mistakes: Vec<Mistake>,
    /// What to look at.
    pub warnings: Vec<Mistake>,
}

impl Source {
    /// Takes the bytes of a file: at most [`MAX_DEFINITION`] of them, UTF-8, without NUL.
    pub fn from_bytes(name: &str, bytes: &[u8], origin: Origin) -> Result<Self, Box<Mistake>> {
        let refuse = |readable: &[u8], at: usize, what: &str| {
            let text = String::from_utf8_lossy(readable).into_owned();
            let shown = Arc::new(NamedSource::new(name, text));
            Err(Box::new(Mistake::new(
                &shown,
                at..at,
                Finding::mistake(what),
            )))
        };
        if bytes.len() > MAX_DEFINITION {
            return refuse(b"", 0, &too_large());
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self {
                name: name.to_owned(),
                text: text.to_owned(),
                origin,
            }),
            Err(error) => refuse(
                &bytes[..error.valid_up_to()],
                error.valid_up_to(),
                "this is not UTF-8",
            ),
        }
    }
}

fn too_large() -> String {
    format!("a definition may have at most {MAX_DEFINITION} bytes")
}

/// Puts definitions of the folder into the program, by their ids.
macro_rules! shipped {
    ($($id:literal),* $(,)?) => {
        [$((
            concat!($id, ".toml"),
            include_str!(concat!("../../../connectors/", $id, ".toml")),
        )),*]
    };
}

/// The definitions that are part of Larder.
pub fn builtin() -> &'static [Source] {
    use std::sync::LazyLock;
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
        let files = shipped![
            "salesforce",
            "zendesk",
            "airtable",
            "asana",
            "aws",
            "discogs",
            "dropbox",
            "github",
            "google_sheets",
            "hubspot",
            "jira_cloud",
            "jira_data_center",
            "mailchimp",
            "marketo",
            "microsoft_graph",
            "netsuite",
            "notion",
            "quickbooks_online",
            "sendgrid",
            "servicenow",
            "shopify",
            "slack",
            "snowflake",
            "stripe",
            "telegram",
            "trello",
            "twilio",
            "xero",
            "zoho_crm",
            "http",
        ];
        files
            .map(|(name, text)| Source {
                name: name.to_owned(),
                text: text.to_owned(),
                origin: Origin::Builtin,
            })
            .to_vec()
    });
    &SOURCES
}

/// Reads a definition, or tells every mistake in it.
///
/// Definitions that are part of Larder are clean by test, so that a start need not check them again: reading them
/// takes a tenth of the time.
pub fn parse(source: &Source) -> Result<Connector, Vec<Mistake>> {
    if source.origin == Origin::Builtin
        && let Some(connector) = read_vouched(&source.text)
    {
        return Ok(connector);
    }
    let (connector, report) = examine(source);
    match connector {
        Some(connector) if report.mistakes.is_empty() => Ok(connector),
        _ => Err(report.mistakes),
    }
}

/// Reads a definition without checking more than its shape; nothing where even that is wrong.
fn read_vouched(text: &str) -> Option<Connector> {
    toml::from_str(text).ok()
}

/// Tells every mistake and warning of a definition.
pub fn check(source: &Source) -> Report {
    examine(source).1
}

fn examine(source: &Source) -> (Option<Connector>, Report) {
    let mut report = Report::default();
    let oversized = source.text.len() > MAX_DEFINITION;
    let text = if oversized {
        String::new()
    } else {
        source.text.clone()
    };
    let shown = Arc::new(NamedSource::new(&source.name, text));
    if oversized {
        report
            .mistakes
            .push(Mistake::new(&shown, 0..0, Finding::mistake(too_large())));
        return (None, report);
    }
    let (document, errors) = DeTable::parse_recoverable(&source.text);
    for error in errors.iter().take(MAX_MISTAKES) {
        let span = error.span().unwrap_or_default();
        report.mistakes.push(Mistake::new(
            &shown,
            span,
            Finding::mistake(error.message()),
        ));
    }
    if !errors.is_empty() {
        return (None, report);
    }
    let (json, spans) = spans::read(&document);
    let found = shape::check(&json);
    if !found.is_empty() {
        add(&mut report, &shown, &spans, found);
        return (None, report);
    }
    match serde_json::from_value::<Connector>(json) {
        Ok(connector) => {
            let mut found = crate::check::check(&connector);
            // Who vouches for a definition has looked up where its secrets go.
            found.retain(|it| source.origin == Origin::Folder || !it.finding.asks_for_trust);
            add(&mut report, &shown, &spans, found);
            (Some(connector), report)
        }
        Err(error) => {
            // The schema and the types are one; what is left is a request with two methods or none.
            report.mistakes.push(Mistake::new(
                &shown,
                0..0,
                Finding::mistake(error.to_string()),
            ));
            (None, report)
        }
    }
}

fn add(
    report: &mut Report,
    shown: &Arc<NamedSource<String>>,
    spans: &Spans,
    found: Vec<shape::Found>,
) {
    let mut placed: Vec<_> = found
        .into_iter()
        .map(|found| {
            let place = if found.on_key {
                spans.key(&found.pointer)
            } else {
                spans.value(&found.pointer)
            };
            (place, found.finding)
        })
        .collect();
    placed.sort_by_key(|(place, _)| place.start);
    let (warnings, mistakes): (Vec<_>, Vec<_>) = placed
        .into_iter()
        .partition(|(_, finding)| finding.is_warning);
    let told = |found: Vec<(Range<usize>, Finding)>| {
        let first = found.into_iter().take(MAX_MISTAKES);
        first
            .map(|(place, finding)| Mistake::new(shown, place, finding))
            .collect::<Vec<_>>()
    };
    report.mistakes.extend(told(mistakes));
    report.warnings.extend(told(warnings));
}
