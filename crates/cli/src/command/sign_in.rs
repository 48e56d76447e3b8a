//! `larder connect` and `reconnect`: what is asked before, the page, and the wait for its outcome.
use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use larder_engine::api::ById;
use larder_engine::view::{
    AppView, ConnectDraft, ConnectPreview, ConnectionState, ScopeChoice, SignInStart, UsedBy,
    WayView, WindowChoice,
};
use larder_engine::{Browser, Engine, Problem, SystemBrowser, WindowFault};
use serde_json::json;
use url::Url;

use super::connections::words_of_who;
use super::following;
use crate::arguments::{ReconnectArguments, pair};
use crate::failure::{Failure, input};
use crate::secret;
use crate::show::screen::Screen;

/// What problems with scopes name as their field.
const SCOPES: &str = "scopes";

/// The field that chooses between an app and its practice twin, and its two values.
const SERVER: &str = "server";
const SERVERS: [&str; 2] = ["practice", "real"];

#[derive(Debug, Args)]
pub(crate) struct ConnectArguments {
    /// The app's id: larder connectors
    connector: String,
    /// The connection's name; usually the app's, with a number if taken
    #[arg(long)]
    name: Option<String>,
    /// The way to sign in: larder connectors show APP; usually the first
    #[arg(long, value_name = "ID")]
    auth: Option<String>,
    /// A connection field; server=practice connects to the practice app
    #[arg(long = "field", value_name = "KEY=VALUE", value_parser = pair)]
    fields: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) sign_in: SignInArguments,
}

#[derive(Debug, Args)]
pub(crate) struct SignInArguments {
    /// Read the secret KEY from standard input; other secrets are asked for on the terminal
    #[arg(long, value_name = "KEY")]
    secret_stdin: Option<String>,
    /// Read the secret KEY, such as a private key, from a file; may be given for several
    #[arg(long, value_name = "KEY=FILE", value_parser = pair)]
    secret_file: Vec<(String, String)>,
    /// Choose among several sites or accounts by value or name; without it you are asked on a terminal
    #[arg(long, value_name = "VALUE")]
    pub(super) choose: Option<String>,
    /// Open the app's page in the browser, or print {"authorize_url": ...} as the first line
    #[arg(long, value_enum, default_value_t)]
    pub(crate) browser: PageIn,
    /// Wait for the browser on this port instead of the registered ones; 0 is any free one
    #[arg(long, value_name = "N")]
    redirect_port: Option<u16>,
    /// What to do when another account than before signs in; without it that is a problem
    #[arg(long, value_enum, value_name = "CHOICE")]
    pub(super) account: Option<Account>,
    /// What to do when this account is connected already; without it both stand side by side
    #[arg(long, value_enum, value_name = "CHOICE")]
    pub(super) duplicate: Option<Duplicate>,
    /// Ask for these scopes, now and at every reconnect, blanks between them; "default" is what the app's definition asks for
    #[arg(long, value_name = "SCOPES")]
    scopes: Option<String>,
    /// Go on although steps of recipes stop working with these scopes
    #[arg(long)]
    yes: bool,
}

