//! Picklist search: exact and leading matches first, then words inside, then fuzzy; best first.
use larder_connector::Row;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::view::PickRow;

/// How well a row matches; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    Exact,
    Leading,
    WordStart,
    Inside,
    Fuzzy,
}

/// Indices of the rows that match `search`, best first; all of them in their order when it is blank.
pub(crate) fn matching(rows: &[Row], search: &str) -> Vec<usize> {
    let search = search.trim();
    if search.is_empty() {
        return (0..rows.len()).collect();
    }
    let wanted = search.to_lowercase();
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = fuzzy(search);
    let mut buffer = Vec::new();
    let mut found: Vec<(Closeness, u32, usize)> = rows
        .iter()
        .enumerate()
        .filter_map(|(index, row)| {
            let label = row.label.to_lowercase();
            let value = row.value.to_lowercase();
            if let Some(close) = closeness(&label, &wanted)
                .into_iter()
                .chain(closeness(&value, &wanted))
                .min()
            {
                return Some((
                    close,
                    u32::try_from(row.label.len()).unwrap_or(u32::MAX),
                    index,
                ));
            }
            let score = pattern
                .score(Utf32Str::new(&row.label, &mut buffer), &mut matcher)
                .or_else(|| pattern.score(Utf32Str::new(&row.value, &mut buffer), &mut matcher))?;
            Some((Closeness::Fuzzy, u32::MAX - score, index))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, _, index)| index).collect()
}

fn closeness(text: &str, wanted: &str) -> Option<Closeness> {
    if text == wanted {
        return Some(Closeness::Exact);
    }
    let at = text.find(wanted)?;
    if at == 0 {
        return Some(Closeness::Leading);
    }
    let starts_a_word = text.match_indices(wanted).any(|(at, _)| {
        text[..at]
            .chars()
            .next_back()
            .is_some_and(|before| !before.is_alphanumeric())
    });
    Some(if starts_a_word {
        Closeness::WordStart
    } else {
        Closeness::Inside
    })
}

fn fuzzy(search: &str) -> Pattern {
    // Typed text is meant literally: `^`, `!` and `'` are no operators here.
    Pattern::new(
        search,
        CaseMatching::Ignore,
        Normalization::Smart,
        AtomKind::Fuzzy,
    )
}

/// A row as a page shows it, with the matched stretches of its label marked.
pub(crate) fn shown(row: &Row, search: &str) -> PickRow {
    PickRow {
        value: row.value.clone(),
        label: row.label.clone(),
        kind: row.kind.clone(),
        required: row.required,
        custom: row.custom,
        hint: row.hint.clone(),
        marks: marks(&row.label, search.trim()),
    }
}

/// Matched stretches of a label, as [start, length] in UTF-16 units.
fn marks(label: &str, search: &str) -> Vec<(u32, u32)> {
    if search.is_empty() {
        return Vec::new();
    }
    let mut matched: Vec<usize> = Vec::new();
    if let Some(start) = plain_position(label, search) {
        matched.extend(start..start + search.chars().count());
    } else {
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let characters: Vec<char> = label.chars().collect();
        buffer.clear();
        let mut indices = Vec::new();
        if fuzzy(search)
            .indices(
                Utf32Str::new(label, &mut buffer),
                &mut matcher,
                &mut indices,
            )
            .is_none()
        {
            return Vec::new();
        }
        indices.sort_unstable();
        indices.dedup();
        // The matcher counts characters unless the label holds combined ones; then nothing is marked.
        if indices
            .last()
            .is_some_and(|last| *last as usize >= characters.len())
        {
            return Vec::new();
        }
        matched.extend(indices.into_iter().map(|index| index as usize));
    }
    to_utf16(label, &matched)
}

/// Position in characters of the search in the label, whatever the case.
fn plain_position(label: &str, search: &str) -> Option<usize> {
    let label: Vec<char> = label.chars().collect();
    let search: Vec<char> = search.chars().collect();
    let same = |a: char, b: char| a == b || a.to_lowercase().eq(b.to_lowercase());
    label
        .windows(search.len())
        .position(|part| part.iter().zip(&search).all(|(a, b)| same(*a, *b)))
}

fn to_utf16(label: &str, matched: &[usize]) -> Vec<(u32, u32)> {
    let mut marks: Vec<(u32, u32)> = Vec::new();
    let mut at = 0u32;
    let mut matched = matched.iter().peekable();
    for (index, character) in label.chars().enumerate() {
        let width = if character.len_utf16() == 2 { 2 } else { 1 };
        if matched.peek() == Some(&&index) {
            matched.next();
            match marks.last_mut() {
                Some((start, length)) if *start + *length == at => *length += width,
                _ => marks.push((at, width)),
            }
        }
        at += width;
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: &str, value: &str) -> Row {
        Row {
            value: value.to_owned(),
            label: label.to_owned(),
            kind: None,
            required: false,
            custom: false,
            hint: None,
        }
    }

    fn found(labels: &[(&str, &str)], search: &str) -> Vec<String> {
        let rows: Vec<Row> = labels
            .iter()
            .map(|(label, value)| row(label, value))
            .collect();
        matching(&rows, search)
            .into_iter()
            .map(|index| rows[index].label.clone())
            .collect()
    }

    #[test]
    fn best_matches_come_first() {
        let labels = [
            ("Account Contact Role", "AccountContactRole"),
            ("Bank Account", "Bank_Account__c"),
            ("Account", "Account"),
            ("Subaccounting", "Sub__c"),
            ("A c c o u n t", "Spaced__c"),
            ("Case", "Case"),
        ];
        assert_eq!(
            found(&labels, "account"),
            [
                "Account",
                "Account Contact Role",
                "Bank Account",
                "Subaccounting",
                "A c c o u n t"
            ]
        );
    }

    #[test]
    fn api_names_are_searched_too() {
        assert_eq!(
            found(
                &[("Renewal", "acme__Renewal__c"), ("Case", "Case")],
                "acme__"
            ),
            ["Renewal"]
        );
    }

    #[test]
    fn s11_characters_with_a_meaning_elsewhere_are_literal() {
        let labels = [
            ("100 % sure_thing", "a"),
            ("100 parts", "b"),
            ("what!", "c"),
        ];
        assert_eq!(found(&labels, "%"), ["100 % sure_thing"]);
        assert_eq!(found(&labels, "_"), ["100 % sure_thing"]);
        assert_eq!(found(&labels, "!"), ["what!"]);
    }

    #[test]
    fn marks_count_utf16_units() {
        assert_eq!(marks("\u{1f600} Account", "acc"), [(3, 3)]);
        assert_eq!(marks("Account", ""), []);
        assert_eq!(marks("External ID", "exid"), [(0, 2), (9, 2)]);
    }

    #[test]
    fn u01_hostile_labels_never_panic_the_search() {
        for label in [
            "",
            "\u{202e}abc",
            "e\u{301}\u{301}\u{301}",
            "\u{0}",
            "\u{1f468}\u{200d}\u{1f469}",
            "İstanbul",
        ] {
            for search in ["a", "e\u{301}", "\u{1f468}", "i", "İ", "<img onerror>"] {
                let rows = [row(label, label)];
                for index in matching(&rows, search) {
                    let shown = shown(&rows[index], search);
                    let units = u32::try_from(label.encode_utf16().count()).expect("short");
                    assert!(
                        shown
                            .marks
                            .iter()
                            .all(|(start, length)| start + length <= units)
                    );
                }
            }
        }
    }
}
