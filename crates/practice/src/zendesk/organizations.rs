//! Organizations: listed, made, changed and removed.

use axum::body::{Body, Bytes};
use axum::extract::{OriginalUri, Path, State};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse as _;
use serde_json::{Value, json};

use super::answer::{ApiError, json_answer};
use super::caller::Caller;
use super::paging::page;
use crate::authorize::App;
use crate::records::Record;

const FIRST: u64 = 9_700_000_001_000;

fn seed(origin: &str) -> Vec<Record> {
    const NAMES: [&str; 12] = [
        "Harbour", "Meadow", "Copper", "Birch", "Fjord", "Polar", "Corner", "Garden", "Mill",
        "Lantern", "Orchard", "Quay",
    ];
    const KINDS: [&str; 12] = [
        "Kitchen", "Grocers", "Bakery", "Bistro", "Canteen", "Market", "Catering", "Farm", "Deli",
        "Brewery", "School", "Hotel",
    ];
    (0..NAMES.len() * KINDS.len())
        .map(|number| {
            let name = format!(
                "{} {}",
                NAMES[number / KINDS.len()],
                KINDS[number % KINDS.len()]
            );
            organization(origin, FIRST + number as u64, &name)
        })
        .collect()
}

fn organization(origin: &str, id: u64, name: &str) -> Record {
    let value = json!({
        "url": format!("{origin}/api/v2/organizations/{id}.json"),
        "id": id,
        "name": name,
        "shared_tickets": false,
        "shared_comments": false,
        "external_id": null,
        "created_at": "2024-02-14T09:30:00Z",
        "updated_at": "2026-09-01T13:05:00Z",
        "domain_names": [],
        "details": "",
        "notes": "",
        "group_id": null,
        "tags": [],
        "organization_fields": {},
    });
    match value {
        Value::Object(members) => members,
        _ => Record::new(),
    }
}

fn with_table<T>(app: &App, change: impl FnOnce(&mut Vec<Record>, u64) -> T) -> T {
    let origin = app.origin().to_owned();
    app.world.change(|state| {
        let number = state.records.next_number();
        let table = state
            .records
            .table(app.site, "organizations", || seed(&origin));
        change(table, FIRST + 100_000 + number)
    })
}

/// `GET /api/v2/organizations.json`.
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
) -> Result<Response<Body>, ApiError> {
    caller.must_be_agent()?;
    let all: Vec<Value> = with_table(&app, |table, _| {
        table.iter().cloned().map(Value::Object).collect()
    });
    page(&app, &uri, "organizations", &all)
}

fn id_of(path: &str) -> Result<u64, ApiError> {
    path.trim_end_matches(".json")
        .parse()
        .map_err(|_| ApiError::NotFound)
}

fn is(record: &Record, id: u64) -> bool {
    record.get("id").and_then(Value::as_u64) == Some(id)
}

/// `GET /api/v2/organizations/<id>.json`.
pub(crate) async fn one(
    State(app): State<App>,
    caller: Caller,
    Path(path): Path<String>,
) -> Result<Response<Body>, ApiError> {
    caller.must_be_agent()?;
    let id = id_of(&path)?;
    let record = with_table(&app, |table, _| {
        table.iter().find(|record| is(record, id)).cloned()
    })
    .ok_or(ApiError::NotFound)?;
    Ok(json_answer(
        StatusCode::OK,
        &json!({ "organization": record }),
    ))
}

/// What the client sends under `organization`.
fn sent(body: &[u8]) -> Result<Record, ApiError> {
    let bad = |text: String| ApiError::BadRequest("Unprocessable JSON", text);
    let value: Value = serde_json::from_slice(body).map_err(|error| bad(error.to_string()))?;
    match value.get("organization") {
        Some(Value::Object(members)) => Ok(members.clone()),
        _ => Err(bad("organization is missing".to_owned())),
    }
}

/// Puts what was sent into a record; what nobody may set is passed over, as Zendesk does.
fn apply(record: &mut Record, changes: Record) {
    for (name, value) in changes {
        if name == "organization_fields"
            && let (Some(Value::Object(old)), Value::Object(new)) = (record.get_mut(&name), &value)
        {
            old.extend(new.clone());
        } else if !["id", "url", "created_at", "updated_at"].contains(&&*name)
            && record.contains_key(&name)
        {
            record.insert(name, value);
        }
    }
    record.insert(
        "updated_at".to_owned(),
        json!(
            jiff::Timestamp::now()
                .strftime("%Y-%m-%dT%H:%M:%SZ")
                .to_string()
        ),
    );
}

