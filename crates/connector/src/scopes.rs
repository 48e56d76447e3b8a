//! The scopes of one connection: which a way offers, and whether a person's choice of them can be asked for.

use thiserror::Error;

use crate::template::is_template;
use crate::{Connector, OAuth2, Operation, ScopeNeed};

/// The most scopes of one choice, and the most characters of one and of all: an address has to carry them.
const MOST: usize = 100;
const LONGEST: usize = 200;
const LONGEST_OF_ALL: usize = 4000;

/// Why a choice of scopes cannot be asked for; its text fits beside the control.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScopeFault {
    /// The way asks for no scopes, or takes them from a field.
    #[error("This way to sign in takes no choice of scopes.")]
    NoChoice,
    /// Nothing is left.
    #[error("Choose at least one scope.")]
    Empty,
    /// A character RFC 6749 section 3.3 does not know, or the one that stands between scopes.
    #[error("\u{201c}{scope}\u{201d} is no scope: a scope has no blanks, quotes, backslashes{} or characters beyond ASCII.", if *comma { ", commas" } else { "" })]
    Unfit {
        /// As typed.
        scope: String,
        /// Whether a comma stands between this app's scopes.
        comma: bool,
    },
    /// One is too long.
    #[error("A scope has at most {LONGEST} characters.")]
    TooLong,
    /// Too many, or too many characters in all.
    #[error("These are too many scopes for one sign-in.")]
    TooMany,
}

impl OAuth2 {
    /// The scopes a person may choose among, in the definition's order; none where the way asks for none, or takes them
    /// from a field.
    pub fn offered_scopes(&self) -> Option<Vec<&str>> {
        let mut offered: Vec<&str> = Vec::new();
        for scope in self.scopes.iter().chain(&self.optional_scopes) {
            if is_template(scope) {
                return None;
            }
            if !offered.contains(&scope.as_str()) {
                offered.push(scope);
            }
        }
        (!offered.is_empty()).then_some(offered)
    }

    /// A choice as it is kept: each scope once, the definition's first, and those that cannot be left out among them.
    /// Nothing when it is just what the definition asks for.
    ///
    /// # Errors
    /// [`ScopeFault`], when it cannot be asked for.
    pub fn chosen_scopes(&self, wanted: &[String]) -> Result<Option<Vec<String>>, ScopeFault> {
        let offered = self.offered_scopes().ok_or(ScopeFault::NoChoice)?;
        let comma = self.scope_separator.contains(',');
        for scope in wanted {
            if !is_scope(scope) || (comma && scope.contains(',')) {
                let scope = scope.chars().take(LONGEST).collect();
                return Err(ScopeFault::Unfit { scope, comma });
            }
            if scope.len() > LONGEST {
                return Err(ScopeFault::TooLong);
            }
        }
        let chosen = self.with_required(wanted);
        if chosen.is_empty() {
            return Err(ScopeFault::Empty);
        }
        let characters: usize = chosen.iter().map(|scope| scope.len() + 1).sum();
        if chosen.len() > MOST || characters > LONGEST_OF_ALL {
            return Err(ScopeFault::TooMany);
        }
        Ok((chosen != offered).then_some(chosen))
    }

    /// What is asked for with a choice, or without one; nothing where there is none to make.
    pub fn asked_scopes(&self, chosen: Option<&[String]>) -> Option<Vec<String>> {
        let offered = self.offered_scopes()?;
        Some(match chosen {
            Some(chosen) => self.with_required(chosen),
            None => offered.into_iter().map(str::to_owned).collect(),
        })
    }

    /// A choice, with those that cannot be left out among it.
    fn with_required(&self, wanted: &[String]) -> Vec<String> {
        let of_definition = self
            .scopes
            .iter()
            .chain(&self.optional_scopes)
            .filter(|scope| self.required_scopes.contains(scope) || wanted.contains(scope));
        let mut chosen: Vec<String> = Vec::new();
        for scope in of_definition.chain(wanted) {
            if !chosen.contains(scope) {
                chosen.push(scope.clone());
            }
        }
        chosen
    }
}

impl Operation {
    /// What the operation needs and these scopes do not hold.
    pub fn missing_scopes<'o>(&'o self, held: &'o [String]) -> impl Iterator<Item = &'o ScopeNeed> {
        self.scopes.iter().filter(|need| !need.is_met_by(held))
    }
}

impl Connector {
    /// Every scope that a way of this app may ask for, as far as the definition spells it out.
    pub(crate) fn known_scopes(&self) -> Vec<&str> {
        let mut known: Vec<&str> = Vec::new();
        for oauth2 in self.auth.iter().filter_map(|way| way.kind.oauth2()) {
            for scope in oauth2.scopes.iter().chain(&oauth2.optional_scopes) {
                if !is_template(scope) && !known.contains(&scope.as_str()) {
                    known.push(scope);
                }
            }
        }
        known
    }
}

/// Whether a text is one scope (RFC 6749 section 3.3).
pub(crate) fn is_scope(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}
