//! A clock that an app refuses: one more try, by the app's clock, with a nonce of its own.

use larder_auth::oauth1::OAuth1Fault;
use wiremock::ResponseTemplate;

use crate::partner::{GOOD, Partner, form};

/// 2030-01-01 00:00:00 UTC.
const APP_TIME: i64 = 1_893_456_000;

fn refusal() -> ResponseTemplate {
    ResponseTemplate::new(401).insert_header(
        "www-authenticate",
        "OAuth oauth_problem=\"timestamp_refused\", oauth_acceptable_timestamps=\"1893455700-1893456300\"",
    )
}

fn dated(answer: ResponseTemplate) -> ResponseTemplate {
    answer.insert_header("date", "Tue, 01 Jan 2030 00:00:00 GMT")
}

#[tokio::test]
async fn x05_a_refused_time_is_tried_once_more_by_the_app_s_date() {
    let partner = Partner::answering(form(200, GOOD)).await;
    partner.answer_once("/request", dated(refusal())).await;
    let mut begun = partner.begin().await.unwrap();
    partner
        .answer("/access", form(200, "oauth_token=a&oauth_token_secret=b"))
        .await;
    partner.finish(&mut begun).await.unwrap();
    let said = partner.said().await;
    assert_eq!(said.len(), 3);
    let time = |at: usize| said[at]["oauth_timestamp"].parse::<i64>().unwrap();
    assert!(time(0) < APP_TIME - 3600);
    // The third leg keeps to the app's clock without being refused first.
    for at in [1, 2] {
        assert!((time(at) - APP_TIME).abs() < 120, "{}", time(at));
    }
}

#[tokio::test]
async fn x02_a_retry_never_reuses_a_nonce() {
    let partner = Partner::answering(form(200, GOOD)).await;
    partner.answer_once("/request", dated(refusal())).await;
    partner.begin().await.unwrap();
    let said = partner.said().await;
    assert_eq!(said.len(), 2);
    assert_ne!(said[0]["oauth_nonce"], said[1]["oauth_nonce"]);
    assert_ne!(said[0]["oauth_signature"], said[1]["oauth_signature"]);
}

#[tokio::test]
async fn x05_an_app_that_refuses_its_own_clock_is_asked_no_third_time() {
    let partner = Partner::answering(dated(refusal())).await;
    let refused = partner.begin().await;
    assert!(
        matches!(refused, Err(OAuth1Fault::Clock { ahead: Some(_), .. })),
        "{refused:?}"
    );
    assert_eq!(partner.said().await.len(), 2);
}

#[tokio::test]
async fn x05_without_a_date_the_middle_of_what_the_app_takes_is_the_time() {
    let partner = Partner::answering(form(200, GOOD)).await;
    // An unreadable date is none.
    let undated = refusal().insert_header("date", "yesterday");
    partner.answer_once("/request", undated).await;
    partner.begin().await.unwrap();
    let said = partner.said().await;
    let time: i64 = said[1]["oauth_timestamp"].parse().unwrap();
    assert!((time - APP_TIME).abs() < 120, "{time}");
}
