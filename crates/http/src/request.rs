//! Owns what is asked: a request whose secrets are known as such, so that they can be hidden everywhere.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, IF_NONE_MATCH, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use crate::{Fault, RequestSummary, redact};

/// Whether a call may be tried again by the client itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Retry {
    /// One try. The only choice for whatever changes something, token requests above all.
    #[default]
    Never,
    /// Up to `attempts` tries in all when the trouble is passing. Heeded for GET and HEAD only.
    Transient {
        /// All tries together, the first included.
        attempts: u32,
    },
}

/// A form value that is either fit to be shown or not.
#[derive(Debug, Clone)]
pub enum SecretOrPlain {
    /// May stand in logs.
    Plain(String),
    /// Never shown anywhere.
    Secret(SecretString),
}

impl SecretOrPlain {
    fn expose(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Secret(secret) => secret.expose_secret(),
        }
    }
}

impl From<&str> for SecretOrPlain {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<String> for SecretOrPlain {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<SecretString> for SecretOrPlain {
    fn from(secret: SecretString) -> Self {
        Self::Secret(secret)
    }
}

impl From<&SecretString> for SecretOrPlain {
    fn from(secret: &SecretString) -> Self {
        Self::Secret(secret.clone())
    }
}

/// One request.
#[derive(Clone)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) max_body: Option<usize>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Retry,
    secrets: Vec<SecretString>,
}

impl Request {
    /// Starts a request with any method.
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: None,
            max_body: None,
            timeout: None,
            retry: Retry::Never,
            secrets: Vec::new(),
        }
    }

    /// Starts a GET.
    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url)
    }

    /// Starts a POST.
    pub fn post(url: Url) -> Self {
        Self::new(Method::POST, url)
    }

    /// Sets a header, in place of an earlier one of that name.
    ///
    /// # Errors
    /// [`Fault::BadRequest`] for a name or value HTTP does not allow, line breaks above all.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, Fault> {
        let (name, mut value) = checked(name, value)?;
        if [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE].contains(&name) {
            value.set_sensitive(true);
        }
        self.headers.insert(name, value);
        Ok(self)
    }

    /// Sets a header whose value is never shown, and hides that value in what the app answers.
    ///
    /// # Errors
    /// [`Fault::BadRequest`] as for [`Request::header`].
    pub fn secret_header(mut self, name: &str, value: &SecretString) -> Result<Self, Fault> {
        let (name, mut header) = checked(name, value.expose_secret())?;
        header.set_sensitive(true);
        self.headers.insert(name, header);
        // "Bearer X": the app may echo X alone.
        if let Some((_, credential)) = value.expose_secret().split_once(' ') {
            self.secrets.push(credential.into());
        }
        self.secrets.push(value.clone());
        Ok(self)
    }

    /// Marks a value used in this request as one to hide in what the app answers.
    #[must_use]
    pub fn hiding(mut self, secret: &SecretString) -> Self {
        self.secrets.push(secret.clone());
        self
    }

    /// Sends a form body (`application/x-www-form-urlencoded`).
    #[must_use]
    pub fn form(mut self, pairs: Vec<(String, SecretOrPlain)>) -> Self {
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &pairs {
            form.append_pair(name, value.expose());
        }
        let text = form.finish();
        self.hide_all(pairs);
        self.with_body(
            text.into(),
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        )
    }

    /// Adds parameters to the address, whose values are shown nowhere, and hides the secret ones in what the app answers.
    #[must_use]
    pub fn query(mut self, pairs: Vec<(String, SecretOrPlain)>) -> Self {
        if !pairs.is_empty() {
            let mut query = self.url.query_pairs_mut();
            for (name, value) in &pairs {
                query.append_pair(name, value.expose());
            }
        }
        self.hide_all(pairs);
        self
    }

    /// Sends a JSON object of texts.
    #[must_use]
    pub fn json_texts(mut self, pairs: Vec<(String, SecretOrPlain)>) -> Self {
        let members: serde_json::Map<String, serde_json::Value> = pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.expose().into()))
            .collect();
        self.hide_all(pairs);
        self.json(&serde_json::Value::Object(members))
    }

    fn hide_all(&mut self, pairs: Vec<(String, SecretOrPlain)>) {
        self.secrets
            .extend(pairs.into_iter().filter_map(|(_, value)| match value {
                SecretOrPlain::Secret(secret) => Some(secret),
                SecretOrPlain::Plain(_) => None,
            }));
    }

    /// Sends a JSON body.
    #[must_use]
    pub fn json(self, value: &serde_json::Value) -> Self {
        self.with_body(
            value.to_string().into(),
            HeaderValue::from_static("application/json"),
        )
    }

    /// Sends a body as it is.
    ///
    /// # Errors
    /// [`Fault::BadRequest`] for a content type that is no header value.
    pub fn body(self, body: impl Into<Bytes>, content_type: &str) -> Result<Self, Fault> {
        let (_, content_type) = checked(CONTENT_TYPE.as_str(), content_type)?;
        Ok(self.with_body(body.into(), content_type))
    }

    fn with_body(mut self, body: Bytes, content_type: HeaderValue) -> Self {
        self.body = Some(body);
        self.headers.insert(CONTENT_TYPE, content_type);
        self
    }

    /// Limits this answer's body, in bytes after decompression.
    #[must_use]
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = Some(bytes);
        self
    }

    /// Limits this call in time, in place of the policy's total.
    #[must_use]
    pub fn timeout(mut self, total: Duration) -> Self {
        self.timeout = Some(total);
        self
    }

    /// Asks for a body only if it is not the one with this entity tag (RFC 9110 13.1.2).
    ///
    /// # Errors
    /// [`Fault::BadRequest`] for a tag that is no header value.
    pub fn if_none_match(self, etag: &str) -> Result<Self, Fault> {
        self.header(IF_NONE_MATCH.as_str(), etag)
    }

    /// Says whether the client may try again by itself.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Answers the URL asked for.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Answers what may be shown of this request later, beside its answer.
    pub fn summary(&self) -> RequestSummary {
        RequestSummary::new(self.method.as_str(), self.shown_url(), self.secrets.clone())
    }

    /// The URL as it may be shown; a secret of the request may stand in its path.
    pub(crate) fn shown_url(&self) -> String {
        redact::mask_known(&redact::url(&self.url), &self.secrets)
    }

    pub(crate) fn is_read_only(&self) -> bool {
        self.method == Method::GET || self.method == Method::HEAD
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.shown_url())
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body_bytes", &self.body.as_ref().map(Bytes::len))
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

