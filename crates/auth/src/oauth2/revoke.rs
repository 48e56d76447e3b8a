//! Owns giving grants back (RFC 7009): the refresh token first, then the access token.

use std::time::Duration;

use larder_connector::OAuth2Plan;
use larder_http::{Fault, Request};
use secrecy::SecretString;
use url::Url;

use super::credentials::prove;
use super::parameters::Parameters;
use super::{Client, TokenFault};
use crate::token_answer::{self, Answer};

/// Nobody waits long to disconnect.
const TIMEOUT: Duration = Duration::from_secs(10);
const MOST_BYTES: usize = 64 * 1024;

/// The tokens to give back.
#[derive(Debug, Clone, Copy, Default)]
pub struct ToRevoke<'a> {
    /// The refresh token; with it the app gives up the whole grant (RFC 7009 2.1).
    pub refresh_token: Option<&'a SecretString>,
    /// The access token.
    pub access_token: Option<&'a SecretString>,
}

/// What the app said to giving the grant back. Whatever it is, the tokens here are deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revoked {
    /// The app gave the grant up, or no longer knew it.
    Done,
    /// The app has no way to give it up, or none for this kind of token.
    Unsupported,
    /// The app refused.
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// The app could not be asked.
    Failed(Fault),
}

/// Gives the grant back to the app, and says what the app answered.
pub async fn revoke(
    http: &larder_http::Client,
    plan: &OAuth2Plan,
    client: &Client,
    tokens: ToRevoke<'_>,
) -> Revoked {
    let Some(url) = &plan.revoke_url else {
        return Revoked::Unsupported;
    };
    let refresh = match tokens.refresh_token {
        Some(token) => Some(revoke_one(http, url, plan, client, "refresh_token", token).await),
        None => None,
    };
    // An app that cannot be reached is not asked twice: the person is waiting.
    if let Some(failed @ Revoked::Failed(_)) = refresh {
        return failed;
    }
    let access = match tokens.access_token {
        Some(token) => Some(revoke_one(http, url, plan, client, "access_token", token).await),
        None => None,
    };
    // With the refresh token goes the whole grant, and without it nothing does: its answer counts.
    // Many apps no longer know the access token by then. Nothing to give back is given back.
    refresh.or(access).unwrap_or(Revoked::Done)
}

async fn revoke_one(
    http: &larder_http::Client,
    url: &Url,
    plan: &OAuth2Plan,
    client: &Client,
    kind: &str,
    token: &SecretString,
) -> Revoked {
    let mut parameters = Parameters::default()
        .with("token", token)
        .with("token_type_hint", kind);
    let proof = match prove(plan, client, url, &mut parameters) {
        Ok(proof) => proof,
        Err(fault) => return Revoked::Failed(unproven(&fault)),
    };
    let request = Request::post(url.clone())
        .max_body(MOST_BYTES)
        .timeout(TIMEOUT)
        .form(parameters.renamed(plan));
    let request = proof
        .add_to(request)
        .and_then(|request| request.header("accept", "application/json"));
    let response = match request {
        Ok(request) => http.send(request).await,
        Err(fault) => Err(fault),
    };
    match response {
        Ok(response) if response.is_success() => Revoked::Done,
        Ok(response) => {
            let status = response.status;
            match token_answer::read(response.content_type(), &response.body) {
                // RFC 7009 2.2 wants 200 for a token the app does not know; some apps say this.
                Ok(Answer::Refused { error, .. }) if error == "invalid_token" => Revoked::Done,
                Ok(Answer::Refused { error, .. }) if error == "unsupported_token_type" => {
                    Revoked::Unsupported
                }
                _ => Revoked::Refused { status },
            }
        }
        Err(fault) => Revoked::Failed(fault),
    }
}

/// A client that cannot prove itself asks nothing.
fn unproven(fault: &TokenFault) -> Fault {
    Fault::BadRequest {
        why: fault.to_string(),
    }
}
