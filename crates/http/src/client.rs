//! Owns sending: the guard, redirects within one origin, deadlines and repeated tries.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::Method;
use http::header::LOCATION;
use secrecy::SecretString;
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::classify::classify;
use crate::guard::{check_url, host_of, is_this_computer};
use crate::identity::ShownIdentity;
use crate::resolver::GuardedResolver;
use crate::{
    Fault, Policy, Request, Response, Retry, StandIns, backoff, body, is_transient_status,
};

const MOST_REDIRECTS: usize = 5;

/// The one HTTP client. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct Client(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    policy: Policy,
    /// Goes through the proxy the system names, if any.
    world: OnceLock<Result<reqwest::Client, Fault>>,
    /// For this computer: a proxy could not reach it, and must not see what is sent there.
    this_computer: OnceLock<Result<reqwest::Client, Fault>>,
    stand_ins: StandIns,
    /// For the hosts of `stand_ins` alone, so that their certificates vouch for no other.
    standing_in: OnceLock<Result<reqwest::Client, Fault>>,
    /// The certificate shown to every server that asks for one.
    identity: Option<ShownIdentity>,
}

impl Client {
    /// Makes a client. The system's certificates are read at the first call, not here, so that
    /// nothing waits for them at the start; where they cannot be read, every `send` says so.
    pub fn new(policy: Policy) -> Self {
        Self::with_stand_ins(policy, StandIns::default())
    }

    /// Makes a client for which servers on this computer stand in for some hosts.
    pub fn with_stand_ins(policy: Policy, stand_ins: StandIns) -> Self {
        Self(Arc::new(Shared {
            policy,
            world: OnceLock::new(),
            this_computer: OnceLock::new(),
            stand_ins,
            standing_in: OnceLock::new(),
            identity: None,
        }))
    }

    /// Makes a client of the same limits that shows a certificate, both parts in PEM. It shares no connection with
    /// this one, so that what one connection proves never serves another.
    ///
    /// # Errors
    /// [`Fault::BadRequest`] for a certificate or key that cannot be read.
    pub fn showing(&self, certificate: &SecretString, key: &SecretString) -> Result<Self, Fault> {
        Ok(Self(Arc::new(Shared {
            policy: self.0.policy.clone(),
            world: OnceLock::new(),
            this_computer: OnceLock::new(),
            stand_ins: self.0.stand_ins.clone(),
            standing_in: OnceLock::new(),
            identity: Some(ShownIdentity::from_pem(certificate, key)?),
        })))
    }

    /// Answers the limits this client lives under.
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// Sends a request and answers with the whole body, whatever the status.
    ///
    /// Redirects are followed for GET and HEAD within the same scheme, host and port, five at most;
    /// any other redirect is an error that names the host.
    ///
    /// # Errors
    /// A [`Fault`] when there is no whole answer.
    pub async fn send(&self, request: Request) -> Result<Response, Fault> {
        let total = request.timeout.unwrap_or(self.0.policy.total_timeout);
        let deadline = Instant::now() + total;
        let answer = timeout_at(deadline, self.try_until(&request, deadline))
            .await
            .unwrap_or_else(|_| {
                Err(Fault::TimedOut {
                    host: host_of(&request.url),
                    after: total,
                })
            });
        let url = request.shown_url();
        match &answer {
            Ok(response) => {
                tracing::debug!(method = %request.method, %url, status = response.status, bytes = response.body.len(), "answered");
            }
            Err(fault) => tracing::debug!(method = %request.method, %url, %fault, "not answered"),
        }
        answer
    }

