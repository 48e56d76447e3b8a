//! Aligned columns, and lists of names with their values.
use unicode_width::UnicodeWidthStr;

use super::screen::{Screen, Tone};
use super::text::visible;

/// Between two columns.
const GAP: usize = 2;

/// One cell.
#[derive(Debug)]
pub(crate) struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    pub(crate) fn toned(text: &str, tone: Tone) -> Self {
        let text = if text.is_empty() {
            "-".to_owned()
        } else {
            visible(text)
        };
        Self { text, tone }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::toned(text, Tone::Plain)
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&Option<String>> for Cell {
    fn from(text: &Option<String>) -> Self {
        Self::from(text.as_deref().unwrap_or_default())
    }
}

/// Rows under headings; an empty table says so in its own words.
#[derive(Debug)]
pub(crate) struct Table {
    head: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
    empty: &'static str,
}

impl Table {
    pub(crate) fn new<const N: usize>(head: [&str; N], empty: &'static str) -> Self {
        Self {
            head: head
                .into_iter()
                .map(|title| Cell::toned(title, Tone::Strong))
                .collect(),
            rows: Vec::new(),
            empty,
        }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [Cell; N]) {
        self.rows.push(cells.into());
    }

    pub(crate) fn render(&self, screen: Screen) -> String {
        if self.rows.is_empty() {
            return format!("{}\n", self.empty);
        }
        let lines: Vec<&[Cell]> = std::iter::once(self.head.as_slice())
            .chain(self.rows.iter().map(Vec::as_slice))
            .collect();
        aligned(&lines, screen)
    }
}

/// Names and their values, one a line; what is not known is left out.
#[derive(Debug, Default)]
pub(crate) struct Facts(Vec<Vec<Cell>>);

impl Facts {
    pub(crate) fn add(&mut self, name: &str, value: impl Into<Cell>) {
        self.0
            .push(vec![Cell::toned(name, Tone::Quiet), value.into()]);
    }

    pub(crate) fn add_known(&mut self, name: &str, value: Option<impl Into<Cell>>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    pub(crate) fn render(&self, screen: Screen) -> String {
        let lines: Vec<&[Cell]> = self.0.iter().map(Vec::as_slice).collect();
        aligned(&lines, screen)
    }
}

fn aligned(lines: &[&[Cell]], screen: Screen) -> String {
    let columns = lines.iter().map(|line| line.len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = lines.iter().filter_map(|line| line.get(column));
            cells.map(|cell| cell.text.width()).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for line in lines {
        for (column, cell) in line.iter().enumerate() {
            text.push_str(&screen.paint(&cell.text, cell.tone));
            if column + 1 < line.len() {
                let missing = widths[column].saturating_sub(cell.text.width());
                text.push_str(&" ".repeat(missing + GAP));
            }
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_whatever_their_letters() {
        let screen = Screen::of_process(false);
        let mut table = Table::new(["NAME", "APP"], "none");
        table.row(["表表".into(), "Salesforce".into()]);
        table.row(["a\u{1b}b".into(), "".into()]);
        let plain = table.render(screen);
        let lines: Vec<&str> = plain.lines().collect();
        assert_eq!(lines, ["NAME  APP", "表表  Salesforce", "a\u{241b}b   -"]);
    }

    #[test]
    fn an_empty_table_says_so() {
        let screen = Screen::of_process(false);
        assert_eq!(
            Table::new(["NAME"], "Nothing yet.").render(screen),
            "Nothing yet.\n"
        );
    }
}
