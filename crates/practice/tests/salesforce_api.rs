//! The REST API of a practice org: validators, rights, records, queries and error bodies.

mod scene;

use scene::{Scene, Tokens, json_of};
use serde_json::{Value, json};

async fn data(scene: &Scene, tokens: &Tokens, path: &str) -> (u16, Value) {
    let url = format!("{}/services/data/v62.0{path}", scene.login());
    scene.get(&url, tokens.access()).await
}

async fn send(
    scene: &Scene,
    tokens: &Tokens,
    method: reqwest::Method,
    path: &str,
    body: Value,
) -> (u16, Value) {
    let response = scene
        .http
        .request(
            method,
            format!("{}/services/data/v62.0{path}", scene.login()),
        )
        .bearer_auth(tokens.access())
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .expect("answered");
    let status = response.status().as_u16();
    let text = response.text().await.expect("a body");
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

fn names(list: &Value) -> Vec<&str> {
    list["sobjects"]
        .as_array()
        .or_else(|| list["fields"].as_array())
        .expect("a list")
        .iter()
        .map(|one| one["name"].as_str().expect("a name"))
        .collect()
}

#[tokio::test]
async fn m12_an_unchanged_list_is_answered_304_by_tag_and_by_date() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let url = format!("{}/services/data/v62.0/sobjects", scene.login());
    let ask = |name: &'static str, value: String| {
        scene
            .http
            .get(&url)
            .bearer_auth(tokens.access())
            .header(name, value)
            .send()
    };
    let first = ask("accept", "*/*".to_owned()).await.expect("answered");
    assert_eq!(first.status(), 200);
    assert_eq!(first.headers()["sforce-limit-info"], "api-usage=72/5000000");
    let tag = first.headers()["etag"].to_str().expect("text").to_owned();
    let date = first.headers()["last-modified"]
        .to_str()
        .expect("text")
        .to_owned();
    let same = ask("if-none-match", tag.clone()).await.expect("answered");
    assert_eq!(same.status(), 304);
    assert_eq!(same.headers()["etag"], *tag);
    assert!(same.bytes().await.expect("a body").is_empty());
    let same = ask("if-modified-since", date.clone())
        .await
        .expect("answered");
    assert_eq!(same.status(), 304);
    let other = ask("if-none-match", "\"other\"".to_owned())
        .await
        .expect("answered");
    assert_eq!(other.status(), 200);
    let who = json!({"app": "salesforce", "org": "login", "username": "integration@acme.test"});
    scene.fault("reduce_rights", who).await;
    let changed = ask("if-modified-since", date).await.expect("answered");
    assert_eq!(changed.status(), 200, "other rights, other list");
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_ask_only() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let raw = reqwest::Client::builder()
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .no_proxy()
        .build()
        .expect("a client");
    for path in [
        "sobjects",
        "sobjects/Account/describe",
        "query?q=SELECT+Id+FROM+Account",
    ] {
        let url = format!("{}/services/data/v62.0/{path}", scene.login());
        let plain = raw
            .get(&url)
            .bearer_auth(tokens.access())
            .send()
            .await
            .expect("answered");
        assert!(plain.headers().get("content-encoding").is_none(), "{path}");
        let plain = plain.bytes().await.expect("a body");
        let zipped = raw
            .get(&url)
            .bearer_auth(tokens.access())
            .header("accept-encoding", "gzip")
            .send()
            .await
            .expect("answered");
        assert_eq!(zipped.headers()["content-encoding"], "gzip", "{path}");
        assert!(
            zipped.bytes().await.expect("a body").len() < plain.len() / 2,
            "{path}"
        );
        let (_, unzipped) = scene.get(&url, tokens.access()).await;
        assert_eq!(
            unzipped,
            serde_json::from_slice::<Value>(&plain).expect("JSON"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_sales_person_sees_fewer_objects_and_fields_and_may_not_change_accounts() {
    let scene = Scene::start().await;
    let everything = scene.integration().await;
    let sales = scene
        .tokens(scene.login(), "sales@acme.test", "pantry-2")
        .await;
    let (_, all) = data(&scene, &everything, "/sobjects").await;
    let (_, few) = data(&scene, &sales, "/sobjects").await;
    assert!(names(&few).len() < names(&all).len() / 2);
    assert!(names(&few).contains(&"Account") && !names(&few).contains(&"ApexClass"));
    let (_, wide) = data(&scene, &everything, "/sobjects/Account/describe").await;
    let (_, narrow) = data(&scene, &sales, "/sobjects/Account/describe").await;
    assert!(names(&wide).contains(&"AnnualRevenue"));
    assert!(!names(&narrow).contains(&"AnnualRevenue"));
    assert_eq!(
        (&narrow["createable"], &wide["createable"]),
        (&json!(false), &json!(true))
    );
    assert!(
        narrow["fields"]
            .as_array()
            .expect("fields")
            .iter()
            .all(|field| field["updateable"] == false)
    );
    let (status, _) = data(&scene, &sales, "/sobjects/ApexClass/describe").await;
    assert_eq!(status, 404);
    let (status, answer) = send(
        &scene,
        &sales,
        reqwest::Method::POST,
        "/sobjects/Account",
        json!({"Name": "Mine", "Segment__c": "Retail"}),
    )
    .await;
    assert_eq!(status, 403);
    assert_eq!(answer[0]["errorCode"], "INSUFFICIENT_ACCESS_OR_READONLY");
}

#[tokio::test]
async fn the_two_orgs_say_who_they_are() {
    let scene = Scene::start().await;
    let production = scene.integration().await;
    let sandbox = scene
        .tokens(scene.sandbox(), "integration@acme.test.full", "cellar-1")
        .await;
    let soql = "/services/data/v62.0/query?q=SELECT+Name,IsSandbox,InstanceName,OrganizationType+FROM+Organization";
    for (origin, tokens, name, is_sandbox) in [
        (scene.login(), &production, "Acme", false),
        (scene.sandbox(), &sandbox, "Acme full", true),
    ] {
        let (_, answer) = scene.get(&format!("{origin}{soql}"), tokens.access()).await;
        let record = &answer["records"][0];
        assert_eq!(record["Name"], name);
        assert_eq!(record["IsSandbox"], is_sandbox);
        assert_eq!(record["OrganizationType"], "Enterprise Edition");
    }
    let (status, _) = scene
        .get(
            &format!("{}/services/data/v62.0/limits", scene.sandbox()),
            production.access(),
        )
        .await;
    assert_eq!(status, 401, "a token is good in its own org only");
}

#[tokio::test]
async fn dependent_picklists_chain_two_levels_deep_and_hang_on_a_checkbox_too() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let (_, account) = data(&scene, &tokens, "/sobjects/Account/describe").await;
    let field = |name: &str| {
        account["fields"]
            .as_array()
            .and_then(|fields| fields.iter().find(|field| field["name"] == name))
            .unwrap_or_else(|| panic!("no {name}"))
    };
    assert_eq!(field("Subsegment__c")["controllerName"], "Segment__c");
    assert_eq!(field("Menu_Size__c")["controllerName"], "Subsegment__c");
    assert_eq!(field("Cold_Zone__c")["controllerName"], "Cold_Chain__c");
    assert_eq!(field("Cold_Chain__c")["type"], "boolean");
    assert_eq!(
        field("Subsegment__c")["picklistValues"][2]["validFor"],
        "QAAA"
    );
    let required: Vec<&str> = account["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .filter(|field| {
            field["nillable"] == false
                && field["createable"] == true
                && field["defaultedOnCreate"] == false
        })
        .filter_map(|field| field["name"].as_str())
        .collect();
    assert_eq!(required, ["Name", "Segment__c"]);
    assert_eq!(field("Revenue_per_Employee__c")["calculated"], true);
    assert_eq!(field("Main_Warehouse__c")["referenceTo"][0], "Warehouse__c");
}

#[tokio::test]
async fn every_object_describes_itself() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let (_, listed) = data(&scene, &tokens, "/sobjects").await;
    for name in names(&listed).into_iter().step_by(13) {
        let (status, described) =
            data(&scene, &tokens, &format!("/sobjects/{name}/describe")).await;
        assert_eq!(status, 200, "{name}");
        assert_eq!(described["name"], name);
        let fields = names(&described);
        assert!(fields.len() >= 5, "{name}");
        let unique: std::collections::HashSet<_> = fields.iter().collect();
        assert_eq!(unique.len(), fields.len(), "{name} has a field twice");
        for field in described["fields"].as_array().expect("fields") {
            if let Some(controller) = field["controllerName"].as_str() {
                assert!(fields.contains(&controller), "{name} lacks {controller}");
            }
        }
    }
}

