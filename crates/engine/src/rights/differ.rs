//! What changed between receipts: scopes, rights, role, user, account, environment, token lifetime.
use std::collections::{BTreeMap, BTreeSet};

use larder_store::receipt::Receipt;
use serde_json::Value;

use super::known::{Params, Rights, is_same_user};
use super::needs::Needs;
use crate::view::{Change, UsedBy};

/// Receipts that are compared, and differences that are told.
pub(crate) const COMPARED: u32 = 60;
const TOLD: usize = 30;

/// The differences between receipts, newest first. `receipts` are newest first.
pub(crate) fn changes(receipts: &[Receipt], needs: &Needs, used_by: &[UsedBy]) -> Vec<Change> {
    let mut walk = Walk {
        needs,
        used_by,
        rights: BTreeMap::new(),
        found: Vec::new(),
    };
    let mut oldest_first = receipts.iter().rev();
    let Some(mut before) = oldest_first.next() else {
        return Vec::new();
    };
    walk.know_rights(before, None);
    for receipt in oldest_first {
        walk.step(before, receipt);
        before = receipt;
    }
    walk.found.reverse();
    walk.found.truncate(TOLD);
    walk.found
}

struct Walk<'n> {
    needs: &'n Needs,
    used_by: &'n [UsedBy],
    /// Each right as it was told last, and when.
    rights: BTreeMap<(String, Params), (bool, i64)>,
    found: Vec<Change>,
}

impl Walk<'_> {
    fn step(&mut self, before: &Receipt, now: &Receipt) {
        let text = |receipt: &Receipt, name: &str| {
            receipt
                .identity
                .get(name)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        for (name, label) in [
            ("account_id", "the account"),
            ("user", "the user"),
            ("role", "the role"),
            ("environment", "the environment"),
        ] {
            let (Some(was), Some(is)) = (text(before, name), text(now, name)) else {
                continue;
            };
            if was == is {
                continue;
            }
            let shown = |receipt: &Receipt, value: String| match name {
                "account_id" => text(receipt, "account").unwrap_or(value),
                _ => value,
            };
            self.everywhere(before, now, true, format!("{label} {}", shown(before, was)));
            self.everywhere(before, now, false, format!("{label} {}", shown(now, is)));
        }
        let scopes = |receipt: &Receipt| receipt.granted.iter().cloned().collect::<BTreeSet<_>>();
        let (was, is) = (scopes(before), scopes(now));
        for scope in was.difference(&is) {
            let what = format!("the scope {scope}");
            match self.needs.users_of_scope(scope) {
                Some(affects) => self.add(before, now, true, what, affects),
                None => self.everywhere(before, now, true, what),
            }
        }
        for scope in is.difference(&was) {
            self.everywhere(before, now, false, format!("the scope {scope}"));
        }
        self.lifetime(before, now);
        self.know_rights(now, Some(before));
    }

    /// The seconds are counted from when the answer came: a few more or fewer are no difference.
    fn lifetime(&mut self, before: &Receipt, now: &Receipt) {
        let seconds = |receipt: &Receipt| receipt.lifetime.get("seconds").and_then(Value::as_i64);
        let (Some(was), Some(is)) = (seconds(before), seconds(now)) else {
            return;
        };
        if (was - is).abs() * 10 <= was.abs().max(is.abs()) {
            return;
        }
        for (lost, seconds) in [(true, was), (false, is)] {
            let what = format!("the token lifetime of {}", crate::problem::span(seconds));
            self.add(before, now, lost, what, Vec::new());
        }
    }

    fn know_rights(&mut self, now: &Receipt, before: Option<&Receipt>) {
        let Some(told) = Rights::of(now) else { return };
        for line in told.lines {
            let Some(held) = line.held else { continue };
            let key = (line.right, line.params);
            let earlier = self.rights.insert(key.clone(), (held, now.at));
            if let (Some((was, at)), Some(before)) = (earlier, before)
                && was != held
            {
                let affects = self.needs.users_of(&key.0, &key.1).to_vec();
                self.found.push(Change {
                    at: now.at,
                    // Another user's rights were told with that user's own receipt.
                    since: if is_same_user(&before.identity, &now.identity) {
                        before.at.max(at)
                    } else {
                        at
                    },
                    lost: was,
                    what: line.label,
                    affects,
                });
            }
        }
    }

    fn everywhere(&mut self, before: &Receipt, now: &Receipt, lost: bool, what: String) {
        let affects = if lost {
            self.used_by.to_vec()
        } else {
            Vec::new()
        };
        self.add(before, now, lost, what, affects);
    }

    fn add(
        &mut self,
        before: &Receipt,
        now: &Receipt,
        lost: bool,
        what: String,
        affects: Vec<UsedBy>,
    ) {
        self.found.push(Change {
            at: now.at,
            since: before.at,
            lost,
            what,
            affects,
        });
    }
}
