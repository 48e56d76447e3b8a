//! An app's own sign-in: its declared requests, one after another, until they gave a session.
use std::collections::BTreeMap;

use larder_connector::{AuthKind, SecretCall, Secrets, Session, SessionStep};
use larder_http::{Fault, Request, Response};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::Engine;
use crate::causes::{self, Caller, Verdict};
use crate::connected::Granted;
use crate::credential::Credential;
use crate::problem::Problem;
use crate::request::{Sent, headers_of, judge};
use crate::subject::{Subject, of_render};

/// Which of a definition's lists of requests is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Steps {
    /// The sign-in from what was typed.
    SignIn,
    /// The app's own renewal of a session that lives.
    Refresh,
}

impl Engine {
    /// Makes the requests of a session sign-in with what was typed, or renews a session.
    pub(crate) async fn session(
        &self,
        subject: &Subject,
        credential: &Credential,
        which: Steps,
        connecting: bool,
    ) -> Result<Granted, Problem> {
        let AuthKind::Session(session) = &subject.way()?.kind else {
            return Err(Problem::defect("a way without steps was to make a session"));
        };
        let steps = match which {
            Steps::SignIn => &session.steps,
            Steps::Refresh => &session.refresh_steps,
        };
        let mut subject = subject.clone();
        let mut made = credential.clone();
        let mut kept = BTreeMap::new();
        let mut ends_at = None;
        for step in steps {
            let (response, answer) = self.step(&subject, &made, step, connecting).await?;
            let given = subject
                .connector
                .step_secrets(step, &headers_of(&response), &answer)
                // The app answered, but gave no session: it did not accept who asked.
                .map_err(|_| {
                    if connecting {
                        Problem::refused_sign_in(subject.app())
                    } else {
                        Problem::credentials(subject.app(), subject.user())
                    }
                })?;
            made.given.extend(given);
            let learned = subject.connector.kept(&step.keep, &answer);
            subject.check_kept_hosts(&learned)?;
            subject.row.kept.extend(learned.clone());
            kept.extend(learned);
            // A moment the app names is one of its own clock.
            let now = self.now();
            let app_now = response.date_at.unwrap_or(now);
            ends_at = ends(session, &answer, app_now)
                .map(|ends| ends.saturating_sub(app_now).saturating_add(now))
                .or(ends_at);
        }
        made.issued_at = Some(self.now());
        made.expires_at = ends_at;
        Ok(Granted {
            credential: made,
            kept,
            requested: Vec::new(),
            scopes: Vec::new(),
        })
    }

    async fn step(
        &self,
        subject: &Subject,
        credential: &Credential,
        step: &SessionStep,
        connecting: bool,
    ) -> Result<(Response, Value), Problem> {
        let secrets: Secrets = credential.for_templates().into_iter().collect();
        let context = subject.context().secrets(&secrets);
        let call = subject
            .connector
            .step_plan(step, &context)
            .map_err(|error| of_render(subject.app(), &error))?;
        let host = call.url.host_str().unwrap_or_default().to_owned();
        let request = request(call, credential)
            .map_err(|fault| causes::of_fault(subject.app(), &host, &fault))?;
        let http = self.http_of(subject, credential)?;
        let answer = http.send(request.clone()).await;
        let caller = Caller {
            connecting,
            ..subject.caller()
        };
        let response = judge(caller, &host, Sent { request, answer }).map_err(Verdict::problem)?;
        // A step may give all it has in headers and cookies.
        let answer = response.json().unwrap_or(Value::Null);
        Ok((response, answer))
    }
}

fn request(call: SecretCall, credential: &Credential) -> Result<Request, Fault> {
    let method =
        http::Method::from_bytes(call.method.as_bytes()).map_err(|_| Fault::BadRequest {
            why: "the method is none of HTTP's".into(),
        })?;
    let mut request = Request::new(method, call.url).header("accept", "application/json")?;
    for (name, value) in &call.headers {
        request = request.secret_header(name, value)?;
    }
    if let Some((content_type, body)) = &call.body {
        request = request.body(body.expose_secret().to_owned(), content_type)?;
    }
    Ok(credential
        .for_templates()
        .values()
        .fold(request, |request, secret: &SecretString| {
            request.hiding(secret)
        }))
}

/// When a session ends: by the app's word, else by the definition's.
fn ends(session: &Session, answer: &Value, now: i64) -> Option<i64> {
    let told = session
        .expires
        .as_ref()
        .and_then(|expires| expires.ends_at(answer, now));
    let fixed = session
        .lifetime_seconds
        .map(|seconds| now.saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX) * 1000));
    told.or(fixed)
}
