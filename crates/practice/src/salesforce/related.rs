//! Follows the relationships that a query's columns name: `Profile.UserLicense.Name`.

use std::collections::{BTreeMap, HashMap};

use axum::http::StatusCode;
use serde_json::Value;

use super::answer::ApiError;
use super::catalog::Object;
use super::field_sets::fields;
use super::query::pointed;
use super::record_calls::attributes;
use super::seeds::seed;
use super::session::{Session, Version};
use crate::authorize::App;
use crate::records::Record;
use crate::world::State;

/// One relationship: the field that holds the id, and the object it leads to.
#[derive(Debug)]
struct Step<'a> {
    lookup: String,
    object: &'a Object,
}

/// The relationships of a query, by their path from its object.
#[derive(Debug, Default)]
pub(super) struct Related<'a> {
    steps: BTreeMap<String, Step<'a>>,
    /// The records they lead to, by object and id.
    records: HashMap<&'a str, HashMap<String, Record>>,
}

impl<'a> Related<'a> {
    /// Replaces a column's name by the real one, or says what of it is unknown.
    pub(super) fn resolve(
        &mut self,
        app: &'a App,
        session: &Session,
        object: &'a Object,
        text: &str,
        name: &mut String,
    ) -> Result<(), ApiError> {
        let unknown = |part: &str, words: String| {
            let at = text.find(part).unwrap_or(0);
            ApiError::new(
                StatusCode::BAD_REQUEST,
                "INVALID_FIELD",
                pointed(text, at, &words),
            )
        };
        let mut parts: Vec<&str> = name.split('.').collect();
        let last = parts.pop().unwrap_or_default();
        let mut at = object;
        let mut path = String::new();
        for part in parts {
            let refused = || {
                unknown(
                    part,
                    format!(
                        "Didn't understand relationship '{part}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
                    ),
                )
            };
            let known = fields(app.site, at, session.person.rights);
            let (lookup, relationship) = known
                .iter()
                .filter_map(|field| Some((field, field.relationship_name()?)))
                .find(|(_, relationship)| relationship.eq_ignore_ascii_case(part))
                .ok_or_else(refused)?;
            at = lookup
                .refers_to
                .first()
                .and_then(|to| app.world.shelf.object(app.site, session.person.rights, to))
                .ok_or_else(refused)?;
            path = joined(&path, &relationship);
            self.steps.entry(path.clone()).or_insert_with(|| Step {
                lookup: lookup.name.clone(),
                object: at,
            });
        }
        let known = fields(app.site, at, session.person.rights);
        let field = known
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(last))
            .ok_or_else(|| {
                unknown(
                    name,
                    format!(
                        "No such column '{last}' on entity '{}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
                        at.name
                    ),
                )
            })?;
        *name = joined(&path, &field.name);
        Ok(())
    }

    /// Takes the records that the relationships lead to.
    pub(super) fn load(&mut self, app: &App, state: &mut State) {
        for step in self.steps.values() {
            let name = step.object.name.as_str();
            self.records.entry(name).or_insert_with(|| {
                state
                    .records
                    .table(app.site, name, || seed(app.site, name))
                    .iter()
                    .filter_map(|record| {
                        Some((record.get("Id")?.as_str()?.to_owned(), record.clone()))
                    })
                    .collect()
            });
        }
    }

    fn follow<'r>(&'r self, record: &'r Record, path: &str) -> Option<(&'r Step<'a>, &'r Record)> {
        let step = self.steps.get(path)?;
        let from = match path.rsplit_once('.') {
            Some((before, _)) => self.follow(record, before)?.1,
            None => record,
        };
        let id = from.get(&step.lookup)?.as_str()?;
        let to = self.records.get(step.object.name.as_str())?.get(id)?;
        Some((step, to))
    }

    /// The value of a column.
    pub(super) fn value<'r>(&'r self, record: &'r Record, column: &str) -> Option<&'r Value> {
        match column.rsplit_once('.') {
            Some((path, field)) => self.follow(record, path)?.1.get(field),
            None => record.get(column),
        }
    }

    /// Puts a column into a row: a relationship is an object of its own, and null where it leads nowhere.
    pub(super) fn put(&self, row: &mut Record, record: &Record, column: &str, version: Version) {
        let mut at = row;
        let mut path = String::new();
        let mut parts: Vec<&str> = column.split('.').collect();
        let field = parts.pop().unwrap_or_default();
        for part in parts {
            path = joined(&path, part);
            let value = at.entry(part).or_insert_with(|| {
                let Some((step, to)) = self.follow(record, &path) else {
                    return Value::Null;
                };
                let id = to.get("Id").and_then(Value::as_str).unwrap_or_default();
                let mut related = Record::new();
                related.insert(
                    "attributes".to_owned(),
                    attributes(step.object, version, id),
                );
                Value::Object(related)
            });
            let Value::Object(members) = value else {
                return;
            };
            at = members;
        }
        let value = self.value(record, column).cloned().unwrap_or(Value::Null);
        at.insert(field.to_owned(), value);
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
