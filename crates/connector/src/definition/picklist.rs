//! Lists of values the app offers, and how an answer becomes rows.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Call, CallKeys, call};
use crate::Row;

/// One list of values.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Picklist {
    /// The id operations refer to.
    pub id: String,
    /// What the list holds, in the plural.
    pub label: String,
    /// What one entry is called, in the singular, for sentences about it: `Field`.
    #[serde(default)]
    pub one: Option<String>,
    /// The names of what must be known first, such as the object whose fields are listed.
    #[serde(default)]
    pub params: Vec<String>,
    /// The request that fetches the list. Lists that rest on the same address share one answer.
    #[serde(flatten, deserialize_with = "call::optional")]
    #[schemars(with = "CallKeys")]
    pub call: Option<Call>,
    /// Rows that need no request. They stand before the fetched ones.
    #[serde(default)]
    pub options: Vec<Row>,
    /// The entries in the answer, an RFC 9535 JSONPath. `{{ param }}` may stand inside a quoted name or text.
    #[serde(default = "everything")]
    pub items: String,
    /// How one entry becomes a row.
    #[serde(default)]
    pub row: RowMap,
    /// Where the next page is.
    #[serde(default)]
    pub page: Option<Paging>,
    /// For how many seconds an answer counts as fresh.
    #[serde(default = "one_hour")]
    pub fresh_for_seconds: u64,
}

/// How one entry of an answer becomes a row. Each is a JSONPath (`$...`, from the entry) or a minijinja expression over `item`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RowMap {
    /// What the recipe stores. An entry without one is left out.
    pub value: String,
    /// What people read; the value, when the entry has none.
    pub label: String,
    /// The type, in the app's own word.
    pub kind: Option<String>,
    /// Whether the app demands it.
    pub required: Option<String>,
    /// Whether the person's organisation added it to the app.
    pub custom: Option<String>,
    /// A sentence of help.
    pub hint: Option<String>,
}

impl Default for RowMap {
    fn default() -> Self {
        Self {
            value: "$.value".to_owned(),
            label: "$.label".to_owned(),
            kind: None,
            required: None,
            custom: None,
            hint: None,
        }
    }
}

/// How a list goes on: at an address, behind a mark, by page numbers, or by entries passed over. One of the four.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// The JSONPath of the next page's address. Only an address on the same origin is followed.
    #[serde(default)]
    pub next: Option<String>,
    /// The JSONPath of a mark that stands for the next page, such as a token or the last entry's id.
    #[serde(default)]
    pub cursor: Option<String>,
    /// The parameter the mark is sent as.
    #[serde(default)]
    pub param: Option<String>,
    /// Where that parameter stands.
    #[serde(default)]
    pub place: CursorPlace,
    /// The query parameter that numbers pages, from 1.
    #[serde(default)]
    pub number: Option<String>,
    /// The query parameter that says how many entries to pass over.
    #[serde(default)]
    pub offset: Option<String>,
    /// How many entries a full page has, for `number` and `offset`: a page with fewer is the last one.
    #[serde(default)]
    pub size: Option<u32>,
    /// The JSONPath of a boolean that says whether there is more.
    #[serde(default)]
    pub more: Option<String>,
    /// The most pages to read.
    #[serde(default = "fifty")]
    pub max_pages: u32,
}

/// Where a mark for the next page stands in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CursorPlace {
    /// In the address.
    #[default]
    Query,
    /// In the JSON object or form that is sent.
    Body,
}

fn everything() -> String {
    "$[*]".to_owned()
}

fn one_hour() -> u64 {
    3600
}

fn fifty() -> u32 {
    50
}
