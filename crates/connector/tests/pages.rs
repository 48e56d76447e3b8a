//! How lists go on: by address, by mark, by page numbers and by entries passed over.

mod support;

use larder_connector::{Body, CallPlan, Connector, Context, Next};
use serde_json::{Value, json};
use support::{map, read, report, told};

const HEAD: &str = "id = \"app\"\nname = \"App\"\napi_hosts = [\"app.example\"]\n[[auth]]\nid = \"none\"\nlabel = \"None\"\ntype = \"none\"\n[test]\nget = \"https://app.example/\"\n";

fn with(list: &str) -> Connector {
    read(&format!(
        "{HEAD}[[picklists]]\nid = \"list\"\nlabel = \"List\"\n{list}\n"
    ))
}

fn asked(connector: &Connector) -> CallPlan {
    let call = connector.picklists[0].call.as_ref().expect("a request");
    connector
        .call_plan(call, &Context::new(connector))
        .expect("a plan")
}

fn next(connector: &Connector, answer: &Value, asked: &CallPlan) -> Next {
    connector.next_page(&connector.picklists[0], answer, &map(&[]), asked)
}

fn after(connector: &Connector, answer: &Value, asked: &CallPlan) -> Option<CallPlan> {
    next(connector, answer, asked).page()
}

fn entries(count: usize) -> Value {
    json!(
        (0..count)
            .map(|at| json!({ "id": at, "gone": at % 2 == 0 }))
            .collect::<Vec<_>>()
    )
}

#[test]
fn a_mark_is_sent_in_the_address_until_there_is_none() {
    let connector = with(
        "get = \"https://app.example/list\"\nquery = { size = \"2\" }\npage = { cursor = \"$.next\", param = \"after\" }",
    );
    let first = asked(&connector);
    let second = after(&connector, &json!({ "next": "a b&c" }), &first).expect("a page");
    assert_eq!(
        second.url.as_str(),
        "https://app.example/list?size=2&after=a+b%26c"
    );
    let third = after(&connector, &json!({ "next": 7 }), &second).expect("a page");
    assert_eq!(third.url.query(), Some("size=2&after=7"));
    for last in [
        json!({}),
        json!({ "next": "" }),
        json!({ "next": null }),
        json!({ "next": [] }),
    ] {
        assert!(
            matches!(next(&connector, &last, &second), Next::End),
            "{last}"
        );
    }
    assert!(
        matches!(
            next(&connector, &json!({ "next": "7" }), &third),
            Next::Astray
        ),
        "the same page again is no next page"
    );
}

#[test]
fn the_last_entry_of_a_page_can_be_the_mark() {
    let connector = with(
        "get = \"https://app.example/list\"\nitems = \"$.data[*]\"\npage = { cursor = \"$.data[-1].id\", param = \"after\", more = \"$.more\" }",
    );
    let answer = |more: bool| json!({ "data": [{ "id": "x" }, { "id": "y" }], "more": more });
    let next = after(&connector, &answer(true), &asked(&connector)).expect("a page");
    assert_eq!(next.url.query(), Some("after=y"));
    assert!(after(&connector, &answer(false), &asked(&connector)).is_none());
}

#[test]
fn a_mark_can_go_into_the_body_that_is_sent() {
    let connector = with(
        "post = \"https://app.example/search\"\nheaders = { Version = \"2\" }\nbody = { what = \"page\" }\npage = { cursor = \"$.next\", param = \"start\", place = \"body\" }",
    );
    let first = asked(&connector);
    let next = after(&connector, &json!({ "next": "n" }), &first).expect("a page");
    assert_eq!(next.method, "POST");
    assert_eq!(next.headers, first.headers);
    assert!(next.body == Some(Body::Json(json!({ "what": "page", "start": "n" }))));
    assert_ne!(next.identity(), first.identity());
}

