//! Asks the app for the rights that recipes use: few calls, and never before the first list is there.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use futures::StreamExt as _;
use larder_connector::{CallPlan, Told};
use larder_store::{binding, connection, receipt};
use serde_json::Value;

use super::known::{Line, Params, Rights, known_rights};
use super::needs::{Need, Needs};
use super::verdict;
use crate::Engine;
use crate::causes;
use crate::problem::{Problem, ProblemKind};
use crate::recipe::model::Recipe;
use crate::request::plan_of;
use crate::scopes;
use crate::subject::{Subject, api_host, identity};

/// Requests one telling may cost.
const MOST_CALLS: usize = 10;

/// Requests at a time.
const AT_ONCE: usize = 4;

/// What the app told.
pub(crate) struct Learned {
    pub(crate) rights: Rights,
    /// What it told of the user besides.
    pub(crate) kept: BTreeMap<String, String>,
}

impl Engine {
    /// What the recipes bound to a connection need.
    pub(crate) async fn needs(&self, row: &connection::Connection) -> Result<Needs, Problem> {
        let connector = self.0.catalog.connector(&row.connector)?;
        let id = row.id.clone();
        let bindings = self
            .0
            .store
            .read(move |conn| binding::of_connection(conn, &id))
            .await
            .map_err(|error| causes::storage(&error))?;
        if bindings.is_empty() {
            return Ok(Needs::default());
        }
        let documents = self.recipe_documents().await?;
        let uses = bindings.iter().filter_map(|binding| {
            let recipe: &Recipe = documents.get(&binding.recipe)?;
            Some((binding.recipe.as_str(), recipe, binding.role.as_str()))
        });
        Ok(Needs::of(&connector, uses))
    }

    /// Asks for what the needs name. An answer given since `since` is used again. What cannot be learned is left open.
    pub(crate) async fn learn_rights(
        &self,
        subject: &Subject,
        needs: &[Need],
        since: Instant,
    ) -> Rights {
        let plans: Vec<Option<CallPlan>> = needs
            .iter()
            .map(|need| {
                let (family, _) = subject.connector.right(&need.right)?;
                plan_of(subject, &family.call, &need.params).ok()
            })
            .collect();
        let mut wanted: Vec<&CallPlan> = Vec::new();
        for plan in plans.iter().flatten() {
            if !wanted
                .iter()
                .any(|known| known.identity() == plan.identity())
            {
                wanted.push(plan);
            }
        }
        let cut = wanted.len() > MOST_CALLS;
        wanted.truncate(MOST_CALLS);
        let asked: Vec<_> = wanted
            .into_iter()
            .map(|plan| {
                let plan = plan.clone();
                async move {
                    let identity = plan.identity();
                    (identity, self.answer_since(subject, plan, since).await)
                }
            })
            .collect();
        let answers: BTreeMap<String, Result<Arc<Value>, Problem>> = futures::stream::iter(asked)
            .buffered(AT_ONCE)
            .collect()
            .await;
        let lines = needs
            .iter()
            .zip(&plans)
            .filter_map(|(need, plan)| {
                let answer = plan.as_ref().and_then(|plan| answers.get(&plan.identity()));
                line_of(subject, need, answer)
            })
            .collect();
        Rights {
            at: self.now(),
            cut,
            lines,
        }
    }

    /// The app's answer to a question, from memory where it was given since then.
    async fn answer_since(
        &self,
        subject: &Subject,
        plan: CallPlan,
        since: Instant,
    ) -> Result<Arc<Value>, Problem> {
        let key = (subject.row.id.clone(), plan.identity());
        if let Some(answer) = self.0.lists.answer_since(&key, since) {
            return Ok(answer);
        }
        let epoch = self.0.lists.epoch(&key.0);
        let response = self.ask(&subject.row.id, plan, None).await?;
        let connector = Arc::clone(&subject.connector);
        let read = tokio::task::spawn_blocking(move || response.json_by(connector.reader()))
            .await
            .map_err(|_| Problem::defect("an answer could not be read"))?;
        let answer = Arc::new(read.map_err(|_| Problem::not_api(subject.app()))?);
        self.0.lists.keep_answer(key, epoch, Arc::clone(&answer));
        Ok(answer)
    }

    /// What the definition asks about the user besides; nothing when the app does not tell.
    async fn learn_user(&self, subject: &Subject) -> BTreeMap<String, String> {
        let Some(looks) = &subject.connector.user_looks else {
            return BTreeMap::new();
        };
        let plan = looks
            .call
            .as_ref()
            .and_then(|call| plan_of(subject, call, &Params::new()).ok());
        let Some(plan) = plan else {
            return BTreeMap::new();
        };
        match self.ask(&subject.row.id, plan, None).await {
            Ok(response) => response
                .json()
                .map(|answer| subject.connector.kept(&looks.keep, &answer))
                .unwrap_or_default(),
            Err(_) => BTreeMap::new(),
        }
    }

    /// Everything a check learns about the rights of the connected user. None where the definition tells of none.
    pub(crate) async fn learn(
        &self,
        subject: &Subject,
        needs: &Needs,
        since: Instant,
    ) -> Option<Learned> {
        let connector = &subject.connector;
        if connector.rights.is_empty() && connector.user_looks.is_none() {
            return None;
        }
        let (rights, kept) = tokio::join!(
            self.learn_rights(subject, &needs.rights, since),
            self.learn_user(subject)
        );
        Some(Learned { rights, kept })
    }

