//! Arbitrary bytes at every door: nothing panics, and what must hold holds. The fuzz targets go on where this ends.

use larder_auth::untrusted;
use proptest::prelude::*;

/// Arbitrary bytes, and texts made of the pieces that the door knows.
fn bytes(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let arbitrary = prop::collection::vec(any::<u8>(), 0..200);
    let piece = prop_oneof![
        4 => proptest::sample::select(pieces).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    let shaped = prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat());
    prop_oneof![1 => arbitrary, 3 => shaped]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn c06_answers_of_oauth_1(
        body in bytes(&["oauth_token", "oauth_token_secret", "=", "&", "%", "%0D", "%FF", "{", "}", "\"", ":", "a", "<html>"])
    ) {
        untrusted::oauth1_answer(&body);
    }

    #[test]
    fn c06_challenges_of_oauth_1(
        header in bytes(&["OAuth ", "oauth_problem", "oauth_acceptable_timestamps", "=", "\"", "\\", ",", " ", "-", "9", "%0A", "é"])
    ) {
        untrusted::oauth1_challenge(&header);
    }

    #[test]
    fn c06_base_strings(
        request in bytes(&["\0", "&", "=", "+", "%", "%26", "%3D", "~", "é", "a", "/", "..", ";", "#", "?"])
    ) {
        untrusted::oauth1_base_string(&request);
    }

    #[test]
    fn c06_pasted_keys(
        text in bytes(&["-----BEGIN ", "-----END ", "RSA ", "EC ", "PRIVATE KEY", "-----", "\n", "MII", "AgEA", "==", "ENCRYPTED"])
    ) {
        untrusted::private_key(&text);
    }

    #[test]
    fn c06_answers_of_token_endpoints(
        body in bytes(&["{", "}", "[", "]", ":", ",", "\"", "\"access_token\":", "\"data\":", "\"token\":", "\"ends\":", "\"more\":", "\"code\":", "\"error\":", "\"a\"", "\"expires_in\":", "1e400", "-1", "\"2999-01-01\"", "access_token=a", "&", "\u{feff}", "<html>"])
    ) {
        untrusted::token_answer(&body);
    }

    #[test]
    fn c06_answers_at_the_redirect_address(
        answer in bytes(&["?", "#", "&", "=", "state", "code", "error", "access_token", "iss", "/callback/x", "http://127.0.0.1:47620", "%", "%00", "..", "@", "é"])
    ) {
        untrusted::authorization_answer(&answer);
    }

    #[test]
    fn c06_answers_of_device_endpoints(
        body in bytes(&["{\"device_code\":\"d\",\"user_code\":\"u\\n\",\"verification_uri\":\"https://id.example/\"", ",\"interval\":", ",\"expires_in\":", "1e300", "-5", "0", "1000000000", "\"7\"", "null", "}", ","])
    ) {
        untrusted::device_answer(&body);
    }
}
