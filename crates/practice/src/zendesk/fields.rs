//! The fields of organizations, users and tickets, and the ticket forms.

use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::http::Response;
use serde_json::{Value, json};

use super::answer::ApiError;
use super::caller::Caller;
use super::paging::page;
use crate::authorize::App;
use crate::people::Rights;

const CREATED: &str = "2023-03-14T09:00:00Z";
const UPDATED: &str = "2026-08-20T10:30:00Z";

/// A custom field: key, title, type, and its options for drop-downs.
type Custom = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const ORGANIZATION: &[Custom] = &[
    ("salesforce_id", "Salesforce ID", "text", &[]),
    ("erp_number", "ERP Number", "text", &[]),
    (
        "segment",
        "Segment",
        "dropdown",
        &["Restaurant", "Retail", "Institution"],
    ),
    ("customer_since", "Customer Since", "date", &[]),
    ("annual_revenue", "Annual Revenue", "decimal", &[]),
    ("employees", "Employees", "integer", &[]),
    ("cold_chain", "Cold Chain Customer", "checkbox", &[]),
    ("delivery_notes", "Delivery Notes", "textarea", &[]),
    (
        "delivery_days",
        "Delivery Days",
        "multiselect",
        &[
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
        ],
    ),
    ("vat_number", "VAT Number", "regexp", &[]),
    ("account_lead", "Account Lead", "lookup", &[]),
    (
        "support_level",
        "Support Level",
        "dropdown",
        &["Bronze", "Silver", "Gold"],
    ),
    (
        "region",
        "Region",
        "dropdown",
        &["North", "East", "South", "West"],
    ),
    ("old_region", "Region", "text", &[]),
];

const USER: &[Custom] = &[
    (
        "salesforce_contact_id",
        "Salesforce Contact ID",
        "text",
        &[],
    ),
    ("job_title", "Job Title", "text", &[]),
    (
        "language",
        "Language",
        "dropdown",
        &["Danish", "English", "Finnish", "Norwegian", "Swedish"],
    ),
    ("kitchen_contact", "Kitchen Contact", "checkbox", &[]),
    ("birthday", "Birthday", "date", &[]),
];

const TICKET: &[Custom] = &[
    ("order_number", "Order Number", "text", &[]),
    (
        "complaint_kind",
        "Kind of Complaint",
        "tagger",
        &["Late Delivery", "Damaged Goods", "Wrong Item", "Invoice"],
    ),
    ("batch_codes", "Batch Codes", "textarea", &[]),
    ("refund", "Refund", "decimal", &[]),
    ("affected_items", "Affected Items", "integer", &[]),
    ("food_safety", "Food Safety", "checkbox", &[]),
    ("delivered_on", "Delivered On", "date", &[]),
    (
        "allergens",
        "Allergens",
        "multiselect",
        &["Gluten", "Milk", "Nuts", "Sesame", "Soy"],
    ),
    ("carrier_reference", "Carrier Reference", "regexp", &[]),
    ("salesforce_case", "Salesforce Case", "text", &[]),
];

fn tag(text: &str) -> String {
    text.to_lowercase().replace(' ', "_")
}

fn options(base: u64, values: &[&str]) -> Vec<Value> {
    (base..)
        .zip(values)
        .map(|(id, value)| {
            json!({ "id": id, "name": value, "raw_name": value, "value": tag(value), "default": false })
        })
        .collect()
}

/// A field of organizations or users. `of` is the path's name for them.
fn custom(app: &App, of: &str, base: u64, number: u64, field: &Custom) -> Value {
    let &(key, title, kind, values) = field;
    let id = base + number;
    let mut described = json!({
        "url": format!("{}/api/v2/{of}/{id}.json", app.origin()),
        "id": id,
        "type": kind,
        "key": key,
        "title": title,
        "raw_title": title,
        "description": "",
        "raw_description": "",
        "position": number,
        "active": key != "old_region",
        "system": false,
        "regexp_for_validation": if kind == "regexp" { Some("\\A[A-Z]{2}[0-9]{8,12}\\z") } else { None },
        "created_at": CREATED,
        "updated_at": UPDATED,
    });
    if !values.is_empty() {
        described["custom_field_options"] = json!(options(id * 10, values));
    }
    if kind == "lookup" {
        described["relationship_target_type"] = json!("zen:user");
        described["relationship_filter"] = json!({ "all": [], "any": [] });
    }
    if kind == "checkbox" {
        described["tag"] = json!(key);
    }
    described
}

fn all(app: &App, of: &str, base: u64, fields: &[Custom], rights: Rights) -> Vec<Value> {
    (0_u64..)
        .zip(fields)
        .filter(|(_, (key, ..))| rights == Rights::Admin || *key != "annual_revenue")
        .map(|(number, field)| custom(app, of, base, number, field))
        .collect()
}

