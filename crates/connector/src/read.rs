//! Reading answers: rows of a picklist, kept values, the proof of identity.

use std::collections::{BTreeMap, HashSet};

use minijinja::Expression;
use serde_json::Value;

use crate::path::Path;
use crate::plain::{Outcome, Plain};
use crate::template::{self, Values};
use crate::{Connector, Context, IdentityStep, Picklist, RenderError, Row, RowMap};

/// The most characters a kept value may have; longer ones are no names or addresses.
const MAX_KEPT: usize = 4096;

impl Connector {
    /// The rows of a picklist: its own options, then the entries of an answer, each value once.
    ///
    /// `answer` is one page, or `Value::Null` for a picklist without a request.
    pub fn rows(
        &self,
        picklist: &Picklist,
        answer: &Value,
        params: &BTreeMap<String, String>,
    ) -> Result<Vec<Row>, RenderError> {
        let mut rows = picklist.options.clone();
        if picklist.call.is_none() {
            return Ok(rows);
        }
        let source = Context::new(self).params(params).path(&picklist.items)?;
        let items = Path::compile(&source).map_err(|why| RenderError::Definition { why })?;
        items.demand(answer)?;
        let reader = RowReader::new(&picklist.row)?;
        let entries = items.select(answer);
        rows.reserve(entries.len());
        for entry in entries {
            if let Some(row) = reader.row(entry)? {
                rows.push(row);
            }
        }
        let mut seen = HashSet::with_capacity(rows.len());
        rows.retain(|row| seen.insert(row.value.clone()));
        Ok(rows)
    }

    /// The values that paths find in an answer, as text. Templates are left out; see [`Connector::identity_kept`].
    pub fn kept(
        &self,
        keep: &BTreeMap<String, String>,
        answer: &Value,
    ) -> BTreeMap<String, String> {
        let paths = keep.iter().filter(|(_, source)| source.starts_with('$'));
        paths
            .filter_map(|(name, source)| {
                let path = Path::compile(source).ok()?;
                Some((
                    name.clone(),
                    text(path.first(answer)?).filter(|text| text.len() <= MAX_KEPT)?,
                ))
            })
            .collect()
    }

    /// What one identity step proves: every required path must lead to something, then paths and templates are kept.
    ///
    /// [`RenderError::Shape`] means that the app answered but did not say who signed in, as Zendesk does with its
    /// "Anonymous user".
    pub fn identity_kept(
        &self,
        step: &IdentityStep,
        answer: &Value,
        context: &Context<'_>,
    ) -> Result<BTreeMap<String, String>, RenderError> {
        for required in &step.require {
            let path = Path::compile(required).map_err(|why| RenderError::Definition { why })?;
            if path.first(answer).is_none_or(Value::is_null) {
                return Err(RenderError::Shape {
                    path: required.clone(),
                });
            }
        }
        let mut kept = self.kept(&step.keep, answer);
        let context = context.clone().learned(&kept);
        for (name, source) in step
            .keep
            .iter()
            .filter(|(_, source)| !source.starts_with('$'))
        {
            kept.insert(name.clone(), context.text(source)?);
        }
        Ok(kept)
    }
}

/// Reads the members of a row from an entry.
struct RowReader {
    value: Member,
    label: Member,
    kind: Option<Member>,
    required: Option<Member>,
    custom: Option<Member>,
    hint: Option<Member>,
}

pub(crate) enum Member {
    Path(Path),
    Expression {
        /// The short way, where there is one.
        plain: Option<Plain>,
        expression: Expression<'static, 'static>,
        needs: Needs,
    },
}

/// What of the entry an expression looks at, so that only that is handed to the template engine.
pub(crate) enum Needs {
    Members(Vec<String>),
    Everything,
}

impl RowReader {
    fn new(map: &RowMap) -> Result<Self, RenderError> {
        let optional = |source: &Option<String>| source.as_deref().map(Member::new).transpose();
        Ok(Self {
            value: Member::new(&map.value)?,
            label: Member::new(&map.label)?,
            kind: optional(&map.kind)?,
            required: optional(&map.required)?,
            custom: optional(&map.custom)?,
            hint: optional(&map.hint)?,
        })
    }

