//! The main job, top to bottom: which connector and fields, the app's page, the code for tokens,
//! who and where, and one transaction.
use std::collections::BTreeMap;
use std::sync::Arc;

use larder_auth::attempt::{End, Outcome};
use larder_auth::loopback::{self, BindError};
use larder_auth::oauth2;
use larder_connector::{OAuth2Plan, Window};
use secrecy::SecretString;
use url::Url;

use crate::Engine;
use crate::apps::slot_label;
use crate::causes::{self, Caller};
use crate::connected::{Granted, Successor};
use crate::credential::Credential;
use crate::draft::Draft;
use crate::engine::now;
use crate::problem::Problem;
use crate::sign_in::{PageIn, Running};
use crate::subject::{Subject, api_host, identity, of_render, shown_host};
use crate::view::{
    AccountChoice, AccountQuestion, Identity, SignInPhase, SignInStart, SignInView, WindowChoice,
};
use crate::window::SignInPage;

impl Engine {
    /// Starts a sign-in and answers at once; the rest happens in the background.
    ///
    /// # Errors
    /// An `Input`, `NameTaken`, `ClientMissing` or vault problem, before anything is opened.
    pub async fn start_sign_in(&self, ask: SignInStart) -> Result<SignInView, Problem> {
        if let Some(running) = ask
            .connection
            .as_ref()
            .and_then(|id| self.0.sign_ins.of_connection(id))
        {
            // A second Connect on the same row brings the first window back.
            return self
                .sign_in_to_front(crate::api::ById {
                    id: running.id.clone(),
                })
                .await;
        }
        let browser = ask.window == WindowChoice::Browser;
        let redirect_port = ask.redirect_port;
        let draft = self.draft(ask).await?;
        self.open_vault().await?;
        let mut plan = self.oauth2_plan(&draft.subject).await?;
        if let (Some(port), Some((plan, _))) = (redirect_port, &mut plan) {
            plan.redirect.ports = vec![port];
        }
        let page_in = match &plan {
            Some((plan, _))
                if browser || plan.window == Window::Browser || self.0.window.is_none() =>
            {
                PageIn::Browser
            }
            _ => PageIn::Window,
        };
        let row = &draft.subject.row;
        let connector = &draft.subject.connector;
        let shown_as = draft.slot.as_ref().map_or_else(
            || connector.name.clone(),
            |slot| slot_label(&connector.name, &slot.role),
        );
        let running = Arc::new(Running::new(
            (row.id.clone(), row.name.clone()),
            (connector.id.clone(), shown_as),
            page_in,
        ));
        self.keep_draft(&draft).await?;
        self.0.sign_ins.add(Arc::clone(&running));
        self.tell_states();
        let (engine, work) = (self.clone(), Arc::clone(&running));
        tokio::spawn(async move { engine.run(&work, draft, plan).await });
        Ok(running.view())
    }

    /// Runs a sign-in to its one outcome.
    async fn run(
        &self,
        running: &Running,
        draft: Draft,
        plan: Option<(OAuth2Plan, oauth2::Client)>,
    ) {
        let id = running.connection();
        let app = draft.subject.app().to_owned();
        let outcome = tokio::select! {
            outcome = self.sign_in_and_store(running, draft, plan) => outcome,
            () = running.cancelled.notified() => Err(Problem::cancelled(&app)),
        };
        if let Err(problem) = &outcome
            && let Err(storage) = self.note_failed_sign_in(&id, problem).await
        {
            tracing::warn!(
                what = storage.what,
                "the outcome of a sign-in could not be stored"
            );
        }
        running.ends(outcome);
        self.tell_states();
    }

