//! Reading, creating, changing and deleting single records.

use axum::body::Body;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Response, StatusCode, Uri, header};
use axum::response::IntoResponse as _;
use serde_json::{Value, json};

use super::answer::{ApiError, json_answer};
use super::catalog::{Object, is_writable};
use super::describe::object;
use super::field::Field;
use super::field_sets::fields;
use super::seeds::{owner, record_id, seed};
use super::session::{Session, Version};
use crate::authorize::{App, first, pairs};
use crate::records::Record;

type PathParts = Path<Vec<(String, String)>>;

fn part<'a>(path: &'a [(String, String)], wanted: &str) -> &'a str {
    path.iter()
        .find(|(name, _)| name == wanted)
        .map_or("", |(_, value)| value)
}

fn same_id(record: &Record, id: &str) -> bool {
    let own = record.get("Id").and_then(Value::as_str).unwrap_or_default();
    own == id || (id.len() == 15 && own.starts_with(id))
}

fn now_text() -> String {
    jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%S.000+0000")
        .to_string()
}

/// Checks what a client sends against the fields, and gives the values under their real names.
fn checked(
    body: &[u8],
    known: &[Field],
    object: &Object,
    creating: bool,
) -> Result<Record, ApiError> {
    let bad = StatusCode::BAD_REQUEST;
    let sent: Record = serde_json::from_slice(body)
        .map_err(|error| ApiError::new(bad, "JSON_PARSER_ERROR", error.to_string()))?;
    let mut record = Record::new();
    for (name, value) in sent {
        if name == "attributes" {
            continue;
        }
        let Some(field) = known
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(&name))
        else {
            return Err(ApiError::new(
                bad,
                "INVALID_FIELD",
                format!("No such column '{name}' on sobject of type {}", object.name),
            ));
        };
        let may = if creating {
            field.createable
        } else {
            field.updateable
        };
        if !may {
            return Err(ApiError::new(
                bad,
                "INVALID_FIELD_FOR_INSERT_UPDATE",
                format!(
                    "Unable to create/update fields: {}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.",
                    field.name
                ),
            )
            .with_fields(vec![field.name.clone()]));
        }
        let allowed = !field.restricted
            || value
                .as_str()
                .is_none_or(|text| field.choices.iter().any(|choice| choice.value == text));
        if !allowed {
            return Err(ApiError::new(
                bad,
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                format!(
                    "{}: bad value for restricted picklist field: {}",
                    field.label,
                    value.as_str().unwrap_or_default()
                ),
            )
            .with_fields(vec![field.name.clone()]));
        }
        record.insert(field.name.clone(), value);
    }
    let missing: Vec<String> = known
        .iter()
        .filter(|field| !field.nillable && field.createable && !field.defaulted)
        .filter(|field| match record.get(&field.name) {
            None => creating,
            Some(value) => value.is_null() || value == "",
        })
        .map(|field| field.name.clone())
        .collect();
    if missing.is_empty() {
        return Ok(record);
    }
    Err(ApiError::new(
        bad,
        "REQUIRED_FIELD_MISSING",
        format!("Required fields are missing: [{}]", missing.join(", ")),
    )
    .with_fields(missing))
}

fn writable<'a>(
    app: &'a App,
    session: &Session,
    path: &[(String, String)],
) -> Result<&'a Object, ApiError> {
    let object = object(app, session, path)?;
    if is_writable(object, session.person.rights) && object.key_prefix.is_some() {
        Ok(object)
    } else {
        Err(ApiError::no_access())
    }
}

