//! Which tenant, site or account a new sign-in is for: one is taken, several are asked about, none is a problem.
use std::collections::BTreeMap;

use larder_connector::{Probe, RenderError, Tenant};

use crate::Engine;
use crate::causes::{Caller, Verdict};
use crate::credential::Credential;
use crate::problem::Problem;
use crate::request::{judge, plan_of};
use crate::sign_in::Running;
use crate::subject::{Subject, of_render};
use crate::view::{SignInPhase, TenantOption, TenantQuestion};

impl Engine {
    /// Makes the declared look-ups with a credential that is not stored yet; answers the subject with what was
    /// chosen kept. `earlier` is what a connection that is being repaired had chosen: the same is taken again.
    pub(crate) async fn find_tenant(
        &self,
        running: &Running,
        mut subject: Subject,
        credential: &Credential,
        earlier: &BTreeMap<String, String>,
    ) -> Result<Subject, Problem> {
        for probe in &subject.connector.clone().probes {
            if !probe.belongs_to(&subject.row.way) {
                continue;
            }
            let tenants = self.tenants(&subject, credential, probe).await?;
            let chosen = self
                .chosen(running, &subject, probe, &tenants, earlier.get(&probe.id))
                .await?;
            let kept = chosen.kept.clone();
            subject.check_kept_hosts(&kept)?;
            subject.row.kept.extend(kept);
            subject
                .row
                .kept
                .insert(probe.id.clone(), chosen.value.clone());
            running.enter(SignInPhase::Identifying);
            self.tell_states();
        }
        Ok(subject)
    }

    async fn tenants(
        &self,
        subject: &Subject,
        credential: &Credential,
        probe: &Probe,
    ) -> Result<Vec<Tenant>, Problem> {
        let plan = plan_of(subject, &probe.call, &BTreeMap::new())?;
        let host = plan.url.host_str().unwrap_or_default().to_owned();
        let sent = self.send(subject, credential, plan, None).await?;
        let caller = Caller {
            connecting: true,
            ..subject.caller()
        };
        let response = judge(caller, &host, sent).map_err(Verdict::problem)?;
        let answer = response
            .json()
            .map_err(|_| Problem::not_api(subject.app()))?;
        subject
            .connector
            .tenants(probe, &answer, &subject.context())
            .map_err(|error| match error {
                RenderError::Shape { .. } => Problem::refused_sign_in(subject.app()),
                error => of_render(subject.app(), &error),
            })
    }

    async fn chosen(
        &self,
        running: &Running,
        subject: &Subject,
        probe: &Probe,
        tenants: &[Tenant],
        earlier: Option<&String>,
    ) -> Result<Tenant, Problem> {
        let preferred = subject
            .connector
            .preferred_tenant(probe, tenants, &subject.context())
            .map_err(|error| of_render(subject.app(), &error))?;
        if let Some(preferred) = preferred {
            return Ok(preferred.clone());
        }
        match tenants {
            [] => Err(Problem::no_tenant(
                subject.app(),
                &probe.label,
                probe.none.as_deref(),
            )),
            [only] => Ok(only.clone()),
            several => {
                let same = earlier
                    .and_then(|earlier| several.iter().find(|tenant| tenant.value == *earlier));
                if let Some(same) = same {
                    return Ok(same.clone());
                }
                let answered = running.asks_tenant(question(probe, several));
                self.tell_states();
                let value = answered
                    .await
                    .map_err(|_| Problem::cancelled(subject.app()))?;
                several
                    .iter()
                    .find(|tenant| tenant.value == value)
                    .cloned()
                    .ok_or_else(|| Problem::defect("a choice came that was not offered"))
            }
        }
    }
}

fn question(probe: &Probe, tenants: &[Tenant]) -> TenantQuestion {
    TenantQuestion {
        probe: probe.id.clone(),
        label: probe.label.clone(),
        options: tenants
            .iter()
            .map(|tenant| TenantOption {
                value: tenant.value.clone(),
                label: tenant.name.clone(),
                hint: tenant.hint.clone(),
            })
            .collect(),
    }
}
