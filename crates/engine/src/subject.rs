//! One connection together with its connector: what templates, calls and words need to know.
use std::collections::BTreeMap;
use std::sync::Arc;

use larder_connector::{Auth, Connector, Context, FieldProblem, Mistake, OAuth2, RenderError};
use larder_store::connection::{self, Connection};
use url::Url;

use crate::Engine;
use crate::causes::{self, Caller};
use crate::problem::Problem;
use crate::view::{DefinitionMistake, Environment, Identity, Logo};

/// The connection field that chooses between the real app and its practice twin.
pub(crate) const SERVER: &str = "server";
/// Its value for the practice twin.
pub(crate) const PRACTICE: &str = "practice";

/// A connection and its connector.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) row: Connection,
    pub(crate) connector: Arc<Connector>,
    /// Origins of the practice app's instances, when the connection leads there.
    practice: Option<BTreeMap<String, String>>,
}

impl Subject {
    pub(crate) fn new(
        row: Connection,
        connector: Arc<Connector>,
        practice: Option<BTreeMap<String, String>>,
    ) -> Self {
        Self {
            row,
            connector,
            practice,
        }
    }

    /// Templates' view of the connection, without secrets.
    pub(crate) fn context(&self) -> Context<'_> {
        Context::new(&self.connector)
            .fields(self.row.fields.clone())
            .practice(self.practice.as_ref())
            .kept(self.row.kept.clone())
            .scopes(self.row.scopes.clone())
    }

    pub(crate) fn user(&self) -> Option<&str> {
        self.row.kept.get("user").map(String::as_str)
    }

    pub(crate) fn app(&self) -> &str {
        &self.connector.name
    }

    pub(crate) fn caller(&self) -> Caller<'_> {
        Caller {
            connector: &self.connector,
            way: self.connector.way(&self.row.way),
            user: self.user(),
            connecting: false,
        }
    }

    /// An address from an answer is where credentials will be sent: it must be the app's own.
    pub(crate) fn check_kept_hosts(&self, kept: &BTreeMap<String, String>) -> Result<(), Problem> {
        for value in kept.values() {
            if let Ok(address) = Url::parse(value)
                && address.has_host()
                && !self.connector.host_allowed(&address, self.row.practice)
            {
                let host = address.host_str().unwrap_or("this host");
                return Err(Problem::host(self.app(), host));
            }
        }
        Ok(())
    }

    pub(crate) fn way(&self) -> Result<&Auth, Problem> {
        way_of(&self.connector, &self.row.way)
    }
}

/// The way of this id.
pub(crate) fn way_of<'a>(connector: &'a Connector, id: &str) -> Result<&'a Auth, Problem> {
    connector.way(id).ok_or_else(|| {
        let known: Vec<&str> = connector.auth.iter().map(|way| way.id.as_str()).collect();
        Problem::input(
            "way",
            format!(
                "{} has no way to sign in called \u{201c}{id}\u{201d}; there is {}.",
                connector.name,
                known.join(", ")
            ),
        )
    })
}

/// The OAuth 2 part of a way, if it is one.
pub(crate) fn oauth2_of(way: &Auth) -> Option<&OAuth2> {
    way.kind.oauth2()
}

impl Engine {
    /// The connection of this id or name, with its connector.
    pub(crate) async fn subject(&self, id_or_name: &str) -> Result<Subject, Problem> {
        let row = self.row(id_or_name).await?;
        let connector = self.0.catalog.connector(&row.connector)?;
        self.subject_of(row, connector)
    }

    pub(crate) fn subject_of(
        &self,
        row: Connection,
        connector: Arc<Connector>,
    ) -> Result<Subject, Problem> {
        let practice = row
            .practice
            .then(|| self.practice_instances(&connector))
            .transpose()?;
        Ok(Subject::new(row, connector, practice))
    }

    /// The connection of this id, or else of this name.
    pub(crate) async fn row(&self, id_or_name: &str) -> Result<Connection, Problem> {
        let wanted = id_or_name.to_owned();
        let row = self
            .0
            .store
            .read(move |conn| connection::by_id_or_name(conn, &wanted))
            .await
            .map_err(|error| causes::storage(&error))?;
        row.ok_or_else(|| Problem::not_found("connection", id_or_name))
    }
}

