//! Running sign-ins: what each shows, and the person's wishes that reach it while it runs.
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use larder_auth::attempt::{Attempt, End};
use secrecy::SecretString;
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::JoinHandle;
use url::Url;

use crate::Engine;
use crate::api::{AnswerAccount, ById, ChooseTenant, EnterCode, Link};
use crate::problem::Problem;
use crate::view::{
    AccountChoice, AccountQuestion, CodeQuestion, DeviceView, DuplicateChoice, DuplicateQuestion,
    SignInPhase, SignInView, TenantQuestion,
};

/// Where the app's page is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageIn {
    Window,
    Browser,
    /// In a browser the person opens the link with; Larder only listens.
    LinkOnly,
}

/// One sign-in, from Connect to its outcome.
pub(crate) struct Running {
    pub(crate) id: String,
    pub(crate) connector: String,
    pub(crate) connector_name: String,
    shows_page: bool,
    standing: Mutex<Standing>,
    /// Told when the person cancels; wakes whatever the sign-in is doing.
    pub(crate) cancelled: Notify,
    /// Told at every step.
    moved: watch::Sender<()>,
}

struct Standing {
    connection: String,
    connection_name: String,
    phase: SignInPhase,
    host: Option<String>,
    in_browser: bool,
    page_in: PageIn,
    link: Option<Url>,
    attempt: Option<Attempt>,
    asked: Option<Asked>,
    device: Option<DeviceView>,
    problem: Option<Problem>,
    /// The listener that waits for the browser's return, and then shows its closing page.
    listener: Option<JoinHandle<()>>,
}

/// A question to the person, and where its answer goes.
enum Asked {
    Account(Box<AccountQuestion>, oneshot::Sender<AccountChoice>),
    Tenant(TenantQuestion, oneshot::Sender<String>),
    Duplicate(DuplicateQuestion, oneshot::Sender<DuplicateChoice>),
    Code(CodeQuestion, oneshot::Sender<SecretString>),
}

