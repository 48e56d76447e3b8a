//! Rights: that they can be asked for and read, and that operations need what there is.

use std::collections::BTreeSet;

use super::Checks;
use super::names::Scope;
use crate::fields::bounded;
use crate::mistake::{Finding, suggestion};
use crate::spans::member;
use crate::template::Place;
use crate::{Operation, RightsFamily, UserLooks};

impl Checks<'_> {
    pub(super) fn rights(&mut self) {
        let connector = self.connector;
        let mut seen = BTreeSet::new();
        for (index, family) in connector.rights.iter().enumerate() {
            let pointer = format!("/rights/{index}");
            self.name(format!("{pointer}/id"), &family.id, &mut seen);
            self.family(&pointer, family);
        }
        if let Some(looks) = &connector.user_looks {
            self.user_looks(looks);
        }
    }

    fn family(&mut self, pointer: &str, family: &RightsFamily) {
        let connector = self.connector;
        let scope = Scope::of(connector).with_everything_kept(connector);
        let params = Scope::default().with_all(&family.params);
        let mut seen = BTreeSet::new();
        for (index, param) in family.params.iter().enumerate() {
            let pointer = format!("{pointer}/params/{index}");
            self.name(pointer.clone(), param, &mut seen);
            if scope.knows(param) {
                self.mistake(pointer, format!("there is another `{param}` already"));
            }
        }
        self.call(pointer, &family.call, &scope.with_all(&family.params));
        self.path_template(&format!("{pointer}/item"), &family.item, &params);
        for (key, source) in [
            ("grantable", &family.grantable),
            ("file_name", &family.file_name),
        ] {
            if let Some(source) = source {
                self.path_or_expression(&format!("{pointer}/{key}"), source);
            }
        }
        if family.named.is_empty() {
            self.mistake(format!("{pointer}/named"), "a family has rights");
        }
        let mut seen = BTreeSet::new();
        for (index, right) in family.named.iter().enumerate() {
            let pointer = format!("{pointer}/named/{index}");
            self.name(format!("{pointer}/id"), &right.id, &mut seen);
            for (key, source) in [("label", &right.label), ("may", &right.may)] {
                self.template(&format!("{pointer}/{key}"), source, Place::Text, &params);
            }
            if let Some(source) = &right.granted {
                self.path_or_expression(&format!("{pointer}/granted"), source);
            }
            let Some(file) = right.file else { continue };
            let pointer = format!("{pointer}/file");
            if connector.rights_file.is_none() {
                let finding = Finding::mistake("this app has no file with rights");
                self.note(&pointer, finding.hint("say its format in `[rights_file]`"));
            }
            for param in file.params() {
                if !family.params.iter().any(|known| known == param) {
                    self.mistake(&pointer, format!("this needs the parameter `{param}`"));
                }
            }
        }
    }

    fn path_or_expression(&mut self, pointer: &str, source: &str) {
        if source.starts_with('$') {
            self.path(pointer, source);
        } else {
            self.expression(pointer, source, &Scope::default().with("item"));
        }
    }

    /// What an operation needs: a right there is, with each of its parameters from an input.
    pub(super) fn requirements(&mut self, pointer: &str, operation: &Operation) {
        let connector = self.connector;
        for (index, requirement) in operation.requires.iter().enumerate() {
            let pointer = format!("{pointer}/requires/{index}");
            let Some((family, _)) = connector.right(&requirement.right) else {
                let known: Vec<String> = connector
                    .rights
                    .iter()
                    .flat_map(|family| {
                        let named = family.named.iter();
                        named.map(|right| format!("{}.{}", family.id, right.id))
                    })
                    .collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let finding =
                    Finding::mistake(format!("there is no right `{}`", requirement.right));
                self.note(
                    format!("{pointer}/right"),
                    finding.hint(suggestion(&requirement.right, &known)),
                );
                continue;
            };
            let params: Vec<&str> = family.params.iter().map(String::as_str).collect();
            let inputs: Vec<&str> = operation
                .inputs
                .iter()
                .map(|input| input.key.as_str())
                .collect();
            for (param, from) in &requirement.params {
                let pointer = member(&format!("{pointer}/params"), param);
                if !params.contains(&param.as_str()) {
                    let finding = Finding::mistake(format!(
                        "right `{}` has no parameter `{param}`",
                        requirement.right
                    ));
                    self.note(&pointer, finding.hint(suggestion(param, &params)));
                }
                if !inputs.contains(&from.as_str()) {
                    let finding = Finding::mistake(format!("no input is called `{from}`"));
                    self.note(pointer, finding.hint(suggestion(from, &inputs)));
                }
            }
            for param in params
                .iter()
                .filter(|param| !requirement.params.contains_key(**param))
            {
                self.mistake(
                    &pointer,
                    format!(
                        "right `{}` needs `{param}`: say in `params` which input gives it",
                        requirement.right
                    ),
                );
            }
        }
    }

    fn user_looks(&mut self, looks: &UserLooks) {
        let connector = self.connector;
        let scope = Scope::of(connector).with_everything_kept(connector);
        match &looks.call {
            Some(call) => self.call("/user_looks", call, &scope),
            None if !looks.keep.is_empty() => {
                self.mistake("/user_looks/keep", "there is no request to keep it from");
            }
            None => {}
        }
        for (name, path) in &looks.keep {
            self.path(&member("/user_looks/keep", name), path);
        }
        for (index, sign) in looks.signs.iter().enumerate() {
            let pointer = format!("/user_looks/signs/{index}");
            if !scope.knows(&sign.name) && !looks.keep.contains_key(&sign.name) {
                self.mistake(
                    format!("{pointer}/name"),
                    format!("nothing is kept as `{}`", sign.name),
                );
            }
            if let Err(error) = bounded(&sign.pattern) {
                let text = error.to_string();
                let what = text.lines().last().unwrap_or_default();
                self.mistake(
                    format!("{pointer}/pattern"),
                    what.trim_start_matches("error: "),
                );
            }
        }
    }
}
