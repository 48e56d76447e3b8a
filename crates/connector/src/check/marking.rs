//! How requests are marked, what session sign-ins do, and what is looked up after a sign-in.

use std::collections::BTreeSet;

use super::Checks;
use super::names::Scope;
use crate::mistake::Finding;
use crate::plan::is_header_name;
use crate::spans::member;
use crate::template::{self, Place};
use crate::{Auth, Session, SessionStep};

impl Checks<'_> {
    pub(super) fn apply(&mut self, pointer: &str, way: &Auth, scope: &Scope) {
        let Some(apply) = &way.apply else {
            return;
        };
        for (name, source) in &apply.headers {
            let pointer = member(&format!("{pointer}/apply/headers"), name);
            if template::is_template(name) {
                self.template(&pointer, name, Place::Text, scope);
            } else {
                self.header_name(&pointer, name);
            }
            self.template(&pointer, source, Place::Text, scope);
        }
        let places = [
            ("query", &apply.query),
            ("cookies", &apply.cookies),
            ("body", &apply.body),
        ];
        for (place, marks) in places {
            for (name, source) in marks {
                let pointer = member(&format!("{pointer}/apply/{place}"), name);
                self.template(&pointer, name, Place::Text, scope);
                self.template(&pointer, source, Place::Text, scope);
            }
        }
        let in_address = apply.query.values().chain(&apply.path_prefix);
        let holds_secret = |source: &String| {
            let names = template::names(source, Place::Text);
            way.secrets.iter().any(|field| names.contains(&field.key))
        };
        if in_address.into_iter().any(holds_secret) {
            let finding = Finding::trust(
                "the key stands in the address, which ends up in the logs of servers",
            );
            self.note(
                format!("{pointer}/apply"),
                finding.hint("put it into a header where the app takes one"),
            );
        }
        if let Some(prefix) = &apply.path_prefix {
            let pointer = format!("{pointer}/apply/path_prefix");
            if !prefix.starts_with('/') {
                self.mistake(&pointer, "a path begins with a slash");
            }
            self.template(&pointer, prefix, Place::Text, scope);
        }
        if let Some(sign) = &apply.sign {
            self.sign(&format!("{pointer}/apply/sign"), sign, scope);
        }
    }

    pub(super) fn certificate(&mut self, pointer: &str, way: &Auth, scope: &Scope) {
        let Some(certificate) = &way.certificate else {
            return;
        };
        let parts = [
            ("certificate", &certificate.certificate),
            ("key", &certificate.key),
        ];
        for (name, source) in parts {
            self.template(
                &format!("{pointer}/certificate/{name}"),
                source,
                Place::Text,
                scope,
            );
        }
    }

    /// The steps of a session sign-in; answers the names of the secrets they give.
    pub(super) fn session(
        &mut self,
        pointer: &str,
        way: &Auth,
        session: &Session,
        typed: &Scope,
    ) -> BTreeSet<String> {
        if session.steps.is_empty() {
            self.mistake(format!("{pointer}/steps"), "there is at least one request");
        }
        let own: BTreeSet<&String> = way.secrets.iter().map(|field| &field.key).collect();
        let mut given = BTreeSet::new();
        let mut scope = typed.clone();
        for (list, steps) in [
            ("steps", &session.steps),
            ("refresh_steps", &session.refresh_steps),
        ] {
            for (index, step) in steps.iter().enumerate() {
                let pointer = format!("{pointer}/{list}/{index}");
                self.step(&pointer, step, &scope);
                for name in step.secrets.keys() {
                    if own.contains(name) {
                        self.mistake(
                            member(&format!("{pointer}/secrets"), name),
                            format!("there is another `{name}` already"),
                        );
                    }
                }
                scope = scope
                    .with_kept(step.keep.keys())
                    .with_all(step.secrets.keys());
                given.extend(step.secrets.keys().cloned());
            }
        }
        if given.is_empty() {
            self.note(
                format!("{pointer}/steps"),
                Finding::mistake("no step gives a secret")
                    .hint("say in `secrets` where the token or cookie stands in the answer"),
            );
        }
        if let Some(expires) = &session.expires {
            self.path(&format!("{pointer}/expires/path"), &expires.path);
        }
        given
    }

    fn step(&mut self, pointer: &str, step: &SessionStep, scope: &Scope) {
        self.call(pointer, &step.call, scope);
        if let Some(basic) = &step.basic {
            for (name, source) in [("username", &basic.username), ("password", &basic.password)] {
                self.template(
                    &format!("{pointer}/basic/{name}"),
                    source,
                    Place::Text,
                    scope,
                );
            }
        }
        for (name, path) in &step.keep {
            let pointer = member(&format!("{pointer}/keep"), name);
            self.name(pointer.clone(), name, &mut BTreeSet::new());
            self.path(&pointer, path);
        }
        for (name, source) in &step.secrets {
            let pointer = member(&format!("{pointer}/secrets"), name);
            self.name(pointer.clone(), name, &mut BTreeSet::new());
            match source.split_once(':') {
                Some(("header" | "cookie", wanted)) => {
                    if !is_header_name(wanted) {
                        self.mistake(&pointer, "this is no name of a header or cookie");
                    }
                }
                _ => self.path(&pointer, source),
            }
        }
    }

    /// The ways something belongs to, which must be there.
    pub(super) fn known_ways(&mut self, pointer: &str, ways: &[String]) {
        for (at, way) in ways.iter().enumerate() {
            if self.connector.way(way).is_none() {
                self.mistake(
                    format!("{pointer}/ways/{at}"),
                    format!("there is no way `{way}`"),
                );
            }
        }
    }

    pub(super) fn probes(&mut self) {
        let connector = self.connector;
        let mut seen = BTreeSet::new();
        let mut scope = Scope::of(connector).with_sign_in_kept(connector);
        for (index, probe) in connector.probes.iter().enumerate() {
            let pointer = format!("/probes/{index}");
            self.name(format!("{pointer}/id"), &probe.id, &mut seen);
            if Scope::of(connector).knows(&probe.id) {
                self.mistake(
                    format!("{pointer}/id"),
                    format!("there is another `{}` already", probe.id),
                );
            }
            self.known_ways(&pointer, &probe.ways);
            self.call(&pointer, &probe.call, &scope);
            self.path_template(&format!("{pointer}/items"), &probe.items, &scope);
            for (key, path) in [("value", &probe.value), ("name", &probe.name)] {
                self.path(&format!("{pointer}/{key}"), path);
            }
            if let Some(hint) = &probe.hint {
                self.path(&format!("{pointer}/hint"), hint);
            }
            if let Some(prefer) = &probe.prefer {
                self.template(&format!("{pointer}/prefer"), prefer, Place::Text, &scope);
            }
            for (name, path) in &probe.keep {
                let pointer = member(&format!("{pointer}/keep"), name);
                self.name(pointer.clone(), name, &mut BTreeSet::new());
                self.path(&pointer, path);
            }
            scope = scope
                .with_kept(probe.keep.keys())
                .with_kept(std::iter::once(&probe.id));
        }
    }
}
