//! Owns which names say that their value is a secret.

/// Where a name was found; a few names are secret in one place and everyday words in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `name=value`: queries, forms, cookies, log fields.
    Pair,
    /// `"name": value` and `name: value`.
    Member,
    /// `<name>value</name>`.
    Element,
}

const ANYWHERE: [&str; 21] = [
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "apikey",
    "accesskey",
    "authkey",
    "subscriptionkey",
    "privatekey",
    "assertion",
    "verifier",
    "credential",
    "sessionid",
    "sessid",
    "authorization",
    "signature",
    "cookie",
    "jwt",
    "bearer",
];
const WHOLE: [&str; 5] = ["sid", "otp", "pin", "pass", "connectsid"];
const WHOLE_IN_PAIRS: [&str; 6] = ["state", "nonce", "key", "sig", "hmac", "ticket"];
const CODES: [&str; 7] = [
    "code",
    "oauthcode",
    "authorizationcode",
    "authcode",
    "devicecode",
    "usercode",
    "samlresponse",
];
/// Names with "token" in them that hold no token.
const HARMLESS: [&str; 6] = [
    "tokentype",
    "issuedtokentype",
    "tokenendpoint",
    "tokenurl",
    "tokenformat",
    "tokenendpointauthmethod",
];

/// What to do with a value, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Show,
    Hide,
    /// A sign-in code, or the everyday "code" of an error: the value decides.
    HideUnlessErrorCode,
}

pub(super) fn judge(name: &str, place: Place) -> Verdict {
    let squashed = squash(name);
    let last = name
        .rsplit(|character: char| !character.is_ascii_alphanumeric())
        .find(|part| !part.is_empty())
        .unwrap_or(name)
        .to_ascii_lowercase();
    let is = |list: &[&str]| list.contains(&squashed.as_str());
    let ends = |list: &[&str]| list.contains(&last.as_str());
    if is(&HARMLESS) {
        Verdict::Show
    } else if is(&CODES) || is_renamed_code(&squashed) {
        match place {
            Place::Member if squashed == "code" => Verdict::HideUnlessErrorCode,
            _ => Verdict::Hide,
        }
    } else if ANYWHERE.iter().any(|part| squashed.contains(part))
        || is(&WHOLE)
        || ends(&WHOLE)
        || (place == Place::Pair && (is(&WHOLE_IN_PAIRS) || ends(&WHOLE_IN_PAIRS)))
    {
        Verdict::Hide
    } else {
        Verdict::Show
    }
}

/// `spapi_oauth_code`, `wx_auth_code` and their like.
fn is_renamed_code(squashed: &str) -> bool {
    ["oauthcode", "authcode", "authorizationcode"]
        .iter()
        .any(|end| squashed.ends_with(end))
}

/// Says whether the value of a member called "code" is an error's name or number, such as
/// `INVALID_SESSION_ID`, `not_found` or `401`: words of one case, or a short number.
pub(super) fn is_error_code(value: &str) -> bool {
    let is_number = value.len() <= 5 && value.bytes().all(|byte| byte.is_ascii_digit());
    let of_case = |fits: fn(&u8) -> bool| {
        value
            .split(['_', '-', '.', ' '])
            .all(|word| word.len() <= 14 && word.bytes().all(|byte| fits(&byte)))
    };
    is_number || of_case(u8::is_ascii_uppercase) || of_case(u8::is_ascii_lowercase)
}

/// Lower case letters and digits only, percent escapes dropped: `user%5BPass-Word%5D` is
/// "userpassword".
fn squash(name: &str) -> String {
    let mut bytes = name.bytes();
    let mut squashed = String::with_capacity(name.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            bytes.nth(1);
        } else if byte.is_ascii_alphanumeric() {
            squashed.push(char::from(byte.to_ascii_lowercase()));
        }
    }
    squashed
}
