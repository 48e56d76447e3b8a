//! Templates, addresses and requests: that they compile, know their names and lead where they may.

use serde_json::Value;
use url::Url;

use super::Checks;
use super::names::Scope;
use crate::mistake::{Finding, suggestion};
use crate::path::Path;
use crate::plan::is_header_name;
use crate::spans::{entry, member};
use crate::template::{self, Place};
use crate::{Call, address};

impl Checks<'_> {
    /// A template: compiles and uses known names only. Says whether it does.
    pub(super) fn template(
        &mut self,
        pointer: &str,
        source: &str,
        place: Place,
        scope: &Scope,
    ) -> bool {
        if let Some(flaw) = template::flaw(source, place) {
            self.mistake(pointer, flaw);
            return false;
        }
        self.known_names(pointer, template::names(source, place).iter(), scope)
    }

    /// An expression: compiles and uses known names only.
    pub(super) fn expression(&mut self, pointer: &str, source: &str, scope: &Scope) -> bool {
        if let Some(flaw) = template::expression_flaw(source) {
            self.mistake(pointer, flaw);
            return false;
        }
        self.known_names(
            pointer,
            template::expression_names(source, false).iter(),
            scope,
        )
    }

    fn known_names<'n>(
        &mut self,
        pointer: &str,
        names: impl Iterator<Item = &'n String>,
        scope: &Scope,
    ) -> bool {
        let mut all_known = true;
        for name in names.filter(|name| !scope.knows(name)) {
            all_known = false;
            let finding = Finding::mistake(format!("`{name}` is not known here"));
            self.note(pointer, finding.hint(suggestion(name, &scope.all())));
        }
        all_known
    }

    /// An address template: tried with every option, it makes an https address (or http on this machine). Gives what
    /// the trials led to.
    pub(super) fn address(&mut self, pointer: &str, source: &str, scope: &Scope) -> Vec<Url> {
        if !self.template(pointer, source, Place::Address, scope) {
            return Vec::new();
        }
        if scope.begins_with_kept(source) && self.connector.api_hosts.is_empty() {
            let finding = Finding::mistake("an answer could send the credential to any host");
            self.note(
                pointer,
                finding.hint("name the hosts it may go to in `api_hosts`"),
            );
        }
        let mut urls = Vec::new();
        for values in scope.trials(source) {
            let tried = template::render(source, Place::Address, &values)
                .and_then(|text| address::assemble(&text));
            match tried {
                Ok(assembled) => urls.push(assembled.url),
                Err(error) => {
                    self.mistake(pointer, error.to_string());
                    return urls;
                }
            }
        }
        urls
    }

    /// A JSONPath.
    pub(super) fn path(&mut self, pointer: &str, source: &str) {
        if let Err(why) = Path::compile(source) {
            let finding = Finding::mistake(why);
            self.note(
                pointer,
                finding.hint("paths are written as RFC 9535 says, such as `$.user.name`"),
            );
        }
    }

    /// A JSONPath that may hold parameters; they stand inside quotes, so that a value cannot become part of the path.
    pub(super) fn path_template(&mut self, pointer: &str, source: &str, scope: &Scope) {
        if !self.template(pointer, source, Place::Path, scope) {
            return;
        }
        let values = scope
            .all()
            .into_iter()
            .map(|name| (name.to_owned(), minijinja::Value::from("it's ] \"tried\"")))
            .collect();
        match template::render(source, Place::Path, &values) {
            Ok(filled) => self.path(pointer, &filled),
            Err(error) => self.mistake(pointer, error.to_string()),
        }
    }

    /// A request.
    pub(super) fn call(&mut self, pointer: &str, call: &Call, scope: &Scope) {
        let method = call.method.as_str().to_ascii_lowercase();
        self.address(&member(pointer, &method), &call.url, scope);
        for (name, source) in &call.headers {
            let pointer = member(&member(pointer, "headers"), name);
            self.header_name(&pointer, name);
            self.template(&pointer, source, Place::Text, scope);
        }
        for (name, source) in &call.query {
            self.template(
                &member(&member(pointer, "query"), name),
                source,
                Place::Text,
                scope,
            );
        }
        for (name, source) in &call.form {
            let pointer = member(&member(pointer, "form"), name);
            self.template(&pointer, source, Place::Text, scope);
        }
        if let Some(body) = &call.body {
            self.body(&member(pointer, "body"), body, scope);
        }
    }

    fn body(&mut self, pointer: &str, body: &Value, scope: &Scope) {
        match body {
            Value::String(source) => {
                self.template(pointer, source, Place::Text, scope);
            }
            Value::Array(entries) => {
                entries
                    .iter()
                    .enumerate()
                    .for_each(|(at, it)| self.body(&entry(pointer, at), it, scope));
            }
            Value::Object(members) => members
                .iter()
                .for_each(|(name, it)| self.body(&member(pointer, name), it, scope)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A header's name.
    pub(super) fn header_name(&mut self, pointer: &str, name: &str) {
        if !is_header_name(name) {
            self.mistake(
                pointer,
                "this is no name of a header that a definition may set",
            );
        }
    }
}
