//! How old an access token is and whether it still serves, whatever this computer's calendar does meanwhile.
//!
//! Two clocks are asked, and the older age counts. The calendar alone would take a token for fresh a
//! day longer when it is set back a day; the time since the start alone would not notice that the
//! computer slept. A token that was made "tomorrow", by a process that is gone, has no age that
//! could be known, and is renewed. How far the app's own clock is off matters only where an answer
//! names a moment instead of a lifetime; there the answer's `Date` is counted from.
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::clock::{Clock, milliseconds};
use crate::credential::Credential;

/// An access token is refreshed this long before it ends, so that it does not end on the way.
const EARLY: Duration = Duration::from_mins(1);

/// A token made this much later than now was made under another calendar, not by a clock a bit ahead.
const SLACK: i64 = 5_000;

/// The ages of the tokens this process has seen, by connection.
#[derive(Debug, Default)]
pub(crate) struct Ages(Mutex<HashMap<String, Seen>>);

#[derive(Debug, Clone, Copy)]
struct Seen {
    generation: i64,
    /// When it was made, on the clock that does not jump; before the start for an older one.
    made: i64,
}

/// What is left of an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// The app tells no end, so only its refusal shows it.
    Unknown,
    Fresh,
    /// It serves, but not for long.
    Little,
    Nothing,
}

impl Ages {
    /// What is left of a connection's token.
    pub(crate) fn left(
        &self,
        id: &str,
        generation: i64,
        token: &Credential,
        clock: &dyn Clock,
    ) -> Left {
        let Some(ends) = token.expires_at else {
            return Left::Unknown;
        };
        let now = clock.now();
        let made = token.issued_at.unwrap_or(now);
        let life = ends.saturating_sub(made);
        let left = match self.age(id, generation, made, clock) {
            Some(age) => life.saturating_sub(age),
            None => 0,
        };
        match left {
            ..=0 => Left::Nothing,
            left if left > margin(life) => Left::Fresh,
            _ => Left::Little,
        }
    }

    /// The older of the two ages; none when a token of a process that is gone was made tomorrow.
    fn age(&self, id: &str, generation: i64, made: i64, clock: &dyn Clock) -> Option<i64> {
        let by_calendar = clock.now().saturating_sub(made);
        let elapsed = milliseconds(clock.elapsed());
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match seen.get(id) {
            Some(seen) if seen.generation == generation => {
                Some((elapsed - seen.made).max(by_calendar))
            }
            _ if by_calendar < -SLACK => None,
            _ => {
                let age = by_calendar.max(0);
                seen.insert(
                    id.to_owned(),
                    Seen {
                        generation,
                        made: elapsed - age,
                    },
                );
                Some(age)
            }
        }
    }
}

/// How long before its end a token is refreshed. One that lives shorter than the usual margin would
/// otherwise never count as fresh.
fn margin(life: i64) -> i64 {
    milliseconds(EARLY).min(life / 2)
}

/// When a token that was made and ends then is renewed, if it is used.
pub(crate) fn renewed_at(made: i64, ends: i64) -> i64 {
    ends - margin(ends - made)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;
    const HOUR: i64 = 3_600_000;

    /// A calendar and a time since the start, each set by hand.
    struct Hands {
        now: i64,
        elapsed: u64,
    }

    impl Clock for Hands {
        fn now(&self) -> i64 {
            self.now
        }
        fn elapsed(&self) -> Duration {
            Duration::from_millis(self.elapsed)
        }
    }

    fn token(made: i64, life: i64) -> Credential {
        Credential {
            issued_at: Some(made),
            expires_at: Some(made + life),
            ..Credential::default()
        }
    }

    fn left(ages: &Ages, token: &Credential, now: i64, elapsed: u64) -> Left {
        ages.left("c1", 1, token, &Hands { now, elapsed })
    }

    #[test]
    fn a_token_is_fresh_until_a_minute_before_its_end() {
        let (ages, token) = (Ages::default(), token(DAY, HOUR));
        assert_eq!(left(&ages, &token, DAY, 0), Left::Fresh);
        assert_eq!(left(&ages, &token, DAY + HOUR - 60_001, 1), Left::Fresh);
        assert_eq!(left(&ages, &token, DAY + HOUR - 60_000, 1), Left::Little);
        assert_eq!(left(&ages, &token, DAY + HOUR - 1, 1), Left::Little);
        assert_eq!(left(&ages, &token, DAY + HOUR, 1), Left::Nothing);
    }

    #[test]
    fn a_token_that_lives_shorter_than_the_margin_is_fresh_for_half_its_life() {
        let (ages, token) = (Ages::default(), token(0, 30_000));
        assert_eq!(left(&ages, &token, 14_999, 14_999), Left::Fresh);
        assert_eq!(left(&ages, &token, 15_000, 15_000), Left::Little);
        assert_eq!(renewed_at(0, 30_000), 15_000);
        assert_eq!(renewed_at(0, HOUR), HOUR - 60_000);
    }

    #[test]
    fn r07_a_calendar_set_back_a_day_makes_no_token_live_longer() {
        let (ages, token) = (Ages::default(), token(DAY, HOUR));
        assert_eq!(left(&ages, &token, DAY, 0), Left::Fresh);
        assert_eq!(left(&ages, &token, 600_000, 600_000), Left::Fresh);
        assert_eq!(left(&ages, &token, HOUR, 3_600_000), Left::Nothing);
    }

    #[test]
    fn r07_a_token_made_tomorrow_by_another_process_is_renewed() {
        let (ages, token) = (Ages::default(), token(DAY, HOUR));
        assert_eq!(left(&ages, &token, 0, 0), Left::Nothing);
        // A clock that is a few seconds ahead is no other calendar.
        assert_eq!(left(&ages, &token, DAY - 3_000, 0), Left::Fresh);
    }

    #[test]
    fn r07_a_calendar_set_ahead_or_a_sleep_ends_a_token_and_its_successor_is_fresh() {
        let (ages, before) = (Ages::default(), token(0, HOUR));
        assert_eq!(left(&ages, &before, 0, 0), Left::Fresh);
        // The computer slept: only the calendar went on.
        assert_eq!(left(&ages, &before, DAY, 5), Left::Nothing);
        let clock = Hands {
            now: DAY,
            elapsed: 6,
        };
        let after = token(DAY, HOUR);
        assert_eq!(ages.left("c1", 2, &after, &clock), Left::Fresh);
    }

    #[test]
    fn a_token_whose_end_nobody_told_is_left_to_the_app() {
        let unknown = Credential {
            issued_at: Some(DAY),
            ..Credential::default()
        };
        assert_eq!(left(&Ages::default(), &unknown, 0, 0), Left::Unknown);
    }

    #[test]
    fn absurd_lifetimes_overflow_nothing() {
        let ages = Ages::default();
        assert_eq!(left(&ages, &token(1, i64::MAX - 1), 2, 2), Left::Fresh);
        assert_eq!(left(&ages, &token(1, -5), 2, 2), Left::Nothing);
    }
}