#[tokio::test]
async fn records_are_made_read_changed_and_deleted() {
    use reqwest::Method;
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let (status, made) = send(
        &scene,
        &tokens,
        Method::POST,
        "/sobjects/contact",
        json!({"LastName": "Ek"}),
    )
    .await;
    assert_eq!(status, 201);
    let id = made["id"].as_str().expect("an id");
    assert!(id.starts_with("003") && id.len() == 18);
    let path = format!("/sobjects/Contact/{id}");
    let (status, _) = send(
        &scene,
        &tokens,
        Method::PATCH,
        &path,
        json!({"Email": "ek@x.example"}),
    )
    .await;
    assert_eq!(status, 204);
    let (_, read) = data(&scene, &tokens, &format!("{path}?fields=LastName,Email")).await;
    assert_eq!(
        (&read["LastName"], &read["Email"]),
        (&json!("Ek"), &json!("ek@x.example"))
    );
    assert!(read.get("OwnerId").is_none());
    let (status, _) = send(&scene, &tokens, Method::DELETE, &path, json!(null)).await;
    assert_eq!(status, 204);
    assert_eq!(data(&scene, &tokens, &path).await.0, 404);
}

#[tokio::test]
async fn refusals_have_salesforces_bodies() {
    use reqwest::Method;
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    for (path, status, code) in [
        ("/sobjects/Nowhere__c/describe", 404, "NOT_FOUND"),
        ("/nothing", 404, "NOT_FOUND"),
        ("/sobjects/Account/001000000000000AAA", 404, "NOT_FOUND"),
        ("/query?q=SELECT+count()+FROM+XYZZY", 400, "INVALID_TYPE"),
        ("/query?q=SELECT+Nope+FROM+Account", 400, "INVALID_FIELD"),
        ("/query?q=SELECT+Id+FORM+Account", 400, "MALFORMED_QUERY"),
        ("/query", 400, "MALFORMED_QUERY"),
        ("/query/01g000-200", 400, "INVALID_QUERY_LOCATOR"),
    ] {
        let (found, answer) = data(&scene, &tokens, path).await;
        assert_eq!(
            (found, &answer[0]["errorCode"]),
            (status, &json!(code)),
            "{path}"
        );
        assert!(answer[0]["message"].is_string());
    }
    let (_, answer) = data(&scene, &tokens, "/query?q=SELECT+count()+FROM+XYZZY").await;
    let message = answer[0]["message"].as_str().expect("text");
    assert!(message.contains("ERROR at Row:1:Column:21\n"), "{message}");
    for (body, code) in [
        (json!({"Name": "No segment"}), "REQUIRED_FIELD_MISSING"),
        (
            json!({"Name": "N", "Segment__c": "Moon"}),
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        ),
        (
            json!({"Name": "N", "Segment__c": "Retail", "Foo": 1}),
            "INVALID_FIELD",
        ),
        (
            json!({"Name": "N", "Segment__c": "Retail", "Id": "1"}),
            "INVALID_FIELD_FOR_INSERT_UPDATE",
        ),
        (json!([]), "JSON_PARSER_ERROR"),
    ] {
        let (status, answer) = send(&scene, &tokens, Method::POST, "/sobjects/Account", body).await;
        assert_eq!((status, &answer[0]["errorCode"]), (400, &json!(code)));
    }
    let unsigned = scene
        .http
        .get(format!("{}/services/data/v62.0/sobjects", scene.login()))
        .send()
        .await
        .expect("answered");
    assert_eq!(unsigned.status(), 401);
    assert_eq!(
        json_of(unsigned).await[0]["errorCode"],
        "INVALID_SESSION_ID"
    );
}

