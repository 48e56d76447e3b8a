//! Picklists: from memory, from the store, or from the app; searched and paged here, usable offline.
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Instant;

use larder_connector::{CallPlan, Next, Picklist, Row};
use larder_store::{connection, metadata};
use serde_json::Value;

use crate::Engine;
use crate::causes;
use crate::lists::{Answered, Epoch, Key, List, held, is_still};
use crate::problem::{Problem, ProblemKind};
use crate::request::plan_of;
use crate::search;
use crate::subject::{Subject, of_render};
use crate::view::{PickRow, PicklistPage, PicklistQuestion};

/// Rows in one answer at most.
const LARGEST_PAGE: u32 = 200;

/// Lists loaded right after a sign-in, so that the first picklist opens at once.
pub(crate) const LOADED_AT_ONCE: usize = 3;

/// What is there before a list is loaded.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Known<'l> {
    pub(crate) list: Option<&'l List>,
    /// An answer that was given since then is as good as a new one.
    pub(crate) since: Option<Instant>,
}

impl<'l> Known<'l> {
    fn of(list: &'l List) -> Self {
        Self {
            list: Some(list),
            since: None,
        }
    }
}

impl Engine {
    /// One page of a picklist, searched, best matches first.
    ///
    /// # Errors
    /// Only when nothing is known yet and the app gave nothing; else what is known is shown, with
    /// `stale` saying why it could not be renewed.
    pub async fn picklist(&self, ask: PicklistQuestion) -> Result<PicklistPage, Problem> {
        let subject = self.subject(&ask.connection).await?;
        let connector = Arc::clone(&subject.connector);
        let picklist = connector
            .picklists
            .iter()
            .find(|list| list.id == ask.picklist)
            .ok_or_else(|| {
                Problem::input(
                    "picklist",
                    format!(
                        "{} has no picklist \u{201c}{}\u{201d}.",
                        subject.app(),
                        ask.picklist
                    ),
                )
            })?;
        let params = chosen(picklist, ask.params)?;
        let key = (subject.row.id.clone(), key_of(&picklist.id, &params));
        let read = self
            .list(&subject, picklist, &params, &key, ask.refresh)
            .await;
        let list = match read {
            Err(problem) if problem.kind == ProblemKind::NotConnected => {
                let Ok(now) = self.subject(&subject.row.id).await else {
                    return Err(problem);
                };
                if now.row.state == connection::State::NotConnected || is_still(&now.row, &subject)
                {
                    return Err(problem);
                }
                // Another account signed in while the list of the one before was read.
                self.list(&now, picklist, &params, &key, false).await?
            }
            list => list?,
        };
        let stale = held(&self.0.lists.failed).get(&key).cloned();
        let limit = if ask.limit == 0 {
            LARGEST_PAGE
        } else {
            ask.limit.min(LARGEST_PAGE)
        };
        let (rows, matched) = page_of(&list, ask.search, ask.offset, limit).await?;
        Ok(PicklistPage {
            rows,
            offset: ask.offset,
            matched: u32::try_from(matched).unwrap_or(u32::MAX),
            total: u32::try_from(list.rows.len()).unwrap_or(u32::MAX),
            complete: list.complete,
            fetched_at: list.fetched_at,
            stale,
        })
    }

    /// Loads the lists that need nothing but the connection, and then learns the rights that recipes use, in the background.
    pub(crate) fn load_after_sign_in(&self, id: &str) {
        let (engine, id, since) = (self.clone(), id.to_owned(), Instant::now());
        self.0.lists.follow(async move {
            engine.load_first_lists(&id).await;
            // Rights come last: nothing may stand before the first picklist.
            if let Err(problem) = engine.note_rights(&id, since).await {
                tracing::info!(connection = id, kind = ?problem.kind, "rights were not learned");
            }
        });
    }

    async fn load_first_lists(&self, id: &str) {
        let (engine, id) = (self, id.to_owned());
        let Ok(subject) = engine.subject(&id).await else {
            return;
        };
        let connector = Arc::clone(&subject.connector);
        let lists = connector
            .picklists
            .iter()
            .filter(|list| list.params.is_empty() && list.call.is_some());
        for picklist in lists.take(LOADED_AT_ONCE) {
            let key = (id.clone(), key_of(&picklist.id, &BTreeMap::new()));
            if let Err(problem) = engine
                .list(&subject, picklist, &BTreeMap::new(), &key, false)
                .await
            {
                tracing::info!(connection = id, picklist = picklist.id, kind = ?problem.kind, "a first load failed");
                return;
            }
        }
    }

