//! Shapes about rights: what recipes need of an app, whether it is there, and what changed since.
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::UsedBy;

/// The rights that the recipes of a connection need, as the app told them last.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RightsView {
    /// When the app was asked; none when it was not asked yet.
    #[ts(type = "number | null")]
    pub at: Option<i64>,
    pub lines: Vec<RightLine>,
    /// The same as a text to hand to an administrator of the app.
    pub checklist: String,
    /// True when the app takes the rights as a file (`connection.permission_set`).
    pub has_file: bool,
}

/// One right that recipes need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RightLine {
    /// "Edit on Account".
    pub label: String,
    pub state: RightState,
    pub needed_by: Vec<UsedBy>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RightState {
    Granted,
    Missing,
    /// The app was not asked yet, or does not tell.
    Unknown,
}

/// A difference between two receipts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Change {
    /// When it was noticed.
    #[ts(type = "number")]
    pub at: i64,
    /// The receipt before: so long it still stood as it was.
    #[ts(type = "number")]
    pub since: i64,
    /// True for what is gone, false for what came.
    pub lost: bool,
    /// "Edit on Account", "the scope refresh_token", "the role Administrator".
    pub what: String,
    /// Where recipes need it.
    pub affects: Vec<UsedBy>,
}

/// Whether a person or an integration user is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UserLook {
    pub looks_like: UserKind,
    /// What it is judged by: "the user name begins with \u{201c}integration\u{201d}".
    pub why: String,
    /// What to do about it, for a person.
    pub hint: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UserKind {
    Person,
    Integration,
    Unknown,
}
