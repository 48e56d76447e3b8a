//! Owns how long to wait before a call is tried again.

use std::time::Duration;

/// A wait the app asks for that is longer than this is not waited for: the answer goes back to the
/// caller, who can tell the person.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(5);
const FIRST: Duration = Duration::from_millis(250);

/// Answers how long to wait before try number `tries_made + 1`, or `None` when the app asks for more
/// than [`LONGEST_WAIT`]. `jitter` is between 0 and 1; half of the wait is fixed and half is spread,
/// so that many callers do not come back at once.
pub(crate) fn wait(tries_made: u32, asked: Option<Duration>, jitter: f64) -> Option<Duration> {
    let doubled = FIRST.saturating_mul(1 << tries_made.saturating_sub(1).min(8));
    let own = doubled
        .min(LONGEST_WAIT)
        .mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0);
    match asked {
        Some(asked) if asked > LONGEST_WAIT => None,
        Some(asked) => Some(asked.max(own)),
        None => Some(own),
    }
}

/// Answers a random number between 0 and 1 from the system.
pub fn jitter() -> f64 {
    // Without randomness the wait is merely the same for everybody.
    getrandom::u32().map_or(0.5, |number| f64::from(number) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_stay_below_the_longest() {
        assert_eq!(wait(1, None, 1.0), Some(Duration::from_millis(250)));
        assert_eq!(wait(2, None, 1.0), Some(Duration::from_millis(500)));
        assert_eq!(wait(3, None, 0.0), Some(Duration::from_millis(500)));
        assert_eq!(wait(40, None, 1.0), Some(LONGEST_WAIT));
    }

    #[test]
    fn r06_the_app_s_own_wish_is_kept_unless_it_is_too_long() {
        let wish = Duration::from_secs(3);
        assert_eq!(wait(1, Some(wish), 0.0), Some(wish));
        assert_eq!(wait(1, Some(Duration::from_secs(6)), 0.0), None);
        assert_eq!(wait(1, Some(Duration::ZERO), 0.0), Some(FIRST / 2));
    }
}