    async fn list(
        &self,
        subject: &Subject,
        picklist: &Picklist,
        params: &BTreeMap<String, String>,
        key: &Key,
        refresh: bool,
    ) -> Result<Arc<List>, Problem> {
        if picklist.call.is_none() {
            return Ok(Arc::new(List::new(
                picklist.options.clone(),
                self.now(),
                true,
                None,
            )));
        }
        let Some(known) = self.known_list(key).await? else {
            let none = Known::default();
            return self.load(subject, picklist, params, key, none).await;
        };
        let usable = subject.row.state != connection::State::NotConnected;
        if refresh && usable {
            return match self
                .load(subject, picklist, params, key, Known::of(&known))
                .await
            {
                Ok(list) => Ok(list),
                // What was known stays usable; `stale` says why it is not newer.
                Err(_) => Ok(known),
            };
        }
        let fresh_for = i64::try_from(picklist.fresh_for_seconds)
            .unwrap_or(i64::MAX)
            .saturating_mul(1000);
        if usable
            && self.now() - known.fetched_at > fresh_for
            && !held(&self.0.lists.failed).contains_key(key)
        {
            self.renew_behind(subject, picklist, params, key, &known);
        }
        Ok(known)
    }

    /// Renews an old list in the background; the commit tells the screen.
    fn renew_behind(
        &self,
        subject: &Subject,
        picklist: &Picklist,
        params: &BTreeMap<String, String>,
        key: &Key,
        known: &Arc<List>,
    ) {
        let (engine, subject, picklist) = (self.clone(), subject.clone(), picklist.clone());
        let (params, key, known) = (params.clone(), key.clone(), Arc::clone(known));
        tokio::spawn(async move {
            if engine
                .load(&subject, &picklist, &params, &key, Known::of(&known))
                .await
                .is_err()
            {
                engine.tell(&["picklist"]);
            }
        });
    }

    /// Asks the app, once at a time for each list.
    pub(crate) async fn load(
        &self,
        subject: &Subject,
        picklist: &Picklist,
        params: &BTreeMap<String, String>,
        key: &Key,
        known: Known<'_>,
    ) -> Result<Arc<List>, Problem> {
        let turn = Arc::clone(held(&self.0.lists.loading).entry(key.clone()).or_default());
        let _turn = turn.lock().await;
        if let Some(newer) = self.known_list(key).await?
            && newer.fetched_at > known.list.map_or(i64::MIN, |known| known.fetched_at)
        {
            return Ok(newer);
        }
        let loaded = self.fetch(subject, picklist, params, key, known).await;
        held(&self.0.lists.loading).remove(key);
        match loaded {
            Ok(list) => {
                held(&self.0.lists.failed).remove(key);
                Ok(list)
            }
            Err(problem) => {
                if known.list.is_some() {
                    held(&self.0.lists.failed).insert(key.clone(), problem.clone());
                }
                Err(problem)
            }
        }
    }

    async fn fetch(
        &self,
        subject: &Subject,
        picklist: &Picklist,
        params: &BTreeMap<String, String>,
        key: &Key,
        Known { list: known, since }: Known<'_>,
    ) -> Result<Arc<List>, Problem> {
        let call = picklist
            .call
            .as_ref()
            .ok_or_else(|| Problem::defect("a list without a call was to be fetched"))?;
        let plan = plan_of(subject, call, params)?;
        let app = subject.app();
        let answer_key = (key.0.clone(), plan.identity());
        let epoch = self.0.lists.epoch(&key.0);
        let shared = match (known, since) {
            (None, None) => self.0.lists.answer(&answer_key).await,
            (Some(_), None) => None,
            (_, Some(since)) => {
                let answer = self.0.lists.answer_since(&answer_key, since);
                answer.map(Answered::again)
            }
        };
        let answered = if let Some(shared) = shared {
            shared
        } else {
            let etag = known
                .filter(|_| picklist.page.is_none())
                .and_then(|known| known.etag.clone());
            let response = self.ask(&key.0, plan.clone(), etag.as_deref()).await?;
            if response.status == 304
                && let Some(known) = known
            {
                return self.still_holds(subject, key, epoch, known).await;
            }
            let etag = response.header("etag").map(str::to_owned);
            let connector = Arc::clone(&subject.connector);
            let answer = tokio::task::spawn_blocking(move || response.json_by(connector.reader()))
                .await
                .map_err(|_| Problem::defect("an answer could not be read"))?
                .map_err(|fault| {
                    causes::of_fault(app, plan.url.host_str().unwrap_or_default(), &fault)
                })?;
            let answer = Arc::new(answer);
            self.0
                .lists
                .keep_answer(answer_key, epoch, Arc::clone(&answer));
            Answered {
                answer,
                etag,
                rows: None,
            }
        };
        let Answered {
            answer: first,
            etag,
            rows: made,
        } = answered;
        let mut rows = match made {
            Some((of, rows)) if of == picklist.id => rows,
            _ => rows_of(subject, picklist, Arc::clone(&first), params).await?,
        };
        let complete = self
            .follow_pages(subject, picklist, params, plan, first, &mut rows)
            .await?;
        let list = Arc::new(List::new(rows, self.now(), complete, etag));
        self.keep_list(subject, key, epoch, &list).await?;
        Ok(list)
    }

