//! The connector definition format: read it, check it, fill in its templates, read answers by its paths. No I/O.

mod definition;
mod plan;
mod row;

pub use definition::{
    Apply, Auth, AuthKind, Basic, Call, Cause, Choice, ClientAuth, Connector, Control, ErrorRule,
    Field, IdentityStep, Input, InputControl, Method, OAuth2, Operation, OperationKind, Paging,
    Picklist, Pkce, Practice, Redirect, RowMap, Statuses, Window,
};
pub use plan::{CallPlan, OAuth2Plan, RedirectPlan};
pub use row::Row;
