//! `larder diagnose`: what Larder stands on, and what of it does not hold; nothing secret.
use larder_engine::Engine;
use std::fmt::Write as _;

use crate::failure::Failure;
use crate::show::screen::{Screen, Tone};
use crate::show::table::{Cell, Table};
use crate::show::text::visible;

pub(crate) async fn run(engine: &Engine, screen: Screen) -> Result<(), Failure> {
    let checks = engine.diagnose().await?;
    screen.answer(&checks, |screen| {
        let mut table = Table::new(["CHECK", "RESULT", "FOUND"], "Nothing was checked.");
        for check in &checks {
            let result = if check.ok {
                Cell::toned("ok", Tone::Good)
            } else {
                Cell::toned("problem", Tone::Bad)
            };
            table.row([(&check.name).into(), result, (&check.found).into()]);
        }
        let mut text = table.render(screen);
        for check in &checks {
            if let Some(hint) = &check.hint {
                let _ = writeln!(text, "\n{}: {}", visible(&check.name), visible(hint));
            }
        }
        text
    })?;
    if checks.iter().all(|check| check.ok) {
        Ok(())
    } else {
        Err(Failure::Told)
    }
}
