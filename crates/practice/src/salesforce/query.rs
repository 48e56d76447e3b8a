//! The query call: runs a query over the records, and hands out large results in parts.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use serde_json::{Value, json};

use super::answer::{ApiError, json_answer};
use super::catalog::Object;
use super::record_calls::attributes;
use super::related::Related;
use super::seeds::seed;
use super::session::{Session, Version};
use super::soql::{Condition, Literal, Malformed, Query, Test, parse};
use crate::authorize::{App, first, pairs};
use crate::records::Record;

/// Records in one answer, unless the client asks for fewer.
const BATCH: usize = 2_000;

fn bad(code: &'static str, message: impl Into<String>) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, code, message)
}

/// Salesforce's picture of where a query went wrong.
pub(super) fn pointed(text: &str, at: usize, message: &str) -> String {
    let line = text.replace(['\n', '\r'], " ");
    format!(
        "\n{line}\n{}^\nERROR at Row:1:Column:{}\n{message}",
        " ".repeat(text[..at].chars().count()),
        text[..at].chars().count() + 1,
    )
}

fn malformed(text: &str, problem: &Malformed) -> ApiError {
    let found = &problem.found;
    bad(
        "MALFORMED_QUERY",
        pointed(text, problem.at, &format!("unexpected token: '{found}'")),
    )
}

fn is(value: &Value, literal: &Literal) -> bool {
    match (value, literal) {
        (Value::Null, Literal::Null) => true,
        (Value::Bool(value), Literal::Bool(literal)) => value == literal,
        (Value::Number(value), Literal::Number(literal)) => value
            .as_f64()
            .is_some_and(|value| (value - literal).abs() < f64::EPSILON),
        // Salesforce compares text without regard to case, and ids in 15 or 18 characters.
        (Value::String(value), Literal::Text(literal)) => {
            value.to_lowercase() == literal.to_lowercase()
                || (literal.len() == 15 && value.len() == 18 && value.starts_with(literal.as_str()))
        }
        _ => false,
    }
}

fn is_like(text: &str, pattern: &str) -> bool {
    let Some(head) = pattern.chars().next() else {
        return text.is_empty();
    };
    let rest = &pattern[head.len_utf8()..];
    match head {
        '%' => {
            is_like(text, rest)
                || text
                    .chars()
                    .next()
                    .is_some_and(|first| is_like(&text[first.len_utf8()..], pattern))
        }
        _ => text.chars().next().is_some_and(|first| {
            (head == '_' || head == first) && is_like(&text[first.len_utf8()..], rest)
        }),
    }
}

fn holds(related: &Related<'_>, record: &Record, condition: &Condition) -> bool {
    let value = related
        .value(record, &condition.field)
        .unwrap_or(&Value::Null);
    match &condition.test {
        Test::Is(literal) => is(value, literal),
        Test::IsNot(literal) => !is(value, literal),
        Test::In(literals) => literals.iter().any(|literal| is(value, literal)),
        Test::Like(pattern) => value
            .as_str()
            .is_some_and(|text| is_like(&text.to_lowercase(), &pattern.to_lowercase())),
    }
}

/// Replaces the names in a query by the fields' real names, or says which is unknown.
fn resolve<'a>(
    app: &'a App,
    session: &Session,
    object: &'a Object,
    text: &str,
    query: &mut Query,
) -> Result<Related<'a>, ApiError> {
    let mut related = Related::default();
    let columns = query
        .fields
        .iter_mut()
        .chain(query.conditions.iter_mut().map(|one| &mut one.field))
        .chain(query.order.iter_mut().map(|(field, _)| field));
    for column in columns {
        related.resolve(app, session, object, text, column)?;
    }
    Ok(related)
}

fn text_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.to_lowercase(),
        Some(Value::Number(number)) => format!("{:030.6}", number.as_f64().unwrap_or(0.0)),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

