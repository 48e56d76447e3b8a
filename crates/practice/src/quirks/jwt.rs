//! JSON web tokens (RFC 7519) as a strict vendor reads them: algorithm, signature, times and one use.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::ask::{Ask, Refusal};
use super::keys;

/// What a vendor expects of a token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected {
    pub(crate) algorithm: &'static str,
    /// The key of `HS256` and its kin.
    pub(crate) secret: &'static [u8],
    pub(crate) key_id: Option<&'static str>,
    /// Claims with the value they must have.
    pub(crate) claims: &'static [(&'static str, &'static str)],
    /// What else must hold of the claims.
    pub(crate) check: fn(&Ask, &Map<String, Value>) -> Result<(), String>,
    /// The most seconds between `iat` (or now) and `exp`.
    pub(crate) longest: i64,
}

/// Header and claims of a token that holds.
pub(crate) fn read(
    ask: &Ask,
    token: &str,
    expected: &Expected,
    now: i64,
) -> Result<Map<String, Value>, Refusal> {
    let refuse = |why: String| Refusal::grant(why);
    let parts: Vec<&str> = token.split('.').collect();
    let [head, body, sign] = parts[..] else {
        return Err(refuse("the token does not have three parts".to_owned()));
    };
    let part = |text: &str| {
        URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| refuse("a part of the token is not base64url without padding".to_owned()))
    };
    let object = |text: &str| {
        let value: Value = serde_json::from_slice(&part(text)?)
            .map_err(|_| refuse("a part of the token is not JSON".to_owned()))?;
        value
            .as_object()
            .cloned()
            .ok_or_else(|| refuse("a part of the token is no object".to_owned()))
    };
    let (header, claims) = (object(head)?, object(body)?);
    let algorithm = header
        .get("alg")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if algorithm != expected.algorithm {
        return Err(refuse(format!(
            "alg must be {}, and it is {algorithm}",
            expected.algorithm
        )));
    }
    if let Some(wanted) = expected.key_id
        && header.get("kid").and_then(Value::as_str) != Some(wanted)
    {
        return Err(refuse(format!("kid must be {wanted}")));
    }
    let message = format!("{head}.{body}");
    let sign = part(sign)?;
    let holds = match algorithm.strip_prefix("HS") {
        Some(size) => {
            keys::hmac(&format!("sha{size}"), expected.secret, message.as_bytes()) == sign
        }
        None => keys::signed(algorithm, message.as_bytes(), &sign),
    };
    if !holds {
        return Err(refuse(
            "the signature of the token does not hold".to_owned(),
        ));
    }
    for (name, wanted) in expected.claims {
        let value = claims.get(*name).and_then(Value::as_str);
        if value != Some(wanted) {
            return Err(refuse(format!(
                "claim {name} must be {wanted}, and it is {value:?}"
            )));
        }
    }
    (expected.check)(ask, &claims).map_err(refuse)?;
    let time = |name: &str| claims.get(name).and_then(Value::as_i64);
    let end = time("exp").ok_or_else(|| refuse("claim exp is missing".to_owned()))?;
    let begun = time("iat").unwrap_or(now);
    if end <= now || begun > now + 60 {
        return Err(refuse("the token is not valid now".to_owned()));
    }
    if end - begun > expected.longest {
        return Err(refuse(format!(
            "the token lasts {} seconds, more than {}",
            end - begun,
            expected.longest
        )));
    }
    Ok(claims)
}
