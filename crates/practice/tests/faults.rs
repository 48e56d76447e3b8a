//! Every fault does what its catalog entry says, as often and where it was asked.

mod scene;

use std::time::Duration;

use scene::{Scene, query, token_requests};
use serde_json::{Value, json};

fn limits(scene: &Scene) -> String {
    format!("{}/services/data/v62.0/limits", scene.login())
}

#[tokio::test]
async fn every_fault_of_the_catalog_can_be_asked_for() {
    let scene = Scene::start().await;
    for fault in &scene.practice.addresses().faults {
        // Roles are Zendesk's alone.
        let app = if fault.id == "change_role" {
            ("zendesk", "acme", "agent@acme.test")
        } else {
            ("salesforce", "login", "sales@acme.test")
        };
        let mut body = json!({});
        for member in &fault.takes {
            body[member] = match member.as_str() {
                "app" => json!(app.0),
                "org" => json!(app.1),
                "username" => json!(app.2),
                "times" | "ms" | "bytes" => json!(1),
                "on" => json!(true),
                "role" => json!("light-agent"),
                _ => json!("x"),
            };
        }
        scene.fault(&fault.id, body).await;
    }
}

#[tokio::test]
async fn a_fault_with_times_is_over_after_that_many_requests() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    scene
        .fault("unavailable", json!({"app": "salesforce", "times": 2}))
        .await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(scene.get(&limits(&scene), tokens.access()).await.0);
    }
    assert_eq!(statuses, [503, 503, 200]);
}

#[tokio::test]
async fn a_fault_meets_only_its_path_org_and_person() {
    let scene = Scene::start().await;
    let mine = scene.integration().await;
    let hers = scene
        .tokens(scene.login(), "admin@acme.test", "pantry-3")
        .await;
    scene
        .fault(
            "unavailable",
            json!({"app": "salesforce", "org": "login", "username": "admin@acme.test", "path": "/services/data/v62.0/limits"}),
        )
        .await;
    assert_eq!(scene.get(&limits(&scene), mine.access()).await.0, 200);
    assert_eq!(scene.get(&limits(&scene), hers.access()).await.0, 503);
    let other = format!("{}/services/data/v62.0/", scene.login());
    assert_eq!(scene.get(&other, hers.access()).await.0, 200);
}

#[tokio::test]
async fn m07_rate_limits_are_worded_as_each_app_words_them() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    scene.fault("rate_limit", json!({"retry_after": "7"})).await;
    let (status, answer) = scene.get(&limits(&scene), tokens.access()).await;
    assert_eq!(
        (status, &answer[0]["errorCode"]),
        (403, &json!("REQUEST_LIMIT_EXCEEDED"))
    );
    let me = format!("{}/api/v2/users/me.json", scene.zendesk());
    let response = scene.http.get(me).send().await.expect("answered");
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
}

#[tokio::test]
async fn the_api_can_be_disabled() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    scene
        .fault("api_disabled", json!({"app": "salesforce"}))
        .await;
    let (status, answer) = scene.get(&limits(&scene), tokens.access()).await;
    assert_eq!(
        (status, &answer[0]["errorCode"]),
        (403, &json!("API_DISABLED_FOR_ORG"))
    );
}

#[tokio::test]
async fn m04_and_m03_wrong_bodies_arrive_as_asked() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let times = |app: &str| json!({"app": app, "times": 1});
    scene.fault("html_login", times("salesforce")).await;
    let (status, text) = scene.get(&limits(&scene), tokens.access()).await;
    assert_eq!(status, 200);
    assert!(
        text.as_str()
            .is_some_and(|text| text.starts_with("<!doctype html>"))
    );
    scene.fault("wrong_json", times("salesforce")).await;
    let (status, answer) = scene.get(&limits(&scene), tokens.access()).await;
    assert_eq!((status, &answer["message"]), (200, &json!("welcome")));
    scene.fault("truncated", times("salesforce")).await;
    let response = scene
        .http
        .get(limits(&scene))
        .bearer_auth(tokens.access())
        .send()
        .await
        .expect("a head");
    assert_eq!(response.status(), 200);
    assert!(response.text().await.is_err(), "the body breaks off");
    scene
        .fault(
            "huge",
            json!({"app": "salesforce", "times": 1, "bytes": 3_000_000}),
        )
        .await;
    let response = scene
        .http
        .get(limits(&scene))
        .bearer_auth(tokens.access())
        .send()
        .await
        .expect("a head");
    assert!(response.bytes().await.expect("a body").len() >= 3_000_000);
}

