//! Requests in the name of a connection: decorated, sent, judged, and sent once more after one refresh.
use larder_auth::Outgoing;
use larder_connector::{Body, CallPlan, Context, Marks, Secrets};
use larder_http::{Fault, Request, Response, Retry};
use secrecy::ExposeSecret;
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::causes::{self, Caller, Verdict};
use crate::credential::Credential;
use crate::problem::Problem;
use crate::subject::{Subject, of_render};
use crate::{Engine, subject};

/// A call of the person's own, for scripts: `larder request`.
#[derive(Debug, Clone)]
pub struct ApiRequest {
    /// `GET`, `POST` ...
    pub method: String,
    /// A path on the connection's API host, or an address of one of the app's hosts.
    pub path_or_url: String,
    pub query: Vec<(String, String)>,
    pub body: Option<Value>,
}

/// What the app answered to an [`ApiRequest`].
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub content_type: Option<String>,
    pub body: Vec<u8>,
}

/// Where a call stands after it was sent.
pub(crate) struct Sent {
    pub(crate) request: Request,
    pub(crate) answer: Result<Response, Fault>,
}

impl Engine {
    /// Sends a call marked and signed with a credential; judges nothing.
    pub(crate) async fn send(
        &self,
        subject: &Subject,
        credential: &Credential,
        mut plan: CallPlan,
        etag: Option<&str>,
    ) -> Result<Sent, Problem> {
        let secrets: Secrets = credential.for_templates().into_iter().collect();
        let context: Context<'_> = subject.context().secrets(&secrets);
        let app = subject.app();
        let marks = subject
            .connector
            .apply(&subject.row.way, &mut plan, &context)
            .map_err(|error| of_render(app, &error))?;
        let signer = self.signer(subject, credential, &context).await?;
        let http = self.http_of(subject, credential)?;
        let made = |now: i64| {
            let mut outgoing = outgoing(&plan, &marks);
            signer
                .sign(&mut outgoing, now)
                .map_err(|fault| causes::of_signing(subject, &fault))?;
            finished(outgoing, &plan, credential, etag, signer.signs()).map_err(|fault| {
                causes::of_fault(app, plan.url.host_str().unwrap_or_default(), &fault)
            })
        };
        let request = made(self.now() / 1000)?;
        let answer = http.send(request.clone()).await;
        if let Ok(response) = &answer
            && let Some(app_now) = signer.other_clock(response)
        {
            // The app told its time: once more by its clock, with a nonce and signature of its own.
            let request = made(app_now)?;
            let answer = http.send(request.clone()).await;
            return Ok(Sent { request, answer });
        }
        Ok(Sent { request, answer })
    }

    /// Makes a call as the connection `id`: with a live grant, and once more after one refresh
    /// when the app says that the token ended. Never a loop.
    pub(crate) async fn ask(
        &self,
        id: &str,
        plan: CallPlan,
        etag: Option<&str>,
    ) -> Result<Response, Problem> {
        let mut grant = self.grant(id).await?;
        let mut refreshed = false;
        loop {
            let host = plan.url.host_str().unwrap_or_default().to_owned();
            let sent = self
                .send(&grant.subject, &grant.credential, plan.clone(), etag)
                .await?;
            let verdict = match judge(grant.subject.caller(), &host, sent) {
                Ok(response) => {
                    self.note_success(&grant.subject).await?;
                    return Ok(response);
                }
                Err(verdict) => verdict,
            };
            match verdict {
                Verdict::Expired(_) if !refreshed && grant.can_refresh() => {
                    refreshed = true;
                    grant = self.refresh(&grant).await?;
                }
                verdict => {
                    let problem = verdict.problem();
                    self.note_failure(&grant.subject, &problem).await?;
                    return Err(problem);
                }
            }
        }
    }

    /// Makes a person's own call and gives the answer as it is, whatever its status.
    ///
    /// # Errors
    /// When the address is none of the app's, or nothing answered.
    pub async fn request(&self, id_or_name: &str, ask: ApiRequest) -> Result<Answer, Problem> {
        let subject = self.subject(id_or_name).await?;
        let plan = CallPlan {
            method: ask.method.to_ascii_uppercase(),
            url: address(&subject, &ask)?,
            headers: Vec::new(),
            body: ask.body.map(Body::Json),
        };
        let mut grant = self.grant(&subject.row.id).await?;
        let host = plan.url.host_str().unwrap_or_default().to_owned();
        let mut sent = self
            .send(&grant.subject, &grant.credential, plan.clone(), None)
            .await?;
        if let Ok(response) = &sent.answer
            && matches!(
                causes::of_response(grant.subject.caller(), &sent.request, response),
                Verdict::Expired(_)
            )
            && grant.can_refresh()
        {
            grant = self.refresh(&grant).await?;
            sent = self
                .send(&grant.subject, &grant.credential, plan, None)
                .await?;
        }
        let response = sent
            .answer
            .map_err(|fault| causes::of_fault(grant.subject.app(), &host, &fault))?;
        Ok(Answer {
            status: response.status,
            content_type: response.content_type().map(str::to_owned),
            body: response.body.to_vec(),
        })
    }

    /// Notes that the app answered well: seldom, so that reading does not write.
    pub(crate) async fn note_success(&self, subject: &Subject) -> Result<(), Problem> {
        const SELDOM: i64 = 60_000;
        self.set_trouble(&subject.row.id, None);
        let now = self.now();
        if subject
            .row
            .last_ok_at
            .is_some_and(|last| now - last < SELDOM)
            && subject.row.problem.is_none()
        {
            return Ok(());
        }
        self.heal(&subject.row.id, subject.row.generation, now)
            .await
    }

