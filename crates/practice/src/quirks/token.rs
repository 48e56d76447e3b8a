//! The token endpoint: where parameters stand, how the client proves itself, and each grant's own rules.

use serde_json::Value;

use super::ask::{Answer, Ask, Pairs, Refusal, need, one};
use super::demand;
use super::desk::{Code, Desk, Device, Grant};
use super::jwt;
use super::oauth2::{ClientProof, GrantKind, GrantRule, Issued, OAuth2, Place, Renewal};
use super::script::{PEOPLE, Person, person};
use crate::random::{challenge, hexadecimal, text};
use crate::world::now;

/// The seconds since 1970.
pub(crate) fn seconds() -> i64 {
    now() / 1_000
}

/// Answers a token request. The second member says whether it was a refresh.
pub(crate) fn token(rule: &OAuth2, ask: &Ask, desk: &mut Desk) -> Result<(Answer, bool), Refusal> {
    demand::headers(ask, rule.token_headers)?;
    let sent = parameters(rule, ask)?;
    let asked = one(&sent, rule.name("grant_type"))?.unwrap_or_default();
    let grant = rule
        .grants
        .iter()
        .find(|grant| {
            let left_out = asked.is_empty() && rule.grant_type_optional;
            name(grant) == asked || left_out && matches!(grant.kind, GrantKind::Code)
        })
        .ok_or_else(|| {
            let why = format!("grant_type {asked:?} is not known here");
            Refusal::new(400, "unsupported_grant_type", why)
        })?;
    let known = match grant.kind {
        // The assertion is the proof, and a device keeps no secret.
        GrantKind::Jwt(..) => Vec::new(),
        GrantKind::Device if one(&sent, "client_id")? == Some(rule.client_id) => vec!["client_id"],
        _ => client(rule, ask, &sent, desk)?,
    };
    let own: &[&str] = match grant.kind {
        GrantKind::Code => &["code", "redirect_uri", "code_verifier"],
        GrantKind::Refresh => &["refresh_token"],
        GrantKind::ClientCredentials => &[],
        GrantKind::Password => &["username", "password"],
        GrantKind::Device => &["device_code"],
        GrantKind::Jwt(..) => &["assertion"],
    };
    let mut names: Vec<&str> = own.iter().map(|name| rule.name(name)).collect();
    names.push(rule.name("grant_type"));
    names.extend(known);
    names.extend(grant.may);
    demand::parameters(&sent, grant.must, &names)?;
    let issue = match grant.kind {
        GrantKind::Code => from_code(rule, &sent, desk)?,
        GrantKind::Refresh => return Ok((refreshed(rule, ask, &sent, desk)?, true)),
        GrantKind::ClientCredentials => Issue::to(&PEOPLE[0], scopes(rule, &sent)?),
        GrantKind::Password => {
            let typed = (
                need(&sent, rule.name("username"))?,
                need(&sent, rule.name("password"))?,
            );
            let somebody = person(typed.0, typed.1)
                .ok_or_else(|| Refusal::grant("user name and password do not go together"))?;
            Issue::to(somebody, scopes(rule, &sent)?)
        }
        GrantKind::Device => from_device(&sent, desk)?,
        GrantKind::Jwt(expected) => {
            let claims = jwt::read(ask, need(&sent, "assertion")?, &expected, seconds())?;
            once(desk, &claims)?;
            let subject = claims.get("sub").and_then(Value::as_str);
            let somebody = PEOPLE
                .iter()
                .find(|person| subject == Some(person.username));
            // Some name the scopes inside the assertion.
            let inside = claims.get("scope").and_then(Value::as_str);
            let scopes = match inside {
                Some(text) => rule.read_scopes(text)?,
                None => scopes(rule, &sent)?,
            };
            Issue::to(somebody.unwrap_or(&PEOPLE[0]), scopes)
        }
    };
    Ok((issue.answer(rule, ask, desk), false))
}

fn name(grant: &GrantRule) -> &'static str {
    match grant.kind {
        GrantKind::Code => "authorization_code",
        GrantKind::Refresh => "refresh_token",
        GrantKind::ClientCredentials => "client_credentials",
        GrantKind::Password => "password",
        GrantKind::Device => "urn:ietf:params:oauth:grant-type:device_code",
        GrantKind::Jwt(..) => "urn:ietf:params:oauth:grant-type:jwt-bearer",
    }
}

