//! Owns making what a server said about itself fit to be kept: one line, not long, no control characters.

/// Answers the text on one line, at most `most` characters.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    let is_bad = |character: char| {
        character.is_control()
            || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut line: String = text
        .chars()
        .map(|character| if is_bad(character) { ' ' } else { character })
        .take(most + 1)
        .collect();
    if line.chars().count() > most {
        line.pop();
        line.push('…');
    }
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn u01_control_characters_direction_marks_and_length_are_tamed() {
        assert_eq!(one_line("a\r\nb\u{202e}c\0", 100), "a  b c");
        assert_eq!(one_line("ääääää", 3), "äää…");
        assert_eq!(one_line("", 3), "");
    }
}