    fn row(&self, entry: &Value) -> Result<Option<Row>, RenderError> {
        let Some(value) = self.value.text(entry)?.filter(|value| !value.is_empty()) else {
            return Ok(None);
        };
        let label = self
            .label
            .text(entry)?
            .filter(|label| !label.trim().is_empty());
        let optional_text = |member: &Option<Member>| match member {
            Some(member) => Ok(member.text(entry)?.filter(|text| !text.is_empty())),
            None => Ok(None),
        };
        let flag = |member: &Option<Member>| {
            member
                .as_ref()
                .map_or(Ok(false), |member| member.holds(entry))
        };
        Ok(Some(Row {
            label: label.unwrap_or_else(|| value.clone()),
            kind: optional_text(&self.kind)?,
            required: flag(&self.required)?,
            custom: flag(&self.custom)?,
            hint: optional_text(&self.hint)?,
            value,
        }))
    }
}

impl Member {
    pub(crate) fn new(source: &str) -> Result<Self, RenderError> {
        if source.starts_with('$') {
            let path = Path::compile(source).map_err(|why| RenderError::Definition { why })?;
            return Ok(Self::Path(path));
        }
        Ok(Self::Expression {
            plain: Plain::read(source),
            expression: template::compile(source)?,
            needs: Needs::of(source),
        })
    }

    pub(crate) fn text(&self, entry: &Value) -> Result<Option<String>, RenderError> {
        match self {
            Self::Path(path) => Ok(path.first(entry).and_then(text)),
            Self::Expression {
                plain,
                expression,
                needs,
            } => {
                let outcome = plain.as_ref().and_then(|plain| plain.of(entry));
                if let Some(text) = outcome.and_then(Outcome::text) {
                    return Ok(text);
                }
                let value = evaluate(expression, needs, entry)?;
                Ok((!value.is_undefined() && !value.is_none()).then(|| template::shown(&value)))
            }
        }
    }

    /// Whether it holds; nothing when the entry does not say.
    pub(crate) fn says(&self, entry: &Value) -> Result<Option<bool>, RenderError> {
        match self {
            Self::Path(path) => Ok(path.first(entry).filter(|it| !it.is_null()).map(is_true)),
            Self::Expression {
                expression, needs, ..
            } => {
                let value = evaluate(expression, needs, entry)?;
                Ok((!value.is_undefined() && !value.is_none()).then(|| value.is_true()))
            }
        }
    }

    fn holds(&self, entry: &Value) -> Result<bool, RenderError> {
        match self {
            Self::Path(path) => Ok(path.first(entry).is_some_and(is_true)),
            Self::Expression {
                plain,
                expression,
                needs,
            } => {
                if let Some(outcome) = plain.as_ref().and_then(|plain| plain.of(entry)) {
                    return Ok(outcome.holds());
                }
                Ok(evaluate(expression, needs, entry)?.is_true())
            }
        }
    }
}

impl Needs {
    fn of(source: &str) -> Self {
        let names = template::expression_names(source, true);
        let members = names.iter().map(|name| {
            let member = name.strip_prefix("item.")?;
            Some(member.split('.').next().unwrap_or(member).to_owned())
        });
        members
            .collect::<Option<Vec<_>>>()
            .map_or(Self::Everything, Self::Members)
    }
}

fn evaluate(
    expression: &Expression<'static, 'static>,
    needs: &Needs,
    entry: &Value,
) -> Result<minijinja::Value, RenderError> {
    let item = match (needs, entry) {
        (Needs::Members(members), Value::Object(all)) => {
            // A member the app left out is null, so that an expression can say `item.x or item.y`.
            let picked = members.iter().map(|name| {
                let member = all
                    .get(name)
                    .map_or(minijinja::Value::from(()), template::from_json);
                (name.as_str(), member)
            });
            minijinja::Value::from_pairs(picked)
        }
        _ => template::from_json(entry),
    };
    expression
        .eval(Values::from([("item".to_owned(), item)]))
        .map_err(|error| RenderError::Definition {
            why: error.kind().to_string(),
        })
}

/// A scalar as text. Nothing for null, lists and objects.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::Null => false,
        Value::String(text) => text == "true",
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::Array(entries) => !entries.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}
