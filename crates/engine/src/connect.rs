//! The main job, top to bottom: which connector and fields, the app's page, the code for tokens,
//! who and where, and one transaction.
use std::sync::Arc;

use crate::Engine;
use crate::apps::slot_label;
use crate::connected::Successor;
use crate::credential::Credential;
use crate::draft::Draft;
use crate::duplicate::Home;
use crate::give_back::Fresh;
use crate::problem::{Problem, ProblemKind};
use crate::protocol::Protocol;
use crate::sign_in::{PageIn, Running};
use crate::subject::{api_host, identity};
use crate::view::{
    AccountChoice, AccountQuestion, Environment, Identity, SignInPhase, SignInStart, SignInView,
    WindowChoice,
};

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
        let typed = Credential::from_typed(draft.typed.clone());
        let mut protocol = self.protocol(&draft.subject, &typed).await?;
        if let Some(port) = redirect_port {
            protocol.listen_on(port);
        }
        let comes_back = protocol.redirect().is_some();
        let page_in =
            if comes_back && (browser || protocol.prefers_browser() || self.0.window.is_none()) {
                PageIn::Browser
            } else {
                PageIn::Window
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
            (page_in, protocol.involves_page()),
        ));
        self.keep_draft(&draft).await?;
        self.0.sign_ins.add(Arc::clone(&running));
        self.tell_states();
        let (engine, work) = (self.clone(), Arc::clone(&running));
        let under_way = self.0.sign_ins.one_more();
        tokio::spawn(async move {
            engine.run(&work, draft, protocol).await;
            drop(under_way);
        });
        Ok(running.view())
    }

    /// Runs a sign-in to its one outcome.
    async fn run(&self, running: &Running, draft: Draft, protocol: Protocol) {
        let id = running.connection();
        let app = draft.subject.app().to_owned();
        let types_secrets = |way: &larder_connector::Auth| !way.secrets.is_empty();
        let typed = draft.subject.way().is_ok_and(types_secrets);
        let typed = typed.then(|| crate::causes::key_field(draft.subject.way().ok()));
        let fresh = Fresh::default();
        let mut outcome = tokio::select! {
            outcome = self.sign_in_and_store(running, draft, protocol, &fresh) => outcome,
            () = running.cancelled.notified() => Err(Problem::cancelled(&app)),
        };
        if let Err(problem) = &mut outcome
            && matches!(problem.kind, ProblemKind::Credentials | ProblemKind::Client)
        {
            // What was typed for this way is what can be wrong with it.
            problem.field = problem.field.take().or(typed);
        }
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
        // The outcome is on screen by now; the app is asked behind it.
        self.give_back(fresh).await;
    }

    async fn sign_in_and_store(
        &self,
        running: &Running,
        draft: Draft,
        protocol: Protocol,
        fresh: &Fresh,
    ) -> Result<(), Problem> {
        let protocol = self.discovered(&draft.subject, protocol, true).await?;
        let granted = self.obtain(running, &draft, &protocol).await?;
        running.enter(SignInPhase::Identifying);
        self.tell_states();
        let mut subject = draft.subject.clone();
        let earlier = std::mem::take(&mut subject.row.kept);
        // Before the addresses it came with count, so that a grant with a foreign one is ended at the app's own.
        fresh.hold(&subject, &granted.credential);
        subject.check_kept_hosts(&granted.kept)?;
        subject.row.kept.clone_from(&granted.kept);
        fresh.is_of(&subject);
        let subject = self
            .find_tenant(running, subject, &granted.credential, &earlier)
            .await?;
        fresh.is_of(&subject);
        let first_list = self.read_first_list(&subject, &granted.credential);
        let subject = self.identify(subject, &granted.credential).await?;
        fresh.is_of(&subject);
        let now_connected = identity(&subject.row.kept, api_host(&subject));
        let (subject, successor) = match self
            .other_account(running, draft.before.as_ref(), now_connected.as_ref())
            .await?
        {
            AccountChoice::Keep => return Err(Problem::cancelled(subject.app())),
            AccountChoice::Switch => (subject, Successor::OfItself),
            AccountChoice::New => {
                let subject = self.as_new_connection(subject).await?;
                running.becomes(&subject.row.id, &subject.row.name);
                (subject, Successor::New)
            }
        };
        let Home {
            subject,
            successor,
            given_up,
        } = self
            .one_for_each_account(running, subject, successor)
            .await?;
        let id = subject.row.id.clone();
        // A sign-in that is cancelled while it is written may be stored all the same: it is kept then.
        let ours = fresh.take();
        if let Err(problem) = self
            .store_sign_in(subject, granted, draft.slot, successor, first_list)
            .await
        {
            fresh.put(ours);
            return Err(problem);
        }
        match given_up {
            Some(draft) => self.give_up_draft(&draft, &id).await,
            None => Ok(()),
        }
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
            environment_changed: before.environment != now.environment,
            affects: self.uses_of(&running.connection()).await?,
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

/// How another account differs, in words; `None` when it is the same.
fn difference(before: &Identity, now: &Identity) -> Option<String> {
    if before.environment != now.environment
        && before.environment != Environment::Unknown
        && now.environment != Environment::Unknown
    {
        return Some(
            match now.environment {
                Environment::Sandbox => "a sandbox, where production was",
                _ => "production, where a sandbox was",
            }
            .to_owned(),
        );
    }
    let same = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    if !same(&before.account_id, &now.account_id) {
        return Some("another org".to_owned());
    }
    (!is_same_user(before, now)).then(|| "another user of the same org".to_owned())
}

/// Whether both are one user, by the id where the app tells it.
pub(crate) fn is_same_user(one: &Identity, other: &Identity) -> bool {
    if one.user_id.is_some() && other.user_id.is_some() {
        one.user_id == other.user_id
    } else {
        one.user == other.user
    }
}
