//! OAuth 1.0a as one vendor does it (RFC 5849): its own reading of requests and its own signatures.

use super::ask::{Answer, Ask, Pairs, Refusal, need, one};
use super::authorize::sign_in_page;
use super::demand::{self, Demand};
use super::desk::{Desk, Pending, PendingKind, TokenPair};
use super::keys;
use super::script::{PEOPLE, Person};
use super::token::seconds;
use crate::random::text;

/// Where the protocol's parameters stand (section 3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stand {
    Header,
    Query,
    Body,
}

/// The script of one OAuth 1 vendor.
#[derive(Debug)]
pub(crate) struct OAuth1 {
    pub(crate) consumer_key: &'static str,
    pub(crate) consumer_secret: &'static str,
    pub(crate) method: &'static str,
    pub(crate) stand: Stand,
    pub(crate) realm: Option<&'static str>,
    /// Whether bodies that are no forms must be hashed (the body hash extension).
    pub(crate) body_hash: bool,
    /// A token that needs no legs.
    pub(crate) fixed: Option<(&'static str, &'static str)>,
    /// Further parameters of the page.
    pub(crate) permit_must: &'static [Demand],
    pub(crate) permit_may: &'static [&'static str],
    /// Headers every request must have.
    pub(crate) headers: &'static [Demand],
    /// What the access answer says besides the token.
    pub(crate) more: fn(&Person) -> Vec<(&'static str, String)>,
}

/// HMAC-SHA1 in the header, as most do; scripts name what differs.
pub(crate) const USUAL: OAuth1 = OAuth1 {
    consumer_key: "larder-quirks",
    consumer_secret: "a-secret-everybody-may-know",
    method: "HMAC-SHA1",
    stand: Stand::Header,
    realm: None,
    body_hash: false,
    fixed: None,
    permit_must: &[],
    permit_may: &[],
    headers: &[],
    more: |_| Vec::new(),
};

/// Percent-encodes as section 3.6 says.
pub(crate) fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

