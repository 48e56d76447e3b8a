//! The app's own page: in the window or the browser, until it yields a code; moving between the two on the way.
use std::collections::BTreeMap;

use larder_auth::attempt::{End, Outcome};
use larder_auth::loopback::{self, BindError};
use larder_auth::{oauth1, oauth2};
use larder_connector::RedirectPlan;
use secrecy::SecretString;
use url::Url;

use crate::Engine;
use crate::causes;
use crate::problem::Problem;
use crate::protocol::{Begun, Protocol};
use crate::sign_in::{PageIn, Running};
use crate::subject::Subject;
use crate::window::SignInPage;

/// What the page yielded.
pub(crate) struct Came {
    pub(crate) begun: Begun,
    pub(crate) code: SecretString,
    /// What was kept from the redirect.
    pub(crate) kept: BTreeMap<String, String>,
}

impl Engine {
    /// Shows the page in the window or the browser until it yields a code. The person may move from
    /// one to the other; each showing is an attempt of its own.
    pub(crate) async fn show_page(
        &self,
        running: &Running,
        subject: &Subject,
        protocol: &Protocol,
        redirect: &RedirectPlan,
    ) -> Result<Came, Problem> {
        let app = subject.app();
        let host = protocol.page_host();
        loop {
            let page_in = running.page_in();
            let begun = match (page_in, &self.0.window) {
                (PageIn::Window, Some(window)) => {
                    let redirect = redirect_for_window(redirect)?;
                    let begun = self.begin(running, subject, protocol, redirect).await?;
                    let page = SignInPage {
                        id: running.id.clone(),
                        url: begun.page().clone(),
                        attempt: begun.attempt().clone(),
                        title: format!("Sign in to {}", running.connector_name),
                        login_hosts: subject.connector.login_hosts.clone(),
                        practice: subject.row.practice,
                    };
                    window
                        .open(page)
                        .await
                        .map_err(|fault| Problem::window(&fault.0))?;
                    begun
                }
                _ => {
                    self.listen_for_browser(running, subject, protocol, redirect, page_in)
                        .await?
                }
            };
            running.waits(
                begun.attempt().clone(),
                begun.page().clone(),
                host.clone(),
                page_in != PageIn::Window,
            );
            self.tell_states();
            match begun.attempt().settled().await {
                Outcome::Code(code, kept) => {
                    if let Some(window) = &self.0.window {
                        window.close(&running.id).await;
                    }
                    return Ok(Came { begun, code, kept });
                }
                Outcome::Denied { error, description } => {
                    let host = host.as_deref().unwrap_or_default();
                    let problem =
                        causes::of_denial(&subject.connector, host, &error, description.as_deref());
                    return Err(problem.naming_redirect(app, begun.attempt().redirect()));
                }
                Outcome::Ended(End::Superseded) => {}
                Outcome::Ended(End::Cancelled) => {
                    let problem = Problem::cancelled(app);
                    return Err(problem.naming_redirect(app, begun.attempt().redirect()));
                }
                Outcome::Ended(End::TimedOut) => return Err(Problem::timed_out(app)),
                Outcome::Ended(End::WindowFailed(why)) => return Err(Problem::window(&why)),
            }
        }
    }

    /// Binds the redirect's address, serves it, and opens the link in the browser.
    async fn listen_for_browser(
        &self,
        running: &Running,
        subject: &Subject,
        protocol: &Protocol,
        redirect: &RedirectPlan,
        page_in: PageIn,
    ) -> Result<Begun, Problem> {
        let listener = loopback::bind(&redirect.host, &redirect.ports)
            .await
            .map_err(|error| match error {
                BindError::PortTaken { ports } => Problem::ports_taken(&ports),
                BindError::NotLoopback { .. } => Problem::definition(format!(
                    "The definition\u{2019}s redirect address: {error}."
                )),
            })?;
        let redirect = listener.redirect(&redirect.path);
        let begun = self.begin(running, subject, protocol, redirect).await?;
        let page = loopback::Page::new("Larder", &running.connector_name);
        running.serves(tokio::spawn(listener.serve(begun.attempt().clone(), page)));
        if page_in != PageIn::LinkOnly
            && let Err(fault) = self.0.browser.open(begun.page())
        {
            // The link can still be copied: the attempt stays open (B08).
            tracing::info!(%fault, "no browser opened; the link is shown instead");
        }
        Ok(begun)
    }

    /// Begins one showing of the page; each has an attempt of its own.
    async fn begin(
        &self,
        running: &Running,
        subject: &Subject,
        protocol: &Protocol,
        redirect: Url,
    ) -> Result<Begun, Problem> {
        match protocol {
            Protocol::OAuth2(plan, client) => {
                oauth2::begin(plan, client, redirect, running.id.clone())
                    .map(Begun::OAuth2)
                    .map_err(|fault| Problem::definition(format!("{fault}.")))
            }
            Protocol::OAuth1(plan) => {
                oauth1::begin(&self.0.http, plan, Some(redirect), running.id.clone())
                    .await
                    .map(Begun::OAuth1)
                    .map_err(|fault| {
                        let host = protocol.page_host().unwrap_or_default();
                        causes::of_oauth1_fault(subject, &host, &fault)
                    })
            }
            Protocol::Session | Protocol::Typed => {
                Err(Problem::defect("a way without a page was to show one"))
            }
        }
    }
}

/// The window takes the redirect itself, so no port is opened: the first registered one is named.
fn redirect_for_window(redirect: &RedirectPlan) -> Result<Url, Problem> {
    let port = redirect.ports.first().copied().unwrap_or(47620);
    Url::parse(&format!("http://{}:{port}{}", redirect.host, redirect.path))
        .map_err(|_| Problem::definition("The definition's redirect address cannot be read."))
}
