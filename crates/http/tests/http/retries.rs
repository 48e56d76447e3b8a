//! Owns: what is tried again by the client itself, and what never is.

use larder_http::{Request, Retry};
use url::Url;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::server::{Act, RawServer, patient};

const THREE: Retry = Retry::Transient { attempts: 3 };

async fn failing_at_first(times: u64, first: ResponseTemplate) -> (MockServer, Url) {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(first)
        .up_to_n_times(times)
        .mount(&server)
        .await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    let url = Url::parse(&server.uri()).unwrap();
    (server, url)
}

#[tokio::test]
async fn a_get_is_tried_again_when_the_trouble_is_passing() {
    for status in [408, 429, 500, 502, 503, 504] {
        let (server, url) = failing_at_first(1, ResponseTemplate::new(status)).await;
        let response = patient()
            .send(Request::get(url).retry(THREE))
            .await
            .unwrap();
        assert_eq!(response.status, 200);
        assert_eq!(server.received_requests().await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn the_last_answer_comes_back_when_the_tries_are_used_up() {
    let (server, url) = failing_at_first(9, ResponseTemplate::new(503)).await;
    let response = patient()
        .send(Request::get(url).retry(THREE))
        .await
        .unwrap();
    assert_eq!(response.status, 503);
    assert_eq!(server.received_requests().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_post_and_a_refusal_are_never_tried_again() {
    let (server, url) = failing_at_first(9, ResponseTemplate::new(503)).await;
    patient()
        .send(Request::post(url).retry(THREE))
        .await
        .unwrap();
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
    for status in [400, 401, 403, 404, 501] {
        let (server, url) = failing_at_first(9, ResponseTemplate::new(status)).await;
        patient()
            .send(Request::get(url).retry(THREE))
            .await
            .unwrap();
        assert_eq!(server.received_requests().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn r06_a_long_retry_after_is_handed_back_and_not_waited_for() {
    let busy = ResponseTemplate::new(429).insert_header("retry-after", "1000000000");
    let (server, url) = failing_at_first(9, busy).await;
    let response = patient()
        .send(Request::get(url).retry(THREE))
        .await
        .unwrap();
    assert_eq!(response.status, 429);
    assert_eq!(
        response.retry_after().map(|wait| wait.as_secs()),
        Some(3600)
    );
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn r05_a_lost_answer_is_asked_for_again_only_where_that_was_allowed() {
    let server = RawServer::start(Act::Close(Vec::new())).await;
    assert!(
        patient()
            .send(Request::get(server.url.clone()))
            .await
            .is_err()
    );
    assert_eq!(server.heads().len(), 1);
    assert!(
        patient()
            .send(Request::post(server.url.clone()).retry(THREE))
            .await
            .is_err()
    );
    assert_eq!(server.heads().len(), 2);
    assert!(
        patient()
            .send(Request::get(server.url.clone()).retry(THREE))
            .await
            .is_err()
    );
    assert_eq!(server.heads().len(), 5);
}
