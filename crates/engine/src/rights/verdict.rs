//! Judges whether recipes miss a right: what the connection says of it, and what its history keeps.
use std::collections::BTreeSet;

use larder_store::{StoreError, Tx, history};
use serde_json::{Value, json};

use super::known::{Line, Rights};
use super::needs::Needs;
use crate::problem::{MissingRight, Problem, ProblemKind};
use crate::scopes;

/// What the connection lacks for its recipes, as its row keeps it; none when nothing is missing.
/// A missing scope is said before a missing right: without it the right is of no use.
pub(crate) fn limits(
    known: Option<&Rights>,
    held: Option<&[String]>,
    needs: &Needs,
    app: &str,
    user: Option<&str>,
) -> Option<Value> {
    let scopes = held.and_then(|held| missing_scopes(held, needs, app));
    let problem = scopes.or_else(|| problem(known?, needs, app, user))?;
    serde_json::to_value(problem).ok()
}

fn missing_scopes(held: &[String], needs: &Needs, app: &str) -> Option<Problem> {
    let lacking = scopes::lacking(needs, held);
    let named: Vec<String> = lacking.iter().map(|stop| stop.scope.clone()).collect();
    (!named.is_empty()).then(|| Problem::missing_scopes(app, &named, scopes::reach(&lacking)))
}

fn problem(known: &Rights, needs: &Needs, app: &str, user: Option<&str>) -> Option<Problem> {
    let mut missing = needs.missing(known);
    // What was lost is said before what never was.
    missing.sort_by_key(|line| !line.had);
    let first = *missing.first()?;
    let (steps, recipes) = reach(&missing, needs);
    Some(Problem::missing_right(&MissingRight {
        app,
        user,
        label: &first.label,
        more: missing.len() - 1,
        steps,
        recipes,
        was_there: first.had,
    }))
}

/// How many steps in how many recipes need one of these.
fn reach(missing: &[&Line], needs: &Needs) -> (usize, usize) {
    let mut steps = BTreeSet::new();
    for line in missing {
        for user in needs.users_of(&line.right, &line.params) {
            steps.extend(user.steps.iter().map(|step| (user.recipe.as_str(), *step)));
        }
    }
    let recipes: BTreeSet<&str> = steps.iter().map(|(recipe, _)| *recipe).collect();
    (steps.len(), recipes.len())
}

/// Keeps in the history which needed rights went and which came back since the last telling.
pub(crate) fn note_difference(
    tx: &Tx<'_>,
    connection: &str,
    before: Option<&Rights>,
    now: &Rights,
    needs: &Needs,
) -> Result<(), StoreError> {
    let held = |line: &Line| {
        before.and_then(|before| {
            before
                .line(&line.right, &line.params)
                .and_then(|it| it.held)
        })
    };
    let needed: Vec<&Line> = now
        .lines
        .iter()
        .filter(|line| !needs.users_of(&line.right, &line.params).is_empty())
        .collect();
    let lost: Vec<&str> = needed
        .iter()
        .filter(|line| line.held == Some(false) && held(line) == Some(true))
        .map(|line| line.label.as_str())
        .collect();
    let back: Vec<&str> = needed
        .iter()
        .filter(|line| line.held == Some(true) && held(line) == Some(false))
        .map(|line| line.label.as_str())
        .collect();
    let absent: Vec<&str> = needed
        .iter()
        .filter(|line| line.held == Some(false) && held(line).is_none())
        .map(|line| line.label.as_str())
        .collect();
    let word = |kind| crate::live::kind_word(kind);
    let entries = [
        (
            "rights_reduced",
            lost,
            Some(word(ProblemKind::RightsReduced)),
        ),
        ("rights_missing", absent, Some(word(ProblemKind::Rights))),
        ("rights_restored", back, None),
    ];
    for (what, rights, cause) in entries {
        if rights.is_empty() {
            continue;
        }
        history::add(
            tx,
            &history::Entry {
                connection: connection.to_owned(),
                at: now.at,
                what: what.to_owned(),
                detail: json!({ "rights": rights.join(", "), "cause": cause }),
            },
        )?;
    }
    Ok(())
}

/// What a step says of the rights its user lacks; none when nothing is missing.
pub(crate) fn of_step(missing: &[&Line], app: &str, user: &str) -> Option<Problem> {
    let first = missing.first()?;
    Some(Problem::step_not_allowed(
        app,
        &sentence(first, user),
        missing.len() - 1,
        first.had,
    ))
}

/// "integration@acme.test may no longer edit Account".
pub(crate) fn sentence(line: &Line, user: &str) -> String {
    let may = if line.had { "may no longer" } else { "may not" };
    format!("{user} {may} {}", line.may)
}
