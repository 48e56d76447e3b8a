//! Owns L02: with everything logged at trace, the HTTP libraries included, no secret of a sign-in is in the log.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

#[path = "oauth2/partner.rs"]
#[expect(dead_code, reason = "the partner can do more than this test needs")]
mod partner;

use std::io::Write;
use std::sync::{Arc, Mutex};

use larder_auth::loopback::{self, Page};
use larder_auth::oauth2;
use partner::{Partner, json, query};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn l02_a_whole_sign_in_logged_at_trace_shows_no_secret() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .init();

    let body = r#"{"access_token":"CANARY-access","refresh_token":"CANARY-refresh-2""#;
    for answer in [
        json(200, &format!("{body}}}")),
        json(200, body),
        json(400, body),
    ] {
        let mut partner = Partner::answering(answer).await;
        partner.plan.client_auth = larder_connector::ClientAuth::Basic;
        let listener = loopback::bind("127.0.0.1", &[0]).await.unwrap();
        let redirect = listener.redirect("/callback/x");
        let mut begun =
            oauth2::begin(&partner.plan, &partner.client, redirect, "a1".to_owned()).unwrap();
        let serving = listener.serve(begun.attempt.clone(), Page::new("Larder", "App"));
        let serving = tokio::spawn(serving);
        let state = query(&begun.authorize_url)["state"].clone();
        let mut answer = begun.attempt.redirect().clone();
        for state in ["CANARY-wrong-state", &state] {
            answer.set_query(Some(&format!("code=CANARY-code&state={state}")));
            partner
                .http
                .send(larder_http::Request::get(answer.clone()))
                .await
                .unwrap();
        }
        serving.await.unwrap();
        let _ = oauth2::finish(
            &partner.http,
            &partner.plan,
            &partner.client,
            &mut begun,
            "CANARY-code".into(),
        )
        .await;
        let _ = partner.refresh().await;
        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        assert!(!text.contains(&state));
        for (form, _) in partner.forms().await {
            if let Some(verifier) = form.get("code_verifier") {
                assert!(!text.contains(verifier.as_str()));
            }
        }
    }
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        text.contains("an answer was ignored") && text.contains("/token"),
        "the log is really written"
    );
    let leaks: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("CANARY"))
        .collect();
    assert!(leaks.is_empty(), "{leaks:#?}");
    let basic = "Y2xpZW50K29uZTpDQU5BUlk"; // "client+one:CANARY" in base64
    assert!(!text.contains(basic));
}
