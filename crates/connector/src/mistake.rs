//! A mistake in a definition: where it is, what was expected, and what would help.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, Severity, SourceCode};

/// One mistake or warning, with its place in the file.
#[derive(Clone)]
pub struct Mistake {
    /// The file's name, as shown.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, or was expected.
    pub what: String,
    /// What would help.
    pub hint: Option<String>,
    /// Whether the definition works nevertheless.
    pub is_warning: bool,
    span: Range<usize>,
    text: Arc<NamedSource<String>>,
}

impl Mistake {
    pub(crate) fn new(
        text: &Arc<NamedSource<String>>,
        span: Range<usize>,
        finding: Finding,
    ) -> Self {
        let (line, column) = position(text.inner(), span.start);
        Self {
            file: text.name().to_owned(),
            line,
            column,
            what: finding.what,
            hint: finding.hint,
            is_warning: finding.is_warning,
            span,
            text: Arc::clone(text),
        }
    }
}

/// A mistake before its place is known in lines and columns.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) what: String,
    pub(crate) hint: Option<String>,
    pub(crate) is_warning: bool,
    /// Whether it asks the reader to trust the author, which the definitions that ship with Larder have answered.
    pub(crate) asks_for_trust: bool,
}

impl Finding {
    pub(crate) fn mistake(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: None,
            is_warning: false,
            asks_for_trust: false,
        }
    }

    pub(crate) fn warning(what: impl Into<String>) -> Self {
        Self {
            is_warning: true,
            ..Self::mistake(what)
        }
    }

    /// A warning that says where a definition of unknown origin could do harm.
    pub(crate) fn trust(what: impl Into<String>) -> Self {
        Self {
            asks_for_trust: true,
            ..Self::warning(what)
        }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}

/// Line and column from 1 of a byte offset.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

/// The nearest of the known words, if any is near enough to be what was meant.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let near = known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    Some(format!("did you mean `{}`?", near.1))
}

/// The nearest of the known words, or all of them.
pub(crate) fn suggestion(word: &str, known: &[&str]) -> String {
    did_you_mean(word, known.iter().copied()).unwrap_or_else(|| match known {
        [] => "there is none".to_owned(),
        _ => format!("known here: {}", known.join(", ")),
    })
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}:{}:{}: {}",
            self.file, self.line, self.column, self.what
        )
    }
}

impl fmt::Debug for Mistake {
    /// The same as for people; the whole file would drown it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")?;
        self.hint
            .as_ref()
            .map_or(Ok(()), |hint| write!(formatter, " ({hint})"))
    }
}

impl std::error::Error for Mistake {}

impl Diagnostic for Mistake {
    fn severity(&self) -> Option<Severity> {
        Some(if self.is_warning {
            Severity::Warning
        } else {
            Severity::Error
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.hint
            .as_ref()
            .map(|hint| Box::new(hint) as Box<dyn fmt::Display + 'a>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&*self.text)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_with_span(None, self.span.clone());
        Some(Box::new(std::iter::once(label)))
    }
}
