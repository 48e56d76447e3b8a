//! When a connection's refresh may be tried: longer and longer waits after failures, and never a loop.
//!
//! Nothing runs in the background, so a wait is the earliest moment at which the next use of the
//! connection asks the app again. Waits live in memory, one list a process, and run on the clock
//! that does not jump.
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::problem::Problem;

/// The wait after the first failure; each further one doubles it.
const FIRST: Duration = Duration::from_secs(1);

/// No wait of our own is longer.
const LONGEST: Duration = Duration::from_mins(1);

/// No wait the app asks for is honoured longer: what it says may be a mistake.
const LONGEST_ASKED: Duration = Duration::from_mins(10);

/// Within this time a connection is refreshed [`MOST`] times at most: an app that calls every new
/// token expired must not make a loop.
const SPAN: Duration = Duration::from_mins(1);
const MOST: usize = 3;

/// The waits of one process, by connection.
#[derive(Debug, Default)]
pub(crate) struct Waits(Mutex<HashMap<String, Wait>>);

#[derive(Debug, Default)]
struct Wait {
    failures: u32,
    until: Duration,
    problem: Option<Problem>,
    /// When the app was asked lately and answered, for better or worse.
    asked: VecDeque<Duration>,
}

/// Why a refresh is not tried now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hindrance {
    /// The last one failed with this problem, which may pass.
    Waiting { problem: Problem, left: Duration },
    /// There were too many within a minute.
    TooOften { left: Duration },
}

impl Waits {
    /// Whether a refresh may be tried now.
    pub(crate) fn hindrance(&self, id: &str, elapsed: Duration) -> Option<Hindrance> {
        let mut waits = self.waits();
        let wait = waits.get_mut(id)?;
        if let Some(problem) = &wait.problem
            && wait.until > elapsed
        {
            return Some(Hindrance::Waiting {
                problem: problem.clone(),
                left: wait.until.saturating_sub(elapsed),
            });
        }
        wait.asked.retain(|asked| *asked + SPAN > elapsed);
        let oldest = wait.asked.front()?;
        (wait.asked.len() >= MOST).then(|| Hindrance::TooOften {
            left: (*oldest + SPAN).saturating_sub(elapsed),
        })
    }

    /// Notes a failure that may pass. `asked` is how long the app wants to be left alone; `jitter`
    /// between 0 and 1 spreads callers, so that many do not come back at once.
    pub(crate) fn failed(
        &self,
        id: &str,
        elapsed: Duration,
        problem: &Problem,
        asked: Option<Duration>,
        jitter: f64,
    ) {
        let mut waits = self.waits();
        let wait = waits.entry(id.to_owned()).or_default();
        let own = FIRST
            .saturating_mul(1 << wait.failures.min(8))
            .min(LONGEST)
            .mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
            .max(FIRST);
        wait.failures = wait.failures.saturating_add(1);
        wait.until = elapsed + own.max(asked.unwrap_or_default().min(LONGEST_ASKED));
        wait.problem = Some(problem.clone());
    }

    /// Notes that the app answered a refresh, with tokens or with a refusal that will not pass.
    pub(crate) fn answered(&self, id: &str, elapsed: Duration) {
        let mut waits = self.waits();
        let wait = waits.entry(id.to_owned()).or_default();
        wait.failures = 0;
        wait.problem = None;
        wait.asked.push_back(elapsed);
        while wait.asked.len() > MOST {
            wait.asked.pop_front();
        }
    }

    /// Lets the next try come at once: a person asked for it. Should it fail, waits go on growing.
    pub(crate) fn let_try(&self, id: &str) {
        if let Some(wait) = self.waits().get_mut(id) {
            wait.until = Duration::ZERO;
        }
    }

    /// Forgets everything about a connection: it was signed in to anew, or is gone.
    pub(crate) fn forget(&self, id: &str) {
        self.waits().remove(id);
    }

    /// How long until a failed refresh is tried again.
    pub(crate) fn left(&self, id: &str, elapsed: Duration) -> Option<Duration> {
        let waits = self.waits();
        let wait = waits.get(id)?;
        let left = wait.until.checked_sub(elapsed)?;
        (wait.problem.is_some() && !left.is_zero()).then_some(left)
    }

    fn waits(&self) -> MutexGuard<'_, HashMap<String, Wait>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn down() -> Problem {
        Problem::app_down("Acme", Some(503))
    }

    #[test]
    fn r06_waits_double_from_one_second_to_a_minute_and_success_clears_them() {
        let waits = Waits::default();
        let mut now = Duration::ZERO;
        for expected in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
            assert_eq!(waits.hindrance("c1", now), None);
            waits.failed("c1", now, &down(), None, 1.0);
            assert_eq!(waits.left("c1", now), Some(seconds(expected)));
            now += seconds(expected);
        }
        waits.answered("c1", now);
        assert_eq!(waits.left("c1", now), None);
        waits.failed("c1", now, &down(), None, 1.0);
        assert_eq!(waits.left("c1", now), Some(seconds(1)));
        assert_eq!(waits.hindrance("c2", now), None, "another connection");
    }

    #[test]
    fn r06_jitter_takes_at_most_half_and_never_makes_a_wait_shorter_than_a_second() {
        let waits = Waits::default();
        waits.failed("c1", Duration::ZERO, &down(), None, 0.0);
        assert_eq!(waits.left("c1", Duration::ZERO), Some(seconds(1)));
        for _ in 0..10 {
            waits.failed("c1", Duration::ZERO, &down(), None, 0.0);
        }
        assert_eq!(waits.left("c1", Duration::ZERO), Some(seconds(30)));
    }

    #[test]
    fn r06_what_the_app_asks_for_is_honoured_within_a_cap() {
        for (asked, expected) in [(0, 1), (45, 45), (3_600, 600)] {
            let waits = Waits::default();
            waits.failed("c1", Duration::ZERO, &down(), Some(seconds(asked)), 1.0);
            assert_eq!(waits.left("c1", Duration::ZERO), Some(seconds(expected)));
        }
    }

    #[test]
    fn r06_a_person_s_own_check_may_try_at_once_and_the_waits_go_on_growing() {
        let waits = Waits::default();
        waits.failed("c1", Duration::ZERO, &down(), None, 1.0);
        waits.let_try("c1");
        assert_eq!(waits.hindrance("c1", Duration::ZERO), None);
        assert_eq!(waits.left("c1", Duration::ZERO), None);
        waits.failed("c1", Duration::ZERO, &down(), None, 1.0);
        assert_eq!(waits.left("c1", Duration::ZERO), Some(seconds(2)));
    }

    #[test]
    fn r07_a_connection_is_refreshed_three_times_a_minute_at_most() {
        let waits = Waits::default();
        for at in [0, 10, 20] {
            assert_eq!(waits.hindrance("c1", seconds(at)), None);
            waits.answered("c1", seconds(at));
        }
        let left = seconds(29);
        let too_often = Some(Hindrance::TooOften { left });
        assert_eq!(waits.hindrance("c1", seconds(31)), too_often);
        waits.let_try("c1");
        assert_eq!(waits.hindrance("c1", seconds(31)), too_often);
        assert_eq!(waits.hindrance("c1", seconds(60)), None);
        waits.answered("c1", seconds(60));
        assert!(waits.hindrance("c1", seconds(61)).is_some());
        waits.forget("c1");
        assert_eq!(waits.hindrance("c1", seconds(61)), None);
    }
}
