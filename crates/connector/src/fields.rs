//! Connection fields as typed: which are asked, whether their values will do, and what is tidied away.

use std::collections::BTreeMap;

use minijinja::value::Value;
use regex::{Regex, RegexBuilder};
use thiserror::Error;

use crate::template::{self, Values};
use crate::{Connector, Control, Field, address, host};

/// The longest value of a plain field; host names end at 253 bytes, addresses rarely pass 2,000.
const MAX_VALUE: usize = 2048;

/// The longest text of several lines or file: a certificate with its chain has about 10,000 bytes.
const MAX_TEXT: usize = 64 * 1024;

/// The most memory a compiled pattern may take (a definition's regular expressions are not to be trusted).
const PATTERN_SIZE: usize = 1 << 18;

/// A field whose value will not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field.
    pub key: String,
    /// What is wrong; its text fits beside the control.
    pub what: FieldFault,
}

/// What is wrong with a field's value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FieldFault {
    /// It must be filled in.
    #[error("must be filled in")]
    Missing,
    /// It is none of the options.
    #[error("must be one of {}", known.join(", "))]
    NotAnOption {
        /// The values there are.
        known: Vec<String>,
    },
    /// It is not one label of a host name.
    #[error("must be letters, digits and hyphens only")]
    NotASubdomain,
    /// It is no host name.
    #[error("must be a host name such as example.com, without https:// and without a path")]
    NotAHost,
    /// It is no https address.
    #[error("must be an address that begins with https://, without a question mark or #")]
    NotAUrl,
    /// It breaks the field's pattern.
    #[error("does not look right{}", example.as_ref().map(|example| format!("; it looks like {example}")).unwrap_or_default())]
    Pattern {
        /// An example that fits, if the definition has one.
        example: Option<String>,
    },
    /// It is too long.
    #[error("is too long")]
    TooLong,
    /// It holds line breaks or other control characters.
    #[error("must be one line of text")]
    ControlCharacters,
    /// No such field is asked for here.
    #[error("is not a field of this app")]
    Unknown,
}

impl Connector {
    /// Every plain field, of all ways.
    pub(crate) fn plain_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .chain(self.auth.iter().flat_map(|way| &way.fields))
    }

    fn fields_of(&self, way: &str) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .chain(self.way(way).into_iter().flat_map(|way| &way.fields))
    }

    /// The fields to ask for, given what is filled in so far.
    pub fn visible_fields(&self, way: &str, typed: &BTreeMap<String, String>) -> Vec<&Field> {
        let values: Values = self
            .fields_of(way)
            .map(|field| {
                let value = typed
                    .get(&field.key)
                    .or(field.default.as_ref())
                    .map_or("", String::as_str);
                (field.key.clone(), Value::from(field.tidy(value)))
            })
            .collect();
        self.fields_of(way)
            .filter(|field| {
                let Some(when) = &field.when else { return true };
                // A condition that cannot be evaluated hides nothing: an extra question is better than a missing one.
                template::evaluate(when, &values).map_or(true, |shown| shown.is_true())
            })
            .collect()
    }

    /// The values to store: tidied, defaults filled in, and only of fields that are asked for.
    pub fn tidy_fields(
        &self,
        way: &str,
        typed: &BTreeMap<String, String>,
    ) -> BTreeMap<String, String> {
        let visible = self.visible_fields(way, typed).into_iter();
        visible
            .filter_map(|field| {
                let value = typed.get(&field.key).or(field.default.as_ref())?;
                Some((field.key.clone(), field.tidy(value)))
            })
            .collect()
    }

    /// What is wrong with the values typed, field by field; empty when sign-in can begin.
    pub fn check_fields(&self, way: &str, typed: &BTreeMap<String, String>) -> Vec<FieldProblem> {
        let known: Vec<&Field> = self.fields_of(way).collect();
        let unknown = typed
            .keys()
            .filter(|key| !known.iter().any(|field| field.key == **key))
            .map(|key| FieldProblem {
                key: key.clone(),
                what: FieldFault::Unknown,
            });
        let faulty = self
            .visible_fields(way, typed)
            .into_iter()
            .filter_map(|field| {
                let value = typed
                    .get(&field.key)
                    .or(field.default.as_ref())
                    .map_or("", String::as_str);
                field.fault(value).map(|what| FieldProblem {
                    key: field.key.clone(),
                    what,
                })
            });
        faulty.chain(unknown).collect()
    }
}