fn check_name(table: &[Record], changes: &Record, own: Option<u64>) -> Result<(), ApiError> {
    let name = match changes.get("name") {
        None if own.is_some() => return Ok(()),
        name => name.and_then(Value::as_str).unwrap_or_default().trim(),
    };
    if name.is_empty() {
        return Err(ApiError::Invalid(json!({
            "name": [{ "description": "Name: cannot be blank", "error": "BlankValue" }]
        })));
    }
    let taken = table.iter().any(|record| {
        own.is_none_or(|own| !is(record, own))
            && record
                .get("name")
                .and_then(Value::as_str)
                .is_some_and(|other| other.eq_ignore_ascii_case(name))
    });
    if taken {
        return Err(ApiError::Invalid(json!({
            "name": [{
                "description": "Name: has already been taken",
                "error": "DuplicateValue",
            }]
        })));
    }
    Ok(())
}

fn insert(
    app: &App,
    table: &mut Vec<Record>,
    id: u64,
    changes: Record,
) -> Result<Response<Body>, ApiError> {
    check_name(table, &changes, None)?;
    let mut record = organization(app.origin(), id, "");
    apply(&mut record, changes);
    table.push(record.clone());
    Ok(json_answer(
        StatusCode::CREATED,
        &json!({ "organization": record }),
    ))
}

fn alter(table: &mut [Record], id: u64, changes: Record) -> Result<Response<Body>, ApiError> {
    check_name(table, &changes, Some(id))?;
    let record = table
        .iter_mut()
        .find(|record| is(record, id))
        .ok_or(ApiError::NotFound)?;
    apply(record, changes);
    Ok(json_answer(
        StatusCode::OK,
        &json!({ "organization": record }),
    ))
}

/// `POST /api/v2/organizations.json`: administrators, and roles that say so.
pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    body: Bytes,
) -> Result<Response<Body>, ApiError> {
    caller.must_change_organizations()?;
    let changes = sent(&body)?;
    with_table(&app, |table, id| insert(&app, table, id, changes))
}

/// `POST /api/v2/organizations/create_or_update.json`: found by `id` or `external_id`, else made.
pub(crate) async fn create_or_update(
    State(app): State<App>,
    caller: Caller,
    body: Bytes,
) -> Result<Response<Body>, ApiError> {
    caller.must_change_organizations()?;
    let changes = sent(&body)?;
    with_table(&app, |table, next| {
        let id = changes.get("id").and_then(Value::as_u64);
        let external = changes.get("external_id").filter(|value| !value.is_null());
        let found = table
            .iter()
            .find(|record| {
                id.is_some_and(|id| is(record, id))
                    || (external.is_some() && record.get("external_id") == external)
            })
            .and_then(|record| record.get("id"))
            .and_then(Value::as_u64);
        match found {
            Some(id) => alter(table, id, changes),
            None => insert(&app, table, next, changes),
        }
    })
}

/// `PUT /api/v2/organizations/<id>.json`: administrators, and roles that say so.
pub(crate) async fn update(
    State(app): State<App>,
    caller: Caller,
    Path(path): Path<String>,
    body: Bytes,
) -> Result<Response<Body>, ApiError> {
    caller.must_change_organizations()?;
    let id = id_of(&path)?;
    let changes = sent(&body)?;
    with_table(&app, |table, _| alter(table, id, changes))
}

/// `DELETE /api/v2/organizations/<id>.json`: administrators, and roles that say so.
pub(crate) async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(path): Path<String>,
) -> Result<Response<Body>, ApiError> {
    caller.must_change_organizations()?;
    let id = id_of(&path)?;
    with_table(&app, |table, _| {
        let before = table.len();
        table.retain(|record| !is(record, id));
        if table.len() == before {
            Err(ApiError::NotFound)
        } else {
            Ok(StatusCode::NO_CONTENT.into_response())
        }
    })
}
