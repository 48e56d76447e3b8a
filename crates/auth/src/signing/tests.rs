//! Signatures of single requests against published values, and what cannot be signed.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use larder_connector::{
    AwsPlan, Connector, Context, Origin, Secrets, SignPlan, Source, WsseDigest, WssePlan, WsseText,
    parse,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use url::Url;

use super::*;
use crate::key::KeyFault;

/// 2015-08-30 12:36:00 UTC, the time of Amazon's published test suite.
const AWS_TIME: i64 = 1_440_938_160;

fn aws(service: &str) -> SignPlan {
    SignPlan::AwsSigv4(AwsPlan {
        access_key: "AKIDEXAMPLE".to_owned(),
        secret_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
        session_token: None,
        region: "us-east-1".to_owned(),
        service: service.to_owned(),
    })
}

fn outgoing(method: &str, url: &str) -> Outgoing {
    Outgoing::new(method, Url::parse(url).expect("a URL"))
}

fn header<'o>(outgoing: &'o Outgoing, name: &str) -> &'o str {
    let found = outgoing.headers.iter().find(|(own, _)| own == name);
    found.expect("the header is there").1.expose_secret()
}

/// The signature of a request that is signed as Amazon's test suite does.
fn aws_signature(method: &str, url: &str) -> String {
    let mut request = outgoing(method, url);
    sign_with(&aws("service"), &mut request, AWS_TIME, "").expect("signed");
    let text = header(&request, "Authorization").to_owned();
    let (start, signature) = text.split_once(", Signature=").expect("a signature");
    assert_eq!(
        start,
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date"
    );
    signature.to_owned()
}

