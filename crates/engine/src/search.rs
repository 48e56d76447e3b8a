//! Picklist search: exact and leading matches first, then words inside, then fuzzy; best first.
use std::ops::Range;

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

/// Labels and values of a list in small letters, one after the other.
#[derive(Debug)]
pub(crate) struct Haystack {
    text: String,
    /// Where the label and the value of each row end.
    ends: Vec<(usize, usize)>,
}

impl Haystack {
    pub(crate) fn of(rows: &[Row]) -> Self {
        let mut text = String::new();
        let ends = rows
            .iter()
            .map(|row| {
                small(&row.label, &mut text);
                let label = text.len();
                small(&row.value, &mut text);
                (label, text.len())
            })
            .collect();
        Self { text, ends }
    }

    /// Label and value of each row.
    fn rows(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut start = 0;
        self.ends.iter().map(move |&(label, value)| {
            let row = (&self.text[start..label], &self.text[label..value]);
            start = value;
            row
        })
    }
}

fn small(text: &str, into: &mut String) {
    if text.is_ascii() {
        let start = into.len();
        into.push_str(text);
        into[start..].make_ascii_lowercase();
    } else {
        into.push_str(&text.to_lowercase());
    }
}

/// Indices of the rows that match `search` and stand at the places in `range`, best first (in their own order when it
/// is blank); and how many match in all.
pub(crate) fn page<'h>(
    rows: &[Row],
    haystack: impl FnOnce() -> &'h Haystack,
    search: &str,
    range: Range<usize>,
) -> (Vec<usize>, usize) {
    let search = search.trim();
    if search.is_empty() {
        let shown = range.start.min(rows.len())..range.end.min(rows.len());
        return (shown.collect(), rows.len());
    }
    let wanted = search.to_lowercase();
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = fuzzy(search);
    let mut buffer = Vec::new();
    let mut found: Vec<(Closeness, u32, usize)> = rows
        .iter()
        .zip(haystack().rows())
        .enumerate()
        .filter_map(|(index, (row, (label, value)))| {
            let close = closeness(label, &wanted).into_iter();
            if let Some(close) = close.chain(closeness(value, &wanted)).min() {
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
    let matched = found.len();
    // Only what is shown must be in order, and what comes before it out of the way.
    if range.end < matched {
        found.select_nth_unstable(range.end);
        found.truncate(range.end);
    }
    found.sort_unstable();
    let shown = found.into_iter().skip(range.start).take(range.len());
    (shown.map(|(_, _, index)| index).collect(), matched)
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
        let haystack = Haystack::of(&rows);
        page(&rows, || &haystack, search, 0..rows.len())
            .0
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
    fn pages_put_together_are_the_whole_in_order() {
        let rows: Vec<Row> = (0..500)
            .map(|number| row(&format!("Thing {}", (number * 7919) % 500), "x"))
            .collect();
        let haystack = Haystack::of(&rows);
        for search in ["", "1", "thing", "tg9", "nothing"] {
            let (whole, matched) = page(&rows, || &haystack, search, 0..usize::MAX);
            assert_eq!(whole.len(), matched, "{search}");
            let pages: Vec<usize> = (0..600)
                .step_by(60)
                .flat_map(|start| page(&rows, || &haystack, search, start..start + 60).0)
                .collect();
            assert_eq!(pages, whole, "{search}");
        }
    }

    #[test]
    fn s08_a_million_rows_open_and_are_searched() {
        let rows: Vec<Row> = (0..1_000_000)
            .map(|number| {
                row(
                    &format!("Thing number {number}"),
                    &format!("thing_{number}"),
                )
            })
            .collect();
        let haystack = Haystack::of(&rows);
        let (first, all) = page(&rows, || &haystack, "", 0..20);
        assert_eq!((first, all), ((0..20).collect(), 1_000_000));
        let (last, _) = page(&rows, || &haystack, "", 999_990..1_000_190);
        assert_eq!(last, (999_990..1_000_000).collect::<Vec<_>>());
        let (found, matched) = page(&rows, || &haystack, "number 99999", 0..20);
        // The number itself, and those that begin with it.
        assert_eq!(rows[found[0]].label, "Thing number 99999");
        assert!(matched >= 11, "{matched}");
        let (found, matched) = page(&rows, || &haystack, "1", 0..200);
        assert_eq!(rows[found[0]].label, "Thing number 1");
        assert_eq!(found.len(), 200);
        assert_eq!(matched, 468_559);
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
                let haystack = Haystack::of(&rows);
                for index in page(&rows, || &haystack, search, 0..1).0 {
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
