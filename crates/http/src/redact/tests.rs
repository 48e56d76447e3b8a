//! Owns the proof that hiding hides: by example, and by generated secrets in every notation.

use proptest::prelude::*;

use super::*;

#[test]
fn l02_json_members_with_secret_names_are_hidden_and_the_rest_stays() {
    let text = r#"{"access_token":"abc","refresh_token" : "d\"ef","expires_in":3600,"token_type":"Bearer","instance_url":"https://a.example","nested":{"client_secret":"x"},"secrets":["p","q"],"refreshToken":null,"password":12345}"#;
    assert_eq!(
        mask(text),
        r#"{"access_token":"[hidden]","refresh_token" : "[hidden]","expires_in":3600,"token_type":"Bearer","instance_url":"https://a.example","nested":{"client_secret":"[hidden]"},"secrets":[hidden],"refreshToken":null,"password":[hidden]}"#
    );
}

#[test]
fn l02_json_within_json_is_hidden_too() {
    let inner = serde_json::json!({"access_token": "TO\"KEN", "user": "ada"}).to_string();
    let outer = serde_json::json!({"message": inner}).to_string();
    let twice = serde_json::json!({"log": outer}).to_string();
    for text in [outer, twice] {
        let hidden = mask(&text);
        assert!(!hidden.contains("KEN"), "{hidden}");
        assert!(hidden.contains("ada"), "{hidden}");
    }
}

#[test]
fn l02_forms_queries_and_cookies_are_hidden() {
    assert_eq!(
        mask(
            "grant_type=authorization_code&code=abc&code_verifier=def&redirect_uri=http%3A%2F%2F127.0.0.1"
        ),
        "grant_type=authorization_code&code=[hidden]&code_verifier=[hidden]&redirect_uri=http%3A%2F%2F127.0.0.1"
    );
    assert_eq!(
        mask("GET /cb?state=xyz&code=abc HTTP/1.1"),
        "GET /cb?state=[hidden]&code=[hidden] HTTP/1.1"
    );
    assert_eq!(
        mask("https://a.example/?next=https%3A%2F%2Fb.example%3Fcode%3Dabc%26user%3Dada"),
        "https://a.example/?next=https%3A%2F%2Fb.example%3Fcode%3D[hidden]%26user%3Dada"
    );
    assert_eq!(
        mask("user%5Bpassword%5D=abc&b=c"),
        "user%5Bpassword%5D=[hidden]&b=c"
    );
    assert_eq!(mask("x; sid=abc; theme=dark"), "x; sid=[hidden] theme=dark");
}

#[test]
fn l02_headers_are_hidden_to_the_end_of_their_line() {
    assert_eq!(
        mask("Authorization: Digest username=\"a\", response=\"b\"\nAccept: */*"),
        "Authorization: [hidden]\nAccept: */*"
    );
    assert_eq!(mask("Cookie: a=b; c=d\r\nX: y"), "Cookie: [hidden]\r\nX: y");
    assert_eq!(mask("x-api-key: abc"), "x-api-key: [hidden]");
    assert_eq!(
        mask("curl -H 'X: Bearer abc'"),
        "curl -H 'X: Bearer [hidden]'"
    );
    assert_eq!(
        mask("sent Basic dXNlcjpwYXNz to it"),
        "sent Basic [hidden] to it"
    );
}

#[test]
fn challenges_and_prose_stay_readable() {
    for text in [
        "Bearer realm=\"app\", error=\"invalid_request\"",
        "The Bearer token is missing",
        "Basic authentication is required",
        "{\"error\":\"invalid_grant\",\"error_description\":\"expired access/refresh token\"}",
        "[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]",
        "{\"code\":\"INVALID_FIELD\"} {\"code\": 404} {\"code\":\"not_found\"}",
        "{\"id\":\"550e8400-e29b-41d4-a716-446655440000\",\"state\":\"open\"}",
        "ThisIsARatherLongNameOfACustomField2ForAllOfUs__c",
        "https://acme.my.salesforce.com/services/data/v62.0/sobjects/Account/describe",
    ] {
        assert_eq!(mask(text), text);
    }
}