    /// Notes a failure where it belongs: in the row when a person must act, else in memory.
    pub(crate) async fn note_failure(
        &self,
        subject: &Subject,
        problem: &Problem,
    ) -> Result<(), Problem> {
        if problem.breaks_the_connection() {
            self.mark_broken(subject, problem).await
        } else {
            if problem.is_passing() {
                self.set_trouble(&subject.row.id, Some(problem.clone()));
            }
            Ok(())
        }
    }
}

/// An answer's headers as text.
pub(crate) fn headers_of(response: &Response) -> Vec<(String, String)> {
    response
        .headers
        .iter()
        .filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        })
        .collect()
}

/// An answer that can be used, or the verdict over it.
pub(crate) fn judge(caller: Caller<'_>, host: &str, sent: Sent) -> Result<Response, Verdict> {
    let app = caller.connector.name.as_str();
    match sent.answer {
        Ok(response) if response.is_success() || response.status == 304 => {
            let headers = headers_of(&response);
            let (status, body) = (response.status, &response.body[..]);
            let hidden_failure = caller.connector.cause_of(status, &headers, body).is_some()
                || caller.way.is_some_and(|way| {
                    way.detects(status, &headers, body) || way.refreshes_on(status, &headers, body)
                });
            if hidden_failure {
                return Err(causes::of_response(caller, &sent.request, &response));
            }
            if response.looks_like_html() {
                let detail = Some(causes::exchange(&sent.request.summary(), &Ok(response)));
                return Err(Verdict::Final(Problem::not_api(app).with_detail(detail)));
            }
            Ok(response)
        }
        Ok(response) => Err(causes::of_response(caller, &sent.request, &response)),
        Err(fault) => {
            let detail = Some(causes::exchange(
                &sent.request.summary(),
                &Err(fault.clone()),
            ));
            Err(Verdict::Final(
                causes::of_fault(app, host, &fault).with_detail(detail),
            ))
        }
    }
}

/// The request with its marks, before it is signed.
fn outgoing(plan: &CallPlan, marks: &Marks) -> Outgoing {
    let mut outgoing = Outgoing::new(&plan.method, plan.url.clone());
    for (name, secret) in &marks.headers {
        outgoing.set_header(name, secret.clone());
    }
    match &plan.body {
        Some(Body::Json(body)) => {
            let mut body = body.clone();
            if let Some(members) = body.as_object_mut() {
                for (name, secret) in &marks.body {
                    members.insert(name.clone(), secret.expose_secret().into());
                }
            }
            outgoing.body = Some(body.to_string().into());
            outgoing.content_type = Some("application/json".to_owned());
        }
        Some(Body::Form(pairs)) => {
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(pairs);
            for (name, secret) in &marks.body {
                form.append_pair(name, secret.expose_secret());
            }
            outgoing.body = Some(form.finish().into());
            outgoing.content_type = Some("application/x-www-form-urlencoded".to_owned());
        }
        None => {}
    }
    outgoing
}

/// The request as it goes out: what is not signed is added now.
fn finished(
    outgoing: Outgoing,
    plan: &CallPlan,
    credential: &Credential,
    etag: Option<&str>,
    is_signed: bool,
) -> Result<Request, Fault> {
    let reads = outgoing.method == "GET";
    let mut request = outgoing
        .into_request()?
        .header("accept", "application/json")?;
    for (name, value) in &plan.headers {
        request = request.header(name, value)?;
    }
    for secret in credential.for_templates().values() {
        request = request.hiding(secret);
    }
    if let Some(etag) = etag {
        request = request.if_none_match(etag)?;
    }
    Ok(if reads && !is_signed {
        request.retry(Retry::Transient { attempts: 3 })
    } else {
        // A signature holds a nonce and a time, which serve once.
        request
    })
}

/// The address of a person's own call: on the connection's API host, or one of the app's.
fn address(subject: &Subject, ask: &ApiRequest) -> Result<Url, Problem> {
    let unusable = |what: &str| Problem::input("path", what.to_owned());
    let mut url =
        if ask.path_or_url.starts_with("http://") || ask.path_or_url.starts_with("https://") {
            let url = Url::parse(&ask.path_or_url)
                .map_err(|_| unusable("The address cannot be read."))?;
            let mut origin = url.clone();
            origin.set_path("");
            origin.set_query(None);
            origin.set_fragment(None);
            // Where the definition names no hosts, the connection's own address is the only one.
            let allowed = if subject.connector.api_hosts.is_empty() {
                subject.context().reaches(&url)
            } else {
                subject
                    .connector
                    .host_allowed(&origin, subject.row.practice)
            };
            if !allowed {
                return Err(Problem::host(
                    subject.app(),
                    url.host_str().unwrap_or("this host"),
                ));
            }
            url
        } else {
            let base = base_address(subject)
                .ok_or_else(|| unusable("This app has no address of its own; give a whole one."))?;
            base.join(&format!("/{}", ask.path_or_url.trim_start_matches('/')))
                .map_err(|_| unusable("The path cannot be read."))?
        };
    if !ask.query.is_empty() {
        url.query_pairs_mut().extend_pairs(&ask.query);
    }
    Ok(url)
}

fn base_address(subject: &Subject) -> Option<Url> {
    let kept = subject
        .row
        .kept
        .get("instance_url")
        .and_then(|value| Url::parse(value).ok());
    kept.or_else(|| {
        let name = subject.connector.origins.keys().next()?;
        subject.context().origin(name).ok()
    })
}

/// A declared call of the connector, filled in for a connection.
pub(crate) fn plan_of(
    subject: &subject::Subject,
    call: &larder_connector::Call,
    params: &std::collections::BTreeMap<String, String>,
) -> Result<CallPlan, Problem> {
    subject
        .connector
        .call_plan(call, &subject.context().params(params.clone()))
        .map_err(|error| of_render(subject.app(), &error))
}
