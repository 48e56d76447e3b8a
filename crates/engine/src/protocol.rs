//! How a way signs in, filled in for one connection: what must be known before anything is opened or sent.
use larder_auth::attempt::Attempt;
use larder_auth::{oauth1, oauth2};
use larder_connector::{
    AuthKind, Grant, OAuth1Callback, OAuth1Plan, OAuth2Plan, RedirectPlan, Secrets, Window,
};
use url::Url;

use crate::Engine;
use crate::credential::Credential;
use crate::problem::Problem;
use crate::subject::{Subject, of_render, shown_host};

/// The protocol of a way, with everything it needs.
pub(crate) enum Protocol {
    OAuth2(Box<OAuth2Plan>, oauth2::Client),
    /// The three legs of OAuth 1, or a fixed token where the plan has none.
    OAuth1(Box<OAuth1Plan>),
    /// The app's own requests.
    Session,
    /// What was typed is the credential.
    Typed,
}

/// A sign-in whose page is open.
pub(crate) enum Begun {
    OAuth2(oauth2::Begun),
    OAuth1(oauth1::Begun),
}

impl Protocol {
    /// Where the app sends the person back to, when it shows a page of its own.
    pub(crate) fn redirect(&self) -> Option<&RedirectPlan> {
        match self {
            Self::OAuth2(plan, _) => plan.needs_page().then_some(&plan.redirect),
            Self::OAuth1(plan) => {
                let legs = plan.legs.as_ref()?;
                (legs.callback == OAuth1Callback::Redirect).then_some(&legs.redirect)
            }
            Self::Session | Self::Typed => None,
        }
    }

    /// Whether the person says yes at a page of the app, wherever that opens.
    pub(crate) fn involves_page(&self) -> bool {
        match self {
            Self::OAuth2(plan, _) => plan.needs_page() || matches!(plan.grant, Grant::Device),
            Self::OAuth1(plan) => plan.legs.is_some(),
            Self::Session | Self::Typed => false,
        }
    }

    /// Listens on this port instead of the definition's.
    pub(crate) fn listen_on(&mut self, port: u16) {
        match self {
            Self::OAuth2(plan, _) => plan.redirect.ports = vec![port],
            Self::OAuth1(plan) => {
                if let Some(legs) = &mut plan.legs {
                    legs.redirect.ports = vec![port];
                }
            }
            Self::Session | Self::Typed => {}
        }
    }

    /// Whether the page opens in the system's browser first.
    pub(crate) fn prefers_browser(&self) -> bool {
        match self {
            Self::OAuth2(plan, _) => plan.window == Window::Browser,
            Self::OAuth1(plan) => plan
                .legs
                .as_ref()
                .is_some_and(|legs| legs.window == Window::Browser),
            Self::Session | Self::Typed => false,
        }
    }

    /// The host whose page opens.
    pub(crate) fn page_host(&self) -> Option<String> {
        match self {
            Self::OAuth2(plan, _) => plan.opens_at().and_then(shown_host),
            Self::OAuth1(plan) => shown_host(&plan.legs.as_ref()?.authorize_url),
            Self::Session | Self::Typed => None,
        }
    }
}

impl Begun {
    pub(crate) fn attempt(&self) -> &Attempt {
        match self {
            Self::OAuth2(begun) => &begun.attempt,
            Self::OAuth1(begun) => &begun.attempt,
        }
    }

    pub(crate) fn page(&self) -> &Url {
        match self {
            Self::OAuth2(begun) => &begun.authorize_url,
            Self::OAuth1(begun) => &begun.authorize_url,
        }
    }
}

impl Engine {
    /// Fills in how a connection's way signs in. `credential` holds what was typed, for grants that rest on it.
    pub(crate) async fn protocol(
        &self,
        subject: &Subject,
        credential: &Credential,
    ) -> Result<Protocol, Problem> {
        match &subject.way()?.kind {
            AuthKind::Oauth2(declared)
            | AuthKind::Oauth2ClientCredentials(declared)
            | AuthKind::JwtBearer(declared)
            | AuthKind::Oauth2Device(declared)
            | AuthKind::Oauth2Password(declared) => {
                let secrets: Secrets = credential.for_templates().into_iter().collect();
                let context = subject.context().secrets(&secrets);
                let registered = match &declared.client_id {
                    Some(_) => None,
                    None => Some(self.client_of(subject).await?),
                };
                let context = match &registered {
                    Some(client) => context.client(client.id.clone()),
                    None => context,
                };
                let plan = subject
                    .connector
                    .oauth2_plan(&subject.row.way, &context)
                    .map_err(|error| of_render(subject.app(), &error))?;
                let of_connection = plan.client.as_ref().map(|client| oauth2::Client {
                    id: client.id.clone(),
                    secret: client.secret.clone(),
                });
                let client = registered
                    .or(of_connection)
                    .ok_or_else(|| Problem::defect("a plan without a client"))?;
                Ok(Protocol::OAuth2(Box::new(plan), client))
            }
            AuthKind::Session(_) => Ok(Protocol::Session),
            AuthKind::Oauth1(_) => {
                let secrets: Secrets = credential.for_templates().into_iter().collect();
                let context = subject.context().secrets(&secrets);
                let plan = self.oauth1_plan(subject, &context).await?;
                Ok(Protocol::OAuth1(Box::new(plan)))
            }
            AuthKind::Basic(_) | AuthKind::ApiKey | AuthKind::None => Ok(Protocol::Typed),
        }
    }
}
