//! Decides what a failure means: definition rules first, then the general rules of HTTP and OAuth 2.
use std::path::Path;

use larder_auth::key::KeyFault;
use larder_auth::oauth1::OAuth1Fault;
use larder_auth::oauth2::TokenFault;
use larder_auth::signing::SigningFault;
use larder_connector::{Auth, Cause, Connector, Control};
use larder_http::{Exchange, Fault, Request, RequestSummary, Response};
use larder_store::StoreError;
use larder_store::vault::VaultError;

use crate::problem::{Problem, ProblemKind};
use crate::request::headers_of;
use crate::subject::{Subject, of_render};

/// What is known about whom a call was made for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller<'a> {
    pub(crate) connector: &'a Connector,
    pub(crate) way: Option<&'a Auth>,
    pub(crate) user: Option<&'a str>,
    /// True while the sign-in is being made: a refusal then is a mistyped key rather than a lost grant.
    pub(crate) connecting: bool,
}

/// What an answer that is no success means.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// The access token ended; a refresh may mend it.
    Expired(Problem),
    Final(Problem),
}

impl Verdict {
    /// The problem, when no refresh can be tried.
    pub(crate) fn problem(self) -> Problem {
        match self {
            Self::Expired(problem) | Self::Final(problem) => problem,
        }
    }
}

/// What may be shown of one call.
pub(crate) fn exchange(request: &RequestSummary, answer: &Result<Response, Fault>) -> String {
    Exchange::of(request, answer).to_string()
}

/// Judges an answer whose status or body says that something is wrong.
pub(crate) fn of_response(caller: Caller<'_>, request: &Request, response: &Response) -> Verdict {
    let detail = Some(exchange(&request.summary(), &Ok(response.clone())));
    let app = caller.connector.name.as_str();
    let headers = headers_of(response);
    let ended = caller
        .way
        .is_some_and(|way| way.refreshes_on(response.status, &headers, &response.body));
    if let Some((cause, hint)) =
        caller
            .connector
            .cause_of(response.status, &headers, &response.body)
    {
        let problem = of_cause(caller, cause, response)
            .with_hint(hint)
            .with_detail(detail);
        return if ended || cause == Cause::Expired {
            Verdict::Expired(problem)
        } else {
            Verdict::Final(problem)
        };
    }
    let problem = match response.status {
        _ if ended => {
            return Verdict::Expired(
                of_cause(caller, Cause::Expired, response).with_detail(detail),
            );
        }
        401 => {
            return Verdict::Expired(
                of_cause(caller, Cause::Expired, response).with_detail(detail),
            );
        }
        403 => Problem::rights(app, caller.user),
        404 | 410 => Problem::unsupported(app, "what was asked for"),
        429 => of_cause(caller, Cause::RateLimited, response),
        status if larder_http::is_transient_status(status) || status >= 500 => {
            Problem::app_down(app, Some(status))
        }
        _ if response.looks_like_html() => Problem::not_api(app),
        300..=399 => Problem::host(app, response.url.host_str().unwrap_or("this host")),
        _ => Problem::unsupported(app, "what was asked for"),
    };
    Verdict::Final(problem.with_detail(detail))
}

fn of_cause(caller: Caller<'_>, cause: Cause, response: &Response) -> Problem {
    let app = caller.connector.name.as_str();
    match cause {
        Cause::Expired | Cause::Credentials if caller.connecting => Problem::refused_sign_in(app),
        Cause::Expired | Cause::Credentials => Problem::credentials(app, caller.user),
        Cause::Rights => Problem::rights(app, caller.user),
        Cause::RightsReduced => Problem {
            kind: ProblemKind::RightsReduced,
            ..Problem::rights(app, caller.user)
        },
        Cause::AdminApproval => Problem::admin_approval(app),
        Cause::WrongAccount => Problem {
            kind: ProblemKind::WrongAccount,
            ..Problem::credentials(app, caller.user)
        },
        Cause::Client => Problem::client(app),
        Cause::Host => Problem::host(app, response.url.host_str().unwrap_or("this host")),
        Cause::AppDown => Problem::app_down(app, Some(response.status)),
        Cause::RateLimited => {
            Problem::rate_limited(app, response.retry_after().map(|wait| wait.as_secs()))
        }
        Cause::Network => Problem::network(app, response.url.host_str().unwrap_or("its host")),
        Cause::NotApi => Problem::not_api(app),
        Cause::Unsupported => Problem::unsupported(app, "what was asked for"),
    }
}

