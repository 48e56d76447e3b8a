//! The values a template may use: fields, constants, origins, kept values, parameters, and (where a request is marked) secrets.

use std::collections::BTreeMap;

use minijinja::value::Value;
use secrecy::ExposeSecret;
use url::Url;

use crate::address::{self, Assembled};
use crate::template::{self, AddressPart, PartKind, Place, Values};
use crate::{Connector, Control, Field, RenderError, Secrets};

/// The name that templates know the scopes asked for by.
pub(crate) const ASKED_SCOPES: &str = "asked_scopes";

/// What is known about one connection when a template is filled in.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    connector: &'a Connector,
    fields: BTreeMap<String, String>,
    practice: Option<BTreeMap<String, String>>,
    kept: BTreeMap<String, String>,
    params: BTreeMap<String, String>,
    client_id: Option<String>,
    scopes: Option<Vec<String>>,
    asked_scopes: Option<String>,
    secrets: Option<&'a Secrets>,
}

impl<'a> Context<'a> {
    /// Nothing but the definition's own constants.
    pub fn new(connector: &'a Connector) -> Self {
        Self {
            connector,
            fields: BTreeMap::new(),
            practice: None,
            kept: BTreeMap::new(),
            params: BTreeMap::new(),
            client_id: None,
            scopes: None,
            asked_scopes: None,
            secrets: None,
        }
    }

    /// Sets the connection fields, as typed; suffixes typed along are taken off.
    #[must_use]
    pub fn fields<K: Into<String>, V: Into<String>>(
        mut self,
        fields: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        self.fields = owned(fields);
        self
    }

    /// Lets the practice apps stand in: their instances and origins. `None` means the real app.
    #[must_use]
    pub fn practice(mut self, instances: Option<&BTreeMap<String, String>>) -> Self {
        self.practice = instances.cloned();
        self
    }

    /// Sets what earlier answers gave: the token response, the identity steps.
    #[must_use]
    pub fn kept<K: Into<String>, V: Into<String>>(
        mut self,
        kept: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        self.kept = owned(kept);
        self
    }