fn scopes(rule: &OAuth2, sent: &[(String, String)]) -> Result<Vec<String>, Refusal> {
    one(sent, rule.name("scope"))?.map_or(Ok(Vec::new()), |text| rule.read_scopes(text))
}

/// The parameters, from the one place where they may stand.
fn parameters(rule: &OAuth2, ask: &Ask) -> Result<Pairs, Refusal> {
    let kind = ask.content_type().unwrap_or("nothing").to_owned();
    for place in rule.places {
        match place {
            Place::Query if ask.body.is_empty() => return Ok(ask.query_pairs()),
            Place::Form if ask.is_form() && ask.query.is_empty() => return Ok(ask.form_pairs()),
            Place::Json if kind == "application/json" && ask.query.is_empty() => {
                let value = ask.json()?;
                let members = value
                    .as_object()
                    .ok_or_else(|| Refusal::request("the body is no object"))?;
                let text = |value: &Value| {
                    value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned)
                };
                return Ok(members
                    .iter()
                    .map(|(name, value)| (name.clone(), text(value)))
                    .collect());
            }
            _ => {}
        }
    }
    Err(Refusal::request(format!(
        "parameters must stand in {:?}; the body is {kind}, the query {:?}",
        rule.places,
        !ask.query.is_empty()
    )))
}

/// Checks the client; answers the parameters that belong to its proof.
fn client(
    rule: &OAuth2,
    ask: &Ask,
    sent: &[(String, String)],
    desk: &mut Desk,
) -> Result<Vec<&'static str>, Refusal> {
    let (id_name, secret_name) = (rule.name("client_id"), rule.name("client_secret"));
    let (id, secret) = (one(sent, id_name)?, one(sent, secret_name)?);
    let basic = crate::basic::credentials(&ask.headers);
    let is = |id: &str, secret: &str| {
        if id == rule.client_id && secret == rule.client_secret {
            Ok(())
        } else {
            Err(Refusal::client("client id and secret do not go together"))
        }
    };
    if ask.header("authorization").is_some() && basic.is_none() {
        return Err(Refusal::client(
            "the Authorization header is not well formed Basic",
        ));
    }
    match (rule.client_proof, basic, secret) {
        (
            ClientProof::Basic | ClientProof::BasicOrBody | ClientProof::BasicOrPublic,
            Some((id, secret)),
            None,
        ) => {
            is(&id, &secret)?;
            Ok(vec![id_name])
        }
        (ClientProof::Basic, _, _) => Err(Refusal::client(
            "the client must prove itself by Basic alone",
        )),
        (
            ClientProof::Body | ClientProof::BasicOrBody | ClientProof::BodyOrPublic,
            None,
            Some(secret),
        ) => {
            is(id.unwrap_or_default(), secret)?;
            Ok(vec![id_name, secret_name])
        }
        (ClientProof::Body | ClientProof::BasicOrBody, _, _) => Err(Refusal::client(format!(
            "the client must prove itself by {id_name} and {secret_name} in the parameters, once"
        ))),
        (
            ClientProof::Public | ClientProof::BasicOrPublic | ClientProof::BodyOrPublic,
            None,
            None,
        ) if id == Some(rule.client_id) => Ok(vec![id_name]),
        (ClientProof::Public | ClientProof::BasicOrPublic | ClientProof::BodyOrPublic, _, _) => {
            Err(Refusal::client(
                "a public client sends its id and nothing else",
            ))
        }
        (ClientProof::Nobody, None, None) if id.is_none() => Ok(Vec::new()),
        (ClientProof::Nobody, _, _) => Err(Refusal::client("no client is named here")),
        (ClientProof::PrivateKeyJwt, None, None) => {
            private_key_jwt(rule, ask, sent, desk)?;
            Ok(vec![id_name, "client_assertion", "client_assertion_type"])
        }
        (ClientProof::PrivateKeyJwt, _, _) => Err(Refusal::client(
            "the client must prove itself by its key alone",
        )),
    }
}

