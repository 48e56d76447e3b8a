//! The quirk server by hand-made requests: what it takes, and that it refuses whatever is not exactly right.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

#[path = "scene/quirks.rs"]
mod world;

use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use url::Url;

use world::{World, form, json};

const REDIRECT: &str = "http://127.0.0.1:47620/callback/quirks";
const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters";
/// SHA-256 of `VERIFIER` in base64url.
const CHALLENGE: &str = "mg3QoZgnRJxQy_jYdfW7D8wJkoziCuM8Yhos7PwVvsI";
const SECRET: &str = "a-secret-everybody-may-know";

fn authorize(changes: &[(&str, Option<&str>)]) -> String {
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", "larder-quirks"),
        ("redirect_uri", REDIRECT),
        ("scope", "pantry.read pantry.write"),
        ("state", "s"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changes {
        pairs.retain(|(known, _)| known != name);
        pairs.extend(value.map(|value| (*name, value)));
    }
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

fn code_of(back: &Url) -> String {
    let code = back.query_pairs().find(|(name, _)| name == "code");
    code.unwrap().1.into_owned()
}

fn token(code: &str) -> Vec<(&str, &str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
        ("client_id", "larder-quirks"),
        ("client_secret", SECRET),
    ]
}

#[tokio::test]
async fn a_sign_in_by_the_book_gives_a_token_that_can_be_renewed_and_revoked() {
    let world = World::new().await;
    let back = world.allowed("oauth2_code", &authorize(&[])).await;
    assert!(back.as_str().starts_with(REDIRECT));
    let code = code_of(&back);
    let ask = world.client.post(world.at("oauth2_code", "/token"));
    let (status, tokens) = json(form(ask, &token(&code))).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    let me = |access: &Value| {
        let ask = world.client.get(world.at("oauth2_code", "/me"));
        json(ask.bearer_auth(access.as_str().unwrap()))
    };
    assert_eq!(
        me(&tokens["access_token"]).await.1["email"],
        "ada@acme.test"
    );
    let expire = world.client.post(world.control("expire/oauth2_code"));
    assert_eq!(json(expire).await.1["ended"], 1);
    assert_eq!(
        me(&tokens["access_token"]).await.0,
        StatusCode::UNAUTHORIZED
    );
    let renew = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ("client_id", "larder-quirks"),
        ("client_secret", SECRET),
    ];
    let ask = world.client.post(world.at("oauth2_code", "/token"));
    let (status, renewed) = json(form(ask, &renew)).await;
    assert_eq!(status, StatusCode::OK, "{renewed}");
    assert_eq!(me(&renewed["access_token"]).await.0, StatusCode::OK);
    let end = [
        ("token", renewed["access_token"].as_str().unwrap()),
        ("client_id", "larder-quirks"),
        ("client_secret", SECRET),
    ];
    let ask = world.client.post(world.at("oauth2_code", "/revoke"));
    assert_eq!(json(form(ask, &end)).await.0, StatusCode::OK);
    assert_eq!(
        me(&renewed["access_token"]).await.0,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_page_opened_with_anything_out_of_place_is_refused_and_the_log_says_why() {
    let world = World::new().await;
    for (change, why) in [
        (("code_challenge", None), "code_challenge is missing"),
        (("code_challenge_method", Some("plain")), "S256"),
        (("scope", Some("pantry.read,pantry.write")), "joined by"),
        (("scope", Some("pantry.everything")), "is not known"),
        (("state", None), "state is missing"),
        (
            ("redirect_uri", Some("https://evil.example/callback/quirks")),
            "not registered",
        ),
        (
            ("redirect_uri", Some("http://127.0.0.1:47620/elsewhere")),
            "not registered",
        ),
        (("response_type", Some("token")), "response_type"),
        (("client_id", Some("somebody-else")), "no such client"),
        (("audience", Some("x")), "audience is not known"),
    ] {
        let url = format!(
            "{}?{}",
            world.at("oauth2_code", "/authorize"),
            authorize(&[change])
        );
        let answer = world.client.get(url).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{change:?}");
        let said = world.why("oauth2_code").await;
        assert!(said.contains(why), "{change:?}: {said}");
    }
    let twice = format!(
        "{}?{}&state=t",
        world.at("oauth2_code", "/authorize"),
        authorize(&[])
    );
    world.client.get(twice).send().await.unwrap();
    assert!(world.why("oauth2_code").await.contains("comes twice"));
}

#[tokio::test]
async fn a_code_is_changed_only_by_exactly_the_request_the_vendor_documents() {
    let world = World::new().await;
    let back = world.allowed("oauth2_code", &authorize(&[])).await;
    let code = code_of(&back);
    let url = world.at("oauth2_code", "/token");
    let without = |name: &str| -> Vec<(&str, &str)> {
        token(&code)
            .into_iter()
            .filter(|(known, _)| *known != name)
            .collect()
    };
    let with = |name: &'static str, value: &'static str| {
        let mut pairs = without(name);
        pairs.push((name, value));
        pairs
    };
    for (pairs, why) in [
        (without("code_verifier"), "code_verifier does not fit"),
        (
            with("code_verifier", "another"),
            "code_verifier does not fit",
        ),
        (
            with("redirect_uri", "http://127.0.0.1:47621/callback/quirks"),
            "redirect_uri is not",
        ),
        (with("client_secret", "wrong"), "do not go together"),
        (without("client_secret"), "must prove itself"),
        (with("grant_type", "password"), "grant_type"),
        (with("scope", "pantry.read"), "scope is not known"),
    ] {
        json(form(world.client.post(&url), &pairs)).await;
        let said = world.why("oauth2_code").await;
        assert!(said.contains(why), "{pairs:?}: {said}");
    }
    let basic =
        form(world.client.post(&url), &token(&code)).basic_auth("larder-quirks", Some(SECRET));
    assert_eq!(json(basic).await.0, StatusCode::UNAUTHORIZED);
    let typed = world
        .client
        .post(&url)
        .header("content-type", "application/json")
        .body("{}");
    json(typed).await;
    assert!(
        world
            .why("oauth2_code")
            .await
            .contains("parameters must stand in")
    );
    let query = form(world.client.post(format!("{url}?x=1")), &token(&code));
    assert_eq!(json(query).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(
        json(form(world.client.post(&url), &token(&code))).await.0,
        StatusCode::OK
    );
    let again = json(form(world.client.post(&url), &token(&code))).await;
    assert_eq!(again.1["error"], "invalid_grant");
}

#[tokio::test]
async fn r03_a_retired_refresh_token_ends_the_grant() {
    let world = World::new().await;
    let query = authorize(&[("scope", Some("pantry.read,offline_access"))]);
    let code = code_of(&world.allowed("oauth2_rotating", &query).await);
    let ask = |body: Value| {
        let ask = world.client.post(world.at("oauth2_rotating", "/token"));
        json(
            ask.basic_auth("larder-quirks", Some(SECRET))
                .header("content-type", "application/json")
                .body(body.to_string()),
        )
    };
    let (status, first) = ask(json!({ "grant_type": "authorization_code", "code": code,
        "redirect_uri": REDIRECT, "code_verifier": VERIFIER }))
    .await;
    assert_eq!(status, StatusCode::OK, "{first}");
    let renew =
        |token: &Value| ask(json!({ "grant_type": "refresh_token", "refresh_token": token }));
    let (_, second) = renew(&first["refresh_token"]).await;
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(
        renew(&first["refresh_token"]).await.1["error"],
        "invalid_grant"
    );
    assert_eq!(
        renew(&second["refresh_token"]).await.1["error"],
        "invalid_grant"
    );
}

#[tokio::test]
async fn o17_a_device_waits_until_somebody_allows_it() {
    let world = World::new().await;
    let start = world.client.post(world.at("oauth2_device", "/device/code"));
    let start = form(
        start,
        &[("client_id", "larder-quirks"), ("scope", "pantry.read")],
    );
    let (_, device) = json(start).await;
    let poll = || {
        let ask = world.client.post(world.at("oauth2_device", "/token"));
        json(form(
            ask,
            &[
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
                ("device_code", device["device_code"].as_str().unwrap()),
                ("client_id", "larder-quirks"),
            ],
        ))
    };
    assert_eq!(poll().await.1["error"], "authorization_pending");
    let page = device["verification_uri_complete"].as_str().unwrap();
    let page = world
        .client
        .get(page)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let start = page
        .split("name=\"start\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let typed = [
        ("start", start),
        ("username", "ada@acme.test"),
        ("pw", "pantry-7"),
    ];
    let login = world
        .client
        .post(world.at("oauth2_device", "/practice/login"));
    form(login, &typed).send().await.unwrap();
    let decide = world
        .client
        .post(world.at("oauth2_device", "/practice/consent"));
    form(decide, &[("start", start), ("decision", "allow")])
        .send()
        .await
        .unwrap();
    assert!(poll().await.1["access_token"].is_string());
}

type Marking = fn(RequestBuilder) -> RequestBuilder;

#[tokio::test]
async fn a_key_is_taken_in_its_own_place_and_nowhere_else() {
    let world = World::new().await;
    let places: [(&str, &str, Marking); 5] = [
        ("key_header", "/me", |ask| {
            ask.header("authorization", "PantryKey quirks-key")
        }),
        ("key_query", "/me?api_key=quirks-key", |ask| ask),
        ("key_cookie", "/me", |ask| {
            ask.header("cookie", "theme=calm; pantry=quirks-key")
        }),
        ("key_path", "/botquirks-key/key_path/me", |ask| ask),
        ("basic", "/me", |ask| {
            ask.basic_auth("ada@acme.test/token", Some("pässword:1"))
        }),
    ];
    for (way, path, mark) in places {
        // The key in the path goes before everything else.
        let at = |path: &str| world.at(way, path).replace("/key_path/bot", "/bot");
        let right = mark(world.client.get(at(path)));
        assert_eq!(json(right).await.0, StatusCode::OK, "{way}");
        let other = if way == "key_path" {
            "/botwrong/key_path/me"
        } else {
            "/me"
        };
        let wrong = world
            .client
            .get(at(other))
            .header("authorization", "Bearer quirks-key");
        assert_eq!(json(wrong).await.0, StatusCode::UNAUTHORIZED, "{way}");
    }
}

#[tokio::test]
async fn requests_without_a_good_signature_are_refused_by_name() {
    let world = World::new().await;
    for (way, header, value, why) in [
        ("aws_sigv4", "x-none", "", "not signed"),
        (
            "aws_sigv4",
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDOTHER/x",
            "no such access key",
        ),
        ("hmac", "x-key", "quirks-key-1", "x-timestamp is missing"),
        (
            "wsse",
            "x-wsse",
            "UsernameToken Username=\"ada\"",
            "PasswordDigest is missing",
        ),
        ("jwt", "authorization", "Bearer a.b", "three parts"),
        (
            "jwt",
            "authorization",
            "Bearer e30.e30.e30",
            "alg must be HS256",
        ),
        (
            "jwt_curve",
            "authorization",
            "Bearer eyJhbGciOiJub25lIn0.e30.",
            "alg must be ES256",
        ),
        ("oauth1_hmac", "x-none", "", "must stand in the Header"),
        (
            "oauth1_fixed",
            "authorization",
            "OAuth realm=\"OTHER\", oauth_nonce=\"1\"",
            "realm must be ACME_SB1",
        ),
    ] {
        let ask = world.client.get(world.at(way, "/me")).header(header, value);
        assert!(json(ask).await.0.is_client_error(), "{way}");
        let said = world.why(way).await;
        assert!(said.contains(why), "{way}: {said}");
    }
}

#[tokio::test]
async fn a_log_in_in_two_steps_gives_a_session_that_is_renewed_once() {
    let world = World::new().await;
    let post = |path: &str, body: Value| {
        let ask = world.client.post(world.at("session", path));
        ask.header("content-type", "application/json")
            .body(body.to_string())
    };
    let ticket = world.client.post(world.at("session", "/ticket"));
    let (_, ticket) = json(ticket.basic_auth("ada@acme.test", Some("pantry-7"))).await;
    let answer = post("/session", json!({ "ticket": ticket["ticket"] }))
        .send()
        .await
        .unwrap();
    let session = answer.headers()["x-session"].to_str().unwrap().to_owned();
    let told: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let me = world
        .client
        .get(world.at("session", "/me"))
        .header("x-session", session);
    assert_eq!(json(me).await.0, StatusCode::OK);
    let renew = || post("/renew", json!({ "renewal": told["renewal"] }));
    assert_eq!(json(renew()).await.0, StatusCode::OK);
    assert_eq!(json(renew()).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_error_in_a_200_and_the_way_back_in_a_fragment_are_as_the_script_says() {
    let world = World::new().await;
    let wrong = world
        .client
        .get(world.at("oauth2_renamed", "/token?grant_type=authorization_code"));
    let (status, said) = json(wrong.header("x-api-version", "2")).await;
    assert_eq!(
        (status, said["status"].as_str()),
        (StatusCode::OK, Some("failed"))
    );
    let query = authorize(&[("response_mode", Some("fragment"))]);
    let back = world.allowed("oauth2_fragment", &query).await;
    assert!(back.query().is_none() && back.fragment().unwrap().contains("code="));
    let found = world.allowed("oauth2_discovery", &authorize(&[])).await;
    let issuer = found
        .query_pairs()
        .find(|(name, _)| name == "iss")
        .unwrap()
        .1
        .into_owned();
    assert_eq!(issuer, world.at("oauth2_discovery", ""));
}
