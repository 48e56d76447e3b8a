//! Arbitrary bytes as definitions and templates: nothing panics, and what must hold holds.

use larder_connector::{builtin, untrusted};
use proptest::prelude::*;

const PIECES: &[&str] = &[
    "{{ ",
    " }}",
    "{% if a %}",
    "{% endif %}",
    "{% for x in a %}",
    "a",
    "origin",
    " ~ ",
    "'x'",
    "|",
    "base64",
    "urlencode",
    "..",
    "/",
    "?",
    "#",
    "%2e",
    "@",
    ":",
    "\\",
    "\0",
    "\n",
    "é",
    "\u{202e}",
    "(",
    ")",
    "[",
    "]",
    "1",
];

fn pieces() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(proptest::sample::select(PIECES), 0..24)
        .prop_map(|pieces| pieces.concat().into_bytes())
}

/// A shipped definition with a stretch of it replaced.
fn altered() -> impl Strategy<Value = Vec<u8>> {
    let definition = proptest::sample::select(builtin());
    (
        definition,
        any::<prop::sample::Index>(),
        0..60_usize,
        prop_oneof![pieces(), prop::collection::vec(any::<u8>(), 0..12)],
    )
        .prop_map(|(source, at, length, other)| {
            let mut bytes = source.text.clone().into_bytes();
            let from = at.index(bytes.len());
            let to = (from + length).min(bytes.len());
            bytes.splice(from..to, other);
            bytes
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn c06_definitions(bytes in prop_oneof![altered(), prop::collection::vec(any::<u8>(), 0..400)]) {
        untrusted::definition(&bytes);
    }

    #[test]
    fn c06_templates(bytes in prop_oneof![pieces(), prop::collection::vec(any::<u8>(), 0..100)]) {
        untrusted::template(&bytes);
    }
}
