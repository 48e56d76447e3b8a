//! Owns how a request is marked with a connection's credential.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use url::Url;
use zeroize::Zeroizing;

use super::{CallPlan, is_header_name, refuse_control};
use crate::definition::{Apply, AuthKind, Basic};
use crate::{Connector, Context, RenderError};

/// The marks of a credential that are not part of the address.
#[derive(Default)]
pub struct Marks {
    /// Headers, to be sent as secret ones.
    pub headers: Vec<(String, SecretString)>,
    /// Members for the request's JSON object or form, if it has one.
    pub body: Vec<(String, SecretString)>,
}

impl fmt::Debug for Marks {
    /// Names only.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |marks: &[(String, SecretString)]| {
            marks
                .iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        };
        formatter
            .debug_struct("Marks")
            .field("headers", &names(&self.headers))
            .field("body", &names(&self.body))
            .finish()
    }
}

/// A client certificate and its key, in PEM.
pub struct CertificatePlan {
    /// The certificate.
    pub certificate: SecretString,
    /// Its private key.
    pub key: SecretString,
}

impl fmt::Debug for CertificatePlan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CertificatePlan")
    }
}

impl Connector {
    /// Marks a request with the credential in the context: query parameters and the path's prefix are put into the
    /// plan, the rest is given back. Refused when the request does not lead to the app.
    pub fn apply(
        &self,
        way: &str,
        plan: &mut CallPlan,
        context: &Context<'_>,
    ) -> Result<Marks, RenderError> {
        if !context.reaches(&plan.url) {
            return Err(RenderError::Host {
                host: plan.url.host_str().unwrap_or_default().to_owned(),
            });
        }
        let way = self.known_way(way)?;
        let mut marks = Marks::default();
        match &way.kind {
            kind if kind.oauth2().is_some() && way.apply.is_none() => {
                marks.headers.push(secret_header(
                    "Authorization",
                    "Bearer {{ access_token }}",
                    context,
                )?);
            }
            AuthKind::Basic(basic) => {
                let header = basic_header(basic, context)?;
                marks.headers.push(("Authorization".to_owned(), header));
            }
            // OAuth 1 signs last, when the request is whole: see `oauth1_plan` and `sign_plan`.
            _ => {}
        }
        if let Some(apply) = &way.apply {
            mark(apply, plan, context, &mut marks)?;
        }
        Ok(marks)
    }

    /// The client certificate of a way, if it shows one.
    pub fn certificate(
        &self,
        way: &str,
        context: &Context<'_>,
    ) -> Result<Option<CertificatePlan>, RenderError> {
        let Some(declared) = &self.known_way(way)?.certificate else {
            return Ok(None);
        };
        let certificate = SecretString::from(context.secret_text(&declared.certificate)?);
        if certificate.expose_secret().trim().is_empty() {
            // An optional certificate that the person left out.
            return Ok(None);
        }
        Ok(Some(CertificatePlan {
            certificate,
            key: SecretString::from(context.secret_text(&declared.key)?),
        }))
    }
}

fn mark(
    apply: &Apply,
    plan: &mut CallPlan,
    context: &Context<'_>,
    marks: &mut Marks,
) -> Result<(), RenderError> {
    for (name, value) in &apply.headers {
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
        if !value.expose_secret().trim().is_empty() {
            marks.headers.push((name, value));
        }
    }
    if let Some(cookies) = cookie_header(apply, context)? {
        marks.headers.push(("Cookie".to_owned(), cookies));
    }
    for (name, value) in &apply.query {
        let name = context.text(name)?;
        let value = Zeroizing::new(context.secret_text(value)?);
        if !name.is_empty() && !value.is_empty() {
            plan.url.query_pairs_mut().append_pair(&name, &value);
        }
    }
    for (name, value) in &apply.body {
        let name = context.text(name)?;
        let value = Zeroizing::new(context.secret_text(value)?);
        if !name.is_empty() && !value.is_empty() {
            marks.body.push((name, SecretString::from(value.as_str())));
        }
    }
    if let Some(prefix) = &apply.path_prefix {
        put_before_path(&mut plan.url, &Zeroizing::new(context.secret_text(prefix)?))?;
    }
    Ok(())
}

/// Cookies as one header (RFC 6265 section 5.4); a value that would end the pair is refused.
fn cookie_header(
    apply: &Apply,
    context: &Context<'_>,
) -> Result<Option<SecretString>, RenderError> {
    let mut all = Zeroizing::new(String::new());
    for (name, value) in &apply.cookies {
        let name = context.text(name)?;
        let value = Zeroizing::new(context.secret_text(value)?);
        if name.is_empty() || value.is_empty() {
            continue;
        }
        let is_unfit = |it: char| it.is_control() || matches!(it, ';' | ',' | ' ');
        if !is_header_name(&name) || value.contains(is_unfit) {
            return Err(RenderError::Unfit {
                what: "a cookie has no blanks, commas or semicolons".to_owned(),
            });
        }
        if !all.is_empty() {
            all.push_str("; ");
        }
        all.push_str(&name);
        all.push('=');
        all.push_str(&value);
    }
    Ok((!all.is_empty()).then(|| SecretString::from(all.as_str())))
}

/// Puts a key's prefix before the path; it may not lead out of itself.
fn put_before_path(url: &mut Url, prefix: &str) -> Result<(), RenderError> {
    let leads_astray = !prefix.starts_with('/')
        || prefix
            .chars()
            .any(|it| it.is_control() || matches!(it, '\\' | '%' | '?' | '#'))
        || prefix.split('/').any(|part| part == "." || part == "..");
    if leads_astray {
        return Err(RenderError::Unfit {
            what: "this cannot be part of a path".to_owned(),
        });
    }
    let path = Zeroizing::new(format!("{prefix}{}", url.path()));
    url.set_path(&path);
    Ok(())
}

pub(super) fn secret_header(
    name: &str,
    source: &str,
    context: &Context<'_>,
) -> Result<(String, SecretString), RenderError> {
    let value = Zeroizing::new(context.secret_text(source)?);
    refuse_control(&value)?;
    Ok((name.to_owned(), SecretString::from(value.as_str())))
}

/// RFC 7617 section 2: the user part has no colon, and both parts are UTF-8.
pub(super) fn basic_header(
    basic: &Basic,
    context: &Context<'_>,
) -> Result<SecretString, RenderError> {
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
