//! Serves the stand-ins over any stream: TLS that the caller has ended, or plain loopback.

use axum::body::Body;
use axum::http::{Request, Response, header};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::Quirks;
use super::ask::{Answer, Ask};

/// The most a request's body may hold, in bytes.
const LONGEST_BODY: usize = 1 << 20;

impl Quirks {
    /// Serves one connection until it ends. `certificate` is the client's (DER), where the caller's TLS
    /// asked for one and found it good.
    pub async fn serve<S>(&self, stream: S, https: bool, certificate: Option<Vec<u8>>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let service = service_fn(move |request: Request<Incoming>| {
            let quirks = self.clone();
            let certificate = certificate.clone();
            async move {
                let response = quirks.respond(request, https, certificate).await;
                Ok::<_, std::convert::Infallible>(response)
            }
        });
        let served = hyper::server::conn::http1::Builder::new()
            .serve_connection(TokioIo::new(stream), service)
            .await;
        if let Err(error) = served {
            tracing::trace!(%error, "a connection ended early");
        }
    }

    /// Accepts plain connections until the task is aborted, which ends its connections too.
    pub(crate) async fn accept(self, listener: TcpListener) {
        let mut connections = JoinSet::new();
        loop {
            if let Ok((stream, _)) = listener.accept().await {
                let quirks = self.clone();
                connections.spawn(async move { quirks.serve(stream, false, None).await });
            } else {
                tokio::task::yield_now().await;
            }
            while connections.try_join_next().is_some() {}
        }
    }

    async fn respond(
        &self,
        request: Request<Incoming>,
        https: bool,
        certificate: Option<Vec<u8>>,
    ) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let Ok(body) = axum::body::to_bytes(Body::new(body), LONGEST_BODY).await else {
            return Answer::text(413, "the body is too long").0;
        };
        let host = parts.headers.get(header::HOST);
        let authority = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
        let ask = Ask {
            method: parts.method.to_string(),
            https,
            authority: authority.to_ascii_lowercase(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body,
            certificate,
            captured: Vec::new(),
            prefix: "",
        };
        self.answer(ask).0
    }
}
