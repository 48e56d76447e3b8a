//! Picklists, operations and error rules: that they refer to what there is.

use std::collections::BTreeSet;

use super::Checks;
use super::names::Scope;
use crate::fields::bounded;
use crate::mistake::{Finding, suggestion};
use crate::spans::member;
use crate::{Input, InputControl, Matcher, Paging, Picklist, Statuses};

impl Checks<'_> {
    pub(super) fn picklists(&mut self) {
        let connector = self.connector;
        let mut seen = BTreeSet::new();
        for (index, picklist) in connector.picklists.iter().enumerate() {
            let pointer = format!("/picklists/{index}");
            self.id(format!("{pointer}/id"), &picklist.id, &mut seen);
            self.picklist(&pointer, picklist);
        }
    }

    fn picklist(&mut self, pointer: &str, picklist: &Picklist) {
        let connector = self.connector;
        let scope = Scope::of(connector).with_everything_kept(connector);
        let mut seen = BTreeSet::new();
        for (index, param) in picklist.params.iter().enumerate() {
            let pointer = format!("{pointer}/params/{index}");
            self.name(pointer.clone(), param, &mut seen);
            if scope.knows(param) {
                self.mistake(pointer, format!("there is another `{param}` already"));
            }
        }
        let mut values = BTreeSet::new();
        for (index, row) in picklist.options.iter().enumerate() {
            if !values.insert(&row.value) {
                self.mistake(
                    format!("{pointer}/options/{index}/value"),
                    format!("there is another `{}` already", row.value),
                );
            }
        }
        let Some(call) = &picklist.call else {
            if picklist.options.is_empty() {
                self.mistake(pointer, "a picklist has a request, `options`, or both");
            }
            return;
        };
        let scope = scope.with_all(&picklist.params);
        self.call(pointer, call, &scope);
        self.path_template(
            &format!("{pointer}/items"),
            &picklist.items,
            &Scope::default().with_all(&picklist.params),
        );
        let row = &picklist.row;
        let members = [
            ("value", Some(&row.value)),
            ("label", Some(&row.label)),
            ("kind", row.kind.as_ref()),
            ("required", row.required.as_ref()),
            ("custom", row.custom.as_ref()),
            ("hint", row.hint.as_ref()),
        ];
        for (name, source) in members {
            let Some(source) = source else { continue };
            let pointer = format!("{pointer}/row/{name}");
            if source.starts_with('$') {
                self.path(&pointer, source);
            } else {
                self.expression(&pointer, source, &Scope::default().with("item"));
            }
        }
        if let Some(page) = &picklist.page {
            self.paging(&format!("{pointer}/page"), page);
        }
    }

    fn paging(&mut self, pointer: &str, page: &Paging) {
        let ways = [&page.next, &page.cursor, &page.number, &page.offset];
        if ways.into_iter().flatten().count() != 1 {
            self.mistake(
                pointer,
                "a list goes on in one way: `next`, `cursor`, `number` or `offset`",
            );
        }
        let paths = [
            ("next", &page.next),
            ("cursor", &page.cursor),
            ("more", &page.more),
        ];
        for (key, path) in paths {
            if let Some(path) = path {
                self.path(&format!("{pointer}/{key}"), path);
            }
        }
        if page.cursor.is_some() != page.param.is_some() {
            self.mistake(
                pointer,
                "`cursor` says where the mark is found, `param` where it goes: they stand together",
            );
        }
        let counts = page.number.is_some() || page.offset.is_some();
        if counts != page.size.is_some() {
            self.mistake(
                pointer,
                "`size` says how many entries a full page has, for `number` and `offset`",
            );
        }
        if page.size == Some(0) {
            self.mistake(format!("{pointer}/size"), "a full page has entries");
        }
        if page.max_pages == 0 {
            self.mistake(format!("{pointer}/max_pages"), "at least one page is read");
        }
    }

    pub(super) fn operations(&mut self) {
        let connector = self.connector;
        let mut seen = BTreeSet::new();
        for (index, operation) in connector.operations.iter().enumerate() {
            let pointer = format!("/operations/{index}");
            self.id(format!("{pointer}/id"), &operation.id, &mut seen);
            let mut earlier = BTreeSet::new();
            for (index, input) in operation.inputs.iter().enumerate() {
                let pointer = format!("{pointer}/inputs/{index}");
                self.input(&pointer, input, &earlier);
                self.name(format!("{pointer}/key"), &input.key, &mut earlier);
            }
            self.requirements(&pointer, operation);
            self.needed_scopes(&pointer, operation);
        }
    }

    fn input(&mut self, pointer: &str, input: &Input, earlier: &BTreeSet<String>) {
        let connector = self.connector;
        let Some(id) = &input.picklist else {
            if input.control == InputControl::Picklist {
                self.mistake(pointer, "`picklist` is missing: it names the list");
            }
            if !input.params.is_empty() {
                self.mistake(format!("{pointer}/params"), "parameters are for a picklist");
            }
            return;
        };
        if input.control != InputControl::Picklist {
            self.mistake(
                format!("{pointer}/picklist"),
                "a picklist goes with `control = \"picklist\"`",
            );
        }
        let Some(picklist) = connector.picklist(id) else {
            let known: Vec<&str> = connector
                .picklists
                .iter()
                .map(|picklist| picklist.id.as_str())
                .collect();
            let finding = Finding::mistake(format!("there is no picklist `{id}`"));
            return self.note(
                format!("{pointer}/picklist"),
                finding.hint(suggestion(id, &known)),
            );
        };
        let known: Vec<&str> = picklist.params.iter().map(String::as_str).collect();
        for (param, from) in &input.params {
            let pointer = member(&format!("{pointer}/params"), param);
            if !picklist.params.contains(param) {
                let finding =
                    Finding::mistake(format!("picklist `{id}` has no parameter `{param}`"));
                self.note(&pointer, finding.hint(suggestion(param, &known)));
            }
            if !earlier.contains(from) {
                let known: Vec<&str> = earlier.iter().map(String::as_str).collect();
                let finding = Finding::mistake(format!("no earlier input is called `{from}`"));
                self.note(pointer, finding.hint(suggestion(from, &known)));
            }
        }
        for param in picklist
            .params
            .iter()
            .filter(|param| !input.params.contains_key(*param))
        {
            self.mistake(
                pointer,
                format!("picklist `{id}` needs `{param}`: say in `params` which input gives it"),
            );
        }
    }

    pub(super) fn errors(&mut self) {
        for (index, rule) in self.connector.errors.iter().enumerate() {
            self.matcher(&format!("/errors/{index}"), &rule.when);
        }
    }

    /// What an answer must look like.
    pub(super) fn matcher(&mut self, pointer: &str, matcher: &Matcher) {
        if matcher.status.is_none()
            && matcher.equals.is_none()
            && matcher.pattern.is_none()
            && matcher.header.is_none()
        {
            self.mistake(
                pointer,
                "a rule has a condition: status, equals, pattern or header",
            );
        }
        let statuses = match &matcher.status {
            None => &[][..],
            Some(Statuses::One(one)) => std::slice::from_ref(one),
            Some(Statuses::Any(all)) => all,
        };
        if let Some(status) = statuses
            .iter()
            .find(|status| !(100..=599).contains(*status))
        {
            self.mistake(
                format!("{pointer}/status"),
                format!("{status} is no status"),
            );
        }
        if let Some(path) = &matcher.path {
            self.path(&format!("{pointer}/path"), path);
            if matcher.equals.is_none() && matcher.pattern.is_none() {
                self.mistake(
                    format!("{pointer}/path"),
                    "a path goes with equals or pattern",
                );
            }
        }
        if let Some(pattern) = &matcher.pattern
            && let Err(error) = bounded(pattern)
        {
            let text = error.to_string();
            self.mistake(
                format!("{pointer}/pattern"),
                text.lines()
                    .last()
                    .unwrap_or_default()
                    .trim_start_matches("error: "),
            );
        }
    }
}