impl Running {
    pub(crate) fn new(
        connection: (String, String),
        connector: (String, String),
        (page_in, shows_page): (PageIn, bool),
    ) -> Self {
        Self {
            id: uuid::Uuid::now_v7().to_string(),
            connector: connector.0,
            connector_name: connector.1,
            shows_page,
            standing: Mutex::new(Standing {
                connection: connection.0,
                connection_name: connection.1,
                phase: SignInPhase::Opening,
                host: None,
                in_browser: false,
                page_in,
                link: None,
                attempt: None,
                asked: None,
                device: None,
                problem: None,
                listener: None,
            }),
            cancelled: Notify::new(),
            moved: watch::Sender::new(()),
        }
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn connection(&self) -> String {
        self.standing().connection.clone()
    }

    pub(crate) fn becomes(&self, connection: &str, name: &str) {
        let mut standing = self.standing();
        connection.clone_into(&mut standing.connection);
        name.clone_into(&mut standing.connection_name);
    }

    pub(crate) fn page_in(&self) -> PageIn {
        self.standing().page_in
    }

    pub(crate) fn is_running(&self) -> bool {
        !matches!(
            self.standing().phase,
            SignInPhase::Done | SignInPhase::Failed | SignInPhase::Cancelled
        )
    }

    pub(crate) fn enter(&self, phase: SignInPhase) {
        self.standing().phase = phase;
        self.moved.send_replace(());
    }

    /// The app's page is open and waits for the person.
    pub(crate) fn waits(
        &self,
        attempt: Attempt,
        link: Url,
        host: Option<String>,
        in_browser: bool,
    ) {
        let mut standing = self.standing();
        standing.phase = SignInPhase::Waiting;
        standing.attempt = Some(attempt);
        standing.link = Some(link);
        standing.host = host;
        standing.in_browser = in_browser;
        drop(standing);
        self.moved.send_replace(());
    }

    /// A listener works for this sign-in.
    pub(crate) fn serves(&self, listener: JoinHandle<()>) {
        self.standing().listener = Some(listener);
    }

    /// The listener, for whoever waits for its end.
    pub(crate) fn take_listener(&self) -> Option<JoinHandle<()>> {
        self.standing().listener.take()
    }

    /// The page has done its part.
    pub(crate) fn page_is_done(&self) {
        let mut standing = self.standing();
        standing.attempt = None;
        standing.link = None;
        standing.device = None;
        standing.phase = SignInPhase::Exchanging;
    }

    /// The person is to open a page anywhere and type a code there.
    pub(crate) fn shows(&self, device: DeviceView, page: Url, host: Option<String>) {
        let mut standing = self.standing();
        standing.phase = SignInPhase::Waiting;
        standing.in_browser = true;
        standing.host = host;
        // Opened when the person asks for it: a page that opens by itself could be anybody's.
        standing.link = Some(page);
        standing.device = Some(device);
        drop(standing);
        self.moved.send_replace(());
    }

    /// Puts the question about another account; the answer comes through the receiver.
    pub(crate) fn asks(&self, question: AccountQuestion) -> oneshot::Receiver<AccountChoice> {
        let (answer, answered) = oneshot::channel();
        self.puts(Asked::Account(Box::new(question), answer));
        answered
    }

    /// Asks which tenant is meant.
    pub(crate) fn asks_tenant(&self, question: TenantQuestion) -> oneshot::Receiver<String> {
        let (answer, answered) = oneshot::channel();
        self.puts(Asked::Tenant(question, answer));
        answered
    }

    /// Asks whether the connection that is signed in as this account is to be renewed.
    pub(crate) fn asks_duplicate(
        &self,
        question: DuplicateQuestion,
    ) -> oneshot::Receiver<DuplicateChoice> {
        let (answer, answered) = oneshot::channel();
        self.puts(Asked::Duplicate(question, answer));
        answered
    }

    pub(crate) fn answers_duplicate(&self, choice: DuplicateChoice) {
        let asked = self.take_if(|asked| matches!(asked, Asked::Duplicate(..)));
        if let Some(Asked::Duplicate(_, answer)) = asked {
            // A sign-in that was cancelled meanwhile no longer listens, which is what was wanted.
            let _ = answer.send(choice);
        }
    }

    /// Asks for the code that the app's page shows.
    pub(crate) fn asks_code(&self, question: CodeQuestion) -> oneshot::Receiver<SecretString> {
        let (answer, answered) = oneshot::channel();
        self.puts(Asked::Code(question, answer));
        answered
    }

    fn puts(&self, asked: Asked) {
        let mut standing = self.standing();
        standing.phase = SignInPhase::Asking;
        standing.asked = Some(asked);
        drop(standing);
        self.moved.send_replace(());
    }

    /// Takes the question away when it is the one meant.
    fn take_if(&self, is_meant: impl Fn(&Asked) -> bool) -> Option<Asked> {
        let mut standing = self.standing();
        let asked = standing.asked.take_if(|asked| is_meant(asked))?;
        standing.phase = SignInPhase::Exchanging;
        drop(standing);
        self.moved.send_replace(());
        Some(asked)
    }

    pub(crate) fn ends(&self, outcome: Result<(), Problem>) {
        let mut standing = self.standing();
        standing.attempt = None;
        standing.link = None;
        standing.asked = None;
        standing.device = None;
        match outcome {
            Ok(()) => standing.phase = SignInPhase::Done,
            Err(problem) => {
                standing.phase = if problem.kind == crate::ProblemKind::Cancelled {
                    SignInPhase::Cancelled
                } else {
                    SignInPhase::Failed
                };
                standing.problem = Some(problem);
            }
        }
        drop(standing);
        self.moved.send_replace(());
    }

    /// Closes the window in favour of the browser; does nothing once the page has moved or is done.
    fn move_page(&self, to: PageIn) {
        let attempt = {
            let mut standing = self.standing();
            if standing.phase != SignInPhase::Waiting || standing.in_browser {
                return;
            }
            standing.page_in = to;
            standing.attempt.clone()
        };
        if let Some(attempt) = attempt {
            attempt.end(End::Superseded);
        }
    }

    pub(crate) fn cancel(&self) {
        let attempt = self.standing().attempt.clone();
        if let Some(attempt) = attempt {
            attempt.end(End::Cancelled);
        }
        self.cancelled.notify_one();
    }

    pub(crate) fn view(&self) -> SignInView {
        let standing = self.standing();
        SignInView {
            id: self.id.clone(),
            connection: standing.connection.clone(),
            connection_name: standing.connection_name.clone(),
            connector: self.connector.clone(),
            connector_name: self.connector_name.clone(),
            phase: standing.phase,
            shows_page: self.shows_page,
            host: standing.host.clone(),
            in_browser: standing.in_browser,
            problem: standing.problem.clone(),
            question: match &standing.asked {
                Some(Asked::Account(question, _)) => Some((**question).clone()),
                _ => None,
            },
            choice: match &standing.asked {
                Some(Asked::Tenant(question, _)) => Some(question.clone()),
                _ => None,
            },
            duplicate: match &standing.asked {
                Some(Asked::Duplicate(question, _)) => Some(question.clone()),
                _ => None,
            },
            code: match &standing.asked {
                Some(Asked::Code(question, _)) => Some(question.clone()),
                _ => None,
            },
            device: standing.device.clone(),
        }
    }
}

impl Engine {
    pub(crate) fn running(&self, id: &str) -> Result<Arc<Running>, Problem> {
        self.0
            .sign_ins
            .by_id(id)
            .ok_or_else(|| Problem::not_found("sign-in", id))
    }

