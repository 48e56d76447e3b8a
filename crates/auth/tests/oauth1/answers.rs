//! Answers of the legs: taken, refused in the app's words, passing troubles, and what is neither.

use larder_auth::oauth1::OAuth1Fault;
use larder_connector::{OAuth1Method, OAuth1Placement, OAuth1Signature};
use larder_http::Fault;
use secrecy::ExposeSecret;
use wiremock::ResponseTemplate;

use crate::partner::{GOOD, Partner, form};

#[tokio::test]
async fn both_tokens_come_with_what_the_definition_keeps() {
    let partner = Partner::answering(form(200, GOOD)).await;
    let answer = "oauth_token=a%2B1&oauth_token_secret=CANARY&user_name=Zo%C3%AB&other=1";
    partner.answer("/access", form(200, answer)).await;
    let mut begun = partner.begin().await.unwrap();
    let query = begun.authorize_url.query().unwrap().to_owned();
    assert_eq!(query, "lang=en&name=Larder&oauth_token=request+1");
    let token = partner.finish(&mut begun).await.unwrap();
    assert_eq!(token.keys.token.expose_secret(), "a+1");
    assert_eq!(token.kept.len(), 1);
    assert_eq!(token.kept["user"], "Zoë");
    let said = partner.said().await;
    assert_eq!(
        said[0]["oauth_callback"],
        "http://127.0.0.1:47620/callback/x"
    );
    assert!(!said[0].contains_key("oauth_token"));
    // The hash of a body is not for the legs.
    assert!(!said[0].contains_key("oauth_body_hash"));
    assert_eq!(said[1]["oauth_token"], "request 1");
    assert_eq!(said[1]["oauth_verifier"], "CANARY-verifier");
    let requests = partner.server.received_requests().await.unwrap();
    assert_eq!(requests[0].body, b"scope=read+write");
    assert!(!format!("{begun:?} {token:?}").contains("CANARY"));
    let again = partner.finish(&mut begun).await;
    assert!(matches!(again, Err(OAuth1Fault::Odd { status: None, .. })));
}

#[tokio::test]
async fn a_leg_by_get_has_its_parameters_in_the_query() {
    let mut partner = Partner::answering(form(200, GOOD)).await;
    partner.plan.legs.as_mut().unwrap().method = OAuth1Method::Get;
    partner.plan.placement = OAuth1Placement::Query;
    partner.begin().await.unwrap();
    let requests = partner.server.received_requests().await.unwrap();
    assert_eq!(requests[0].method.as_str(), "GET");
    let query = requests[0].url.query().unwrap();
    assert!(
        query.starts_with("scope=read+write&oauth_consumer_key=key&"),
        "{query}"
    );
    assert!(query.contains("&oauth_signature="), "{query}");
}

#[tokio::test]
async fn x03_an_app_that_does_not_confirm_the_callback_is_refused() {
    for answer in [
        "oauth_token=a&oauth_token_secret=b",
        "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=false",
        "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=",
    ] {
        let partner = Partner::answering(form(200, answer)).await;
        let refused = partner.begin().await;
        assert!(
            matches!(refused, Err(OAuth1Fault::NotConfirmed { .. })),
            "{answer} {refused:?}"
        );
    }
}

#[tokio::test]
async fn x03_a_refusal_is_told_in_the_app_s_words() {
    let said = |answer| async move {
        match Partner::answering(answer).await.begin().await {
            Err(OAuth1Fault::Refused {
                error, description, ..
            }) => (error, description),
            other => panic!("{other:?}"),
        }
    };
    let problem = "oauth_problem=consumer_key_unknown&oauth_problem_advice=Register%20first";
    let registered = Some("Register first".to_owned());
    for status in [200, 401] {
        assert_eq!(
            said(form(status, problem)).await,
            ("consumer_key_unknown".to_owned(), registered.clone())
        );
    }
    let header = ResponseTemplate::new(401).insert_header(
        "www-authenticate",
        "OAuth realm=\"x\",oauth_problem=\"signature_invalid\"",
    );
    assert_eq!(said(header).await, ("signature_invalid".to_owned(), None));
    let text = ResponseTemplate::new(403).set_body_raw("\nInvalid consumer.\nMore", "text/plain");
    assert_eq!(
        said(text).await,
        ("403".to_owned(), Some("Invalid consumer.".to_owned()))
    );
    let page = ResponseTemplate::new(401).set_body_raw("<html>No</html>", "text/html");
    assert_eq!(said(page).await, ("401".to_owned(), None));
}

