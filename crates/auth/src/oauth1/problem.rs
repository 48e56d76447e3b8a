//! Owns what an app says is wrong with a signed request: OAuth Problem Reporting, and the headers of apps of their own.

use larder_http::Response;

use super::answer;
use crate::percent::decode;
use crate::said::one_line;

/// What is wrong with a signed request, in the app's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The code, such as `timestamp_refused` or `token_rejected`, on one line.
    pub code: String,
    /// What the app adds, on one line.
    pub advice: Option<String>,
    /// The times the app would take, in seconds since 1970.
    acceptable: Option<(i64, i64)>,
}

impl Problem {
    /// Says that this computer's clock is what the app did not like: sign once more by the app's clock.
    pub fn is_of_the_clock(&self) -> bool {
        self.code == "timestamp_refused"
    }

    /// Says that the token itself is over or was never good: only a new sign-in helps.
    pub fn token_is_gone(&self) -> bool {
        matches!(
            self.code.as_str(),
            "token_expired" | "token_revoked" | "token_rejected" | "token_used"
        )
    }

    /// The app's clock, in seconds since 1970: by the answer's `Date`, else the middle of what it would take.
    pub fn app_clock(&self, response: &Response) -> Option<i64> {
        let middle = || {
            self.acceptable
                .map(|(from, to)| from.saturating_add(to.saturating_sub(from) / 2))
        };
        response
            .date_at
            .map(|milliseconds| milliseconds / 1000)
            .or_else(middle)
    }
}

/// Reads what an answer says is wrong, from its header or its body; nothing for an answer that says nothing of the kind.
pub fn problem(response: &Response) -> Option<Problem> {
    let from_header = response.header("www-authenticate").and_then(of_challenge);
    from_header.or_else(|| {
        let pairs = answer::read(response.content_type(), &response.body).ok()?;
        of_pairs(&pairs)
    })
}

/// Reads a `WWW-Authenticate: OAuth` header (RFC 5849 section 3.5.1 and Problem Reporting section 5).
pub(crate) fn of_challenge(header: &str) -> Option<Problem> {
    let (scheme, rest) = header.trim_start().split_once(char::is_whitespace)?;
    if !scheme.eq_ignore_ascii_case("oauth") {
        return None;
    }
    of_pairs(&parameters(rest))
}

/// Name and value pairs of a challenge; quoted or bare, with percent signs decoded.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches(|it: char| it == ',' || it.is_whitespace());
        let after = after.trim_start();
        let value = if let Some(quoted) = after.strip_prefix('"') {
            let (value, more) = unquoted(quoted);
            rest = more;
            value
        } else {
            let end = after
                .find(|it: char| it == ',' || it.is_whitespace())
                .unwrap_or(after.len());
            rest = &after[end..];
            after[..end].to_owned()
        };
        let value = String::from_utf8_lossy(&decode(value.as_bytes())).into_owned();
        pairs.push((name.to_owned(), value));
    }
    pairs
}

/// A quoted text up to its end, and what follows (RFC 9110 section 5.6.4).
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &text[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

fn of_pairs(pairs: &[(String, String)]) -> Option<Problem> {
    let named = |name: &str| {
        let found = pairs.iter().find(|(own, _)| own == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.trim().is_empty())
    };
    // NetSuite and others use the names of OAuth 2.
    let (code, advice) = match named("oauth_problem") {
        Some(code) => (code, named("oauth_problem_advice")),
        None => (named("error")?, named("error_description")),
    };
    let acceptable = named("oauth_acceptable_timestamps").and_then(|range| {
        let (from, to) = range.split_once('-')?;
        Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
    });
    Some(Problem {
        code: one_line(code, 100),
        advice: advice.map(|advice| one_line(advice, 500)),
        acceptable,
    })
}