/// Judges a call that got no answer, or one that could not be read.
pub(crate) fn of_fault(app: &str, host: &str, fault: &Fault) -> Problem {
    match fault {
        Fault::NoNetwork | Fault::Refused { .. } => Problem::network(app, host),
        Fault::HostNotFound { host } => {
            let mut problem = Problem::network(app, host);
            problem.hint =
                format!("Check this computer\u{2019}s network, and that {host} is spelled right.");
            problem
        }
        Fault::TimedOut { .. } => Problem::app_down(app, None),
        Fault::Tls { host, why } => {
            let mut problem = Problem::host(app, host);
            problem.hint = format!(
                "Its certificate is not trusted ({why}). A proxy may be in between; ask whoever runs the network."
            );
            problem
        }
        Fault::RedirectElsewhere { to_host, .. } => {
            let mut problem = Problem::host(app, host);
            problem.hint = format!(
                "It sent Larder on to {to_host}, which was not followed. Check the fields of the connection."
            );
            problem
        }
        Fault::NotAllowed { host, why } => {
            let mut problem = Problem::host(app, host);
            problem.hint = format!("{why}.");
            problem
        }
        Fault::TooLarge { .. }
        | Fault::TooManyRedirects
        | Fault::BrokenBody { .. }
        | Fault::NotJson { .. }
        | Fault::Html => Problem::not_api(app),
        Fault::BadRequest { why } => {
            Problem::defect(&format!("a request could not be made ({why})"))
        }
    }
}

/// Judges a token endpoint's refusal: at connect time, or at a refresh.
pub(crate) fn of_token_fault(caller: Caller<'_>, host: &str, fault: &TokenFault) -> Problem {
    let app = caller.connector.name.as_str();
    let detail = fault.exchange().map(ToString::to_string);
    let problem = match fault {
        TokenFault::Refused {
            error,
            description,
            status,
            ..
        } => {
            let declared = caller
                .connector
                .cause_of_oauth(error, description.as_deref());
            let (cause, hint) = declared.unwrap_or((general_oauth_cause(error), None));
            let problem = match cause {
                Cause::AdminApproval => Problem::admin_approval(app),
                Cause::Client => Problem::client(app),
                Cause::Host => Problem::host(app, host),
                Cause::Rights | Cause::RightsReduced => Problem::rights(app, caller.user),
                Cause::RateLimited => Problem::rate_limited(app, None),
                Cause::AppDown => Problem::app_down(app, Some(*status)),
                _ if caller.connecting => Problem::refused_sign_in(app),
                _ => Problem::credentials(app, caller.user),
            };
            problem.with_hint(hint)
        }
        TokenFault::Transient {
            status: Some(429),
            retry_after,
            ..
        } => Problem::rate_limited(app, retry_after.map(|wait| wait.as_secs())),
        TokenFault::Odd { why, .. } => Problem::odd_token_answer(app, why),
        TokenFault::Key(fault) => return of_key(caller.way, fault),
        TokenFault::Transient {
            fault: Some(fault), ..
        }
        | TokenFault::Http { fault, .. } => of_fault(app, host, fault),
        TokenFault::Transient { status, .. } => Problem::app_down(app, *status),
    };
    problem.with_detail(detail)
}

/// RFC 6749 section 5.2.
fn general_oauth_cause(error: &str) -> Cause {
    match error {
        "invalid_client"
        | "unauthorized_client"
        | "unsupported_grant_type"
        | "invalid_request"
        | "invalid_scope"
        | "redirect_uri_mismatch" => Cause::Client,
        "temporarily_unavailable" | "server_error" => Cause::AppDown,
        _ => Cause::Credentials,
    }
}