fn batch_size(headers: &HeaderMap) -> usize {
    headers
        .get("sforce-query-options")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once("batchSize=")?.1.trim().parse().ok())
        .map_or(BATCH, |wanted: usize| wanted.clamp(200, BATCH))
}

/// `GET /query?q=`.
pub(crate) async fn query(
    State(app): State<App>,
    version: Version,
    session: Session,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, ApiError> {
    let text = first(&pairs(uri.query().unwrap_or_default().as_bytes()), "q")
        .ok_or_else(|| bad("MALFORMED_QUERY", "SOQL statements cannot be empty or null"))?;
    let mut query = parse(&text).map_err(|problem| malformed(&text, &problem))?;
    let Some(object) = app
        .world
        .shelf
        .object(app.site, session.person.rights, &query.object)
    else {
        let message = format!(
            "sObject type '{}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.",
            query.object
        );
        return Err(bad(
            "INVALID_TYPE",
            pointed(&text, query.object_at, &message),
        ));
    };
    let mut related = resolve(&app, &session, object, &text, &mut query)?;
    let mut found: Vec<Record> = app.world.change(|state| {
        related.load(&app, state);
        state
            .records
            .table(app.site, &object.name, || seed(app.site, &object.name))
            .iter()
            .filter(|record| {
                query
                    .conditions
                    .iter()
                    .all(|one| holds(&related, record, one))
            })
            .cloned()
            .collect()
    });
    for (field, descending) in query.order.iter().rev() {
        found.sort_by_cached_key(|record| text_of(related.value(record, field)));
        if *descending {
            found.reverse();
        }
    }
    let found: Vec<Record> = found
        .into_iter()
        .skip(query.offset)
        .take(query.limit.unwrap_or(usize::MAX))
        .collect();
    if query.counts {
        return Ok(json_answer(
            StatusCode::OK,
            &json!({ "totalSize": found.len(), "done": true, "records": [] }),
        ));
    }
    let records: Vec<Value> = found
        .into_iter()
        .map(|record| {
            let id = record.get("Id").and_then(Value::as_str).unwrap_or_default();
            let mut row = Record::new();
            row.insert("attributes".to_owned(), attributes(object, version, id));
            for field in &query.fields {
                related.put(&mut row, &record, field, version);
            }
            Value::Object(row)
        })
        .collect();
    let size = batch_size(&headers);
    if records.len() <= size {
        return Ok(json_answer(
            StatusCode::OK,
            &json!({ "totalSize": records.len(), "done": true, "records": records }),
        ));
    }
    let cursor = format!("01g5g0000{}", crate::random::hexadecimal::<5>());
    let answer = part(&records, &cursor, 0, size, version);
    app.world
        .change(|state| state.records.cursors.insert(cursor, records));
    Ok(json_answer(StatusCode::OK, &answer))
}

fn part(records: &[Value], cursor: &str, from: usize, size: usize, version: Version) -> Value {
    let to = (from + size).min(records.len());
    let mut answer = json!({
        "totalSize": records.len(),
        "done": to == records.len(),
        "records": records[from..to],
    });
    if to < records.len() {
        answer["nextRecordsUrl"] = json!(format!("{}/query/{cursor}-{to}", version.base()));
    }
    answer
}

/// `GET /query/<locator>`: the next part of a large result.
pub(crate) async fn more(
    State(app): State<App>,
    version: Version,
    _: Session,
    Path(path): Path<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response<Body>, ApiError> {
    let locator = first(&path, "locator").unwrap_or_default();
    let gone = || bad("INVALID_QUERY_LOCATOR", "invalid query locator");
    let (cursor, from) = locator.rsplit_once('-').ok_or_else(gone)?;
    let from: usize = from.parse().map_err(|_| gone())?;
    app.world.read(|state| {
        let records = state
            .records
            .cursors
            .get(cursor)
            .filter(|records| from < records.len())
            .ok_or_else(gone)?;
        Ok(json_answer(
            StatusCode::OK,
            &part(records, cursor, from, batch_size(&headers), version),
        ))
    })
}