#[tokio::test]
async fn a_query_follows_relationships_as_salesforce_does() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let ask = async |soql: &str| {
        let encoded: String = url::form_urlencoded::byte_serialize(soql.as_bytes()).collect();
        data(&scene, &tokens, &format!("/query?q={encoded}")).await
    };
    let (status, found) = ask(
        "select Username, profile.name, Profile.UserLicense.Name from User \
         where Profile.Name != 'Standard User' order by Profile.Name",
    )
    .await;
    assert_eq!(status, 200, "{found}");
    let record = &found["records"][0];
    assert_eq!(record["Username"], "integration@acme.test");
    let profile = &record["Profile"];
    assert_eq!(profile["Name"], "Minimum Access - API Only Integrations");
    assert_eq!(profile["attributes"]["type"], "Profile");
    assert_eq!(profile["UserLicense"]["Name"], "Salesforce Integration");
    assert_eq!(profile["UserLicense"]["attributes"]["type"], "UserLicense");
    assert!(record.get("ProfileId").is_none(), "only what was asked for");
    assert_eq!(
        found["records"][1]["Profile"]["Name"],
        "System Administrator"
    );

    // A relationship that leads nowhere is null as a whole.
    let (_, found) = ask("SELECT Name, Owner.Profile.Name, Parent.Name FROM Account LIMIT 1").await;
    let record = &found["records"][0];
    assert!(record["Owner"]["Profile"]["Name"].is_string(), "{record}");
    assert_eq!(record["Parent"], Value::Null);

    for (soql, words) in [
        (
            "SELECT Profil.Name FROM User",
            "Didn't understand relationship 'Profil' in field path.",
        ),
        (
            "SELECT Profile.Naem FROM User",
            "No such column 'Naem' on entity 'Profile'.",
        ),
        (
            "SELECT Id FROM User WHERE Name.Profile = 'x'",
            "Didn't understand relationship 'Name' in field path.",
        ),
    ] {
        let (status, answer) = ask(soql).await;
        assert_eq!(
            (status, &answer[0]["errorCode"]),
            (400, &json!("INVALID_FIELD"))
        );
        let message = answer[0]["message"].as_str().expect("words");
        assert!(message.contains(words), "{message}");
    }
}