#[test]
fn numbered_pages_end_with_one_that_is_not_full_whatever_the_list_leaves_out() {
    let connector = with(
        "get = \"https://app.example/list\"\nitems = \"$[?@.gone != true]\"\npage = { number = \"page\", size = 4 }",
    );
    let first = asked(&connector);
    let second = after(&connector, &entries(4), &first).expect("a page");
    assert_eq!(second.url.query(), Some("page=2"));
    let third = after(&connector, &entries(4), &second).expect("a page");
    assert_eq!(third.url.query(), Some("page=3"));
    assert!(after(&connector, &entries(3), &third).is_none());
    assert!(after(&connector, &json!({}), &third).is_none());
}

#[test]
fn entries_passed_over_are_counted_from_the_request_that_was_made() {
    let connector =
        with("get = \"https://app.example/list\"\npage = { offset = \"skip\", size = 3 }");
    let second = after(&connector, &entries(3), &asked(&connector)).expect("a page");
    assert_eq!(second.url.query(), Some("skip=3"));
    let third = after(&connector, &entries(3), &second).expect("a page");
    assert_eq!(third.url.query(), Some("skip=6"));
    assert!(after(&connector, &entries(0), &third).is_none());
}

#[test]
fn a_page_at_an_address_keeps_the_headers_of_the_request() {
    let connector = with(
        "get = \"https://app.example/list\"\nheaders = { Accept = \"application/json\" }\npage = { next = \"$.next\" }",
    );
    let first = asked(&connector);
    let next = after(&connector, &json!({ "next": "/list?page=2" }), &first).expect("a page");
    assert_eq!(next.url.as_str(), "https://app.example/list?page=2");
    assert_eq!(next.headers, first.headers);
}

#[test]
fn m11_an_address_that_leads_elsewhere_is_told_from_the_end_of_the_list() {
    let connector = with("get = \"https://app.example/list\"\npage = { next = \"$.next\" }");
    let first = asked(&connector);
    for elsewhere in [
        "https://evil.example/list?page=2",
        "http://app.example/list?page=2",
        "//evil.example/list",
        "https://u:p@app.example/list?page=2",
        "https://app.example:444/list",
        "https://app.example/list",
        "javascript:1",
    ] {
        let answer = json!({ "next": elsewhere });
        assert!(
            matches!(next(&connector, &answer, &first), Next::Astray),
            "{elsewhere}"
        );
    }
    for last in [json!({}), json!({ "next": null }), json!({ "next": "" })] {
        assert!(
            matches!(next(&connector, &last, &first), Next::End),
            "{last}"
        );
    }
}

#[test]
fn paging_that_does_not_say_one_thing_is_a_mistake() {
    let bad = [
        ("{}", "a list goes on in one way"),
        (
            "{ next = \"$.a\", cursor = \"$.b\", param = \"c\" }",
            "a list goes on in one way",
        ),
        ("{ cursor = \"$.b\" }", "they stand together"),
        ("{ number = \"page\" }", "how many entries a full page has"),
        ("{ offset = \"skip\", size = 0 }", "a full page has entries"),
        (
            "{ next = \"$.a\", max_pages = 0 }",
            "at least one page is read",
        ),
    ];
    for (page, what) in bad {
        let found = report(&format!(
            "{HEAD}[[picklists]]\nid = \"list\"\nlabel = \"List\"\nget = \"https://app.example/list\"\npage = {page}\n"
        ));
        let told = told(&found.mistakes);
        assert!(told.iter().any(|it| it.contains(what)), "{page}: {told:?}");
    }
}

#[test]
fn two_questions_with_one_address_are_told_apart_by_what_they_send() {
    let connector = with("post = \"https://app.example/query\"\nbody = { q = \"one\" }");
    let one = asked(&connector);
    let mut other = one.clone();
    other.body = Some(Body::Json(json!({ "q": "two" })));
    assert_ne!(one.identity(), other.identity());
    assert_eq!(one.identity(), one.clone().identity());
}