/// Judges a leg of an OAuth 1 sign-in.
pub(crate) fn of_oauth1_fault(subject: &Subject, host: &str, fault: &OAuth1Fault) -> Problem {
    let app = subject.app();
    let detail = fault.exchange().map(ToString::to_string);
    let problem = match fault {
        OAuth1Fault::Refused {
            error,
            description,
            status,
            ..
        } => {
            let declared = subject
                .connector
                .cause_of_oauth(error, description.as_deref());
            let (cause, hint) = declared.unwrap_or((general_oauth1_cause(error, *status), None));
            let problem = match cause {
                Cause::AdminApproval => Problem::admin_approval(app),
                Cause::Client => Problem::client(app),
                Cause::Host => Problem::host(app, host),
                Cause::Rights | Cause::RightsReduced => Problem::rights(app, subject.user()),
                Cause::RateLimited => Problem::rate_limited(app, None),
                Cause::AppDown => Problem::app_down(app, Some(*status)),
                _ => Problem::refused_sign_in(app),
            };
            problem.with_hint(hint)
        }
        OAuth1Fault::Clock { ahead, .. } => Problem::clock(app, *ahead),
        OAuth1Fault::NotConfirmed { .. } => {
            Problem::odd_token_answer(app, "it did not confirm where the answer goes")
        }
        OAuth1Fault::Transient {
            status: Some(429),
            retry_after,
            ..
        } => Problem::rate_limited(app, retry_after.map(|wait| wait.as_secs())),
        OAuth1Fault::Odd { why, .. } => Problem::odd_token_answer(app, why),
        OAuth1Fault::Transient {
            fault: Some(fault), ..
        }
        | OAuth1Fault::Http { fault, .. } => of_fault(app, host, fault),
        OAuth1Fault::Transient { status, .. } => Problem::app_down(app, *status),
        OAuth1Fault::Signing(fault) => return of_signing(subject, fault),
    };
    problem.with_detail(detail)
}

/// The codes of OAuth Problem Reporting; apps without them answer 401 for a consumer they do not know.
fn general_oauth1_cause(error: &str, status: u16) -> Cause {
    match error {
        "consumer_key_unknown"
        | "consumer_key_rejected"
        | "consumer_key_refused"
        | "signature_invalid"
        | "signature_method_rejected"
        | "parameter_rejected"
        | "parameter_absent" => Cause::Client,
        "permission_denied" | "user_refused" => Cause::Rights,
        _ if status >= 500 => Cause::AppDown,
        _ => Cause::Credentials,
    }
}

/// Judges a request that could not be signed: the field of the key is what to correct.
pub(crate) fn of_signing(subject: &Subject, fault: &SigningFault) -> Problem {
    let way = subject.way().ok();
    match fault {
        SigningFault::Key(fault) => of_key(way, fault),
        SigningFault::Unencrypted => Problem::input(
            "fields",
            "The secrets would go unencrypted: the address must begin with https.",
        ),
        SigningFault::Template(error) => of_render(subject.app(), error),
        SigningFault::Unfit { what } => Problem::input(&key_field(way), format!("{what}.")),
    }
}

/// Judges a key that cannot sign: what is wrong with it stands beside its field.
fn of_key(way: Option<&Auth>, fault: &KeyFault) -> Problem {
    if *fault == KeyFault::NotSigned {
        return Problem::defect("the computer gave no randomness for a signature");
    }
    let mut said = fault.to_string();
    if let Some(first) = said.get(..1) {
        said = first.to_uppercase() + &said[1..];
    }
    Problem::input(&key_field(way), format!("{said}."))
}

/// The field a signing key was typed into: a file, else the last secret that is needed.
pub(crate) fn key_field(way: Option<&Auth>) -> String {
    let secrets = way.map(|way| &way.secrets[..]).unwrap_or_default();
    secrets
        .iter()
        .find(|field| matches!(field.control, Control::File | Control::Multiline))
        .or_else(|| secrets.iter().rev().find(|field| field.required))
        .or(secrets.last())
        .map_or_else(|| "client".to_owned(), |field| field.key.clone())
}

/// Judges the authorization endpoint's refusal (RFC 6749 section 4.1.2.1).
pub(crate) fn of_denial(
    connector: &Connector,
    host: &str,
    error: &str,
    description: Option<&str>,
) -> Problem {
    let app = connector.name.as_str();
    let detail = Some(match description {
        Some(description) => format!("{app} answered: {error}: {description}"),
        None => format!("{app} answered: {error}"),
    });
    let problem = match connector.cause_of_oauth(error, description) {
        Some((Cause::AdminApproval, hint)) => Problem::admin_approval(app).with_hint(hint),
        // Whatever a definition says of its client, this is about what was asked for.
        Some((Cause::Client, _)) if error == "invalid_scope" => Problem::scope_refused(app),
        Some((Cause::Client, hint)) => Problem::client(app).with_hint(hint),
        Some((Cause::Host, hint)) => Problem::host(app, host).with_hint(hint),
        Some((_, hint)) if error != "access_denied" => {
            Problem::refused_sign_in(app).with_hint(hint)
        }
        _ => match error {
            "access_denied" => Problem::declined(app),
            "temporarily_unavailable" | "server_error" => Problem::app_down(app, None),
            "invalid_scope" => Problem::scope_refused(app),
            "unauthorized_client" | "invalid_request" | "unsupported_response_type" => {
                Problem::client(app)
            }
            _ => Problem::refused_sign_in(app),
        },
    };
    problem.with_detail(detail)
}