/// RFC 7523 section 3: who, for whom, until when, once.
fn private_key_jwt(
    rule: &OAuth2,
    ask: &Ask,
    sent: &[(String, String)],
    desk: &mut Desk,
) -> Result<(), Refusal> {
    const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    if one(sent, "client_assertion_type")? != Some(TYPE) {
        return Err(Refusal::client(format!(
            "client_assertion_type must be {TYPE}"
        )));
    }
    let expected = jwt::Expected {
        algorithm: "RS256",
        secret: &[],
        key_id: None,
        claims: &[],
        check: |_, _| Ok(()),
        longest: 3_600,
    };
    let claims = jwt::read(ask, need(sent, "client_assertion")?, &expected, seconds())
        .map_err(|refusal| Refusal::client(refusal.why))?;
    let claim = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    if claim("iss") != rule.client_id || claim("sub") != rule.client_id {
        return Err(Refusal::client("claims iss and sub must be the client id"));
    }
    if claim("aud") != ask.address() {
        let why = format!(
            "claim aud must be {}, and it is {}",
            ask.address(),
            claim("aud")
        );
        return Err(Refusal::client(why));
    }
    if claim("jti").is_empty() {
        return Err(Refusal::client("claim jti is missing"));
    }
    once(desk, &claims)
}

/// An assertion is good once (RFC 7523 section 3, item 7).
fn once(desk: &mut Desk, claims: &serde_json::Map<String, Value>) -> Result<(), Refusal> {
    match claims.get("jti").and_then(Value::as_str) {
        Some(id) if !desk.once.insert(format!("jti {id}")) => {
            Err(Refusal::grant("the assertion was used before"))
        }
        _ => Ok(()),
    }
}

/// What is about to be issued.
struct Issue {
    person: &'static Person,
    scopes: Vec<String>,
    asked: Pairs,
    code: Option<String>,
    refresh: bool,
    kind: &'static str,
}

impl Issue {
    fn to(person: &'static Person, scopes: Vec<String>) -> Self {
        Self {
            person,
            scopes,
            asked: Vec::new(),
            code: None,
            refresh: false,
            kind: "direct",
        }
    }

    fn answer(self, rule: &OAuth2, ask: &Ask, desk: &mut Desk) -> Answer {
        let grant = Grant {
            access: format!("{}{}", rule.token_prefix, text::<24>()),
            ends_at: rule.lifetime.map(|lifetime| now() + lifetime * 1_000),
            refresh: self.refresh.then(|| format!("ref_{}", text::<24>())),
            retired: Vec::new(),
            ended: Vec::new(),
            person: self.person,
            scopes: self.scopes,
            asked: self.asked,
            code: self.code,
        };
        let answer = issued(rule, ask, &grant, grant.refresh.as_deref(), self.kind);
        desk.grants.push(grant);
        answer
    }
}

fn issued(rule: &OAuth2, ask: &Ask, grant: &Grant, refresh: Option<&str>, kind: &str) -> Answer {
    (rule.answer)(&Issued {
        ask,
        access: &grant.access,
        refresh,
        lifetime: rule.lifetime,
        scopes: &grant.scopes,
        person: grant.person,
        grant: kind,
        asked: &grant.asked,
        scope_text: grant.scopes.join(rule.separator),
    })
}

fn from_code(rule: &OAuth2, sent: &[(String, String)], desk: &mut Desk) -> Result<Issue, Refusal> {
    let code = need(sent, rule.name("code"))?.to_owned();
    let Code {
        pending,
        person,
        used,
    } = desk
        .codes
        .get(&code)
        .cloned()
        .ok_or_else(|| Refusal::grant("no such code"))?;
    if used {
        desk.grants
            .retain(|grant| grant.code.as_deref() != Some(&*code));
        return Err(Refusal::grant("the code was used before"));
    }
    let again = one(sent, rule.name("redirect_uri"))?;
    if rule.redirect_again && again != Some(pending.redirect.as_str()) {
        return Err(Refusal::grant(
            "redirect_uri is not the one the page was opened with",
        ));
    }
    match (&pending.challenge, one(sent, "code_verifier")?) {
        (None, None) => {}
        (None, Some(_)) => return Err(Refusal::grant("a verifier without a challenge")),
        (Some(wanted), Some(verifier)) if *wanted == challenge(verifier) => {}
        (Some(_), _) => return Err(Refusal::grant("code_verifier does not fit the challenge")),
    }
    if let Some(code) = desk.codes.get_mut(&code) {
        code.used = true;
    }
    let refresh = match rule.renewal {
        Renewal::Never => false,
        Renewal::Stays | Renewal::Rotates => true,
        Renewal::When(wanted) | Renewal::RotatesWhen(wanted) => wanted(&pending),
    };
    Ok(Issue {
        person,
        scopes: pending.scopes,
        asked: pending.asked,
        code: Some(code),
        refresh,
        kind: "code",
    })
}