    /// Adds what one more answer gave.
    #[must_use]
    pub(crate) fn learned(mut self, kept: &BTreeMap<String, String>) -> Self {
        self.kept.extend(
            kept.iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
        self
    }

    /// Sets the parameters of a picklist or operation.
    #[must_use]
    pub fn params<K: Into<String>, V: Into<String>>(
        mut self,
        params: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        self.params = owned(params);
        self
    }

    /// Sets the OAuth client's id, `client_id` in templates.
    #[must_use]
    pub fn client(mut self, id: impl Into<String>) -> Self {
        self.client_id = Some(id.into());
        self
    }

    /// Sets the scopes chosen for the connection. `None` means those of the definition.
    #[must_use]
    pub fn scopes(mut self, chosen: Option<Vec<String>>) -> Self {
        self.scopes = chosen;
        self
    }

    /// The scopes chosen for the connection.
    pub(crate) fn chosen_scopes(&self) -> Option<&[String]> {
        self.scopes.as_deref()
    }

    /// Sets what is asked for in the end, `asked_scopes` in templates.
    #[must_use]
    pub(crate) fn asking_for(mut self, scopes: String) -> Self {
        self.asked_scopes = Some(scopes);
        self
    }

    /// Sets the credential; only `apply` and the user and password of `basic` can use it.
    #[must_use]
    pub fn secrets(mut self, secrets: &'a Secrets) -> Self {
        self.secrets = Some(secrets);
        self
    }

    /// Whether the practice apps stand in.
    pub fn is_practice(&self) -> bool {
        self.practice.is_some()
    }

    /// Whether an address belongs to this very connection, so that its credential may go there: a host the definition
    /// names; without such a list, an origin or base address of the connection; while practising, a practice app.
    pub fn reaches(&self, url: &Url) -> bool {
        if let Some(instances) = &self.practice {
            return instances.values().any(|origin| is_of_origin(url, origin));
        }
        if !self.connector.api_hosts.is_empty() {
            return url.scheme() == "https" && self.connector.reaches(url, false);
        }
        let declared = self
            .connector
            .origins
            .keys()
            .filter_map(|name| self.origin(name).ok());
        let typed = self
            .connector
            .plain_fields()
            .filter(|field| field.control == Control::Url);
        let mut typed = typed.filter_map(|field| self.fields.get(&field.key));
        declared
            .into_iter()
            .any(|origin| origin.origin() == url.origin())
            || typed.any(|base| is_of_origin(url, base))
    }

    /// Fills in a plain text.
    pub(crate) fn text(&self, source: &str) -> Result<String, RenderError> {
        if !template::is_template(source) {
            return Ok(source.to_owned());
        }
        template::render(
            source,
            Place::Text,
            &self.values(source, Place::Text, false)?,
        )
    }

    /// Fills in a text that may hold secrets.
    pub(crate) fn secret_text(&self, source: &str) -> Result<String, RenderError> {
        template::render(
            source,
            Place::Text,
            &self.values(source, Place::Text, true)?,
        )
    }

    /// The values a text that may hold secrets uses, as far as they are known.
    pub(crate) fn secret_values(&self, source: &str) -> Result<Values, RenderError> {
        self.values(source, Place::Text, true)
    }

    /// Fills in a JSONPath.
    pub(crate) fn path(&self, source: &str) -> Result<String, RenderError> {
        if !template::is_template(source) {
            return Ok(source.to_owned());
        }
        template::render(
            source,
            Place::Path,
            &self.values(source, Place::Path, false)?,
        )
    }

    /// Fills in an address and refuses one that is not the app's.
    pub(crate) fn address(&self, source: &str) -> Result<Url, RenderError> {
        let values = self.values(source, Place::Address, false)?;
        let Assembled { url, kept } =
            address::assemble(&template::render(source, Place::Address, &values)?)?;
        let foreign = match &kept {
            Some(base) => !self.connector.host_allowed(base, self.is_practice()),
            None => !self.connector.reaches(&url, self.is_practice()),
        };
        if foreign {
            return Err(RenderError::Host {
                host: url.host_str().unwrap_or_default().to_owned(),
            });
        }
        Ok(url)
    }

    /// The values of the names a template uses.
    fn values(
        &self,
        source: &str,
        place: Place,
        with_secrets: bool,
    ) -> Result<Values, RenderError> {
        let mut values = Values::new();
        for name in template::names(source, place) {
            if let Some(value) = self.value(&name, place, with_secrets)? {
                values.insert(name, value);
            }
        }
        Ok(values)
    }

    fn value(
        &self,
        name: &str,
        place: Place,
        with_secrets: bool,
    ) -> Result<Option<Value>, RenderError> {
        if with_secrets && let Some(secret) = self.secrets.and_then(|secrets| secrets.named(name)) {
            return Ok(Some(Value::from(secret.expose_secret())));
        }
        if self.connector.origins.contains_key(name) {
            let origin = self.origin(name)?;
            let text = origin.as_str().trim_end_matches('/');
            return Ok(Some(opening(PartKind::Origin, text, place)));
        }
        if let Some(constant) = self.connector.vars.get(name) {
            return Ok(Some(Value::from(constant.as_str())));
        }
        if let Some(field) = self
            .connector
            .plain_fields()
            .find(|field| field.key == name)
        {
            return Ok(Some(self.field_value(field, place)));
        }
        if let Some(param) = self.params.get(name) {
            return Ok(Some(Value::from(param.as_str())));
        }
        if let Some(kept) = self.kept.get(name) {
            let is_address = kept.starts_with("https://") || kept.starts_with("http://");
            let kind = if is_address {
                opening(PartKind::Kept, kept, place)
            } else {
                Value::from(kept.as_str())
            };
            return Ok(Some(kind));
        }
        let known = match name {
            "client_id" => self.client_id.as_deref(),
            ASKED_SCOPES => self.asked_scopes.as_deref(),
            _ => None,
        };
        Ok(known.map(Value::from))
    }

    /// A field's value; one that was left out is empty, so that `{{ host or "login" }}` works.
    fn field_value(&self, field: &Field, place: Place) -> Value {
        let typed = self.fields.get(&field.key).map(String::as_str);
        let tidy = field.tidy(typed.or(field.default.as_deref()).unwrap_or_default());
        match field.control {
            Control::Url => opening(PartKind::Origin, &tidy, place),
            _ => Value::from(tidy),
        }
    }

    /// Fills in a named origin: the practice app's when practising.
    pub fn origin(&self, name: &str) -> Result<Url, RenderError> {
        let missing = || RenderError::Missing {
            name: name.to_owned(),
        };
        let Some(instances) = &self.practice else {
            let source = self.connector.origins.get(name).ok_or_else(missing)?;
            return self.origin_address(source, Values::new());
        };
        let practice = self.connector.practice.as_ref();
        let source = practice
            .and_then(|practice| practice.origins.get(name))
            .ok_or_else(missing)?;
        let map = instances.iter().map(|(instance, origin)| {
            (
                instance.as_str(),
                AddressPart::value(PartKind::Origin, origin),
            )
        });
        let practice = Values::from([("practice".to_owned(), Value::from_pairs(map))]);
        let url = self
            .origin_address(source, practice)
            .map_err(|error| match error {
                // Every field has a value, so only the look-up in `practice` can have come out empty.
                RenderError::Missing { .. } => RenderError::NoSuchInstance {
                    known: instances.keys().cloned().collect(),
                },
                other => other,
            })?;
        if address::is_loopback(&url) {
            Ok(url)
        } else {
            Err(foreign(&url))
        }
    }

    /// Origins rest on fields and constants alone, so that they can be shown before sign-in.
    fn origin_address(&self, source: &str, mut values: Values) -> Result<Url, RenderError> {
        for field in self.connector.plain_fields() {
            values.insert(field.key.clone(), self.field_value(field, Place::Address));
        }
        for (name, constant) in &self.connector.vars {
            values.insert(name.clone(), Value::from(constant.as_str()));
        }
        let url = address::assemble(&template::render(source, Place::Address, &values)?)?.url;
        address::base_address(url.as_str())
    }
}

fn opening(kind: PartKind, text: &str, place: Place) -> Value {
    match place {
        Place::Address => AddressPart::value(kind, text),
        Place::Text | Place::Path => Value::from(text),
    }
}

fn is_of_origin(url: &Url, base: &str) -> bool {
    address::base_address(base).is_ok_and(|base| base.origin() == url.origin())
}

fn foreign(url: &Url) -> RenderError {
    RenderError::Host {
        host: url.host_str().unwrap_or_default().to_owned(),
    }
}

fn owned<K: Into<String>, V: Into<String>>(
    map: impl IntoIterator<Item = (K, V)>,
) -> BTreeMap<String, String> {
    map.into_iter()
        .map(|(key, value)| (key.into(), value.into()))
        .collect()
}
