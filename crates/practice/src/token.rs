//! Token requests as every app judges them; the apps only word the answers (RFC 6749 section 5).

use crate::addresses::CONFIDENTIAL_CLIENT_ID;
use crate::authorize::{App, first};
use crate::client::{Client, client};
use crate::grant::{Holder, Issued, Lifetimes};
use crate::random::{challenge, digest};
use crate::world::now;

/// Why a token request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    UnsupportedGrantType,
    UnknownClient,
    BadClientSecret,
    MissingParameter(&'static str),
    RedirectMismatch,
    BadVerifier,
    CodeGone,
    RefreshTokenGone,
    Inactive,
    BadPassword,
}

/// How an app issues tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    pub(crate) lifetimes: Lifetimes,
    /// Whether a refresh token comes only with the scope `refresh_token` or `offline_access`.
    pub(crate) refresh_needs_scope: bool,
    /// Whether `grant_type=password` works (the confidential client only).
    pub(crate) password_grant: bool,
}

fn authenticate(pairs: &[(String, String)]) -> Result<&'static Client, Refused> {
    let id = first(pairs, "client_id").ok_or(Refused::MissingParameter("client_id"))?;
    let client = client(&id).ok_or(Refused::UnknownClient)?;
    match (client.secret, first(pairs, "client_secret")) {
        (None, _) => Ok(client),
        (Some(wanted), Some(given)) if wanted == given => Ok(client),
        (Some(_), _) => Err(Refused::BadClientSecret),
    }
}

/// Judges a token request and issues what it deserves.
pub(crate) fn exchange(
    app: &App,
    pairs: &[(String, String)],
    terms: Terms,
) -> Result<Issued, Refused> {
    let grant_type = first(pairs, "grant_type").ok_or(Refused::MissingParameter("grant_type"))?;
    app.world
        .change(|state| state.log.count_token_request(app.site, &grant_type));
    match grant_type.as_str() {
        "authorization_code" => by_code(app, pairs, authenticate(pairs)?, terms),
        "refresh_token" => by_refresh_token(app, pairs, authenticate(pairs)?, terms),
        "password" if terms.password_grant => by_password(app, pairs, authenticate(pairs)?, terms),
        _ => Err(Refused::UnsupportedGrantType),
    }
}

fn with_refresh(scopes: &[String], terms: Terms) -> bool {
    !terms.refresh_needs_scope
        || scopes
            .iter()
            .any(|scope| scope == "refresh_token" || scope == "offline_access" || scope == "full")
}

fn by_code(
    app: &App,
    pairs: &[(String, String)],
    client: &Client,
    terms: Terms,
) -> Result<Issued, Refused> {
    let code = digest(&first(pairs, "code").ok_or(Refused::MissingParameter("code"))?);
    let redirect = first(pairs, "redirect_uri").ok_or(Refused::MissingParameter("redirect_uri"))?;
    let verifier = first(pairs, "code_verifier");
    let now = now();
    app.world.change(|state| {
        let known = state
            .codes
            .get(&code)
            .filter(|known| known.site == app.site)
            .cloned()
            .ok_or(Refused::CodeGone)?;
        if let Some(grant) = &known.grant_id {
            // RFC 6749 section 4.1.2: a code that comes twice takes its tokens with it.
            state.kept.grants.remove(grant);
            return Err(Refused::CodeGone);
        }
        if known.ends_at < now || known.client_id != client.id {
            return Err(Refused::CodeGone);
        }
        let same_redirect =
            url::Url::parse(&redirect).is_ok_and(|redirect| redirect.as_str() == known.redirect);
        if !same_redirect {
            return Err(Refused::RedirectMismatch);
        }
        if let Some(wanted) = &known.challenge {
            let verifier = verifier.ok_or(Refused::MissingParameter("code_verifier"))?;
            if !(43..=200).contains(&verifier.len()) || challenge(&verifier) != *wanted {
                // One guess only: a wrong verifier spends the code.
                state.codes.remove(&code);
                return Err(Refused::BadVerifier);
            }
        }
        if !state
            .person(app.site, &known.username)
            .is_some_and(|person| person.active)
        {
            return Err(Refused::Inactive);
        }
        let with_refresh = with_refresh(&known.scopes, terms);
        let issued = state.kept.grants.issue(
            Holder {
                site: app.site,
                username: &known.username,
                client_id: client.id,
                scopes: known.scopes.clone(),
            },
            with_refresh,
            terms.lifetimes,
            now,
        );
        if let Some(used) = state.codes.get_mut(&code) {
            used.grant_id = Some(issued.grant_id.clone());
        }
        Ok(issued)
    })
}

fn by_refresh_token(
    app: &App,
    pairs: &[(String, String)],
    client: &Client,
    terms: Terms,
) -> Result<Issued, Refused> {
    let token = first(pairs, "refresh_token").ok_or(Refused::MissingParameter("refresh_token"))?;
    app.world.change(|state| {
        let inactive = state
            .kept
            .grants
            .by_refresh(app.site, &token)
            .and_then(|grant| state.person(app.site, &grant.username))
            .is_some_and(|person| !person.active);
        if inactive {
            return Err(Refused::Inactive);
        }
        let rotates = state.rotates(app.site);
        state
            .kept
            .grants
            .refresh(app.site, client.id, &token, rotates, terms.lifetimes, now())
            .map_err(|_| Refused::RefreshTokenGone)
    })
}

fn by_password(
    app: &App,
    pairs: &[(String, String)],
    client: &Client,
    terms: Terms,
) -> Result<Issued, Refused> {
    if client.id != CONFIDENTIAL_CLIENT_ID {
        return Err(Refused::UnsupportedGrantType);
    }
    let username = first(pairs, "username").ok_or(Refused::MissingParameter("username"))?;
    let password = first(pairs, "password").ok_or(Refused::MissingParameter("password"))?;
    app.world.change(|state| {
        let person = state
            .with_password(app.site, &username, &password)
            .ok_or(Refused::BadPassword)?;
        if !person.active {
            return Err(Refused::Inactive);
        }
        Ok(state.kept.grants.issue(
            Holder {
                site: app.site,
                username: person.part.username,
                client_id: client.id,
                scopes: vec!["api".to_owned()],
            },
            false,
            terms.lifetimes,
            now(),
        ))
    })
}