/// A template that could not be filled in, as a problem of the field it needs.
pub(crate) fn of_render(app: &str, error: &RenderError) -> Problem {
    match error {
        RenderError::Missing { name } => Problem::input(name, format!("{name} is needed first.")),
        RenderError::Empty => {
            Problem::input("fields", "A field that is part of the address is empty.")
        }
        RenderError::Unfit { what } => {
            Problem::input("fields", format!("A field cannot be used: {what}."))
        }
        RenderError::Host { host } => Problem::host(app, host),
        RenderError::NoSuchInstance { known } => Problem::input(
            "fields",
            format!(
                "Practice {app} has no such account; there is {}.",
                known.join(", ")
            ),
        ),
        RenderError::NoSuchWay { .. }
        | RenderError::Definition { .. }
        | RenderError::Shape { .. } => {
            Problem::definition(format!("The definition of {app} does not fit: {error}."))
        }
    }
}

/// "Domain must be a host name ...": the field by its label.
pub(crate) fn field_words(connector: &Connector, problem: &FieldProblem) -> String {
    let ways = connector.auth.iter().flat_map(|way| way.fields.iter());
    let label = connector
        .fields
        .iter()
        .chain(ways)
        .find(|field| field.key == problem.key)
        .map_or(problem.key.as_str(), |field| field.label.as_str());
    format!("{label} {}.", problem.what)
}

pub(crate) fn mistake_view(mistake: &Mistake) -> DefinitionMistake {
    DefinitionMistake {
        file: mistake.file.clone(),
        line: u32::try_from(mistake.line).unwrap_or(u32::MAX),
        column: u32::try_from(mistake.column).unwrap_or(u32::MAX),
        what: mistake.what.clone(),
        hint: mistake.hint.clone(),
    }
}

pub(crate) fn logo(connector: &Connector) -> Logo {
    Logo {
        letter: connector
            .name
            .chars()
            .next()
            .map_or_else(|| "?".to_owned(), |first| first.to_uppercase().collect()),
        color: connector
            .color
            .clone()
            .unwrap_or_else(|| "#6b7280".to_owned()),
        mark: connector.id.clone(),
    }
}

/// What stands for an app whose definition is gone.
pub(crate) fn unknown_logo(id: &str) -> Logo {
    Logo {
        letter: id
            .chars()
            .next()
            .map_or_else(|| "?".to_owned(), |first| first.to_uppercase().collect()),
        color: "#6b7280".to_owned(),
        mark: id.to_owned(),
    }
}

/// Who and where, from what the identity calls gave.
pub(crate) fn identity(kept: &BTreeMap<String, String>, host: Option<String>) -> Option<Identity> {
    let text = |name: &str| kept.get(name).filter(|value| !value.is_empty()).cloned();
    let user = text("user")
        .or_else(|| text("email"))
        .or_else(|| text("user_name"))?;
    Some(Identity {
        user,
        user_id: text("user_id"),
        user_name: text("user_name"),
        account: text("account_name").or_else(|| text("account")),
        account_id: text("account"),
        host,
        environment: match kept.get("sandbox").map(String::as_str) {
            Some("true") => Environment::Sandbox,
            Some("false") => Environment::Production,
            _ => Environment::Unknown,
        },
        role: text("role"),
    })
}

/// The host that answers API calls: that of a kept address, else that of an origin.
pub(crate) fn api_host(subject: &Subject) -> Option<String> {
    let from_kept = subject
        .row
        .kept
        .values()
        .filter_map(|value| Url::parse(value).ok())
        .find(|address| matches!(address.scheme(), "https" | "http"));
    let address = from_kept.or_else(|| {
        let name = subject.connector.origins.keys().next()?;
        subject.context().origin(name).ok()
    })?;
    shown_host(&address)
}

/// Host, and the port where it is not the usual one.
pub(crate) fn shown_host(address: &Url) -> Option<String> {
    let host = address.host_str()?;
    Some(match address.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}
