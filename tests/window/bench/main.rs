//! Start, memory and picklist of the real window, as ratios to a bare Tauri window in the same run.

#![expect(clippy::print_stdout, reason = "a bench talks to its terminal")]

mod long_list;

use std::path::PathBuf;

use anyhow::{Context, Result};
use larder_window_tests::{Home, Larder, Start, start};

const STARTS: usize = 5;
const TOUCHES: usize = 15;

fn main() -> Result<()> {
    let (larder, bare) = (program("LARDER_APP")?, program("LARDER_BARE")?);
    let home = Home::new()?;
    let (mut ours, mut bares) = (Vec::new(), Vec::new());
    // The first start makes the data folder and warms the disk; it is not counted.
    start(&larder, home.path(), "link", "Recipes")?;
    start(&bare, home.path(), "button", "Ready")?;
    for _ in 0..STARTS {
        ours.push(start(&larder, home.path(), "link", "Recipes")?);
        bares.push(start(&bare, home.path(), "button", "Ready")?);
    }
    let times = |starts: &[Start]| {
        median(
            starts
                .iter()
                .map(|start| start.usable.as_secs_f64() * 1000.0)
                .collect(),
        )
    };
    let memories = |starts: &[Start]| {
        median(
            starts
                .iter()
                .map(|start| f64::from(u32::try_from(start.memory).unwrap_or(u32::MAX)) / 1024.0)
                .collect(),
        )
    };
    ratio(
        "start to usable window, ms",
        times(&ours),
        times(&bares),
        1.5,
    );
    ratio(
        "memory of all processes, MiB",
        memories(&ours),
        memories(&bares),
        1.3,
    );

    let list = long_list::serve(5_000)?;
    let home = Home::new()?;
    list.define_in(home.path(), long_list::DEFINITION)?;
    let larder = Larder::open(&home)?;
    long_list::connect(&larder)?;
    let mut clicks = Vec::new();
    let mut keys = Vec::new();
    for touch in 0..TOUCHES {
        larder.keys(&["Escape"])?;
        clicks.push(larder.time_click_to_rows("Thing")?);
        for key in touch.to_string().chars() {
            keys.push(larder.time_key_to_rows(&key.to_string())?);
        }
    }
    limit(
        "cached picklist of 5,000, click to rows, ms",
        median(clicks),
        100.0,
    );
    limit("the same, key to rows, median, ms", median(keys), 30.0);
    Ok(())
}

fn program(name: &str) -> Result<PathBuf> {
    std::env::var_os(name)
        .map(PathBuf::from)
        .with_context(|| format!("{name} names no program; `cargo xtask bench` sets it"))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn ratio(what: &str, ours: f64, bare: f64, most: f64) {
    let ratio = ours / bare;
    println!(
        "{what:<45} {ours:>8.1}  bare {bare:>8.1}  ratio {ratio:>5.2}  (at most {most}) {}",
        word(ratio <= most)
    );
}

fn limit(what: &str, ours: f64, most: f64) {
    println!(
        "{what:<45} {ours:>8.1}  (at most {most}) {}",
        word(ours <= most)
    );
}

fn word(holds: bool) -> &'static str {
    if holds { "ok" } else { "MISSED" }
}
