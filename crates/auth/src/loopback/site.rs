//! Owns what the listener replies: which request is the answer, which page follows, and nothing else.

use tokio::sync::Notify;

use super::head::Head;
use super::page::{self, Page};
use crate::attempt::{Attempt, End, Offer, Phase, Why};

/// Where the browser is sent after the answer, so that the code leaves its address bar.
const CLOSING_PATH: &str = "/done";
const OTHER_CLOSING_PATH: &str = "/finished";

/// A reply ready to be sent.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) bytes: Vec<u8>,
    pub(super) is_closing_page: bool,
}

impl Reply {
    /// A reply for whoever is not a person: no page, no hint.
    pub(super) fn bare(status: u16) -> Self {
        Self::new(status, &[("Content-Type", "text/plain; charset=utf-8")], "")
    }

    fn page(status: u16, html: &str) -> Self {
        Self::under_policy(status, html, page::content_security_policy())
    }

    /// The one page with a script, which posts what stands behind `#` to where the page itself came from.
    fn relay_page(html: &str) -> Self {
        Self::under_policy(200, html, page::relay_policy())
    }

    fn under_policy(status: u16, html: &str, policy: String) -> Self {
        let headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", policy.as_str()),
        ];
        Self::new(status, &headers, html)
    }

    fn new(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let always = [
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Connection", "close"),
        ];
        let mut text = format!("HTTP/1.1 {status} {}\r\n", reason(status));
        for (name, value) in headers.iter().chain(&always) {
            text.push_str(name);
            text.push_str(": ");
            text.push_str(value);
            text.push_str("\r\n");
        }
        text.push_str("Content-Length: ");
        text.push_str(&body.len().to_string());
        text.push_str("\r\n\r\n");
        text.push_str(body);
        Self {
            bytes: text.into_bytes(),
            is_closing_page: false,
        }
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        303 => "See Other",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        410 => "Gone",
        411 => "Length Required",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        431 => "Request Header Fields Too Large",
        _ => "Bad Request",
    }
}

pub(super) struct Site {
    authority: String,
    attempt: Attempt,
    page: Page,
    shown: Notify,
}

impl Site {
    pub(super) fn new(authority: String, attempt: Attempt, page: Page) -> Self {
        Self {
            authority,
            attempt,
            page,
            shown: Notify::new(),
        }
    }

    pub(super) async fn closing_page_shown(&self) {
        self.shown.notified().await;
    }

    pub(super) fn note_closing_page(&self) {
        self.shown.notify_one();
    }

    /// Whether this is a posted answer whose body is to be read: only where the attempt expects one.
    pub(super) fn takes_form(&self, head: &Head) -> bool {
        head.method == "POST"
            && self.attempt.takes_forms()
            && self.is_asked_by_name(head)
            && head.target == self.attempt.redirect().path()
            && !head.is_not_a_page
    }

    /// Replies to a posted answer.
    pub(super) fn reply_to_form(&self, head: &Head, form: &[u8]) -> Reply {
        self.judged(self.attempt.offer_form(&head.target, form))
    }

    /// A page elsewhere whose name was turned to this computer (DNS rebinding) says its own name.
    fn is_asked_by_name(&self, head: &Head) -> bool {
        head.host
            .as_deref()
            .is_some_and(|host| host.eq_ignore_ascii_case(&self.authority))
    }

    pub(super) fn reply(&self, head: &Head) -> Reply {
        if !self.is_asked_by_name(head) {
            return Reply::bare(400);
        }
        if head.method != "GET" {
            return Reply::new(405, &[("Allow", "GET")], "");
        }
        let path = head.target.split(['?', '#']).next().unwrap_or_default();
        if path == self.attempt.redirect().path() {
            self.answer(head)
        } else if path == self.closing_path() {
            self.closing_page()
        } else {
            Reply::bare(404)
        }
    }

    fn answer(&self, head: &Head) -> Reply {
        // Only a page being opened can be the answer, never what another page loads or calls.
        if head.is_not_a_page {
            return Reply::bare(403);
        }
        // What stands behind `#` never reaches a server: the page it was sent to hands it on.
        if self.attempt.answers_in_fragment()
            && self.attempt.phase() == Phase::Open
            && !head.target.contains('?')
        {
            return Reply::relay_page(&self.page.relay());
        }
        self.judged(self.attempt.offer_text(&head.target))
    }

    fn judged(&self, offer: Offer) -> Reply {
        match offer {
            Offer::Taken => Reply::new(303, &[("Location", self.closing_path())], ""),
            Offer::Ignored(Why::Over) => Reply::page(410, &self.page.not_waiting()),
            Offer::Ignored(_) => Reply::page(400, &self.page.not_ours()),
            Offer::NotOurs => Reply::bare(404),
        }
    }

    fn closing_page(&self) -> Reply {
        let html = match self.attempt.phase() {
            Phase::Open => return Reply::bare(404),
            Phase::CodeReceived => self.page.thanks(),
            Phase::Denied { error, description } => {
                self.page.denied(&error, description.as_deref())
            }
            Phase::Ended(
                End::Cancelled | End::TimedOut | End::Superseded | End::WindowFailed(_),
            ) => {
                return Reply::page(410, &self.page.not_waiting());
            }
        };
        Reply {
            is_closing_page: true,
            ..Reply::page(200, &html)
        }
    }

    fn closing_path(&self) -> &'static str {
        if self.attempt.redirect().path() == CLOSING_PATH {
            OTHER_CLOSING_PATH
        } else {
            CLOSING_PATH
        }
    }
}
