//! Signing in with everything that is shipped: who it is, one request, and what happens when the token ends.
use std::collections::BTreeSet;

use larder_connector::{Source, builtin, parse};
use larder_engine::view::SignInPhase;
use tokio::task::JoinSet;

use crate::scenarios::{self, Renews, Scenario};
use crate::world::{Vendors, World};

/// Scenarios at once: more only make each slower.
const AT_ONCE: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn every_way_of_every_shipped_definition_signs_in_at_its_vendors_own_addresses() {
    let failures = each(scenarios::all(), prove).await;
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn every_way_of_every_shipped_definition_has_a_scenario_and_no_scenario_lacks_a_way() {
    let ways: BTreeSet<(String, String)> = builtin()
        .iter()
        .flat_map(|source: &Source| {
            let connector = parse(source).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
            let id = connector.id.clone();
            let ways = connector.auth.into_iter();
            ways.map(move |way| (id.clone(), way.id))
                .collect::<Vec<_>>()
        })
        .collect();
    let proved: BTreeSet<(String, String)> = scenarios::all()
        .map(|scenario| (scenario.connector.to_owned(), scenario.way.to_owned()))
        .collect();
    let unproved: Vec<_> = ways.difference(&proved).collect();
    let vain: Vec<_> = proved.difference(&ways).collect();
    assert!(unproved.is_empty(), "without a scenario: {unproved:?}");
    assert!(vain.is_empty(), "scenarios of nothing: {vain:?}");
}

/// Runs a check over scenarios, some at once; gives what failed, each with its name.
pub(crate) async fn each<F>(
    scenarios: impl Iterator<Item = &'static Scenario>,
    check: impl Fn(&'static Scenario) -> F,
) -> Vec<String>
where
    F: Future<Output = Result<(), String>> + Send + 'static,
{
    let only = std::env::var_os("LARDER_ONLY");
    let only = only.as_ref().and_then(|only| only.to_str());
    let mut waiting: Vec<&'static Scenario> = scenarios
        .filter(|scenario| only.is_none_or(|only| scenario.connector == only))
        .collect();
    waiting.reverse();
    let mut running = JoinSet::new();
    let mut failures = Vec::new();
    loop {
        while running.len() < AT_ONCE
            && let Some(scenario) = waiting.pop()
        {
            let checking = tokio::spawn(check(scenario));
            running.spawn(async move { (scenario, checking.await) });
        }
        let Some(ended) = running.join_next().await else {
            failures.sort();
            return failures;
        };
        let (scenario, outcome) = ended.unwrap();
        let name = format!("{} by {}", scenario.connector, scenario.way);
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(why)) => failures.push(format!("{name}: {why}")),
            Err(panic) => failures.push(format!("{name}: {panic}")),
        }
    }
}

/// Signs in and says why it did not, with everything the vendor refused.
async fn prove(scenario: &'static Scenario) -> Result<(), String> {
    let vendors = Vendors::start().await;
    let world = World::open(&vendors).await;
    let outcome = signed_in(&world, scenario).await;
    world.engine.close().await;
    outcome.map_err(|why| {
        let refused = vendors.quirks.refusals();
        format!("{why}\n  refused: {refused:#?}")
    })
}

async fn signed_in(world: &World, scenario: &Scenario) -> Result<(), String> {
    world.register(scenario).await;
    let ended = world
        .sign_in(World::start(scenario))
        .await
        .map_err(|problem| format!("does not start: {problem:?}"))?;
    if ended.phase != SignInPhase::Done {
        return Err(format!("ends {:?}: {:?}", ended.phase, ended.problem));
    }
    let shown = world.connection(&ended.connection).await;
    let who = shown.row.identity.clone();
    let named = who.as_ref().is_some_and(|who| {
        [
            Some(&who.user),
            who.account.as_ref(),
            who.account_id.as_ref(),
        ]
        .into_iter()
        .flatten()
        .any(|shown| shown == scenario.who)
    });
    if !scenario.who.is_empty() && !named {
        return Err(format!("shows {who:?} and not {}", scenario.who));
    }
    succeeds(world, &ended.connection, scenario, "the request").await?;
    let asked = |door: &str| {
        let log = world.quirks.log(scenario.connector);
        log.iter()
            .filter(|seen| seen.door == door && seen.refused.is_none())
            .count()
    };
    let (door, before) = match scenario.renews {
        Renews::No => return Ok(()),
        Renews::Refresh => ("refresh", asked("refresh")),
        Renews::Anew => ("token", asked("token")),
        Renews::Again => ("call", asked("call")),
    };
    if world.quirks.expire(scenario.connector) == 0 {
        return Err("there is no token to end".to_owned());
    }
    succeeds(
        world,
        &ended.connection,
        scenario,
        "the request after the token's end",
    )
    .await?;
    match asked(door) - before {
        1 => Ok(()),
        count => Err(format!("{count} renewals instead of one")),
    }
}

async fn succeeds(
    world: &World,
    connection: &str,
    scenario: &Scenario,
    what: &str,
) -> Result<(), String> {
    match world.ask(connection, scenario).await {
        Ok(answer) if answer.status == 200 => Ok(()),
        Ok(answer) => Err(format!(
            "{what} is answered {}: {}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        )),
        Err(problem) => Err(format!("{what} fails: {problem:?}")),
    }
}
