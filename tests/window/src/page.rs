//! The page of the main window, in the words of a person: press, type, see.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::driver::{Driver, Element};
use crate::wait::until;

/// Finders that every script may use.
const FINDERS: &str = include_str!("page.js");

impl Driver {
    /// Presses a button, once it can be pressed.
    pub(crate) fn press(&self, role: &str, name: &str, within: Option<&str>) -> Result<()> {
        let element = until(
            Wanted {
                driver: self,
                what: format!("{role} {name:?} to press"),
            },
            || {
                self.look(
                "const it = find(arguments[0], arguments[1], arguments[2]);
                 return it && !it.disabled && it.getAttribute('aria-disabled') !== 'true' ? it.closest('label') ?? it : null;",
                &[json!(role), json!(name), json!(within)],
            )
            },
        )?;
        self.click(&element)
            .with_context(|| format!("pressing {name:?}"))
    }

    /// Whether something of that role and name is there and can be used; none while it is not there.
    pub(crate) fn is_enabled(&self, role: &str, name: &str) -> Result<Option<bool>> {
        let answer = self.ask(
            "const it = find(arguments[0], arguments[1]);
             return it ? !it.disabled && it.getAttribute('aria-disabled') !== 'true' : null;",
            &[json!(role), json!(name)],
        )?;
        Ok(answer.as_bool())
    }

    /// Puts the keyboard into a field.
    pub(crate) fn go_into(&self, name: &str, within: Option<&str>) -> Result<()> {
        let element = self.field(name, within)?;
        self.click(&element)
    }

    /// The one field of that name.
    fn field(&self, name: &str, within: Option<&str>) -> Result<Element> {
        until(
            Wanted {
                driver: self,
                what: format!("the field {name:?}"),
            },
            || {
                self.look(
                "const it = find('field', arguments[0], arguments[1]); return it && !it.disabled ? it : null;",
                &[json!(name), json!(within)],
            )
            },
        )
    }

    /// Waits until the words can be read in the page, or in one part of it.
    pub(crate) fn sees(&self, words: &str, within: Option<&str>) -> Result<()> {
        until(
            Wanted {
                driver: self,
                what: format!("the words {words:?}"),
            },
            || {
                let seen = self.ask("return words(arguments[0]);", &[json!(within)])?;
                Ok(seen
                    .as_str()
                    .is_some_and(|seen| seen.contains(words))
                    .then_some(()))
            },
        )
    }

    /// Waits until the words can no longer be read.
    pub(crate) fn sees_no_more(&self, words: &str) -> Result<()> {
        until(
            Wanted {
                driver: self,
                what: format!("the words {words:?} to go"),
            },
            || {
                let seen = self.ask("return words();", &[])?;
                Ok(seen
                    .as_str()
                    .is_some_and(|seen| !seen.contains(words))
                    .then_some(()))
            },
        )
    }

    /// What stands in a field.
    pub(crate) fn value_of(&self, name: &str) -> Result<String> {
        let value = self.ask(
            "return find('field', arguments[0])?.value ?? null;",
            &[json!(name)],
        )?;
        value
            .as_str()
            .map(str::to_owned)
            .with_context(|| format!("there is no field {name:?}"))
    }

    /// Markup, values of fields, and what the page stores.
    pub(crate) fn inside(&self) -> Result<String> {
        let held = self.ask(
            "const values = [...document.querySelectorAll('input, textarea')].map(field => field.value);
             return [document.documentElement.outerHTML, ...values, JSON.stringify(localStorage),
               JSON.stringify(sessionStorage), document.cookie, location.href].join('\\n');",
            &[],
        )?;
        Ok(held.as_str().unwrap_or_default().to_owned())
    }

    /// Everything that can be read now.
    pub(crate) fn words(&self) -> Result<String> {
        Ok(self
            .ask("return words();", &[])?
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }

    /// Names of everything of a role, in the order of the page.
    pub(crate) fn names(&self, role: &str) -> Result<Vec<String>> {
        let found = self.ask(
            "return [...document.querySelectorAll(tags[arguments[0]])].filter(reachable).map(nameOf);",
            &[json!(role)],
        )?;
        let Value::Array(names) = found else {
            bail!("expected names, got {found}")
        };
        Ok(names
            .iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect())
    }

    /// Runs a script that may use the finders.
    pub(crate) fn ask(&self, body: &str, arguments: &[Value]) -> Result<Value> {
        self.run(&format!("{FINDERS}\n{body}"), arguments)
    }

    fn look(&self, body: &str, arguments: &[Value]) -> Result<Option<Element>> {
        self.element(&format!("{FINDERS}\n{body}"), arguments)
    }
}

/// Says what was there instead, when something never came.
struct Wanted<'a> {
    driver: &'a Driver,
    what: String,
}

impl std::fmt::Display for Wanted<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let there = self
            .driver
            .words()
            .unwrap_or_else(|error| format!("nothing: {error}"));
        write!(formatter, "{}; the page read:\n{there}\n", self.what)
    }
}
