//! Owns: which redirects are followed, and that nothing of ours reaches another host.

use larder_http::{Fault, Request};
use secrecy::SecretString;
use url::Url;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::server::patient;

async fn redirecting(status: u16, location: &str) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(path("/from"))
        .respond_with(ResponseTemplate::new(status).insert_header("location", location))
        .mount(&server)
        .await;
    Mock::given(path("/to"))
        .respond_with(ResponseTemplate::new(200).set_body_string("[]"))
        .mount(&server)
        .await;
    server
}

fn at(server: &MockServer, path: &str) -> Url {
    Url::parse(&server.uri()).unwrap().join(path).unwrap()
}

#[tokio::test]
async fn a_redirect_within_the_origin_is_followed_with_its_headers() {
    for status in [301, 302, 303, 307, 308] {
        let server = redirecting(status, "/to?page=2").await;
        let request = Request::get(at(&server, "/from"))
            .secret_header("x-api-key", &"abc".into())
            .unwrap();
        let response = patient().send(request).await.unwrap();
        assert_eq!(response.url, at(&server, "/to?page=2"));
        let seen = server.received_requests().await.unwrap();
        assert_eq!(seen[1].headers["x-api-key"], "abc");
    }
}

#[tokio::test]
async fn m05_a_redirect_to_another_host_port_or_scheme_is_not_followed() {
    let other = MockServer::start().await;
    let port = at(&other, "/").port().unwrap();
    for (location, to_host) in [
        (
            format!("http://127.0.0.1:{port}/steal"),
            format!("http://127.0.0.1:{port}"),
        ),
        (
            format!("http://localhost:{port}/steal"),
            "localhost".to_owned(),
        ),
        (
            "https://evil.example/steal?code=CANARY".to_owned(),
            "evil.example".to_owned(),
        ),
        (
            "//169.254.169.254/meta".to_owned(),
            "169.254.169.254".to_owned(),
        ),
    ] {
        let server = redirecting(302, &location).await;
        let request = Request::get(at(&server, "/from"))
            .secret_header("x-api-key", &"CANARY".into())
            .unwrap();
        let fault = patient().send(request).await.unwrap_err();
        let from = "127.0.0.1".to_owned();
        assert_eq!(fault, Fault::RedirectElsewhere { from, to_host });
    }
    assert!(other.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn o12_a_post_is_never_redirected_not_even_at_home() {
    for status in [301, 302, 303, 307, 308] {
        let server = redirecting(status, "/to").await;
        let request = Request::post(at(&server, "/from")).form(vec![(
            "client_secret".into(),
            SecretString::from("CANARY").into(),
        )]);
        let fault = patient().send(request).await.unwrap_err();
        assert!(
            matches!(&fault, Fault::RedirectElsewhere { to_host, .. } if to_host == "127.0.0.1")
        );
        assert_eq!(server.received_requests().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_circle_of_redirects_ends() {
    let server = redirecting(302, "/from").await;
    let fault = patient()
        .send(Request::get(at(&server, "/from")))
        .await
        .unwrap_err();
    assert_eq!(fault, Fault::TooManyRedirects);
    assert_eq!(server.received_requests().await.unwrap().len(), 6);
}

#[tokio::test]
async fn five_redirects_are_followed() {
    let server = MockServer::start().await;
    for hop in 0..5 {
        Mock::given(path(format!("/{hop}")))
            .respond_with(
                ResponseTemplate::new(302).insert_header("location", format!("/{}", hop + 1)),
            )
            .mount(&server)
            .await;
    }
    Mock::given(method("GET"))
        .and(path("/5"))
        .respond_with(ResponseTemplate::new(204))
        .mount(&server)
        .await;
    let response = patient()
        .send(Request::get(at(&server, "/0")))
        .await
        .unwrap();
    assert_eq!(response.status, 204);
}

#[tokio::test]
async fn a_redirect_without_or_with_an_unreadable_address() {
    let server = MockServer::start().await;
    Mock::given(path("/none"))
        .respond_with(ResponseTemplate::new(302))
        .mount(&server)
        .await;
    Mock::given(path("/odd"))
        .respond_with(ResponseTemplate::new(302).insert_header("location", "https://[oops"))
        .mount(&server)
        .await;
    assert_eq!(
        patient()
            .send(Request::get(at(&server, "/none")))
            .await
            .unwrap()
            .status,
        302
    );
    let fault = patient()
        .send(Request::get(at(&server, "/odd")))
        .await
        .unwrap_err();
    assert!(matches!(fault, Fault::BrokenBody { .. }));
}
