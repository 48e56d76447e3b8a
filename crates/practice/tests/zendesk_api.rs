//! The Zendesk API: who calls, paging in both shapes, roles, and error bodies.

mod scene;

use scene::{Scene, json_of};
use serde_json::{Value, json};

async fn admin(scene: &Scene) -> String {
    let tokens = scene
        .tokens(scene.zendesk(), "admin@acme.test", "shelf-1")
        .await;
    tokens.access().to_owned()
}

async fn agent(scene: &Scene) -> String {
    let tokens = scene
        .tokens(scene.zendesk(), "agent@acme.test", "shelf-2")
        .await;
    tokens.access().to_owned()
}

async fn send(
    scene: &Scene,
    token: &str,
    method: reqwest::Method,
    path: &str,
    body: Value,
) -> (u16, Value) {
    let response = scene
        .http
        .request(method, format!("{}/api/v2{path}", scene.zendesk()))
        .bearer_auth(token)
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .expect("answered");
    let status = response.status().as_u16();
    let text = response.text().await.expect("a body");
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

#[tokio::test]
async fn bad_basic_credentials_are_an_anonymous_user_with_status_200() {
    let scene = Scene::start().await;
    let me = format!("{}/api/v2/users/me.json", scene.zendesk());
    for (user, secret) in [
        ("admin@acme.test/token", "wrong"),
        ("admin@acme.test", "wrong"),
        (
            "suspended@acme.test/token",
            "PracticeApiTokenGone00000000000000000004",
        ),
        // The token of another person.
        (
            "admin@acme.test/token",
            "PracticeApiTokenAgent0000000000000000002",
        ),
    ] {
        let response = scene
            .http
            .get(&me)
            .basic_auth(user, Some(secret))
            .send()
            .await
            .expect("answered");
        assert_eq!(response.status(), 200);
        let answer = json_of(response).await;
        assert_eq!(answer["user"]["name"], "Anonymous user");
        assert_eq!(answer["user"]["id"], Value::Null);
    }
    let response = scene.http.get(&me).send().await.expect("answered");
    assert_eq!(json_of(response).await["user"]["name"], "Anonymous user");
    let fields = format!("{}/api/v2/organization_fields.json", scene.zendesk());
    let response = scene
        .http
        .get(&fields)
        .basic_auth("admin@acme.test/token", Some("wrong"))
        .send()
        .await
        .expect("answered");
    assert_eq!(response.status(), 401);
    assert_eq!(
        json_of(response).await,
        json!({"error": "Couldn't authenticate you"})
    );
}

#[tokio::test]
async fn a_bad_bearer_token_is_401_with_a_challenge() {
    let scene = Scene::start().await;
    for path in ["users/me.json", "organization_fields.json"] {
        let response = scene
            .http
            .get(format!("{}/api/v2/{path}", scene.zendesk()))
            .bearer_auth("wrong")
            .send()
            .await
            .expect("answered");
        assert_eq!(response.status(), 401);
        let challenge = response.headers()["www-authenticate"]
            .to_str()
            .expect("text")
            .to_owned();
        assert!(challenge.starts_with("Bearer realm=") && challenge.contains("invalid_token"));
        assert_eq!(json_of(response).await["error"], "invalid_token");
    }
}

#[tokio::test]
async fn lists_page_by_offset_and_by_cursor_and_give_the_same() {
    let scene = Scene::start().await;
    let token = admin(&scene).await;
    for (start, size) in [("?per_page=50", 50), ("?page%5Bsize%5D=50", 50), ("", 100)] {
        let mut next = Some(format!(
            "{}/api/v2/organizations.json{start}",
            scene.zendesk()
        ));
        let mut ids = Vec::new();
        while let Some(url) = next {
            let (status, page) = scene.get(&url, &token).await;
            assert_eq!(status, 200);
            let items = page["organizations"].as_array().expect("a list");
            assert!(items.len() <= size);
            ids.extend(items.iter().map(|item| item["id"].as_u64().expect("an id")));
            next = if page.get("meta").is_some() {
                let link = page["links"]["next"].as_str().map(str::to_owned);
                assert_eq!(page["meta"]["has_more"], link.is_some());
                link
            } else {
                assert_eq!(page["count"], 144);
                page["next_page"].as_str().map(str::to_owned)
            };
        }
        ids.dedup();
        assert_eq!(ids.len(), 144, "{start}");
    }
    let bad = format!(
        "{}/api/v2/organizations.json?page%5Bsize%5D=none",
        scene.zendesk()
    );
    assert_eq!(scene.get(&bad, &token).await.0, 400);
}

#[tokio::test]
async fn fields_have_types_and_options() {
    let scene = Scene::start().await;
    let token = agent(&scene).await;
    let get = async |path: &str| {
        let (status, answer) = scene
            .get(&format!("{}/api/v2/{path}", scene.zendesk()), &token)
            .await;
        assert_eq!(status, 200, "{path}");
        answer
    };
    let organizations = get("organization_fields.json").await;
    let keys: Vec<_> = organizations["organization_fields"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|field| field["key"].as_str().expect("a key").to_owned())
        .collect();
    assert!(
        !keys.contains(&"annual_revenue".to_owned()),
        "not for agents"
    );
    assert_eq!(
        organizations["organization_fields"][2]["custom_field_options"][0]["value"],
        "restaurant"
    );
    let tickets = get("ticket_fields.json").await;
    assert_eq!(
        tickets["ticket_fields"][2]["system_field_options"][0],
        json!({"name": "Open", "value": "open"})
    );
    assert!(
        tickets["ticket_fields"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|field| field.get("custom_field_options").is_some())
    );
    assert_eq!(get("user_fields.json").await["count"], 5);
    assert_eq!(
        get("ticket_forms.json").await["ticket_forms"][0]["default"],
        true
    );
    assert_eq!(get("brands.json").await["brands"][0]["name"], "Acme Pantry");
    assert_eq!(get("account.json").await["account"]["subdomain"], "acme");
}

#[tokio::test]
async fn roles_decide_what_a_caller_may() {
    let scene = Scene::start().await;
    let agent = agent(&scene).await;
    let admin = admin(&scene).await;
    let settings = format!("{}/api/v2/account/settings.json", scene.zendesk());
    assert_eq!(scene.get(&settings, &agent).await.0, 403);
    assert_eq!(scene.get(&settings, &admin).await.0, 200);
    let body = json!({"organization": {"name": "New"}});
    let (status, _) = send(
        &scene,
        &agent,
        reqwest::Method::POST,
        "/organizations.json",
        body,
    )
    .await;
    assert_eq!(status, 403);
    let customer = scene
        .tokens(scene.zendesk(), "customer@acme.test", "shelf-3")
        .await;
    let fields = format!("{}/api/v2/organization_fields.json", scene.zendesk());
    assert_eq!(scene.get(&fields, customer.access()).await.0, 403);
    let me = format!("{}/api/v2/users/me.json", scene.zendesk());
    assert_eq!(
        scene.get(&me, customer.access()).await.1["user"]["role"],
        "end-user"
    );
}

#[tokio::test]
async fn a_token_that_may_only_read_may_not_write() {
    let scene = Scene::start().await;
    let url = scene.authorize_url(scene.zendesk(), &[("scope", "read")]);
    let back = scene
        .browser()
        .sign_in(url, "admin@acme.test", "shelf-1", "allow")
        .await;
    let code = scene::query(&back, "code").expect("a code");
    let (_, answer) = scene.exchange(scene.zendesk(), &code).await;
    let token = answer["access_token"].as_str().expect("a token");
    let body = json!({"organization": {"name": "New"}});
    let (status, _) = send(
        &scene,
        token,
        reqwest::Method::POST,
        "/organizations.json",
        body,
    )
    .await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn organizations_are_created_or_updated_and_mistakes_are_422_with_details() {
    use reqwest::Method;
    let scene = Scene::start().await;
    let token = admin(&scene).await;
    let upsert = "/organizations/create_or_update.json";
    let body = json!({"organization": {"external_id": "K1", "name": "Partner & Sons", "organization_fields": {"region": "north"}}});
    let (status, made) = send(&scene, &token, Method::POST, upsert, body).await;
    assert_eq!(status, 201);
    let body = json!({"organization": {"external_id": "K1", "notes": "twice"}});
    let (status, changed) = send(&scene, &token, Method::POST, upsert, body).await;
    assert_eq!(status, 200);
    assert_eq!(changed["organization"]["id"], made["organization"]["id"]);
    assert_eq!(changed["organization"]["notes"], "twice");
    assert_eq!(
        changed["organization"]["organization_fields"]["region"],
        "north"
    );
    for (name, error) in [("", "BlankValue"), ("harbour kitchen", "DuplicateValue")] {
        let body = json!({"organization": {"name": name}});
        let (status, answer) =
            send(&scene, &token, Method::POST, "/organizations.json", body).await;
        assert_eq!(status, 422);
        assert_eq!(answer["error"], "RecordInvalid");
        assert_eq!(answer["details"]["name"][0]["error"], error);
    }
    let path = format!("/organizations/{}.json", made["organization"]["id"]);
    let (status, _) = send(&scene, &token, Method::DELETE, &path, json!(null)).await;
    assert_eq!(status, 204);
    let (status, answer) = send(&scene, &token, Method::GET, &path, json!(null)).await;
    assert_eq!((status, &answer["error"]), (404, &json!("RecordNotFound")));
}
