//! The connector definition format: read it, check it, fill in its templates, read answers by its paths. No I/O.

mod address;
mod cause;
mod context;
mod definition;
mod fields;
mod host;
mod path;
mod plan;
mod read;
mod render_error;
mod row;
mod secrets;
mod template;

pub use context::Context;
pub use definition::{
    Apply, Auth, AuthKind, Basic, Call, Cause, Choice, ClientAuth, Connector, Control, ErrorRule,
    Field, IdentityStep, Input, InputControl, Method, OAuth2, Operation, OperationKind, Paging,
    Picklist, Pkce, Practice, Redirect, RowMap, Statuses, Window,
};
pub use fields::{FieldFault, FieldProblem};
pub use plan::{CallPlan, OAuth2Plan, RedirectPlan};
pub use render_error::RenderError;
pub use row::Row;
pub use secrets::Secrets;
