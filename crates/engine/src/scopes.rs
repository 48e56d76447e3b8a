//! The scopes of a connection: what is asked for, what was granted, and which steps stop working without one.
use std::collections::BTreeSet;

use larder_connector::{Auth, Connector, ScopeNeed};
use larder_store::{binding, connection, receipt};

use crate::Engine;
use crate::causes;
use crate::draft::Draft;
use crate::problem::Problem;
use crate::recipe::model::{Recipe, Step};
use crate::rights::{Needs, operation_of};
use crate::subject::oauth2_of;
use crate::view::{
    ConnectDraft, ScopeChoice, ScopeLine, ScopeStop, ScopesPreview, ScopesView, SlotName,
};

/// The field that problems with scopes belong to.
pub(crate) const SCOPES: &str = "scopes";

/// A choice as the connection keeps it; nothing where the definition says which scopes are asked for.
pub(crate) fn kept_choice(
    way: &Auth,
    choice: &ScopeChoice,
    existing: Option<&connection::Connection>,
) -> Result<Option<Vec<String>>, Problem> {
    match choice {
        ScopeChoice::Usual => Ok(None),
        // Another way has scopes of its own.
        ScopeChoice::Kept => Ok(existing
            .filter(|row| row.way == way.id)
            .and_then(|row| row.scopes.clone())),
        ScopeChoice::Chosen(wanted) => match oauth2_of(way) {
            Some(oauth2) => oauth2
                .chosen_scopes(wanted)
                .map_err(|fault| Problem::input(SCOPES, fault.to_string())),
            None => Err(Problem::input(
                SCOPES,
                larder_connector::ScopeFault::NoChoice.to_string(),
            )),
        },
    }
}

/// What is asked for in the end; nothing where there is no choice of scopes.
fn asked(way: &Auth, chosen: Option<&[String]>) -> Option<Vec<String>> {
    oauth2_of(way)?.asked_scopes(chosen)
}

/// What a sign-in holds, by its newest receipt; nothing where scopes mean nothing or the app never said.
pub(crate) fn held(
    connector: &Connector,
    way: &str,
    newest: Option<&receipt::Receipt>,
) -> Option<Vec<String>> {
    asked(connector.way(way)?, None)?;
    let granted = &newest?.granted;
    (!granted.is_empty()).then(|| granted.clone())
}

/// The scopes to ask for so that a step works.
pub(crate) fn missing_of_step(connector: &Connector, step: &Step, held: &[String]) -> Vec<String> {
    let operation = operation_of(connector, step);
    operation.map_or_else(Vec::new, |operation| {
        let missing = operation.missing_scopes(held);
        missing.map(|need| need.first().to_owned()).collect()
    })
}

/// What recipes need and these scopes do not hold.
pub(crate) fn lacking(needs: &Needs, held: &[String]) -> Vec<ScopeStop> {
    unmet(needs, |need| !need.is_met_by(held))
}

/// How many steps in how many recipes these are.
pub(crate) fn reach(stops: &[ScopeStop]) -> (usize, usize) {
    let mut steps = BTreeSet::new();
    for user in stops.iter().flat_map(|stop| &stop.used_by) {
        steps.extend(user.steps.iter().map(|step| (user.recipe.as_str(), *step)));
    }
    let recipes: BTreeSet<&str> = steps.iter().map(|(recipe, _)| *recipe).collect();
    (steps.len(), recipes.len())
}

/// What works with the scopes before and not with those asked for. Nothing known before means that all would work.
fn stopping(needs: &Needs, before: Option<&[String]>, asked: &[String]) -> Vec<ScopeStop> {
    unmet(needs, |need| {
        !need.is_met_by(asked) && before.is_none_or(|before| need.is_met_by(before))
    })
}

fn unmet(needs: &Needs, is_unmet: impl Fn(&ScopeNeed) -> bool) -> Vec<ScopeStop> {
    let needed = needs.scopes.iter().filter(|(need, _)| is_unmet(need));
    needed
        .map(|(need, used_by)| ScopeStop {
            scope: need.first().to_owned(),
            used_by: used_by.clone(),
        })
        .collect()
}

impl Engine {
    /// What a connection holds, by its newest receipt.
    pub(crate) async fn held_scopes(
        &self,
        connector: &Connector,
        way: &str,
        id: &str,
    ) -> Result<Option<Vec<String>>, Problem> {
        Ok(held(
            connector,
            way,
            self.newest_receipt(id).await?.as_ref(),
        ))
    }

    async fn newest_receipt(&self, id: &str) -> Result<Option<receipt::Receipt>, Problem> {
        let id = id.to_owned();
        self.0
            .store
            .read(move |conn| receipt::latest(conn, &id))
            .await
            .map_err(|error| causes::storage(&error))
    }

