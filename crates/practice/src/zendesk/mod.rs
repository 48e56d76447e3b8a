//! Practice Zendesk: the routes of the subdomain acme.

mod account;
mod answer;
mod caller;
mod fields;
mod oauth;
mod organizations;
mod paging;
mod users;

use axum::Router;
use axum::routing::{delete, get, post};

use crate::authorize::{self, App};

/// All routes of the subdomain.
pub(crate) fn routes(app: App) -> Router {
    let api = Router::new()
        .route("/users/me.json", get(users::me))
        .route("/users/me", get(users::me))
        .route("/users.json", get(users::list))
        .route("/users", get(users::list))
        .route("/organization_fields.json", get(fields::organization))
        .route("/organization_fields", get(fields::organization))
        .route("/user_fields.json", get(fields::user))
        .route("/user_fields", get(fields::user))
        .route("/ticket_fields.json", get(fields::ticket))
        .route("/ticket_fields", get(fields::ticket))
        .route("/ticket_forms.json", get(fields::forms))
        .route("/ticket_forms", get(fields::forms))
        .route("/brands.json", get(account::brands))
        .route("/brands", get(account::brands))
        .route("/account/settings.json", get(account::settings))
        .route("/account/settings", get(account::settings))
        .route("/account.json", get(account::account))
        .route(
            "/organizations.json",
            get(organizations::list).post(organizations::create),
        )
        .route(
            "/organizations",
            get(organizations::list).post(organizations::create),
        )
        .route(
            "/organizations/create_or_update.json",
            post(organizations::create_or_update),
        )
        .route(
            "/organizations/create_or_update",
            post(organizations::create_or_update),
        )
        .route(
            "/organizations/{id}",
            get(organizations::one)
                .put(organizations::update)
                .delete(organizations::remove),
        )
        .route(
            "/oauth/tokens/current.json",
            delete(oauth::revoke).get(oauth::current),
        )
        .route(
            "/oauth/tokens/current",
            delete(oauth::revoke).get(oauth::current),
        );
    Router::new()
        .route("/", get(account::front))
        .route("/oauth/authorizations/new", get(authorize::begin))
        .route("/oauth/tokens", post(oauth::token))
        .nest("/api/v2", api)
        .merge(authorize::routes())
        .fallback(answer::nothing_here)
        .with_state(app)
}
