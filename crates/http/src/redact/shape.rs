//! Owns hiding by shape: credentials after their scheme, key blocks, and long runs nobody typed.

use super::HIDDEN;

const PREFIXES: [&str; 22] = [
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxa-",
    "xoxb-",
    "xoxp-",
    "xoxr-",
    "xoxs-",
    "xapp-",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "ya29.",
    "AKIA",
    "ASIA",
    "shpat_",
    "shpss_",
    "5Aep861",
];
/// From here on a run of mixed characters is taken for a key. UUIDs are known by their form.
const LONGEST_INNOCENT: usize = 31;
/// What follows "Bearer" or "Basic" in prose and in challenges.
const PROSE: [&str; 22] = [
    "token",
    "tokens",
    "realm",
    "error",
    "scope",
    "auth",
    "authentication",
    "authorization",
    "scheme",
    "header",
    "headers",
    "credential",
    "credentials",
    "access",
    "is",
    "was",
    "or",
    "and",
    "not",
    "required",
    "charset",
    "error_description",
];

pub(super) fn mask(text: &str) -> String {
    mask_runs(&mask_user_info(&mask_schemes(&mask_key_blocks(text))))
}

/// Hides what stands between `-----BEGIN ... PRIVATE KEY-----` and its end.
fn mask_key_blocks(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("PRIVATE KEY-----") {
        let start = at + "PRIVATE KEY-----".len();
        let (before, after) = rest.split_at(start);
        shown.push_str(before);
        shown.push_str(HIDDEN);
        rest = after.find("-----END").map_or("", |end| {
            let end_line = &after[end..];
            let length = end_line
                .find("KEY-----")
                .map_or(end_line.len(), |at| at + 8);
            shown.push_str(&end_line[..length]);
            &end_line[length..]
        });
    }
    shown.push_str(rest);
    shown
}

/// Hides the credential after the words `Bearer` and `Basic` (RFC 9110 11.4).
fn mask_schemes(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let bytes = text.as_bytes();
    let mut shown = String::with_capacity(text.len());
    let mut copied = 0;
    let mut from = 0;
    loop {
        let next = ["bearer", "basic"]
            .iter()
            .filter_map(|word| lower[from..].find(word).map(|at| (from + at, word.len())))
            .min();
        let Some((at, length)) = next else { break };
        from = at + length;
        let starts_word = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let mut start = from;
        while start < bytes.len() {
            match &bytes[start..] {
                [b' ' | b'\t' | b'+', ..] => start += 1,
                [b'%', b'2', b'0', ..] => start += 3,
                _ => break,
            }
        }
        if !starts_word || start == from {
            continue;
        }
        let end = lower[start..]
            .find(|character: char| {
                character.is_whitespace()
                    || matches!(character, '"' | '\'' | ',' | ';' | '<' | '>' | '&' | '\\')
            })
            .map_or(text.len(), |found| start + found);
        let word = lower[start..end].trim_end_matches(['=', '.', ':', ')', '!', '?']);
        if start < end && !PROSE.contains(&word) {
            shown.push_str(&text[copied..start]);
            shown.push_str(HIDDEN);
            copied = end;
            from = end;
        }
    }
    shown.push_str(&text[copied..]);
    shown
}

/// Hides user name and password in `scheme://user:password@host`.
fn mask_user_info(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        shown.push_str(before);
        let authority_end = after
            .find(|character: char| {
                character.is_whitespace()
                    || matches!(character, '/' | '?' | '#' | '"' | '\'' | '<' | '>')
            })
            .unwrap_or(after.len());
        rest = match after[..authority_end].rfind('@') {
            Some(sign) => {
                shown.push_str(HIDDEN);
                &after[sign..]
            }
            None => after,
        };
    }
    shown.push_str(rest);
    shown
}

/// Hides runs of token characters that look like keys.
fn mask_runs(text: &str) -> String {
    let is_part = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'-' | b'.' | b'!' | b'~' | b'+' | b'=')
    };
    let bytes = text.as_bytes();
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..]
            .iter()
            .take_while(|byte| is_part(**byte))
            .count();
        if length == 0 {
            let other = bytes[at..]
                .iter()
                .take_while(|byte| !is_part(**byte))
                .count();
            shown.push_str(&text[at..at + other]);
            at += other;
            continue;
        }
        let run = &text[at..at + length];
        shown.push_str(if looks_like_key(run) { HIDDEN } else { run });
        at += length;
    }
    shown
}

fn looks_like_key(run: &str) -> bool {
    // A JSON web token, encrypted or signed: base64 of `{"`.
    if run.starts_with("eyJ") && run.len() >= 20 {
        return true;
    }
    // A Salesforce session: the organisation's id, `!`, and the key.
    if run.starts_with("00D") && run.contains('!') {
        return true;
    }
    if run.len() >= 16 && PREFIXES.iter().any(|prefix| run.starts_with(prefix)) {
        return true;
    }
    run.split(['.', '=', '~', '!', '+'])
        .any(|part| part.len() > LONGEST_INNOCENT && !is_uuid(part) && is_mixed(part))
}

fn is_uuid(part: &str) -> bool {
    part.len() == 36
        && part.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Says whether letters and digits change kind as often as chance makes them do: in keys about every
/// second character. A capital letter before a small one starts a word and does not count, so words
/// written together change about every sixth.
fn is_mixed(part: &str) -> bool {
    let kinds: Vec<u8> = part
        .bytes()
        .filter_map(|byte| match byte {
            b'0'..=b'9' => Some(b'0'),
            b'A'..=b'Z' => Some(b'A'),
            b'a'..=b'z' => Some(b'a'),
            _ => None,
        })
        .collect();
    let changes = kinds
        .windows(2)
        .filter(|pair| pair[0] != pair[1] && *pair != b"Aa")
        .count();
    changes * 100 >= kinds.len() * 28
}
