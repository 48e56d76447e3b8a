//! The main ways through both apps: sign in, see who it is, list, describe, break, refresh.

mod scene;

use scene::{Scene, json_of, query};
use serde_json::json;

#[tokio::test]
async fn a_person_signs_in_to_salesforce_and_the_org_lists_and_describes_its_objects() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    assert!(tokens.access().contains('!'));
    assert_eq!(tokens.0["instance_url"], scene.login());
    assert_eq!(tokens.0["token_type"], "Bearer");
    assert!(tokens.0["issued_at"].is_string());
    assert!(tokens.0.get("expires_in").is_none());
    let (status, user) = scene
        .get(
            &format!("{}/services/oauth2/userinfo", scene.login()),
            tokens.access(),
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(user["preferred_username"], "integration@acme.test");
    assert_eq!(user["sub"], tokens.0["id"]);
    let data = format!("{}/services/data/v62.0", scene.login());
    let (status, listed) = scene
        .get(&format!("{data}/sobjects"), tokens.access())
        .await;
    assert_eq!(status, 200);
    let objects = listed["sobjects"].as_array().expect("a list");
    assert!(objects.len() >= 1_200, "{}", objects.len());
    assert_eq!(
        objects[0]["urls"]["describe"],
        format!(
            "/services/data/v62.0/sobjects/{}/describe",
            objects[0]["name"].as_str().expect("a name")
        )
    );
    let (status, account) = scene
        .get(
            &format!(
                "{}//services/data/v62.0/sobjects/account/describe",
                scene.login()
            ),
            tokens.access(),
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(account["name"], "Account");
    assert!(account["fields"].as_array().expect("fields").len() >= 60);
}

#[tokio::test]
async fn a_person_signs_in_to_zendesk_by_oauth_and_by_api_token() {
    let scene = Scene::start().await;
    let tokens = scene
        .tokens(scene.zendesk(), "admin@acme.test", "shelf-1")
        .await;
    assert_eq!(tokens.0["expires_in"], 172_800);
    let me = format!("{}/api/v2/users/me.json", scene.zendesk());
    let (status, answer) = scene.get(&me, tokens.access()).await;
    assert_eq!(
        (status, &answer["user"]["email"]),
        (200, &json!("admin@acme.test"))
    );
    let admin = scene
        .practice
        .addresses()
        .people
        .iter()
        .find(|person| person.app == "zendesk")
        .expect("the cast");
    let by_token = scene
        .http
        .get(&me)
        .basic_auth(format!("{}/token", admin.username), admin.api_token.clone())
        .send()
        .await
        .expect("answered");
    let answer = json_of(by_token).await;
    assert_eq!(answer["user"]["role"], "admin");
    let fields = format!("{}/api/v2/organization_fields.json", scene.zendesk());
    let (status, answer) = scene.get(&fields, tokens.access()).await;
    assert_eq!(status, 200);
    assert_eq!(answer["count"], 14);
}

#[tokio::test]
async fn expired_access_is_refreshed_and_a_revoked_grant_is_gone() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let limits = format!("{}/services/data/v62.0/limits", scene.login());
    let who = json!({"app": "salesforce", "org": "login", "username": "integration@acme.test"});
    scene.fault("expire", who.clone()).await;
    let (status, answer) = scene.get(&limits, tokens.access()).await;
    assert_eq!(status, 401);
    assert_eq!(answer[0]["errorCode"], "INVALID_SESSION_ID");
    let (status, renewed) = scene.refresh(scene.login(), tokens.refresh()).await;
    assert_eq!(status, 200);
    assert!(renewed.get("refresh_token").is_none(), "no rotation yet");
    let access = renewed["access_token"].as_str().expect("a token");
    assert_eq!(scene.get(&limits, access).await.0, 200);
    scene.fault("revoke", who).await;
    assert_eq!(scene.get(&limits, access).await.0, 401);
    let (status, answer) = scene.refresh(scene.login(), tokens.refresh()).await;
    assert_eq!(status, 400);
    assert_eq!(answer["error"], "invalid_grant");
    assert_eq!(answer["error_description"], "expired access/refresh token");
}

#[tokio::test]
async fn the_redirect_brings_code_and_state_back_unchanged() {
    let scene = Scene::start().await;
    let url = scene.authorize_url(
        scene.login(),
        &[("redirect_uri", "http://localhost:1717/OauthRedirect?kept=1")],
    );
    let back = scene
        .browser()
        .sign_in(url, "integration@acme.test", "pantry-1", "allow")
        .await;
    assert_eq!(back.path(), "/OauthRedirect");
    assert_eq!(query(&back, "kept").as_deref(), Some("1"));
    assert_eq!(query(&back, "state").as_deref(), Some("a state & more"));
    assert!(query(&back, "code").is_some());
}
