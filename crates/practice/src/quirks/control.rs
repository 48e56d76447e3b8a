//! The controls of the loopback twin: what it saw, and what to end or turn on.

use serde_json::json;

use super::ask::{Answer, Ask};
use super::{LOOPBACK, Quirks};

/// Answers a request to the controls; none when it is for a vendor.
pub(super) fn answer(quirks: &Quirks, ask: &Ask) -> Option<Answer> {
    let path = ask.path.strip_prefix("/control/")?;
    if ask.https || ask.host() != LOOPBACK {
        return None;
    }
    let parts: Vec<&str> = path.split('/').collect();
    Some(match (ask.method.as_str(), parts.as_slice()) {
        ("GET", ["log", way]) => {
            let seen: Vec<_> = quirks
                .log(way)
                .into_iter()
                .map(|seen| {
                    json!({ "method": seen.method, "address": seen.address, "door": seen.door,
                        "status": seen.status, "refused": seen.refused })
                })
                .collect();
            Answer::ok(&json!(seen))
        }
        ("GET", ["refusals"]) => Answer::ok(&json!(quirks.refusals())),
        ("POST", ["expire", way]) => Answer::ok(&json!({ "ended": quirks.expire(way) })),
        ("POST", ["revoke", way]) => {
            quirks.revoke_all(way);
            Answer::ok(&json!({}))
        }
        ("POST", ["turn_on", way, switch]) => {
            quirks.turn_on(way, switch);
            Answer::ok(&json!({}))
        }
        _ => Answer::text(404, "no such control"),
    })
}
