//! Picklists: objects, dependent fields and values; paged, searched, cached, honest about age and failure.
use larder_engine::ProblemKind;
use larder_engine::view::PicklistQuestion;
use serde_json::json;

use crate::world::{INES, SAM, World, at, question, salesforce};

#[tokio::test(flavor = "multi_thread")]
async fn objects_fields_and_values_depend_on_each_other() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let objects = world.picklist(&id, "objects", &[]).await.unwrap();
    assert!(
        objects.total >= 1_200 && objects.complete,
        "{} objects",
        objects.total
    );
    assert_eq!(objects.rows.len(), 200, "one page holds 200 rows at most");
    let account = find(&world, &id, "objects", &[], "Account").await;
    assert!(!account.custom);

    let fields = world
        .picklist(&id, "fields", &[("object", "Account")])
        .await
        .unwrap();
    let name = fields.rows.iter().find(|row| row.value == "Name").unwrap();
    assert!(name.required && !name.custom);
    assert!(
        fields
            .rows
            .iter()
            .any(|row| row.custom && row.value.ends_with("__c"))
    );
    let picklist = fields
        .rows
        .iter()
        .find(|row| row.kind.as_deref() == Some("picklist"))
        .unwrap();
    let values = world
        .rows(
            &id,
            "values",
            &[("object", "Account"), ("field", &picklist.value)],
        )
        .await;
    assert!(!values.is_empty(), "{} has values", picklist.value);

    let missing = world.picklist(&id, "fields", &[]).await.unwrap_err();
    assert_eq!(missing.field.as_deref(), Some("object"));
}

