//! Owns the token requests: a code for tokens (RFC 6749 4.1.3), a refresh (RFC 6749 6), and grants that need no page.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use larder_connector::{Grant, OAuth2Plan};
use larder_http::{Exchange, Fault, RequestSummary, Response, is_transient_status, redact};
use secrecy::SecretString;
use url::Url;

use super::parameters::Parameters;
use super::request::{Params, token_request};
use super::{Begun, Client, TokenFault, assertion};
use crate::token_answer::{self, Answer, Granted, RedactedAnswer, Shape, Unreadable};

/// Tokens, and what came with them.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The access token.
    pub access_token: SecretString,
    /// A refresh token; none after a refresh means that the one used stays valid.
    pub refresh_token: Option<SecretString>,
    /// The token type as the app names it; always used as a bearer token.
    pub token_type: String,
    /// How long the access token lives, by the answer or by the definition.
    pub expires_in: Option<Duration>,
    /// The scopes granted; none means those asked for.
    pub scopes: Option<Vec<String>>,
    /// Secrets kept from the answer beside the tokens, by the names the definition gives them.
    pub kept_secrets: BTreeMap<String, SecretString>,
    /// The other members of the answer, to keep some of them.
    pub answer: RedactedAnswer,
    /// The app's clock when it answered, in milliseconds since 1970.
    pub date_at: Option<i64>,
}

impl Tokens {
    /// Answers which of the scopes asked for were not granted. The connection is valid all the same.
    pub fn missing_scopes(&self, asked: &[String]) -> Vec<String> {
        match &self.scopes {
            None => Vec::new(),
            Some(granted) => asked
                .iter()
                .filter(|scope| !granted.contains(scope))
                .cloned()
                .collect(),
        }
    }
}

/// Exchanges the code for tokens. Once: the code works once, and the verifier is forgotten.
///
/// # Errors
/// [`TokenFault`]; after any of them a new sign-in is needed.
pub async fn finish(
    http: &larder_http::Client,
    plan: &OAuth2Plan,
    client: &Client,
    begun: &mut Begun,
    code: SecretString,
) -> Result<Tokens, TokenFault> {
    if std::mem::replace(&mut begun.is_spent, true) {
        return Err(TokenFault::odd(
            "the code of this sign-in was exchanged before",
        ));
    }
    let mut parameters = Parameters::default()
        .with("grant_type", "authorization_code")
        .with("code", code)
        .with("redirect_uri", begun.attempt.redirect().as_str());
    if let Some(verifier) = begun.verifier.take() {
        parameters.set("code_verifier", verifier);
    }
    let endpoint = plan.token_url.as_ref();
    ask(http, plan, client, endpoint, parameters, Params::Token).await
}

