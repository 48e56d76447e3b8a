//! The ways of the loopback twin: one small vendor for each way and group of quirks.

mod keys;
mod legs;
mod oauth2;
mod sessions;

use serde_json::json;

use super::super::LOOPBACK;
use super::super::ask::{Answer, Ask, Refusal};
use super::super::script::{Caller, Door, Vendor};
use super::{BEARER, by_the_book};

/// Every way.
pub(super) fn ways() -> Vec<Vendor> {
    let mut ways = oauth2::ways();
    ways.extend(legs::ways());
    ways.extend(keys::ways());
    ways.extend(sessions::ways());
    ways
}

/// A way by the book's errors.
fn way(id: &'static str, prefix: &'static str, doors: Vec<Door>) -> Vendor {
    Vendor {
        id,
        hosts: &[LOOPBACK],
        prefix,
        doors,
        refuse: by_the_book,
    }
}

/// Who is there.
fn me(ask: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::ok(&json!({
        "id": caller.person.number, "name": caller.person.name, "email": caller.person.username,
        "account": { "id": "acme", "name": "Acme" }, "asked": ask.path,
    })))
}

/// Something worth choosing from.
fn shelves(_: &Ask, _: &Caller<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::ok(&json!({ "shelves": [
        { "id": "s1", "name": "Jars" }, { "id": "s2", "name": "Spices" },
    ] })))
}
