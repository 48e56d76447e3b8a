//! The names a template may use at one place, and trial values for them.

use std::collections::BTreeMap;

use minijinja::value::Value;

use crate::template::{AddressPart, PartKind, Values};
use crate::{AuthKind, Connector, Control, Field};

/// The host of trial addresses (RFC 2606 section 2).
const TRIAL: &str = "https://trial.example";

/// What a name stands for.
#[derive(Debug, Clone)]
enum Nature {
    Text,
    /// A field with options: each is tried.
    Options(Vec<String>),
    Origin,
    /// A text, or an address where a template begins with it.
    Kept,
}

/// The names known at one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    names: BTreeMap<String, Nature>,
}

impl Scope {
    /// The connector's fields and constants: what is known before anything else is.
    pub(super) fn of_fields(connector: &Connector) -> Self {
        let mut scope = Self::default();
        for field in connector.plain_fields() {
            scope.names.insert(field.key.clone(), nature(field));
        }
        scope.with_all(connector.vars.keys())
    }

    /// The connector's fields, constants and origins.
    pub(super) fn of(connector: &Connector) -> Self {
        let mut scope = Self::of_fields(connector);
        for name in connector.origins.keys() {
            scope.names.insert(name.clone(), Nature::Origin);
        }
        scope
    }

    pub(super) fn with(mut self, name: &str) -> Self {
        self.names.insert(name.to_owned(), Nature::Text);
        self
    }

    pub(super) fn with_all<'n>(self, names: impl IntoIterator<Item = &'n String>) -> Self {
        names.into_iter().fold(self, |scope, name| scope.with(name))
    }

    pub(super) fn with_kept<'n>(mut self, names: impl IntoIterator<Item = &'n String>) -> Self {
        for name in names {
            self.names.entry(name.clone()).or_insert(Nature::Kept);
        }
        self
    }

    /// Everything that token responses and identity steps keep.
    pub(super) fn with_everything_kept(self, connector: &Connector) -> Self {
        let scope = self.with_token_kept(connector);
        connector
            .identity
            .iter()
            .fold(scope, |scope, step| scope.with_kept(step.keep.keys()))
    }

    /// Everything that token responses, session steps and probes keep.
    pub(super) fn with_token_kept(self, connector: &Connector) -> Self {
        let scope = self.with_sign_in_kept(connector);
        connector.probes.iter().fold(scope, |scope, probe| {
            scope
                .with_kept(probe.keep.keys())
                .with_kept(std::iter::once(&probe.id))
        })
    }

    /// Everything that token responses and session steps keep.
    pub(super) fn with_sign_in_kept(self, connector: &Connector) -> Self {
        connector
            .auth
            .iter()
            .fold(self, |scope, way| match (&way.kind, way.kind.oauth2()) {
                (_, Some(oauth2)) => scope
                    .with_kept(oauth2.keep.keys())
                    .with_kept(oauth2.keep_from_redirect.keys()),
                (AuthKind::Oauth1(oauth1), None) => scope
                    .with_kept(oauth1.keep.keys())
                    .with_kept(oauth1.keep_from_redirect.keys()),
                (AuthKind::Session(session), None) => session
                    .steps
                    .iter()
                    .chain(&session.refresh_steps)
                    .fold(scope, |scope, step| scope.with_kept(step.keep.keys())),
                (_, None) => scope,
            })
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    pub(super) fn all(&self) -> Vec<&str> {
        self.names.keys().map(String::as_str).collect()
    }

    /// Whether the template begins with a value an answer gave.
    pub(super) fn begins_with_kept(&self, source: &str) -> bool {
        self.names
            .iter()
            .any(|(name, nature)| matches!(nature, Nature::Kept) && begins_with(source, name))
    }

    /// Trial values: one set, and one more for each further option of a select.
    pub(super) fn trials(&self, source: &str) -> Vec<Values> {
        let first: Values = self
            .names
            .iter()
            .map(|(name, nature)| (name.clone(), trial(name, nature, source)))
            .collect();
        let mut trials = vec![first.clone()];
        for (name, nature) in &self.names {
            let Nature::Options(options) = nature else {
                continue;
            };
            for option in options.iter().skip(1) {
                let mut trial = first.clone();
                trial.insert(name.clone(), Value::from(option.as_str()));
                trials.push(trial);
            }
        }
        trials
    }
}

fn nature(field: &Field) -> Nature {
    match field.control {
        Control::Select => Nature::Options(
            field
                .options
                .iter()
                .map(|option| option.value.clone())
                .collect(),
        ),
        Control::Url => Nature::Origin,
        _ => Nature::Text,
    }
}

fn trial(name: &str, nature: &Nature, source: &str) -> Value {
    match nature {
        Nature::Origin => AddressPart::value(PartKind::Origin, TRIAL),
        Nature::Kept if begins_with(source, name) => AddressPart::value(PartKind::Kept, TRIAL),
        Nature::Options(options) => Value::from(options.first().map_or("trial", String::as_str)),
        Nature::Text | Nature::Kept => Value::from("trial"),
    }
}

fn begins_with(source: &str, name: &str) -> bool {
    let expression = source
        .strip_prefix("{{")
        .map(|rest| rest.trim_start_matches('-').trim_start());
    let rest = expression.and_then(|expression| expression.strip_prefix(name));
    rest.is_some_and(|rest| {
        !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_')
    })
}
