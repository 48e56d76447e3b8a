//! Reading what a sign-in's answers give: secrets of a session, when something ends, tenants to choose from.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde_json::Value;

use crate::path::Path;
use crate::read::text;
use crate::{Connector, Context, Expiry, ExpiryUnit, Probe, RenderError, SessionStep};

/// The most entries of a probe that are offered.
const MOST_CHOICES: usize = 500;

/// One tenant, site or account that a sign-in reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// The value that is kept.
    pub value: String,
    /// The words people choose by.
    pub name: String,
    /// More about it.
    pub hint: Option<String>,
    /// What is kept along with it.
    pub kept: BTreeMap<String, String>,
}

impl Connector {
    /// The secrets one step of a session sign-in gave.
    ///
    /// # Errors
    /// [`RenderError::Shape`] names what is missing: the app answered, but not with a session.
    pub fn step_secrets(
        &self,
        step: &SessionStep,
        headers: &[(String, String)],
        answer: &Value,
    ) -> Result<BTreeMap<String, SecretString>, RenderError> {
        let mut secrets = BTreeMap::new();
        for (name, source) in &step.secrets {
            let found = match source.split_once(':') {
                Some(("header", header)) => headers
                    .iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case(header))
                    .map(|(_, value)| value.trim().to_owned()),
                Some(("cookie", cookie)) => cookie_of(headers, cookie),
                _ => {
                    let path =
                        Path::compile(source).map_err(|why| RenderError::Definition { why })?;
                    path.first(answer).and_then(text)
                }
            };
            match found.filter(|found| !found.is_empty()) {
                Some(found) => secrets.insert(name.clone(), SecretString::from(found)),
                None => {
                    return Err(RenderError::Shape {
                        path: source.clone(),
                    });
                }
            };
        }
        Ok(secrets)
    }

    /// The tenants an answer lists.
    ///
    /// # Errors
    /// When the answer has no such list, or a path cannot be read.
    pub fn tenants(
        &self,
        probe: &Probe,
        answer: &Value,
        context: &Context<'_>,
    ) -> Result<Vec<Tenant>, RenderError> {
        let compiled =
            |source: &str| Path::compile(source).map_err(|why| RenderError::Definition { why });
        let items = compiled(&context.path(&probe.items)?)?;
        items.demand(answer)?;
        let (value, name) = (compiled(&probe.value)?, compiled(&probe.name)?);
        let hint = probe.hint.as_deref().map(compiled).transpose()?;
        let mut tenants: Vec<Tenant> = Vec::new();
        for item in items.select(answer).into_iter().take(MOST_CHOICES) {
            let Some(found) = value.first(item).and_then(text) else {
                continue;
            };
            if found.is_empty() || tenants.iter().any(|tenant| tenant.value == found) {
                continue;
            }
            tenants.push(Tenant {
                name: name
                    .first(item)
                    .and_then(text)
                    .filter(|name| !name.trim().is_empty())
                    .unwrap_or_else(|| found.clone()),
                hint: hint
                    .as_ref()
                    .and_then(|hint| hint.first(item))
                    .and_then(text),
                kept: self.kept(&probe.keep, item),
                value: found,
            });
        }
        Ok(tenants)
    }

    /// The entry a person asked for beforehand, in a field, if the definition has such a field and it is filled in.
    pub fn preferred_tenant<'t>(
        &self,
        probe: &Probe,
        tenants: &'t [Tenant],
        context: &Context<'_>,
    ) -> Result<Option<&'t Tenant>, RenderError> {
        let Some(source) = &probe.prefer else {
            return Ok(None);
        };
        let wanted = context.text(source)?;
        let wanted = wanted.trim();
        let is_wanted = |text: &str| !wanted.is_empty() && text.eq_ignore_ascii_case(wanted);
        Ok(tenants.iter().find(|tenant| {
            is_wanted(&tenant.value)
                || is_wanted(&tenant.name)
                || tenant.hint.as_deref().is_some_and(is_wanted)
        }))
    }
}

impl Expiry {
    /// When something ends by an answer's word, in milliseconds since 1970; `now` likewise.
    pub fn ends_at(&self, answer: &Value, now: i64) -> Option<i64> {
        self.unit
            .ends_at(Path::compile(&self.path).ok()?.first(answer)?, now)
    }
}

impl ExpiryUnit {
    /// What a number or text says about an end, in milliseconds since 1970. Nothing for what makes no sense: a
    /// lifetime below zero, a date before 1970.
    pub fn ends_at(self, said: &Value, now: i64) -> Option<i64> {
        let said = text(said)?;
        let said = said.trim();
        if self == Self::Date {
            return date(said).filter(|at| *at > 0);
        }
        let number = said
            .parse::<f64>()
            .ok()
            .filter(|it| it.is_finite() && *it >= 0.0)?;
        // Beyond some 2^53 milliseconds a number means "for ever".
        #[expect(
            clippy::cast_possible_truncation,
            reason = "cut to what fits before the cast"
        )]
        let scaled = |factor: f64| (number * factor).min(9.0e15) as i64;
        Some(match self {
            Self::Seconds => now.saturating_add(scaled(1000.0)),
            Self::Milliseconds => now.saturating_add(scaled(1.0)),
            Self::Minutes => now.saturating_add(scaled(60_000.0)),
            Self::Unix => scaled(1000.0),
            Self::UnixMilliseconds | Self::Date => scaled(1.0),
        })
    }
}

/// RFC 3339, the same without a zone (which then means UTC), or the date of HTTP.
fn date(said: &str) -> Option<i64> {
    let stamp = said.parse::<jiff::Timestamp>();
    if let Ok(at) = stamp.or_else(|_| format!("{said}Z").parse()) {
        return Some(at.as_millisecond());
    }
    let at = httpdate::parse_http_date(said).ok()?;
    let since = at.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

/// A cookie's value in `Set-Cookie` headers (RFC 6265 section 5.2); the last one of a name counts.
fn cookie_of(headers: &[(String, String)], wanted: &str) -> Option<String> {
    headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .filter_map(|(_, value)| {
            let (name, value) = value.split(';').next()?.split_once('=')?;
            (name.trim() == wanted).then(|| value.trim().trim_matches('"').to_owned())
        })
        .next_back()
}
