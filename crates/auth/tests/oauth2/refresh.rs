//! Owns: what a refresh sends, and which answers end a grant and which only ask for patience.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use larder_auth::oauth2::TokenFault;
use larder_http::Fault;
use secrecy::ExposeSecret;
use url::Url;
use wiremock::matchers::path;
use wiremock::{Mock, ResponseTemplate};

use crate::partner::{Partner, json};

#[tokio::test]
async fn a_refresh_sends_the_token_to_the_refresh_endpoint() {
    let mut partner = Partner::silent().await;
    let answer = json(200, r#"{"access_token":"new","refresh_token":"rotated"}"#);
    Mock::given(path("/refresh"))
        .respond_with(answer)
        .mount(&partner.server)
        .await;
    partner.plan.refresh_url = Some(partner.at("/refresh"));
    partner.plan.token_params = vec![("audience".to_owned(), "api".into())];
    let tokens = partner.refresh().await.unwrap();
    assert_eq!(tokens.access_token.expose_secret(), "new");
    assert_eq!(tokens.refresh_token.unwrap().expose_secret(), "rotated");
    let (form, _) = partner.forms().await.remove(0);
    assert_eq!(form["grant_type"], "refresh_token");
    assert_eq!(form["refresh_token"], "CANARY-refresh-token");
    assert_eq!(form["audience"], "api");
    assert_eq!(form["client_id"], "client one");
    assert!(!form.contains_key("scope") && !form.contains_key("redirect_uri"));
}

#[tokio::test]
async fn r08_no_new_refresh_token_keeps_the_old_and_an_empty_one_is_refused() {
    let silent = Partner::answering(json(200, r#"{"access_token":"a"}"#)).await;
    assert!(silent.refresh().await.unwrap().refresh_token.is_none());
    let same = r#"{"access_token":"a","refresh_token":"CANARY-refresh-token"}"#;
    let same = Partner::answering(json(200, same))
        .await
        .refresh()
        .await
        .unwrap();
    assert_eq!(
        same.refresh_token.unwrap().expose_secret(),
        "CANARY-refresh-token"
    );
    let empty = Partner::answering(json(200, r#"{"access_token":"a","refresh_token":""}"#)).await;
    let fault = empty.refresh().await.unwrap_err();
    assert!(matches!(&fault, TokenFault::Odd { .. }), "{fault:?}");
    assert!(!fault.grant_is_gone() && !fault.is_transient());
}

#[tokio::test]
async fn r06_only_invalid_grant_says_that_the_grant_is_gone() {
    for (error, is_gone) in [
        ("invalid_grant", true),
        ("invalid_client", false),
        ("unauthorized_client", false),
        ("invalid_request", false),
    ] {
        let body = format!(r#"{{"error":"{error}","error_description":"because"}}"#);
        let fault = Partner::answering(json(400, &body))
            .await
            .refresh()
            .await
            .unwrap_err();
        assert_eq!(fault.grant_is_gone(), is_gone, "{error}");
        assert!(!fault.is_transient(), "{error}");
        assert!(
            matches!(&fault, TokenFault::Refused { description, .. } if description.as_deref() == Some("because"))
        );
    }
}

#[tokio::test]
async fn r06_an_overloaded_app_is_a_passing_trouble_whatever_its_body_claims() {
    for status in [408, 429, 500, 502, 503, 504] {
        let answer = json(status, r#"{"error":"invalid_grant"}"#).insert_header("retry-after", "7");
        let partner = Partner::answering(answer).await;
        let fault = partner.refresh().await.unwrap_err();
        assert!(fault.is_transient() && !fault.grant_is_gone(), "{status}");
        assert!(
            matches!(&fault, TokenFault::Transient { status: Some(named), retry_after, .. }
            if *named == status && *retry_after == Some(Duration::from_secs(7)))
        );
        assert_eq!(partner.forms().await.len(), 1, "never tried again here");
    }
}

#[tokio::test]
async fn r06_retry_after_in_every_form_reaches_the_caller() {
    for (value, seconds) in [
        ("-3", Some(0)),
        ("1000000000", Some(3600)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
        ("soon", None),
    ] {
        let answer = ResponseTemplate::new(503).insert_header("retry-after", value);
        let fault = Partner::answering(answer)
            .await
            .refresh()
            .await
            .unwrap_err();
        let TokenFault::Transient { retry_after, .. } = fault else {
            panic!("{fault:?}");
        };
        assert_eq!(retry_after.map(|wait| wait.as_secs()), seconds, "{value}");
    }
}

#[tokio::test]
async fn r06_a_captive_portal_s_page_is_a_passing_trouble() {
    for status in [200, 401, 403, 511] {
        let page =
            ResponseTemplate::new(status).set_body_raw("<html>Sign in to the Wi-Fi", "text/html");
        let fault = Partner::answering(page).await.refresh().await.unwrap_err();
        assert!(
            matches!(
                &fault,
                TokenFault::Transient {
                    fault: Some(Fault::Html),
                    ..
                }
            ),
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn r06_errors_that_speak_of_the_app_itself_are_passing_troubles() {
    for error in ["temporarily_unavailable", "server_error"] {
        let body = format!(r#"{{"error":"{error}"}}"#);
        let fault = Partner::answering(json(400, &body))
            .await
            .refresh()
            .await
            .unwrap_err();
        assert!(fault.is_transient() && !fault.grant_is_gone());
    }
}

#[tokio::test]
async fn r05_a_lost_answer_is_a_passing_trouble_and_the_token_is_sent_once() {
    use tokio::io::AsyncReadExt;
    let mut partner = Partner::silent().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    partner.plan.refresh_url = Some(Url::parse(&format!("http://127.0.0.1:{port}/token")).unwrap());
    // Takes each request, as an app that rotates the token and then dies would, and closes.
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut seen = [0; 4096];
            let _ = stream.read(&mut seen).await;
        }
    });
    let fault = partner.refresh().await.unwrap_err();
    assert!(fault.is_transient() && !fault.grant_is_gone(), "{fault:?}");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn r06_an_app_that_is_not_there_or_does_not_answer_is_a_passing_trouble() {
    let mut absent = Partner::silent().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    absent.plan.refresh_url = Some(Url::parse(&format!("http://127.0.0.1:{port}/token")).unwrap());
    let fault = absent.refresh().await.unwrap_err();
    assert!(
        matches!(
            &fault,
            TokenFault::Transient {
                fault: Some(Fault::Refused { .. }),
                ..
            }
        ),
        "{fault:?}"
    );

    let slow = ResponseTemplate::new(200).set_delay(Duration::from_mins(1));
    let mut slow = Partner::answering(slow).await;
    slow.http = larder_http::Client::new(larder_http::Policy {
        total_timeout: Duration::from_millis(200),
        ..larder_http::Policy::default()
    });
    let fault = slow.refresh().await.unwrap_err();
    assert!(
        matches!(
            &fault,
            TokenFault::Transient {
                fault: Some(Fault::TimedOut { .. }),
                ..
            }
        ),
        "{fault:?}"
    );
}

#[tokio::test]
async fn m02_an_endless_token_answer_is_refused() {
    let answer =
        ResponseTemplate::new(200).set_body_raw(vec![b' '; 2 * 1024 * 1024], "application/json");
    let fault = Partner::answering(answer)
        .await
        .refresh()
        .await
        .unwrap_err();
    assert!(
        matches!(
            &fault,
            TokenFault::Http {
                fault: Fault::TooLarge { .. },
                ..
            }
        ),
        "{fault:?}"
    );
}