#[tokio::test(flavor = "multi_thread")]
async fn search_and_paging_reach_every_row() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let whole = world.picklist(&id, "objects", &[]).await.unwrap();
    let mut seen = std::collections::BTreeSet::new();
    let mut offset = 0;
    while offset < whole.total {
        let page = world
            .engine
            .picklist(PicklistQuestion {
                offset,
                limit: 150,
                ..question(&id, "objects", &[])
            })
            .await
            .unwrap();
        assert!(!page.rows.is_empty());
        seen.extend(page.rows.into_iter().map(|row| row.value));
        offset += 150;
    }
    assert_eq!(seen.len(), whole.total as usize);

    let found = world
        .engine
        .picklist(PicklistQuestion {
            search: "opportunity".to_owned(),
            ..question(&id, "objects", &[])
        })
        .await
        .unwrap();
    assert_eq!(
        found.rows[0].value, "Opportunity",
        "an exact match is first"
    );
    assert!(found.matched < found.total);
    assert_eq!(found.rows[0].marks, [(0, 11)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_loaded_serves_while_the_app_is_away_and_after_a_restart() {
    let mut world = World::new().await;
    let id = world.salesforce("Acme").await;
    let before = world.picklist(&id, "objects", &[]).await.unwrap();
    world
        .fault("unavailable", json!({ "app": "salesforce" }))
        .await;
    let asked = PicklistQuestion {
        refresh: true,
        ..question(&id, "objects", &[])
    };
    let stale = world.engine.picklist(asked).await.unwrap();
    assert_eq!(stale.total, before.total);
    assert_eq!(stale.fetched_at, before.fetched_at);
    assert_eq!(stale.stale.unwrap().kind, ProblemKind::AppDown);

    world.restart().await;
    let again = world.picklist(&id, "objects", &[]).await.unwrap();
    assert_eq!(again.total, before.total);
    assert_eq!(again.fetched_at, before.fetched_at);
}

#[tokio::test(flavor = "multi_thread")]
async fn m04_m06_answers_that_are_none_leave_the_cache_untouched() {
    for (fault, kinds) in [
        ("html_login", [ProblemKind::NotApi].as_slice()),
        ("truncated", &[ProblemKind::NotApi]),
        (
            "wrong_json",
            &[ProblemKind::NotApi, ProblemKind::Definition],
        ),
        ("redirect_elsewhere", &[ProblemKind::Host]),
        ("huge", &[ProblemKind::NotApi]),
    ] {
        let world = World::new().await;
        let id = world.salesforce("Acme").await;
        let before = world.picklist(&id, "objects", &[]).await.unwrap();
        world
            .fault(
                fault,
                json!({ "app": "salesforce", "path": "/services/data" }),
            )
            .await;
        let asked = PicklistQuestion {
            refresh: true,
            ..question(&id, "objects", &[])
        };
        let stale = world.engine.picklist(asked).await.unwrap();
        assert_eq!(stale.total, before.total, "{fault}");
        // A "not modified" has no body that could be cut off.
        if fault != "truncated" {
            assert_eq!(stale.fetched_at, before.fetched_at, "{fault}");
            let kind = stale
                .stale
                .unwrap_or_else(|| panic!("{fault} is said"))
                .kind;
            assert!(kinds.contains(&kind), "{fault} is said as {kind:?}");
        }
        // And where nothing was known before, the problem itself is the answer.
        let first = world
            .picklist(&id, "fields", &[("object", "Contact")])
            .await
            .unwrap_err();
        assert!(
            kinds.contains(&first.kind),
            "{fault} is said as {:?}",
            first.kind
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn m12_an_unchanged_list_is_not_sent_again() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    let before = world.picklist(&id, "objects", &[]).await.unwrap();
    let asked = PicklistQuestion {
        refresh: true,
        ..question(&id, "objects", &[])
    };
    let after = world.engine.picklist(asked).await.unwrap();
    assert_eq!(after.total, before.total);
    assert!(after.fetched_at >= before.fetched_at && after.stale.is_none());
    let log = world.log().await.to_string();
    assert!(log.contains("304"), "the app was asked whether it changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn m07_a_reached_limit_says_so_and_keeps_the_sign_in() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    world
        .fault("rate_limit", json!({ "app": "salesforce" }))
        .await;
    let problem = world
        .picklist(&id, "fields", &[("object", "Contact")])
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::RateLimited);
    assert!(world.engine.token(&id).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn m10_two_orgs_never_see_each_others_objects() {
    let world = World::new().await;
    let production = world.salesforce("Acme").await;
    let people = &world.practice.addresses().people;
    let tester = people
        .iter()
        .find(|person| person.app == "salesforce" && person.org == "test")
        .unwrap()
        .clone();
    let sandbox = world
        .sandbox("Acme full", &tester.username, &tester.password)
        .await;
    let ask = |id: &str| {
        let engine = world.engine.clone();
        let asked = PicklistQuestion {
            refresh: true,
            search: "__c".to_owned(),
            ..question(id, "objects", &[])
        };
        async move { engine.picklist(asked).await.unwrap() }
    };
    let (mut a, mut b) = (None, None);
    for _ in 0..5 {
        let (first, second) = tokio::join!(ask(&production), ask(&sandbox));
        assert!(a.is_none_or(|matched| matched == first.matched));
        assert!(b.is_none_or(|matched| matched == second.matched));
        (a, b) = (Some(first.matched), Some(second.matched));
    }
    assert_ne!(a, b, "the two orgs differ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_with_fewer_rights_sees_fewer_objects() {
    let world = World::new().await;
    let ines = world.salesforce("Acme").await;
    world.person.will_allow(SAM.0, SAM.1);
    let sam = world.sign_in(salesforce("Acme as Sam")).await.connection;
    let all = world.picklist(&ines, "objects", &[]).await.unwrap().total;
    let fewer = world.picklist(&sam, "objects", &[]).await.unwrap().total;
    assert!(fewer < all, "{fewer} of {all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn m08_a_token_that_ends_in_the_middle_is_refreshed_once() {
    let world = World::new().await;
    let id = world.salesforce("Acme").await;
    world.fault("expire", at("salesforce", INES.0)).await;
    let fields = world
        .picklist(&id, "fields", &[("object", "Contact")])
        .await
        .unwrap();
    assert!(fields.total > 10);
}

async fn find(
    world: &World,
    id: &str,
    picklist: &str,
    params: &[(&str, &str)],
    value: &str,
) -> larder_engine::view::PickRow {
    let asked = PicklistQuestion {
        search: value.to_owned(),
        ..question(id, picklist, params)
    };
    let page = world.engine.picklist(asked).await.unwrap();
    page.rows
        .into_iter()
        .find(|row| row.value == value)
        .unwrap()
}
