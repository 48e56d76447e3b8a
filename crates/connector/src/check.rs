//! What a schema cannot say: names that must exist, templates that must compile, addresses that must stay where they are.

mod lists;
mod marking;
mod names;
mod oauth1;
mod oauth2;
mod oauth2_parameters;
mod requests;
mod rights;
mod scopes;
mod sign_in;
mod signing;

use std::collections::BTreeSet;

use crate::Connector;
use crate::mistake::Finding;
use crate::shape::Found;
use names::Scope;

/// Everything wrong with a definition whose shape is right.
pub(crate) fn check(connector: &Connector) -> Vec<Found> {
    let mut checks = Checks {
        connector,
        found: Vec::new(),
    };
    checks.head();
    checks.hosts();
    checks.fields();
    checks.ways();
    checks.probes();
    checks.identity();
    checks.picklists();
    checks.rights();
    checks.operations();
    checks.errors();
    checks.found
}

struct Checks<'c> {
    connector: &'c Connector,
    found: Vec<Found>,
}

impl Checks<'_> {
    fn note(&mut self, pointer: impl Into<String>, finding: Finding) {
        self.found.push(Found {
            pointer: pointer.into(),
            on_key: false,
            finding,
        });
    }

    fn mistake(&mut self, pointer: impl Into<String>, what: impl Into<String>) {
        self.note(pointer, Finding::mistake(what));
    }

    /// An id: lower-case, and not used twice.
    fn id(&mut self, pointer: String, id: &str, seen: &mut BTreeSet<String>) {
        let well_formed = id.starts_with(|first: char| first.is_ascii_lowercase())
            && id.chars().all(|it| {
                it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, '_' | '-')
            });
        if !well_formed {
            self.mistake(
                &pointer,
                "an id begins with a lower-case letter and has letters, digits, `-` and `_`",
            );
        }
        if !seen.insert(id.to_owned()) {
            self.mistake(pointer, format!("there is another `{id}` already"));
        }
    }

    /// A name templates use: an identifier, and not used twice.
    fn name(&mut self, pointer: String, name: &str, seen: &mut BTreeSet<String>) {
        const RESERVED: [&str; 10] = [
            "client_id",
            "asked_scopes",
            "practice",
            "item",
            "access_token",
            "and",
            "or",
            "not",
            "if",
            "else",
        ];
        let well_formed = name
            .starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
            && name
                .chars()
                .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
        if !well_formed {
            self.mistake(
                &pointer,
                "a name begins with a lower-case letter and has letters, digits and `_`",
            );
        }
        if RESERVED.contains(&name) {
            self.mistake(&pointer, format!("`{name}` has a meaning of its own"));
        }
        if !seen.insert(name.to_owned()) {
            self.mistake(pointer, format!("there is another `{name}` already"));
        }
    }

    fn head(&mut self) {
        self.id("/id".to_owned(), &self.connector.id, &mut BTreeSet::new());
        if self.connector.name.trim().is_empty() {
            self.mistake("/name", "the name is empty");
        }
        if let Some(color) = &self.connector.color {
            let digits = color.strip_prefix('#').unwrap_or_default();
            if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                self.mistake("/color", "a colour is # and six hexadecimal digits");
            }
        }
        if self.connector.slots.is_empty() {
            self.mistake("/slots", "there is at least one slot");
        }
        let mut seen = BTreeSet::new();
        for (index, slot) in self.connector.slots.iter().enumerate() {
            self.id(format!("/slots/{index}"), slot, &mut seen);
        }
    }

    /// Every plain name of the connector, once; origins and their practice counterparts.
    fn hosts(&mut self) {
        let lists = [
            ("login_hosts", &self.connector.login_hosts),
            ("api_hosts", &self.connector.api_hosts),
        ];
        for (list, patterns) in lists {
            for (index, pattern) in patterns.iter().enumerate() {
                if !crate::host::is_pattern(pattern) {
                    let finding = Finding::mistake("this is no host name")
                        .hint("a host is written `example.com`, or `*.example.com` for every name below it");
                    self.note(format!("/{list}/{index}"), finding);
                }
            }
        }
        let has_base = self
            .connector
            .plain_fields()
            .any(|field| field.control == crate::Control::Url);
        if self.connector.api_hosts.is_empty() && self.connector.origins.is_empty() && !has_base {
            let finding = Finding::mistake("nothing says where a credential may go");
            self.note(
                "",
                finding.hint("name the app's hosts in `api_hosts`, or its origins in `[origins]`"),
            );
        }
        let scope = Scope::of_fields(self.connector);
        for (name, source) in &self.connector.origins {
            self.address(&crate::spans::member("/origins", name), source, &scope);
        }
        let Some(practice) = &self.connector.practice else {
            return;
        };
        let scope = scope.with("practice");
        for (name, source) in &practice.origins {
            let pointer = crate::spans::member("/practice/origins", name);
            if !self.connector.origins.contains_key(name) {
                self.mistake(&pointer, format!("there is no origin `{name}`"));
            }
            self.template(&pointer, source, crate::template::Place::Address, &scope);
        }
        for name in self
            .connector
            .origins
            .keys()
            .filter(|name| !practice.origins.contains_key(*name))
        {
            self.mistake(
                "/practice/origins",
                format!("origin `{name}` has no practice counterpart"),
            );
        }
    }
}