fn decode(text: &str) -> String {
    // A plus is itself in a header (section 3.5.1), and a space only in forms.
    let kept = text.replace('+', "%2B");
    let pair = format!("x={kept}");
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

fn refuse(code: &'static str, why: impl Into<String>) -> Refusal {
    Refusal::new(401, code, why)
}

/// The parameters of an `Authorization: OAuth` header.
fn header_parameters(ask: &Ask) -> Result<Pairs, Refusal> {
    let Some(value) = ask.header("authorization") else {
        return Ok(Vec::new());
    };
    let rest = value
        .strip_prefix("OAuth ")
        .ok_or_else(|| refuse("parameter_absent", "the Authorization header is not OAuth"))?;
    rest.split(',')
        .map(|part| {
            let (name, value) = part
                .trim()
                .split_once('=')
                .ok_or_else(|| refuse("parameter_rejected", "a parameter has no value"))?;
            let value = value
                .strip_prefix('"')
                .and_then(|value| value.strip_suffix('"'))
                .ok_or_else(|| refuse("parameter_rejected", "a value is not quoted"))?;
            Ok((decode(name), decode(value)))
        })
        .collect()
}

/// The signature base string (section 3.4.1).
fn base_string(ask: &Ask, parameters: &[(String, String)]) -> String {
    let mut encoded: Vec<(String, String)> = parameters
        .iter()
        .filter(|(name, _)| name != "oauth_signature" && name != "realm")
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    encoded.sort();
    let joined: Vec<String> = encoded
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!(
        "{}&{}&{}",
        ask.method,
        encode(&ask.address()),
        encode(&joined.join("&"))
    )
}

/// A request whose signature holds.
#[derive(Debug)]
pub(crate) struct Signed {
    /// The protocol's own parameters.
    pub(crate) protocol: Pairs,
    pub(crate) token: Option<String>,
}

/// Checks everything about a signed request but what the token may do.
pub(crate) fn verify(rule: &OAuth1, ask: &Ask, desk: &mut Desk) -> Result<Signed, Refusal> {
    demand::headers(ask, rule.headers)?;
    let (header, query, form) = (header_parameters(ask)?, ask.query_pairs(), ask.form_pairs());
    let own = |pairs: &Pairs| -> Pairs {
        let wanted = pairs.iter().filter(|(name, _)| name.starts_with("oauth_"));
        wanted.cloned().collect()
    };
    let (protocol, elsewhere) = match rule.stand {
        Stand::Header => (own(&header), own(&query).len() + own(&form).len()),
        Stand::Query => (own(&query), own(&header).len() + own(&form).len()),
        Stand::Body => (own(&form), own(&header).len() + own(&query).len()),
    };
    if protocol.is_empty() || elsewhere > 0 {
        let why = format!("the parameters must stand in the {:?}", rule.stand);
        return Err(refuse("parameter_absent", why));
    }
    if let Some(wanted) = rule.realm
        && one(&header, "realm")? != Some(wanted)
    {
        return Err(refuse(
            "parameter_rejected",
            format!("realm must be {wanted}"),
        ));
    }
    if need(&protocol, "oauth_consumer_key")? != rule.consumer_key {
        return Err(refuse("consumer_key_unknown", "no such consumer key"));
    }
    let method = need(&protocol, "oauth_signature_method")?;
    if method != rule.method {
        let why = format!(
            "the signature method must be {}, and it is {method}",
            rule.method
        );
        return Err(refuse("signature_method_rejected", why));
    }
    if one(&protocol, "oauth_version")?.is_some_and(|version| version != "1.0") {
        return Err(refuse("version_rejected", "oauth_version must be 1.0"));
    }
    let token = one(&protocol, "oauth_token")?.filter(|token| !token.is_empty());
    fresh(&protocol, token, desk)?;
    hashed(rule, ask, &protocol)?;
    let secret = match token {
        None => String::new(),
        Some(token) => match rule.fixed {
            Some((id, secret)) if id == token => secret.to_owned(),
            _ => desk
                .tokens
                .get(token)
                .map(|pair| pair.secret.clone())
                .ok_or_else(|| refuse("token_rejected", "no such token"))?,
        },
    };
    let given = need(&protocol, "oauth_signature")?;
    let all: Pairs = header.into_iter().chain(query).chain(form).collect();
    let base = base_string(ask, &all);
    let key = format!("{}&{}", encode(rule.consumer_secret), encode(&secret));
    let holds = match rule.method {
        "PLAINTEXT" => ask.https && given == key,
        "RSA-SHA1" | "RSA-SHA256" => {
            use base64::Engine as _;
            base64::engine::general_purpose::STANDARD
                .decode(given)
                .is_ok_and(|sign| keys::signed(rule.method, base.as_bytes(), &sign))
        }
        hmac => {
            let hash = hmac.trim_start_matches("HMAC-").to_lowercase();
            given == keys::base64(&keys::hmac(&hash, key.as_bytes(), base.as_bytes()))
        }
    };
    if !holds {
        let why = format!("the signature does not hold over {base}");
        return Err(refuse("signature_invalid", why));
    }
    Ok(Signed {
        token: token.map(str::to_owned),
        protocol,
    })
}

/// Time and nonce (section 3.3); PLAINTEXT may do without.
fn fresh(protocol: &Pairs, token: Option<&str>, desk: &mut Desk) -> Result<(), Refusal> {
    let plain = one(protocol, "oauth_signature_method")? == Some("PLAINTEXT");
    let (time, nonce) = (
        one(protocol, "oauth_timestamp")?,
        one(protocol, "oauth_nonce")?,
    );
    if plain && time.is_none() && nonce.is_none() {
        return Ok(());
    }
    let time: i64 = time
        .and_then(|time| time.parse().ok())
        .ok_or_else(|| refuse("parameter_absent", "oauth_timestamp is missing"))?;
    if (time - seconds()).abs() > 300 {
        return Err(refuse(
            "timestamp_refused",
            "the clock is off by more than five minutes",
        ));
    }
    let nonce = nonce
        .filter(|nonce| !nonce.is_empty())
        .ok_or_else(|| refuse("parameter_absent", "oauth_nonce is missing"))?;
    if !desk.once.insert(format!("{time} {token:?} {nonce}")) {
        return Err(refuse("nonce_used", "the nonce was used before"));
    }
    Ok(())
}

/// The body hash extension: over every body that is no form.
fn hashed(rule: &OAuth1, ask: &Ask, protocol: &Pairs) -> Result<(), Refusal> {
    let given = one(protocol, "oauth_body_hash")?;
    if ask.is_form() && given.is_some() {
        return Err(refuse(
            "parameter_rejected",
            "a form must not carry oauth_body_hash",
        ));
    }
    if !rule.body_hash || ask.is_form() {
        return Ok(());
    }
    let hash = if rule.method.ends_with("256") {
        "sha256"
    } else {
        "sha1"
    };
    let wanted = keys::base64(&keys::digest(hash, &ask.body));
    if given == Some(wanted.as_str()) {
        Ok(())
    } else {
        Err(refuse(
            "parameter_rejected",
            "oauth_body_hash is not the hash of the body",
        ))
    }
}

/// Section 2.1.
pub(crate) fn request_token(rule: &OAuth1, ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let signed = verify(rule, ask, desk)?;
    let callback = need(&signed.protocol, "oauth_callback")?.to_owned();
    let (token, secret) = (text::<12>(), text::<24>());
    let pair = TokenPair {
        secret: secret.clone(),
        callback,
        person: None,
        verifier: None,
        access: false,
    };
    desk.tokens.insert(token.clone(), pair);
    Ok(Answer::form(
        200,
        &[
            ("oauth_token", &token),
            ("oauth_token_secret", &secret),
            ("oauth_callback_confirmed", "true"),
        ],
    ))
}

/// Section 2.2: the page.
pub(crate) fn permit(rule: &OAuth1, ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let asked = ask.query_pairs();
    let mut known = vec!["oauth_token"];
    known.extend(rule.permit_may);
    demand::parameters(&asked, rule.permit_must, &known)?;
    let token = need(&asked, "oauth_token")?.to_owned();
    let pair = desk
        .tokens
        .get(&token)
        .filter(|pair| !pair.access && pair.person.is_none())
        .ok_or_else(|| Refusal::request("no such request token"))?;
    let pending = Pending {
        redirect: pair.callback.clone(),
        state: None,
        scopes: one(&asked, "scope")?
            .map(|text| text.split(',').map(str::to_owned).collect())
            .unwrap_or_default(),
        challenge: None,
        asked,
        person: None,
        kind: PendingKind::Token(token),
    };
    let start = text::<18>();
    desk.pending.insert(start.clone(), pending);
    Ok(sign_in_page(ask, &start, ""))
}

/// Section 2.3.
pub(crate) fn access_token(rule: &OAuth1, ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let signed = verify(rule, ask, desk)?;
    let verifier = need(&signed.protocol, "oauth_verifier")?;
    let token = signed.token.unwrap_or_default();
    let pair = desk
        .tokens
        .get(&token)
        .filter(|pair| !pair.access)
        .ok_or_else(|| refuse("token_rejected", "no such request token"))?;
    if pair.verifier.as_deref() != Some(verifier) {
        return Err(refuse(
            "verifier_invalid",
            "the verifier is not the one shown",
        ));
    }
    let person = pair
        .person
        .ok_or_else(|| refuse("permission_unknown", "nobody has allowed it"))?;
    desk.tokens.remove(&token);
    let (token, secret) = (text::<12>(), text::<24>());
    let pair = TokenPair {
        secret: secret.clone(),
        callback: String::new(),
        person: Some(person),
        verifier: None,
        access: true,
    };
    desk.tokens.insert(token.clone(), pair);
    let more = (rule.more)(person);
    let mut answer = vec![
        ("oauth_token", token.as_str()),
        ("oauth_token_secret", secret.as_str()),
    ];
    answer.extend(more.iter().map(|(name, value)| (*name, value.as_str())));
    Ok(Answer::form(200, &answer))
}

/// Who signed an API request.
pub(crate) fn caller(
    rule: &OAuth1,
    ask: &Ask,
    desk: &mut Desk,
) -> Result<&'static Person, Refusal> {
    let signed = verify(rule, ask, desk)?;
    let token = signed
        .token
        .ok_or_else(|| refuse("token_rejected", "oauth_token is missing"))?;
    if rule.fixed.is_some_and(|(id, _)| id == token) {
        return Ok(&PEOPLE[0]);
    }
    desk.tokens
        .get(&token)
        .filter(|pair| pair.access)
        .and_then(|pair| pair.person)
        .ok_or_else(|| refuse("token_rejected", "no such access token"))
}
