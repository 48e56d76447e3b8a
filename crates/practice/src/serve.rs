//! Serves one origin: every request passes the log and the armed faults before its route.
//!
//! Connections are served by hyper itself, since `axum::serve` cannot drop one on purpose.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, Response, Uri, header};
use hyper::body::Incoming;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::fault::{Armed, Meeting, take};
use crate::interfere::{Interference, after, before};
use crate::log;
use crate::salesforce::described::gzip;
use crate::site::Site;
use crate::world::{World, now};

/// The connection is closed without an answer.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the connection is dropped on purpose")]
pub(crate) struct Dropped;

/// Answers below this size are not worth compressing.
const WORTH_COMPRESSING: usize = 1_024;

/// Accepts connections until the task is aborted, which ends its connections too.
pub(crate) async fn accept(
    listener: TcpListener,
    router: Router,
    world: Arc<World>,
    site: Option<Site>,
) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, router.clone(), Arc::clone(&world), site));
            }
            Err(error) => {
                // Out of file descriptors, or a client that was gone at once: neither is the end.
                tracing::debug!(%error, "a connection was not accepted");
                tokio::task::yield_now().await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, router: Router, world: Arc<World>, site: Option<Site>) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let service = service_fn(move |request: Request<Incoming>| {
        let router = router.clone();
        let world = Arc::clone(&world);
        async move {
            let request = request.map(Body::new);
            match site {
                Some(site) => answer(&world, site, router, request).await,
                None => Ok(route(router, request).await),
            }
        }
    });
    let served = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::trace!(%error, "a connection ended early");
    }
}

async fn route(router: Router, request: Request<Body>) -> Response<Body> {
    match TowerToHyperService::new(router).call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Clients send `//services/...`; Salesforce takes it as one slash.
fn single_slashes(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    if !path.contains("//") {
        return None;
    }
    let mut clean = String::with_capacity(path.len());
    for character in path.chars() {
        if !(character == '/' && clean.ends_with('/')) {
            clean.push(character);
        }
    }
    if let Some(query) = uri.query() {
        clean.push('?');
        clean.push_str(query);
    }
    clean.parse().ok()
}

/// Whose access token a request carries.
fn username(world: &World, site: Site, headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    if let Some((user, _)) = crate::basic::credentials(headers) {
        return Some(user.trim_end_matches("/token").to_owned());
    }
    let token = value.split_once(' ')?.1.trim();
    world.read(|state| {
        state
            .kept
            .grants
            .by_access(site, token, now())
            .map(|grant| grant.username.clone())
    })
}

async fn answer(
    world: &Arc<World>,
    site: Site,
    router: Router,
    mut request: Request<Body>,
) -> Result<Response<Body>, Dropped> {
    if let Some(clean) = single_slashes(request.uri()) {
        *request.uri_mut() = clean;
    }
    let path = request.uri().path().to_owned();
    let username = username(world, site, request.headers());
    let met: Vec<Armed> = world.change(|state| {
        let meeting = Meeting {
            site,
            path: &path,
            username: username.as_deref(),
        };
        take(&mut state.armed, meeting)
    });
    let zips = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("gzip"));
    let mut entry = log::Request {
        at: now(),
        app: site.app(),
        org: site.org(),
        method: request.method().to_string(),
        query: url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes())
            .map(|(name, _)| name.into_owned())
            .collect(),
        path,
        username,
        status: None,
    };
    let response = match before(site, &met).await {
        Interference::Instead(response) => Ok(response),
        Interference::Go => {
            let response = route(router, request).await;
            after(&met, response).await
        }
    };
    let response = match response {
        Ok(response) => Ok(if zips {
            compressed(response).await
        } else {
            response
        }),
        Err(Dropped) => Err(Dropped),
    };
    entry.status = response
        .as_ref()
        .ok()
        .map(|response| response.status().as_u16());
    world.change(|state| state.log.add(entry));
    response
}

/// Compresses JSON answers of some size; a body without a known length is left alone.
async fn compressed(response: Response<Body>) -> Response<Body> {
    use hyper::body::Body as _;
    let json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
    let known = response.body().size_hint().exact();
    let worth = known.is_some_and(|size| size > WORTH_COMPRESSING as u64);
    if !json || !worth || response.headers().contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(plain) = axum::body::to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts
        .headers
        .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    Response::from_parts(parts, Body::from(gzip(&plain)))
}
