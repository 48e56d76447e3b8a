//! The one clock of all processes: time passes when it is made to, and the calendar jumps as told.
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use larder_engine::Clock;

/// Some day in 2026.
const START: i64 = 1_790_000_000_000;

#[derive(Debug, Clone, Default)]
pub(crate) struct Hands {
    elapsed: Arc<AtomicI64>,
    jumped: Arc<AtomicI64>,
}

impl Hands {
    pub(crate) fn pass(&self, time: Duration) {
        let milliseconds = i64::try_from(time.as_millis()).unwrap();
        self.elapsed.fetch_add(milliseconds, Ordering::SeqCst);
    }

    /// The calendar says another time from now on: this much off the right one.
    pub(crate) fn set_calendar_off(&self, milliseconds: i64) {
        self.jumped.store(milliseconds, Ordering::SeqCst);
    }

    /// Milliseconds of true time.
    pub(crate) fn true_time(&self) -> i64 {
        self.elapsed.load(Ordering::SeqCst)
    }
}

impl Clock for Hands {
    fn now(&self) -> i64 {
        START + self.true_time() + self.jumped.load(Ordering::SeqCst)
    }

    fn elapsed(&self) -> Duration {
        Duration::from_millis(self.true_time().unsigned_abs())
    }
}