#[tokio::test]
async fn m05_a_redirect_leads_to_another_host() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    scene
        .fault(
            "redirect_elsewhere",
            json!({"app": "salesforce", "url": "https://evil.example/"}),
        )
        .await;
    let response = scene
        .http
        .get(limits(&scene))
        .bearer_auth(tokens.access())
        .send()
        .await
        .expect("answered");
    assert_eq!(response.status(), 302);
    assert_eq!(response.headers()["location"], "https://evil.example/");
}

#[tokio::test]
async fn m06_hanging_and_slow_answers_can_be_waited_out_and_disarmed() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    scene
        .fault("hang", json!({"app": "salesforce", "times": 1}))
        .await;
    let waited = scene
        .http
        .get(limits(&scene))
        .bearer_auth(tokens.access())
        .timeout(Duration::from_millis(200))
        .send()
        .await;
    assert!(waited.is_err_and(|error| error.is_timeout()));
    scene
        .fault("slow", json!({"app": "salesforce", "ms": 60_000}))
        .await;
    let waited = scene
        .http
        .get(limits(&scene))
        .bearer_auth(tokens.access())
        .timeout(Duration::from_millis(200))
        .send()
        .await;
    assert!(waited.is_err_and(|error| error.is_timeout()));
    let disarm = format!("{}/faults/slow", scene.practice.addresses().control);
    assert_eq!(
        scene
            .http
            .delete(disarm)
            .send()
            .await
            .expect("answered")
            .status(),
        204
    );
    assert_eq!(scene.get(&limits(&scene), tokens.access()).await.0, 200);
}

#[tokio::test]
async fn r05_a_lost_token_response_has_still_rotated_the_token() {
    let scene = Scene::start().await;
    let tokens = scene
        .tokens(scene.zendesk(), "admin@acme.test", "shelf-1")
        .await;
    scene
        .fault("lose_token_response", json!({"app": "zendesk", "times": 1}))
        .await;
    let lost = scene
        .http
        .post(scene.token_url(scene.zendesk()))
        .header("content-type", "application/json")
        .body(json!({"grant_type": "refresh_token", "refresh_token": tokens.refresh(), "client_id": "larder-practice"}).to_string())
        .send()
        .await;
    assert!(lost.is_err(), "no answer");
    let (status, answer) = scene.refresh(scene.zendesk(), tokens.refresh()).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_grant")));
    let log = scene.log().await;
    assert_eq!(token_requests(&log, "zendesk", "acme", "refresh_token"), 2);
    assert!(
        log["requests"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|one| one["status"].is_null())
    );
}

#[tokio::test]
async fn o11_and_o15_token_answers_can_be_wrong_in_three_ways() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let once = json!({"app": "salesforce", "times": 1});
    scene.fault("token_html", once.clone()).await;
    let (status, text) = scene.refresh(scene.login(), tokens.refresh()).await;
    assert!(status == 200 && text.is_string());
    scene.fault("token_error_in_200", once).await;
    let (status, answer) = scene.refresh(scene.login(), tokens.refresh()).await;
    assert_eq!((status, &answer["error"]), (200, &json!("invalid_grant")));
    scene
        .fault(
            "bad_instance_url",
            json!({"times": 1, "url": "https://evil.example"}),
        )
        .await;
    let (status, answer) = scene.refresh(scene.login(), tokens.refresh()).await;
    assert_eq!(
        (status, &answer["instance_url"]),
        (200, &json!("https://evil.example"))
    );
    let (_, answer) = scene.refresh(scene.login(), tokens.refresh()).await;
    assert_eq!(answer["instance_url"], scene.login());
}

