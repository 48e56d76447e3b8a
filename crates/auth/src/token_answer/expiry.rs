//! Owns how long an access token lives by its answer: what makes no sense, or has passed already, says nothing.

use std::time::Duration;

use larder_connector::ExpiryUnit;
use serde_json::Value;

/// Longer lifetimes than ten years are cut; they mean "for ever", and this computer's clock counts on.
pub(super) const LONGEST_LIFETIME: Duration = Duration::from_hours(10 * 366 * 24);

/// Reads a lifetime in whole seconds; `now_at` is the moment it is counted from, in milliseconds since 1970 UTC.
///
/// Zero (some apps' "never expires"), negative and senseless values say nothing, nor does a moment that has passed: then
/// the app's own 401 tells when the token is over.
pub(super) fn lifetime(said: Option<&Value>, unit: ExpiryUnit, now_at: i64) -> Option<Duration> {
    let ends_at = unit.ends_at(said?, now_at)?;
    let seconds = u64::try_from(ends_at.saturating_sub(now_at)).ok()? / 1000;
    (seconds > 0).then(|| Duration::from_secs(seconds).min(LONGEST_LIFETIME))
}
