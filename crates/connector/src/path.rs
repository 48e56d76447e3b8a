//! JSONPath (RFC 9535) within bounds: what a definition may ask of an answer, and a short way for plain paths.

use jsonpath_rust::parser::model::{
    Comparable, Comparison, Filter, FilterAtom, FnArg, JpQuery, Literal, Segment, Selector,
    SingularQuery, SingularQuerySegment, Test, TestFunction,
};
use jsonpath_rust::parser::parse_json_path;
use jsonpath_rust::query::js_path_process;
use serde_json::Value;

use crate::RenderError;

/// The longest path; filled-in parameters included.
const MAX_PATH: usize = 2048;

/// A compiled path.
#[derive(Debug, Clone)]
pub(crate) struct Path {
    source: String,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    /// Names, indexes, wildcards and filters that compare members with constants: walked without building anything.
    Plain(Vec<Step>),
    /// Anything else.
    Query(JpQuery),
}

#[derive(Debug, Clone)]
enum Step {
    Name(String),
    Index(usize),
    Each,
    /// Every entry for which all of these hold.
    Where(Vec<Compared>),
}

/// `@.a.b == constant`, or `!=`.
#[derive(Debug, Clone)]
struct Compared {
    names: Vec<String>,
    constant: Value,
    is_equal: bool,
}

impl Compared {
    /// RFC 9535 section 2.3.5.2.2: what is not there equals no constant.
    fn holds(&self, entry: &Value) -> bool {
        let found = self
            .names
            .iter()
            .try_fold(entry, |place, name| place.as_object()?.get(name));
        (found == Some(&self.constant)) == self.is_equal
    }
}

impl Path {
    /// Compiles a path, or says what is wrong with it.
    pub(crate) fn compile(source: &str) -> Result<Self, String> {
        if source.len() > MAX_PATH {
            return Err(format!("a path may have at most {MAX_PATH} bytes"));
        }
        if !source.starts_with('$') {
            return Err("a path begins with $".to_owned());
        }
        let query = parse_json_path(source).map_err(|error| first_line(&error.to_string()))?;
        check_cost(&query.segments)?;
        let kind = plain(&query.segments).map_or(Kind::Query(query), Kind::Plain);
        Ok(Self {
            source: source.to_owned(),
            kind,
        })
    }

    /// Everything the path leads to.
    pub(crate) fn select<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        match &self.kind {
            Kind::Plain(steps) => {
                let mut found = Vec::new();
                walk(value, steps, &mut found);
                found
            }
            Kind::Query(query) => match js_path_process(query, value) {
                Ok(found) => found.into_iter().map(|found| found.val).collect(),
                // A query whose result is no part of the answer, such as a function's, selects nothing of it.
                Err(_) => Vec::new(),
            },
        }
    }

    /// The first thing the path leads to.
    pub(crate) fn first<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        match &self.kind {
            Kind::Plain(steps) => first(value, steps),
            Kind::Query(_) => self.select(value).into_iter().next(),
        }
    }

    /// Refuses an answer in which the list the path begins with is not there at all: an empty list is an answer,
    /// a missing one is another kind of document.
    pub(crate) fn demand(&self, answer: &Value) -> Result<(), RenderError> {
        let names: Vec<&str> = match &self.kind {
            Kind::Plain(steps) => steps.iter().map_while(Step::name).collect(),
            Kind::Query(query) => query.segments.iter().map_while(segment_name).collect(),
        };
        let mut place = answer;
        for name in &names {
            place = place.get(name).ok_or_else(|| self.nowhere())?;
        }
        let is_list = match &self.kind {
            Kind::Plain(steps) => steps.len() > names.len(),
            Kind::Query(query) => query.segments.len() > names.len(),
        };
        if is_list && !place.is_array() && !place.is_object() {
            Err(self.nowhere())
        } else {
            Ok(())
        }
    }

    fn nowhere(&self) -> RenderError {
        RenderError::Shape {
            path: self.source.clone(),
        }
    }
}

impl Step {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Index(_) | Self::Each | Self::Where(_) => None,
        }
    }
}

fn segment_name(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Selector(Selector::Name(name)) => Some(name),
        _ => None,
    }
}

fn plain(segments: &[Segment]) -> Option<Vec<Step>> {
    segments
        .iter()
        .map(|segment| match segment {
            Segment::Selector(Selector::Name(name)) => Some(Step::Name(name.clone())),
            Segment::Selector(Selector::Index(index)) => {
                Some(Step::Index(usize::try_from(*index).ok()?))
            }
            Segment::Selector(Selector::Wildcard) => Some(Step::Each),
            Segment::Selector(Selector::Filter(filter)) => {
                let mut tests = Vec::new();
                compared(filter, &mut tests)?;
                Some(Step::Where(tests))
            }
            _ => None,
        })
        .collect()
}

