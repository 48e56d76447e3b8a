//! The token endpoints: codes, refresh, rotation, revocation.

mod scene;

use larder_practice::{CLIENT_ID, CONFIDENTIAL_CLIENT_ID, CONFIDENTIAL_CLIENT_SECRET};
use scene::{REDIRECT, Scene, VERIFIER, json_of, query, token_requests};
use serde_json::json;

#[tokio::test]
async fn o04_a_code_works_once_and_its_second_use_revokes_the_tokens() {
    let scene = Scene::start().await;
    let code = scene
        .code(scene.login(), "integration@acme.test", "pantry-1")
        .await;
    let (status, first) = scene.exchange(scene.login(), &code).await;
    assert_eq!(status, 200);
    let (status, second) = scene.exchange(scene.login(), &code).await;
    assert_eq!(status, 400);
    assert_eq!(second["error"], "invalid_grant");
    assert_eq!(second["error_description"], "expired authorization code");
    let limits = format!("{}/services/data/v62.0/limits", scene.login());
    let access = first["access_token"].as_str().expect("a token");
    assert_eq!(scene.get(&limits, access).await.0, 401);
    let refresh = first["refresh_token"].as_str().expect("a token");
    assert_eq!(scene.refresh(scene.login(), refresh).await.0, 400);
}

#[tokio::test]
async fn o03_a_code_with_another_verifier_gives_nothing_and_is_spent() {
    let scene = Scene::start().await;
    let code = scene
        .code(scene.login(), "integration@acme.test", "pantry-1")
        .await;
    let wrong = "another-verifier-that-is-long-enough-for-the-rule-0123456789";
    let (status, answer) = scene
        .form(
            &scene.token_url(scene.login()),
            &[
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", REDIRECT),
                ("client_id", CLIENT_ID),
                ("code_verifier", wrong),
            ],
        )
        .await;
    assert_eq!(status, 400);
    assert_eq!(answer["error_description"], "invalid code verifier");
    assert_eq!(scene.exchange(scene.login(), &code).await.0, 400);
}

#[tokio::test]
async fn a_code_is_bound_to_its_redirect_client_and_org() {
    let scene = Scene::start().await;
    let code = scene
        .code(scene.login(), "integration@acme.test", "pantry-1")
        .await;
    let (status, _) = scene.exchange(scene.sandbox(), &code).await;
    assert_eq!(status, 400, "the other org does not know it");
    let ask = |redirect: &'static str, client: &'static str| {
        let code = code.clone();
        let scene = &scene;
        async move {
            scene
                .form(
                    &scene.token_url(scene.login()),
                    &[
                        ("grant_type", "authorization_code"),
                        ("code", &code),
                        ("redirect_uri", redirect),
                        ("client_id", client),
                        ("code_verifier", VERIFIER),
                    ],
                )
                .await
        }
    };
    let (_, answer) = ask("http://127.0.0.1:47621/callback/salesforce", CLIENT_ID).await;
    assert_eq!(answer["error"], "redirect_uri_mismatch");
    let (_, answer) = ask(REDIRECT, "PlatformCLI").await;
    assert_eq!(answer["error"], "invalid_grant");
    let (_, answer) = ask(REDIRECT, "nobody").await;
    assert_eq!(answer["error"], "invalid_client_id");
    assert_eq!(scene.exchange(scene.login(), &code).await.0, 200);
}

#[tokio::test]
async fn the_confidential_client_needs_its_secret_in_header_or_form() {
    let scene = Scene::start().await;
    let url = scene.authorize_url(
        scene.login(),
        &[
            ("client_id", CONFIDENTIAL_CLIENT_ID),
            ("code_challenge", ""),
            ("code_challenge_method", ""),
        ],
    );
    let back = scene
        .browser()
        .sign_in(url, "integration@acme.test", "pantry-1", "allow")
        .await;
    let code = query(&back, "code").expect("a code");
    let body = format!("grant_type=authorization_code&code={code}&redirect_uri={REDIRECT}");
    let ask = |secret: &'static str| {
        scene
            .http
            .post(scene.token_url(scene.login()))
            .header("content-type", "application/x-www-form-urlencoded")
            .basic_auth(CONFIDENTIAL_CLIENT_ID, Some(secret))
            .body(body.replace("==", "%3D%3D"))
            .send()
    };
    let refused = ask("wrong").await.expect("answered");
    assert_eq!(json_of(refused).await["error"], "invalid_client");
    let good = ask(CONFIDENTIAL_CLIENT_SECRET).await.expect("answered");
    assert_eq!(good.status(), 200);
}

