//! Owns the three legs (RFC 5849 section 2): a request token, the person's consent, an access token.

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use larder_connector::{OAuth1Legs, OAuth1Method, OAuth1Plan};
use larder_http::{Exchange, Fault, RequestSummary, Response, is_transient_status, redact};
use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use super::answer::{self, Granted, Unreadable};
use super::sign::{Stamp, sign_with};
use super::{AccessKeys, AccessToken, Begun, OAuth1Fault, problem};
use crate::attempt::{AnswerNames, Attempt, Expected};
use crate::outgoing::{FORM, Outgoing};
use crate::said::one_line;
use crate::signing::SigningFault;

/// A token answer has some hundred bytes.
const MOST_BYTES: usize = 64 * 1024;
/// The callback of apps that show the verifier to the person (section 2.1).
const OUT_OF_BAND: &str = "oob";
/// The redirect address of an attempt that no redirect answers.
const NOWHERE: &str = "urn:ietf:wg:oauth:2.0:oob";

/// Begins a sign-in: asks for a request token and makes the address to open.
///
/// `callback` is the very address the answer comes to, port included; without one the app shows a verifier, which the
/// person types. `id` names the attempt in logs.
///
/// # Errors
/// [`OAuth1Fault`]; an app that does not confirm the callback is refused.
pub async fn begin(
    http: &larder_http::Client,
    plan: &OAuth1Plan,
    callback: Option<Url>,
    id: String,
) -> Result<Begun, OAuth1Fault> {
    let legs = legs(plan)?;
    let told = callback.as_ref().map_or(OUT_OF_BAND, Url::as_str);
    let leg = Leg {
        url: &legs.request_url,
        params: &legs.request_params,
        protocol: vec![("oauth_callback", told.to_owned())],
        token: None,
    };
    let mut ahead = 0;
    let (granted, summary, response) = ask(http, plan, legs, &leg, &mut ahead).await?;
    let mut confirmations = granted
        .rest
        .iter()
        .filter(|(name, _)| name == "oauth_callback_confirmed");
    let is_confirmed = confirmations.any(|(_, value)| value.trim().eq_ignore_ascii_case("true"));
    if !is_confirmed {
        return Err(OAuth1Fault::NotConfirmed {
            exchange: Box::new(shown(&summary, &response)),
        });
    }
    let mut authorize_url = legs.authorize_url.clone();
    authorize_url
        .query_pairs_mut()
        .extend_pairs(&legs.authorize_params)
        .append_pair("oauth_token", granted.token.expose_secret());
    let mut expected = Expected::of_state(granted.token.clone());
    expected.names = AnswerNames::of_oauth1();
    expected.keep = legs.keep_from_redirect.clone();
    let redirect = callback.unwrap_or_else(|| Url::parse(NOWHERE).expect("a constant address"));
    Ok(Begun {
        authorize_url,
        attempt: Attempt::new(id, redirect, expected, Attempt::LIFETIME),
        request: Some(AccessKeys {
            token: granted.token,
            token_secret: granted.token_secret,
        }),
        ahead,
    })
}

/// Exchanges the verifier for an access token. Once: the request token is forgotten.
///
/// # Errors
/// [`OAuth1Fault`]; after any of them a new sign-in is needed.
pub async fn finish(
    http: &larder_http::Client,
    plan: &OAuth1Plan,
    begun: &mut Begun,
    verifier: SecretString,
) -> Result<AccessToken, OAuth1Fault> {
    let legs = legs(plan)?;
    let Some(request) = begun.request.take() else {
        return Err(odd("the verifier of this sign-in was used before"));
    };
    let leg = Leg {
        url: &legs.access_url,
        params: &legs.access_params,
        protocol: vec![("oauth_verifier", verifier.expose_secret().trim().to_owned())],
        token: Some(&request),
    };
    let mut ahead = begun.ahead;
    let (granted, _, response) = ask(http, plan, legs, &leg, &mut ahead).await?;
    let kept = legs.keep.iter().filter_map(|(name, parameter)| {
        let found = granted.rest.iter().find(|(own, _)| own == parameter)?;
        Some((name.clone(), one_line(&found.1, 4096)))
    });
    Ok(AccessToken {
        kept: kept.filter(|(_, value)| !value.is_empty()).collect(),
        keys: AccessKeys {
            token: granted.token,
            token_secret: granted.token_secret,
        },
        date_at: response.date_at,
    })
}

/// One signed request for a token.
struct Leg<'a> {
    url: &'a Url,
    params: &'a [(String, String)],
    protocol: Vec<(&'static str, String)>,
    token: Option<&'a AccessKeys>,
}

type Answered = (Granted, RequestSummary, Response);

fn legs(plan: &OAuth1Plan) -> Result<&OAuth1Legs, OAuth1Fault> {
    plan.legs
        .as_ref()
        .ok_or_else(|| odd("this token is a fixed one: there is nothing to sign in to"))
}

fn odd(why: &str) -> OAuth1Fault {
    OAuth1Fault::Odd {
        why: why.to_owned(),
        status: None,
        exchange: None,
    }
}

