//! The sign-in and consent pages, and what the authorization endpoint refuses.

mod scene;

use scene::{REDIRECT, Scene, Seen, hidden, query};
use serde_json::json;

const ERROR_TEXT: &str = "Please check your username and password.";

#[tokio::test]
async fn a_wrong_password_is_said_on_the_page_and_the_person_can_still_finish() {
    let scene = Scene::start().await;
    let mut browser = scene.browser();
    let url = scene.authorize_url(scene.login(), &[]);
    let login = url.join("/practice/login").expect("a URL");
    let Seen::Page { html, .. } = browser.open(url.clone()).await else {
        panic!("a page");
    };
    let start = hidden(&html, "start");
    let wrong = [
        ("start", &*start),
        ("username", "integration@acme.test"),
        ("pw", "pantry-2"),
    ];
    let Seen::Page { status, html } = browser.submit(login.clone(), &wrong).await else {
        panic!("it stays");
    };
    assert_eq!(status, 200);
    assert!(html.contains(ERROR_TEXT));
    assert_eq!(hidden(&html, "start"), start);
    let right = [
        ("start", &*start),
        ("username", "integration@acme.test"),
        ("pw", "pantry-1"),
    ];
    let Seen::Page { html, .. } = browser.submit(login, &right).await else {
        panic!("the consent page");
    };
    assert!(html.contains("Allow access?"));
}

#[tokio::test]
async fn an_inactive_person_is_told_what_a_wrong_password_is_told() {
    let scene = Scene::start().await;
    let mut browser = scene.browser();
    let url = scene.authorize_url(scene.login(), &[]);
    let login = url.join("/practice/login").expect("a URL");
    let Seen::Page { html, .. } = browser.open(url).await else {
        panic!("a page");
    };
    let start = hidden(&html, "start");
    let form = [
        ("start", &*start),
        ("username", "former@acme.test"),
        ("pw", "pantry-4"),
    ];
    let Seen::Page { html, .. } = browser.submit(login, &form).await else {
        panic!("it stays");
    };
    assert!(html.contains(ERROR_TEXT));
}

#[tokio::test]
async fn the_pages_have_no_script_a_strict_policy_and_the_focus_where_typing_starts() {
    let scene = Scene::start().await;
    let url = scene.authorize_url(scene.login(), &[]);
    let response = scene.http.get(url).send().await.expect("answered");
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(policy.starts_with("default-src 'none'"));
    assert!(!policy.contains("unsafe"));
    let html = response.text().await.expect("a page");
    assert!(!html.contains("<script"));
    assert!(html.contains("name=\"username\""));
    assert_eq!(html.matches(" autofocus").count(), 1);
    assert!(html.contains("prefers-color-scheme: dark"));
}

#[tokio::test]
async fn what_a_person_types_is_escaped_on_the_page() {
    let scene = Scene::start().await;
    let url = scene.authorize_url(scene.login(), &[("login_hint", "\"><b>me</b>")]);
    let Seen::Page { html, .. } = scene.browser().open(url).await else {
        panic!("a page");
    };
    assert!(html.contains("&quot;&gt;&lt;b&gt;me&lt;/b&gt;"));
    assert!(!html.contains("<b>me"));
}

#[tokio::test]
async fn declining_leads_back_with_access_denied_and_the_state() {
    let scene = Scene::start().await;
    for (origin, name, password, words) in [
        (
            scene.login(),
            "integration@acme.test",
            "pantry-1",
            "end-user denied authorization",
        ),
        (
            scene.zendesk(),
            "admin@acme.test",
            "shelf-1",
            "The end-user or authorization server denied the request.",
        ),
    ] {
        let url = scene.authorize_url(origin, &[]);
        let back = scene.browser().sign_in(url, name, password, "deny").await;
        assert_eq!(query(&back, "error").as_deref(), Some("access_denied"));
        assert_eq!(query(&back, "error_description").as_deref(), Some(words));
        assert_eq!(query(&back, "state").as_deref(), Some("a state & more"));
        assert_eq!(query(&back, "code"), None);
    }
}

#[tokio::test]
async fn a_signed_in_browser_goes_straight_to_consent_and_another_browser_does_not() {
    let scene = Scene::start().await;
    let mut first = scene.browser();
    let url = scene.authorize_url(scene.login(), &[]);
    first
        .sign_in(url.clone(), "integration@acme.test", "pantry-1", "allow")
        .await;
    let Seen::Page { html, .. } = first.open(url.clone()).await else {
        panic!("a page");
    };
    assert!(html.contains("Allow access?") && html.contains("integration@acme.test"));
    let Seen::Page { html, .. } = scene.browser().open(url).await else {
        panic!("a page");
    };
    assert!(html.contains("id=\"login_form\""));
    let elsewhere = scene.authorize_url(scene.sandbox(), &[]);
    let Seen::Page { html, .. } = first.open(elsewhere).await else {
        panic!("a page");
    };
    assert!(
        html.contains("id=\"login_form\""),
        "the other org knows nothing of it"
    );
    let forced = scene.authorize_url(scene.login(), &[("prompt", "login")]);
    let Seen::Page { html, .. } = first.open(forced).await else {
        panic!("a page");
    };
    assert!(
        html.contains("id=\"login_form\""),
        "prompt=login asks again"
    );
}

