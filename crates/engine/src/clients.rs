//! OAuth clients the person registered with an app: found by host, kept with their secret sealed.
use larder_auth::oauth2;
use larder_connector::Connector;
use larder_store::client;
use secrecy::SecretString;

use crate::Engine;
use crate::api::RemoveClient;
use crate::apps::{needs_client, redirect_uris};
use crate::causes;
use crate::problem::Problem;
use crate::subject::{Subject, logo, shown_host, unknown_logo};
use crate::view::{ClientRow, ClientSet};

impl Engine {
    /// The OAuth client a connection signs in with.
    ///
    /// # Errors
    /// `ClientMissing` with the redirect address to register.
    pub(crate) async fn client_of(&self, subject: &Subject) -> Result<oauth2::Client, Problem> {
        let way = subject.way()?;
        let host = subject
            .connector
            .oauth2_opens_at(&way.id, &subject.context().client("unknown"))
            .ok()
            .and_then(|address| shown_host(&address));
        let found = self
            .registered_client(&subject.connector, subject.row.practice, host.as_deref())
            .await?;
        found.ok_or_else(|| {
            let redirect = redirect_uris(&subject.connector, way)
                .into_iter()
                .next()
                .unwrap_or_default();
            Problem::client_missing(subject.app(), &redirect)
        })
    }

    /// The client registered for a host, else the one for every host of the app. Practice apps have theirs.
    pub(crate) async fn registered_client(
        &self,
        connector: &Connector,
        practice: bool,
        host: Option<&str>,
    ) -> Result<Option<oauth2::Client>, Problem> {
        if practice {
            let id = connector
                .practice
                .as_ref()
                .and_then(|practice| practice.client_id.clone());
            return Ok(id.map(|id| oauth2::Client { id, secret: None }));
        }
        let (wanted, host) = (connector.id.clone(), host.unwrap_or_default().to_owned());
        let row = self
            .0
            .store
            .read(move |conn| match client::by_host(conn, &wanted, &host)? {
                Some(row) => Ok(Some(row)),
                None => client::by_host(conn, &wanted, ""),
            })
            .await
            .map_err(|error| causes::storage(&error))?;
        let Some(row) = row else { return Ok(None) };
        let secret = match &row.sealed {
            None => None,
            Some(sealed) => {
                self.open_vault().await?;
                let opened = self
                    .0
                    .vault
                    .open(&client::about(&row.connector, &row.host), sealed)
                    .map_err(|error| causes::of_vault(&error))?;
                let text = std::str::from_utf8(&opened)
                    .map_err(|_| Problem::defect("a client secret is no text"))?;
                Some(SecretString::from(text.to_owned()))
            }
        };
        Ok(Some(oauth2::Client {
            id: row.client_id,
            secret,
        }))
    }

    /// All registered clients.
    pub async fn clients(&self) -> Result<Vec<ClientRow>, Problem> {
        let connections = self.connections().await?;
        let rows = self
            .0
            .store
            .read(client::all)
            .await
            .map_err(|error| causes::storage(&error))?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let connector = self.0.catalog.connector(&row.connector).ok();
                let used_by = connections
                    .iter()
                    .filter(|connection| connection.connector == row.connector)
                    .count();
                ClientRow {
                    connector_name: connector
                        .as_ref()
                        .map_or_else(|| row.connector.clone(), |found| found.name.clone()),
                    logo: connector
                        .as_ref()
                        .map_or_else(|| unknown_logo(&row.connector), |found| logo(found)),
                    has_secret: row.sealed.is_some(),
                    used_by: u32::try_from(used_by).unwrap_or(u32::MAX),
                    connector: row.connector,
                    host: row.host,
                    client_id: row.client_id,
                }
            })
            .collect())
    }

    /// Registers or changes a client.
    pub async fn set_client(&self, ask: ClientSet) -> Result<Vec<ClientRow>, Problem> {
        let connector = self.0.catalog.connector(&ask.connector)?;
        if !connector.auth.iter().any(needs_client) {
            return Err(Problem::input(
                "connector",
                format!("{} needs no OAuth client.", connector.name),
            ));
        }
        let client_id = ask.client_id.trim().to_owned();
        if client_id.is_empty() || client_id.chars().any(char::is_control) {
            return Err(Problem::input(
                "client_id",
                "Paste the client id as the app shows it.",
            ));
        }
        let host = ask.host.trim().to_lowercase();
        let (wanted, of_host) = (ask.connector.clone(), host.clone());
        let before = self
            .0
            .store
            .read(move |conn| client::by_host(conn, &wanted, &of_host))
            .await
            .map_err(|error| causes::storage(&error))?;
        let (sealed, session) = match ask.secret {
            None => before.map_or((None, None), |row| (row.sealed, row.session)),
            Some(secret) if secret.trim().is_empty() => (None, None),
            Some(secret) => {
                self.open_vault().await?;
                let about = client::about(&ask.connector, &host);
                let secret = zeroize_text(secret);
                let sealed = self
                    .0
                    .vault
                    .seal(&about, secret.trim().as_bytes())
                    .map_err(|error| causes::of_vault(&error))?;
                (Some(sealed), self.0.vault.session().map(str::to_owned))
            }
        };
        let row = client::Client {
            connector: ask.connector,
            host,
            client_id,
            sealed,
            session,
        };
        self.write(move |tx| client::set(tx, &row)).await?;
        self.clients().await
    }

    /// Forgets a client; connections made with it keep working until their next sign-in.
    pub async fn remove_client(&self, ask: RemoveClient) -> Result<Vec<ClientRow>, Problem> {
        self.write(move |tx| client::remove(tx, &ask.connector, &ask.host))
            .await?;
        self.clients().await
    }
}

fn zeroize_text(text: String) -> zeroize::Zeroizing<String> {
    zeroize::Zeroizing::new(text)
}
