//! Plans: a definition's templates filled in, ready for the protocols and the HTTP client.

mod apply;
mod assertion;
mod call;
mod oauth1;
mod oauth2;
mod session;
mod signing;
mod token_answer;

use std::collections::BTreeMap;

use crate::definition::{Auth, Call, IdentityStep};
use crate::{Connector, Context, RenderError};

pub use apply::{CertificatePlan, Marks};
pub use assertion::{AssertionPlan, ClientKeyPlan};
pub(crate) use call::is_header_name;
pub use call::{Body, CallPlan};
pub use oauth1::{OAuth1Legs, OAuth1Plan};
pub use oauth2::{ClientPlan, DiscoverPlan, Grant, OAuth2Plan, RedirectPlan};
pub use session::SecretCall;
pub use signing::{
    AwsPlan, FilledLater, HmacPlan, JwtPlan, MembersLater, OfRequest, SignPlan, WssePlan,
};
pub use token_answer::{AnswerPath, AnswerPlan};

impl Connector {
    /// The requests that prove who signed in that way, in order.
    pub fn identity_steps(&self, way: &str) -> impl Iterator<Item = &IdentityStep> {
        self.identity
            .iter()
            .filter(move |step| step.belongs_to(way))
    }

    /// The request a definition declares to show that a connection of that way still works.
    pub fn declared_test(&self, way: &str) -> Option<&Call> {
        let own = self.way(way).and_then(|way| way.test.as_ref());
        own.or(self.test.as_ref())
    }

    /// The request that shows that a connection of that way still works.
    pub fn test_call(&self, way: &str) -> Option<&Call> {
        let first = || self.identity_steps(way).next().map(|step| &step.call);
        self.declared_test(way).or_else(first)
    }

    /// The way to sign in of that id.
    pub fn way(&self, id: &str) -> Option<&Auth> {
        self.auth.iter().find(|way| way.id == id)
    }

    pub(crate) fn known_way(&self, id: &str) -> Result<&Auth, RenderError> {
        self.way(id)
            .ok_or_else(|| RenderError::NoSuchWay { id: id.to_owned() })
    }

    /// The picklist of that id.
    pub fn picklist(&self, id: &str) -> Option<&crate::Picklist> {
        self.picklists.iter().find(|picklist| picklist.id == id)
    }

    /// The operation of that id.
    pub fn operation(&self, id: &str) -> Option<&crate::Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// The path of the loopback redirect when a definition names none.
    pub fn callback_path(&self) -> String {
        format!("/callback/{}", self.id)
    }
}

/// Fills in each value of a map of templates.
pub(crate) fn texts(
    templates: &BTreeMap<String, String>,
    context: &Context<'_>,
) -> Result<Vec<(String, String)>, RenderError> {
    templates
        .iter()
        .map(|(name, source)| Ok((name.clone(), context.text(source)?)))
        .collect()
}

/// Refuses what could end a header line (RFC 9110 section 5.5) or a credential's field.
pub(crate) fn refuse_control(value: &str) -> Result<(), RenderError> {
    if value.chars().any(char::is_control) {
        return Err(RenderError::Unfit {
            what: "a header is one line of text".to_owned(),
        });
    }
    Ok(())
}