/// `POST /sobjects/<Object>`.
pub(crate) async fn create(
    State(app): State<App>,
    version: Version,
    session: Session,
    Path(path): PathParts,
    body: Bytes,
) -> Result<Response<Body>, ApiError> {
    let object = writable(&app, &session, &path)?;
    let known = fields(app.site, object, session.person.rights);
    let mut record = checked(&body, &known, object, true)?;
    let prefix = object.key_prefix.as_deref().unwrap_or_default();
    let at = now_text();
    let id = app.world.change(|state| {
        let number = 90_000 + state.records.next_number();
        let id = record_id(app.site, prefix, number);
        record.insert("Id".to_owned(), json!(id));
        record.insert("IsDeleted".to_owned(), json!(false));
        for name in ["CreatedDate", "LastModifiedDate", "SystemModstamp"] {
            record.insert(name.to_owned(), json!(at));
        }
        record
            .entry("OwnerId")
            .or_insert_with(|| json!(owner(app.site)));
        state
            .records
            .table(app.site, &object.name, || seed(app.site, &object.name))
            .push(record);
        id
    });
    let mut response = json_answer(
        StatusCode::CREATED,
        &json!({ "id": id, "success": true, "errors": [] }),
    );
    let location = format!("{}/sobjects/{}/{id}", version.base(), object.name);
    response.headers_mut().insert(
        header::LOCATION,
        HeaderValue::from_str(&location).expect("ids and object names are ASCII"),
    );
    Ok(response)
}

/// `GET /sobjects/<Object>/<id>`, with `?fields=` as wanted.
pub(crate) async fn read(
    State(app): State<App>,
    version: Version,
    session: Session,
    Path(path): PathParts,
    uri: Uri,
) -> Result<Response<Body>, ApiError> {
    let object = object(&app, &session, &path)?;
    let known = fields(app.site, object, session.person.rights);
    let wanted = first(&pairs(uri.query().unwrap_or_default().as_bytes()), "fields");
    let chosen: Vec<&Field> = match &wanted {
        None => known.iter().collect(),
        Some(names) => names
            .split(',')
            .map(|name| {
                known
                    .iter()
                    .find(|field| field.name.eq_ignore_ascii_case(name.trim()))
                    .ok_or_else(|| {
                        ApiError::new(
                            StatusCode::BAD_REQUEST,
                            "INVALID_FIELD",
                            format!("No such column '{name}' on entity '{}'.", object.name),
                        )
                    })
            })
            .collect::<Result<_, _>>()?,
    };
    let record = app
        .world
        .change(|state| {
            state
                .records
                .table(app.site, &object.name, || seed(app.site, &object.name))
                .iter()
                .find(|record| same_id(record, part(&path, "id")))
                .cloned()
        })
        .ok_or_else(ApiError::no_such_resource)?;
    let id = record.get("Id").and_then(Value::as_str).unwrap_or_default();
    let mut answer = Record::new();
    answer.insert("attributes".to_owned(), attributes(object, version, id));
    for field in chosen {
        let value = record.get(&field.name).cloned().unwrap_or(Value::Null);
        answer.insert(field.name.clone(), value);
    }
    Ok(json_answer(StatusCode::OK, &Value::Object(answer)))
}

pub(super) fn attributes(object: &Object, version: Version, id: &str) -> Value {
    json!({
        "type": object.name,
        "url": format!("{}/sobjects/{}/{id}", version.base(), object.name),
    })
}

fn deleted() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "NOT_FOUND",
        "Provided external ID field does not exist or is not accessible: entity is deleted",
    )
}

/// `PATCH /sobjects/<Object>/<id>`.
pub(crate) async fn update(
    State(app): State<App>,
    _: Version,
    session: Session,
    Path(path): PathParts,
    body: Bytes,
) -> Result<Response<Body>, ApiError> {
    let object = writable(&app, &session, &path)?;
    let known = fields(app.site, object, session.person.rights);
    let changes = checked(&body, &known, object, false)?;
    app.world.change(|state| {
        let record = state
            .records
            .table(app.site, &object.name, || seed(app.site, &object.name))
            .iter_mut()
            .find(|record| same_id(record, part(&path, "id")))
            .ok_or_else(deleted)?;
        record.extend(changes);
        record.insert("LastModifiedDate".to_owned(), json!(now_text()));
        Ok(StatusCode::NO_CONTENT.into_response())
    })
}

/// `DELETE /sobjects/<Object>/<id>`.
pub(crate) async fn delete(
    State(app): State<App>,
    _: Version,
    session: Session,
    Path(path): PathParts,
) -> Result<Response<Body>, ApiError> {
    let object = writable(&app, &session, &path)?;
    app.world.change(|state| {
        let table = state
            .records
            .table(app.site, &object.name, || seed(app.site, &object.name));
        let before = table.len();
        table.retain(|record| !same_id(record, part(&path, "id")));
        if table.len() == before {
            return Err(deleted());
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    })
}
