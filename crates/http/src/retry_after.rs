//! Owns reading `Retry-After` (RFC 9110 10.2.3) and `Date` in the forms apps really send.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

const LONGEST: Duration = Duration::from_hours(1);

/// Reads a `Retry-After` value: seconds, also with a fraction, or a date. Answers between zero and
/// one hour; `None` when it is neither. `now_at` is the app's own clock where it is known.
pub(crate) fn read(value: &str, now_at: i64) -> Option<Duration> {
    let value = value.trim();
    if let Some(positive) = seconds(value.strip_prefix('-').unwrap_or(value)) {
        let past = value.starts_with('-');
        return Some(if past { Duration::ZERO } else { positive });
    }
    let wait = date(value)?.saturating_sub(now_at).max(0);
    Some(Duration::from_millis(wait.unsigned_abs()).min(LONGEST))
}

fn seconds(value: &str) -> Option<Duration> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    // Digits that do not fit a number are merely a very long time.
    let seconds = whole.parse::<u64>().unwrap_or(u64::MAX);
    let tenth = u64::from(fraction.as_bytes()[0] - b'0');
    Some(
        Duration::from_secs(seconds)
            .saturating_add(Duration::from_millis(tenth * 100))
            .min(LONGEST),
    )
}

/// Reads an HTTP date (RFC 9110 5.6.7, all three forms) as milliseconds since 1970.
pub(crate) fn date(value: &str) -> Option<i64> {
    let moment = httpdate::parse_http_date(value.trim()).ok()?;
    let since = moment.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

/// Answers this computer's clock as milliseconds since 1970.
pub(crate) fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Sun, 06 Nov 1994 08:49:37 GMT
    const NOW: i64 = 784_111_777_000;

    #[test]
    fn r06_retry_after_is_read_in_every_form_and_clamped() {
        let read = |value| super::read(value, NOW);
        assert_eq!(read("3"), Some(Duration::from_secs(3)));
        assert_eq!(read(" 120 "), Some(Duration::from_mins(2)));
        assert_eq!(read("1.5"), Some(Duration::from_millis(1500)));
        assert_eq!(read("-5"), Some(Duration::ZERO));
        assert_eq!(read("1000000000"), Some(LONGEST));
        assert_eq!(read("99999999999999999999999999"), Some(LONGEST));
        assert_eq!(
            read("Sun, 06 Nov 1994 08:49:47 GMT"),
            Some(Duration::from_secs(10))
        );
        assert_eq!(
            read("Sunday, 06-Nov-94 08:49:47 GMT"),
            Some(Duration::from_secs(10))
        );
        assert_eq!(
            read("Sun Nov  6 08:49:47 1994"),
            Some(Duration::from_secs(10))
        );
        assert_eq!(read("Sun, 06 Nov 1994 08:49:07 GMT"), Some(Duration::ZERO));
        assert_eq!(read("Sat, 06 Nov 2094 08:49:07 GMT"), Some(LONGEST));
    }

    #[test]
    fn r06_a_retry_after_that_says_nothing_is_no_wait() {
        for value in [
            "", "soon", "1e3", "0x10", ".", "5.", "-", "--5", "NaN", "12 34",
        ] {
            assert_eq!(read(value, NOW), None, "{value:?}");
        }
    }
}
