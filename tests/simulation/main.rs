//! Seeded simulation of refreshing: real engines, locks and stores against an app that fails by chance and keeps count.
//!
//! A seed fixes what happens and what breaks; how threads interleave is the machine's. Whatever
//! that is, no retired token is sent, no grant is lost, nothing of one organisation reaches the
//! other, and every wait ends. `LARDER_SEED=n` runs one seed again.
#![expect(
    clippy::unwrap_used,
    reason = "a simulation ends where its world does not hold"
)]

#[expect(dead_code, reason = "a bench makes the app slow")]
mod app;
mod clock;
mod process;
mod random;
mod wire;
mod world;

use world::World;

/// Seeds of an ordinary test run; the bench runs many more.
const SEEDS: u64 = 200;

#[test]
fn r03_whatever_fails_no_retired_token_is_sent_and_no_grant_is_lost() {
    let asked = std::env::var_os("LARDER_SEED");
    let asked = asked.map(|seed| seed.into_string().unwrap().parse().unwrap());
    let seeds = asked.map_or(0..SEEDS, |seed: u64| seed..seed + 1);
    let mut world = World::new();
    for seed in seeds {
        if let Err(broken) = world.live(seed) {
            panic!("{broken}\nThe seed is {seed}; LARDER_SEED={seed} runs it again.");
        }
    }
    assert!(world.refreshes() > 0, "something was refreshed");
}