    async fn sign_in_and_store(
        &self,
        running: &Running,
        draft: Draft,
        plan: Option<(OAuth2Plan, oauth2::Client)>,
    ) -> Result<(), Problem> {
        let granted = match &plan {
            Some((plan, client)) => {
                self.authorize(running, &draft.subject, plan, client)
                    .await?
            }
            None => Granted {
                credential: Credential::from_typed(draft.typed.clone()),
                kept: BTreeMap::new(),
                requested: Vec::new(),
                scopes: Vec::new(),
            },
        };
        running.enter(SignInPhase::Identifying);
        self.tell_states();
        let mut subject = draft.subject.clone();
        subject.row.kept = granted.kept.clone();
        let subject = self.identify(subject, &granted.credential).await?;
        let now_connected = identity(&subject.row.kept, api_host(&subject));
        match self
            .other_account(running, draft.before.as_ref(), now_connected.as_ref())
            .await?
        {
            AccountChoice::Keep => {
                if let Some((plan, client)) = &plan {
                    oauth2::revoke(&self.0.http, plan, client, granted.credential.to_revoke())
                        .await;
                }
                Err(Problem::cancelled(subject.app()))
            }
            AccountChoice::Switch => {
                self.store_sign_in(subject, granted, draft.slot, Successor::OfItself)
                    .await
            }
            AccountChoice::New => {
                let subject = self.as_new_connection(subject).await?;
                running.becomes(&subject.row.id, &subject.row.name);
                self.store_sign_in(subject, granted, draft.slot, Successor::New)
                    .await
            }
        }
    }

    /// The plan and the OAuth client, for ways that open a page.
    async fn oauth2_plan(
        &self,
        subject: &Subject,
    ) -> Result<Option<(OAuth2Plan, oauth2::Client)>, Problem> {
        if subject.way()?.kind.oauth2().is_none() {
            return Ok(None);
        }
        let client = self.client_of(subject).await?;
        let plan = subject
            .connector
            .oauth2_plan(
                &subject.row.way,
                &subject.context().client(client.id.clone()),
            )
            .map_err(|error| of_render(subject.app(), &error))?;
        Ok(Some((plan, client)))
    }

    /// The app's page, and the code for tokens.
    async fn authorize(
        &self,
        running: &Running,
        subject: &Subject,
        plan: &OAuth2Plan,
        client: &oauth2::Client,
    ) -> Result<Granted, Problem> {
        let app = subject.app();
        let host = plan.opens_at().and_then(shown_host).unwrap_or_default();
        let (mut begun, code) = self.show_page(running, subject, plan, client).await?;
        running.page_is_done();
        self.tell_states();
        let token_host = plan.token_url.as_ref().and_then(Url::host_str);
        let token_host = token_host.unwrap_or(&host).to_owned();
        let tokens = oauth2::finish(&self.0.http, plan, client, &mut begun, code)
            .await
            .map_err(|fault| {
                let caller = Caller {
                    connecting: true,
                    ..subject.caller()
                };
                causes::of_token_fault(caller, &token_host, &fault)
            })?;
        let kept = subject.connector.kept(&plan.keep, tokens.answer.value());
        for value in kept.values() {
            // An address from an answer is where tokens will be sent: it must be the app's own.
            if let Ok(address) = Url::parse(value)
                && address.has_host()
                && !subject
                    .connector
                    .host_allowed(&address, subject.row.practice)
            {
                return Err(Problem::host(
                    app,
                    address.host_str().unwrap_or("this host"),
                ));
            }
        }
        // RFC 6749 section 5.1: an absent scope means that what was asked for was granted.
        let granted = tokens.scopes.clone().unwrap_or_else(|| plan.scopes.clone());
        Ok(Granted {
            credential: Credential::from_tokens(&tokens, None, plan.default_lifetime, now()),
            kept,
            requested: plan.scopes.clone(),
            scopes: granted,
        })
    }