/// Asks, and once more by the app's clock when it refused this computer's.
async fn ask(
    http: &larder_http::Client,
    plan: &OAuth1Plan,
    legs: &OAuth1Legs,
    leg: &Leg<'_>,
    ahead: &mut i64,
) -> Result<Answered, OAuth1Fault> {
    match ask_once(http, plan, legs, leg, *ahead).await {
        Err(OAuth1Fault::Clock {
            ahead: Some(by), ..
        }) if by != *ahead => {
            tracing::info!(
                seconds = by,
                "the app refused the time; once more by its clock"
            );
            *ahead = by;
            ask_once(http, plan, legs, leg, by).await
        }
        other => other,
    }
}

async fn ask_once(
    http: &larder_http::Client,
    plan: &OAuth1Plan,
    legs: &OAuth1Legs,
    leg: &Leg<'_>,
    ahead: i64,
) -> Result<Answered, OAuth1Fault> {
    // The request for an access token is the one that a token signs.
    let method = match leg.token {
        None => legs.method,
        Some(_) => legs.access_method,
    };
    let mut outgoing = Outgoing::new(method.as_str(), leg.url.clone());
    let form: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(leg.params)
        .finish();
    match method {
        OAuth1Method::Get if form.is_empty() => {}
        OAuth1Method::Get => outgoing.append_query(&form),
        OAuth1Method::Post => {
            outgoing.body = Some(Bytes::from(form));
            outgoing.content_type = Some(FORM.to_owned());
        }
    }
    let stamp = Stamp::fresh(now().saturating_add(ahead))?;
    sign_with(plan, leg.token, &mut outgoing, leg.protocol.clone(), stamp)?;
    let request = outgoing.into_request().map_err(|_| SigningFault::Unfit {
        what: "a header is one line of text",
    })?;
    let mut request = request.max_body(MOST_BYTES).hiding(&plan.consumer_secret);
    if let Some(token) = leg.token {
        request = request.hiding(&token.token).hiding(&token.token_secret);
    }
    for (name, value) in &leg.protocol {
        if *name == "oauth_verifier" {
            request = request.hiding(&value.as_str().into());
        }
    }
    let summary = request.summary();
    match http.send(request).await {
        Ok(response) => judge(summary, response),
        Err(fault) => Err(of_fault(&summary, fault)),
    }
}

fn judge(summary: RequestSummary, response: Response) -> Result<Answered, OAuth1Fault> {
    let status = response.status;
    let transient = |fault| OAuth1Fault::Transient {
        status: Some(status),
        fault,
        retry_after: response.retry_after(),
        exchange: Box::new(shown(&summary, &response)),
    };
    // An overloaded app's error says nothing about the keys, whatever its body claims.
    if is_transient_status(status) {
        return Err(transient(None));
    }
    if let Some(problem) = problem(&response) {
        if problem.is_of_the_clock() {
            return Err(OAuth1Fault::Clock {
                ahead: problem.app_clock(&response).map(|clock| clock - now()),
                exchange: Box::new(shown(&summary, &response)),
            });
        }
        return Err(OAuth1Fault::Refused {
            error: hide(&summary, &problem.code),
            description: problem.advice.map(|advice| hide(&summary, &advice)),
            status,
            exchange: Box::new(shown(&summary, &response)),
        });
    }
    let pairs = answer::read(response.content_type(), &response.body);
    if !response.is_success() {
        return Err(OAuth1Fault::Refused {
            error: status.to_string(),
            description: said(&summary, &response, pairs.is_err()),
            status,
            exchange: Box::new(shown(&summary, &response)),
        });
    }
    match pairs.and_then(answer::granted) {
        Ok(granted) => Ok((granted, summary, response)),
        // A captive portal or a proxy answered in the app's place.
        Err(Unreadable::Html) => Err(transient(Some(Fault::Html))),
        Err(unreadable) => Err(OAuth1Fault::Odd {
            why: unreadable.why().to_owned(),
            status: Some(status),
            exchange: Some(Box::new(shown(&summary, &response))),
        }),
    }
}

/// The first line of a refusal that is plain text, as many apps give it.
fn said(summary: &RequestSummary, response: &Response, is_text: bool) -> Option<String> {
    let text = std::str::from_utf8(&response.body).ok()?;
    if !is_text || response.looks_like_html() {
        return None;
    }
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    Some(hide(summary, &one_line(line, 300)))
}

/// Apps repeat what was sent in their errors; what was sent are secrets.
fn hide(summary: &RequestSummary, text: &str) -> String {
    redact::mask(&summary.hide(text))
}

fn shown(summary: &RequestSummary, response: &Response) -> Exchange {
    Exchange::of(summary, &Ok(response.clone()))
}

fn of_fault(summary: &RequestSummary, fault: Fault) -> OAuth1Fault {
    let exchange = Box::new(Exchange::of(summary, &Err(fault.clone())));
    if fault.is_transient() {
        OAuth1Fault::Transient {
            status: None,
            fault: Some(fault),
            retry_after: None,
            exchange,
        }
    } else {
        OAuth1Fault::Http { fault, exchange }
    }
}

/// This computer's clock, in seconds since 1970.
fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok())
        .unwrap_or_default()
}
