//! The words for missing rights and lost choices.
use super::{ActionKind, Problem, ProblemKind};

/// A needed right that is missing, with what it stops.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MissingRight<'a> {
    pub(crate) app: &'a str,
    pub(crate) user: Option<&'a str>,
    /// "Edit on Account".
    pub(crate) label: &'a str,
    /// How many more are missing.
    pub(crate) more: usize,
    pub(crate) steps: usize,
    pub(crate) recipes: usize,
    /// Whether the user had it before.
    pub(crate) was_there: bool,
}

pub(super) const KEPT: &str = "The sign-in works; your recipes and their choices are unchanged.";

impl Problem {
    /// A connection whose user lacks rights that recipes need.
    pub(crate) fn missing_right(missing: &MissingRight<'_>) -> Self {
        let who = missing.user.unwrap_or("The connected user");
        let verb = if missing.was_there { "lost" } else { "lacks" };
        let more = match missing.more {
            0 => String::new(),
            1 => " and one right more".to_owned(),
            more => format!(" and {more} rights more"),
        };
        let what = format!(
            "{who} {verb} {}{more}; {} in {} {} affected.",
            missing.label,
            counted(missing.steps, "step"),
            counted(missing.recipes, "recipe"),
            if missing.steps == 1 { "is" } else { "are" },
        );
        Self::of(
            kind(missing.was_there),
            what,
            KEPT,
            format!(
                "Ask the administrator of {} for it: the text to hand over is on the connection\u{2019}s page. Then check again.",
                missing.app
            ),
        )
        .offering(ActionKind::Check, "Check again")
    }

    /// A step whose user may not do what it does.
    pub(crate) fn step_not_allowed(
        app: &str,
        sentence: &str,
        more: usize,
        was_there: bool,
    ) -> Self {
        let more = match more {
            0 => String::new(),
            1 => ", and lacks one right more".to_owned(),
            more => format!(", and lacks {more} rights more"),
        };
        Self::of(
            kind(was_there),
            format!("{sentence}{more}."),
            KEPT,
            format!(
                "Ask the administrator of {app} for the right, or use a connection of another user. Then check again."
            ),
        )
        .offering(ActionKind::Check, "Check again")
    }

    /// A choice the connected user can no longer see.
    pub(crate) fn lost_choice(app: &str, what: &str, input: &str) -> Self {
        let mut problem = Self::of(
            ProblemKind::RightsReduced,
            what,
            "The choice is kept.",
            format!(
                "Choose another, or ask the administrator of {app} for the right to see it and check the connection again."
            ),
        )
        .offering(ActionKind::ChooseInput, "Choose again");
        problem.field = Some(input.to_owned());
        problem
    }

    /// An app whose rights are granted by hand alone.
    pub(crate) fn no_rights_file(app: &str) -> Self {
        Self::of(
            ProblemKind::NotFound,
            format!("{app} takes no file with rights."),
            "Nothing is lost.",
            "Hand the checklist on the connection\u{2019}s page to its administrator.",
        )
    }
}

fn kind(was_there: bool) -> ProblemKind {
    if was_there {
        ProblemKind::RightsReduced
    } else {
        ProblemKind::Rights
    }
}

/// "one step", "3 steps".
pub(super) fn counted(count: usize, thing: &str) -> String {
    match count {
        1 => format!("one {thing}"),
        _ => format!("{count} {thing}s"),
    }
}

/// A stretch of time: "40 seconds", "15 minutes", "2 hours", "30 days".
pub(crate) fn span(seconds: i64) -> String {
    let whole = |unit: i64, name: &str| counted_number((seconds + unit / 2) / unit, name);
    match seconds {
        ..=90 => counted_number(seconds, "second"),
        91..=5_399 => whole(60, "minute"),
        5_400..=172_799 => whole(3_600, "hour"),
        _ => whole(86_400, "day"),
    }
}

fn counted_number(count: i64, unit: &str) -> String {
    match count {
        1 => format!("one {unit}"),
        _ => format!("{count} {unit}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_right_says_which_how_many_more_and_what_it_stops() {
        let missing = MissingRight {
            app: "Salesforce",
            user: Some("it@acme.test"),
            label: "Edit on Account",
            more: 2,
            steps: 3,
            recipes: 2,
            was_there: true,
        };
        let problem = Problem::missing_right(&missing);
        assert_eq!(problem.kind, ProblemKind::RightsReduced);
        assert_eq!(
            problem.what,
            "it@acme.test lost Edit on Account and 2 rights more; 3 steps in 2 recipes are affected."
        );
        let never = Problem::missing_right(&MissingRight {
            more: 0,
            steps: 1,
            recipes: 1,
            was_there: false,
            user: None,
            ..missing
        });
        assert_eq!(never.kind, ProblemKind::Rights);
        assert_eq!(
            never.what,
            "The connected user lacks Edit on Account; one step in one recipe is affected."
        );
        assert_eq!(never.action.unwrap().kind, ActionKind::Check);
    }

    #[test]
    fn stretches_of_time_are_said_in_the_unit_that_fits() {
        let said: Vec<String> = [1, 40, 900, 7_200, 2_592_000].map(span).to_vec();
        assert_eq!(
            said,
            [
                "one second",
                "40 seconds",
                "15 minutes",
                "2 hours",
                "30 days"
            ]
        );
    }
}