fn checked(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Fault> {
    let bad = |why: &str| Fault::BadRequest {
        why: why.to_owned(),
    };
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| bad("one of its header names is not allowed in HTTP"))?;
    let value = HeaderValue::from_str(value)
        .or_else(|_| HeaderValue::from_bytes(value.as_bytes()))
        .map_err(|_| bad("one of its header values holds characters HTTP does not allow"))?;
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Request {
        Request::post(Url::parse("https://app.example/token?code=CANARY-query").expect("a URL"))
    }

    #[test]
    fn v01_line_breaks_in_headers_are_refused() {
        for value in ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b"] {
            assert!(matches!(
                request().header("x-test", value),
                Err(Fault::BadRequest { .. })
            ));
            assert!(request().secret_header("x-test", &value.into()).is_err());
        }
        assert!(request().header("x test", "a").is_err());
        assert!(request().header("x\r\ntest", "a").is_err());
    }

    #[test]
    fn a_header_value_may_hold_other_languages() {
        assert!(request().header("x-name", "Zoë").is_ok());
    }

    #[test]
    fn l03_the_debug_text_of_a_request_shows_no_secret() {
        let secret: SecretString = "CANARY-secret".into();
        let request = request()
            .secret_header("authorization", &"Bearer CANARY-token".into())
            .expect("a header")
            .header("cookie", "sid=CANARY-cookie")
            .expect("a header")
            .form(vec![
                ("client_secret".into(), (&secret).into()),
                ("grant_type".into(), "refresh_token".into()),
            ])
            .hiding(&secret);
        let text = format!("{request:?} {:?}", request.summary());
        assert!(!text.contains("CANARY"), "{text}");
        assert!(!format!("{:?}", request.headers).contains("CANARY"));
        assert!(!format!("{:?}", SecretOrPlain::from(&secret)).contains("CANARY"));
    }

    #[test]
    fn l02_a_key_in_the_path_is_hidden_as_it_is_and_as_paths_write_it() {
        for (key, path) in [
            ("12345:pantry", "12345:pantry"),
            ("sh elf!\"1", "sh%20elf!%221"),
            ("ja/r?2", "ja%2Fr%3F2"),
            ("ja/r!\u{e9}", "ja/r!%C3%A9"),
        ] {
            let url = format!("https://app.example/bot{path}/me");
            let url = Url::parse(&url).expect("a URL");
            let asked = Request::get(url).hiding(&SecretString::from(key));
            for text in [format!("{asked:?}"), format!("{:?}", asked.summary())] {
                assert!(text.contains("/bot[hidden]/me"), "{text}");
            }
        }
    }

    #[test]
    fn parameters_go_into_the_address_or_a_json_object_and_are_shown_nowhere() {
        let pairs = || {
            vec![
                ("grant type".into(), "a&b".into()),
                ("key".into(), SecretString::from("CANARY-key").into()),
            ]
        };
        let asked = request().query(pairs());
        assert_eq!(
            asked.url().query(),
            Some("code=CANARY-query&grant+type=a%26b&key=CANARY-key")
        );
        assert_eq!(request().query(Vec::new()).url(), request().url());
        assert_eq!(asked.summary().hide("got CANARY-key"), "got [hidden]");
        assert!(!format!("{asked:?} {:?}", asked.summary()).contains("CANARY"));

        let asked = request().json_texts(pairs());
        assert_eq!(
            asked.body.as_deref(),
            Some(&br#"{"grant type":"a&b","key":"CANARY-key"}"#[..])
        );
        assert_eq!(asked.headers[CONTENT_TYPE], "application/json");
        assert_eq!(asked.summary().hide("got CANARY-key"), "got [hidden]");
    }

    #[test]
    fn a_form_is_encoded_as_forms_are() {
        let request = request().form(vec![("a b".into(), "c&d=é+".into())]);
        assert_eq!(request.body.as_deref(), Some(&b"a+b=c%26d%3D%C3%A9%2B"[..]));
        assert_eq!(
            request.headers[CONTENT_TYPE],
            "application/x-www-form-urlencoded"
        );
    }
}
