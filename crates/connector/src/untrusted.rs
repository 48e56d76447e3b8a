//! Owns the doors that texts of others come in by, as plain functions of bytes: fuzzers and property tests call them.
//!
//! None of them may panic on any input; what else must hold is asserted inside.

use minijinja::value::Value;

use crate::template::{self, AddressPart, PartKind, Place, Values};
use crate::{Origin, Source, address, check, parse};

/// A definition file: it is read, or each mistake has a place inside it.
pub fn definition(bytes: &[u8]) {
    let Ok(source) = Source::from_bytes("any.toml", bytes, Origin::Folder) else {
        return;
    };
    let report = check(&source);
    let lines = source.text.lines().count() + 1;
    for mistake in report.mistakes.iter().chain(&report.warnings) {
        assert!((1..=lines).contains(&mistake.line), "{mistake:?}");
        assert!(mistake.column >= 1);
    }
    match parse(&source) {
        Ok(connector) => assert!(report.mistakes.is_empty() && !connector.id.is_empty()),
        Err(mistakes) => assert!(!mistakes.is_empty()),
    }
}

/// A template with values nobody vouched for: an address keeps the origin it began with, whatever the values hold.
pub fn template(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (source, value) = text.split_once('\0').unwrap_or((&text, "v/..?#%2f@x"));
    for place in [Place::Text, Place::Address, Place::Path] {
        let values = Values::from([
            ("a".to_owned(), Value::from(value)),
            (
                "origin".to_owned(),
                AddressPart::value(PartKind::Origin, "https://app.example"),
            ),
        ]);
        let flaw = template::flaw(source, place);
        let rendered = template::render(source, place, &values);
        assert!(flaw.is_none() || rendered.is_err());
    }
    let values = Values::from([("a".to_owned(), Value::from(value))]);
    let rendered = template::render("https://app.example/x/{{ a }}", Place::Address, &values);
    if let Ok(assembled) = rendered.and_then(|text| address::assemble(&text)) {
        assert_eq!(assembled.url.host_str(), Some("app.example"));
        assert!(assembled.url.path().starts_with("/x/"), "{}", assembled.url);
    }
}
