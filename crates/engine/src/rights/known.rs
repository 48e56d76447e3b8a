//! What the app told of the rights that recipes use, as receipts keep it.
use std::collections::BTreeMap;

use larder_store::receipt;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The values of a family's parameters.
pub(crate) type Params = BTreeMap<String, String>;

/// What was told at one time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rights {
    /// When the app was asked.
    pub(crate) at: i64,
    /// True when there was more to ask than one check may.
    #[serde(default)]
    pub(crate) cut: bool,
    pub(crate) lines: Vec<Line>,
}

/// One right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// As the definition names it: `object.edit`.
    pub(crate) right: String,
    pub(crate) params: Params,
    /// "Edit on Account".
    pub(crate) label: String,
    /// "edit Account".
    pub(crate) may: String,
    /// Nothing when the app did not say.
    pub(crate) held: Option<bool>,
    /// Whether this user held it at any time.
    pub(crate) had: bool,
    /// Whether a file can grant it, as far as the app told.
    pub(crate) grantable: bool,
    /// What the file calls it.
    #[serde(default)]
    pub(crate) file_name: Option<String>,
    /// False when the app gave no usable answer, so that what was known before still counts.
    #[serde(default = "yes")]
    pub(crate) was_asked: bool,
}

fn yes() -> bool {
    true
}

impl Line {
    pub(crate) fn is_missing(&self) -> bool {
        self.held == Some(false)
    }
}

impl Rights {
    /// What a receipt says of rights.
    pub(crate) fn of(proof: &receipt::Receipt) -> Option<Self> {
        serde_json::from_value(proof.rights.clone()?).ok()
    }

    pub(crate) fn line(&self, right: &str, params: &Params) -> Option<&Line> {
        self.lines
            .iter()
            .find(|line| line.right == right && line.params == *params)
    }

    /// Takes over what an earlier telling knew and this one could not learn.
    pub(crate) fn carry_over(&mut self, before: &Self) {
        for line in &mut self.lines {
            let Some(earlier) = before.line(&line.right, &line.params) else {
                continue;
            };
            line.had |= earlier.had || earlier.held == Some(true);
            if !line.was_asked {
                line.held = earlier.held;
            }
            if line.file_name.is_none() && line.held != Some(true) {
                line.file_name.clone_from(&earlier.file_name);
                line.grantable = earlier.grantable;
            }
        }
    }
}

/// What is known of the rights of the user who is connected now, from the newest receipt and the newest that tells of
/// rights: what was told of another user is none of this one's.
pub(crate) fn known_rights(
    latest: Option<&receipt::Receipt>,
    told: Option<&receipt::Receipt>,
) -> Option<Rights> {
    let (latest, told) = (latest?, told?);
    if !is_same_user(&latest.identity, &told.identity) {
        return None;
    }
    Rights::of(told)
}

/// Whether two receipts prove the same user of the same account.
pub(crate) fn is_same_user(one: &Value, other: &Value) -> bool {
    ["user", "user_id", "account_id"]
        .iter()
        .all(|name| one.get(name) == other.get(name))
}
