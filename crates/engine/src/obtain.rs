//! Obtaining a credential: at a sign-in, by whatever its way asks for, and again when it ended.
use std::collections::BTreeMap;
use std::time::Duration;

use larder_auth::oauth2::{TokenFault, Tokens};
use larder_auth::{oauth1, oauth2};
use larder_connector::{AuthKind, Grant, OAuth1Plan, OAuth2Plan};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::Engine;
use crate::causes::{self, Caller};
use crate::connected::Granted;
use crate::credential::Credential;
use crate::draft::Draft;
use crate::page::Came;
use crate::problem::Problem;
use crate::protocol::{Begun, Protocol};
use crate::session::Steps;
use crate::sign_in::Running;
use crate::subject::{Subject, shown_host};
use crate::view::{CodeQuestion, DeviceView};

/// A credential made anew, and what the app told along with it.
pub(crate) struct Renewed {
    pub(crate) credential: Credential,
    pub(crate) kept: BTreeMap<String, String>,
}

/// Why a credential could not be made anew.
pub(crate) struct NotRenewed {
    pub(crate) problem: Problem,
    /// How long the app asks to be left alone.
    pub(crate) retry_after: Option<Duration>,
}

impl From<Problem> for NotRenewed {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            retry_after: None,
        }
    }
}

impl Engine {
    /// What a sign-in yields. Addresses among what is kept are as the app gave them: nothing may be sent there yet.
    pub(crate) async fn obtain(
        &self,
        running: &Running,
        draft: &Draft,
        protocol: &Protocol,
    ) -> Result<Granted, Problem> {
        let subject = &draft.subject;
        let typed = Credential::from_typed(draft.typed.clone());
        match protocol {
            Protocol::OAuth2(plan, client) if plan.needs_page() => {
                let Came { begun, code, kept } = self
                    .show_page(running, subject, protocol, &plan.redirect)
                    .await?;
                running.page_is_done();
                self.tell_states();
                let Begun::OAuth2(mut begun) = begun else {
                    return Err(Problem::defect("a page of another protocol was shown"));
                };
                let http = self.http_of(subject, &typed)?;
                let redirect = begun.attempt.redirect().clone();
                let answer = oauth2::finish(&http, plan, client, &mut begun, code).await;
                let tokens = tokens(subject, plan, true, answer)
                    .map_err(|problem| problem.naming_redirect(subject.app(), &redirect))?;
                let mut granted = granted(subject, plan, &tokens, &typed, self.now());
                granted.kept.extend(kept);
                Ok(granted)
            }
            Protocol::OAuth2(plan, client) if matches!(plan.grant, Grant::Device) => {
                self.on_another_device(running, subject, plan, client, &typed)
                    .await
            }
            Protocol::OAuth2(plan, client) => {
                running.page_is_done();
                self.tell_states();
                let http = self.http_of(subject, &typed)?;
                let answer = oauth2::ask_directly(&http, plan, client).await;
                let tokens = tokens(subject, plan, true, answer)?;
                Ok(granted(subject, plan, &tokens, &typed, self.now()))
            }
            Protocol::OAuth1(plan) if plan.legs.is_some() => {
                self.three_legs(running, subject, protocol, plan, &typed)
                    .await
            }
            Protocol::Session => self.session(subject, &typed, Steps::SignIn, true).await,
            Protocol::OAuth1(_) | Protocol::Typed => Ok(Granted {
                credential: typed,
                kept: BTreeMap::new(),
                requested: Vec::new(),
                scopes: Vec::new(),
            }),
        }
    }

