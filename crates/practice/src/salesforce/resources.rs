//! The listing resources: versions, the resources of a version, limits, and what is nowhere.

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};

use super::NEWEST_VERSION;
use super::answer::{ApiError, json_answer};
use super::oauth::identity_url;
use super::session::{Session, Version};
use crate::authorize::App;
use crate::page;

/// The front page: says what this is, since there is no app behind it.
pub(crate) async fn front(State(app): State<App>) -> Response<Body> {
    let content = format!(
        "<h1>{}</h1><p>This org answers the API and OAuth sign-ins. Connect to it from Larder.</p>",
        page::escape(app.site.title())
    );
    page::page(
        StatusCode::OK,
        app.site.title(),
        page::brand(app.site),
        &content,
        "",
    )
}

/// `GET /services/data`: no session needed, as in the real API.
pub(crate) async fn versions() -> Response<Body> {
    const SEASONS: [&str; 3] = ["Spring", "Summer", "Winter"];
    let versions: Vec<Value> = (31..=NEWEST_VERSION)
        .map(|number| {
            // Version 31 was Summer '14; Winter releases carry the next year's number.
            let season = SEASONS[((number - 30) % 3) as usize];
            let year = 14 + (number - 29) / 3;
            json!({
                "label": format!("{season} '{year}"),
                "url": format!("/services/data/v{number}.0"),
                "version": format!("{number}.0"),
            })
        })
        .collect();
    json_answer(StatusCode::OK, &Value::Array(versions))
}

/// `GET /services/data/vNN.0`.
pub(crate) async fn resources(
    State(app): State<App>,
    version: Version,
    session: Session,
) -> Response<Body> {
    let base = version.base();
    let mut answer: Map<String, Value> = [
        "tooling",
        "metadata",
        "folders",
        "chatter",
        "tabs",
        "appMenu",
        "quickActions",
        "queryAll",
        "commerce",
        "wave",
        "analytics",
        "search",
        "composite",
        "parameterizedSearch",
        "theme",
        "nouns",
        "event",
        "serviceTemplates",
        "recent",
        "connect",
        "licensing",
        "limits",
        "process",
        "asyncQueries",
        "query",
        "match",
        "emailConnect",
        "compactLayouts",
        "knowledgeManagement",
        "sobjects",
        "actions",
        "support",
    ]
    .into_iter()
    .map(|name| (name.to_owned(), json!(format!("{base}/{name}"))))
    .collect();
    answer.insert(
        "identity".to_owned(),
        json!(identity_url(&app, session.person.part.username)),
    );
    json_answer(StatusCode::OK, &Value::Object(answer))
}

/// `GET /services/data/vNN.0/limits`.
pub(crate) async fn limits(_: State<App>, _: Version, _: Session) -> Response<Body> {
    const LIMITS: [(&str, u64, u64); 18] = [
        ("ActiveScratchOrgs", 6, 6),
        ("AnalyticsExternalDataSizeMB", 40_960, 40_960),
        ("ConcurrentAsyncGetReportInstances", 200, 200),
        ("ConcurrentSyncReportRuns", 20, 20),
        ("DailyApiRequests", 5_000_000, 4_999_928),
        ("DailyAsyncApexExecutions", 250_000, 250_000),
        ("DailyBulkApiBatches", 15_000, 15_000),
        ("DailyBulkV2QueryJobs", 10_000, 10_000),
        ("DailyGenericStreamingApiEvents", 10_000, 10_000),
        ("DailyStreamingApiEvents", 50_000, 50_000),
        ("DailyWorkflowEmails", 1_500, 1_500),
        ("DataStorageMB", 10_240, 8_911),
        ("FileStorageMB", 10_240, 9_870),
        ("HourlyAsyncReportRuns", 1_200, 1_200),
        ("HourlyODataCallout", 20_000, 19_998),
        ("HourlyTimeBasedWorkflow", 1_000, 1_000),
        ("MassEmail", 5_000, 5_000),
        ("SingleEmail", 5_000, 5_000),
    ];
    let answer: Map<String, Value> = LIMITS
        .into_iter()
        .map(|(name, most, left)| (name.to_owned(), json!({ "Max": most, "Remaining": left })))
        .collect();
    json_answer(StatusCode::OK, &Value::Object(answer))
}

/// Everything else.
pub(crate) async fn nothing_here() -> Response<Body> {
    ApiError::no_such_resource().into_response()
}