impl SignInArguments {
    fn scopes(&self) -> ScopeChoice {
        match self.scopes.as_deref().map(str::trim) {
            None => ScopeChoice::Kept,
            Some("default") => ScopeChoice::Usual,
            Some(scopes) => {
                ScopeChoice::Chosen(scopes.split_whitespace().map(str::to_owned).collect())
            }
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageIn {
    /// The browser you use
    #[default]
    System,
    /// A printed link, for a browser of your choice
    Print,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Account {
    /// The connection stays as it was
    Keep,
    /// The connection becomes the new account
    Switch,
    /// The new account becomes a connection of its own
    New,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Duplicate {
    /// The connection that is there is renewed and used
    Renew,
    /// Both stand side by side
    Keep,
}

/// Prints the link as JSON, whatever the form of the answer, for a browser somewhere else.
pub(crate) struct LinkPrinter(pub(crate) Screen);

impl Browser for LinkPrinter {
    fn open(&self, url: &Url) -> Result<(), WindowFault> {
        self.0
            .json_line(&json!({ "authorize_url": url.as_str() }))
            .map_err(|_| WindowFault("the link could not be printed".to_owned()))
    }
}

/// The system's browser, with the link told beside it: a browser may open on another screen, or not at all.
pub(crate) struct ToldBrowser;

impl Browser for ToldBrowser {
    fn open(&self, url: &Url) -> Result<(), WindowFault> {
        let opened = SystemBrowser.open(url);
        let host = url.host_str().unwrap_or("the app");
        if opened.is_ok() {
            Screen::note(&format!(
                "Opened {host} in your browser. If nothing appears, use this link:\n{url}"
            ));
        } else {
            Screen::note(&format!(
                "No browser could be opened. Open this link yourself:\n{url}"
            ));
        }
        Screen::note("Waiting for you there. Ctrl-C cancels.");
        Ok(())
    }
}

/// `larder connect`.
pub(crate) async fn connect(
    engine: &Engine,
    ask: ConnectArguments,
    screen: Screen,
) -> Result<(), Failure> {
    let app = engine
        .app(ById {
            id: ask.connector.clone(),
        })
        .await?;
    let way = way(&app, ask.auth.as_deref())?;
    let fields: BTreeMap<String, String> = ask.fields.into_iter().collect();
    check_keys(&app, way, &fields)?;
    let preview = engine
        .connect_preview(ConnectDraft {
            connector: app.id.clone(),
            way: way.id.clone(),
            fields: fields.clone(),
            connection: None,
            slot: None,
            scopes: ask.sign_in.scopes(),
        })
        .await?;
    check_scopes(&preview, &ask.sign_in)?;
    if let Some(mistake) = preview.mistakes.first() {
        let hint = format!("Pass it with --field {}=VALUE.", mistake.key);
        return Err(input(&mistake.key, &mistake.what, &hint).into());
    }
    let name = ask.name.unwrap_or(preview.suggested_name);
    let started = SignInStart {
        connection: unfinished(engine, &app.id, &name).await?,
        connector: app.id.clone(),
        way: way.id.clone(),
        name,
        fields,
        secrets: secrets(way, &ask.sign_in)?,
        slot: None,
        window: WindowChoice::Browser,
        scopes: ask.sign_in.scopes(),
        stops_accepted: ask.sign_in.yes,
        redirect_port: ask.sign_in.redirect_port,
    };
    sign_in(engine, started, &ask.sign_in, screen).await
}

/// `larder connections reconnect`.
pub(crate) async fn reconnect(
    engine: &Engine,
    ask: ReconnectArguments,
    screen: Screen,
) -> Result<(), Failure> {
    let view = engine.connection(ById { id: ask.name }).await?;
    let app = engine
        .app(ById {
            id: view.row.connector.clone(),
        })
        .await?;
    let way = way(&app, Some(&view.row.way))?;
    let preview = engine
        .connect_preview(ConnectDraft {
            connector: app.id.clone(),
            way: way.id.clone(),
            fields: view.fields.clone(),
            connection: Some(view.row.id.clone()),
            slot: None,
            scopes: ask.sign_in.scopes(),
        })
        .await?;
    check_scopes(&preview, &ask.sign_in)?;
    let started = SignInStart {
        connection: Some(view.row.id),
        connector: view.row.connector,
        way: view.row.way.clone(),
        name: view.row.name,
        fields: view.fields,
        secrets: secrets(way, &ask.sign_in)?,
        slot: None,
        window: WindowChoice::Browser,
        scopes: ask.sign_in.scopes(),
        stops_accepted: ask.sign_in.yes,
        redirect_port: ask.sign_in.redirect_port,
    };
    sign_in(engine, started, &ask.sign_in, screen).await
}

/// Scopes that cannot be asked for, and those without which steps stop working unless that is accepted.
fn check_scopes(preview: &ConnectPreview, ask: &SignInArguments) -> Result<(), Problem> {
    if let Some(mistake) = preview.mistakes.iter().find(|it| it.key == SCOPES) {
        let hint = "Pass them as one word, with blanks between them: --scopes \"one two\".";
        return Err(input(SCOPES, &mistake.what, hint));
    }
    let stops = preview.scopes.iter().flat_map(|scopes| &scopes.stops);
    let lines: Vec<String> = stops
        .flat_map(|stop| stop.used_by.iter().map(|used| stopped(&stop.scope, used)))
        .collect();
    if lines.is_empty() {
        return Ok(());
    }
    let told = format!(
        "With these scopes, this stops working: {}.",
        lines.join("; ")
    );
    if ask.yes {
        Screen::note(&told);
        return Ok(());
    }
    let hint = "Add what is missing to --scopes, or go on with --yes. Nothing was opened.";
    Err(input(SCOPES, &told, hint))
}

/// "Sync accounts, step 2 (needs write)".
fn stopped(scope: &str, used: &UsedBy) -> String {
    let numbers: Vec<String> = used.steps.iter().map(ToString::to_string).collect();
    let steps = if numbers.len() == 1 { "step" } else { "steps" };
    let numbers = numbers.join(", ");
    format!("{}, {steps} {numbers} (needs {scope})", used.recipe_name)
}

fn way<'a>(app: &'a AppView, asked: Option<&str>) -> Result<&'a WayView, Problem> {
    let found = match asked {
        None => app.ways.first(),
        Some(id) => app.ways.iter().find(|way| way.id == id),
    };
    found.ok_or_else(|| {
        let known: Vec<&str> = app.ways.iter().map(|way| way.id.as_str()).collect();
        input(
            "auth",
            &format!("{} has no such way to sign in.", app.name),
            &format!("There is: {}.", known.join(", ")),
        )
    })
}

/// A misspelt field would be left out unseen, and lead to the wrong place.
fn check_keys(
    app: &AppView,
    way: &WayView,
    fields: &BTreeMap<String, String>,
) -> Result<(), Problem> {
    let known: Vec<&str> = app
        .fields
        .iter()
        .chain(&way.fields)
        .map(|field| field.key.as_str())
        .chain([SERVER])
        .collect();
    if let Some(unknown) = fields.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(input(
            unknown,
            &format!("{} has no connection field {unknown}.", app.name),
            &format!("There is: {}.", known.join(", ")),
        ));
    }
    match fields.get(SERVER) {
        Some(server) if !SERVERS.contains(&server.as_str()) => Err(input(
            SERVER,
            &format!("There is no server {server}."),
            &format!("There is: {}.", SERVERS.join(", ")),
        )),
        _ => Ok(()),
    }
}

/// The typed secrets: one from standard input, the others asked for where there is a terminal.
fn secrets(way: &WayView, ask: &SignInArguments) -> Result<BTreeMap<String, String>, Problem> {
    let given = ask
        .secret_stdin
        .iter()
        .chain(ask.secret_file.iter().map(|(key, _)| key));
    for key in given {
        if way.secrets.iter().any(|secret| secret.key == *key) {
            continue;
        }
        let known: Vec<&str> = way
            .secrets
            .iter()
            .map(|secret| secret.key.as_str())
            .collect();
        let hint = match known.as_slice() {
            [] => "It takes none: you sign in on the app\u{2019}s own page.".to_owned(),
            known => format!("There is: {}.", known.join(", ")),
        };
        return Err(input(
            "secret-stdin",
            &format!("This way to sign in takes no secret {key}."),
            &hint,
        ));
    }
    let mut secrets = BTreeMap::new();
    for field in &way.secrets {
        let file = ask.secret_file.iter().find(|(key, _)| *key == field.key);
        let secret = if let Some((_, path)) = file {
            Some(secret::from_file(&field.key, &field.label, path)?)
        } else if ask.secret_stdin.as_deref() == Some(field.key.as_str()) {
            Some(secret::from_stdin(&field.label)?)
        } else {
            secret::from_person(&field.label)?
        };
        match secret {
            Some(secret) => {
                secrets.insert(field.key.clone(), secret.to_string());
            }
            None if field.required => {
                return Err(input(
                    &field.key,
                    &format!("{} is needed.", field.label),
                    &format!(
                        "Pipe it into the command with --secret-stdin {0}, or name a file: --secret-file {0}=FILE.",
                        field.key
                    ),
                ));
            }
            None => {}
        }
    }
    Ok(secrets)
}

/// A connection of this name that was begun and never made: going on with it is what is meant.
async fn unfinished(
    engine: &Engine,
    connector: &str,
    name: &str,
) -> Result<Option<String>, Problem> {
    let rows = engine.connections().await?;
    let begun = rows.into_iter().find(|row| {
        row.name == name
            && row.connector == connector
            && row.state == ConnectionState::NotConnected
            && row.connected_at.is_none()
    });
    Ok(begun.map(|row| row.id))
}

/// Starts the sign-in, waits for its end, and shows who is connected.
async fn sign_in(
    engine: &Engine,
    started: SignInStart,
    ask: &SignInArguments,
    screen: Screen,
) -> Result<(), Failure> {
    let ended = following::follow(engine, started, ask, screen).await?;
    let view = engine
        .connection(ById {
            id: ended.connection,
        })
        .await?;
    screen.answer(&view, |screen| words_of_who(&view, screen))
}
