//! Owns where a value ends, in each of the notations secrets travel in.

use std::ops::Range;

fn found(start: usize, end: usize) -> Option<Range<usize>> {
    (start < end).then_some(start..end)
}

/// The value after `name=`: up to the next pair, blank, quote or tag. `encoded` says how often the
/// text around is percent-encoded, which decides what separates pairs.
pub(super) fn of_pair(text: &str, after: usize, encoded: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut start = after;
    while start < bytes.len() && matches!(bytes[start], b'=' | b'>' | b' ') && encoded == 0 {
        start += 1;
    }
    if let Some(range) = quoted_or_bracketed(text, start) {
        return found(range.start, range.end);
    }
    let ampersands: &[&str] = match encoded {
        0 => &[],
        1 => &["%26"],
        _ => &["%2526", "%26"],
    };
    let mut end = start;
    while end < bytes.len() {
        let stops = matches!(bytes[end], b'&' | b'"' | b'\'' | b'<' | b'>')
            || bytes[end].is_ascii_whitespace()
            || ampersands
                .iter()
                .any(|stop| bytes[end..].starts_with(stop.as_bytes()));
        if stops {
            break;
        }
        end += 1;
    }
    found(start, end)
}

/// The value after `"name":`. `null`, `true` and `false` tell nothing and stay.
pub(super) fn of_member(text: &str, after: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut start = after;
    while start < bytes.len() && (bytes[start].is_ascii_whitespace() || bytes[start] == b'>') {
        start += 1;
    }
    if let Some(range) = quoted_or_bracketed(text, start) {
        return found(range.start, range.end);
    }
    let mut end = start;
    while end < bytes.len()
        && !matches!(bytes[end], b',' | b'}' | b']' | b'"')
        && !bytes[end].is_ascii_whitespace()
    {
        end += 1;
    }
    if matches!(&text[start..end], "null" | "true" | "false") {
        return None;
    }
    found(start, end)
}

/// The value after an unquoted `name:`. A header's reaches to the end of its line; within other text
/// it ends at a quotation mark too, which closes the text it stands in.
pub(super) fn of_line(text: &str, after: usize, is_header: bool) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut start = after;
    while start < bytes.len() && matches!(bytes[start], b' ' | b'\t') {
        start += 1;
    }
    if !is_header && let Some(range) = quoted_or_bracketed(text, start) {
        return found(range.start, range.end);
    }
    let mut end = start;
    while end < bytes.len() && !matches!(bytes[end], b'\n' | b'\r') {
        if bytes[end] == b'"' && !is_header && bytes[end - 1] != b'\\' {
            break;
        }
        end += 1;
    }
    // A `://` makes it an address whose scheme merely sounds secret.
    if bytes[after..].starts_with(b"//") {
        return None;
    }
    found(start, end)
}

/// The text of an element, up to the next tag.
pub(super) fn of_element(text: &str, after: usize) -> Option<Range<usize>> {
    let end = text[after..].find('<').map_or(text.len(), |at| after + at);
    if text[after..end].trim().is_empty() {
        return None;
    }
    found(after, end)
}

/// A value in quotes (its inside), in brackets, or called like a function, as `Some("x")` is.
fn quoted_or_bracketed(text: &str, start: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() && bytes[at] == b'\\' {
        at += 1;
    }
    match bytes.get(at) {
        Some(b'"' | b'\'') => Some(at + 1..quote_end(bytes, at, at - start)),
        Some(b'[' | b'{' | b'(') if at == start => Some(start..bracket_end(bytes, start)),
        _ => {
            let word = bytes[start..]
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
                .count();
            let opens = word > 0 && bytes.get(start + word) == Some(&b'(');
            opens.then(|| start..bracket_end(bytes, start + word))
        }
    }
}

/// Answers where the quotation opened at `open` ends: at the same mark behind no more backslashes
/// than the opening one has (more of them belong to the inside), or at the end of the text.
fn quote_end(bytes: &[u8], open: usize, level: usize) -> usize {
    let mark = bytes[open];
    let mut backslashes = 0;
    for (at, byte) in bytes.iter().enumerate().skip(open + 1) {
        if *byte == mark && (backslashes == level || (level == 0 && backslashes % 2 == 0)) {
            return at - backslashes.min(level);
        }
        if *byte == mark && backslashes < level {
            return at - backslashes;
        }
        backslashes = if *byte == b'\\' { backslashes + 1 } else { 0 };
    }
    bytes.len()
}

fn bracket_end(bytes: &[u8], open: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = open;
    while at < bytes.len() {
        match bytes[at] {
            b'[' | b'{' | b'(' => depth += 1,
            b']' | b'}' | b')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            b'"' => at = quote_end(bytes, at, 0),
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}
