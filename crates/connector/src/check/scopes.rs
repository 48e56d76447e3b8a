//! Scopes: that those which are needed, or cannot be left out, are ones that a way asks for.

use super::Checks;
use crate::mistake::{Finding, suggestion};
use crate::{OAuth2, Operation, ScopeNeed};

impl Checks<'_> {
    /// What cannot be left out is asked for in the first place.
    pub(super) fn required_scopes(&mut self, pointer: &str, oauth2: &OAuth2) {
        let all = oauth2.scopes.iter().chain(&oauth2.optional_scopes);
        let known: Vec<&str> = all.map(String::as_str).collect();
        for (index, scope) in oauth2.required_scopes.iter().enumerate() {
            if !known.contains(&scope.as_str()) {
                let finding =
                    Finding::mistake(format!("this way does not ask for the scope `{scope}`"));
                self.note(
                    format!("{pointer}/required_scopes/{index}"),
                    finding.hint(suggestion(scope, &known)),
                );
            }
        }
    }

    /// What an operation needs can be asked for. Of several that will do, the first is the one that is.
    pub(super) fn needed_scopes(&mut self, pointer: &str, operation: &Operation) {
        let known = self.connector.known_scopes();
        for (index, need) in operation.scopes.iter().enumerate() {
            let pointer = match need {
                ScopeNeed::Named(_) => format!("{pointer}/scopes/{index}"),
                ScopeNeed::AnyOf(scopes) if scopes.is_empty() => {
                    self.mistake(
                        format!("{pointer}/scopes/{index}"),
                        "a list of scopes of which one will do has scopes",
                    );
                    continue;
                }
                ScopeNeed::AnyOf(_) => format!("{pointer}/scopes/{index}/0"),
            };
            let scope = need.first();
            if !known.contains(&scope) {
                let finding = Finding::mistake(format!("no way asks for the scope `{scope}`"));
                self.note(pointer, finding.hint(suggestion(scope, &known)));
            }
        }
    }
}
