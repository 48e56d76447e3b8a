//! Owns finding `name: value`, `name=value` and `<name>value` in any text, and hiding by the name.

use std::ops::Range;

use super::HIDDEN;
use super::name::{Place, Verdict, is_error_code, judge};
use super::value;

/// Names longer than this are not names.
const LONGEST_NAME: usize = 80;

/// What stands between a name and its value.
#[derive(Debug, Clone, Copy)]
struct Separator {
    place: Place,
    length: usize,
    /// How often `=` is percent-encoded here: `=` 0, `%3D` 1, `%253D` 2.
    encoded: usize,
}

struct Name<'a> {
    text: &'a str,
    start: usize,
    is_quoted: bool,
}

pub(super) fn mask(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut copied = 0;
    let mut at = 0;
    while at < text.len() {
        let Some(separator) = separator_at(text.as_bytes(), at) else {
            at += 1;
            continue;
        };
        let after = at + separator.length;
        match secret_after(text, at, separator).filter(|secret| secret.start >= copied) {
            Some(secret) => {
                shown.push_str(&text[copied..secret.start]);
                shown.push_str(HIDDEN);
                copied = secret.end;
                at = secret.end.max(after);
            }
            None => at = after,
        }
    }
    shown.push_str(&text[copied..]);
    shown
}

fn separator_at(bytes: &[u8], at: usize) -> Option<Separator> {
    let separator = |place, length, encoded| {
        Some(Separator {
            place,
            length,
            encoded,
        })
    };
    match bytes[at] {
        b':' => separator(Place::Member, 1, 0),
        b'=' => separator(Place::Pair, 1, 0),
        b'>' => separator(Place::Element, 1, 0),
        b'%' => {
            let rest = &bytes[at..];
            let starts = |with: &[u8]| {
                rest.get(..with.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(with))
            };
            if starts(b"%3d") {
                separator(Place::Pair, 3, 1)
            } else if starts(b"%253d") {
                separator(Place::Pair, 5, 2)
            } else {
                None
            }
        }
        _ => None,
    }
}

/// Answers the range of the value to hide after the separator at `at`, if its name says so.
fn secret_after(text: &str, at: usize, separator: Separator) -> Option<Range<usize>> {
    let after = at + separator.length;
    let name = match separator.place {
        Place::Element => element_name(text, at)?,
        Place::Pair | Place::Member => name_before(text, at, separator)?,
    };
    if separator.place == Place::Pair && name.text.eq_ignore_ascii_case("value") {
        return is_secret_field(text, at).then(|| value::of_pair(text, after, 0))?;
    }
    let verdict = judge(name.text, separator.place);
    if verdict == Verdict::Show {
        return None;
    }
    let range = match separator.place {
        Place::Element => value::of_element(text, after),
        Place::Pair => value::of_pair(text, after, separator.encoded),
        Place::Member if name.is_quoted => value::of_member(text, after),
        Place::Member => value::of_line(text, after, starts_line(text, name.start)),
    }?;
    if verdict == Verdict::HideUnlessErrorCode && is_error_code(&text[range.clone()]) {
        return None;
    }
    Some(range)
}

fn name_before(text: &str, at: usize, separator: Separator) -> Option<Name<'_>> {
    let bytes = text.as_bytes();
    let mut end = at;
    if separator.encoded == 0 {
        while end > 0 && matches!(bytes[end - 1], b' ' | b'\t') {
            end -= 1;
        }
    }
    let is_quoted = end > 0 && matches!(bytes[end - 1], b'"' | b'\'' | b'`');
    if is_quoted {
        end -= 1;
        while end > 0 && bytes[end - 1] == b'\\' {
            end -= 1;
        }
    }
    let belongs = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'-' | b'.' | b'$' | b'[' | b']')
            || (byte == b'%' && separator.encoded == 0)
            || (byte == b' ' && is_quoted)
    };
    let mut start = end;
    while start > 0 && end - start < LONGEST_NAME && belongs(bytes[start - 1]) {
        start -= 1;
    }
    // Inside an encoded query the name follows an escape such as %26 or %3F: drop its two digits.
    if separator.encoded > 0 && start > 0 && bytes[start - 1] == b'%' {
        start = (start + 2 * separator.encoded).min(end);
    }
    (start < end).then(|| Name {
        text: &text[start..end],
        start,
        is_quoted,
    })
}

/// Answers the element's name when the `>` at `at` ends its start tag.
fn element_name(text: &str, at: usize) -> Option<Name<'_>> {
    let open = text[..at].rfind('<')? + 1;
    let tag = &text[open..at];
    let is_start = !tag.starts_with('/') && !tag.ends_with('/');
    let name = tag.split_ascii_whitespace().next()?;
    (is_start && name.len() <= LONGEST_NAME).then_some(Name {
        text: name,
        start: open,
        is_quoted: false,
    })
}

/// Says whether a `value=` at `at` belongs to an HTML field whose name or id is secret.
fn is_secret_field(text: &str, at: usize) -> bool {
    let Some(open) = text[..at].rfind('<') else {
        return false;
    };
    let close = text[at..].find('>').map_or(text.len(), |found| at + found);
    let tag = text[open..close].to_ascii_lowercase();
    ["name=", "id=", "type="].iter().any(|attribute| {
        tag.match_indices(attribute).any(|(found, _)| {
            let value = tag[found + attribute.len()..].trim_start_matches(['"', '\'']);
            let end = value.find(['"', '\'', ' ', '/']).unwrap_or(value.len());
            judge(&value[..end], Place::Pair) != Verdict::Show
        })
    })
}

fn starts_line(text: &str, start: usize) -> bool {
    text[..start]
        .trim_end_matches([' ', '\t', '>', '<', '*'])
        .chars()
        .next_back()
        .is_none_or(|before| before == '\n' || before == '\r')
}
