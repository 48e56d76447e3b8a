//! Templates: minijinja without loops, includes or loader, with strict undefined and a budget of work.
//!
//! Where the text goes decides what may become of a value: plain text, an address ([`crate::address`])
//! or the inside of a quoted text in a JSONPath.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::sync::{Arc, LazyLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::{Object, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Expression, Output, State, UndefinedBehavior};

use crate::RenderError;
use crate::address;

/// The most bytes a template may have; the longest real one has about 300.
pub(crate) const MAX_TEMPLATE: usize = 4096;

/// Work one rendering may do: one unit an instruction or 64 bytes of data, so at most about a megabyte and well below 50 ms.
const FUEL: u64 = 20_000;

/// The deepest nesting of calls.
const RECURSION: usize = 32;

/// Where a template's text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Into a header, a body or another plain text.
    Text,
    /// Into an address: values are percent-encoded.
    Address,
    /// Into a JSONPath: values are escaped as part of a quoted text.
    Path,
}

/// Values by name.
pub(crate) type Values = BTreeMap<String, Value>;

static TEXT: LazyLock<Environment<'static>> = LazyLock::new(|| environment(Place::Text));
static ADDRESS: LazyLock<Environment<'static>> = LazyLock::new(|| environment(Place::Address));
static PATH: LazyLock<Environment<'static>> = LazyLock::new(|| environment(Place::Path));

fn environment(place: Place) -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(RECURSION);
    environment.set_debug(false);
    environment.add_filter("base64", |text: String| STANDARD.encode(text));
    environment.add_filter("urlencode", |text: String| address::encode(&text));
    environment.add_filter("lower", |text: String| text.to_lowercase());
    environment.add_filter("upper", |text: String| text.to_uppercase());
    environment.add_filter("trim", |text: String| text.trim().to_owned());
    environment.add_filter("swap", swap);
    environment.add_filter("segments", |text: String| {
        AddressPart::value(PartKind::Segments, &text)
    });
    environment.add_test("defined", |value: &Value| !value.is_undefined());
    match place {
        Place::Text => environment.set_formatter(write_plain),
        Place::Address => environment.set_formatter(address::write_marked),
        Place::Path => environment.set_formatter(write_escaped),
    }
    environment
}

/// Puts one character in another's place. Just one, so that a chain of these cannot grow a text.
fn swap(text: &str, from: char, to: char) -> String {
    text.chars()
        .map(|it| if it == from { to } else { it })
        .collect()
}

fn of(place: Place) -> &'static Environment<'static> {
    match place {
        Place::Text => &TEXT,
        Place::Address => &ADDRESS,
        Place::Path => &PATH,
    }
}

/// What a value that is more than plain text means in an address.
#[derive(Debug)]
pub(crate) struct AddressPart {
    pub(crate) kind: PartKind,
    pub(crate) text: String,
}

/// The kinds of [`AddressPart`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartKind {
    /// An origin the definition declares, or a base address a person typed; may open an address as it is.
    Origin,
    /// An address an answer gave; may open an address as it is, if its host is one of the app's.
    Kept,
    /// Path segments: slashes stay slashes.
    Segments,
}

impl AddressPart {
    pub(crate) fn value(kind: PartKind, text: &str) -> Value {
        Value::from_object(Self {
            kind,
            text: text.to_owned(),
        })
    }
}

impl Object for AddressPart {
    fn is_true(self: &Arc<Self>) -> bool {
        !self.text.is_empty()
    }