    /// Reads further pages until the app has no more; answers whether the list is whole.
    async fn follow_pages(
        &self,
        subject: &Subject,
        picklist: &Picklist,
        params: &BTreeMap<String, String>,
        mut asked: CallPlan,
        mut answer: Arc<Value>,
        rows: &mut Vec<Row>,
    ) -> Result<bool, Problem> {
        let Some(paging) = &picklist.page else {
            return Ok(true);
        };
        let mut seen = HashSet::from([asked.identity()]);
        let mut known: HashSet<String> = rows.iter().map(|row| row.value.clone()).collect();
        // The list's own options stand on the first page alone.
        let further = Picklist {
            options: Vec::new(),
            ..picklist.clone()
        };
        let mut read = 1;
        loop {
            let next = match subject
                .connector
                .next_page(picklist, &answer, params, &asked)
            {
                Next::End => return Ok(true),
                Next::Astray => return Ok(false),
                Next::Page(next) => *next,
            };
            // An app that sends us round in a circle has told all it has.
            if read >= paging.max_pages || !seen.insert(next.identity()) {
                return Ok(false);
            }
            read += 1;
            let response = self.ask(&subject.row.id, next.clone(), None).await?;
            asked = next;
            answer = Arc::new(
                response
                    .json_by(subject.connector.reader())
                    .map_err(|_| Problem::not_api(subject.app()))?,
            );
            let more = rows_of(subject, &further, Arc::clone(&answer), params).await?;
            rows.extend(
                more.into_iter()
                    .filter(|row| known.insert(row.value.clone())),
            );
        }
    }

    async fn still_holds(
        &self,
        subject: &Subject,
        key: &Key,
        epoch: Epoch,
        known: &List,
    ) -> Result<Arc<List>, Problem> {
        let list = Arc::new(List::new(
            known.rows.clone(),
            self.now(),
            known.complete,
            known.etag.clone(),
        ));
        let (wanted, generation, at) = (key.clone(), subject.row.generation, list.fetched_at);
        let renewed = self
            .0
            .store
            .write(move |tx| metadata::renew(tx, &wanted.0, &wanted.1, generation, at))
            .await;
        match renewed {
            // Cleared meanwhile: the list in hand is whole, so it is written anew.
            Err(larder_store::StoreError::NotFound) => {
                self.keep_list(subject, key, epoch, &list).await?;
            }
            renewed => {
                renewed.map_err(|error| causes::storage(&error))?;
                self.0.lists.know(key, epoch, &list);
            }
        }
        Ok(list)
    }
}

/// Lists of this many rows and more are searched off the async threads.
const LONG: usize = 20_000;

/// The rows of one page, and how many match in all.
async fn page_of(
    list: &Arc<List>,
    search: String,
    offset: u32,
    limit: u32,
) -> Result<(Vec<PickRow>, usize), Problem> {
    let is_long = list.rows.len() >= LONG;
    let list = Arc::clone(list);
    let find = move || {
        let range = offset as usize..offset as usize + limit as usize;
        let (found, matched) = search::page(&list.rows, || list.haystack(), &search, range);
        let rows = found
            .into_iter()
            .map(|index| search::shown(&list.rows[index], &search))
            .collect();
        (rows, matched)
    };
    if is_long {
        tokio::task::spawn_blocking(find)
            .await
            .map_err(|_| Problem::defect("a list could not be searched"))
    } else {
        Ok(find())
    }
}

/// Rows of one answer; the work of a big answer is done off the async threads.
async fn rows_of(
    subject: &Subject,
    picklist: &Picklist,
    answer: Arc<Value>,
    params: &BTreeMap<String, String>,
) -> Result<Vec<Row>, Problem> {
    let app = subject.app().to_owned();
    let (connector, picklist, params) = (
        Arc::clone(&subject.connector),
        picklist.clone(),
        params.clone(),
    );
    tokio::task::spawn_blocking(move || connector.rows(&picklist, &answer, &params))
        .await
        .map_err(|_| Problem::defect("an answer could not be read"))?
        .map_err(|error| of_render(&app, &error))
}

/// The parameters a picklist needs, all of them.
fn chosen(
    picklist: &Picklist,
    mut given: BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Problem> {
    let mut params = BTreeMap::new();
    for name in &picklist.params {
        match given.remove(name).filter(|value| !value.is_empty()) {
            Some(value) => params.insert(name.clone(), value),
            None => return Err(Problem::input(name, format!("Choose {name} first."))),
        };
    }
    Ok(params)
}

pub(crate) fn key_of(picklist: &str, params: &BTreeMap<String, String>) -> String {
    if params.is_empty() {
        return picklist.to_owned();
    }
    format!(
        "{picklist} {}",
        serde_json::to_string(params).unwrap_or_default()
    )
}