    /// The person types a short code at the app's page, on any device (RFC 8628).
    async fn on_another_device(
        &self,
        running: &Running,
        subject: &Subject,
        plan: &OAuth2Plan,
        client: &oauth2::Client,
        typed: &Credential,
    ) -> Result<Granted, Problem> {
        let http = self.http_of(subject, typed)?;
        let begun = oauth2::device::begin(&http, plan, client).await;
        let host = plan.device_url.as_ref().and_then(Url::host_str);
        let code = begun.map_err(|fault| {
            let caller = Caller {
                connecting: true,
                ..subject.caller()
            };
            causes::of_token_fault(caller, host.unwrap_or_default(), &fault)
        })?;
        let lifetime = i64::try_from(code.expires_in.as_millis()).unwrap_or(i64::MAX);
        let shown = DeviceView {
            user_code: code.user_code.clone(),
            verification_uri: code.verification_uri.to_string(),
            verification_uri_complete: code
                .verification_uri_complete
                .as_ref()
                .map(ToString::to_string),
            expires_at: self.now().saturating_add(lifetime),
        };
        let page = code
            .verification_uri_complete
            .clone()
            .unwrap_or_else(|| code.verification_uri.clone());
        running.shows(shown, page, shown_host(&code.verification_uri));
        self.tell_states();
        let answer = code.wait(&http, plan, client).await;
        let tokens = match answer {
            // RFC 8628 section 3.5: these two are about the person, not about the client.
            Err(TokenFault::Refused { error, .. }) if error == "expired_token" => {
                return Err(Problem::timed_out(subject.app()));
            }
            Err(TokenFault::Refused { error, .. }) if error == "access_denied" => {
                return Err(Problem::declined(subject.app()));
            }
            answer => tokens(subject, plan, true, answer)?,
        };
        running.page_is_done();
        self.tell_states();
        Ok(granted(subject, plan, &tokens, typed, self.now()))
    }

    /// Fills in the endpoints that the definition leaves to the issuer's metadata.
    pub(crate) async fn discovered(
        &self,
        subject: &Subject,
        protocol: Protocol,
        connecting: bool,
    ) -> Result<Protocol, Problem> {
        let Protocol::OAuth2(mut plan, client) = protocol else {
            return Ok(protocol);
        };
        let issuer = plan.discover.as_ref().map(|discover| discover.url.clone());
        oauth2::discover(&self.0.http, &mut plan)
            .await
            .map_err(|fault| {
                let caller = Caller {
                    connecting,
                    ..subject.caller()
                };
                let host = issuer.as_ref().and_then(Url::host_str).unwrap_or_default();
                causes::of_token_fault(caller, host, &fault)
            })?;
        Ok(Protocol::OAuth2(plan, client))
    }

    /// The person says yes on the app's page; its verifier comes by the redirect, or is typed.
    async fn three_legs(
        &self,
        running: &Running,
        subject: &Subject,
        protocol: &Protocol,
        plan: &OAuth1Plan,
        typed: &Credential,
    ) -> Result<Granted, Problem> {
        let host = protocol.page_host().unwrap_or_default();
        let judged = |fault| causes::of_oauth1_fault(subject, &host, &fault);
        let (mut begun, verifier, from_redirect) = if let Some(redirect) = protocol.redirect() {
            let came = self.show_page(running, subject, protocol, redirect).await?;
            let Begun::OAuth1(begun) = came.begun else {
                return Err(Problem::defect("a page of another protocol was shown"));
            };
            (begun, came.code, came.kept)
        } else {
            let begun = oauth1::begin(&self.0.http, plan, None, running.id.clone())
                .await
                .map_err(judged)?;
            let verifier = self
                .typed_code(running, subject, &begun.authorize_url)
                .await?;
            (begun, verifier, BTreeMap::new())
        };
        running.page_is_done();
        self.tell_states();
        let token = oauth1::finish(&self.0.http, plan, &mut begun, verifier)
            .await
            .map_err(judged)?;
        let mut kept = token.kept;
        kept.extend(from_redirect);
        Ok(Granted {
            credential: Credential::from_oauth1(&token.keys, typed, self.now()),
            kept,
            requested: Vec::new(),
            scopes: Vec::new(),
        })
    }

    /// Opens the page in the browser and asks for the code that it shows.
    async fn typed_code(
        &self,
        running: &Running,
        subject: &Subject,
        page: &Url,
    ) -> Result<SecretString, Problem> {
        if let Err(fault) = self.0.browser.open(page) {
            tracing::info!(%fault, "no browser opened; the link is shown instead");
        }
        let answered = running.asks_code(CodeQuestion {
            url: page.to_string(),
        });
        self.tell_states();
        answered
            .await
            .map_err(|_| Problem::cancelled(subject.app()))
    }

