//! `larder connections`: what is connected, as whom and where; checking, repairing and ending it.
use clap::Subcommand;
use larder_engine::Engine;
use larder_engine::api::{ById, RenameThing};
use larder_engine::view::{
    ConnectionRow, ConnectionState, ConnectionView, Disconnected, Environment, HistoryFormat,
    HistoryLine, Identity, RightState,
};
use std::fmt::Write as _;

use super::sign_in;
use crate::arguments::{NameArgument, ReconnectArguments};
use crate::failure::Failure;
use crate::show::screen::{Screen, Tone};
use crate::show::table::{Cell, Facts, Table};
use crate::show::text::{time, visible, visible_lines, word};

#[derive(Debug, Subcommand)]
pub(crate) enum ConnectionsCommand {
    /// List the connections with their states
    List,
    /// Show one: who and where, rights, history, where it is used
    Show(NameArgument),
    /// Ask the app whether the sign-in works, and as whom; without a name, all of them at once
    Test {
        /// The connection, by name or id
        name: Option<String>,
    },
    /// What happened to a connection, all of it
    History {
        /// The connection, by name or id
        name: String,
        /// As a table for spreadsheets
        #[arg(long)]
        csv: bool,
    },
    /// The rights its recipes need, as a text for an administrator, or as a file to deploy
    Rights {
        /// The connection, by name or id
        name: String,
        /// Print the permission set instead (Salesforce)
        #[arg(long)]
        permission_set: bool,
    },
    /// Sign in again; name, slots and choices stay
    Reconnect(ReconnectArguments),
    /// End the sign-in at the app and forget it here
    Disconnect(NameArgument),
    /// Disconnect and forget the connection
    Remove(NameArgument),
    /// Give a connection another name
    Rename {
        /// The connection, by name or id
        name: String,
        /// Its new name
        new: String,
    },
}

pub(crate) async fn run(
    engine: &Engine,
    command: Option<ConnectionsCommand>,
    screen: Screen,
) -> Result<(), Failure> {
    match command.unwrap_or(ConnectionsCommand::List) {
        ConnectionsCommand::List => {
            let rows = engine.connections().await?;
            screen.answer(&rows, |screen| words_of_rows(&rows, screen))
        }
        ConnectionsCommand::Show(NameArgument { name }) => {
            let view = engine.connection(ById { id: name }).await?;
            screen.answer(&view, |screen| words_of_view(&view, screen))
        }
        ConnectionsCommand::Test { name: Some(name) } => {
            let view = engine.test_connection(ById { id: name }).await?;
            screen.answer(&view, |screen| words_of_who(&view, screen))
        }
        ConnectionsCommand::Test { name: None } => test_all(engine, screen).await,
        ConnectionsCommand::History { name, csv: true } => {
            let text = engine.history_text(&name, HistoryFormat::Csv).await?;
            screen.bytes(text.as_bytes())
        }
        ConnectionsCommand::History { name, csv: false } => {
            let lines = engine.history(&name).await?;
            screen.answer(&lines, |screen| words_of_history(&lines, screen))
        }
        ConnectionsCommand::Rights {
            name,
            permission_set: true,
        } => {
            let (file_name, text) = engine.permission_set_text(ById { id: name }).await?;
            let answer = serde_json::json!({ "file_name": file_name, "text": text });
            screen.answer(&answer, |_| visible_lines(&text))
        }
        ConnectionsCommand::Rights { name, .. } => {
            let rights = engine.connection(ById { id: name }).await?.rights;
            screen.answer(&rights, |_| match &rights {
                Some(rights) => visible_lines(&rights.checklist),
                None => "The app tells nothing of rights.\n".to_owned(),
            })
        }
        ConnectionsCommand::Reconnect(ask) => sign_in::reconnect(engine, ask, screen).await,
        ConnectionsCommand::Disconnect(NameArgument { name }) => {
            let ended = engine.disconnect(ById { id: name }).await?;
            screen.answer(&ended, |_| words_of_end(&ended))
        }
        ConnectionsCommand::Remove(NameArgument { name }) => {
            let ended = engine.remove_connection(ById { id: name }).await?;
            screen.answer(&ended, |_| words_of_end(&ended))
        }
        ConnectionsCommand::Rename { name, new } => {
            let id = engine.connection(ById { id: name }).await?.row.id;
            let row = engine
                .rename_connection(RenameThing { id, name: new })
                .await?;
            screen.answer(&row, |screen| {
                words_of_rows(std::slice::from_ref(&row), screen)
            })
        }
    }
}

