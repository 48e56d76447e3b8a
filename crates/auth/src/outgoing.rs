//! Owns a request that is whole and waits to be signed: what a signature covers, and where it can be put.

use std::fmt;

use bytes::Bytes;
use http::Method;
use larder_http::{Fault, Request, redact};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// The content type of forms.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// A request as it will be sent. Signing comes last: nothing may change it afterwards.
#[derive(Clone)]
pub struct Outgoing {
    /// The method as HTTP writes it, in capitals.
    pub method: String,
    /// The address with its whole query.
    pub url: Url,
    /// The headers except `Host` and `Content-Type`; any of them may be a secret.
    pub headers: Vec<(String, SecretString)>,
    /// The body as it is sent.
    pub body: Option<Bytes>,
    /// The body's content type.
    pub content_type: Option<String>,
}

impl Outgoing {
    /// Starts one without headers and body.
    pub fn new(method: &str, url: Url) -> Self {
        Self {
            method: method.to_ascii_uppercase(),
            url,
            headers: Vec::new(),
            body: None,
            content_type: None,
        }
    }

    /// Sets a header, in place of those of the same name.
    pub fn set_header(&mut self, name: &str, value: SecretString) {
        self.headers
            .retain(|(own, _)| !own.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value));
    }

    /// Makes it a request that the guarded client sends. Every header is hidden in what the app answers.
    ///
    /// # Errors
    /// [`Fault::BadRequest`] for a method, header or content type that HTTP does not allow.
    pub fn into_request(self) -> Result<Request, Fault> {
        let method = Method::from_bytes(self.method.as_bytes()).map_err(|_| Fault::BadRequest {
            why: "its method is not one of HTTP".to_owned(),
        })?;
        let mut request = Request::new(method, self.url);
        if let Some(body) = self.body {
            let content_type = self.content_type.as_deref();
            request = request.body(body, content_type.unwrap_or("application/octet-stream"))?;
        }
        for (name, value) in &self.headers {
            request = request.secret_header(name, value)?;
        }
        Ok(request)
    }

    /// Whether the body is a form, whose parameters OAuth 1 signs.
    pub(crate) fn is_form(&self) -> bool {
        let media = self.content_type.as_deref().unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim();
        self.body.is_some() && media.eq_ignore_ascii_case(FORM)
    }

    /// The host as the `Host` header names it.
    pub(crate) fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// Puts encoded pairs behind the query.
    pub(crate) fn append_query(&mut self, pairs: &str) {
        let query = match self.url.query() {
            Some(query) if !query.is_empty() => format!("{query}&{pairs}"),
            _ => pairs.to_owned(),
        };
        self.url.set_query(Some(&query));
    }

    /// The body's bytes; none are no bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.body.as_deref().unwrap_or_default()
    }
}

impl fmt::Debug for Outgoing {
    /// Names and sizes only.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        formatter
            .debug_struct("Outgoing")
            .field("method", &self.method)
            .field("url", &redact::url(&self.url))
            .field("headers", &names)
            .field("body_bytes", &self.body.as_ref().map(Bytes::len))
            .finish_non_exhaustive()
    }
}

/// Whether a header's value fits on its line (RFC 9110 section 5.5).
pub(crate) fn is_one_line(value: &SecretString) -> bool {
    !value.expose_secret().chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outgoing() -> Outgoing {
        let url = Url::parse("https://app.example:8443/a?key=CANARY-query").expect("a URL");
        let mut outgoing = Outgoing::new("post", url);
        outgoing.body = Some(Bytes::from_static(b"CANARY-body"));
        outgoing.set_header("X-Key", "CANARY-one".into());
        outgoing.set_header("x-key", "CANARY-two".into());
        outgoing
    }

    #[test]
    fn a_header_replaces_the_one_of_its_name() {
        let outgoing = outgoing();
        assert_eq!(outgoing.headers.len(), 1);
        assert_eq!(outgoing.headers[0].1.expose_secret(), "CANARY-two");
        assert_eq!(outgoing.host(), "app.example:8443");
        assert_eq!(outgoing.method, "POST");
    }

    #[test]
    fn l03_neither_it_nor_its_request_shows_a_secret() {
        let shown = format!(
            "{:?} {:?}",
            outgoing(),
            outgoing().into_request().expect("fits")
        );
        assert!(!shown.contains("CANARY"), "{shown}");
    }

    #[test]
    fn v01_what_fits_no_header_is_refused_before_anything_is_sent() {
        let mut broken = outgoing();
        broken.set_header("X-Key", "a\r\nX-Evil: 1".into());
        assert!(matches!(
            broken.into_request(),
            Err(Fault::BadRequest { .. })
        ));
        let mut broken = outgoing();
        broken.method = "NO METHOD".to_owned();
        assert!(matches!(
            broken.into_request(),
            Err(Fault::BadRequest { .. })
        ));
    }

    #[test]
    fn a_form_is_known_by_its_content_type_whatever_its_parameters() {
        let mut form = outgoing();
        for (content_type, is_form) in [
            (
                Some("application/x-www-form-urlencoded; charset=UTF-8"),
                true,
            ),
            (Some("Application/X-WWW-Form-Urlencoded"), true),
            (Some("multipart/form-data"), false),
            (None, false),
        ] {
            form.content_type = content_type.map(str::to_owned);
            assert_eq!(form.is_form(), is_form, "{content_type:?}");
        }
        form.body = None;
        form.content_type = Some(FORM.to_owned());
        assert!(!form.is_form());
    }
}