#[tokio::test]
async fn each_token_is_asked_for_by_the_method_the_app_takes() {
    let mut partner = Partner::answering(form(200, GOOD)).await;
    let answer = "oauth_token=a&oauth_token_secret=CANARY&user_name=z";
    partner.answer("/access", form(200, answer)).await;
    let legs = partner.plan.legs.as_mut().unwrap();
    (legs.method, legs.access_method) = (OAuth1Method::Get, OAuth1Method::Post);
    let mut begun = partner.begin().await.unwrap();
    partner.finish(&mut begun).await.unwrap();
    let requests = partner.server.received_requests().await.unwrap();
    let asked: Vec<_> = requests
        .iter()
        .map(|it| (it.method.as_str(), it.url.path()))
        .collect();
    assert_eq!(asked, [("GET", "/request"), ("POST", "/access")]);
    assert_eq!(requests[0].url.query(), Some("scope=read+write"));
}

#[tokio::test]
async fn l03_a_refusal_that_repeats_our_secrets_is_told_without_them() {
    let partner = Partner::answering(form(200, GOOD)).await;
    let mut begun = partner.begin().await.unwrap();
    let echo = "oauth_problem=signature_invalid&oauth_problem_advice=used CANARY-consumer, CANARY-request and CANARY-verifier";
    partner.answer("/access", form(401, echo)).await;
    let fault = partner.finish(&mut begun).await.unwrap_err();
    let shown = format!("{fault} {fault:?} {}", fault.exchange().unwrap());
    assert!(shown.contains("signature_invalid"), "{shown}");
    assert!(!shown.contains("CANARY"), "{shown}");
}

#[tokio::test]
async fn r06_passing_troubles_are_told_from_refusals() {
    for answer in [
        form(503, "oauth_problem=token_rejected").insert_header("retry-after", "7"),
        form(429, ""),
        ResponseTemplate::new(200).set_body_raw("<html>Wi-Fi", "text/html"),
    ] {
        let fault = Partner::answering(answer).await.begin().await.unwrap_err();
        assert!(fault.is_transient(), "{fault:?}");
    }
    let mut nobody = Partner::silent().await;
    let legs = nobody.plan.legs.as_mut().unwrap();
    legs.request_url.set_port(Some(9)).unwrap();
    let fault = nobody.begin().await.unwrap_err();
    assert!(
        matches!(
            fault,
            OAuth1Fault::Transient {
                fault: Some(Fault::Refused { .. }),
                ..
            }
        ),
        "{fault:?}"
    );
}

#[tokio::test]
async fn an_answer_that_is_neither_is_told_as_such() {
    for body in ["", "hello", "oauth_token=a", "[]"] {
        let fault = Partner::answering(form(200, body)).await.begin().await;
        assert!(
            matches!(
                fault,
                Err(OAuth1Fault::Odd {
                    status: Some(200),
                    ..
                })
            ),
            "{body} {fault:?}"
        );
    }
}

#[tokio::test]
async fn x04_no_leg_sends_plaintext_secrets_unencrypted() {
    let mut partner = Partner::answering(form(200, GOOD)).await;
    partner.plan.signature = OAuth1Signature::Plaintext;
    let refused = partner.begin().await;
    assert!(
        matches!(refused, Err(OAuth1Fault::Signing(_))),
        "{refused:?}"
    );
    assert!(partner.server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_fixed_token_has_no_legs() {
    let mut partner = Partner::silent().await;
    partner.plan.legs = None;
    assert!(matches!(
        partner.begin().await,
        Err(OAuth1Fault::Odd { status: None, .. })
    ));
}
