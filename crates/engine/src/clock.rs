//! What time it is: the calendar's time, which may jump, and the time since the start, which does not.
use std::time::{Duration, Instant};

/// The clocks an engine decides by. Tests bring their own.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970 UTC, as this computer's calendar says. It may be wrong, and jump.
    fn now(&self) -> i64;

    /// Time since some fixed moment. It never goes back; whether it counts while the computer
    /// sleeps is up to the system.
    fn elapsed(&self) -> Duration;
}

/// The clocks of this computer.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    began: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self {
            began: Instant::now(),
        }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }

    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

/// A length of time in milliseconds, for sums with moments.
pub(crate) fn milliseconds(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}
