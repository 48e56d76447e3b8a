//! Owns the listener of the browser way (RFC 8252 7.3): bound to this computer only, it takes one answer and goes.
//!
//! Any page in any browser and any program on this computer can send something here, so everything
//! is counted: 8 KiB and five seconds for a request's head, and for a posted answer where the app was asked to post one;
//! sixteen connections at once. Where a new
//! one comes the oldest unfinished one is dropped, so that nobody can keep the real answer out.

mod bind;
mod head;
mod page;
#[cfg(test)]
mod posted;
mod site;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

use crate::attempt::{Attempt, Outcome};
use head::{BodyFault, HeadFault};
use site::{Reply, Site};

pub use bind::{BindError, Listener, bind};
pub use page::{Page, Words};

const MOST_CONNECTIONS: usize = 16;
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
const WRITE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long after the answer the closing page can still be asked for.
const GRACE: Duration = Duration::from_secs(10);
/// How much of what a browser still sends is read away, so that the reply is not lost to a reset.
const MOST_DRAINED: u64 = 64 * 1024;
const DRAIN_TIMEOUT: Duration = Duration::from_secs(1);

impl Listener {
    /// Hands every request to the attempt until it settles, shows the closing page, and ends. When
    /// the attempt ends without an answer, or this future is dropped, everything closes at once.
    pub async fn serve(self, attempt: Attempt, page: Page) {
        let site = Arc::new(Site::new(self.authority(), attempt.clone(), page));
        let mut connections = Connections::default();
        let settled = attempt.settled();
        tokio::pin!(settled);
        let outcome = loop {
            tokio::select! {
                outcome = &mut settled => break outcome,
                stream = self.accept() => connections.admit(stream, &site),
                Some(_) = connections.running.join_next() => {}
            }
        };
        if matches!(outcome, Outcome::Ended(_)) {
            return;
        }
        let until_shown = async {
            loop {
                tokio::select! {
                    () = site.closing_page_shown() => break,
                    stream = self.accept() => connections.admit(stream, &site),
                    Some(_) = connections.running.join_next() => {}
                }
            }
        };
        // When nobody asks for the closing page, nothing is lost: the answer has been taken.
        let _unseen = timeout(GRACE, until_shown).await;
        drop(self);
        let drained = async { while connections.running.join_next().await.is_some() {} };
        let _cut_off = timeout(DRAIN_TIMEOUT, drained).await;
    }
}

/// The connections at work; all end when this is dropped.
#[derive(Default)]
struct Connections {
    running: JoinSet<()>,
    oldest_first: VecDeque<AbortHandle>,
}

impl Connections {
    fn admit(&mut self, stream: TcpStream, site: &Arc<Site>) {
        self.oldest_first.retain(|running| !running.is_finished());
        while self.oldest_first.len() >= MOST_CONNECTIONS {
            if let Some(oldest) = self.oldest_first.pop_front() {
                oldest.abort();
            }
        }
        let handle = self.running.spawn(converse(stream, site.clone()));
        self.oldest_first.push_back(handle);
    }
}

/// One connection: one request, one reply, then it closes. A second request on it is never read.
async fn converse(mut stream: TcpStream, site: Arc<Site>) {
    let reply = match timeout(HEAD_TIMEOUT, head::read(&mut stream)).await {
        Ok(Ok(mut head)) if site.takes_form(&head) => {
            match timeout(HEAD_TIMEOUT, head::read_form(&mut head, &mut stream)).await {
                Ok(Ok(form)) => site.reply_to_form(&head, &form),
                Ok(Err(BodyFault::Gone)) => return,
                Ok(Err(BodyFault::NoLength)) => Reply::bare(411),
                Ok(Err(BodyFault::NoForm)) => Reply::bare(415),
                Ok(Err(BodyFault::TooLong)) => Reply::bare(413),
                Err(_) => Reply::bare(408),
            }
        }
        Ok(Ok(head)) => site.reply(&head),
        Ok(Err(HeadFault::Gone)) => return,
        Ok(Err(HeadFault::TooLong)) => Reply::bare(431),
        Ok(Err(HeadFault::Odd)) => Reply::bare(400),
        Err(_) => Reply::bare(408),
    };
    let sent = timeout(WRITE_TIMEOUT, async {
        stream.write_all(&reply.bytes).await?;
        stream.shutdown().await
    });
    if matches!(sent.await, Ok(Ok(()))) && reply.is_closing_page {
        site.note_closing_page();
    }
    let mut rest = (&mut stream).take(MOST_DRAINED);
    let mut nowhere = tokio::io::sink();
    let drained = tokio::io::copy(&mut rest, &mut nowhere);
    let _given_up = timeout(DRAIN_TIMEOUT, drained).await;
}