impl Field {
    /// The value without what people type or paste along: blanks, the suffix, `https://` before a host.
    pub fn tidy(&self, typed: &str) -> String {
        if self.control == Control::Password {
            // A blank may be part of a secret.
            return typed.to_owned();
        }
        let mut value = typed.trim();
        if matches!(self.control, Control::Subdomain | Control::Host) {
            value = strip_prefix_ignoring_case(value, "https://");
            value = strip_prefix_ignoring_case(value, "http://");
            value = value.split(['/', '?', '#']).next().unwrap_or_default();
        }
        if let Some(suffix) = &self.suffix {
            value = strip_suffix_ignoring_case(value, suffix);
        }
        match self.control {
            Control::Subdomain | Control::Host => value.to_ascii_lowercase(),
            Control::Url => value.trim_end_matches('/').to_owned(),
            _ => value.to_owned(),
        }
    }

    /// What is wrong with a value typed into this field.
    pub fn fault(&self, typed: &str) -> Option<FieldFault> {
        let value = self.tidy(typed);
        if value.is_empty() {
            return self.required.then_some(FieldFault::Missing);
        }
        let has_lines = matches!(self.control, Control::Multiline | Control::File);
        if value.len() > if has_lines { MAX_TEXT } else { MAX_VALUE } {
            return Some(FieldFault::TooLong);
        }
        let is_break = |it: char| has_lines && matches!(it, '\r' | '\n' | '\t');
        if value.chars().any(|it| it.is_control() && !is_break(it)) {
            return Some(FieldFault::ControlCharacters);
        }
        let misfit = match self.control {
            Control::Text | Control::Password | Control::Multiline | Control::File => None,
            Control::Select => {
                let known: Vec<String> = self
                    .options
                    .iter()
                    .map(|option| option.value.clone())
                    .collect();
                (!known.contains(&value)).then_some(FieldFault::NotAnOption { known })
            }
            Control::Checkbox => {
                let known = vec!["true".to_owned(), "false".to_owned()];
                (!known.contains(&value)).then_some(FieldFault::NotAnOption { known })
            }
            Control::Subdomain => (!host::is_label(&value)).then_some(FieldFault::NotASubdomain),
            Control::Host => (!is_host(&value)).then_some(FieldFault::NotAHost),
            Control::Url => address::base_address(&value)
                .err()
                .map(|_| FieldFault::NotAUrl),
        };
        misfit.or_else(|| {
            let pattern = whole(self.pattern.as_deref()?).ok()?;
            (!pattern.is_match(&value)).then(|| FieldFault::Pattern {
                example: self.placeholder.clone(),
            })
        })
    }
}

/// Compiles a pattern that the whole value must match.
pub(crate) fn whole(pattern: &str) -> Result<Regex, regex::Error> {
    bounded(&format!("^(?:{pattern})$"))
}

/// Compiles a pattern with a limit on its size.
pub(crate) fn bounded(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(PATTERN_SIZE)
        .nest_limit(32)
        .build()
}

fn is_host(value: &str) -> bool {
    value.len() <= 253 && value.contains('.') && value.split('.').all(host::is_label)
}

fn strip_prefix_ignoring_case<'a>(value: &'a str, prefix: &str) -> &'a str {
    match value.get(..prefix.len()) {
        Some(start) if start.eq_ignore_ascii_case(prefix) => &value[prefix.len()..],
        _ => value,
    }
}

fn strip_suffix_ignoring_case<'a>(value: &'a str, suffix: &str) -> &'a str {
    let Some(cut) = value.len().checked_sub(suffix.len()) else {
        return value;
    };
    match value.get(cut..) {
        Some(end) if end.eq_ignore_ascii_case(suffix) => &value[..cut],
        _ => value,
    }
}
