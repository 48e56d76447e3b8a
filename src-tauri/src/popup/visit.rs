//! One window's visit to an app's sign-in: every step is offered to the attempt first, then judged.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use larder_auth::attempt::{Attempt, End, Offer};
use larder_engine::SignInPage;
use tokio::sync::watch;
use url::Url;

use super::failure::Failure;
use super::navigation::{Denial, Rules, Verdict};
use super::title;

/// Steps without a key or click in between after which the window is taken to go in circles.
const MOST_STEPS: u32 = 50;

/// A first page that takes longer than this is given up, with other ways offered.
const LONGEST_SILENCE: Duration = Duration::from_secs(15);

/// Messages of a page that are shown; further ones are answered for the person.
const MOST_DIALOGS: u32 = 3;

/// What a sign-in window was asked to show, and how it goes.
#[derive(Debug)]
pub(super) struct Visit {
    attempt: Attempt,
    start: Url,
    words: String,
    rules: Rules,
    steps: AtomicU32,
    dialogs: AtomicU32,
    denied: Mutex<Option<Failure>>,
    arrived: watch::Sender<bool>,
}

impl Visit {
    pub(super) fn new(page: SignInPage) -> Self {
        Self {
            attempt: page.attempt,
            start: page.url,
            words: page.title,
            rules: Rules {
                login_hosts: page.login_hosts,
                practice: page.practice,
            },
            steps: AtomicU32::new(0),
            dialogs: AtomicU32::new(0),
            denied: Mutex::new(None),
            arrived: watch::Sender::new(false),
        }
    }

    pub(super) fn start(&self) -> &Url {
        &self.start
    }

    /// Whether the window may go to `url`. The redirect address is taken and never loaded.
    pub(super) fn may_go(&self, url: &Url) -> bool {
        match self.attempt.offer(url) {
            Offer::Taken => return false,
            Offer::Ignored(why) => {
                tracing::warn!(
                    sign_in = self.attempt.id(),
                    ?why,
                    "an answer that does not fit was ignored"
                );
                return false;
            }
            Offer::NotOurs => {}
        }
        if self.steps.fetch_add(1, Ordering::Relaxed) >= MOST_STEPS {
            self.fail(&Failure::Endless { steps: MOST_STEPS });
            return false;
        }
        match self.rules.verdict(url) {
            Verdict::Allow => true,
            Verdict::Deny(denial) => {
                tracing::warn!(
                    sign_in = self.attempt.id(),
                    ?denial,
                    scheme = url.scheme(),
                    "a step was not taken"
                );
                *self.last_denied() = Some(denied(url, denial));
                false
            }
        }
    }

    /// The person did something: what follows is no circle of the page's own.
    pub(super) fn person_acted(&self) {
        self.steps.store(0, Ordering::Relaxed);
    }

    /// A page is shown. Answers the title for it; none for the empty page before the first real one.
    pub(super) fn arrived(&self, url: &Url, trusted: bool) -> Option<String> {
        if url.scheme() != "about" {
            self.arrived.send_replace(true);
        }
        (*self.arrived.borrow()).then(|| title::of_page(url, trusted, &self.rules, &self.words))
    }

    pub(super) fn title_while_opening(&self) -> String {
        title::while_opening(&self.start, &self.words)
    }

    /// A step was stopped by `may_go`. With nothing on screen yet the person could only wonder.
    pub(super) fn stopped(&self) {
        let denied = self.last_denied().clone();
        if let Some(failure) = denied.filter(|_| !*self.arrived.borrow()) {
            self.fail(&failure);
        }
    }

    /// Whether one more message of the page is shown to the person.
    pub(super) fn may_show_dialog(&self) -> bool {
        self.dialogs.fetch_add(1, Ordering::Relaxed) < MOST_DIALOGS
    }

    pub(super) fn fail(&self, failure: &Failure) {
        tracing::warn!(sign_in = self.attempt.id(), %failure, "a sign-in window gave up");
        self.attempt.end(End::WindowFailed(failure.to_string()));
    }

    pub(super) fn closed(&self) {
        self.attempt.end(End::Cancelled);
    }

    /// Waits until the attempt is settled, however; ends it when no page comes.
    pub(super) async fn over(&self) {
        tokio::select! {
            _ = self.attempt.settled() => {}
            () = self.silence() => {
                let denied = self.last_denied().clone();
                let host = self.start.host_str().unwrap_or_default().to_owned();
                let silent = Failure::Silent { host, seconds: LONGEST_SILENCE.as_secs() };
                self.fail(&denied.unwrap_or(silent));
            }
        }
    }

    /// Ends when nothing was shown for too long; never, once something was.
    async fn silence(&self) {
        let mut arrived = self.arrived.subscribe();
        if tokio::time::timeout(LONGEST_SILENCE, arrived.wait_for(|&arrived| arrived))
            .await
            .is_ok()
        {
            std::future::pending::<()>().await;
        }
    }

    fn last_denied(&self) -> std::sync::MutexGuard<'_, Option<Failure>> {
        self.denied.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn denied(url: &Url, denial: Denial) -> Failure {
    // The rest of the address may hold what nobody should read over a shoulder.
    let place = match url.host_str() {
        Some(host) => format!("{}://{host}", url.scheme()),
        None => format!("an address that begins with {}:", url.scheme()),
    };
    Failure::Denied { place, denial }
}

#[cfg(test)]
mod tests {
    use larder_auth::attempt::{Expected, Outcome, Phase};