#[tokio::test]
async fn a_changed_password_ends_grants_and_lets_only_the_new_one_in() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let body: Value = json!({"app": "salesforce", "org": "login", "username": "integration@acme.test", "password": "fresh-1"});
    scene.fault("change_password", body).await;
    assert_eq!(scene.refresh(scene.login(), tokens.refresh()).await.0, 400);
    scene
        .tokens(scene.login(), "integration@acme.test", "fresh-1")
        .await;
    let old = scene
        .form(
            &scene.token_url(scene.login()),
            &[
                ("grant_type", "password"),
                ("client_id", larder_practice::CONFIDENTIAL_CLIENT_ID),
                ("client_secret", larder_practice::CONFIDENTIAL_CLIENT_SECRET),
                ("username", "integration@acme.test"),
                ("password", "pantry-1"),
            ],
        )
        .await;
    assert_eq!(old.1["error_description"], "authentication failure");
}

#[tokio::test]
async fn r11_reduced_rights_leave_the_token_good_and_the_list_short_until_restored() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let url = format!("{}/services/data/v62.0/sobjects", scene.login());
    let who = json!({"app": "salesforce", "org": "login", "username": "integration@acme.test"});
    let count = async || {
        let (status, answer) = scene.get(&url, tokens.access()).await;
        assert_eq!(status, 200);
        answer["sobjects"].as_array().map_or(0, Vec::len)
    };
    let before = count().await;
    scene.fault("reduce_rights", who.clone()).await;
    assert!(count().await < 100);
    scene.fault("restore_rights", who).await;
    assert_eq!(count().await, before);
}

#[tokio::test]
async fn r11_a_changed_role_is_told_as_zendesk_tells_it_and_decides_what_is_refused() {
    let scene = Scene::start().await;
    let tokens = scene
        .tokens(scene.zendesk(), "admin@acme.test", "shelf-1")
        .await;
    let of = |path: &str| format!("{}/api/v2/{path}", scene.zendesk());
    let (me, organizations) = (of("users/me.json"), of("organizations.json"));
    let create = async |number: usize| {
        let body = json!({ "organization": { "name": format!("Partner {number}") } });
        let response = scene
            .http
            .post(&organizations)
            .bearer_auth(tokens.access())
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .expect("answered");
        (response.status().as_u16(), scene::json_of(response).await)
    };
    let cases = [
        ("agent", "agent", json!(null), false, 200, 403),
        ("light-agent", "agent", json!(1), true, 200, 403),
        ("custom-agent", "agent", json!(0), true, 200, 201),
        ("end-user", "end-user", json!(null), false, 403, 403),
        ("admin", "admin", json!(4), false, 200, 201),
    ];
    for (number, (role, told, role_type, has_custom, lists, creates)) in
        cases.into_iter().enumerate()
    {
        let who = json!({ "app": "zendesk", "username": "admin@acme.test", "role": role });
        scene.fault("change_role", who).await;
        let (status, answer) = scene.get(&me, tokens.access()).await;
        let user = &answer["user"];
        assert_eq!(status, 200, "the token stays good");
        assert_eq!(
            (&user["role"], &user["role_type"]),
            (&json!(told), &role_type),
            "{role}"
        );
        assert_eq!(user["custom_role_id"].is_u64(), has_custom, "{role}");
        assert_eq!(scene.get(&organizations, tokens.access()).await.0, lists);
        let (status, answer) = create(number).await;
        assert_eq!(status, creates, "{role}");
        if status == 403 {
            assert_eq!(answer["error"]["title"], "Forbidden", "{role}");
        }
    }
    let who = json!({ "app": "zendesk", "username": "admin@acme.test" });
    let light = json!({ "app": "zendesk", "username": "admin@acme.test", "role": "light-agent" });
    scene.fault("change_role", light).await;
    scene.fault("restore_rights", who).await;
    let (_, answer) = scene.get(&me, tokens.access()).await;
    assert_eq!(answer["user"]["role"], "admin", "the first role is back");
}

#[tokio::test]
async fn a_deactivated_person_can_neither_call_nor_sign_in() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let who = json!({"app": "salesforce", "org": "login", "username": "integration@acme.test"});
    scene.fault("deactivate_user", who.clone()).await;
    assert_eq!(scene.get(&limits(&scene), tokens.access()).await.0, 401);
    scene.fault("reactivate", who).await;
    assert_eq!(scene.get(&limits(&scene), tokens.access()).await.0, 200);
    let url = scene.authorize_url(scene.login(), &[]);
    let back = scene
        .browser()
        .sign_in(url, "integration@acme.test", "pantry-1", "allow")
        .await;
    assert!(query(&back, "code").is_some());
}