    /// Asks after a sign-in and adds what was told to its receipt.
    pub(crate) async fn note_rights(&self, id: &str, since: Instant) -> Result<(), Problem> {
        let subject = self.subject(id).await?;
        let needs = self.needs(&subject.row).await?;
        let Some(learned) = self.learn(&subject, &needs, since).await else {
            return Ok(());
        };
        let (id, generation) = (subject.row.id.clone(), subject.row.generation);
        let connector = Arc::clone(&subject.connector);
        let mut with_kept = subject.clone();
        with_kept.row.kept.extend(learned.kept.clone());
        let who = identity(&with_kept.row.kept, api_host(&with_kept));
        let who =
            serde_json::to_value(&who).map_err(|_| Problem::defect("an identity is no JSON"))?;
        let (app, user) = (subject.app().to_owned(), subject.user().map(str::to_owned));
        self.write(move |tx| {
            let Some(mut row) = connection::by_id(tx, &id)? else {
                return Ok(());
            };
            let Some(latest) = receipt::latest(tx, &id)? else {
                return Ok(());
            };
            if row.state == connection::State::NotConnected || row.generation < generation {
                return Ok(());
            }
            let before = known_rights(
                Some(&latest),
                receipt::latest_with_rights(tx, &id)?.as_ref(),
            );
            let rights = carried(learned.rights, before.as_ref());
            let document = serde_json::to_value(&rights).unwrap_or(Value::Null);
            receipt::complete(tx, latest.id, &who, &document)?;
            row.kept.extend(learned.kept);
            verdict::note_difference(tx, &id, before.as_ref(), &rights, &needs)?;
            let held = scopes::held(&connector, &row.way, Some(&latest));
            row.limits = verdict::limits(
                Some(&rights),
                held.as_deref(),
                &needs,
                &app,
                user.as_deref(),
            );
            connection::update(tx, &row)
        })
        .await
    }

    /// What is known of the rights that these needs name; what is not known is asked for, and not kept.
    pub(crate) async fn rights_for(
        &self,
        subject: &Subject,
        needs: &Needs,
    ) -> Result<Rights, Problem> {
        let known = self
            .known_rights(&subject.row.id)
            .await?
            .unwrap_or_default();
        let open: Vec<Need> = needs
            .rights
            .iter()
            .filter(|need| known.line(&need.right, &need.params).is_none())
            .cloned()
            .collect();
        if open.is_empty() {
            return Ok(known);
        }
        let mut asked = self.learn_rights(subject, &open, Instant::now()).await;
        asked.lines.extend(known.lines);
        Ok(asked)
    }

    /// Judges anew after recipes or their slots changed; the app is not asked.
    pub(crate) async fn judge_rights(&self, id: &str) -> Result<(), Problem> {
        let Ok(subject) = self.subject(id).await else {
            // Without its definition nothing can be judged.
            return Ok(());
        };
        let needs = self.needs(&subject.row).await?;
        let (app, user) = (subject.app().to_owned(), subject.user().map(str::to_owned));
        let connector = Arc::clone(&subject.connector);
        let id = id.to_owned();
        self.write(move |tx| {
            let Some(mut row) = connection::by_id(tx, &id)? else {
                return Ok(());
            };
            let latest = receipt::latest(tx, &id)?;
            let told = receipt::latest_with_rights(tx, &id)?;
            let known = known_rights(latest.as_ref(), told.as_ref());
            let held = scopes::held(&connector, &row.way, latest.as_ref());
            let limits = verdict::limits(
                known.as_ref(),
                held.as_deref(),
                &needs,
                &app,
                user.as_deref(),
            );
            if row.limits == limits {
                return Ok(());
            }
            row.limits = limits;
            connection::update(tx, &row)
        })
        .await
    }

    /// Judges the connections of a recipe anew.
    pub(crate) async fn judge_connections_of(&self, recipe: &str) -> Result<(), Problem> {
        let recipe = recipe.to_owned();
        let bindings = self
            .0
            .store
            .read(move |conn| binding::of_recipe(conn, &recipe))
            .await
            .map_err(|error| causes::storage(&error))?;
        for binding in bindings {
            self.judge_rights(&binding.connection).await?;
        }
        Ok(())
    }
}

/// What a telling comes to, with what an earlier one knew.
pub(crate) fn carried(mut rights: Rights, before: Option<&Rights>) -> Rights {
    if let Some(before) = before {
        rights.carry_over(before);
    }
    rights
}

fn line_of(
    subject: &Subject,
    need: &Need,
    answer: Option<&Result<Arc<Value>, Problem>>,
) -> Option<Line> {
    let connector = &subject.connector;
    let (family, right) = connector.right(&need.right)?;
    let (label, may) = connector.right_words(right, &need.params).ok()?;
    let told: Option<Told> = match answer {
        Some(Ok(answer)) => connector.told_rights(family, answer, &need.params).ok(),
        Some(Err(problem))
            if matches!(
                problem.kind,
                ProblemKind::Rights | ProblemKind::RightsReduced
            ) =>
        {
            Some(family.held_none())
        }
        _ => None,
    };
    let held = told.as_ref().and_then(|told| *told.held.get(&right.id)?);
    let entry = told.as_ref().and_then(|told| told.entry.as_ref());
    Some(Line {
        right: need.right.clone(),
        params: need.params.clone(),
        label,
        may,
        held,
        had: held == Some(true),
        grantable: entry.is_none_or(|entry| entry.grantable),
        file_name: entry.and_then(|entry| entry.file_name.clone()),
        was_asked: told.is_some(),
    })
}