    async fn try_until(&self, request: &Request, deadline: Instant) -> Result<Response, Fault> {
        let attempts = match request.retry {
            Retry::Transient { attempts } if request.is_read_only() => attempts,
            Retry::Transient { .. } | Retry::Never => 1,
        };
        let mut tries_made = 0;
        loop {
            let answer = self.follow(request).await;
            tries_made += 1;
            let asked = match &answer {
                Ok(response) if is_transient_status(response.status) => response.retry_after(),
                Err(fault) if fault.is_worth_another_try() => None,
                _ => return answer,
            };
            let wait = backoff::wait(tries_made, asked, backoff::jitter());
            match wait {
                Some(wait) if tries_made < attempts && Instant::now() + wait < deadline => {
                    tokio::time::sleep(wait).await;
                }
                _ => return answer,
            }
        }
    }

    async fn follow(&self, request: &Request) -> Result<Response, Fault> {
        let mut url = request.url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.once(request, &url).await?;
            let Some(target) = redirect_target(&response, &url)? else {
                return Ok(response);
            };
            if !request.is_read_only() || target.origin() != url.origin() {
                return Err(elsewhere(&url, &target));
            }
            url = target;
        }
        Err(Fault::TooManyRedirects)
    }

    async fn once(&self, request: &Request, url: &Url) -> Result<Response, Fault> {
        check_url(url)?;
        let client = self.0.client_for(url)?;
        let host = host_of(url);
        let mut sending = client
            .request(request.method.clone(), url.clone())
            .headers(request.headers.clone());
        if let Some(body) = &request.body {
            sending = sending.body(body.clone());
        }
        let response = sending
            .send()
            .await
            .map_err(|error| classify(&error, &host, self.0.policy.connect_timeout))?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = if request.method == Method::HEAD {
            bytes::Bytes::new()
        } else {
            let limit = request.max_body.unwrap_or(self.0.policy.max_body);
            body::read(response, limit, self.0.policy.read_timeout, &host).await?
        };
        Ok(Response::new(status, url.clone(), headers, body))
    }
}

impl Shared {
    fn client_for(&self, url: &Url) -> Result<reqwest::Client, Fault> {
        if is_this_computer(url) {
            let build = || self.build(reqwest::Client::builder().no_proxy(), GuardedResolver);
            self.this_computer.get_or_init(build).clone()
        } else if self.stand_ins.answers_for(url) {
            let build = || {
                let builder = reqwest::Client::builder().no_proxy();
                let roots = self.stand_ins.roots();
                let roots = roots
                    .map_err(|error| classify(&error, "a stand-in", self.policy.connect_timeout))?;
                self.build(builder.tls_certs_only(roots), self.stand_ins.resolver())
            };
            self.standing_in.get_or_init(build).clone()
        } else {
            let build = || self.build(reqwest::Client::builder(), GuardedResolver);
            self.world.get_or_init(build).clone()
        }
    }

    fn build(
        &self,
        builder: reqwest::ClientBuilder,
        resolver: impl reqwest::dns::Resolve + 'static,
    ) -> Result<reqwest::Client, Fault> {
        let builder = match &self.identity {
            Some(identity) => builder.identity(identity.0.clone()),
            None => builder,
        };
        builder
            .user_agent(self.policy.user_agent.as_str())
            .connect_timeout(self.policy.connect_timeout)
            .pool_idle_timeout(Duration::from_mins(1))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .dns_resolver(Arc::new(resolver))
            .build()
            .map_err(|error| classify(&error, "this computer", self.policy.connect_timeout))
    }
}

/// Answers where a response sends on to, if it does.
fn redirect_target(response: &Response, from: &Url) -> Result<Option<Url>, Fault> {
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = response.headers.get(LOCATION) else {
        return Ok(None);
    };
    location
        .to_str()
        .ok()
        .and_then(|location| from.join(location).ok())
        .map(Some)
        .ok_or_else(|| Fault::BrokenBody {
            why: "it sends on to an address that cannot be read".to_owned(),
        })
}

fn elsewhere(from: &Url, target: &Url) -> Fault {
    let to_host = if from.host() == target.host() && from.origin() != target.origin() {
        target.origin().ascii_serialization()
    } else {
        host_of(target)
    };
    Fault::RedirectElsewhere {
        from: host_of(from),
        to_host,
    }
}