#[test]
fn l02_a_sign_in_code_in_json_is_hidden_and_an_error_code_is_not() {
    assert_eq!(mask(r#"{"code":"aPrxsmIEeqM9"}"#), r#"{"code":"[hidden]"}"#);
    assert_eq!(
        mask(r#"{"device_code":"abc"}"#),
        r#"{"device_code":"[hidden]"}"#
    );
}

#[test]
fn l02_xml_and_html_fields_are_hidden() {
    assert_eq!(
        mask(
            "<login><username>ada</username><password>abc</password><ns:sessionId a='b'>def</ns:sessionId></login>"
        ),
        "<login><username>ada</username><password>[hidden]</password><ns:sessionId a='b'>[hidden]</ns:sessionId></login>"
    );
    assert_eq!(
        mask(
            r#"<input type="hidden" name="csrf_token" value="abc"><input value="def" name="password"/><input name="city" value="Rome">"#
        ),
        r#"<input type="hidden" name="csrf_token" value="[hidden]"><input value="[hidden]" name="password"/><input name="city" value="Rome">"#
    );
}

#[test]
fn l02_debug_texts_are_hidden() {
    assert_eq!(
        mask("Token { access_token: Some(\"abc\"), kind: \"x\" }"),
        "Token { access_token: [hidden], kind: \"x\" }"
    );
}

#[test]
fn l02_shapes_give_secrets_away() {
    for secret in [
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "00D5g000004abcd!AQEAQKh4x9dR3aBcDeFg",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "xoxb-123456789012-abcdefGHIJ",
        "5Aep861TSESvWeug_xvFHRBTTbf",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    ] {
        let hidden = mask(&format!("the app said {secret} to us"));
        assert_eq!(hidden, "the app said [hidden] to us");
    }
    assert_eq!(
        mask("see https://ada:pw@a.example/x"),
        "see https://[hidden]@a.example/x"
    );
    assert_eq!(
        mask("-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nrest"),
        "-----BEGIN RSA PRIVATE KEY-----[hidden]-----END RSA PRIVATE KEY-----\nrest"
    );
    assert!(!mask("-----BEGIN PRIVATE KEY-----\nMIIE").contains("MIIE"));
}

#[test]
fn l02_a_url_is_shown_without_the_values_of_its_query() {
    let shown = |text: &str| url(&Url::parse(text).expect("a URL"));
    assert_eq!(
        shown("https://u:p@a.example:8443/x/y?code=abc&state=def#token=ghi"),
        "https://a.example:8443/x/y?code=…&state=…"
    );
    assert_eq!(shown("https://a.example/"), "https://a.example/");
    assert_eq!(
        shown("https://a.example/hooks/9f86d081884c7d659a2feaa0c55ad015"),
        "https://a.example/hooks/[hidden]"
    );
    assert_eq!(shown("mailto:ada@a.example"), "mailto:");
}

fn secret_name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "access_token",
        "refresh_token",
        "id_token",
        "client_secret",
        "password",
        "code_verifier",
        "api_key",
        "apiKey",
        "X-API-Key",
        "assertion",
        "sessionId",
        "sid",
        "authorization",
        "oauth_token_secret",
        "private-key",
    ])
}

proptest! {
    #[test]
    fn l02_any_secret_in_json_is_hidden(name in secret_name(), tail in "\\PC{0,40}", depth in 0..3) {
        let secret = format!("CANARY{tail}");
        let mut text = serde_json::json!({"a": 1, name: secret, "z": "kept"}).to_string();
        for _ in 0..depth {
            text = serde_json::json!({"m": text}).to_string();
        }
        let hidden = mask(&text);
        prop_assert!(!hidden.contains("CANARY"), "{hidden}");
        if depth == 0 {
            let value: serde_json::Value = serde_json::from_str(&hidden).expect("still JSON");
            prop_assert_eq!(&value[name], HIDDEN);
            prop_assert_eq!(&value["z"], "kept");
        }
    }

    #[test]
    fn l02_any_secret_in_a_form_is_hidden(name in secret_name(), tail in "\\PC{0,40}", depth in 0..3) {
        let mut text = String::from("none=1&")
            + &url::form_urlencoded::Serializer::new(String::new())
                .append_pair(name, &format!("CANARY{tail}"))
                .append_pair("last", "kept")
                .finish();
        for _ in 0..depth {
            text = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        }
        let hidden = mask(&text);
        prop_assert!(!hidden.contains("CANARY"), "{hidden}");
        prop_assert!(hidden.ends_with("kept"), "{hidden}");
    }

    #[test]
    fn l02_any_credential_in_a_header_is_hidden(scheme in "(Bearer|Basic|bearer|BEARER)", tail in "[A-Za-z0-9._~+/-]{0,60}={0,2}") {
        let text = format!("said {scheme} CANARY{tail}, and more");
        let hidden = mask(&text);
        prop_assert!(!hidden.contains("CANARY"), "{hidden}");
        let text = format!("Authorization: {scheme} CANARY{tail}");
        prop_assert_eq!(mask(&text), "Authorization: [hidden]");
    }

    #[test]
    fn hiding_never_panics_and_hiding_twice_changes_nothing(text in "\\PC{0,200}") {
        let once = mask(&text);
        prop_assert_eq!(mask(&once), once);
    }

    #[test]
    fn hiding_never_panics_on_notation(text in "(token|code|[a-z]|[:=<>\"'\\\\&%{}\\[\\]() ]|%3D|%26|é){0,60}") {
        let _ = mask(&text);
        let _ = mask_known(&text, &["token".into()]);
    }
}
