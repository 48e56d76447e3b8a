//! Writes the door as TypeScript: each type once, and one interface `Api` from call to question and answer.
use std::any::TypeId;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use ts_rs::{Config, TS, TypeVisitor};

/// Collects the types the calls mention.
pub(crate) struct Types {
    config: Config,
    seen: Vec<TypeId>,
    declarations: BTreeMap<String, String>,
    calls: String,
}

impl Types {
    pub(crate) fn new() -> Self {
        Self {
            config: Config::new(),
            seen: Vec::new(),
            declarations: BTreeMap::new(),
            calls: String::new(),
        }
    }

    /// Adds one call to the interface.
    pub(crate) fn call(
        &mut self,
        name: &str,
        about: &str,
        question: Option<fn(&mut Self) -> String>,
        answer: Option<fn(&mut Self) -> String>,
    ) {
        let question = question.map_or_else(|| "null".to_owned(), |ask| ask(self));
        let answer = answer.map_or_else(|| "null".to_owned(), |ask| ask(self));
        if !about.is_empty() {
            writeln!(self.calls, "  /** {} */", about.trim())
                .expect("writing to a String cannot fail");
        }
        writeln!(
            self.calls,
            "  {name:?}: {{ ask: {question}; answer: {answer} }};"
        )
        .expect("writing to a String cannot fail");
    }

    /// The name of a type in TypeScript; declares it and what it mentions.
    pub(crate) fn name<T: TS + 'static + ?Sized>(&mut self) -> String {
        self.visit::<T>();
        T::name(&self.config)
    }

    pub(crate) fn finish(self) -> String {
        let mut text = String::from(
            "/** @file The engine's door, written by `cargo xtask types`; do not edit. */\n\n",
        );
        for declaration in self.declarations.values() {
            text.push_str(declaration);
            text.push_str("\n\n");
        }
        write!(text, "export interface Api {{\n{}}}\n", self.calls)
            .expect("writing to a String cannot fail");
        text
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        let id = TypeId::of::<T>();
        if self.seen.contains(&id) {
            return;
        }
        self.seen.push(id);
        T::visit_dependencies(self);
        T::visit_generics(self);
        // Only types of our own have a declaration and an output path; numbers and lists have none.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            self.declarations.insert(
                T::ident(&self.config),
                format!("{docs}export {}", T::decl(&self.config)),
            );
        }
    }
}
