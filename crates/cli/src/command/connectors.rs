//! `larder connectors`: the apps, one app, and the check of definition files.
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use larder_connector::{Mistake, Origin, Report, Source};
use larder_engine::Engine;
use larder_engine::api::ById;
use larder_engine::view::{AppView, Apps, FieldView};
use miette::{GraphicalReportHandler, GraphicalTheme};
use serde::Serialize;

use crate::failure::{Failure, unreadable};
use crate::show::screen::{Screen, Tone};
use crate::show::table::{Cell, Facts, Table};
use crate::show::text::{visible, visible_lines, word};

#[derive(Debug, Subcommand)]
pub(crate) enum ConnectorsCommand {
    /// List the apps, and the definitions that cannot be used
    List,
    /// Show an app: how to sign in, what is asked, which picklists it has
    Show {
        /// The app's id
        id: String,
    },
    /// Check definition files; every mistake is told with line and column
    Check {
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

pub(crate) async fn run(
    engine: &Engine,
    command: Option<ConnectorsCommand>,
    screen: Screen,
) -> Result<(), Failure> {
    match command.unwrap_or(ConnectorsCommand::List) {
        ConnectorsCommand::List => {
            let apps = engine.apps().await?;
            screen.answer(&apps, |screen| words_of_apps(&apps, screen))
        }
        ConnectorsCommand::Show { id } => {
            let app = engine.app(ById { id }).await?;
            screen.answer(&app, |screen| words_of_app(&app, screen))
        }
        ConnectorsCommand::Check { files } => check(&files, screen),
    }
}

fn words_of_apps(apps: &Apps, screen: Screen) -> String {
    let mut table = Table::new(
        ["ID", "NAME", "SIGN-IN", "CONNECTIONS", "SOURCE"],
        "There are no apps.",
    );
    for app in &apps.apps {
        table.row([
            Cell::toned(&app.id, Tone::Strong),
            (&app.name).into(),
            app.ways.join(", ").into(),
            app.connections.to_string().into(),
            word(&app.source).into(),
        ]);
    }
    let mut text = table.render(screen);
    for mistake in &apps.mistakes {
        text.push_str(&screen.paint(
            &visible(&format!(
                "{}:{}:{}: {}",
                mistake.file, mistake.line, mistake.column, mistake.what
            )),
            Tone::Bad,
        ));
        text.push('\n');
    }
    text
}

fn words_of_app(app: &AppView, screen: Screen) -> String {
    let mut facts = Facts::default();
    facts.add("Id", Cell::toned(&app.id, Tone::Strong));
    facts.add("Name", &app.name);
    facts.add_known("About", app.about.as_ref());
    facts.add_known("Documentation", app.docs.as_ref());
    facts.add("Slots", app.slots.join(", "));
    facts.add("Definition", word(&app.source));
    facts.add(
        "Practice app",
        if app.practice {
            "running"
        } else {
            "not running"
        },
    );
    let mut text = facts.render(screen);
    if !app.fields.is_empty() {
        text.push_str("\nFields (--field KEY=VALUE)\n");
        text.push_str(&words_of_fields(&app.fields, screen));
    }
    for way in &app.ways {
        let _ = writeln!(
            text,
            "\nSign-in {} (--auth {})",
            visible(&way.label),
            visible(&way.id)
        );
        let mut facts = Facts::default();
        if !way.scopes.is_empty() {
            facts.add("Scopes", way.scopes.join(" "));
        }
        for address in &way.redirect_uris {
            facts.add("Redirect", address);
        }
        facts.add_known("OAuth client", way.client_help.as_ref());
        text.push_str(&facts.render(screen));
        text.push_str(&words_of_fields(&way.fields, screen));
        if !way.secrets.is_empty() {
            text.push_str("Secrets (typed when asked, or --secret-stdin KEY)\n");
            text.push_str(&words_of_fields(&way.secrets, screen));
        }
    }
    if !app.picklists.is_empty() {
        let mut table = Table::new(["PICKLIST", "LABEL", "PARAMETERS"], "");
        for list in &app.picklists {
            table.row([
                (&list.id).into(),
                (&list.label).into(),
                list.params.join(", ").into(),
            ]);
        }
        text.push('\n');
        text.push_str(&table.render(screen));
    }
    text
}

fn words_of_fields(fields: &[FieldView], screen: Screen) -> String {
    if fields.is_empty() {
        return String::new();
    }
    let mut table = Table::new(["KEY", "LABEL", "REQUIRED", "VALUES", "DEFAULT"], "");
    for field in fields {
        let values: Vec<String> = field
            .options
            .iter()
            .map(|option| format!("{} ({})", option.value, option.label))
            .collect();
        table.row([
            (&field.key).into(),
            (&field.label).into(),
            if field.required { "yes" } else { "no" }.into(),
            values.join(", ").into(),
            (&field.default).into(),
        ]);
    }
    table.render(screen)
}

#[derive(Serialize)]
struct Checked {
    files: Vec<CheckedFile>,
}

#[derive(Serialize)]
struct CheckedFile {
    file: String,
    ok: bool,
    mistakes: Vec<Place>,
    warnings: Vec<Place>,
}

#[derive(Serialize)]
struct Place {
    file: String,
    line: usize,
    column: usize,
    what: String,
    hint: Option<String>,
}

impl From<&Mistake> for Place {
    fn from(mistake: &Mistake) -> Self {
        Self {
            file: mistake.file.clone(),
            line: mistake.line,
            column: mistake.column,
            what: mistake.what.clone(),
            hint: mistake.hint.clone(),
        }
    }
}

/// Checks definition files; needs no data folder.
pub(crate) fn check(files: &[PathBuf], screen: Screen) -> Result<(), Failure> {
    let mut reports = Vec::new();
    for file in files {
        reports.push((file.display().to_string(), report(file)?));
    }
    let answer = Checked {
        files: reports
            .iter()
            .map(|(file, report)| CheckedFile {
                file: file.clone(),
                ok: report.mistakes.is_empty(),
                mistakes: report.mistakes.iter().map(Place::from).collect(),
                warnings: report.warnings.iter().map(Place::from).collect(),
            })
            .collect(),
    };
    screen.answer(&answer, |screen| {
        let mut text = String::new();
        for (file, report) in &reports {
            for finding in report.mistakes.iter().chain(&report.warnings) {
                text.push_str(&drawn(finding));
            }
            let summary = match (report.mistakes.len(), report.warnings.len()) {
                (0, 0) => screen.paint("ok", Tone::Good),
                (0, warnings) => screen.paint(&counted(warnings, "warning"), Tone::Warning),
                (mistakes, 0) => screen.paint(&counted(mistakes, "mistake"), Tone::Bad),
                (mistakes, warnings) => screen.paint(
                    &format!(
                        "{}, {}",
                        counted(mistakes, "mistake"),
                        counted(warnings, "warning")
                    ),
                    Tone::Bad,
                ),
            };
            let _ = writeln!(text, "{}: {summary}", visible(file));
        }
        text
    })?;
    if answer.files.iter().all(|file| file.ok) {
        Ok(())
    } else {
        Err(Failure::Told)
    }
}

fn report(file: &Path) -> Result<Report, Failure> {
    let bytes = std::fs::read(file).map_err(|error| unreadable(file, &error))?;
    Ok(
        match Source::from_bytes(&file.display().to_string(), &bytes, Origin::Folder) {
            Ok(source) => larder_connector::check(&source),
            Err(mistake) => Report {
                mistakes: vec![*mistake],
                warnings: Vec::new(),
            },
        },
    )
}

/// The finding with its place and the lines around it, and `file:line:column: what` in front for editors.
fn drawn(finding: &Mistake) -> String {
    let mut drawing = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
    if handler.render_report(&mut drawing, finding).is_err() {
        drawing = format!("{finding}\n");
    }
    visible_lines(&drawing)
}

fn counted(number: usize, word: &str) -> String {
    match number {
        1 => format!("1 {word}"),
        _ => format!("{number} {word}s"),
    }
}
