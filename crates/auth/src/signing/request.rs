//! Owns what the templates of a signature know of the request.

use jiff::Timestamp;
use larder_connector::{OfRequest, TimestampFormat};
use sha2::{Digest, Sha256};

use super::{SigningFault, hex};
use crate::outgoing::Outgoing;
use crate::percent::{pairs, sorted};

/// What is known of a request, by the names templates use.
pub(super) fn known(
    outgoing: &Outgoing,
    timestamp: String,
    nonce: &str,
) -> Result<OfRequest, SigningFault> {
    let body = std::str::from_utf8(outgoing.bytes()).map_err(|_| SigningFault::Unfit {
        what: "the body is no text, so it cannot be signed this way",
    })?;
    let query = outgoing.url.query().unwrap_or_default();
    Ok(OfRequest::from([
        ("method", outgoing.method.clone()),
        ("url", outgoing.url.as_str().to_owned()),
        ("host", outgoing.host()),
        ("path", outgoing.url.path().to_owned()),
        ("query", query.to_owned()),
        ("sorted_query", sorted(pairs(query.as_bytes()))),
        ("body", body.to_owned()),
        ("body_sha256", hex(&Sha256::digest(outgoing.bytes()))),
        (
            "content_type",
            outgoing.content_type.clone().unwrap_or_default(),
        ),
        ("timestamp", timestamp),
        ("nonce", nonce.to_owned()),
    ]))
}

/// A time as an app wants it written.
pub(super) fn written(now: i64, format: TimestampFormat) -> Result<String, SigningFault> {
    Ok(match format {
        TimestampFormat::Unix => now.to_string(),
        TimestampFormat::UnixMilliseconds => now.saturating_mul(1000).to_string(),
        TimestampFormat::Rfc3339 => of_format(now, "%Y-%m-%dT%H:%M:%SZ")?,
    })
}

/// A time in UTC by a pattern.
pub(super) fn of_format(now: i64, pattern: &str) -> Result<String, SigningFault> {
    let time = Timestamp::from_second(now).map_err(|_| SigningFault::Unfit {
        what: "the time is not one of this calendar",
    })?;
    Ok(time.strftime(pattern).to_string())
}
