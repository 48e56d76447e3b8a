//! The connector definition format: read it, check it, fill in its templates, read answers by its paths. No I/O.

mod address;
mod cause;
mod check;
mod context;
mod definition;
mod fields;
mod given;
mod host;
mod looked_at;
mod mistake;
mod pages;
mod path;
mod plain;
mod plan;
mod read;
mod render_error;
mod rights;
mod row;
mod schema;
mod scopes;
mod secrets;
mod shape;
mod source;
mod spans;
mod template;
pub mod untrusted;

pub use context::Context;
pub use definition::{
    AnswerPaths, Apply, Assertion, Auth, AuthKind, AwsSigv4, Basic, Call, Cause, Certificate,
    Choice, ClientAuth, ClientKey, Connector, Control, CursorPlace, ErrorRule, Expiry, ExpiryUnit,
    Field, FileGrant, HmacAlgorithm, HmacSign, IdentityStep, Input, InputControl, JwtAlgorithm,
    JwtSign, KeyEncoding, Matcher, Method, OAuth1, OAuth1Callback, OAuth1Method, OAuth1Placement,
    OAuth1Signature, OAuth2, Operation, OperationKind, Paging, Picklist, Pkce, Practice, Probe,
    Redirect, Requirement, ResponseMode, Right, RightsFamily, RightsFile, RightsFileFormat, RowMap,
    ScopeNeed, Session, SessionStep, Sign, SignatureEncoding, Statuses, TimestampFormat, TokenBody,
    TokenMethod, UserLooks, UserSign, UserSort, Window, Wsse, WsseDigest, WsseText,
};
pub use fields::{FieldFault, FieldProblem};
pub use given::Tenant;
pub use looked_at::Reader;
pub use mistake::Mistake;
pub use pages::Next;
pub use plan::{
    AnswerPath, AnswerPlan, AssertionPlan, AwsPlan, Body, CallPlan, CertificatePlan, ClientKeyPlan,
    ClientPlan, DiscoverPlan, FilledLater, Grant, HmacPlan, JwtPlan, Marks, MembersLater,
    OAuth1Legs, OAuth1Plan, OAuth2Plan, OfRequest, RedirectPlan, SecretCall, SignPlan, WssePlan,
};
pub use render_error::RenderError;
pub use rights::Told;
pub use row::Row;
pub use schema::json_schema;
pub use scopes::ScopeFault;
pub use secrets::Secrets;
pub use source::{MAX_DEFINITION, Origin, Report, Source, builtin, check, parse};
