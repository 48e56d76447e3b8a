//! A key of the right shape that is wrong: nothing is connected, and the problem names the field.
use larder_engine::view::{ConnectionState, SignInPhase};

use crate::run::each;
use crate::scenarios::{self, Scenario};
use crate::world::{Vendors, World, typed};

#[tokio::test(flavor = "multi_thread")]
async fn v03_a_wrong_key_is_told_at_its_own_field() {
    let wrong = scenarios::all().filter(|scenario| scenario.wrong.is_some());
    let failures = each(wrong, spoil).await;
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

async fn spoil(scenario: &'static Scenario) -> Result<(), String> {
    let Some((key, value)) = scenario.wrong else {
        return Ok(());
    };
    let vendors = Vendors::start().await;
    let world = World::open(&vendors).await;
    world.register(scenario).await;
    let mut start = World::start(scenario);
    start.secrets.insert(key.to_owned(), typed(value));
    let ended = match world.sign_in(start).await {
        Ok(ended) => ended,
        Err(problem) if named(problem.field.as_deref(), scenario) => return Ok(()),
        Err(problem) => return Err(format!("names no field: {problem:?}")),
    };
    if ended.phase != SignInPhase::Failed {
        return Err(format!("ends {:?}", ended.phase));
    }
    let shown = world.connection(&ended.connection).await;
    if shown.row.state == ConnectionState::Connected {
        return Err("is connected all the same".to_owned());
    }
    match ended.problem {
        // With several secrets one of them is named.
        Some(problem) if named(problem.field.as_deref(), scenario) => Ok(()),
        problem => Err(format!("does not name {key}: {problem:?}")),
    }
}

fn named(field: Option<&str>, scenario: &Scenario) -> bool {
    scenario.secrets.iter().any(|(key, _)| field == Some(key))
}