/// Checks every connection; the first one that does not work makes the exit code.
async fn test_all(engine: &Engine, screen: Screen) -> Result<(), Failure> {
    let rows = engine.check_connections().await?;
    screen.answer(&rows, |screen| words_of_rows(&rows, screen))?;
    let broken = rows
        .into_iter()
        .filter(|row| row.state != ConnectionState::NotConnected)
        .find_map(|row| row.problem);
    match broken {
        Some(_) => Err(Failure::Told),
        None => Ok(()),
    }
}

fn words_of_history(lines: &[HistoryLine], screen: Screen) -> String {
    let mut table = Table::new(["WHEN", "WHAT"], "Nothing has happened yet.");
    for line in lines {
        table.row([time(line.at).into(), (&line.what).into()]);
    }
    table.render(screen)
}

fn words_of_rows(rows: &[ConnectionRow], screen: Screen) -> String {
    let mut table = Table::new(
        ["NAME", "APP", "USER", "WHERE", "STATE", "SINCE"],
        "There are no connections yet. Make one: larder connect APP.",
    );
    for row in rows {
        let who = row.identity.as_ref();
        table.row([
            Cell::toned(&row.name, Tone::Strong),
            (&row.connector_name).into(),
            who.map_or("", |who| &who.user).into(),
            who.map(place).unwrap_or_default().into(),
            state(row),
            row.connected_at.map(time).unwrap_or_default().into(),
        ]);
    }
    let mut text = table.render(screen);
    for row in rows {
        if let Some(problem) = &row.problem {
            let _ = writeln!(
                text,
                "\n{}: {}\n  {}",
                visible(&row.name),
                visible(&problem.what),
                visible(&problem.hint)
            );
        }
    }
    text
}

fn state(row: &ConnectionRow) -> Cell {
    let tone = match row.state {
        ConnectionState::Connected => Tone::Good,
        ConnectionState::NeedsReconnect => Tone::Bad,
        ConnectionState::NotConnected => Tone::Quiet,
        _ => Tone::Warning,
    };
    Cell::toned(&word(&row.state), tone)
}

/// "Acme, sandbox".
fn place(who: &Identity) -> String {
    let account = who.account.as_ref().or(who.account_id.as_ref());
    let environment = match who.environment {
        Environment::Production => Some("production"),
        Environment::Sandbox => Some("sandbox"),
        Environment::Unknown => None,
    };
    let parts: Vec<&str> = account
        .map(String::as_str)
        .into_iter()
        .chain(environment)
        .collect();
    parts.join(", ")
}

/// Who is connected, and where: what a sign-in or a check proved.
pub(super) fn words_of_who(view: &ConnectionView, screen: Screen) -> String {
    let mut facts = Facts::default();
    facts.add("Name", Cell::toned(&view.row.name, Tone::Strong));
    facts.add("App", &view.row.connector_name);
    facts.add("State", state(&view.row));
    if let Some(who) = &view.row.identity {
        let user = match &who.user_name {
            Some(name) if *name != who.user => format!("{} ({name})", who.user),
            _ => who.user.clone(),
        };
        facts.add("User", user);
        facts.add_known("Role", who.role.as_ref());
        facts.add("Where", place(who));
        facts.add_known("Account id", who.account_id.as_ref());
        facts.add_known("Host", who.host.as_ref());
    }
    if view.practice {
        facts.add("Server", "practice app");
    }
    if let Some(receipt) = &view.receipt {
        if !receipt.granted.is_empty() {
            facts.add("Granted", receipt.granted.join(" "));
        }
        if !receipt.missing.is_empty() {
            facts.add(
                "Not granted",
                Cell::toned(&receipt.missing.join(" "), Tone::Warning),
            );
        }
        facts.add("Proved", time(receipt.at));
    }
    facts.render(screen)
}