    use super::*;

    const REDIRECT: &str = "http://127.0.0.1:47620/callback/salesforce";

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    fn visit() -> Visit {
        let expected = Expected::of_state("the-state".into());
        let attempt = Attempt::new("a1".to_owned(), url(REDIRECT), expected, Attempt::LIFETIME);
        Visit::new(SignInPage {
            id: "a1".to_owned(),
            url: url("https://login.salesforce.com/authorize"),
            attempt,
            title: "Sign in to Salesforce".to_owned(),
            login_hosts: vec!["*.salesforce.com".to_owned()],
            practice: false,
        })
    }

    async fn reason(visit: &Visit) -> String {
        match visit.attempt.settled().await {
            Outcome::Ended(End::WindowFailed(reason)) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn p05_the_redirect_is_taken_and_never_loaded() {
        let visit = visit();
        assert!(visit.may_go(&url("https://login.salesforce.com/authorize")));
        assert!(!visit.may_go(&url(&format!("{REDIRECT}?code=c&state=the-state"))));
        assert!(matches!(visit.attempt.settled().await, Outcome::Code(..)));
        assert!(!visit.may_go(&url(&format!("{REDIRECT}?code=c&state=the-state"))));
    }

    #[tokio::test]
    async fn o01_a_redirect_with_a_wrong_state_is_not_loaded_and_the_person_can_still_finish() {
        let visit = visit();
        assert!(!visit.may_go(&url(&format!("{REDIRECT}?code=c&state=other"))));
        assert_eq!(visit.attempt.phase(), Phase::Open);
        assert!(!visit.may_go(&url(&format!("{REDIRECT}?code=c&state=the-state"))));
        assert!(matches!(visit.attempt.settled().await, Outcome::Code(..)));
    }

    #[tokio::test]
    async fn p06_a_window_that_goes_in_circles_is_stopped_after_fifty_steps() {
        let visit = visit();
        for number in 0..MOST_STEPS {
            assert!(
                visit.may_go(&url(&format!("https://login.salesforce.com/{number}"))),
                "{number}"
            );
        }
        assert_eq!(visit.attempt.phase(), Phase::Open);
        assert!(!visit.may_go(&url("https://login.salesforce.com/once-more")));
        assert!(reason(&visit).await.contains("50 times"));
    }

    #[tokio::test]
    async fn p06_a_person_who_clicks_is_no_circle() {
        let visit = visit();
        for number in 0..MOST_STEPS * 3 {
            visit.person_acted();
            assert!(
                visit.may_go(&url("https://login.salesforce.com/")),
                "{number}"
            );
        }
        assert_eq!(visit.attempt.phase(), Phase::Open);
    }

    #[tokio::test(start_paused = true)]
    async fn p07_a_first_page_that_never_comes_ends_the_window_in_words() {
        let visit = visit();
        visit.over().await;
        assert_eq!(
            reason(&visit).await,
            "login.salesforce.com showed nothing within 15 seconds"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn p07_a_page_that_is_there_may_be_looked_at_for_long() {
        let visit = visit();
        visit.arrived(&url("https://login.salesforce.com/"), true);
        let soon = tokio::time::timeout(Duration::from_mins(2), visit.over()).await;
        assert!(soon.is_err(), "it waits for the person");
        assert_eq!(visit.attempt.phase(), Phase::Open);
    }

    #[tokio::test(start_paused = true)]
    async fn an_empty_page_is_not_an_arrival() {
        let visit = visit();
        assert_eq!(visit.arrived(&url("about:blank"), false), None);
        visit.over().await;
        assert!(reason(&visit).await.contains("showed nothing"));
    }

    #[tokio::test]
    async fn a_first_step_that_is_not_allowed_ends_the_window_and_names_no_query() {
        let visit = visit();
        assert!(!visit.may_go(&url("http://login.salesforce.com/?code=CANARY")));
        visit.stopped();
        let reason = reason(&visit).await;
        assert_eq!(
            reason,
            "the page leads to http://login.salesforce.com, which is not encrypted"
        );
    }

    #[tokio::test]
    async fn p08_a_link_to_another_program_changes_nothing_on_a_page_that_is_shown() {
        let visit = visit();
        visit.arrived(&url("https://login.salesforce.com/"), true);
        assert!(!visit.may_go(&url("mailto:a@b.c")));
        visit.stopped();
        assert_eq!(visit.attempt.phase(), Phase::Open);
    }

    #[tokio::test]
    async fn p04_closing_cancels_and_a_code_that_came_first_stays() {
        let cancelled = visit();
        cancelled.closed();
        assert!(matches!(
            cancelled.attempt.settled().await,
            Outcome::Ended(End::Cancelled)
        ));
        let taken = visit();
        taken.may_go(&url(&format!("{REDIRECT}?code=c&state=the-state")));
        taken.closed();
        assert!(matches!(taken.attempt.settled().await, Outcome::Code(..)));
    }

    #[test]
    fn p08_a_storm_of_messages_ends_after_three() {
        let visit = visit();
        let shown = (0..10).filter(|_| visit.may_show_dialog()).count();
        assert_eq!(shown, 3);
    }
}