#[tokio::test]
async fn consent_needs_the_browser_that_signed_in() {
    let scene = Scene::start().await;
    let mut first = scene.browser();
    let url = scene.authorize_url(scene.login(), &[]);
    let consent = url.join("/practice/consent").expect("a URL");
    let login = url.join("/practice/login").expect("a URL");
    let Seen::Page { html, .. } = first.open(url).await else {
        panic!("a page");
    };
    let start = hidden(&html, "start");
    first
        .submit(
            login,
            &[
                ("start", &*start),
                ("username", "integration@acme.test"),
                ("pw", "pantry-1"),
            ],
        )
        .await;
    let forged = [("start", &*start), ("decision", "allow")];
    let Seen::Page { status, .. } = scene.browser().submit(consent.clone(), &forged).await else {
        panic!("no code for a stranger");
    };
    assert_eq!(status, 400);
    assert!(matches!(
        first.submit(consent, &forged).await,
        Seen::Away(_)
    ));
}

#[tokio::test]
async fn o08_foreign_redirects_get_an_error_page_and_no_redirect() {
    let scene = Scene::start().await;
    for redirect in [
        "https://evil.example/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://me@127.0.0.1:47620/callback",
        "http://192.168.0.1/callback",
        "http://127.0.0.1:1/callback#fragment",
        "javascript:alert(1)",
        "not a url",
        "",
    ] {
        let url = scene.authorize_url(scene.login(), &[("redirect_uri", redirect)]);
        let Seen::Page { status, html } = scene.browser().open(url).await else {
            panic!("{redirect} was followed");
        };
        assert_eq!(status, 400, "{redirect}");
        assert!(html.contains("redirect_uri_mismatch"), "{redirect}");
    }
}

#[tokio::test]
async fn loopback_redirects_are_good_with_any_port_and_path() {
    let scene = Scene::start().await;
    for redirect in [
        REDIRECT,
        "http://127.0.0.1:1/other/path",
        "http://[::1]:5000/callback",
        "http://localhost:1717/OauthRedirect",
    ] {
        let url = scene.authorize_url(scene.login(), &[("redirect_uri", redirect)]);
        let back = scene
            .browser()
            .sign_in(url, "integration@acme.test", "pantry-1", "allow")
            .await;
        assert!(back.as_str().starts_with(redirect), "{back}");
    }
}

#[tokio::test]
async fn o05_a_public_client_without_a_good_challenge_is_refused() {
    let scene = Scene::start().await;
    for changes in [
        &[("code_challenge", ""), ("code_challenge_method", "")][..],
        &[("code_challenge_method", "plain")][..],
        &[("code_challenge", "short")][..],
    ] {
        let url = scene.authorize_url(scene.login(), changes);
        let Seen::Away(back) = scene.browser().open(url).await else {
            panic!("{changes:?} was taken");
        };
        assert_eq!(query(&back, "error").as_deref(), Some("invalid_request"));
    }
}

#[tokio::test]
async fn salesforce_takes_a_challenge_without_a_method_as_s256_and_zendesk_does_not() {
    let scene = Scene::start().await;
    let url = scene.authorize_url(scene.login(), &[("code_challenge_method", "")]);
    let back = scene
        .browser()
        .sign_in(url, "integration@acme.test", "pantry-1", "allow")
        .await;
    let code = query(&back, "code").expect("a code");
    assert_eq!(scene.exchange(scene.login(), &code).await.0, 200);
    let url = scene.authorize_url(scene.zendesk(), &[("code_challenge_method", "")]);
    assert!(matches!(scene.browser().open(url).await, Seen::Away(_)));
}

#[tokio::test]
async fn an_unknown_client_scope_or_response_type_is_named() {
    let scene = Scene::start().await;
    let url = scene.authorize_url(scene.login(), &[("client_id", "nobody")]);
    let Seen::Page { status, html } = scene.browser().open(url).await else {
        panic!("an error page");
    };
    assert_eq!(status, 400);
    assert!(html.contains("invalid_client_id"));
    for (name, value, error) in [
        ("scope", "api everything", "invalid_scope"),
        ("response_type", "token", "unsupported_response_type"),
    ] {
        let url = scene.authorize_url(scene.login(), &[(name, value)]);
        let Seen::Away(back) = scene.browser().open(url).await else {
            panic!("a redirect");
        };
        assert_eq!(query(&back, "error").as_deref(), Some(error));
    }
}

#[tokio::test]
async fn the_administrators_block_ends_as_a_redirect_or_on_a_page() {
    let scene = Scene::start().await;
    scene
        .fault("admin_block", json!({"app": "salesforce", "times": 1}))
        .await;
    let url = scene.authorize_url(scene.login(), &[]);
    let back = scene
        .browser()
        .sign_in(url.clone(), "integration@acme.test", "pantry-1", "allow")
        .await;
    assert_eq!(query(&back, "error").as_deref(), Some("OAUTH_APP_BLOCKED"));
    scene
        .fault(
            "admin_block",
            json!({"app": "salesforce", "times": 1, "shape": "uninstalled"}),
        )
        .await;
    let mut browser = scene.browser();
    let login = url.join("/practice/login").expect("a URL");
    let Seen::Page { html, .. } = browser.open(url.clone()).await else {
        panic!("a page");
    };
    let start = hidden(&html, "start");
    let form = [
        ("start", &*start),
        ("username", "integration@acme.test"),
        ("pw", "pantry-1"),
    ];
    let Seen::Page { html, .. } = browser.submit(login, &form).await else {
        panic!("no redirect");
    };
    assert!(html.contains("OAUTH_APPROVAL_ERROR_GENERIC"));
    let back = scene
        .browser()
        .sign_in(url, "integration@acme.test", "pantry-1", "allow")
        .await;
    assert!(
        query(&back, "code").is_some(),
        "the block was for one time each"
    );
}
