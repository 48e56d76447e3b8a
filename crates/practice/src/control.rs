//! The control origin: takes faults, shows the log, starts afresh. For this computer's programs only.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Value, json};

use crate::addresses::addresses;
use crate::fault::{Armed, Asked, CATALOG, Entry, Kind};
use crate::page;
use crate::people::Rights;
use crate::site::Site;
use crate::world::{State as WorldState, World, now, password_digest};

/// A refusal of the control origin.
#[derive(Debug)]
struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        answer(self.0, &json!({ "error": self.1 }))
    }
}

fn answer(status: StatusCode, value: &Value) -> Response<Body> {
    (
        status,
        [(header::CONTENT_TYPE, "application/json")],
        value.to_string(),
    )
        .into_response()
}

/// The routes of the control origin.
pub(crate) fn routes(world: Arc<World>) -> Router {
    Router::new()
        .route("/", get(front))
        .route("/addresses", get(whole))
        .route("/faults", get(list).delete(clear))
        .route("/faults/{id}", post(arm).delete(disarm))
        .route("/log", get(log).delete(clear_log))
        .route("/reset", post(reset))
        .layer(middleware::from_fn_with_state(Arc::clone(&world), guard))
        .with_state(world)
}

/// Keeps web pages out: no foreign origin, no rebound host name, no body a form could send.
async fn guard(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Result<Response<Body>, Refusal> {
    let own = world.origins.control();
    let headers = request.headers();
    let forbidden = |text: &str| Err(Refusal(StatusCode::FORBIDDEN, text.to_owned()));
    let text = |name: header::HeaderName| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    if text(header::ORIGIN).is_some_and(|origin| origin != own) {
        return forbidden("requests from other origins are refused");
    }
    let site = headers.get("sec-fetch-site");
    if site.is_some_and(|value| value != "same-origin" && value != "none") {
        return forbidden("requests from other sites are refused");
    }
    let port = own.rsplit(':').next().unwrap_or_default();
    let host = text(header::HOST).unwrap_or_default();
    if host != format!("127.0.0.1:{port}") && host != format!("localhost:{port}") {
        return forbidden("this origin is reached by its loopback address only");
    }
    if *request.method() == Method::POST && !is_json(headers) {
        return Err(Refusal(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send application/json".to_owned(),
        ));
    }
    Ok(next.run(request).await)
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn entry(id: &str) -> Result<&'static Entry, Refusal> {
    CATALOG
        .iter()
        .find(|entry| entry.id == id)
        .ok_or_else(|| Refusal(StatusCode::NOT_FOUND, format!("there is no fault {id}")))
}

/// `GET /addresses`: the same JSON that callers in this process get.
async fn whole(State(world): State<Arc<World>>) -> Response<Body> {
    answer(StatusCode::OK, &json!(addresses(&world.origins)))
}

/// `GET /faults`: the catalog and what is armed now.
async fn list(State(world): State<Arc<World>>) -> Response<Body> {
    let armed: Vec<Value> = world.read(|state| {
        state
            .armed
            .iter()
            .map(|fault| {
                json!({
                    "id": fault.id,
                    "app": fault.asked.app,
                    "org": fault.asked.org,
                    "username": fault.asked.username,
                    "times": fault.asked.times,
                    "path": fault.asked.path,
                })
            })
            .collect()
    });
    answer(
        StatusCode::OK,
        &json!({ "faults": addresses(&world.origins).faults, "armed": armed }),
    )
}

/// `DELETE /faults`: disarms everything.
async fn clear(State(world): State<Arc<World>>) -> StatusCode {
    world.change(|state| state.armed.clear());
    StatusCode::NO_CONTENT
}

/// `DELETE /faults/<id>`.
async fn disarm(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let kind = entry(&id)?.kind;
    world.change(|state| state.armed.retain(|fault| fault.kind != kind));
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /faults/<id>`.
async fn arm(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response<Body>, Refusal> {
    let entry = entry(&id)?;
    let bad = |text: String| Refusal(StatusCode::BAD_REQUEST, text);
    let given: Value = serde_json::from_slice(&body).map_err(|error| bad(error.to_string()))?;
    let foreign = given
        .as_object()
        .and_then(|members| members.keys().find(|key| !entry.takes.contains(&&***key)));
    if let Some(key) = foreign {
        return Err(bad(format!(
            "{id} does not take {key}; it takes {}",
            entry.takes.join(", ")
        )));
    }
    let asked: Asked = serde_json::from_value(given).map_err(|error| bad(error.to_string()))?;
    if asked.times == Some(0) {
        return Err(bad("times must be 1 or more".to_owned()));
    }
    let people = WorldState::meant(&asked);
    if people.is_empty() {
        return Err(bad("no such app, org or username".to_owned()));
    }
    if entry.kind.waits() {
        world.change(|state| {
            state.armed.push(Armed {
                kind: entry.kind,
                id: entry.id,
                asked,
            });
        });
        return Ok(answer(StatusCode::OK, &json!({ "armed": id })));
    }
    if entry.kind == Kind::ChangePassword && (asked.password.is_none() || asked.username.is_none())
    {
        return Err(bad("change_password needs username and password".to_owned()));
    }
    if entry.kind == Kind::TakeRight && asked.right.is_none() {
        return Err(bad("take_right needs right".to_owned()));
    }
    if entry.kind == Kind::ChangeRole {
        let known = asked.role.as_deref().and_then(Rights::of_role);
        if known.is_none() {
            return Err(bad(
                "change_role needs role: admin, agent, custom-agent, light-agent or end-user"
                    .to_owned(),
            ));
        }
        if !people.iter().any(|part| part.site == Site::Zendesk) {
            return Err(bad("only Zendesk has roles; send app: zendesk".to_owned()));
        }
    }
    if entry.kind == Kind::TokenRotation && asked.on.is_none() {
        return Err(bad("token_rotation needs on: true or false".to_owned()));
    }
    let done = world.change(|state| at_once(state, entry.kind, &asked));
    Ok(answer(
        StatusCode::OK,
        &json!({ "done": id, "count": done }),
    ))
}

/// Does a fault that changes the state, and says how many people, grants or sites it met.
fn at_once(state: &mut WorldState, kind: Kind, asked: &Asked) -> usize {
    let people = WorldState::meant(asked);
    let is_meant = |site, username: &str| {
        people
            .iter()
            .any(|part| part.site == site && part.username.eq_ignore_ascii_case(username))
    };
    let revoke = |state: &mut WorldState| {
        state
            .kept
            .grants
            .revoke_if(|grant| is_meant(grant.site, &grant.username))
    };
    match kind {
        Kind::Revoke => return revoke(state),
        Kind::Expire => {
            return state
                .kept
                .grants
                .expire_if(|grant| is_meant(grant.site, &grant.username));
        }
        Kind::ChangePassword => {
            revoke(state);
            state
                .browsers
                .retain(|_, (site, username)| !is_meant(*site, username));
            let password = asked.password.as_deref().unwrap_or_default();
            for part in &people {
                let digested = password_digest(part, password);
                state.alter(part, |changed| changed.password = Some(digested));
            }
        }
        Kind::DeactivateUser | Kind::Reactivate => {
            for part in &people {
                state.alter(part, |changed| {
                    changed.active = Some(kind == Kind::Reactivate);
                });
            }
        }
        Kind::ReduceRights | Kind::RestoreRights => {
            for part in &people {
                state.alter(part, |changed| {
                    changed.reduced = kind == Kind::ReduceRights;
                    changed.role = None;
                    changed.taken.clear();
                    changed.rights_changed_at = Some(now());
                });
            }
        }
        Kind::ChangeRole => {
            let role = asked.role.as_deref().and_then(Rights::of_role);
            let at_zendesk = || people.iter().filter(|part| part.site == Site::Zendesk);
            for part in at_zendesk() {
                state.alter(part, |changed| {
                    changed.reduced = false;
                    changed.role = role;
                    changed.rights_changed_at = Some(now());
                });
            }
            return at_zendesk().count();
        }
        Kind::TakeRight => {
            let right = asked.right.as_deref().unwrap_or_default();
            for part in &people {
                state.alter(part, |changed| {
                    changed.taken.insert(right.to_owned());
                    changed.rights_changed_at = Some(now());
                });
            }
        }
        Kind::TokenRotation => {
            let sites: Vec<_> = Site::ALL
                .into_iter()
                .filter(|&site| asked.is_for(site))
                .collect();
            for &site in &sites {
                state.set_rotation(site, asked.on == Some(true));
            }
            return sites.len();
        }
        _ => {}
    }
    people.len()
}

/// `GET /log`.
async fn log(State(world): State<Arc<World>>) -> Response<Body> {
    let log = world.read(|state| serde_json::to_value(&state.log));
    match log {
        Ok(log) => answer(StatusCode::OK, &log),
        Err(error) => Refusal(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// `DELETE /log`.
async fn clear_log(State(world): State<Arc<World>>) -> StatusCode {
    world.change(|state| state.log = crate::log::Log::default());
    StatusCode::NO_CONTENT
}

/// `POST /reset`: as if never used.
async fn reset(State(world): State<Arc<World>>) -> Response<Body> {
    world.change(|state| *state = WorldState::default());
    answer(StatusCode::OK, &json!({ "reset": true }))
}

/// `GET /`: people and faults, for people.
async fn front(State(world): State<Arc<World>>) -> Response<Body> {
    let about = addresses(&world.origins);
    let people: Vec<String> = about
        .people
        .iter()
        .map(|person| {
            let origin = &about.apps[&person.app][&person.org];
            format!(
                "<tr><td>{}<br><code>{}</code></td><td>{}</td><td><code>{}</code></td><td>{}</td></tr>",
                page::escape(&format!("{} {}", person.app, person.org)),
                page::escape(origin),
                page::escape(&person.username),
                page::escape(&person.password),
                page::escape(&person.about),
            )
        })
        .collect();
    let faults: Vec<String> = about
        .faults
        .iter()
        .map(|fault| {
            format!(
                "<tr><td><code>{}</code></td><td>{}</td><td><code>{}</code></td></tr>",
                page::escape(&fault.id),
                page::escape(&fault.about),
                page::escape(&fault.takes.join(", ")),
            )
        })
        .collect();
    let content = format!(
        "<h1>Practice apps</h1>\
         <h2>People</h2><table><thead><tr><th>App</th><th>Username</th><th>Password</th><th>Who</th></tr></thead><tbody>{}</tbody></table>\
         <h2>Faults</h2><p>Send <code>POST /faults/&lt;id&gt;</code> with JSON, for example \
         <code>curl -H 'Content-Type: application/json' -d '{{\"app\":\"salesforce\",\"org\":\"login\"}}' {}/faults/revoke</code></p>\
         <table><thead><tr><th>Fault</th><th>What it does</th><th>Takes</th></tr></thead><tbody>{}</tbody></table>",
        people.concat(),
        page::escape(&about.control),
        faults.concat(),
    );
    page::page(StatusCode::OK, "Practice apps", "wide", &content, "")
}
