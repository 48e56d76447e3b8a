//! Measures reading and checking every shipped definition, as a start of Larder does.
#![expect(clippy::print_stdout, reason = "a measurement on a terminal")]

use std::time::Instant;

const ROUNDS: usize = 9;

/// What all of them may take together, in milliseconds.
const LIMIT: f64 = 20.0;

fn main() {
    let mut taken: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            let read = larder_connector::builtin()
                .iter()
                .filter(|source| larder_connector::parse(source).is_ok())
                .count();
            assert_eq!(
                read,
                larder_connector::builtin().len(),
                "every definition is read"
            );
            began.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    let first = taken[0];
    taken.sort_by(f64::total_cmp);
    println!(
        "{} definitions: {first:.1} ms at first, {:.1} ms at the median (limit {LIMIT})",
        larder_connector::builtin().len(),
        taken[ROUNDS / 2]
    );
}