    /// Refuses a sign-in that would stop steps, unless the person was shown them and goes on.
    pub(crate) async fn check_stops(&self, draft: &Draft) -> Result<(), Problem> {
        let row = &draft.subject.row;
        let connector = &draft.subject.connector;
        let Some(asked) = asked(draft.subject.way()?, row.scopes.as_deref()) else {
            return Ok(());
        };
        let existing = draft.existing_way.as_ref();
        let before = match existing {
            Some(way) => self.held_scopes(connector, way, &row.id).await?,
            None => None,
        };
        let id = existing.map(|_| row.id.as_str());
        let needs = self.needs_with(connector, id, draft.slot.as_ref()).await?;
        let stops = stopping(&needs, before.as_deref(), &asked);
        if stops.is_empty() {
            return Ok(());
        }
        Err(Problem::scopes_stop(&stops, reach(&stops)))
    }

    /// What the dialog shows of scopes, with the reason why the choice cannot be asked for.
    pub(crate) async fn scopes_preview(
        &self,
        connector: &Connector,
        way: &Auth,
        ask: &ConnectDraft,
    ) -> Result<(Option<ScopesPreview>, Option<Problem>), Problem> {
        let Some(usual) = asked(way, None) else {
            return Ok((None, kept_choice(way, &ask.scopes, None).err()));
        };
        let existing = match &ask.connection {
            Some(id) => Some(self.row(id).await?),
            None => None,
        };
        let existing = existing.as_ref();
        let kept = kept_choice(way, &ScopeChoice::Kept, existing)?;
        let (chosen, mistake) = match kept_choice(way, &ask.scopes, existing) {
            Ok(chosen) => (chosen, None),
            Err(problem) => (kept.clone(), Some(problem)),
        };
        let asked = asked(way, chosen.as_deref()).unwrap_or_default();
        let before = match existing {
            Some(row) => self.held_scopes(connector, &row.way, &row.id).await?,
            None => None,
        };
        let id = existing.map(|row| row.id.as_str());
        let needs = self.needs_with(connector, id, ask.slot.as_ref()).await?;
        let required = oauth2_of(way).map_or(&[][..], |oauth2| &oauth2.required_scopes);
        let mut all = usual.clone();
        let own = kept.iter().flatten().chain(&asked);
        for scope in own {
            if !all.contains(scope) {
                all.push(scope.clone());
            }
        }
        let lines = all.into_iter().map(|scope| ScopeLine {
            is_asked: asked.contains(&scope),
            is_required: required.contains(&scope),
            is_own: !usual.contains(&scope),
            needed_by: needs.users_of_scope(&scope).unwrap_or_default(),
            scope,
        });
        let shown = ScopesPreview {
            lines: lines.collect(),
            is_usual: chosen.is_none(),
            stops: stopping(&needs, before.as_deref(), &asked),
        };
        Ok((Some(shown), mistake))
    }

    /// What a connection's page says of scopes.
    pub(crate) async fn shown_scopes(
        &self,
        row: &connection::Connection,
        newest: Option<&receipt::Receipt>,
    ) -> Result<Option<ScopesView>, Problem> {
        let Ok(connector) = self.0.catalog.connector(&row.connector) else {
            return Ok(None);
        };
        let way = connector.way(&row.way);
        let Some(asked) = way.and_then(|way| asked(way, row.scopes.as_deref())) else {
            return Ok(None);
        };
        let needs = self.needs(row).await?;
        let held = held(&connector, &row.way, newest);
        Ok(Some(ScopesView {
            asked,
            is_chosen: row.scopes.is_some(),
            lacking: held.map_or_else(Vec::new, |held| lacking(&needs, &held)),
        }))
    }

    /// What the recipes of a connection need, and the slot that it is to fill.
    async fn needs_with(
        &self,
        connector: &Connector,
        connection: Option<&str>,
        slot: Option<&SlotName>,
    ) -> Result<Needs, Problem> {
        let mut places: BTreeSet<(String, String)> = BTreeSet::new();
        if let Some(id) = connection {
            let id = id.to_owned();
            let bindings = self
                .0
                .store
                .read(move |conn| binding::of_connection(conn, &id))
                .await
                .map_err(|error| causes::storage(&error))?;
            places.extend(bindings.into_iter().map(|bound| (bound.recipe, bound.role)));
        }
        if let Some(slot) = slot.filter(|slot| slot.connector == connector.id) {
            places.insert((slot.recipe.clone(), slot.role.clone()));
        }
        if places.is_empty() {
            return Ok(Needs::default());
        }
        let documents = self.recipe_documents().await?;
        let uses = places.iter().filter_map(|(id, role)| {
            let recipe: &Recipe = documents.get(id)?;
            Some((id.as_str(), recipe, role.as_str()))
        });
        Ok(Needs::of(connector, uses))
    }
}
