//! Signing a connection's requests: with OAuth 1, by a declared function, or not at all.
use larder_auth::Outgoing;
use larder_auth::oauth1::{self, AccessKeys};
use larder_auth::signing::{self, SigningFault};
use larder_connector::{AuthKind, Context, OAuth1Plan, SignPlan};
use larder_http::Response;

use crate::Engine;
use crate::credential::Credential;
use crate::problem::Problem;
use crate::subject::{Subject, of_render};

/// How a connection's requests are signed.
pub(crate) enum Signer {
    Nothing,
    OAuth1(Box<OAuth1Plan>, Option<AccessKeys>),
    Function(Box<SignPlan>),
}

impl Signer {
    /// Signs a request that nothing changes afterwards; `now` in seconds since 1970.
    pub(crate) fn sign(&self, outgoing: &mut Outgoing, now: i64) -> Result<(), SigningFault> {
        match self {
            Self::Nothing => Ok(()),
            Self::OAuth1(plan, token) => oauth1::sign(plan, token.as_ref(), outgoing, now),
            Self::Function(plan) => signing::sign(plan, outgoing, now),
        }
    }

    pub(crate) fn signs(&self) -> bool {
        !matches!(self, Self::Nothing)
    }

    /// The app's time, when it refused a request because of this computer's.
    pub(crate) fn other_clock(&self, response: &Response) -> Option<i64> {
        if !matches!(self, Self::OAuth1(..)) || response.is_success() {
            return None;
        }
        let problem = oauth1::problem(response)?;
        problem
            .is_of_the_clock()
            .then(|| problem.app_clock(response))
            .flatten()
    }
}

impl Engine {
    /// How requests in a connection's name are signed.
    pub(crate) async fn signer(
        &self,
        subject: &Subject,
        credential: &Credential,
        context: &Context<'_>,
    ) -> Result<Signer, Problem> {
        if matches!(subject.way()?.kind, AuthKind::Oauth1(_)) {
            let plan = self.oauth1_plan(subject, context).await?;
            return Ok(Signer::OAuth1(Box::new(plan), credential.oauth1_token()));
        }
        let plan = subject
            .connector
            .sign_plan(&subject.row.way, context)
            .map_err(|error| of_render(subject.app(), &error))?;
        Ok(plan.map_or(Signer::Nothing, |plan| Signer::Function(Box::new(plan))))
    }

    /// What OAuth 1 needs, with the person's own client where the definition names no consumer.
    pub(crate) async fn oauth1_plan(
        &self,
        subject: &Subject,
        context: &Context<'_>,
    ) -> Result<OAuth1Plan, Problem> {
        let client = if crate::apps::needs_client(subject.way()?) {
            Some(self.client_of(subject).await?)
        } else {
            None
        };
        let client = client
            .as_ref()
            .map(|client| (client.id.as_str(), client.secret.as_ref()));
        subject
            .connector
            .oauth1_plan(&subject.row.way, context, client)
            .map_err(|error| of_render(subject.app(), &error))
    }
}
