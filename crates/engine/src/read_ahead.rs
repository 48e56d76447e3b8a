//! The first list of a new sign-in, asked for while the app is still asked who signed in.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use crate::Engine;
use crate::credential::Credential;
use crate::lists::{Ahead, Answered};
use crate::request::{judge, plan_of};
use crate::subject::Subject;

/// An answer on its way; given up when it is dropped.
pub(crate) struct FirstList {
    asked_for: String,
    asked: Instant,
    ahead: Option<Ahead>,
}

impl Drop for FirstList {
    fn drop(&mut self) {
        if let Some(ahead) = &self.ahead {
            ahead.abort();
        }
    }
}

impl Engine {
    /// Asks for the first list that needs nothing but the sign-in, as the identity calls do: with a credential that is
    /// not stored yet. The answer counts only once the sign-in is stored.
    pub(crate) fn read_first_list(
        &self,
        subject: &Subject,
        credential: &Credential,
    ) -> Option<FirstList> {
        let connector = Arc::clone(&subject.connector);
        let picklist = connector
            .picklists
            .iter()
            .find(|list| list.params.is_empty() && list.call.is_some())?;
        let call = picklist.call.as_ref()?;
        // An address that needs what the identity calls will tell cannot be made yet.
        let plan = plan_of(subject, call, &BTreeMap::new()).ok()?;
        if plan.method != "GET" {
            return None;
        }
        let asked_for = plan.identity();
        let (engine, subject, credential) = (self.clone(), subject.clone(), credential.clone());
        let picklist = picklist.clone();
        let ahead = tokio::spawn(async move {
            let host = plan.url.host_str().unwrap_or_default().to_owned();
            let sent = engine.send(&subject, &credential, plan, None).await.ok()?;
            let response = judge(subject.caller(), &host, sent).ok()?;
            let etag = response.header("etag").map(str::to_owned);
            let read = tokio::task::spawn_blocking(move || {
                let answer = Arc::new(response.json_by(connector.reader()).ok()?);
                // Made here, the rows are there when the sign-in is stored.
                let rows = connector.rows(&picklist, &answer, &BTreeMap::new());
                Some(Answered {
                    answer,
                    etag,
                    rows: rows.ok().map(|rows| (picklist.id.clone(), rows)),
                })
            });
            read.await.ok()?
        });
        Some(FirstList {
            asked_for,
            asked: Instant::now(),
            ahead: Some(ahead),
        })
    }

    /// The sign-in it was asked with is stored: whoever wants the list gets this answer.
    pub(crate) fn expect_first_list(&self, connection: &str, first: Option<FirstList>) {
        if let Some(mut first) = first
            && let Some(ahead) = first.ahead.take()
        {
            let key = (connection.to_owned(), first.asked_for.clone());
            self.0.lists.expect_answer(key, first.asked, ahead);
        }
    }
}
