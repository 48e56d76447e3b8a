//! What a sign-in sets out to make: checked before anything opens, kept so that a closed window loses nothing.
use std::collections::BTreeMap;

use larder_connector::Connector;
use larder_store::{StoreError, connection};
use secrecy::SecretString;

use crate::Engine;
use crate::causes;
use crate::connected::bind;
use crate::problem::Problem;
use crate::scopes::kept_choice;
use crate::subject::{PRACTICE, SERVER, Subject, field_words, way_of};
use crate::view::{Identity, SignInStart, SlotName};

/// What a sign-in sets out to make.
pub(crate) struct Draft {
    /// The connection as it would be; the stored row keeps its old fields until the sign-in succeeds.
    pub(crate) subject: Subject,
    /// Who was connected before, when this repairs a connection.
    pub(crate) before: Option<Identity>,
    /// The way it was signed in by, when this repairs a connection.
    pub(crate) existing_way: Option<String>,
    pub(crate) typed: BTreeMap<String, SecretString>,
    pub(crate) slot: Option<SlotName>,
}

impl Engine {
    /// Which connector, which way, which fields; refuses what cannot work before anything opens.
    pub(crate) async fn draft(&self, ask: SignInStart) -> Result<Draft, Problem> {
        let existing = match &ask.connection {
            Some(id) => Some(self.row(id).await?),
            None => None,
        };
        let connector = self.0.catalog.connector(&ask.connector)?;
        let way = way_of(&connector, &ask.way)?;
        let mut fields = ask.fields;
        let practice = fields
            .remove(SERVER)
            .is_some_and(|server| server == PRACTICE);
        let fields = connector.tidy_fields(&way.id, &fields);
        if let Some(problem) = connector.check_fields(&way.id, &fields).into_iter().next() {
            return Err(Problem::input(
                &problem.key,
                field_words(&connector, &problem),
            ));
        }
        let typed = typed_secrets(&connector, &ask.way, ask.secrets)?;
        let name = match ask.name.trim() {
            "" => return Err(Problem::input("name", "A connection needs a name.")),
            name => name.to_owned(),
        };
        self.check_name_is_free(&name, existing.as_ref().map(|row| row.id.as_str()))
            .await?;
        let before = match &existing {
            Some(row) => self.latest_identity(&row.id).await?,
            None => None,
        };
        let scopes = kept_choice(way, &ask.scopes, existing.as_ref())?;
        let existing_way = existing.as_ref().map(|row| row.way.clone());
        let mut row = existing.unwrap_or_else(|| new_row(&connector, self.now()));
        row.name = name;
        row.way = ask.way;
        row.fields = fields;
        row.practice = practice;
        row.scopes = scopes;
        let subject = self.subject_of(row, connector)?;
        let draft = Draft {
            subject,
            before,
            existing_way,
            typed,
            slot: ask.slot,
        };
        if !ask.stops_accepted {
            self.check_stops(&draft).await?;
        }
        Ok(draft)
    }

    async fn check_name_is_free(&self, name: &str, own: Option<&str>) -> Result<(), Problem> {
        let wanted = name.to_owned();
        let taken = self
            .0
            .store
            .read(move |conn| connection::by_name(conn, &wanted))
            .await
            .map_err(|error| causes::storage(&error))?;
        match taken {
            Some(row) if Some(row.id.as_str()) != own => Err(Problem::name_taken(name)),
            _ => Ok(()),
        }
    }

    /// Keeps a new connection's name and fields before its page opens, so that a closed window loses
    /// nothing. One that exists keeps its row as it is until the sign-in succeeds.
    pub(crate) async fn keep_draft(&self, draft: &Draft) -> Result<(), Problem> {
        let row = draft.subject.row.clone();
        let slot = draft.slot.clone();
        let kept = self
            .0
            .store
            .write(move |tx| {
                match connection::by_id(tx, &row.id)? {
                    None => connection::insert(tx, &row)?,
                    Some(stored) if stored.state == connection::State::NotConnected => {
                        connection::update(tx, &row)?;
                    }
                    Some(_) => {}
                }
                bind(tx, slot.as_ref(), &row.id)
            })
            .await;
        match kept {
            Err(StoreError::AlreadyExists { .. }) => {
                Err(Problem::name_taken(&draft.subject.row.name))
            }
            kept => kept.map_err(|error| causes::storage(&error)),
        }
    }
}

pub(crate) fn new_row(connector: &Connector, at: i64) -> connection::Connection {
    connection::Connection {
        id: uuid::Uuid::now_v7().to_string(),
        name: String::new(),
        connector: connector.id.clone(),
        way: String::new(),
        fields: BTreeMap::new(),
        practice: false,
        scopes: None,
        state: connection::State::NotConnected,
        cause: None,
        problem: None,
        limits: None,
        kept: BTreeMap::new(),
        client_override: None,
        generation: 0,
        created_at: at,
        connected_at: None,
        last_ok_at: None,
        expires_at: None,
        refreshed_at: None,
    }
}

/// The typed secrets of a way; all that are required must be there.
fn typed_secrets(
    connector: &Connector,
    way: &str,
    mut typed: BTreeMap<String, String>,
) -> Result<BTreeMap<String, SecretString>, Problem> {
    let mut secrets = BTreeMap::new();
    for field in &way_of(connector, way)?.secrets {
        let secret = typed.remove(&field.key).unwrap_or_default();
        if secret.trim().is_empty() {
            if field.required {
                return Err(Problem::input(
                    &field.key,
                    format!("{} is needed.", field.label),
                ));
            }
            continue;
        }
        // A pasted key often ends with a line break that is not part of it.
        secrets.insert(
            field.key.clone(),
            SecretString::from(secret.trim_end_matches(['\r', '\n']).to_owned()),
        );
    }
    Ok(secrets)
}