    fn render(self: &Arc<Self>, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

fn write_plain(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_none() {
        return Ok(());
    }
    out.write_str(&shown(value)).map_err(Error::from)
}

/// A value as text. Truth is written as JSON writes it, not as Python does.
pub(crate) fn shown(value: &Value) -> String {
    if value.kind() == ValueKind::Bool {
        return value.is_true().to_string();
    }
    value.to_string()
}

/// Writes a value so that it cannot end the quoted text it stands in (RFC 9535 section 2.3.1.1).
fn write_escaped(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    let text = shown(value);
    for character in text.chars() {
        match character {
            '\'' | '"' | '\\' | '\0'..='\u{1f}' | '\u{7f}' => {
                write!(out, "\\u{:04x}", u32::from(character))?;
            }
            _ => write!(out, "{character}")?,
        }
    }
    Ok(())
}

/// What is wrong with the text of a template, before any value is known.
pub(crate) fn flaw(source: &str, place: Place) -> Option<String> {
    if source.len() > MAX_TEMPLATE {
        return Some(format!("a template may have at most {MAX_TEMPLATE} bytes"));
    }
    if let Some(word) = forbidden_statement(source) {
        return Some(format!(
            "templates know {{{{ ... }}}} and {{% if %}}, not {{% {word} %}}"
        ));
    }
    match of(place).template_from_str(source) {
        Ok(_) => None,
        Err(error) => Some(plain(&error)),
    }
}

/// What is wrong with the text of an expression.
pub(crate) fn expression_flaw(source: &str) -> Option<String> {
    if source.len() > MAX_TEMPLATE {
        return Some(format!(
            "an expression may have at most {MAX_TEMPLATE} bytes"
        ));
    }
    TEXT.compile_expression(source)
        .err()
        .map(|error| plain(&error))
}

/// The first statement word that is not part of `if`.
fn forbidden_statement(source: &str) -> Option<&str> {
    source.split("{%").skip(1).find_map(|rest| {
        let rest = rest.trim_start_matches(['-', '+']).trim_start();
        let end =
            rest.find(|character: char| !character.is_ascii_alphanumeric() && character != '_');
        let word = &rest[..end.unwrap_or(rest.len())];
        (!matches!(word, "if" | "elif" | "else" | "endif")).then_some(word)
    })
}

/// The names a template uses.
pub(crate) fn names(source: &str, place: Place) -> BTreeSet<String> {
    let used = |source: &str| {
        let template = of(place).template_from_str(source).ok()?;
        Some(template.undeclared_variables(false))
    };
    in_slices_too(source, used)
}

/// The names an expression uses; with members (`item.label`) where they are read directly.
pub(crate) fn expression_names(source: &str, with_members: bool) -> BTreeSet<String> {
    let used = |source: &str| {
        let expression = TEXT.compile_expression(source).ok()?;
        Some(expression.undeclared_variables(with_members))
    };
    in_slices_too(source, used)
}

/// The engine tells what is between the brackets of a slice, and not what is sliced: `label[:n]` uses `n` alone to it.
/// So each slice is looked at a second time as if it took one character, which tells the other half.
fn in_slices_too(source: &str, used: impl Fn(&str) -> Option<HashSet<String>>) -> BTreeSet<String> {
    let sliced =
        (source.contains('[') && source.contains(':')).then(|| with_items_for_slices(source));
    let looks = [Some(source), sliced.as_deref()];
    looks
        .into_iter()
        .flatten()
        .filter_map(used)
        .flatten()
        .collect()
}

/// The same with `[0]` for every `[from:to]`.
fn with_items_for_slices(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    // Where each open bracket stands, and whether a colon came after it.
    let mut open: Vec<(usize, bool)> = Vec::new();
    for letter in source.chars() {
        match letter {
            '[' => open.push((text.len(), false)),
            ':' => {
                if let Some((_, is_slice)) = open.last_mut() {
                    *is_slice = true;
                }
            }
            ']' => {
                if let Some((start, true)) = open.pop() {
                    text.truncate(start);
                    text.push_str("[0");
                }
            }
            _ => {}
        }
        text.push(letter);
    }
    text
}

/// Whether the text is a template at all.
pub(crate) fn is_template(source: &str) -> bool {
    source.contains("{{") || source.contains("{%")
}

/// Fills in a template. What comes out of [`Place::Address`] is marked text for [`crate::address::assemble`].
pub(crate) fn render(source: &str, place: Place, values: &Values) -> Result<String, RenderError> {
    if let Some(why) = flaw(source, place) {
        return Err(RenderError::Definition { why });
    }
    of(place)
        .render_str(source, values)
        .map_err(|error| reason(&error, || names(source, place), values))
}

/// Evaluates an expression.
pub(crate) fn evaluate(source: &str, values: &Values) -> Result<Value, RenderError> {
    TEXT.compile_expression(source)
        .and_then(|expression| expression.eval(values))
        .map_err(|error| reason(&error, || expression_names(source, false), values))
}

/// Compiles an expression that is evaluated many times.
pub(crate) fn compile(source: &str) -> Result<Expression<'static, 'static>, RenderError> {
    TEXT.compile_expression_owned(source.to_owned())
        .map_err(|error| RenderError::Definition { why: plain(&error) })
}

/// An answer's value as the template engine sees it.
pub(crate) fn from_json(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::from(()),
        serde_json::Value::Bool(flag) => Value::from(*flag),
        serde_json::Value::Number(number) => {
            match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(whole), ..) => Value::from(whole),
                (None, Some(whole), _) => Value::from(whole),
                (None, None, fraction) => Value::from(fraction.unwrap_or_default()),
            }
        }
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Array(entries) => entries.iter().map(from_json).collect(),
        serde_json::Value::Object(members) => Value::from_pairs(
            members
                .iter()
                .map(|(name, member)| (name.as_str(), from_json(member))),
        ),
    }
}

/// Names what is missing when something is; texts of other errors could quote values, so only their kind is told.
fn reason(error: &Error, names: impl Fn() -> BTreeSet<String>, values: &Values) -> RenderError {
    if error.kind() == ErrorKind::UndefinedError {
        let missing = names()
            .into_iter()
            .find(|name| values.get(name).is_none_or(Value::is_undefined));
        return RenderError::Missing {
            name: missing.unwrap_or_else(|| "a value".to_owned()),
        };
    }
    RenderError::Definition {
        why: error.kind().to_string(),
    }
}

/// A template error without the "(in <string>:1)" that means nothing inside a definition.
fn plain(error: &Error) -> String {
    match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    }
}
