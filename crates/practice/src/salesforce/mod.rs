//! Practice Salesforce: the routes of one org, which is login host and instance host in one.

mod account_fields;
mod answer;
mod catalog;
mod describe;
mod describe_object;
pub(crate) mod described;
mod field;
mod field_parts;
mod field_sets;
mod generated_fields;
mod identity;
mod oauth;
pub(crate) mod organization;
mod query;
mod record_calls;
mod related;
mod resources;
mod seeds;
mod session;
mod soap;
mod soql;
mod standard_objects;

use axum::Router;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse as _;
use axum::routing::{get, post};

use crate::authorize::{self, App};

/// The newest API version there is; clients choose by number in the path.
pub(crate) const NEWEST_VERSION: u32 = 66;

/// All routes of an org.
pub(crate) fn routes(app: App) -> Router {
    Router::new()
        .route("/", get(resources::front))
        .route("/services/oauth2/authorize", get(authorize::begin))
        .route("/services/oauth2/token", post(oauth::token))
        .route(
            "/services/oauth2/revoke",
            post(oauth::revoke).get(oauth::revoke),
        )
        .route("/services/oauth2/introspect", post(oauth::introspect))
        .route(
            "/services/oauth2/userinfo",
            get(identity::userinfo).post(identity::userinfo),
        )
        .route("/id/{org}/{user}", get(identity::identity))
        .route("/services/Soap/u/{version}", post(soap::call))
        .route("/services/Soap/u/{version}/{org}", post(soap::call))
        .route("/services/data", get(resources::versions))
        .route("/services/data/", get(resources::versions))
        .route("/services/data/{version}", get(resources::resources))
        .route("/services/data/{version}/", get(resources::resources))
        .route("/services/data/{version}/limits", get(resources::limits))
        .route("/services/data/{version}/limits/", get(resources::limits))
        .route("/services/data/{version}/sobjects", get(describe::global))
        .route("/services/data/{version}/sobjects/", get(describe::global))
        .route(
            "/services/data/{version}/sobjects/{object}",
            get(describe::basic).post(record_calls::create),
        )
        .route(
            "/services/data/{version}/sobjects/{object}/",
            get(describe::basic).post(record_calls::create),
        )
        .route(
            "/services/data/{version}/sobjects/{object}/describe",
            get(describe::full),
        )
        .route(
            "/services/data/{version}/sobjects/{object}/describe/",
            get(describe::full),
        )
        .route(
            "/services/data/{version}/sobjects/{object}/{id}",
            get(record_calls::read)
                .patch(record_calls::update)
                .delete(record_calls::delete),
        )
        .route("/services/data/{version}/query", get(query::query))
        .route("/services/data/{version}/query/", get(query::query))
        .route("/services/data/{version}/queryAll", get(query::query))
        .route("/services/data/{version}/queryAll/", get(query::query))
        .route("/services/data/{version}/query/{locator}", get(query::more))
        .merge(authorize::routes())
        .fallback(resources::nothing_here)
        .with_state(app)
}

/// A refusal in the words of the REST API.
pub(crate) fn refusal(status: StatusCode, code: &'static str, message: &str) -> Response<Body> {
    answer::ApiError::new(status, code, message).into_response()
}
