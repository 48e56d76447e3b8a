//! One request as it came over the wire, and what was wrong with it.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use serde_json::Value;

/// Name and value, as sent.
pub(crate) type Pairs = Vec<(String, String)>;

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) method: String,
    pub(crate) https: bool,
    /// Host and, where it is not the scheme's own, port.
    pub(crate) authority: String,
    /// The path as sent, percent-encoding included.
    pub(crate) path: String,
    /// The query as sent.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The client's certificate (DER), where TLS asked for one and it was right.
    pub(crate) certificate: Option<Vec<u8>>,
    /// What the path of the door captured, in order.
    pub(crate) captured: Vec<String>,
    /// Where the vendor begins below its host: empty except on the loopback twin.
    pub(crate) prefix: &'static str,
}

impl Ask {
    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> String {
        let scheme = if self.https { "https" } else { "http" };
        format!("{scheme}://{}", self.authority)
    }

    /// The host without a port.
    pub(crate) fn host(&self) -> &str {
        self.authority.split(':').next().unwrap_or_default()
    }

    /// The whole address without the query.
    pub(crate) fn address(&self) -> String {
        format!("{}{}", self.origin(), self.path)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The media type of the body, without its parameters.
    pub(crate) fn content_type(&self) -> Option<&str> {
        let value = self.header("content-type")?;
        Some(value.split(';').next().unwrap_or_default().trim())
    }

    pub(crate) fn query_pairs(&self) -> Pairs {
        decoded(self.query.as_bytes())
    }

    pub(crate) fn is_form(&self) -> bool {
        self.content_type() == Some("application/x-www-form-urlencoded")
    }

    /// The form's fields; none when the body is no form.
    pub(crate) fn form_pairs(&self) -> Pairs {
        if self.is_form() {
            decoded(&self.body)
        } else {
            Vec::new()
        }
    }

    pub(crate) fn json(&self) -> Result<Value, Refusal> {
        if self.content_type() != Some("application/json") {
            return Err(Refusal::request(format!(
                "the body must be application/json, and it is {}",
                self.content_type().unwrap_or("nothing")
            )));
        }
        serde_json::from_slice(&self.body)
            .map_err(|_| Refusal::request("the body is not JSON".to_owned()))
    }
}

fn decoded(bytes: &[u8]) -> Pairs {
    url::form_urlencoded::parse(bytes).into_owned().collect()
}

/// The value of a name that must not come twice.
pub(crate) fn one<'a>(
    pairs: &'a [(String, String)],
    name: &str,
) -> Result<Option<&'a str>, Refusal> {
    let mut values = pairs.iter().filter(|(key, _)| key == name);
    let first = values.next();
    if values.next().is_some() {
        return Err(Refusal::request(format!("{name} comes twice")));
    }
    Ok(first.map(|(_, value)| value.as_str()))
}

/// The value of a name that must come once, and not be empty.
pub(crate) fn need<'a>(pairs: &'a [(String, String)], name: &str) -> Result<&'a str, Refusal> {
    one(pairs, name)?
        .filter(|value| !value.is_empty())
        .ok_or_else(|| Refusal::request(format!("{name} is missing")))
}

/// Why a request is not taken. `why` stands in the log; vendors show more or less of it.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// The error code of RFC 6749 section 5.2, RFC 6750 section 3.1 or the vendor's own.
    pub(crate) code: &'static str,
    pub(crate) why: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &'static str, why: impl Into<String>) -> Self {
        let why = why.into();
        Self { status, code, why }
    }

    pub(crate) fn request(why: impl Into<String>) -> Self {
        Self::new(400, "invalid_request", why)
    }

    pub(crate) fn client(why: impl Into<String>) -> Self {
        Self::new(401, "invalid_client", why)
    }

    pub(crate) fn grant(why: impl Into<String>) -> Self {
        Self::new(400, "invalid_grant", why)
    }

    pub(crate) fn token(why: impl Into<String>) -> Self {
        Self::new(401, "invalid_token", why)
    }
}

/// An answer, whole.
#[derive(Debug)]
pub(crate) struct Answer(pub(crate) Response<Body>);

impl Answer {
    pub(crate) fn json(status: u16, value: &Value) -> Self {
        Self::typed(status, "application/json; charset=utf-8", value.to_string())
    }

    pub(crate) fn ok(value: &Value) -> Self {
        Self::json(200, value)
    }

    pub(crate) fn form(status: u16, pairs: &[(&str, &str)]) -> Self {
        let text = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        Self::typed(status, "application/x-www-form-urlencoded", text)
    }

    pub(crate) fn text(status: u16, text: impl Into<String>) -> Self {
        Self::typed(status, "text/plain; charset=utf-8", text.into())
    }

    pub(crate) fn typed(status: u16, kind: &'static str, body: String) -> Self {
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        Self(response)
    }

    pub(crate) fn redirect(to: &str) -> Self {
        let mut answer = Self::typed(302, "text/plain", String::new());
        answer.set("location", to);
        answer
    }

    pub(crate) fn set(&mut self, name: &'static str, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers_mut().append(name, value);
        }
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.set(name, value);
        self
    }
}