    /// How a sign-in stands.
    pub async fn sign_in(&self, ask: ById) -> Result<SignInView, Problem> {
        Ok(self.running(&ask.id)?.view())
    }

    /// The link of a waiting sign-in, to be opened in a browser of the person's choice. The window
    /// is closed: from here on Larder listens for the app to send that browser back.
    pub async fn sign_in_link(&self, ask: ById) -> Result<Link, Problem> {
        let running = self.running(&ask.id)?;
        let mut moved = running.moved.subscribe();
        running.move_page(PageIn::LinkOnly);
        loop {
            {
                let standing = running.standing();
                if standing.in_browser
                    && let Some(link) = &standing.link
                {
                    return Ok(Link {
                        url: link.to_string(),
                    });
                }
            }
            if !running.is_running() || moved.changed().await.is_err() {
                let ended = running.standing().problem.clone();
                return Err(ended.unwrap_or_else(|| {
                    Problem::input("id", "This sign-in no longer waits for a page.")
                }));
            }
        }
    }

    /// Goes on in the system browser.
    pub async fn sign_in_with_browser(&self, ask: ById) -> Result<SignInView, Problem> {
        let running = self.running(&ask.id)?;
        running.move_page(PageIn::Browser);
        Ok(running.view())
    }

    /// Brings the window to the front.
    pub async fn sign_in_to_front(&self, ask: ById) -> Result<SignInView, Problem> {
        let running = self.running(&ask.id)?;
        let link = running.standing().link.clone();
        if running.view().in_browser {
            if let Some(link) = link {
                self.0
                    .browser
                    .open(&link)
                    .map_err(|fault| Problem::window(&fault.0))?;
            }
        } else if let Some(window) = &self.0.window {
            window.to_front(&running.id);
        }
        Ok(running.view())
    }

    /// Cancels; the connection stays as it was.
    pub async fn cancel_sign_in(&self, ask: ById) -> Result<SignInView, Problem> {
        let running = self.running(&ask.id)?;
        running.cancel();
        Ok(running.view())
    }

    /// Answers the question about another account.
    pub async fn answer_account(&self, ask: AnswerAccount) -> Result<SignInView, Problem> {
        let running = self.running(&ask.id)?;
        let asked = running.take_if(|asked| matches!(asked, Asked::Account(..)));
        if let Some(Asked::Account(_, answer)) = asked {
            // A sign-in that was cancelled meanwhile no longer listens, which is what was wanted.
            let _ = answer.send(ask.choice);
        }
        Ok(running.view())
    }

    /// Says which tenant, site or account the connection is for.
    pub async fn choose_tenant(&self, ask: ChooseTenant) -> Result<SignInView, Problem> {
        let running = self.running(&ask.id)?;
        let is_offered = |asked: &Asked| matches!(asked, Asked::Tenant(question, _) if question.options.iter().any(|option| option.value == ask.value));
        match running.take_if(is_offered) {
            Some(Asked::Tenant(_, answer)) => {
                let _ = answer.send(ask.value);
                Ok(running.view())
            }
            _ if running.view().choice.is_some() => {
                Err(Problem::input("value", "This is none of the choices."))
            }
            _ => Ok(running.view()),
        }
    }

    /// Hands over the code that the app's page showed.
    pub async fn enter_code(&self, ask: EnterCode) -> Result<SignInView, Problem> {
        let running = self.running(&ask.id)?;
        let code = ask.code.trim();
        if code.is_empty() || code.chars().any(char::is_control) {
            return Err(Problem::input("code", "Type the code that the page shows."));
        }
        let asked = running.take_if(|asked| matches!(asked, Asked::Code(..)));
        if let Some(Asked::Code(_, answer)) = asked {
            let _ = answer.send(SecretString::from(code));
        }
        Ok(running.view())
    }
}
