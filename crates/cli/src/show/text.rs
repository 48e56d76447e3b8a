//! Makes text from elsewhere safe and readable on a terminal: control characters are shown, never obeyed.
use std::fmt::Write as _;

/// The text on one line, with whatever would steer a terminal or turn its direction made visible.
pub(crate) fn visible(text: &str) -> String {
    shown(text, |_| false)
}

/// The same for text of several lines: line breaks stay.
pub(crate) fn visible_lines(text: &str) -> String {
    shown(&text.replace("\r\n", "\n"), |character| character == '\n')
}

/// JSON that may be shown on a terminal: the same characters as JSON's own escapes.
pub(crate) fn visible_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        if steers(character) {
            let _ = write!(safe, "\\u{:04x}", u32::from(character));
        } else {
            safe.push(character);
        }
    }
    safe
}

fn shown(text: &str, stays: impl Fn(char) -> bool) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if stays(character) || !steers(character) {
            safe.push(character);
            continue;
        }
        match u32::from(character) {
            // Unicode's own pictures of the control characters: ␀ to ␟, and ␡.
            code @ 0..=0x1f => safe.push(char::from_u32(0x2400 + code).unwrap_or('\u{fffd}')),
            0x7f => safe.push('\u{2421}'),
            code => {
                let _ = write!(safe, "<U+{code:04X}>");
            }
        }
    }
    safe
}

/// Control characters, and the invisible ones that turn the direction of text or hide in it.
fn steers(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

/// A time in the computer's own zone.
pub(crate) fn time(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at).map_or_else(
        |_| "-".to_owned(),
        |at| {
            at.to_zoned_datetime(jiff::tz::TimeZone::system())
                .strftime("%Y-%m-%d %H:%M")
                .to_string()
        },
    )
}

/// The code word of an enum of the answers, as JSON writes it, with spaces for people.
pub(crate) fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.replace('_', " "),
        _ => "-".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn u01_what_steers_a_terminal_is_shown_and_not_obeyed() {
        assert_eq!(
            visible("a\u{1b}[31mb\0\n\u{7f}"),
            "a\u{241b}[31mb\u{2400}\u{240a}\u{2421}"
        );
        assert_eq!(visible("\u{9b}2J \u{202e}cod"), "<U+009B>2J <U+202E>cod");
        assert_eq!(visible_lines("a\r\nb\u{1b}"), "a\nb\u{241b}");
        assert_eq!(visible("Größe 表 😀"), "Größe 表 😀");
    }

    #[test]
    fn u01_json_for_a_terminal_stays_the_same_json() {
        let value = serde_json::json!({ "label": "\u{9b}31m\u{202e}\u{1b}" });
        let shown = visible_json(&value.to_string());
        assert!(!shown.contains('\u{9b}') && !shown.contains('\u{202e}'));
        let read: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(read, value);
    }
}