fn refreshed(
    rule: &OAuth2,
    ask: &Ask,
    sent: &[(String, String)],
    desk: &mut Desk,
) -> Result<Answer, Refusal> {
    let token = need(sent, rule.name("refresh_token"))?;
    // RFC 9700 section 4.14.2: a retired token that comes back ends the whole family.
    let reused = desk
        .grants
        .iter()
        .any(|grant| grant.retired.iter().any(|old| old == token));
    if reused {
        desk.grants
            .retain(|grant| !grant.retired.iter().any(|old| old == token));
        return Err(Refusal::grant(
            "the refresh token was used before; the grant is over",
        ));
    }
    let grant = desk
        .grants
        .iter_mut()
        .find(|grant| grant.refresh.as_deref() == Some(token))
        .ok_or_else(|| Refusal::grant("no such refresh token"))?;
    let fresh = format!("{}{}", rule.token_prefix, text::<24>());
    grant
        .ended
        .push(std::mem::replace(&mut grant.access, fresh));
    grant.ends_at = rule.lifetime.map(|lifetime| now() + lifetime * 1_000);
    let renewed = matches!(rule.renewal, Renewal::Rotates | Renewal::RotatesWhen(_)).then(|| {
        let new = format!("ref_{}", text::<24>());
        grant.retired.extend(grant.refresh.replace(new.clone()));
        new
    });
    Ok(issued(rule, ask, grant, renewed.as_deref(), "refresh"))
}

/// RFC 7009: always 200, known or not.
pub(crate) fn revoke(rule: &OAuth2, ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let sent = parameters(rule, ask)?;
    client(rule, ask, &sent, desk)?;
    let token = need(&sent, "token")?;
    desk.grants
        .retain(|grant| grant.access != token && grant.refresh.as_deref() != Some(token));
    Ok(Answer::ok(&serde_json::json!({})))
}

/// RFC 8628 section 3.1.
pub(crate) fn device_start(rule: &OAuth2, ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let sent = parameters(rule, ask)?;
    if need(&sent, "client_id")? != rule.client_id {
        return Err(Refusal::client("no such client"));
    }
    demand::parameters(&sent, &[], &["client_id", "scope"])?;
    let scopes = scopes(rule, &sent)?;
    let code = text::<24>();
    let user_code = hexadecimal::<4>().to_uppercase();
    let user_code = format!("{}-{}", &user_code[..4], &user_code[4..]);
    let verification = ask.address().trim_end_matches("/code").to_owned();
    let answer = serde_json::json!({
        "device_code": code,
        "user_code": user_code,
        "verification_uri": verification,
        "verification_uri_complete": format!("{verification}?user_code={user_code}"),
        "expires_in": 900,
        "interval": 1,
    });
    let device = Device {
        user_code,
        person: None,
        denied: false,
        scopes,
        polls: 0,
    };
    desk.devices.insert(code, device);
    Ok(Answer::ok(&answer))
}

fn from_device(sent: &[(String, String)], desk: &mut Desk) -> Result<Issue, Refusal> {
    let code = need(sent, "device_code")?;
    let device = desk
        .devices
        .get_mut(code)
        .ok_or_else(|| Refusal::new(400, "expired_token", "no such device code"))?;
    device.polls += 1;
    if device.denied {
        return Err(Refusal::new(400, "access_denied", "the person declined"));
    }
    let Some(person) = device.person else {
        return Err(Refusal::new(
            400,
            "authorization_pending",
            "nobody has allowed it yet",
        ));
    };
    let scopes = device.scopes.clone();
    desk.devices.remove(code);
    Ok(Issue {
        refresh: true,
        ..Issue::to(person, scopes)
    })
}
