//! A TOML document as JSON, with the place of every key and value.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Where keys and values stand in the file, by JSON pointer (RFC 6901).
#[derive(Debug, Default)]
pub(crate) struct Spans {
    keys: BTreeMap<String, Range<usize>>,
    values: BTreeMap<String, Range<usize>>,
}

impl Spans {
    /// The place of a value; of the nearest thing around it, if it is not in the file.
    pub(crate) fn value(&self, pointer: &str) -> Range<usize> {
        nearest(&self.values, pointer)
    }

    /// The place of a key; of the nearest thing around it, if it is not in the file.
    pub(crate) fn key(&self, pointer: &str) -> Range<usize> {
        self.keys
            .get(pointer)
            .cloned()
            .unwrap_or_else(|| self.value(pointer))
    }
}

fn nearest(spans: &BTreeMap<String, Range<usize>>, pointer: &str) -> Range<usize> {
    let mut pointer = pointer;
    loop {
        if let Some(span) = spans.get(pointer) {
            return span.clone();
        }
        match pointer.rfind('/') {
            Some(cut) => pointer = &pointer[..cut],
            None => return 0..0,
        }
    }
}

/// The pointer to a member.
pub(crate) fn member(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The pointer to an entry.
pub(crate) fn entry(pointer: &str, index: usize) -> String {
    format!("{pointer}/{index}")
}

/// Turns a document into JSON and notes where everything stands.
pub(crate) fn read(document: &Spanned<DeTable<'_>>) -> (Value, Spans) {
    let mut spans = Spans::default();
    spans.values.insert(String::new(), 0..0);
    let value = table(document.get_ref(), "", &mut spans);
    (value, spans)
}

fn table(table: &DeTable<'_>, pointer: &str, spans: &mut Spans) -> Value {
    let mut members = Map::new();
    for (key, value) in table {
        let pointer = member(pointer, key.get_ref());
        spans.keys.insert(pointer.clone(), key.span());
        members.insert(key.get_ref().to_string(), json(value, &pointer, spans));
    }
    Value::Object(members)
}

fn json(value: &Spanned<DeValue<'_>>, pointer: &str, spans: &mut Spans) -> Value {
    spans.values.insert(pointer.to_owned(), value.span());
    match value.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Integer(whole) => {
            i64::from_str_radix(whole.as_str(), whole.radix()).map_or(Value::Null, Value::from)
        }
        DeValue::Float(fraction) => {
            let number = fraction.as_str().parse().ok().and_then(Number::from_f64);
            number.map_or(Value::Null, Value::Number)
        }
        DeValue::Datetime(time) => Value::String(time.to_string()),
        DeValue::Array(entries) => Value::Array(
            entries
                .iter()
                .enumerate()
                .map(|(at, it)| json(it, &entry(pointer, at), spans))
                .collect(),
        ),
        DeValue::Table(members) => table(members, pointer, spans),
    }
}
