//! Who and where: the declared identity calls after a sign-in and at every check.
use std::collections::BTreeMap;

use larder_connector::{CallPlan, IdentityStep, RenderError};
use larder_http::Response;

use crate::Engine;
use crate::causes::Caller;
use crate::credential::Credential;
use crate::problem::{Problem, ProblemKind};
use crate::request::{Sent, judge, plan_of};
use crate::subject::{Subject, of_render};

impl Engine {
    /// Asks the app who is signed in with a credential that is not stored yet; answers `kept` with
    /// what was learned. An app that answers as nobody has not accepted the sign-in.
    pub(crate) async fn identify(
        &self,
        mut subject: Subject,
        credential: &Credential,
    ) -> Result<Subject, Problem> {
        let connector = subject.connector.clone();
        let way = subject.row.way.clone();
        let steps: Vec<&IdentityStep> = connector.identity_steps(&way).collect();
        let asked = steps
            .iter()
            .map(|step| self.ask_ahead(&subject, credential, step));
        let asked = futures::future::join_all(asked).await;
        for (step, ahead) in steps.into_iter().zip(asked) {
            let plan = plan_of(&subject, &step.call, &BTreeMap::new())?;
            let host = plan.url.host_str().unwrap_or_default().to_owned();
            let sent = match ahead {
                // What the steps before it told changed nothing about the question.
                Some((asked, sent)) if asked.identity() == plan.identity() => sent,
                _ => self.send(&subject, credential, plan, None).await?,
            };
            let request = sent.request.summary();
            let caller = Caller {
                connecting: true,
                ..subject.caller()
            };
            let learned = judge(caller, &host, sent)
                .map_err(crate::causes::Verdict::problem)
                .and_then(|response| {
                    learn(&subject, step, &response).map_err(|problem| {
                        problem.with_detail(Some(crate::causes::exchange(
                            &request,
                            &Ok(response.clone()),
                        )))
                    })
                });
            match learned {
                Ok(learned) => subject.row.kept.extend(learned),
                Err(problem) if step.optional => {
                    tracing::debug!(app = subject.app(), kind = ?problem.kind, "an optional identity call was refused");
                }
                Err(problem) => return Err(problem),
            }
        }
        if connector.identity_steps(&way).next().is_none() {
            self.try_out(&subject, credential).await?;
        }
        Ok(subject)
    }

    /// An app that says nobody's name still says whether it takes the credential. Whatever else its
    /// test call answers is no reason to refuse the sign-in.
    async fn try_out(&self, subject: &Subject, credential: &Credential) -> Result<(), Problem> {
        let Some(call) = subject.connector.test_call(&subject.row.way) else {
            return Ok(());
        };
        let plan = plan_of(subject, call, &BTreeMap::new())?;
        let host = plan.url.host_str().unwrap_or_default().to_owned();
        let sent = self.send(subject, credential, plan, None).await?;
        let caller = Caller {
            connecting: true,
            ..subject.caller()
        };
        match judge(caller, &host, sent).map_err(crate::causes::Verdict::problem) {
            Err(problem) if problem.kind == ProblemKind::Credentials => Err(problem),
            _ => Ok(()),
        }
    }

    /// Sends one step's question before the answers of the others are there, where it can be put and only reads.
    async fn ask_ahead(
        &self,
        subject: &Subject,
        credential: &Credential,
        step: &IdentityStep,
    ) -> Option<(CallPlan, Sent)> {
        let plan = plan_of(subject, &step.call, &BTreeMap::new()).ok()?;
        if plan.method != "GET" {
            return None;
        }
        let sent = self
            .send(subject, credential, plan.clone(), None)
            .await
            .ok()?;
        Some((plan, sent))
    }

    /// Asks the app who is signed in with the stored grant, refreshing it where needed.
    pub(crate) async fn identify_again(&self, mut subject: Subject) -> Result<Subject, Problem> {
        let id = subject.row.id.clone();
        let connector = subject.connector.clone();
        let way = subject.row.way.clone();
        for step in connector.identity_steps(&way) {
            let plan = plan_of(&subject, &step.call, &BTreeMap::new())?;
            let learned = match self.ask(&id, plan, None).await {
                Ok(response) => learn(&subject, step, &response),
                Err(problem) => Err(problem),
            };
            match learned {
                Ok(learned) => subject.row.kept.extend(learned),
                Err(_) if step.optional => {}
                Err(problem) => {
                    self.note_failure(&subject, &problem).await?;
                    return Err(problem);
                }
            }
        }
        Ok(subject)
    }
}

fn learn(
    subject: &Subject,
    step: &IdentityStep,
    response: &Response,
) -> Result<BTreeMap<String, String>, Problem> {
    let answer = response
        .json()
        .map_err(|_| Problem::not_api(subject.app()))?;
    subject
        .connector
        .identity_kept(step, &answer, &subject.context())
        .map_err(|error| match error {
            // The app answered, but as nobody: it did not accept who asked.
            RenderError::Shape { .. } => Problem::refused_sign_in(subject.app()),
            error => of_render(subject.app(), &error),
        })
}