/// Judges the vault.
pub(crate) fn of_vault(error: &VaultError) -> Problem {
    match error {
        VaultError::Closed | VaultError::Waiting => {
            Problem::vault_locked("Your keychain has not answered yet.")
        }
        VaultError::Locked => Problem::vault_locked("Your keychain is locked."),
        VaultError::NoKeychain => Problem::no_keychain(),
        VaultError::KeyLost => {
            Problem::vault_key_lost("Your keychain no longer holds Larder\u{2019}s key.")
        }
        VaultError::KeyDamaged => {
            Problem::vault_key_lost("What your keychain holds for Larder is not the key it stored.")
        }
        // Starting over would not help: a new key would only be one more.
        VaultError::Ambiguous => Problem {
            hint: "Open the keychain\u{2019}s own program and delete what is named Larder but is not the key Larder made; then ask again.".to_owned(),
            ..Problem::vault_key_lost("Your keychain holds more than one key for Larder.")
        },
        VaultError::OtherKey | VaultError::Tampered | VaultError::UnknownFormat => {
            Problem::vault_key_lost(
                "The sealed sign-in cannot be opened with the key in your keychain.",
            )
        }
        VaultError::Failed { .. } => Problem::vault_locked("Your keychain failed."),
    }
}

/// Judges the store.
pub(crate) fn storage(error: &StoreError) -> Problem {
    let (what, safe, hint) = match error {
        StoreError::TooNew { made_by, .. } => (
            format!(
                "The data folder was made by a newer Larder{}.",
                made_by
                    .as_ref()
                    .map_or_else(String::new, |version| format!(" ({version})"))
            ),
            "It was not touched.",
            "Update Larder, or point LARDER_HOME at another folder.".to_owned(),
        ),
        StoreError::Damaged { .. } => (
            "Larder\u{2019}s database is damaged.".to_owned(),
            "The file is kept; the next start moves it aside and saves what can be read.",
            "Close Larder and start it again.".to_owned(),
        ),
        StoreError::Full => (
            "The disk is full.".to_owned(),
            "What was stored before is unharmed; the last change was not stored.",
            "Free some space and try again.".to_owned(),
        ),
        StoreError::ReadOnly { path } => (
            format!("The data folder {} cannot be written to.", path.display()),
            "Nothing was changed.",
            "Give yourself the right to write there, or point LARDER_HOME at another folder."
                .to_owned(),
        ),
        StoreError::Busy => (
            "Another Larder is busy with the data folder.".to_owned(),
            "Nothing was changed.",
            "Try again in a moment.".to_owned(),
        ),
        StoreError::NotFound => (
            "That is no longer there.".to_owned(),
            "Nothing was changed.",
            "It may have been removed elsewhere; look at the list again.".to_owned(),
        ),
        StoreError::AlreadyExists { .. } => {
            return Problem::name_taken("this name");
        }
        StoreError::Invalid { what } => {
            return Problem::input(what, format!("This {what} cannot be used."));
        }
        other => (
            format!("Larder\u{2019}s data folder could not be used: {other}."),
            "What was stored before is unharmed.",
            "Try again; if it stays so, run larder diagnose.".to_owned(),
        ),
    };
    Problem {
        kind: ProblemKind::Storage,
        what,
        safe: safe.to_owned(),
        hint,
        action: None,
        detail: None,
        field: None,
    }
}

/// Tells that a damaged database was moved aside.
pub(crate) fn moved_aside(aside: &Path, saved: usize) -> Problem {
    Problem {
        kind: ProblemKind::Storage,
        what: "Larder\u{2019}s database was damaged and has been moved aside.".to_owned(),
        safe: format!(
            "{saved} entries could be saved; the old file is kept as {}.",
            aside.display()
        ),
        hint: "Look through Connections: some may have to be connected again.".to_owned(),
        action: None,
        detail: None,
        field: None,
    }
}
