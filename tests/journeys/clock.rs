//! A clock a test sets: the calendar jumps as told, and time passes when it is made to.
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use larder_engine::{Clock, SystemClock};

/// The real clocks, moved. Clones are the same clock.
#[derive(Debug, Clone, Default)]
pub(crate) struct MovedClock {
    system: SystemClock,
    moved: Arc<Mutex<Moved>>,
}

#[derive(Debug, Default)]
struct Moved {
    calendar: i64,
    elapsed: Duration,
}

impl MovedClock {
    /// Time passes.
    pub(crate) fn pass(&self, time: Duration) {
        let mut moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        moved.elapsed += time;
        moved.calendar += i64::try_from(time.as_millis()).unwrap();
    }

    /// Someone sets the calendar, or the computer sleeps and wakes: nothing else is as late as it says.
    pub(crate) fn jump(&self, milliseconds: i64) {
        let mut moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        moved.calendar += milliseconds;
    }
}

impl Clock for MovedClock {
    fn now(&self) -> i64 {
        let moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        self.system.now() + moved.calendar
    }

    fn elapsed(&self) -> Duration {
        let moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        self.system.elapsed() + moved.elapsed
    }
}
