//! Ending a connection: the grant given back to the app, the secret forgotten here, and what the app said to it.
use std::collections::BTreeMap;

use larder_auth::oauth2::{self, Revoked};
use larder_store::{StoreError, connection, credential, history, metadata};
use serde_json::json;

use crate::Engine;
use crate::api::ById;
use crate::live::Grant;
use crate::problem::{Problem, ProblemKind};
use crate::protocol::Protocol;
use crate::request::plan_of;
use crate::subject::oauth2_of;
use crate::view::Disconnected;

/// Leaves of a row what stays when its sign-in is gone.
pub(crate) fn without_sign_in(row: &mut connection::Connection) {
    row.state = connection::State::NotConnected;
    row.cause = None;
    row.problem = None;
    row.expires_at = None;
    row.refreshed_at = None;
}

impl Engine {
    /// Ends the sign-in at the app and here. What the app answers does not keep the secret here.
    pub async fn disconnect(&self, ask: ById) -> Result<Disconnected, Problem> {
        let row = self.row(&ask.id).await?;
        let (said, revoked) = self.revoke_at_app(&row.id).await;
        self.forget_sign_in(&row.id, &said).await?;
        self.forget_certificate(&row.id);
        Ok(Disconnected {
            row: self.connection(ById { id: row.id }).await?.row,
            said,
            revoked,
        })
    }

    async fn forget_sign_in(&self, id: &str, said: &str) -> Result<(), Problem> {
        let (wanted, at, said) = (id.to_owned(), self.now(), said.to_owned());
        self.held_no_more(id);
        self.write(move |tx| {
            let mut row = connection::by_id(tx, &wanted)?.ok_or(StoreError::NotFound)?;
            without_sign_in(&mut row);
            row.generation += 1;
            connection::update(tx, &row)?;
            credential::remove(tx, &wanted)?;
            metadata::clear_connection(tx, &wanted)?;
            history::add(
                tx,
                &history::Entry {
                    connection: wanted,
                    at,
                    what: "disconnected".to_owned(),
                    detail: json!({ "said": said }),
                },
            )
        })
        .await?;
        self.0.lists.forget(id);
        Ok(())
    }

    /// Ends the grant at the app; answers in words what became of it.
    pub(crate) async fn revoke_at_app(&self, id: &str) -> (String, bool) {
        // Tokens that could not be stored are the ones that live at the app.
        let grant = match self.held_grant(id) {
            Some(grant) => Ok(grant),
            None => self.opened_grant(id).await,
        };
        let grant = match grant {
            Ok(grant) => grant,
            Err(problem) if problem.kind == ProblemKind::NotConnected => {
                return ("It was not connected.".to_owned(), false);
            }
            Err(problem) => {
                return (
                    format!(
                        "Larder forgot the sign-in, but could not end it at the app: {}",
                        problem.what
                    ),
                    false,
                );
            }
        };
        self.revoke(&grant).await
    }

    /// Asks the app to end a grant; answers in words what became of it, and whether it is ended.
    pub(crate) async fn revoke(&self, grant: &Grant) -> (String, bool) {
        let app = grant.subject.app();
        let Ok(way) = grant.subject.way() else {
            return (
                format!("Larder forgot the sign-in. {app} was not told."),
                false,
            );
        };
        if let Some(call) = &way.revoke {
            let told = match plan_of(&grant.subject, call, &BTreeMap::new()) {
                Ok(plan) => self
                    .send(&grant.subject, &grant.credential, plan, None)
                    .await
                    .map(|sent| sent.answer),
                Err(problem) => Err(problem),
            };
            return match told {
                Ok(Ok(response)) if response.is_success() => {
                    (format!("{app} ended the sign-in."), true)
                }
                Ok(Ok(response)) => (
                    format!(
                        "Larder forgot the sign-in. {app} answered {} when asked to end it.",
                        response.status
                    ),
                    false,
                ),
                _ => (
                    format!(
                        "Larder forgot the sign-in. {app} could not be reached to end it there."
                    ),
                    false,
                ),
            };
        }
        if oauth2_of(way).is_none() {
            return (
                format!(
                    "Larder forgot what you typed. The key still exists in {app}; delete it there if nobody else uses it."
                ),
                false,
            );
        }
        let protocol = self.protocol(&grant.subject, &grant.credential).await;
        let protocol = match protocol {
            Ok(protocol) => self.discovered(&grant.subject, protocol, false).await,
            problem => problem,
        };
        let http = self.http_of(&grant.subject, &grant.credential);
        let (Ok(Protocol::OAuth2(plan, client)), Ok(http)) = (protocol, http) else {
            return (
                format!("Larder forgot the sign-in. {app} was not told."),
                false,
            );
        };
        match oauth2::revoke(&http, &plan, &client, grant.credential.to_revoke()).await {
            Revoked::Done => (format!("{app} ended the sign-in."), true),
            Revoked::Unsupported => (
                format!(
                    "Larder forgot the sign-in. {app} offers no way to end it from outside; remove it in {app} itself."
                ),
                false,
            ),
            Revoked::Refused { status } => (
                format!("Larder forgot the sign-in. {app} answered {status} when asked to end it."),
                false,
            ),
            Revoked::Failed(_) => (
                format!("Larder forgot the sign-in. {app} could not be reached to end it there."),
                false,
            ),
        }
    }
}
