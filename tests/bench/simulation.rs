//! Runs ten thousand seeds of the simulation of refreshing, or as many as `LARDER_SEEDS` says, and tells how fast they went.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement on a terminal ends where its world does not hold"
)]

use std::time::Instant;

#[expect(dead_code, reason = "another bench makes the app slow")]
#[path = "../simulation/app.rs"]
mod app;
#[path = "../simulation/clock.rs"]
mod clock;
#[path = "../simulation/process.rs"]
mod process;
#[path = "../simulation/random.rs"]
mod random;
#[path = "../simulation/wire.rs"]
mod wire;
#[path = "../simulation/world.rs"]
mod world;

use world::World;

const SEEDS: u64 = 10_000;

fn main() {
    let asked = std::env::var_os("LARDER_SEEDS");
    let seeds = asked.map_or(SEEDS, |seeds| seeds.into_string().unwrap().parse().unwrap());
    let mut world = World::new();
    let began = Instant::now();
    for seed in 0..seeds {
        if let Err(broken) = world.live(seed) {
            panic!("{broken}\nThe seed is {seed}; LARDER_SEED={seed} runs it in the test.");
        }
    }
    let took = began.elapsed().as_secs_f64();
    println!(
        "simulation of refreshing: {seeds} seeds, {} refreshes, no retired token sent and no grant lost, in {took:.0} s ({:.1} ms a seed)",
        world.refreshes(),
        took * 1e3 / f64::from(u32::try_from(seeds).unwrap()),
    );
}
