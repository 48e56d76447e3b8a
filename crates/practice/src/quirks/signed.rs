//! Signed requests: AWS Signature Version 4, an HMAC over a canonical string, and WSSE, checked anew here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::ask::{Ask, Refusal};
use super::desk::Desk;
use super::keys::{base64, digest, hex, hmac as hmac_of};
use super::oauth1::encode;
use super::token::seconds;

/// An AWS service with one access key.
#[derive(Debug)]
pub(crate) struct Aws {
    pub(crate) access_key: &'static str,
    pub(crate) secret_key: &'static str,
    /// Empty where the host says it: `sts.eu-central-1.amazonaws.com`.
    pub(crate) region: &'static str,
    pub(crate) service: &'static str,
}

/// "Create a signed AWS API request", AWS Identity and Access Management user guide.
pub(crate) fn aws(rule: &Aws, ask: &Ask) -> Result<(), Refusal> {
    let refuse = |code: &'static str, why: String| Err(Refusal::new(403, code, why));
    let Some(rest) = ask
        .header("authorization")
        .and_then(|value| value.strip_prefix("AWS4-HMAC-SHA256 "))
    else {
        return refuse(
            "MissingAuthenticationToken",
            "the request is not signed".to_owned(),
        );
    };
    let member = |name: &str| {
        rest.split(',')
            .filter_map(|part| part.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
            .unwrap_or_default()
    };
    let region = match (rule.region, ask.host().split('.').nth(1)) {
        ("", Some(named)) if named != "amazonaws" => named,
        ("", _) => "us-east-1",
        (region, _) => region,
    };
    let date = ask.header("x-amz-date").unwrap_or_default();
    let day = date.get(..8).unwrap_or_default();
    let scope = format!("{day}/{region}/{}/aws4_request", rule.service);
    let credential = member("Credential");
    if credential.split('/').next() != Some(rule.access_key) {
        return refuse("InvalidClientTokenId", "no such access key".to_owned());
    }
    if credential != format!("{}/{scope}", rule.access_key) {
        let why = format!("the credential's scope must be {scope}, and it is {credential}");
        return refuse("SignatureDoesNotMatch", why);
    }
    let age = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", date)
        .ok()
        .and_then(|date| jiff::tz::TimeZone::UTC.to_timestamp(date).ok())
        .map(|date| (date.as_second() - seconds()).abs());
    if age.is_none_or(|age| age > 900) {
        return refuse("RequestExpired", format!("x-amz-date {date:?} is not now"));
    }
    let names: Vec<&str> = member("SignedHeaders").split(';').collect();
    if !names.contains(&"host") || !names.contains(&"x-amz-date") || !names.is_sorted() {
        return refuse(
            "SignatureDoesNotMatch",
            "host and x-amz-date must be signed".to_owned(),
        );
    }
    let headers: Vec<String> = names
        .iter()
        .map(|name| {
            let value = ask.header(name).unwrap_or_default();
            let words: Vec<&str> = value.split_whitespace().collect();
            format!("{name}:{}\n", words.join(" "))
        })
        .collect();
    let mut query: Vec<(String, String)> = ask
        .query_pairs()
        .iter()
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    query.sort();
    let query: Vec<String> = query
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    // Every service but S3 encodes the path once more.
    let path: Vec<String> = ask.path.split('/').map(encode).collect();
    let canonical = format!(
        "{}\n{}\n{}\n{}\n{}\n{}",
        ask.method,
        path.join("/"),
        query.join("&"),
        headers.concat(),
        names.join(";"),
        hex(&digest("sha256", &ask.body)),
    );
    let text = format!(
        "AWS4-HMAC-SHA256\n{date}\n{scope}\n{}",
        hex(&digest("sha256", canonical.as_bytes()))
    );
    let first = format!("AWS4{}", rule.secret_key);
    let key = [day, region, rule.service, "aws4_request"]
        .iter()
        .fold(first.into_bytes(), |key, part| {
            hmac_of("sha256", &key, part.as_bytes())
        });
    if member("Signature") == hex(&hmac_of("sha256", &key, text.as_bytes())) {
        Ok(())
    } else {
        refuse(
            "SignatureDoesNotMatch",
            format!("the signature does not hold over {canonical:?}"),
        )
    }
}

/// An app that signs `method`, path, query, time, nonce and the body's digest, each on a line.
#[derive(Debug)]
pub(crate) struct Hmac {
    pub(crate) key: &'static [u8],
    pub(crate) key_id: &'static str,
    /// Whether a nonce is signed too, and comes once.
    pub(crate) nonce: bool,
}

pub(crate) fn hmac(rule: &Hmac, ask: &Ask, desk: &mut Desk) -> Result<(), Refusal> {
    let header = |name: &str| {
        ask.header(name)
            .ok_or_else(|| Refusal::token(format!("header {name} is missing")))
    };
    let (time, sign) = (header("x-timestamp")?, header("x-signature")?);
    if header("x-key")? != rule.key_id {
        return Err(Refusal::token("no such key"));
    }
    if time
        .parse()
        .map_or(true, |time: i64| (time - seconds()).abs() > 300)
    {
        return Err(Refusal::token("timestamp_refused: x-timestamp is not now"));
    }
    let mut lines = vec![&*ask.method, &*ask.path, &*ask.query, time];
    if rule.nonce {
        let nonce = header("x-nonce")?;
        if !desk.once.insert(format!("nonce {nonce}")) {
            return Err(Refusal::token("the nonce was used before"));
        }
        lines.push(nonce);
    }
    let body = hex(&digest("sha256", &ask.body));
    lines.push(&body);
    let text = lines.join("\n");
    if sign == hex(&hmac_of("sha256", rule.key, text.as_bytes())) {
        Ok(())
    } else {
        Err(Refusal::token(format!(
            "the signature does not hold over {text:?}"
        )))
    }
}

/// The username token of WS-Security 1.1, as `X-WSSE` carries it.
pub(crate) fn wsse(user: &str, password: &str, ask: &Ask, desk: &mut Desk) -> Result<(), Refusal> {
    let value = ask
        .header("x-wsse")
        .and_then(|value| value.strip_prefix("UsernameToken "))
        .ok_or_else(|| Refusal::token("header X-WSSE must begin with UsernameToken"))?;
    let member = |name: &str| {
        value
            .split(", ")
            .filter_map(|part| part.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.trim_matches('"'))
            .ok_or_else(|| Refusal::token(format!("{name} is missing from X-WSSE")))
    };
    let (name, sign, nonce, created) = (
        member("Username")?,
        member("PasswordDigest")?,
        member("Nonce")?,
        member("Created")?,
    );
    let age = created
        .parse::<jiff::Timestamp>()
        .map(|created| (created.as_second() - seconds()).abs());
    if age.is_ok_and(|age| age > 300) || created.parse::<jiff::Timestamp>().is_err() {
        return Err(Refusal::token("Created is not now"));
    }
    if !desk.once.insert(format!("nonce {nonce}")) {
        return Err(Refusal::token("the nonce was used before"));
    }
    let raw = STANDARD
        .decode(nonce)
        .map_err(|_| Refusal::token("Nonce is not base64"))?;
    let bytes = [raw.as_slice(), created.as_bytes(), password.as_bytes()].concat();
    if name == user && sign == base64(&digest("sha1", &bytes)) {
        Ok(())
    } else {
        Err(Refusal::token("user and digest do not go together"))
    }
}
