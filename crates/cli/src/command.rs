//! Runs the command that was asked for; each file below holds one, with its arguments.
pub(crate) mod clients;
pub(crate) mod connections;
pub(crate) mod connectors;
mod diagnose;
mod following;
pub(crate) mod picklist;
mod practice;
pub(crate) mod recipes;
pub(crate) mod request;
pub(crate) mod sign_in;
mod token;

use std::sync::Arc;

use larder_engine::{Browser, Engine, Options};

use crate::arguments::Command;
use crate::failure::Failure;
use crate::show::screen::Screen;
use connections::ConnectionsCommand;
use connectors::ConnectorsCommand;
use sign_in::{LinkPrinter, PageIn, SignInArguments, ToldBrowser};

/// Runs one command to its end.
pub(crate) async fn run(command: Command, screen: Screen) -> Result<(), Failure> {
    match command {
        // These two need no data folder.
        Command::Connectors {
            command: Some(ConnectorsCommand::Check { files }),
        } => connectors::check(&files, screen),
        Command::Practice(ask) => practice::run(ask.port, ask.quirks, screen).await,
        command => {
            let options = Options {
                browser: browser(&command, screen),
                ..Options::from_environment()
            };
            let engine = Engine::open(options).await?;
            for notice in engine.status().await?.notices {
                Screen::note(&format!("{} {}", notice.what, notice.hint));
            }
            let outcome = with_engine(&engine, command, screen).await;
            for lost in engine.close().await {
                Screen::note(&format!("{} {}", lost.what, lost.safe));
            }
            outcome
        }
    }
}

async fn with_engine(engine: &Engine, command: Command, screen: Screen) -> Result<(), Failure> {
    match command {
        Command::Connectors { command } => connectors::run(engine, command, screen).await,
        Command::Clients { command } => clients::run(engine, command, screen).await,
        Command::Connect(ask) => sign_in::connect(engine, ask, screen).await,
        Command::Connections { command } => connections::run(engine, command, screen).await,
        Command::Token(ask) => token::run(engine, &ask.name, screen).await,
        Command::Request(ask) => request::run(engine, ask, screen).await,
        Command::Picklist(ask) => picklist::run(engine, ask, screen).await,
        Command::Recipes { command } => recipes::run(engine, command, screen).await,
        Command::Diagnose => diagnose::run(engine, screen).await,
        Command::Practice(ask) => practice::run(ask.port, ask.quirks, screen).await,
    }
}

/// How a sign-in page is brought to the person.
fn browser(command: &Command, screen: Screen) -> Arc<dyn Browser> {
    let asked: Option<&SignInArguments> = match command {
        Command::Connect(ask) => Some(&ask.sign_in),
        Command::Connections {
            command: Some(ConnectionsCommand::Reconnect(ask)),
        } => Some(&ask.sign_in),
        _ => None,
    };
    match asked.map(|asked| asked.browser) {
        Some(PageIn::Print) => Arc::new(LinkPrinter(screen)),
        _ => Arc::new(ToldBrowser),
    }
}
