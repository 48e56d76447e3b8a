//! The main job, top to bottom: which connector and fields, the app's page, the code for tokens,
//! who and where, and one transaction.
use std::collections::BTreeMap;
use std::sync::Arc;

use larder_auth::attempt::{End, Outcome};
use larder_auth::loopback::{self, BindError};
use larder_auth::oauth2;
use larder_connector::{AuthKind, Connector, OAuth2Plan, Window};
use larder_store::{StoreError, connection};
use secrecy::SecretString;
use url::Url;

use crate::Engine;
use crate::apps::slot_label;
use crate::causes::{self, Caller};
use crate::connected::{Granted, Successor, bind};
use crate::credential::Credential;
use crate::engine::now;
use crate::problem::Problem;
use crate::sign_in::{PageIn, Running};
use crate::subject::{
    PRACTICE, SERVER, Subject, api_host, field_words, identity, of_render, shown_host, way_of,
};
use crate::view::{
    AccountChoice, AccountQuestion, Identity, SignInPhase, SignInStart, SignInView, SlotName,
    WindowChoice,
};
use crate::window::SignInPage;

/// What a sign-in sets out to make.
struct Draft {
    /// The connection as it would be; the stored row keeps its old fields until the sign-in succeeds.
    subject: Subject,
    /// Who was connected before, when this repairs a connection.
    before: Option<Identity>,
    typed: BTreeMap<String, SecretString>,
    slot: Option<SlotName>,
}

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

    /// Which connector, which way, which fields; refuses what cannot work before anything opens.
    async fn draft(&self, ask: SignInStart) -> Result<Draft, Problem> {
        let existing = match &ask.connection {
            Some(id) => Some(self.row(id).await?),
            None => None,
        };
        let connector = self.0.catalog.connector(&ask.connector)?;
        let way = way_of(&connector, &ask.way)?;
        let mut fields = ask.fields;
        let practice = fields
            .remove(SERVER)
            .is_some_and(|server| server == PRACTICE);
        let fields = connector.tidy_fields(&way.id, &fields);
        if let Some(problem) = connector.check_fields(&way.id, &fields).into_iter().next() {
            return Err(Problem::input(
                &problem.key,
                field_words(&connector, &problem),
            ));
        }
        let typed = typed_secrets(&connector, &ask.way, ask.secrets)?;
        let name = match ask.name.trim() {
            "" => return Err(Problem::input("name", "A connection needs a name.")),
            name => name.to_owned(),
        };
        self.check_name_is_free(&name, existing.as_ref().map(|row| row.id.as_str()))
            .await?;
        let before = match &existing {
            Some(row) => self.latest_identity(&row.id).await?,
            None => None,
        };
        let mut row = existing.unwrap_or_else(|| new_row(&connector));
        row.name = name;
        row.way = ask.way;
        row.fields = fields;
        row.practice = practice;
        let subject = self.subject_of(row, connector)?;
        Ok(Draft {
            subject,
            before,
            typed,
            slot: ask.slot,
        })
    }

    async fn check_name_is_free(&self, name: &str, own: Option<&str>) -> Result<(), Problem> {
        let wanted = name.to_owned();
        let taken = self
            .0
            .store
            .read(move |conn| connection::by_name(conn, &wanted))
            .await
            .map_err(|error| causes::storage(&error))?;
        match taken {
            Some(row) if Some(row.id.as_str()) != own => Err(Problem::name_taken(name)),
            _ => Ok(()),
        }
    }

    /// The plan and the OAuth client, for ways that open a page.
    async fn oauth2_plan(
        &self,
        subject: &Subject,
    ) -> Result<Option<(OAuth2Plan, oauth2::Client)>, Problem> {
        if !matches!(subject.way()?.kind, AuthKind::Oauth2(_)) {
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

    /// Keeps a new connection's name and fields before its page opens, so that a closed window loses
    /// nothing. One that exists keeps its row as it is until the sign-in succeeds.
    async fn keep_draft(&self, draft: &Draft) -> Result<(), Problem> {
        let row = draft.subject.row.clone();
        let slot = draft.slot.clone();
        let kept = self
            .0
            .store
            .write(move |tx| {
                match connection::by_id(tx, &row.id)? {
                    None => connection::insert(tx, &row)?,
                    Some(stored) if stored.state == connection::State::NotConnected => {
                        connection::update(tx, &row)?;
                    }
                    Some(_) => {}
                }
                bind(tx, slot.as_ref(), &row.id)
            })
            .await;
        match kept {
            Err(StoreError::AlreadyExists { .. }) => {
                Err(Problem::name_taken(&draft.subject.row.name))
            }
            kept => kept.map_err(|error| causes::storage(&error)),
        }
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
        let host = shown_host(&plan.authorize_url).unwrap_or_default();
        let (mut begun, code) = self.show_page(running, subject, plan, client).await?;
        running.page_is_done();
        self.tell_states();
        let token_host = plan.token_url.host_str().unwrap_or(&host).to_owned();
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
        let host = shown_host(&plan.authorize_url);
        loop {
            let page_in = running.page_in();
            let begun = match (page_in, &self.0.window) {
                (PageIn::Window, Some(window)) => {
                    let redirect = redirect_for_window(plan)?;
                    let begun = oauth2::begin(plan, client, redirect, running.id.clone());
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
                Outcome::Code(code) => return Ok((begun, code)),
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
        let begun = oauth2::begin(plan, client, redirect, running.id.clone());
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

pub(crate) fn new_row(connector: &Connector) -> connection::Connection {
    connection::Connection {
        id: uuid::Uuid::now_v7().to_string(),
        name: String::new(),
        connector: connector.id.clone(),
        way: String::new(),
        fields: BTreeMap::new(),
        practice: false,
        state: connection::State::NotConnected,
        cause: None,
        problem: None,
        kept: BTreeMap::new(),
        client_override: None,
        generation: 0,
        created_at: now(),
        connected_at: None,
        last_ok_at: None,
        expires_at: None,
    }
}

/// The typed secrets of a way; all that are required must be there.
fn typed_secrets(
    connector: &Connector,
    way: &str,
    mut typed: BTreeMap<String, String>,
) -> Result<BTreeMap<String, SecretString>, Problem> {
    let mut secrets = BTreeMap::new();
    for field in &way_of(connector, way)?.secrets {
        let secret = typed.remove(&field.key).unwrap_or_default();
        if secret.trim().is_empty() {
            if field.required {
                return Err(Problem::input(
                    &field.key,
                    format!("{} is needed.", field.label),
                ));
            }
            continue;
        }
        // A pasted key often ends with a line break that is not part of it.
        secrets.insert(
            field.key.clone(),
            SecretString::from(secret.trim_end_matches(['\r', '\n']).to_owned()),
        );
    }
    Ok(secrets)
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