#[test]
fn amazon_s_test_suite_of_signature_version_4() {
    let unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let unreserved = format!("https://example.amazonaws.com/{unreserved}");
    for (method, url, expected) in [
        (
            "GET",
            "https://example.amazonaws.com/",
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            "POST",
            "https://example.amazonaws.com/",
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        ),
        (
            "GET",
            "https://example.amazonaws.com/?Param2=value2&Param1=value1",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        (
            "GET",
            &unreserved,
            "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
        ),
    ] {
        assert_eq!(aws_signature(method, url), expected, "{method} {url}");
    }
    // Doubled slashes and dots count as one path.
    let plain = aws_signature("GET", "https://example.amazonaws.com/example/");
    for url in [
        "https://example.amazonaws.com//example//",
        "https://example.amazonaws.com/./example/",
        "https://example.amazonaws.com/x/../example/",
    ] {
        assert_eq!(aws_signature("GET", url), plain, "{url}");
    }
}

#[test]
fn a_session_token_and_the_content_type_are_signed_and_the_query_says_what_was_signed() {
    let SignPlan::AwsSigv4(mut plan) = aws("s3") else {
        panic!("another plan");
    };
    plan.session_token = Some("CANARY-session".into());
    let mut request = outgoing("PUT", "https://b.s3.amazonaws.com//a%20b/c?b=x+y&a");
    request.body = Some(Bytes::from_static(b"{}"));
    request.content_type = Some("application/json".to_owned());
    let plan = SignPlan::AwsSigv4(plan);
    sign(&plan, &mut request, AWS_TIME).expect("signed");
    assert_eq!(header(&request, "X-Amz-Security-Token"), "CANARY-session");
    assert_eq!(
        header(&request, "X-Amz-Content-Sha256"),
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    );
    assert!(header(&request, "Authorization").contains(
        "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, "
    ));
    assert_eq!(
        request.url.as_str(),
        "https://b.s3.amazonaws.com//a%20b/c?a=&b=x%20y"
    );
    assert!(!format!("{plan:?} {request:?}").contains("CANARY"));
}

#[test]
fn amazon_keys_that_fit_no_header_are_refused() {
    for (access_key, region, secret_key) in [
        ("a b", "r", "s"),
        ("a\r\nX: 1", "r", "s"),
        ("", "r", "s"),
        ("a", "", "s"),
        ("a", "r", ""),
    ] {
        let plan = SignPlan::AwsSigv4(AwsPlan {
            access_key: access_key.to_owned(),
            secret_key: secret_key.into(),
            session_token: None,
            region: region.to_owned(),
            service: "x".to_owned(),
        });
        let mut request = outgoing("GET", "https://example.net/");
        assert!(sign(&plan, &mut request, AWS_TIME).is_err());
        assert!(request.headers.is_empty());
    }
}

#[test]
fn the_username_token_of_the_wsse_profile() {
    let plan = |nonce_encoding, digest| {
        SignPlan::Wsse(WssePlan {
            username: "bob".to_owned(),
            password: "taadtaadpstcsm".into(),
            nonce_encoding,
            digest,
        })
    };
    let signed = |plan: &SignPlan| {
        let mut request = outgoing("GET", "https://example.net/");
        let nonce = "d36e316282959a9ed4c89851497a717f";
        sign_with(plan, &mut request, 1_071_499_387, nonce).expect("signed");
        header(&request, "X-WSSE").to_owned()
    };
    assert_eq!(
        signed(&plan(WsseText::Text, WsseDigest::Bytes)),
        "UsernameToken Username=\"bob\", PasswordDigest=\"quR/EWLAV4xLf9Zqyw4pDmfV9OY=\", Nonce=\"d36e316282959a9ed4c89851497a717f\", Created=\"2003-12-15T14:43:07Z\""
    );
    let encoded = signed(&plan(WsseText::Base64, WsseDigest::Hex));
    let hash = STANDARD
        .decode("quR/EWLAV4xLf9Zqyw4pDmfV9OY=")
        .expect("base64");
    let digest = STANDARD.encode(hex(&hash));
    assert!(
        encoded.contains(&format!("PasswordDigest=\"{digest}\"")),
        "{encoded}"
    );
    let nonce = STANDARD.encode("d36e316282959a9ed4c89851497a717f");
    assert!(encoded.contains(&format!("Nonce=\"{nonce}\"")), "{encoded}");

    let mut quoted = plan(WsseText::Text, WsseDigest::Bytes);
    if let SignPlan::Wsse(plan) = &mut quoted {
        plan.username = "b\"ob".to_owned();
    }
    let mut request = outgoing("GET", "https://example.net/");
    assert!(matches!(
        sign(&quoted, &mut request, 0),
        Err(SigningFault::Unfit { .. })
    ));
}

const HEAD: &str = r#"id = "acme"
name = "Acme"
api_hosts = ["example.net"]
[[identity]]
get = "https://example.net/me"
[[auth]]
id = "key"
label = "Key"
type = "api_key"
secrets = [{ key = "api_key", label = "Key" }, { key = "api_secret", label = "Secret" }]
[auth.apply.sign]
"#;

fn plan(sign: &str, secret: &str) -> SignPlan {
    let source = Source {
        name: "test.toml".to_owned(),
        text: format!("{HEAD}{sign}"),
        origin: Origin::Folder,
    };
    let connector: Connector = parse(&source).expect("a definition without mistakes");
    let secrets = Secrets::new()
        .with("api_key", SecretString::from("key one"))
        .with("api_secret", SecretString::from(secret));
    let context = Context::new(&connector).secrets(&secrets);
    let plan = connector.sign_plan("key", &context).expect("filled in");
    plan.expect("the way signs")
}

#[test]
fn a_code_is_made_over_the_declared_text_and_put_where_declared() {
    // RFC 4231 test case 2, with what is signed taken from the request.
    let plan = plan(
        r#"with = "hmac"
algorithm = "sha256"
key = "{{ api_secret }}"
string = "{{ body }}"
headers = { X-Signature = "{{ signature }}", X-When = "{{ timestamp }}", X-Nonce = "{{ nonce }}", X-Empty = "{{ query }}" }
query = { sig = "{{ signature | upper }} {{ api_key }}" }
"#,
        "Jefe",
    );
    let mut request = outgoing("POST", "https://example.net/a");
    request.body = Some(Bytes::from_static(b"what do ya want for nothing?"));
    sign_with(&plan, &mut request, 12, "n").expect("signed");
    let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(header(&request, "X-Signature"), expected);
    assert_eq!(header(&request, "X-When"), "12");
    assert_eq!(header(&request, "X-Nonce"), "n");
    assert_eq!(request.headers.len(), 3);
    let query = format!("sig={}%20key%20one", expected.to_uppercase());
    assert_eq!(request.url.query(), Some(query.as_str()));
}

#[test]
fn the_text_of_a_code_knows_everything_of_the_request() {
    let plan = plan(
        r#"with = "hmac"
algorithm = "sha1"
key = "{{ api_secret }}"
key_encoding = "base64"
encoding = "base64"
timestamp = "rfc3339"
string = "{{ method }}|{{ url }}|{{ host }}|{{ path }}|{{ query }}|{{ sorted_query }}|{{ content_type }}|{{ timestamp }}|{{ nonce }}|{{ body_sha256 }}|{{ api_key }}"
headers = { X-Signature = "{{ signature }}" }
"#,
        "a2V5",
    );
    let mut request = outgoing("put", "https://example.net:8443/a%20b?b=1+2&a=%C3%A9");
    request.body = Some(Bytes::from_static(b"{}"));
    request.content_type = Some("application/json".to_owned());
    sign_with(&plan, &mut request, AWS_TIME, "n1").expect("signed");
    let text = "PUT|https://example.net:8443/a%20b?b=1+2&a=%C3%A9|example.net:8443|/a%20b|b=1+2&a=%C3%A9|a=%C3%A9&b=1%202|application/json|2015-08-30T12:36:00Z|n1|44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a|key one";
    let expected = STANDARD.encode(crate::key::Hmac::Sha1.of(b"key", text.as_bytes()));
    assert_eq!(header(&request, "X-Signature"), expected);
}

#[test]
fn a_code_with_a_broken_key_or_body_is_refused() {
    let broken_key = plan(
        "with = \"hmac\"\nalgorithm = \"sha512\"\nkey = \"{{ api_secret }}\"\nkey_encoding = \"hex\"\nstring = \"{{ path }}\"\nheaders = { X-A = \"{{ signature }}\" }\n",
        "CANARY",
    );
    let mut request = outgoing("GET", "https://example.net/");
    assert!(matches!(
        sign(&broken_key, &mut request, 0),
        Err(SigningFault::Key(KeyFault::NotEncoded { .. }))
    ));
    let whole = plan(
        "with = \"hmac\"\nalgorithm = \"sha512\"\nkey = \"{{ api_secret }}\"\nstring = \"{{ body }}\"\nheaders = { X-A = \"{{ signature }}\", X-B = \"{{ api_secret }}\" }\n",
        "a\r\nX-Evil: 1",
    );
    assert!(matches!(
        sign(&whole, &mut request, 0),
        Err(SigningFault::Unfit { .. })
    ));
    request.body = Some(Bytes::from_static(b"\xff\xfe"));
    assert!(matches!(
        sign(&whole, &mut request, 0),
        Err(SigningFault::Unfit { .. })
    ));
}

#[test]
fn a_token_is_minted_for_each_request() {
    let plan = plan(
        r#"with = "jwt"
algorithm = "HS256"
key = "{{ api_secret }}"
key_encoding = "hex"
key_id = "{{ api_key }}"
header = { typ = "JWT+x" }
claims = { aud = "{{ path }}", iat = 3, sub = "{{ method }}:{{ body_sha256 }}" }
lifetime_seconds = 60
query = { jwt = "{{ jwt }}" }
headers = { Authorization = "Ghost {{ jwt }}" }
"#,
        "00ff",
    );
    let mut request = outgoing("GET", "https://example.net/admin/?x=1");
    sign(&plan, &mut request, 1000).expect("signed");
    let token = header(&request, "Authorization").strip_prefix("Ghost ");
    let token = token.expect("the scheme");
    let query = request.url.query().expect("a query");
    assert_eq!(query, format!("x=1&jwt={token}"));
    let parts: Vec<Value> = token
        .split('.')
        .take(2)
        .map(|part| {
            let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64");
            serde_json::from_slice(&bytes).expect("JSON")
        })
        .collect();
    assert_eq!(
        parts[0],
        json!({ "alg": "HS256", "typ": "JWT+x", "kid": "key one" })
    );
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(
        parts[1],
        json!({ "aud": "/admin/", "iat": 3, "sub": format!("GET:{empty}"), "exp": 1060 })
    );
    let (message, signature) = token.rsplit_once('.').expect("three parts");
    let expected = crate::key::Hmac::Sha256.of(&[0, 255], message.as_bytes());
    assert_eq!(signature, URL_SAFE_NO_PAD.encode(expected));
}

#[test]
fn a_time_outside_the_calendar_is_refused() {
    let mut request = outgoing("GET", "https://example.net/");
    assert!(matches!(
        sign(&aws("x"), &mut request, i64::MAX),
        Err(SigningFault::Unfit { .. })
    ));
}
