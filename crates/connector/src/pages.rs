//! How a list goes on: the request for the page after the one that was answered.

use std::collections::BTreeMap;

use serde_json::Value;
use url::Url;

use crate::path::Path;
use crate::plan::{Body, CallPlan};
use crate::read::text;
use crate::{Connector, Context, CursorPlace, Paging, Picklist};

impl Connector {
    /// The request for the page after the one `asked` brought, or nothing when that was the last one.
    ///
    /// It leads to the origin that was asked, whatever an answer says, and is never the request just made.
    pub fn next_page(
        &self,
        picklist: &Picklist,
        answer: &Value,
        params: &BTreeMap<String, String>,
        asked: &CallPlan,
    ) -> Option<CallPlan> {
        let paging = picklist.page.as_ref()?;
        if let Some(more) = &paging.more {
            let more = Path::compile(more).ok()?;
            if more.first(answer) != Some(&Value::Bool(true)) {
                return None;
            }
        }
        let next = if let Some(next) = &paging.next {
            at_address(next, answer, asked)
        } else if let Some(cursor) = &paging.cursor {
            at_cursor(paging, cursor, answer, asked)
        } else {
            self.at_count(picklist, paging, answer, params, asked)
        }?;
        (next.identity() != asked.identity()).then_some(next)
    }

    /// Pages by number or by entries passed over: there is a next one as long as a page is full.
    fn at_count(
        &self,
        picklist: &Picklist,
        paging: &Paging,
        answer: &Value,
        params: &BTreeMap<String, String>,
        asked: &CallPlan,
    ) -> Option<CallPlan> {
        let size = u64::from(paging.size?);
        let items = Context::new(self)
            .params(params)
            .path(&picklist.items)
            .ok()?;
        // What the list leaves out was on the page all the same, so the first filter is taken off before counting.
        let counted = match items.split_once("[?") {
            Some((before, _)) => format!("{before}[*]"),
            None => items,
        };
        let entries = Path::compile(&counted).ok()?.select(answer).len();
        if u64::try_from(entries).ok()? < size {
            return None;
        }
        let (name, first, step) = match (&paging.number, &paging.offset) {
            (Some(name), _) => (name, 1, 1),
            (None, Some(name)) => (name, 0, size),
            (None, None) => return None,
        };
        let at = asked
            .url
            .query_pairs()
            .find(|(known, _)| known == name)
            .map_or(Some(first), |(_, value)| value.parse::<u64>().ok())?;
        let mut next = asked.clone();
        set_query(&mut next.url, name, &at.checked_add(step)?.to_string());
        Some(next)
    }
}

/// A page at an address of its own.
fn at_address(source: &str, answer: &Value, asked: &CallPlan) -> Option<CallPlan> {
    let found = Path::compile(source).ok()?;
    let url = asked.url.join(found.first(answer)?.as_str()?).ok()?;
    (url.origin() == asked.url.origin() && url.username().is_empty()).then(|| CallPlan {
        method: "GET".to_owned(),
        url,
        headers: asked.headers.clone(),
        body: None,
    })
}

/// The same request with a mark from the answer in it.
fn at_cursor(paging: &Paging, source: &str, answer: &Value, asked: &CallPlan) -> Option<CallPlan> {
    let found = Path::compile(source).ok()?;
    let cursor = text(found.first(answer)?).filter(|cursor| !cursor.is_empty())?;
    let name = paging.param.as_deref()?;
    let mut next = asked.clone();
    match (paging.place, &mut next.body) {
        (CursorPlace::Query, _) => set_query(&mut next.url, name, &cursor),
        (CursorPlace::Body, Some(Body::Json(Value::Object(members)))) => {
            members.insert(name.to_owned(), Value::String(cursor));
        }
        (CursorPlace::Body, Some(Body::Form(pairs))) => {
            pairs.retain(|(known, _)| known != name);
            pairs.push((name.to_owned(), cursor));
        }
        (CursorPlace::Body, _) => return None,
    }
    Some(next)
}

fn set_query(url: &mut Url, name: &str, value: &str) {
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(known, _)| known != name)
        .map(|(known, value)| (known.into_owned(), value.into_owned()))
        .collect();
    url.query_pairs_mut()
        .clear()
        .extend_pairs(kept)
        .append_pair(name, value);
}
