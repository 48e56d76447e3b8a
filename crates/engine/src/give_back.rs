//! Gives back to the app what it granted to a sign-in that came to nothing: cancelled, failed, or not wanted after all.
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use larder_connector::AuthKind;
use larder_store::connection;

use crate::Engine;
use crate::causes;
use crate::connect::is_same_user;
use crate::credential::Credential;
use crate::live::Grant;
use crate::problem::Problem;
use crate::subject::{Subject, api_host, identity};

/// How long an app is asked; nobody waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// The grant of a sign-in that is not stored yet.
#[derive(Default)]
pub(crate) struct Fresh(Mutex<Option<Grant>>);

impl Fresh {
    /// The app has granted this, and nothing keeps it yet.
    pub(crate) fn hold(&self, subject: &Subject, credential: &Credential) {
        self.put(Some(Grant {
            subject: subject.clone(),
            credential: credential.clone(),
        }));
    }

    /// More is known of whose it is.
    pub(crate) fn is_of(&self, subject: &Subject) {
        if let Some(grant) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            grant.subject = subject.clone();
        }
    }

    /// Takes it out: somebody else answers for it from here on.
    pub(crate) fn take(&self) -> Option<Grant> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn put(&self, grant: Option<Grant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = grant;
    }
}

impl Engine {
    /// Ends a grant that nothing keeps, unless a connection that works could end with it. What the app
    /// answers changes nothing.
    pub(crate) async fn give_back(&self, fresh: Fresh) {
        let Some(grant) = fresh.take() else { return };
        match self.may_be_shared(&grant.subject).await {
            Ok(false) => {}
            Ok(true) => {
                tracing::info!(
                    app = grant.subject.app(),
                    "a grant that came to nothing is left at the app: a connection may rest on it"
                );
                return;
            }
            Err(_) => return,
        }
        match tokio::time::timeout(PATIENCE, self.revoke(&grant)).await {
            Ok((_, true)) => {}
            Ok((said, false)) => tracing::info!(said, "a grant that came to nothing stays"),
            Err(_) => tracing::info!("an app did not answer when a grant was given back"),
        }
    }

    /// Whether ending this grant could end another connection's. Many apps keep one grant for a user and
    /// a client, however often they sign in (RFC 7009 section 2.1 leaves it to them).
    async fn may_be_shared(&self, subject: &Subject) -> Result<bool, Problem> {
        let way = subject.way()?;
        if !gives_grants(&way.kind) {
            // What was typed is the person's own, and no sign-in ends it.
            return Ok(true);
        }
        if way.separate_grants {
            return Ok(false);
        }
        let rows = self
            .0
            .store
            .read(connection::all)
            .await
            .map_err(|error| causes::storage(&error))?;
        let who = identity(&subject.row.kept, api_host(subject));
        Ok(rows
            .into_iter()
            .filter(|row| {
                row.connector == subject.row.connector
                    && row.practice == subject.row.practice
                    && row.state != connection::State::NotConnected
            })
            .any(|row| {
                let Ok(other) = self.subject_of(row, subject.connector.clone()) else {
                    return true;
                };
                let shares_nothing = other.way().is_ok_and(|way| !gives_grants(&way.kind));
                let is_another = match (&who, identity(&other.row.kept, api_host(&other))) {
                    (Some(who), Some(other)) => !is_same_user(who, &other),
                    // Nobody knows whose it is: it may be the same.
                    _ => false,
                };
                !shares_nothing && !is_another
            }))
    }
}

/// Whether the app makes what this way yields, so that it can end it again.
fn gives_grants(kind: &AuthKind) -> bool {
    match kind {
        AuthKind::Oauth2(_)
        | AuthKind::Oauth2ClientCredentials(_)
        | AuthKind::JwtBearer(_)
        | AuthKind::Oauth2Device(_)
        | AuthKind::Oauth2Password(_)
        | AuthKind::Oauth1(_)
        | AuthKind::Session(_) => true,
        AuthKind::Basic(_) | AuthKind::ApiKey | AuthKind::None => false,
    }
}