/// `GET /api/v2/organization_fields.json`.
pub(crate) async fn organization(
    State(app): State<App>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
) -> Result<Response<Body>, ApiError> {
    caller.must_be_agent()?;
    let fields = all(
        &app,
        "organization_fields",
        9_700_000_000_201,
        ORGANIZATION,
        caller.person.rights,
    );
    page(&app, &uri, "organization_fields", &fields)
}

/// `GET /api/v2/user_fields.json`.
pub(crate) async fn user(
    State(app): State<App>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
) -> Result<Response<Body>, ApiError> {
    caller.must_be_agent()?;
    let fields = all(
        &app,
        "user_fields",
        9_700_000_000_301,
        USER,
        caller.person.rights,
    );
    page(&app, &uri, "user_fields", &fields)
}

fn ticket_field(app: &App, id: u64, title: &str, kind: &str, removable: bool) -> Value {
    let required = kind == "subject" || kind == "description";
    json!({
        "url": format!("{}/api/v2/ticket_fields/{id}.json", app.origin()),
        "id": id,
        "type": kind,
        "title": title,
        "raw_title": title,
        "description": title,
        "raw_description": title,
        "position": id % 100,
        "active": true,
        "required": required,
        "collapsed_for_agents": false,
        "regexp_for_validation": null,
        "title_in_portal": title,
        "raw_title_in_portal": title,
        "visible_in_portal": required,
        "editable_in_portal": required,
        "required_in_portal": required,
        "tag": null,
        "created_at": CREATED,
        "updated_at": UPDATED,
        "removable": removable,
        "agent_description": null,
    })
}

fn system(values: &[&str]) -> Value {
    values
        .iter()
        .map(|value| json!({ "name": value, "value": tag(value) }))
        .collect()
}

fn ticket_fields(app: &App) -> Vec<Value> {
    let base = 9_700_000_000_401;
    let mut fields = vec![
        ticket_field(app, base, "Subject", "subject", false),
        ticket_field(app, base + 1, "Description", "description", false),
        ticket_field(app, base + 2, "Status", "status", false),
        ticket_field(app, base + 3, "Type", "tickettype", false),
        ticket_field(app, base + 4, "Priority", "priority", false),
        ticket_field(app, base + 5, "Group", "group", false),
        ticket_field(app, base + 6, "Assignee", "assignee", false),
    ];
    fields[2]["system_field_options"] = system(&["Open", "Pending", "Solved"]);
    fields[2]["sub_type_id"] = json!(0);
    fields[3]["system_field_options"] = system(&["Question", "Incident", "Problem", "Task"]);
    fields[4]["system_field_options"] = system(&["Low", "Normal", "High", "Urgent"]);
    fields[4]["sub_type_id"] = json!(0);
    for (id, &(key, title, kind, values)) in (base + 20..).zip(TICKET) {
        let mut field = ticket_field(app, id, title, kind, true);
        if !values.is_empty() {
            field["custom_field_options"] = json!(options(id * 10, values));
        }
        if kind == "checkbox" {
            field["tag"] = json!(key);
        }
        fields.push(field);
    }
    fields
}

/// `GET /api/v2/ticket_fields.json`.
pub(crate) async fn ticket(
    State(app): State<App>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
) -> Result<Response<Body>, ApiError> {
    caller.must_be_agent()?;
    page(&app, &uri, "ticket_fields", &ticket_fields(&app))
}

/// `GET /api/v2/ticket_forms.json`.
pub(crate) async fn forms(
    State(app): State<App>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
) -> Result<Response<Body>, ApiError> {
    caller.must_be_agent()?;
    let ids: Vec<Value> = ticket_fields(&app)
        .iter()
        .map(|field| field["id"].clone())
        .collect();
    let form = |id: u64, name: &str, ids: &[Value], first: bool| {
        json!({
            "url": format!("{}/api/v2/ticket_forms/{id}.json", app.origin()),
            "id": id,
            "name": name,
            "raw_name": name,
            "display_name": name,
            "raw_display_name": name,
            "end_user_visible": first,
            "position": id % 100,
            "ticket_field_ids": ids,
            "active": true,
            "default": first,
            "created_at": CREATED,
            "updated_at": UPDATED,
            "in_all_brands": true,
            "restricted_brand_ids": [],
        })
    };
    let forms = [
        form(9_700_000_000_701, "Question", &ids[..9], true),
        form(9_700_000_000_702, "Complaint", &ids, false),
    ];
    page(&app, &uri, "ticket_forms", &forms)
}
