//! `larder clients`: the OAuth clients a person registered with apps.
use clap::Subcommand;
use larder_engine::api::RemoveClient;
use larder_engine::view::{ClientRow, ClientSet};
use larder_engine::{Engine, Problem};

use crate::failure::{Failure, input};
use crate::secret;
use crate::show::screen::Screen;
use crate::show::table::Table;

#[derive(Debug, Subcommand)]
pub(crate) enum ClientsCommand {
    /// List the registered clients; secrets are never shown
    List,
    /// Register or change the client of an app
    Set {
        /// The app's id
        connector: String,
        /// The client id, as the app shows it
        #[arg(long)]
        id: String,
        /// Read the client secret from standard input; without it the secret that is there stays
        #[arg(long)]
        secret_stdin: bool,
        /// Only for sign-ins at this host
        #[arg(long, default_value = "", hide_default_value = true)]
        host: String,
    },
    /// Forget the client of an app
    Remove {
        /// The app's id
        connector: String,
        /// The client of this host; without it the one for every host
        #[arg(long, default_value = "", hide_default_value = true)]
        host: String,
    },
}

pub(crate) async fn run(
    engine: &Engine,
    command: Option<ClientsCommand>,
    screen: Screen,
) -> Result<(), Failure> {
    let rows = match command.unwrap_or(ClientsCommand::List) {
        ClientsCommand::List => engine.clients().await?,
        ClientsCommand::Set {
            connector,
            id,
            secret_stdin,
            host,
        } => {
            let secret = secret_stdin
                .then(|| secret::from_stdin("Client secret"))
                .transpose()?;
            let ask = ClientSet {
                connector,
                host,
                client_id: id,
                secret: secret.map(|secret| secret.to_string()),
            };
            engine.set_client(ask).await?
        }
        ClientsCommand::Remove { connector, host } => remove(engine, connector, host).await?,
    };
    screen.answer(&rows, |screen| words(&rows, screen))
}

async fn remove(
    engine: &Engine,
    connector: String,
    host: String,
) -> Result<Vec<ClientRow>, Problem> {
    let host = host.trim().to_lowercase();
    let there = engine.clients().await?;
    if !there
        .iter()
        .any(|row| row.connector == connector && row.host == host)
    {
        return Err(input(
            "connector",
            "No such client is registered.",
            "List what there is: larder clients.",
        ));
    }
    engine.remove_client(RemoveClient { connector, host }).await
}

fn words(rows: &[ClientRow], screen: Screen) -> String {
    let mut table = Table::new(
        ["APP", "HOST", "CLIENT ID", "SECRET", "CONNECTIONS"],
        "No OAuth client is registered.",
    );
    for row in rows {
        let host = if row.host.is_empty() {
            "every"
        } else {
            &row.host
        };
        table.row([
            (&row.connector).into(),
            host.into(),
            (&row.client_id).into(),
            if row.has_secret { "sealed" } else { "none" }.into(),
            row.used_by.to_string().into(),
        ]);
    }
    table.render(screen)
}
