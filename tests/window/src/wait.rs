//! Waiting for something outside this process, with an end.

use std::fmt::Display;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::shots;

/// How long anything may take on a slow and busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// How long a page takes to come, mostly.
const A_MOMENT: Duration = Duration::from_secs(6);

const BETWEEN_LOOKS: Duration = Duration::from_millis(40);

/// Looks again and again until there is something to see; `what` names it when it never comes.
pub fn until<T>(what: impl Display, mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look()? {
            return Ok(seen);
        }
        if Instant::now() > deadline {
            let picture = shots::failed();
            bail!("waited {} s for {what} ({picture})", PATIENCE.as_secs());
        }
        thread::sleep(BETWEEN_LOOKS);
    }
}

/// Whether something comes to be within a few seconds; what does not is no failure.
pub fn soon(mut look: impl FnMut() -> Result<bool>) -> Result<bool> {
    let deadline = Instant::now() + A_MOMENT;
    loop {
        if look()? {
            return Ok(true);
        }
        if Instant::now() > deadline {
            return Ok(false);
        }
        thread::sleep(BETWEEN_LOOKS);
    }
}
