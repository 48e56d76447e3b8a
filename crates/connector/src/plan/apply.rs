//! Owns how a request is marked with a connection's credential.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::{CallPlan, is_header_name, refuse_control};
use crate::definition::{Apply, AuthKind, Basic};
use crate::{Connector, Context, RenderError};

impl Connector {
    /// Marks a request with the credential in the context: query parameters are added to the plan, headers are given
    /// back, to be sent as secret ones. Refused when the request does not lead to the app.
    pub fn apply(
        &self,
        way: &str,
        plan: &mut CallPlan,
        context: &Context<'_>,
    ) -> Result<Vec<(String, SecretString)>, RenderError> {
        if !context.reaches(&plan.url) {
            return Err(RenderError::Host {
                host: plan.url.host_str().unwrap_or_default().to_owned(),
            });
        }
        let way = self.known_way(way)?;
        let mut headers = Vec::new();
        match &way.kind {
            AuthKind::Oauth2(_) if way.apply.is_none() => {
                headers.push(secret_header(
                    "Authorization",
                    "Bearer {{ access_token }}",
                    context,
                )?);
            }
            AuthKind::Basic(basic) => {
                headers.push(("Authorization".to_owned(), basic_header(basic, context)?));
            }
            AuthKind::Oauth2(_) | AuthKind::ApiKey | AuthKind::None => {}
        }
        let Some(Apply {
            headers: declared,
            query,
        }) = &way.apply
        else {
            return Ok(headers);
        };
        for (name, value) in declared {
            // The name is a template too, for apps whose header a person names.
            let name = context.text(name)?;
            if name.is_empty() {
                continue;
            }
            if !is_header_name(&name) {
                return Err(RenderError::Unfit {
                    what: "this is no name of a header".to_owned(),
                });
            }
            let (name, value) = secret_header(&name, value, context)?;
            if !secrecy::ExposeSecret::expose_secret(&value)
                .trim()
                .is_empty()
            {
                headers.push((name, value));
            }
        }
        for (name, value) in query {
            let name = context.text(name)?;
            let value = Zeroizing::new(context.secret_text(value)?);
            if !name.is_empty() && !value.is_empty() {
                plan.url.query_pairs_mut().append_pair(&name, &value);
            }
        }
        Ok(headers)
    }
}

fn secret_header(
    name: &str,
    source: &str,
    context: &Context<'_>,
) -> Result<(String, SecretString), RenderError> {
    let value = Zeroizing::new(context.secret_text(source)?);
    refuse_control(&value)?;
    Ok((name.to_owned(), SecretString::from(value.as_str())))
}

/// RFC 7617 section 2: the user part has no colon, and both parts are UTF-8.
fn basic_header(basic: &Basic, context: &Context<'_>) -> Result<SecretString, RenderError> {
    let username = Zeroizing::new(context.secret_text(&basic.username)?);
    let password = Zeroizing::new(context.secret_text(&basic.password)?);
    if username.contains(':') {
        return Err(RenderError::Unfit {
            what: "a user name has no colon".to_owned(),
        });
    }
    refuse_control(&username)?;
    refuse_control(&password)?;
    let pair = Zeroizing::new(format!("{}:{}", *username, *password));
    let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    Ok(SecretString::from(format!("Basic {}", *encoded)))
}
