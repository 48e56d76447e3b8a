//! How Zendesk answers: JSON objects, errors included.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Value, json};

/// A refusal in Zendesk's words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ApiError {
    /// 401 for a bad or missing basic credential.
    NotAuthenticated,
    /// 401 for a bad OAuth token, with its challenge.
    InvalidToken,
    /// 403: the token's scopes do not reach.
    MissingScope,
    /// 403: the role may not.
    Forbidden,
    NotFound,
    /// 422, with the members of `details`.
    Invalid(Value),
    /// 400.
    BadRequest(&'static str, String),
}

const TOKEN_TEXT: &str =
    "The access token provided is expired, revoked, malformed or invalid for other reasons.";

impl IntoResponse for ApiError {
    fn into_response(self) -> Response<Body> {
        match self {
            Self::NotAuthenticated => json_answer(
                StatusCode::UNAUTHORIZED,
                &json!({ "error": "Couldn't authenticate you" }),
            ),
            Self::InvalidToken => {
                let mut response = json_answer(
                    StatusCode::UNAUTHORIZED,
                    &json!({ "error": "invalid_token", "error_description": TOKEN_TEXT }),
                );
                let challenge = format!(
                    "Bearer realm=\"Zendesk::OAuth Bearer Token Authentication\", error=\"invalid_token\", error_description=\"{TOKEN_TEXT}\""
                );
                response.headers_mut().insert(
                    header::WWW_AUTHENTICATE,
                    HeaderValue::from_str(&challenge).expect("the challenge is printable ASCII"),
                );
                response
            }
            Self::MissingScope => json_answer(
                StatusCode::FORBIDDEN,
                &json!({
                    "error": "Forbidden",
                    "description": "You are missing the following required scopes: write",
                }),
            ),
            Self::Forbidden => json_answer(
                StatusCode::FORBIDDEN,
                &json!({
                    "error": {
                        "title": "Forbidden",
                        "message": "You do not have access to this page. Please contact the account owner of this help desk for further help.",
                    }
                }),
            ),
            Self::NotFound => json_answer(
                StatusCode::NOT_FOUND,
                &json!({ "error": "RecordNotFound", "description": "Not found" }),
            ),
            Self::Invalid(details) => json_answer(
                StatusCode::UNPROCESSABLE_ENTITY,
                &json!({
                    "error": "RecordInvalid",
                    "description": "Record validation errors",
                    "details": details,
                }),
            ),
            Self::BadRequest(error, description) => json_answer(
                StatusCode::BAD_REQUEST,
                &json!({ "error": error, "description": description }),
            ),
        }
    }
}

/// A JSON answer.
pub(crate) fn json_answer(status: StatusCode, value: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("max-age=0, private, must-revalidate"),
    );
    headers.insert("x-rate-limit", HeaderValue::from_static("700"));
    headers.insert("x-rate-limit-remaining", HeaderValue::from_static("699"));
    headers.insert("x-zendesk-api-version", HeaderValue::from_static("v2"));
    response
}

/// Everything else.
pub(crate) async fn nothing_here() -> Response<Body> {
    json_answer(
        StatusCode::NOT_FOUND,
        &json!({
            "error": {
                "title": "Not found",
                "message": "InvalidEndpoint",
            }
        }),
    )
}