#[tokio::test]
async fn r03_with_rotation_a_retired_refresh_token_kills_the_family() {
    let scene = Scene::start().await;
    scene
        .fault("token_rotation", json!({"app": "salesforce", "on": true}))
        .await;
    let tokens = scene.integration().await;
    let (status, second) = scene.refresh(scene.login(), tokens.refresh()).await;
    assert_eq!(status, 200);
    let newer = second["refresh_token"].as_str().expect("a new one");
    assert_ne!(newer, tokens.refresh());
    let (status, third) = scene.refresh(scene.login(), newer).await;
    assert_eq!(status, 200);
    assert_eq!(scene.refresh(scene.login(), tokens.refresh()).await.0, 400);
    let newest = third["refresh_token"].as_str().expect("a new one");
    assert_eq!(scene.refresh(scene.login(), newest).await.0, 400);
    let log = scene.log().await;
    assert_eq!(
        token_requests(&log, "salesforce", "login", "refresh_token"),
        4
    );
    assert_eq!(
        token_requests(&log, "salesforce", "login", "authorization_code"),
        1
    );
}

#[tokio::test]
async fn zendesk_rotates_takes_json_and_obeys_the_lifetime_asked_for() {
    let scene = Scene::start().await;
    let tokens = scene
        .tokens(scene.zendesk(), "agent@acme.test", "shelf-2")
        .await;
    let body = json!({
        "grant_type": "refresh_token",
        "refresh_token": tokens.refresh(),
        "client_id": CLIENT_ID,
        "expires_in": 600,
    });
    let response = scene
        .http
        .post(scene.token_url(scene.zendesk()))
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .expect("answered");
    assert_eq!(response.status(), 200);
    let renewed = json_of(response).await;
    assert_eq!(renewed["expires_in"], 600);
    assert_ne!(renewed["refresh_token"], tokens.0["refresh_token"]);
    let me = format!("{}/api/v2/users/me.json", scene.zendesk());
    assert_eq!(
        scene.get(&me, tokens.access()).await.0,
        401,
        "the old pair is gone"
    );
    let access = renewed["access_token"].as_str().expect("a token");
    assert_eq!(scene.get(&me, access).await.1["user"]["role"], "agent");
}

#[tokio::test]
async fn o14_a_refresh_token_comes_only_with_its_scope() {
    let scene = Scene::start().await;
    let url = scene.authorize_url(scene.login(), &[("scope", "api")]);
    let back = scene
        .browser()
        .sign_in(url, "integration@acme.test", "pantry-1", "allow")
        .await;
    let (_, answer) = scene
        .exchange(scene.login(), &query(&back, "code").expect("a code"))
        .await;
    assert_eq!(answer["scope"], "api");
    assert!(answer.get("refresh_token").is_none());
}

#[tokio::test]
async fn o20_revoking_ends_the_grant_in_both_apps() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let revoke = format!("{}/services/oauth2/revoke", scene.login());
    let (status, _) = scene.form(&revoke, &[("token", tokens.refresh())]).await;
    assert_eq!(status, 200);
    let limits = format!("{}/services/data/v62.0/limits", scene.login());
    assert_eq!(scene.get(&limits, tokens.access()).await.0, 401);
    let (status, answer) = scene.form(&revoke, &[("token", tokens.refresh())]).await;
    assert_eq!(status, 400);
    assert!(
        answer
            .as_str()
            .is_some_and(|text| text.contains("unsupported_token_type"))
    );

    let tokens = scene
        .tokens(scene.zendesk(), "admin@acme.test", "shelf-1")
        .await;
    let current = format!("{}/api/v2/oauth/tokens/current.json", scene.zendesk());
    let deleted = scene
        .http
        .delete(&current)
        .bearer_auth(tokens.access())
        .send()
        .await
        .expect("answered");
    assert_eq!(deleted.status(), 204);
    assert_eq!(
        scene.refresh(scene.zendesk(), tokens.refresh()).await.0,
        400
    );
}

#[tokio::test]
async fn introspection_tells_the_client_about_its_own_tokens() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let url = format!("{}/services/oauth2/introspect", scene.login());
    let (_, answer) = scene
        .form(
            &url,
            &[("token", tokens.access()), ("client_id", CLIENT_ID)],
        )
        .await;
    assert_eq!(answer["active"], true);
    let (_, answer) = scene
        .form(
            &url,
            &[("token", tokens.access()), ("client_id", "PlatformCLI")],
        )
        .await;
    assert_eq!(answer, json!({"active": false}));
}

#[tokio::test]
async fn r06_refused_refreshes_say_why_in_salesforces_words() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let who = json!({"app": "salesforce", "username": "integration@acme.test"});
    scene.fault("deactivate_user", who.clone()).await;
    let (_, answer) = scene.refresh(scene.login(), tokens.refresh()).await;
    assert_eq!(answer["error"], "invalid_grant");
    assert_eq!(answer["error_description"], "inactive user");
    scene.fault("reactivate", who).await;
    assert_eq!(scene.refresh(scene.login(), tokens.refresh()).await.0, 200);
    let (_, answer) = scene
        .form(&scene.token_url(scene.login()), &[("grant_type", "device")])
        .await;
    assert_eq!(answer["error"], "unsupported_grant_type");
    let (_, answer) = scene.form(&scene.token_url(scene.login()), &[]).await;
    assert_eq!(answer["error"], "invalid_request");
}
