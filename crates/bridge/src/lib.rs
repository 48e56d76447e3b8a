//! An engine behind HTTP on loopback: what `rpc` and `stale` are to the window, for an ordinary browser.

mod page;

use std::convert::Infallible;
use std::path::PathBuf;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::Stream;
use larder_engine::{Engine, api};
use serde::Deserialize;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::broadcast::error::RecvError;

/// One call of the engine's table.
#[derive(Debug, Deserialize)]
struct Call {
    call: String,
    #[serde(default)]
    question: Value,
}

/// Serves the engine and the built page in `folder` until the listener fails.
///
/// # Errors
/// When the listener does.
pub async fn serve(listener: TcpListener, engine: Engine, folder: PathBuf) -> std::io::Result<()> {
    let host = listener.local_addr()?.to_string();
    let routes = Router::new()
        .route("/rpc", post(rpc))
        .route("/stale", get(stale))
        .with_state(engine)
        .fallback_service(page::routes(folder))
        .layer(middleware::from_fn_with_state(host, only_our_own_page));
    axum::serve(listener, routes).await
}

/// Any page of the person's browser can reach loopback; only ours may, and under no other name.
async fn only_our_own_page(State(host): State<String>, request: Request, next: Next) -> Response {
    if is_ours(request.headers(), &host) {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

fn is_ours(headers: &HeaderMap, host: &str) -> bool {
    let said = |name| headers.get(name).map(HeaderValue::as_bytes);
    said(header::HOST) == Some(host.as_bytes())
        && said(header::ORIGIN).is_none_or(|origin| origin == format!("http://{host}").as_bytes())
}

async fn rpc(State(engine): State<Engine>, Json(call): Json<Call>) -> Response {
    match api::dispatch(&engine, &call.call, call.question).await {
        Ok(answer) => Json(answer).into_response(),
        Err(problem) => (StatusCode::UNPROCESSABLE_ENTITY, Json(problem)).into_response(),
    }
}

async fn stale(State(engine): State<Engine>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let news = futures::stream::unfold(engine.stale(), |mut news| async move {
        let calls = match news.recv().await {
            Ok(calls) => calls,
            // Too much at once to tell apart: everything may be old.
            Err(RecvError::Lagged(_)) => api::READS
                .iter()
                .map(|(call, _)| (*call).to_owned())
                .collect(),
            Err(RecvError::Closed) => return None,
        };
        let event = Event::default()
            .json_data(calls)
            .expect("texts can be written as JSON");
        Some((Ok(event), news))
    });
    Sse::new(news).keep_alive(KeepAlive::default())
}