    /// A credential in place of one that ended. The caller sees to it that this happens once at a time.
    pub(crate) async fn renewed(
        &self,
        subject: &Subject,
        before: &Credential,
    ) -> Result<Renewed, NotRenewed> {
        let gone = || Problem::credentials(subject.app(), subject.user());
        let protocol = self.protocol(subject, before).await?;
        match &self.discovered(subject, protocol, false).await? {
            Protocol::OAuth2(plan, client) => {
                let http = self.http_of(subject, before)?;
                let answer = match &before.refresh_token {
                    Some(token) => oauth2::refresh(&http, plan, client, token).await,
                    // Grants that rest on what was typed are asked for again.
                    None if is_direct(plan) => oauth2::ask_directly(&http, plan, client).await,
                    None => return Err(gone().into()),
                };
                let retry_after = match &answer {
                    Err(TokenFault::Transient { retry_after, .. }) => *retry_after,
                    _ => None,
                };
                let tokens =
                    tokens(subject, plan, false, answer).map_err(|problem| NotRenewed {
                        problem,
                        retry_after,
                    })?;
                if is_the_same(before.access_token.as_ref(), &tokens.access_token) {
                    tracing::info!(
                        connection = subject.row.id,
                        "a refresh gave the same access token again"
                    );
                }
                let granted = granted(subject, plan, &tokens, before, self.now());
                subject.check_kept_hosts(&granted.kept)?;
                Ok(Renewed {
                    credential: granted.credential,
                    kept: granted.kept,
                })
            }
            Protocol::Session => Ok(self.session_again(subject, before).await?),
            Protocol::OAuth1(_) | Protocol::Typed => Err(gone().into()),
        }
    }

    /// The app's own renewal where it has one, else, or when that is refused, the sign-in anew from what was typed.
    async fn session_again(
        &self,
        subject: &Subject,
        before: &Credential,
    ) -> Result<Renewed, Problem> {
        let has_renewal = matches!(
            &subject.way()?.kind,
            AuthKind::Session(session) if !session.refresh_steps.is_empty()
        );
        let of = |granted: Granted| Renewed {
            credential: granted.credential,
            kept: granted.kept,
        };
        if has_renewal {
            match self.session(subject, before, Steps::Refresh, false).await {
                Err(problem) if !problem.is_passing() => {
                    tracing::debug!(app = subject.app(), kind = ?problem.kind, "a session was not renewed; signing in anew");
                }
                outcome => return outcome.map(of),
            }
        }
        let typed = Credential::from_typed(before.typed.clone());
        let outcome = self.session(subject, &typed, Steps::SignIn, false).await;
        outcome.map(of)
    }
}

/// Whether a grant can be asked for again without the person.
fn is_direct(plan: &OAuth2Plan) -> bool {
    !matches!(plan.grant, Grant::AuthorizationCode | Grant::Device)
}

fn is_the_same(before: Option<&SecretString>, now: &SecretString) -> bool {
    before.is_some_and(|before| before.expose_secret() == now.expose_secret())
}

fn tokens(
    subject: &Subject,
    plan: &OAuth2Plan,
    connecting: bool,
    answer: Result<Tokens, TokenFault>,
) -> Result<Tokens, Problem> {
    let url = if connecting {
        plan.token_url.as_ref()
    } else {
        plan.refresh_endpoint()
    };
    answer.map_err(|fault| {
        let caller = Caller {
            connecting,
            ..subject.caller()
        };
        let host = url.and_then(Url::host_str).unwrap_or_default();
        causes::of_token_fault(caller, host, &fault)
    })
}

/// What tokens mean for the connection; `before` gives what they do not bring.
fn granted(
    subject: &Subject,
    plan: &OAuth2Plan,
    tokens: &Tokens,
    before: &Credential,
    now: i64,
) -> Granted {
    Granted {
        credential: Credential::from_tokens(tokens, Some(before), plan.default_lifetime, now),
        kept: subject.connector.kept(&plan.keep, tokens.answer.value()),
        requested: plan.scopes.clone(),
        // RFC 6749 section 5.1: an absent scope means that what was asked for was granted.
        scopes: tokens.scopes.clone().unwrap_or_else(|| {
            let asked = plan.scopes.iter().chain(&plan.optional_scopes);
            asked.cloned().collect()
        }),
    }
}
