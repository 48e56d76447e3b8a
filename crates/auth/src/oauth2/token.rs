//! Owns the token requests: a code for tokens (RFC 6749 4.1.3) and a refresh (RFC 6749 6).

use std::time::Duration;

use larder_connector::OAuth2Plan;
use larder_http::{
    Exchange, Fault, Request, RequestSummary, Response, SecretOrPlain, is_transient_status, redact,
};
use secrecy::SecretString;
use url::Url;

use super::credentials::with_form;
use super::{Begun, Client, TokenFault};
use crate::token_answer::{self, Answer, Granted, RedactedAnswer, Unreadable};

/// A token answer has a few kilobytes; a megabyte is not one.
const MOST_BYTES: usize = 1024 * 1024;
/// What a definition's own parameters never replace in a token request.
const OURS: [&str; 7] = [
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "refresh_token",
    "client_id",
    "client_secret",
];

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
        return Err(TokenFault::Odd {
            why: "the code of this sign-in was exchanged before".to_owned(),
            status: None,
            exchange: None,
        });
    }
    let mut pairs: Vec<(String, SecretOrPlain)> = vec![
        ("grant_type".to_owned(), "authorization_code".into()),
        ("code".to_owned(), code.into()),
        (
            "redirect_uri".to_owned(),
            begun.attempt.redirect().as_str().into(),
        ),
    ];
    if let Some(verifier) = begun.verifier.take() {
        pairs.push(("code_verifier".to_owned(), verifier.into()));
    }
    ask(http, plan, client, &plan.token_url, pairs).await
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
    let pairs = vec![
        ("grant_type".to_owned(), "refresh_token".into()),
        ("refresh_token".to_owned(), refresh_token.into()),
    ];
    ask(http, plan, client, &plan.refresh_url, pairs).await
}

async fn ask(
    http: &larder_http::Client,
    plan: &OAuth2Plan,
    client: &Client,
    url: &Url,
    mut pairs: Vec<(String, SecretOrPlain)>,
) -> Result<Tokens, TokenFault> {
    for (name, value) in &plan.token_params {
        if !OURS.contains(&name.as_str()) {
            pairs.push((name.clone(), SecretString::from(value.as_str()).into()));
        }
    }
    let request = Request::post(url.clone()).max_body(MOST_BYTES);
    let summary = request.summary();
    let request = with_form(request, plan.client_auth, client, pairs)
        .map_err(|fault| of_fault(&summary, fault))?;
    let summary = request.summary();
    match http.send(request).await {
        Ok(response) => read(&summary, response, plan.default_lifetime),
        Err(fault) => Err(of_fault(&summary, fault)),
    }
}

fn of_fault(summary: &RequestSummary, fault: Fault) -> TokenFault {
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

fn read(
    summary: &RequestSummary,
    response: Response,
    default_lifetime: Option<Duration>,
) -> Result<Tokens, TokenFault> {
    let status = response.status;
    let date_at = response.date_at;
    let retry_after = response.retry_after();
    let is_success = response.is_success();
    let answer = token_answer::read(response.content_type(), &response.body);
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
        Ok(Answer::Granted(granted)) if is_success => {
            Ok(tokens(granted, default_lifetime, date_at))
        }
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

fn tokens(granted: Granted, default_lifetime: Option<Duration>, date_at: Option<i64>) -> Tokens {
    Tokens {
        access_token: granted.access_token,
        refresh_token: granted.refresh_token,
        token_type: granted.token_type,
        expires_in: granted.expires_in.or(default_lifetime),
        scopes: granted.scopes,
        answer: granted.answer,
        date_at,
    }
}
