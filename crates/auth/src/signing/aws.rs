//! Owns Amazon's Signature Version 4 in its header form
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).

use std::collections::BTreeMap;

use larder_connector::AwsPlan;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::request::of_format;
use super::{SigningFault, hex};
use crate::key::{Hmac, KeyFault};
use crate::outgoing::{Outgoing, is_one_line};
use crate::percent::{decode, encode, pairs, sorted};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// Takes paths as they are, and wants the body's hash in a header.
const S3: &str = "s3";

pub(super) fn sign(plan: &AwsPlan, outgoing: &mut Outgoing, now: i64) -> Result<(), SigningFault> {
    for part in [&plan.access_key, &plan.region, &plan.service] {
        if part.is_empty() || part.contains(|it: char| it.is_whitespace() || it.is_control()) {
            return Err(SigningFault::Unfit {
                what: "an access key, a region and a service are words without blanks",
            });
        }
    }
    if plan.secret_key.expose_secret().is_empty() {
        return Err(KeyFault::Empty.into());
    }
    let date_time = of_format(now, "%Y%m%dT%H%M%SZ")?;
    let date = of_format(now, "%Y%m%d")?;
    let body_hash = hex(&Sha256::digest(outgoing.bytes()));
    // The address says what is signed, letter for letter, so that nobody reads a blank or a sign otherwise.
    let path = canonical_path(outgoing.url.path(), plan.service == S3);
    if plan.service == S3 {
        outgoing.url.set_path(&path);
    }
    let query = sorted(pairs(outgoing.url.query().unwrap_or_default().as_bytes()));
    outgoing
        .url
        .set_query(Some(query.as_str()).filter(|query| !query.is_empty()));
    outgoing.set_header("X-Amz-Date", date_time.as_str().into());
    if let Some(token) = &plan.session_token {
        if !is_one_line(token) {
            return Err(SigningFault::Unfit {
                what: "a session token is one line of text",
            });
        }
        outgoing.set_header("X-Amz-Security-Token", token.clone());
    }
    if plan.service == S3 {
        outgoing.set_header("X-Amz-Content-Sha256", body_hash.as_str().into());
    }
    let headers = signed_headers(outgoing);
    let names: Vec<&str> = headers.keys().map(String::as_str).collect();
    let names = names.join(";");
    let mut canonical = format!("{}\n{path}\n{query}\n", outgoing.method);
    for (name, value) in &headers {
        canonical.push_str(name);
        canonical.push(':');
        canonical.push_str(value);
        canonical.push('\n');
    }
    let canonical = Zeroizing::new(format!("{canonical}\n{names}\n{body_hash}"));
    let scope = format!("{date}/{}/{}/aws4_request", plan.region, plan.service);
    let to_sign = format!(
        "{ALGORITHM}\n{date_time}\n{scope}\n{}",
        hex(&Sha256::digest(canonical.as_bytes()))
    );
    let signature = hex(&Hmac::Sha256.of(&key(plan, &date), to_sign.as_bytes()));
    let header = format!(
        "{ALGORITHM} Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
        plan.access_key
    );
    outgoing.set_header("Authorization", header.into());
    Ok(())
}

/// The key of one day, region and service.
fn key(plan: &AwsPlan, date: &str) -> Zeroizing<Vec<u8>> {
    let secret = Zeroizing::new(format!("AWS4{}", plan.secret_key.expose_secret()));
    let parts = [date, &plan.region, &plan.service, "aws4_request"];
    let first = Zeroizing::new(secret.as_bytes().to_vec());
    parts.into_iter().fold(first, |key, part| {
        Zeroizing::new(Hmac::Sha256.of(&key, part.as_bytes()))
    })
}

/// The host, the content type and everything that Amazon's names begin: no proxy changes these.
fn signed_headers(outgoing: &Outgoing) -> BTreeMap<String, Zeroizing<String>> {
    let mut signed = BTreeMap::from([("host".to_owned(), Zeroizing::new(outgoing.host()))]);
    if let (Some(content_type), true) = (&outgoing.content_type, outgoing.body.is_some()) {
        signed.insert("content-type".to_owned(), one_spaced(content_type));
    }
    for (name, value) in &outgoing.headers {
        let name = name.to_ascii_lowercase();
        if name.starts_with("x-amz-") {
            signed.insert(name, one_spaced(value.expose_secret()));
        }
    }
    signed
}

/// A value without blanks at its ends and with single ones inside.
fn one_spaced(value: &str) -> Zeroizing<String> {
    let words: Vec<&str> = value.split(' ').filter(|word| !word.is_empty()).collect();
    Zeroizing::new(words.join(" ").trim().to_owned())
}

/// The path, encoded once more than it is in the address; for S3 encoded once. Doubled slashes count as one elsewhere.
fn canonical_path(path: &str, is_s3: bool) -> String {
    if is_s3 {
        let segments: Vec<String> = path
            .split('/')
            .map(|segment| encode(&decode(segment.as_bytes())))
            .collect();
        return segments.join("/");
    }
    let mut canonical = String::with_capacity(path.len());
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        canonical.push('/');
        canonical.push_str(&encode(segment.as_bytes()));
    }
    if canonical.is_empty() || path.ends_with('/') {
        canonical.push('/');
    }
    canonical
}
