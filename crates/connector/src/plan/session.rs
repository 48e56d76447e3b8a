//! Owns one request of an app's own sign-in, filled in with what was typed and what earlier steps gave.

use std::fmt;

use secrecy::SecretString;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::apply::{basic_header, secret_header};
use super::call::fill_body;
use crate::{Connector, Context, RenderError, SessionStep};

/// A request that holds secrets, ready to be sent.
pub struct SecretCall {
    /// The method as HTTP writes it.
    pub method: String,
    /// The address, query included.
    pub url: Url,
    /// Headers, to be sent as secret ones.
    pub headers: Vec<(String, SecretString)>,
    /// The body and its content type.
    pub body: Option<(&'static str, SecretString)>,
}

impl fmt::Debug for SecretCall {
    /// Leaves out the query, the headers and the body.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SecretCall")
            .field("method", &self.method)
            .field("origin", &self.url.origin().ascii_serialization())
            .finish_non_exhaustive()
    }
}

impl Connector {
    /// Fills in one request of a session sign-in. Its address must lead to the app, as every marked request's.
    pub fn step_plan(
        &self,
        step: &SessionStep,
        context: &Context<'_>,
    ) -> Result<SecretCall, RenderError> {
        let call = &step.call;
        let mut url = context.address(&call.url)?;
        if !context.reaches(&url) {
            return Err(RenderError::Host {
                host: url.host_str().unwrap_or_default().to_owned(),
            });
        }
        for (name, source) in &call.query {
            let value = Zeroizing::new(context.secret_text(source)?);
            if !value.is_empty() {
                url.query_pairs_mut().append_pair(name, &value);
            }
        }
        let mut headers = Vec::new();
        if let Some(basic) = &step.basic {
            headers.push(("Authorization".to_owned(), basic_header(basic, context)?));
        }
        for (name, source) in &call.headers {
            headers.push(secret_header(name, source, context)?);
        }
        let body = match &call.body {
            Some(body) => {
                let filled = fill_body(body, &|source| context.secret_text(source))?;
                let text = Zeroizing::new(filled.to_string());
                Some(("application/json", SecretString::from(text.as_str())))
            }
            None if call.form.is_empty() => None,
            None => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                for (name, source) in &call.form {
                    let value = Zeroizing::new(context.secret_text(source)?);
                    if !value.is_empty() {
                        form.append_pair(name, &value);
                    }
                }
                let text = Zeroizing::new(form.finish());
                Some((
                    "application/x-www-form-urlencoded",
                    SecretString::from(text.as_str()),
                ))
            }
        };
        Ok(SecretCall {
            method: call.method.as_str().to_owned(),
            url,
            headers,
            body,
        })
    }
}