fn words_of_view(view: &ConnectionView, screen: Screen) -> String {
    let mut text = words_of_who(view, screen);
    let mut facts = Facts::default();
    facts.add("Id", &view.row.id);
    facts.add("Sign-in", &view.row.way_label);
    for (key, value) in &view.fields {
        facts.add(key, value);
    }
    if let Some(scopes) = &view.scopes {
        let chosen = if scopes.is_chosen { " (chosen)" } else { "" };
        facts.add("Asks for", format!("{}{chosen}", scopes.asked.join(" ")));
        for lack in &scopes.lacking {
            let steps: usize = lack.used_by.iter().map(|used| used.steps.len()).sum();
            let steps = match steps {
                1 => "one step".to_owned(),
                steps => format!("{steps} steps"),
            };
            let told = format!("{} (needed by {steps})", lack.scope);
            facts.add("Lacks", Cell::toned(&told, Tone::Warning));
        }
    }
    facts.add_known("Connected", view.row.connected_at.map(time));
    facts.add_known("Last answer", view.row.last_ok_at.map(time));
    facts.add_known("Token ends", view.expires_at.map(time));
    for used in &view.used_by {
        facts.add("Used by", format!("{} ({})", used.recipe_name, used.role));
    }
    let picklists: Vec<&str> = view.picklists.iter().map(|list| list.id.as_str()).collect();
    facts.add("Picklists", picklists.join(", "));
    text.push_str(&facts.render(screen));
    if let Some(problem) = &view.row.problem {
        let _ = writeln!(
            text,
            "\n{}\n  {}\n  {}",
            screen.paint(&visible(&problem.what), Tone::Bad),
            visible(&problem.safe),
            visible(&problem.hint)
        );
    }
    text.push_str(&words_of_rights(view, screen));
    if !view.history.is_empty() {
        text.push('\n');
        text.push_str(&words_of_history(&view.history, screen));
    }
    text
}

/// Rights and what changed, and whom the user looks like.
fn words_of_rights(view: &ConnectionView, screen: Screen) -> String {
    let mut text = String::new();
    let lines = view.rights.iter().flat_map(|rights| &rights.lines);
    let mut table = Table::new(["RIGHT", "STATE", "STEPS"], "");
    let mut has_rights = false;
    for line in lines {
        has_rights = true;
        let tone = match line.state {
            RightState::Granted => Tone::Good,
            RightState::Missing => Tone::Bad,
            RightState::Unknown => Tone::Quiet,
        };
        let steps: usize = line.needed_by.iter().map(|used| used.steps.len()).sum();
        table.row([
            (&line.label).into(),
            Cell::toned(&word(&line.state), tone),
            steps.to_string().into(),
        ]);
    }
    if has_rights {
        text.push('\n');
        text.push_str(&table.render(screen));
    }
    for change in &view.changes {
        let verb = if change.lost { "lost" } else { "gained" };
        let _ = writeln!(
            text,
            "\nSince {}: {verb} {}",
            time(change.since),
            visible(&change.what)
        );
    }
    if let Some(look) = &view.user_look {
        let _ = writeln!(text, "\n{}", visible(&look.why));
        if let Some(hint) = &look.hint {
            let _ = writeln!(text, "{}", visible(hint));
        }
    }
    text
}

fn words_of_end(ended: &Disconnected) -> String {
    format!("{}: {}\n", visible(&ended.row.name), visible(&ended.said))
}
