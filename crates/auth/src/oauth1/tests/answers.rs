//! Answers of the legs and what apps say is wrong: read kindly, judged strictly.

use super::super::answer::{Unreadable, granted, read};
use super::*;

#[test]
fn x05_a_refused_time_is_read_from_header_or_body() {
    let clock = of_challenge(
        "OAuth realm=\"a, b\", oauth_problem=\"timestamp_refused\", oauth_acceptable_timestamps=\"100-200\"",
    );
    assert!(clock.expect("a problem").is_of_the_clock());
    let bare =
        of_challenge("OAuth oauth_problem=token_rejected,oauth_problem_advice=Sign%20in%0Aagain");
    let bare = bare.expect("a problem");
    assert!(bare.token_is_gone() && !bare.is_of_the_clock());
    assert_eq!(bare.advice.as_deref(), Some("Sign in again"));
    let netsuite = of_challenge(
        "OAuth realm=\"1\", error=\"token_rejected\", error_description=\"Invalid \\\"login\\\" attempt.\"",
    );
    let netsuite = netsuite.expect("a problem");
    assert_eq!(
        netsuite.advice.as_deref(),
        Some("Invalid \"login\" attempt.")
    );
    for other in [
        "Bearer error=\"x\"",
        "OAuth",
        "OAuth realm=\"x\"",
        "",
        "OAuth =",
    ] {
        assert_eq!(of_challenge(other), None, "{other}");
    }
}

#[test]
fn answers_of_the_legs_are_read_kindly_and_judged_strictly() {
    let fine = |content_type, body: &str| {
        let pairs = read(Some(content_type), body.as_bytes())?;
        granted(pairs).map(|it| {
            (
                it.token.expose_secret().to_owned(),
                it.token_secret.expose_secret().to_owned(),
                it.rest,
            )
        })
    };
    let expected = Ok((
        "t+1".to_owned(),
        "s".to_owned(),
        vec![("user".to_owned(), "me".to_owned())],
    ));
    let form = "\u{feff} oauth_token=t%2B1&oauth_token_secret=s&user=me\n";
    assert_eq!(fine("text/html", form), expected);
    let json = r#"{"oauth_token":"t+1","oauth_token_secret":"s","user":"me","n":null}"#;
    assert_eq!(fine("text/plain", json), expected);
    for (content_type, body, why) in [
        ("text/plain", "", Unreadable::Empty),
        ("text/html", "Sign in", Unreadable::Html),
        ("text/plain", "<html>a=b", Unreadable::Html),
        ("text/plain", "no", Unreadable::NoForm),
        ("text/plain", "a=\u{1}", Unreadable::NoForm),
        ("text/plain", "{\"a\":", Unreadable::NoForm),
        ("text/plain", "oauth_token=a", Unreadable::NoToken),
        (
            "text/plain",
            "oauth_token=&oauth_token_secret=s",
            Unreadable::NoToken,
        ),
        (
            "text/plain",
            "oauth_token=a&oauth_token=b&oauth_token_secret=s",
            Unreadable::NoToken,
        ),
        (
            "text/plain",
            "oauth_token=a%0D%0Ab&oauth_token_secret=s",
            Unreadable::OddToken,
        ),
        (
            "text/plain",
            "oauth_token=a&oauth_token_secret=%FF",
            Unreadable::OddToken,
        ),
    ] {
        assert_eq!(fine(content_type, body), Err(why), "{body}");
    }
}
