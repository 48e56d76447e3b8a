//! The connector definition format: read it, check it, fill in its templates, read answers by its paths. No I/O.

mod address;
mod cause;
mod check;
mod context;
mod definition;
mod fields;
mod given;
mod host;
mod mistake;
mod path;
mod plan;
mod read;
mod render_error;
mod row;
mod schema;
mod secrets;
mod shape;
mod source;
mod spans;
mod template;

pub use context::Context;
pub use definition::{
    Apply, Auth, AuthKind, Basic, Call, Cause, Certificate, Choice, ClientAuth, Connector, Control,
    ErrorRule, Expiry, ExpiryUnit, Field, IdentityStep, Input, InputControl, JwtAlgorithm,
    KeyEncoding, Matcher, Method, OAuth2, Operation, OperationKind, Paging, Picklist, Pkce,
    Practice, Probe, Redirect, RowMap, Session, SessionStep, Statuses, Window,
};
pub use fields::{FieldFault, FieldProblem};
pub use given::Tenant;
pub use mistake::Mistake;
pub use plan::{Body, CallPlan, CertificatePlan, Marks, OAuth2Plan, RedirectPlan, SecretCall};
pub use render_error::RenderError;
pub use row::Row;
pub use schema::json_schema;
pub use secrets::Secrets;
pub use source::{MAX_DEFINITION, Origin, Report, Source, builtin, check, parse};