/// Collects the comparisons of a filter that has nothing else, joined by "and".
fn compared(filter: &Filter, tests: &mut Vec<Compared>) -> Option<()> {
    match filter {
        Filter::And(parts) => parts.iter().try_for_each(|part| compared(part, tests)),
        Filter::Or(parts) if parts.len() == 1 => compared(&parts[0], tests),
        Filter::Atom(FilterAtom::Comparison(comparison)) => {
            let (is_equal, left, right) = match &**comparison {
                Comparison::Eq(left, right) => (true, left, right),
                Comparison::Ne(left, right) => (false, left, right),
                _ => return None,
            };
            let (
                Comparable::SingularQuery(SingularQuery::Current(segments)),
                Comparable::Literal(constant),
            ) = (left, right)
            else {
                return None;
            };
            let names = segments.iter().map(|segment| match segment {
                SingularQuerySegment::Name(name) => Some(name.clone()),
                SingularQuerySegment::Index(_) => None,
            });
            let constant = match constant {
                Literal::Bool(flag) => Value::Bool(*flag),
                Literal::String(text) => Value::String(text.clone()),
                Literal::Null => Value::Null,
                // Whole numbers and fractions compare by value there, not by how they are written.
                Literal::Int(_) | Literal::Float(_) => return None,
            };
            tests.push(Compared {
                names: names.collect::<Option<_>>()?,
                constant,
                is_equal,
            });
            Some(())
        }
        _ => None,
    }
}

fn walk<'v>(value: &'v Value, steps: &[Step], found: &mut Vec<&'v Value>) {
    let Some((step, rest)) = steps.split_first() else {
        found.push(value);
        return;
    };
    match (step, value) {
        (Step::Name(name), Value::Object(members)) => {
            if let Some(member) = members.get(name) {
                walk(member, rest, found);
            }
        }
        (Step::Index(index), Value::Array(entries)) => {
            if let Some(entry) = entries.get(*index) {
                walk(entry, rest, found);
            }
        }
        (Step::Each, Value::Array(entries)) => {
            for entry in entries {
                walk(entry, rest, found);
            }
        }
        (Step::Where(tests), Value::Array(entries)) => {
            for entry in entries
                .iter()
                .filter(|entry| tests.iter().all(|test| test.holds(entry)))
            {
                walk(entry, rest, found);
            }
        }
        (Step::Each, Value::Object(members)) => {
            for member in members.values() {
                walk(member, rest, found);
            }
        }
        (Step::Where(tests), Value::Object(members)) => {
            for member in members
                .values()
                .filter(|member| tests.iter().all(|test| test.holds(member)))
            {
                walk(member, rest, found);
            }
        }
        _ => {}
    }
}

fn first<'v>(value: &'v Value, steps: &[Step]) -> Option<&'v Value> {
    let Some((step, rest)) = steps.split_first() else {
        return Some(value);
    };
    match (step, value) {
        (Step::Name(name), Value::Object(members)) => first(members.get(name)?, rest),
        (Step::Index(index), Value::Array(entries)) => first(entries.get(*index)?, rest),
        (Step::Each, Value::Array(entries)) => entries.iter().find_map(|entry| first(entry, rest)),
        (Step::Each, Value::Object(members)) => {
            members.values().find_map(|member| first(member, rest))
        }
        (Step::Where(tests), Value::Array(entries)) => entries
            .iter()
            .filter(|entry| tests.iter().all(|test| test.holds(entry)))
            .find_map(|entry| first(entry, rest)),
        (Step::Where(tests), Value::Object(members)) => members
            .values()
            .filter(|member| tests.iter().all(|test| test.holds(member)))
            .find_map(|member| first(member, rest)),
        _ => None,
    }
}

/// Keeps the work in proportion to the answer: one `..` at most, none inside a filter, and no search through the whole
/// answer or through a list again for each entry.
fn check_cost(segments: &[Segment]) -> Result<(), String> {
    let descents = segments
        .iter()
        .filter(|segment| matches!(segment, Segment::Descendant(_)))
        .count();
    if descents > 1 {
        return Err("a path has `..` at most once".to_owned());
    }
    segments.iter().try_for_each(check_segment)
}

