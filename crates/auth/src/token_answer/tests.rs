//! Owns the proof that each shape of a token answer is read or refused by name, and that none panics.

use larder_connector::ExpiryUnit;
use proptest::prelude::*;
use secrecy::ExposeSecret;
use serde_json::json;

use super::*;

fn granted(body: &str) -> Granted {
    match read(Some("application/json"), body.as_bytes()) {
        Ok(Answer::Granted(granted)) => *granted,
        other => panic!("{body}: {other:?}"),
    }
}

fn refused(content_type: &str, body: &str) -> (String, Option<String>) {
    match read(Some(content_type), body.as_bytes()) {
        Ok(Answer::Refused { error, description }) => (error, description),
        other => panic!("{body}: {other:?}"),
    }
}

fn unreadable(body: &str) -> Unreadable {
    read(Some("application/json"), body.as_bytes()).expect_err(body)
}

#[test]
fn o11_the_answer_of_the_standard_is_read() {
    let granted = granted(
        r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example","expires_in":3600,"refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA","scope":"a b","extra":"x"}"#,
    );
    assert_eq!(
        granted.access_token.expose_secret(),
        "2YotnFZFEjr1zCsicMWpAA"
    );
    let refresh_token = granted.refresh_token.expect("a refresh token");
    assert_eq!(refresh_token.expose_secret(), "tGzv3JOkF0XG5Qx2TlKWIA");
    assert_eq!(granted.token_type, "example");
    assert_eq!(granted.expires_in, Some(Duration::from_hours(1)));
    assert_eq!(granted.scopes, Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(granted.answer.value()["extra"], "x");
}

#[test]
fn o11_salesforce_gives_no_lifetime_but_an_instance() {
    let granted = granted(
        r#"{"access_token":"00D5g!AQ.x","signature":"s=","scope":"refresh_token api web","instance_url":"https://acme.my.salesforce.com","id":"https://login.salesforce.com/id/00D/005","token_type":"Bearer","issued_at":"1700000000000"}"#,
    );
    assert_eq!(granted.expires_in, None);
    assert_eq!(
        granted.answer.value()["instance_url"],
        "https://acme.my.salesforce.com"
    );
}

#[test]
fn o11_twitch_gives_scopes_as_a_list_and_github_a_form() {
    let twitch = granted(r#"{"access_token":"a","scope":["user:read","chat:edit b"]}"#);
    let scopes = ["user:read", "chat:edit", "b"].map(str::to_owned).to_vec();
    assert_eq!(twitch.scopes, Some(scopes));
    assert_eq!(twitch.token_type, "Bearer");
    let form = "access_token=gho_abc&scope=repo%2Cgist&token_type=bearer";
    for content_type in [
        Some("application/x-www-form-urlencoded"),
        Some("text/html"),
        None,
    ] {
        match read(content_type, form.as_bytes()) {
            Ok(Answer::Granted(github)) => {
                assert_eq!(github.access_token.expose_secret(), "gho_abc");
                assert_eq!(
                    github.scopes,
                    Some(vec!["repo".to_owned(), "gist".to_owned()])
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn o11_lifetimes_in_every_shape() {
    let lifetime = |value: Value| {
        granted(&json!({"access_token": "a", "expires_in": value}).to_string()).expires_in
    };
    let hour = Some(Duration::from_hours(1));
    assert_eq!(lifetime(json!(3600)), hour);
    assert_eq!(lifetime(json!("3600")), hour);
    assert_eq!(lifetime(json!(" 3600 ")), hour);
    assert_eq!(lifetime(json!(3600.9)), hour);
    assert_eq!(lifetime(json!("3600.5")), hour);
    let longest = Some(expiry::LONGEST_LIFETIME);
    assert_eq!(lifetime(json!(1e18)), longest);
    assert_eq!(lifetime(json!(1e300)), longest);
    assert_eq!(lifetime(json!(u64::MAX)), longest);
    assert_eq!(lifetime(json!("1e18")), longest);
    for senseless in [
        json!(0),
        json!(-1),
        json!(-1.5),
        json!("-5"),
        json!("NaN"),
        json!("inf"),
        json!("soon"),
        json!(""),
        json!(null),
        json!(true),
        json!([1]),
    ] {
        assert_eq!(lifetime(senseless.clone()), None, "{senseless}");
    }
}

#[test]
fn o11_errors_are_errors_whatever_the_status_and_notation() {
    let named = |error: &str, description: &str| (error.to_owned(), Some(description.to_owned()));
    assert_eq!(
        refused(
            "application/json",
            r#"{"error":"invalid_grant","error_description":"expired access/refresh token"}"#
        ),
        named("invalid_grant", "expired access/refresh token")
    );
    assert_eq!(
        refused(
            "application/x-www-form-urlencoded",
            "error=bad_verification_code&error_description=The+code+is+wrong."
        ),
        named("bad_verification_code", "The code is wrong.")
    );
    assert_eq!(
        refused(
            "application/json",
            r#"{"error":{"code":400,"message":"Bad","status":"INVALID_ARGUMENT"}}"#
        ),
        named("INVALID_ARGUMENT", "Bad")
    );
    assert_eq!(
        refused(
            "application/json",
            r#"[{"message":"Session expired","errorCode":"INVALID_SESSION_ID"}]"#
        ),
        named("INVALID_SESSION_ID", "Session expired")
    );
    assert_eq!(
        refused("text/html", r#"{"ok":false,"error":"invalid_code"}"#),
        ("invalid_code".to_owned(), None)
    );
    assert_eq!(
        refused(
            "application/json",
            "{\"error\":\"a\\nb\",\"access_token\":\"x\"}"
        )
        .0,
        "a b"
    );
}

#[test]
fn o11_an_error_member_that_says_nothing_does_not_spoil_a_token() {
    for error in ["null", "\"\"", "false"] {
        granted(&format!(r#"{{"error":{error},"access_token":"a"}}"#));
    }
}

#[test]
fn o11_a_byte_order_mark_is_accepted() {
    assert_eq!(
        granted("\u{feff} {\"access_token\":\"a\"}\n")
            .access_token
            .expose_secret(),
        "a"
    );
}

#[test]
fn o11_what_is_no_token_answer_is_refused_by_name() {
    assert_eq!(unreadable(""), Unreadable::Empty);
    assert_eq!(unreadable("\u{feff}\n"), Unreadable::Empty);
    assert_eq!(
        unreadable("<!doctype html><title>Sign in</title>"),
        Unreadable::Html
    );
    assert_eq!(
        unreadable("{\"access_token\":\"a\""),
        Unreadable::NeitherJsonNorForm { offset: 18 }
    );
    assert!(matches!(
        unreadable("hello=world"),
        Unreadable::NeitherJsonNorForm { .. }
    ));
    for body in [
        "{}",
        "[]",
        "null",
        "\"access_token\"",
        "{\"access_token\":null}",
        "{\"token\":\"a\"}",
    ] {
        assert_eq!(unreadable(body), Unreadable::NoToken, "{body}");
    }
    for (body, member) in [
        (r#"{"access_token":""}"#, "access token"),
        (r#"{"access_token":123}"#, "access token"),
        (r#"{"access_token":["a"]}"#, "access token"),
        (r#"{"access_token":"a\r\nX-Evil: 1"}"#, "access token"),
        (r#"{"access_token":"é"}"#, "access token"),
        (r#"{"access_token":"a","refresh_token":5}"#, "refresh token"),
        (r#"{"access_token":"a","token_type":"DPoP"}"#, "token type"),
        (r#"{"access_token":"a","token_type":"mac"}"#, "token type"),
    ] {
        let found = unreadable(body);
        assert!(
            matches!(found, Unreadable::OddMember { member: named, .. } if named == member),
            "{body}"
        );
    }
}

#[test]
fn r08_no_refresh_token_means_the_old_one_and_an_empty_one_is_refused() {
    assert!(granted(r#"{"access_token":"a"}"#).refresh_token.is_none());
    assert!(
        granted(r#"{"access_token":"a","refresh_token":null}"#)
            .refresh_token
            .is_none()
    );
    let found = unreadable(r#"{"access_token":"a","refresh_token":""}"#);
    assert_eq!(
        found,
        Unreadable::OddMember {
            member: "refresh token",
            why: "is empty"
        }
    );
}

#[test]
fn o16_an_id_token_is_dropped_unread_whatever_it_says() {
    // {"alg":"none"} . {"sub":"admin","aud":"another client"}
    let granted = granted(
        r#"{"access_token":"a","id_token":"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsImF1ZCI6ImFub3RoZXIgY2xpZW50In0."}"#,
    );
    assert_eq!(granted.answer.value(), &json!({}));
}

#[test]
fn l03_no_debug_text_shows_a_token() {
    let granted = granted(
        r#"{"access_token":"CANARY-a","refresh_token":"CANARY-r","id_token":"CANARY-i","other":"CANARY-o"}"#,
    );
    let text = format!("{granted:?}");
    assert!(!text.contains("CANARY"), "{text}");
    assert!(text.contains("other"), "{text}");
    let error = unreadable(r#"{"access_token":{"CANARY":1}}"#);
    assert!(!format!("{error:?} {error}").contains("CANARY"));
}

proptest! {
    #[test]
    fn o11_no_bytes_make_it_panic(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(None, &body);
    }

    #[test]
    fn o11_no_members_make_it_panic(
        names in proptest::collection::vec(prop::sample::select(vec!["access_token", "refresh_token", "expires_in", "scope", "token_type", "error", "error_description"]), 0..7),
        values in proptest::collection::vec(prop::sample::select(vec!["null", "1", "-1e400", "1e18", "\"x\"", "\"\"", "[\"a\",1]", "{\"message\":3}", "true", "\"\\u0000\""]), 7),
    ) {
        let members: Vec<String> = names.iter().zip(&values).map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let _ = read(Some("application/json"), format!("{{{}}}", members.join(",")).as_bytes());
    }

    #[test]
    fn c06_no_answer_read_by_paths_makes_it_panic_or_keeps_a_secret_in_the_open(
        body in proptest::collection::vec(any::<u8>(), 0..300),
        token in "[!-~]{1,20}",
        said in prop::sample::select(vec!["1", "-1", "1e400", "\"2999-01-01\"", "\"\"", "{}", "[[]]", "null"]),
        unit in prop::sample::select(vec![ExpiryUnit::Seconds, ExpiryUnit::Unix, ExpiryUnit::UnixMilliseconds, ExpiryUnit::Date]),
        now_at in any::<i64>(),
    ) {
        let path = |source: &str| AnswerPath::compile(source).ok();
        let plan = AnswerPlan {
            access_token: path("$.a.token"),
            expires: path("$.e"),
            expires_in_unit: unit,
            error: path("$.a.error"),
            ..AnswerPlan::default()
        };
        let keep_secrets = path("$.a.s").map(|path| ("s".to_owned(), path)).into_iter().collect();
        let shape = Shape { answer: &plan, keep_secrets: &keep_secrets, now_at };
        let _ = read_as(None, &body, &shape);
        let quoted = serde_json::to_string(&token).expect("text is JSON");
        let body = format!("{{\"a\":{{\"token\":{quoted},\"s\":{quoted}}},\"b\":[{quoted},{{\"c\":{quoted}}}],\"e\":{said}}}");
        if let Ok(Answer::Granted(granted)) = read_as(None, body.as_bytes(), &shape) {
            let shown = granted.answer.value();
            prop_assert_eq!(shown, &json!({ "a": {}, "b": [{}], "e": shown["e"].clone() }));
        }
    }
}