/// Asks for tokens with a grant that needs no page: client credentials, a signed assertion, a user's password. Asking
/// again is also how such a grant is renewed where no refresh token came.
///
/// # Errors
/// [`TokenFault`].
pub async fn ask_directly(
    http: &larder_http::Client,
    plan: &OAuth2Plan,
    client: &Client,
) -> Result<Tokens, TokenFault> {
    let parameters = match &plan.grant {
        Grant::ClientCredentials => Parameters::default().with("grant_type", "client_credentials"),
        Grant::JwtBearer(declared) => Parameters::default()
            .with("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
            .with("assertion", assertion::of_grant(declared)?),
        Grant::Password { username, password } => Parameters::default()
            .with("grant_type", "password")
            .with("username", username)
            .with("password", password),
        Grant::AuthorizationCode | Grant::Device => {
            return Err(TokenFault::odd("this grant needs a person at a page"));
        }
    };
    let endpoint = plan.token_url.as_ref();
    let parameters = parameters.with_scopes(plan);
    ask(http, plan, client, endpoint, parameters, Params::Token).await
}

/// Asks for a new access token. Whoever calls this sees to it that it happens once at a time.
///
/// # Errors
/// [`TokenFault`]; only [`TokenFault::grant_is_gone`] says that the refresh token is dead.
pub async fn refresh(
    http: &larder_http::Client,
    plan: &OAuth2Plan,
    client: &Client,
    refresh_token: &SecretString,
) -> Result<Tokens, TokenFault> {
    let parameters = Parameters::default()
        .with("grant_type", "refresh_token")
        .with("refresh_token", refresh_token);
    let endpoint = plan.refresh_endpoint();
    ask(http, plan, client, endpoint, parameters, Params::Refresh).await
}

/// Sends one token request and reads its answer.
pub(super) async fn ask(
    http: &larder_http::Client,
    plan: &OAuth2Plan,
    client: &Client,
    endpoint: Option<&Url>,
    parameters: Parameters,
    params: Params,
) -> Result<Tokens, TokenFault> {
    let endpoint = endpoint.ok_or_else(|| TokenFault::no_endpoint("token"))?;
    let request = token_request(plan, client, endpoint, parameters, params)?;
    let summary = request.summary();
    match http.send(request).await {
        Ok(response) => read(&summary, response, plan),
        Err(fault) => Err(of_fault(&summary, fault)),
    }
}

pub(super) fn of_fault(summary: &RequestSummary, fault: Fault) -> TokenFault {
    let exchange = Box::new(Exchange::of(summary, &Err(fault.clone())));
    if fault.is_transient() {
        TokenFault::Transient {
            status: None,
            fault: Some(fault),
            retry_after: None,
            exchange,
        }
    } else {
        TokenFault::Http { fault, exchange }
    }
}

/// Reads the answer to one token request.
pub(super) fn read(
    summary: &RequestSummary,
    response: Response,
    plan: &OAuth2Plan,
) -> Result<Tokens, TokenFault> {
    let status = response.status;
    let date_at = response.date_at;
    let retry_after = response.retry_after();
    let is_success = response.is_success();
    let shape = Shape {
        answer: &plan.answer,
        keep_secrets: &plan.keep_secrets,
        now_at: date_at.unwrap_or_else(now_at),
    };
    let answer = token_answer::read_as(response.content_type(), &response.body, &shape);
    let exchange = || Box::new(Exchange::of(summary, &Ok(response.clone())));
    let transient = |fault| TokenFault::Transient {
        status: Some(status),
        fault,
        retry_after,
        exchange: exchange(),
    };
    let odd = |why: String| TokenFault::Odd {
        why,
        status: Some(status),
        exchange: Some(exchange()),
    };
    match answer {
        // An overloaded app's error says nothing about the grant, whatever its body claims.
        _ if is_transient_status(status) => Err(transient(None)),
        Ok(Answer::Granted(granted)) if is_success => Ok(tokens(*granted, plan, date_at)),
        Ok(Answer::Granted(_)) => Err(odd(format!("tokens came with status {status}"))),
        Ok(Answer::Refused { error, description }) => Err(TokenFault::Refused {
            error: hide(summary, &error),
            description: description.map(|description| hide(summary, &description)),
            status,
            exchange: exchange(),
        }),
        // A captive portal or a proxy answered in the app's place.
        Err(Unreadable::Html) => Err(transient(Some(Fault::Html))),
        // RFC 6749 5.2: status 401 is kept for a client that could not prove itself.
        Err(_) if status == 401 => Err(TokenFault::Refused {
            error: "invalid_client".to_owned(),
            description: None,
            status,
            exchange: exchange(),
        }),
        Err(unreadable) => Err(odd(unreadable.to_string())),
    }
}

/// Apps repeat what was sent in their errors; what was sent are secrets.
fn hide(summary: &RequestSummary, text: &str) -> String {
    redact::mask(&summary.hide(text))
}

fn tokens(granted: Granted, plan: &OAuth2Plan, date_at: Option<i64>) -> Tokens {
    Tokens {
        access_token: granted.access_token,
        refresh_token: granted.refresh_token,
        token_type: granted.token_type,
        expires_in: plan
            .lifetime
            .or(granted.expires_in)
            .or(plan.default_lifetime),
        scopes: granted.scopes,
        kept_secrets: granted.kept_secrets,
        answer: granted.answer,
        date_at,
    }
}

/// This computer's clock, in milliseconds since 1970.
fn now_at() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}
