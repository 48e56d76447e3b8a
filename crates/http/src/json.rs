//! Owns reading JSON from other people's servers: a byte order mark is accepted, rubbish is not.

use std::marker::PhantomData;

use serde::de::DeserializeSeed;
use serde_json::Value;
use serde_json::error::Category;

use crate::Fault;

/// Reads one JSON document. Accepts a UTF-8 byte order mark; refuses more than 128 levels, invalid
/// UTF-8, lone surrogates, `NaN`, a document that breaks off, and anything after its end.
///
/// # Errors
/// [`Fault::NotJson`] with the byte where reading stopped.
pub fn parse(body: &[u8]) -> Result<Value, Fault> {
    parse_by(body, PhantomData::<Value>)
}

/// The same by a seed, which may leave out what nobody wants. Invalid UTF-8 is refused there too; a lone
/// surrogate in what is left out is not looked at.
pub(crate) fn parse_by<S>(body: &[u8], seed: S) -> Result<Value, Fault>
where
    S: for<'de> DeserializeSeed<'de, Value = Value>,
{
    let (skipped, text) = match body.strip_prefix(b"\xEF\xBB\xBF") {
        Some(text) => (3, text),
        None => (0, body),
    };
    let readable = std::str::from_utf8(text).map_err(|error| Fault::NotJson {
        offset: skipped + error.valid_up_to(),
        why: if error.error_len().is_none() {
            EARLY
        } else {
            ELSE
        }
        .to_owned(),
    })?;
    let mut document = serde_json::Deserializer::from_str(readable);
    seed.deserialize(&mut document)
        .and_then(|value| document.end().map(|()| value))
        .map_err(|error| {
            let why = match error.classify() {
                Category::Eof if text.is_empty() => "it is empty",
                Category::Eof => EARLY,
                Category::Syntax | Category::Data | Category::Io => ELSE,
            };
            Fault::NotJson {
                offset: skipped + offset(text, error.line(), error.column()),
                why: why.to_owned(),
            }
        })
}

const EARLY: &str = "it ends too early";
const ELSE: &str = "something else stands there";

/// Turns a line and column (both from 1) into a byte offset.
fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let line_start: usize = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (line_start + column.saturating_sub(1)).min(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fault_at(body: &[u8]) -> usize {
        match parse(body) {
            Err(Fault::NotJson { offset, .. }) => offset,
            other => panic!("expected a fault, got {other:?}"),
        }
    }

    #[test]
    fn m03_a_byte_order_mark_is_accepted() {
        assert_eq!(
            parse(b"\xEF\xBB\xBF{\"a\":1}"),
            Ok(serde_json::json!({"a": 1}))
        );
    }

    #[test]
    fn m03_the_fault_names_the_byte() {
        assert_eq!(fault_at(b"{\"a\":1,\n\"b\":x}"), 12);
        assert_eq!(fault_at(b"\xEF\xBB\xBF{\"a\":x}"), 8);
        assert_eq!(fault_at(b"{} trailing"), 3);
    }

    #[test]
    fn m03_rubbish_is_refused() {
        let deep = "[".repeat(100_000);
        let closed = format!("{}{}", "[".repeat(200), "]".repeat(200));
        for body in [
            &b""[..],
            b"NaN",
            b"{\"a\":NaN}",
            b"\"\\ud800\"",
            b"\"\xff\xfe\"",
            b"{\"a\":1",
            b"[1,2",
            b"{}{}",
            b"\xff\xfe{\x00}\x00",
            deep.as_bytes(),
            closed.as_bytes(),
        ] {
            assert!(matches!(parse(body), Err(Fault::NotJson { .. })));
        }
    }

    #[test]
    fn m03_whole_numbers_above_2_to_the_53_are_kept() {
        let value = parse(b"{\"id\":9007199254740993}").expect("JSON");
        assert_eq!(value["id"].as_u64(), Some(9_007_199_254_740_993));
    }

    proptest! {
        #[test]
        fn m03_no_bytes_make_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Err(Fault::NotJson { offset, .. }) = parse(&body) {
                prop_assert!(offset <= body.len());
            }
        }
    }
}
