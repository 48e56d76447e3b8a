//! The words for scopes that a sign-in does not hold.
use super::rights_words::{KEPT, counted};
use super::{ActionKind, Problem, ProblemKind};
use crate::view::ScopeStop;

impl Problem {
    /// A connection whose sign-in lacks scopes that recipes need.
    pub(crate) fn missing_scopes(app: &str, scopes: &[String], reach: (usize, usize)) -> Self {
        let (steps, recipes) = reach;
        let what = format!(
            "The sign-in lacks {}; {} in {} {} affected.",
            named(scopes),
            counted(steps, "step"),
            counted(recipes, "recipe"),
            if steps == 1 { "is" } else { "are" },
        );
        Self::lacking_scopes(app, what, scopes)
    }

    /// A step that needs scopes which its sign-in lacks.
    pub(crate) fn step_lacks_scopes(app: &str, scopes: &[String]) -> Self {
        Self::lacking_scopes(app, format!("{}.", sentence(scopes)), scopes)
    }

    /// A sign-in that was granted less than was asked for, whatever needs it.
    pub(crate) fn scopes_not_granted(app: &str, scopes: &[String]) -> Self {
        let what = format!("{app} did not grant {}.", named(scopes));
        Self::lacking_scopes(app, what, scopes)
    }

    fn lacking_scopes(app: &str, what: String, scopes: &[String]) -> Self {
        let them = if scopes.len() == 1 { "it" } else { "them" };
        let label = match scopes.len() {
            1 => "Reconnect with this scope",
            _ => "Reconnect with these scopes",
        };
        let mut problem = Self::of(
            ProblemKind::Rights,
            what,
            KEPT,
            format!(
                "Sign in again with {them}, and allow {them} where {app} asks. If {app} does not ask, its administrator or the OAuth client there has to allow {them} first."
            ),
        )
        .offering(ActionKind::Reconnect, label);
        if let Some(action) = &mut problem.action {
            action.scopes = Some(scopes.to_vec());
        }
        problem
    }

    /// A sign-in that was to be started with scopes which stop steps.
    pub(crate) fn scopes_stop(stops: &[ScopeStop], reach: (usize, usize)) -> Self {
        let (steps, recipes) = reach;
        let scopes: Vec<String> = stops.iter().map(|stop| stop.scope.clone()).collect();
        let mut problem = Self::of(
            ProblemKind::Input,
            format!(
                "Without {}, {} in {} {} working.",
                named(&scopes),
                counted(steps, "step"),
                counted(recipes, "recipe"),
                if steps == 1 { "stops" } else { "stop" },
            ),
            "Nothing was opened, and the connection is as it was.",
            "Add what is missing, or say that you go on without it.",
        );
        problem.field = Some(crate::scopes::SCOPES.to_owned());
        problem
    }

    /// An app that knows no such scope, or does not offer it to the OAuth client.
    pub(crate) fn scope_refused(app: &str) -> Self {
        Self::of(
            ProblemKind::Input,
            format!("{app} refused one of the scopes asked for."),
            "Nothing was changed.",
            format!(
                "Choose other scopes for the connection, or allow them at the OAuth client in {app}."
            ),
        )
    }
}

/// "the sign-in lacks the scope write", for the head of a recipe.
pub(crate) fn lacks(scopes: &[String]) -> String {
    format!("the sign-in lacks {}", named(scopes))
}

fn sentence(scopes: &[String]) -> String {
    format!("The sign-in lacks {}", named(scopes))
}

/// "the scope read", "the scopes read and write".
fn named(scopes: &[String]) -> String {
    match scopes {
        [one] => format!("the scope {one}"),
        [all @ .., last] => format!("the scopes {} and {last}", all.join(", ")),
        [] => "a scope".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_scopes_are_named_with_what_they_stop_and_the_one_way_out() {
        let scopes = |names: &[&str]| -> Vec<String> {
            names.iter().map(|name| (*name).to_owned()).collect()
        };
        let one = Problem::missing_scopes("Zendesk", &scopes(&["write"]), (1, 1));
        assert_eq!(
            one.what,
            "The sign-in lacks the scope write; one step in one recipe is affected."
        );
        let action = one.action.unwrap();
        assert_eq!(action.label, "Reconnect with this scope");
        assert_eq!(action.scopes, Some(scopes(&["write"])));
        let more = Problem::step_lacks_scopes("Zendesk", &scopes(&["a", "b", "c"]));
        assert_eq!(more.what, "The sign-in lacks the scopes a, b and c.");
        assert_eq!(more.action.unwrap().label, "Reconnect with these scopes");
    }
}