fn check_segment(segment: &Segment) -> Result<(), String> {
    match segment {
        Segment::Descendant(inner) => check_segment(inner),
        Segment::Selector(selector) => check_selector(selector),
        Segment::Selectors(selectors) => selectors.iter().try_for_each(check_selector),
    }
}

fn check_selector(selector: &Selector) -> Result<(), String> {
    match selector {
        Selector::Filter(filter) => check_filter(filter),
        Selector::Name(_) | Selector::Wildcard | Selector::Index(_) | Selector::Slice(..) => Ok(()),
    }
}

fn check_filter(filter: &Filter) -> Result<(), String> {
    match filter {
        Filter::Or(parts) | Filter::And(parts) => parts.iter().try_for_each(check_filter),
        Filter::Atom(FilterAtom::Filter { expr, .. }) => check_filter(expr),
        Filter::Atom(FilterAtom::Test { expr, .. }) => check_test(expr),
        Filter::Atom(FilterAtom::Comparison(comparison)) => {
            let (left, right) = comparison.vals();
            check_comparable(left).and_then(|()| check_comparable(right))
        }
    }
}

fn check_comparable(comparable: &Comparable) -> Result<(), String> {
    match comparable {
        Comparable::Literal(_)
        | Comparable::SingularQuery(SingularQuery::Current(_) | SingularQuery::Root(_)) => Ok(()),
        Comparable::Function(function) => check_function(function),
    }
}

fn check_test(test: &Test) -> Result<(), String> {
    match test {
        Test::RelQuery(segments) => check_inner(segments),
        Test::AbsQuery(query) => check_inner(&query.segments),
        Test::Function(function) => check_function(function),
    }
}

fn check_inner(segments: &[Segment]) -> Result<(), String> {
    let singular = segments.iter().all(|segment| {
        matches!(
            segment,
            Segment::Selector(Selector::Name(_) | Selector::Index(_))
        )
    });
    if singular {
        Ok(())
    } else {
        Err("a query inside a filter leads to one thing: names and indexes only".to_owned())
    }
}

fn check_function(function: &TestFunction) -> Result<(), String> {
    let check = |argument: &FnArg| match argument {
        FnArg::Literal(_) => Ok(()),
        FnArg::Test(test) => check_test(test),
        FnArg::Filter(filter) => check_filter(filter),
    };
    match function {
        TestFunction::Length(argument) => check(argument),
        TestFunction::Value(argument) | TestFunction::Count(argument) => check(argument),
        TestFunction::Search(..) | TestFunction::Match(..) => {
            Err("a filter compares; it has no match() and no search()".to_owned())
        }
        TestFunction::Custom(name, _) => Err(format!("there is no function {name}()")),
    }
}

fn first_line(text: &str) -> String {
    // The parser's own message draws the place in several lines; its last line says what it expected.
    let last = text
        .lines()
        .rfind(|line| line.trim_start().starts_with('='))
        .unwrap_or(text);
    last.trim_start_matches(['=', ' '])
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::{Kind, Path, parse_json_path};
    use jsonpath_rust::query::js_path_process;
    use serde_json::Value;

    /// The paths whose short way must find what the library finds.
    const PLAIN: [&str; 9] = [
        "$",
        "$.a",
        "$.a[0].b",
        "$.a[*].b",
        "$[*][*]",
        "$.a[?@.b == true]",
        "$.a[?@.b != true && @.c.d == 'x'].b",
        "$.a[?@.b == null]",
        "$[?@.b == 'x'][*]",
    ];

    fn answers() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!(null)),
            any::<bool>().prop_map(|flag| json!(flag)),
            Just(json!("x")),
            Just(json!(1)),
        ];
        leaf.prop_recursive(4, 40, 4, |inner| {
            let name =
                prop_oneof![Just("a"), Just("b"), Just("c"), Just("d")].prop_map(str::to_owned);
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                proptest::collection::btree_map(name, inner, 0..4)
                    .prop_map(|members| json!(members)),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_short_way_finds_what_the_library_finds(answer in answers()) {
            for source in PLAIN {
                let path = Path::compile(source).expect("a path");
                prop_assert!(matches!(path.kind, Kind::Plain(_)), "{} goes the long way", source);
                let query = parse_json_path(source).expect("a path");
                let library: Vec<&Value> =
                    js_path_process(&query, &answer).expect("parts of the answer").into_iter().map(|it| it.val).collect();
                prop_assert_eq!(path.select(&answer), library.clone(), "{}", source);
                prop_assert_eq!(path.first(&answer), library.first().copied(), "{}", source);
            }
        }
    }
}
