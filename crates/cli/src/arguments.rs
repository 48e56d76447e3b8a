//! The command line as it is typed: every command, its arguments and the help that goes with them.
use clap::{Args, Parser, Subcommand};

use crate::command::clients::ClientsCommand;
use crate::command::connections::ConnectionsCommand;
use crate::command::connectors::ConnectorsCommand;
use crate::command::picklist::PicklistArguments;
use crate::command::recipes::RecipesCommand;
use crate::command::request::RequestArguments;
use crate::command::sign_in::{ConnectArguments, SignInArguments};

const EXAMPLES: &str = "\
Try it with no account, in two terminals:
  larder practice
  larder connect salesforce --field server=practice

Exit codes: 0 done; 1 a problem, said with its kind; 2 wrong usage.
Environment: LARDER_HOME moves the data folder, LARDER_CONNECTORS adds folders of definitions,
RUST_LOG turns on a log on standard error, NO_COLOR turns colours off.";

/// Makes, checks and uses the connections of integration recipes.
#[derive(Debug, Parser)]
#[command(name = "larder", version, after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Arguments {
    /// Answer with JSON on standard output; problems as {"problem": ...}
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Apps that can be connected, and their definitions
    Connectors {
        #[command(subcommand)]
        command: Option<ConnectorsCommand>,
    },
    /// OAuth clients you registered with apps
    Clients {
        #[command(subcommand)]
        command: Option<ClientsCommand>,
    },
    /// Connect to an app: its own sign-in page, or a typed key
    Connect(ConnectArguments),
    /// Connections: list, check, repair and end them
    Connections {
        #[command(subcommand)]
        command: Option<ConnectionsCommand>,
    },
    /// Print a fresh access token of a connection, and nothing else
    Token(NameArgument),
    /// Call an app's API as a connection; the answer goes to standard output as it is
    Request(RequestArguments),
    /// List values an app offers: objects, fields, users
    Picklist(PicklistArguments),
    /// Recipes: list, show, check, import and export them
    Recipes {
        #[command(subcommand)]
        command: Option<RecipesCommand>,
    },
    /// Serve the practice apps until ended; the first line says where they are
    Practice(PracticeArguments),
    /// Check what Larder stands on: keychain, data folder, definitions, clock
    Diagnose,
}

#[derive(Debug, Args)]
pub(crate) struct NameArgument {
    /// The connection, by name or id
    pub(crate) name: String,
}

#[derive(Debug, Args)]
pub(crate) struct ReconnectArguments {
    /// The connection, by name or id
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) sign_in: SignInArguments,
}

#[derive(Debug, Args)]
pub(crate) struct PracticeArguments {
    /// The first of four ports in a row; 0 takes free ones. Usually 47610, or free ones if taken
    #[arg(long, value_name = "N")]
    pub(crate) port: Option<u16>,
    /// Serve the stand-ins for every other way to sign in as well, on the port after those
    #[arg(long)]
    pub(crate) quirks: bool,
}

/// Reads `KEY=VALUE`.
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("expected KEY=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_free_of_contradictions() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_pair_is_split_at_its_first_equals_sign() {
        assert_eq!(pair("q=a=b"), Ok(("q".to_owned(), "a=b".to_owned())));
        assert_eq!(pair("q="), Ok(("q".to_owned(), String::new())));
        assert!(pair("q").is_err() && pair("=b").is_err());
    }
}
