//! How a list goes on: the request for the page after the one that was answered.

use std::collections::BTreeMap;

use serde_json::Value;
use url::Url;

use crate::path::Path;
use crate::plan::{Body, CallPlan};
use crate::read::text;
use crate::{Connector, Context, CursorPlace, Paging, Picklist};

/// What comes after a page.
#[derive(Debug, Clone)]
pub enum Next {
    /// The request for the page after it.
    Page(Box<CallPlan>),
    /// Nothing: it was the last one.
    End,
    /// The answer names a next page where none is read from: another host, or the page just read.
    Astray,
}

impl Next {
    /// The request, where there is a page to be read.
    pub fn page(self) -> Option<CallPlan> {
        match self {
            Self::Page(plan) => Some(*plan),
            Self::End | Self::Astray => None,
        }
    }
}

impl Connector {
    /// What comes after the page that `asked` brought.
    ///
    /// A next page lies at the origin that was asked, whatever an answer says, and is never the one just read.
    pub fn next_page(
        &self,
        picklist: &Picklist,
        answer: &Value,
        params: &BTreeMap<String, String>,
        asked: &CallPlan,
    ) -> Next {
        let Some(paging) = &picklist.page else {
            return Next::End;
        };
        if let Some(more) = &paging.more
            && Path::compile(more)
                .ok()
                .is_none_or(|more| more.first(answer) != Some(&Value::Bool(true)))
        {
            return Next::End;
        }
        let next = if let Some(source) = &paging.next {
            let Some(address) = mark(source, answer) else {
                return Next::End;
            };
            at_address(&address, asked)
        } else if let Some(source) = &paging.cursor {
            let Some(cursor) = mark(source, answer) else {
                return Next::End;
            };
            at_cursor(paging, &cursor, asked)
        } else {
            match self.at_count(picklist, paging, answer, params, asked) {
                None => return Next::End,
                next => next,
            }
        };
        match next {
            Some(next) if next.identity() != asked.identity() => Next::Page(Box::new(next)),
            _ => Next::Astray,
        }
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

/// What an answer names its next page by; none when it names none.
fn mark(source: &str, answer: &Value) -> Option<String> {
    text(Path::compile(source).ok()?.first(answer)?).filter(|mark| !mark.is_empty())
}

/// A page at an address of its own, of the same app.
fn at_address(address: &str, asked: &CallPlan) -> Option<CallPlan> {
    let url = asked.url.join(address).ok()?;
    (url.origin() == asked.url.origin() && url.username().is_empty()).then(|| CallPlan {
        method: "GET".to_owned(),
        url,
        headers: asked.headers.clone(),
        body: None,
    })
}

/// The same request with a mark from the answer in it.
fn at_cursor(paging: &Paging, cursor: &str, asked: &CallPlan) -> Option<CallPlan> {
    let name = paging.param.as_deref()?;
    let mut next = asked.clone();
    match (paging.place, &mut next.body) {
        (CursorPlace::Query, _) => set_query(&mut next.url, name, cursor),
        (CursorPlace::Body, Some(Body::Json(Value::Object(members)))) => {
            members.insert(name.to_owned(), Value::String(cursor.to_owned()));
        }
        (CursorPlace::Body, Some(Body::Form(pairs))) => {
            pairs.retain(|(known, _)| known != name);
            pairs.push((name.to_owned(), cursor.to_owned()));
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
