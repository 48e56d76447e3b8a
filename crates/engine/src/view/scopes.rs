//! Shapes about scopes: which a sign-in is to ask for, and what stops working without one.
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::UsedBy;

/// Which scopes a sign-in asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScopeChoice {
    /// Those the connection was made with; for a new one, those of the definition.
    #[default]
    Kept,
    /// Those of the app's definition.
    Usual,
    /// These, and what cannot be left out.
    Chosen(Vec<String>),
}

/// What the connect dialog shows of scopes.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ScopesPreview {
    /// The definition's scopes first, then ones of the person's own.
    pub lines: Vec<ScopeLine>,
    /// True when it is what the app's definition asks for.
    pub is_usual: bool,
    /// What works now, or would with the definition's scopes, and stops working with these.
    pub stops: Vec<ScopeStop>,
}

/// One scope of the dialog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScopeLine {
    pub scope: String,
    pub is_asked: bool,
    /// Who signed in, or the renewal, rests on it: it cannot be left out.
    pub is_required: bool,
    /// Not of the app's definition.
    pub is_own: bool,
    pub needed_by: Vec<UsedBy>,
}

/// A scope that is not there, with the steps that need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScopeStop {
    /// The one to ask for; others may do as well.
    pub scope: String,
    pub used_by: Vec<UsedBy>,
}

/// The scopes of a connection.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ScopesView {
    /// What its sign-ins ask for.
    pub asked: Vec<String>,
    /// True when a person chose them; false when they are those of the app's definition.
    pub is_chosen: bool,
    /// What its recipes need and was not granted.
    pub lacking: Vec<ScopeStop>,
}