#[tokio::test]
async fn large_results_come_in_parts() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let (_, counted) = data(&scene, &tokens, "/query?q=SELECT+count()+FROM+Contact").await;
    let (_, first) = data(&scene, &tokens, "/query?q=SELECT+Id+FROM+Contact").await;
    assert_eq!(
        (&first["done"], &first["totalSize"]),
        (&json!(false), &counted["totalSize"])
    );
    let next = first["nextRecordsUrl"].as_str().expect("a URL");
    let (_, rest) = scene
        .get(&format!("{}{next}", scene.login()), tokens.access())
        .await;
    assert_eq!(rest["done"], true);
    let count = |part: &Value| part["records"].as_array().map_or(0, Vec::len);
    assert_eq!(json!(count(&first) + count(&rest)), counted["totalSize"]);
    let (_, ordered) = data(
        &scene,
        &tokens,
        "/query?q=SELECT+Name+FROM+Account+WHERE+Name+LIKE+'B%25'+ORDER+BY+Name+DESC+LIMIT+1",
    )
    .await;
    assert_eq!(ordered["records"][0]["Name"], "Bistro Onze");
}

#[tokio::test]
async fn userinfo_identity_and_versions_have_their_members() {
    let scene = Scene::start().await;
    let tokens = scene.integration().await;
    let (_, user) = scene
        .get(
            &format!("{}/services/oauth2/userinfo", scene.login()),
            tokens.access(),
        )
        .await;
    for member in [
        "sub",
        "user_id",
        "organization_id",
        "preferred_username",
        "nickname",
        "name",
        "email",
        "email_verified",
        "given_name",
        "family_name",
        "zoneinfo",
        "photos",
        "profile",
        "picture",
        "address",
        "urls",
        "active",
        "user_type",
        "language",
        "locale",
        "utcOffset",
        "updated_at",
    ] {
        assert!(user.get(member).is_some(), "{member}");
    }
    let id = tokens.0["id"].as_str().expect("a URL");
    let (status, identity) = scene.get(id, tokens.access()).await;
    assert_eq!((status, &identity["user_id"]), (200, &user["user_id"]));
    let (status, text) = scene.get(id, "wrong").await;
    assert_eq!((status, text), (403, json!("Bad_OAuth_Token")));
    let (_, versions) = scene
        .get(&format!("{}/services/data", scene.login()), "")
        .await;
    let newest = versions
        .as_array()
        .and_then(|all| all.last())
        .expect("a version");
    assert_eq!(
        newest,
        &json!({"label": "Spring '26", "url": "/services/data/v66.0", "version": "66.0"})
    );
    let (status, _) = data(&scene, &tokens, "").await;
    assert_eq!(status, 200);
    let wrong = format!("{}/services/data/v999.0/sobjects", scene.login());
    assert_eq!(scene.get(&wrong, tokens.access()).await.0, 404);
}