    /// Shows the page in the window or the browser until it yields a code. The person may move from
    /// one to the other; each showing is an attempt of its own.
    async fn show_page(
        &self,
        running: &Running,
        subject: &Subject,
        plan: &OAuth2Plan,
        client: &oauth2::Client,
    ) -> Result<(oauth2::Begun, SecretString), Problem> {
        let app = subject.app();
        let host = plan.opens_at().and_then(shown_host);
        loop {
            let page_in = running.page_in();
            let begun = match (page_in, &self.0.window) {
                (PageIn::Window, Some(window)) => {
                    let redirect = redirect_for_window(plan)?;
                    let begun = oauth2::begin(plan, client, redirect, running.id.clone())
                        .map_err(|fault| Problem::definition(format!("{fault}.")))?;
                    let page = SignInPage {
                        id: running.id.clone(),
                        url: begun.authorize_url.clone(),
                        attempt: begun.attempt.clone(),
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
                    self.listen_for_browser(running, plan, client, page_in)
                        .await?
                }
            };
            running.waits(
                begun.attempt.clone(),
                begun.authorize_url.clone(),
                host.clone(),
                page_in != PageIn::Window,
            );
            self.tell_states();
            match begun.attempt.settled().await {
                Outcome::Code(code, _) => return Ok((begun, code)),
                Outcome::Denied { error, description } => {
                    let host = host.as_deref().unwrap_or_default();
                    return Err(causes::of_denial(
                        &subject.connector,
                        host,
                        &error,
                        description.as_deref(),
                    ));
                }
                Outcome::Ended(End::Superseded) => {}
                Outcome::Ended(End::Cancelled) => return Err(Problem::cancelled(app)),
                Outcome::Ended(End::TimedOut) => return Err(Problem::timed_out(app)),
                Outcome::Ended(End::WindowFailed(why)) => return Err(Problem::window(&why)),
            }
        }
    }

    /// Binds the redirect's address, serves it, and opens the link in the browser.
    async fn listen_for_browser(
        &self,
        running: &Running,
        plan: &OAuth2Plan,
        client: &oauth2::Client,
        page_in: PageIn,
    ) -> Result<oauth2::Begun, Problem> {
        let listener = loopback::bind(&plan.redirect.host, &plan.redirect.ports)
            .await
            .map_err(|error| match error {
                BindError::PortTaken { ports } => Problem::ports_taken(&ports),
                BindError::NotLoopback { .. } => Problem::definition(format!(
                    "The definition\u{2019}s redirect address: {error}."
                )),
            })?;
        let redirect = listener.redirect(&plan.redirect.path);
        let begun = oauth2::begin(plan, client, redirect, running.id.clone())
            .map_err(|fault| Problem::definition(format!("{fault}.")))?;
        let page = loopback::Page::new("Larder", &running.connector_name);
        running.serves(tokio::spawn(listener.serve(begun.attempt.clone(), page)));
        if page_in != PageIn::LinkOnly
            && let Err(fault) = self.0.browser.open(&begun.authorize_url)
        {
            // The link can still be copied: the attempt stays open (B08).
            tracing::info!(%fault, "no browser opened; the link is shown instead");
        }
        Ok(begun)
    }

    /// Another user or org than before is the person's decision.
    async fn other_account(
        &self,
        running: &Running,
        before: Option<&Identity>,
        now: Option<&Identity>,
    ) -> Result<AccountChoice, Problem> {
        let (Some(before), Some(now)) = (before, now) else {
            return Ok(AccountChoice::Switch);
        };
        let Some(what) = difference(before, now) else {
            return Ok(AccountChoice::Switch);
        };
        let answered = running.asks(AccountQuestion {
            before: before.clone(),
            now: now.clone(),
            what,
        });
        self.tell_states();
        answered
            .await
            .map_err(|_| Problem::cancelled(&running.connector_name))
    }
}

/// The window takes the redirect itself, so no port is opened: the first registered one is named.
fn redirect_for_window(plan: &OAuth2Plan) -> Result<Url, Problem> {
    let port = plan.redirect.ports.first().copied().unwrap_or(47620);
    Url::parse(&format!(
        "http://{}:{port}{}",
        plan.redirect.host, plan.redirect.path
    ))
    .map_err(|_| Problem::definition("The definition's redirect address cannot be read."))
}

/// How another account differs, in words; `None` when it is the same.
fn difference(before: &Identity, now: &Identity) -> Option<String> {
    let same = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    if !same(&before.account_id, &now.account_id) {
        return Some("another org".to_owned());
    }
    let same_user = if before.user_id.is_some() && now.user_id.is_some() {
        before.user_id == now.user_id
    } else {
        before.user == now.user
    };
    (!same_user).then(|| "another user of the same org".to_owned())
}
