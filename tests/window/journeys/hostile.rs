//! Sign-in pages that turn on Larder, and sign-in pages that die.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use larder_window_tests::{Answered, Home, Larder, Popup, SmallApp, kill};
use serde_json::Value;

const DEFINITION: &str = r#"id = "hostile"
name = "Hostile"

[origins]
site = "https://hostile.invalid"

[practice]
app = "hostile"
client_id = "larder-practice"
origins = { site = "{{ practice['site'] }}" }

[[auth]]
id = "oauth2"
label = "Sign in"
type = "oauth2"
authorize_url = "{{ site }}/authorize"
token_url = "{{ site }}/token"
pkce = "S256"

[[identity]]
get = "{{ site }}/me"
keep = { user = "$.id" }

[[operations]]
id = "take"
kind = "action"
title = "Take a thing"
"#;

/// A page that knows of no Larder tries everything and tells its own app what came of it.
const ATTEMPTS: &str = include_str!("hostile.js");

/// Long enough for a slow machine; the page itself gives up after two seconds.
const PATIENCE: Duration = Duration::from_mins(1);

/// Larder at the sign-in page of the hostile app.
struct Visit {
    larder: Larder,
    popup: Popup,
    reports: Receiver<Value>,
    /// What showed pages before the window opened.
    pages_before: Vec<u32>,
    _home: Home,
}

impl Visit {
    fn begin() -> Result<Self> {
        let (tell, reports) = channel();
        let tell = Mutex::new(tell);
        let app = SmallApp::serve("hostile", move |asked| {
            match asked.path.as_str() {
            "/report" => {
                let report = serde_json::from_str(&asked.body).unwrap_or_default();
                // Nobody listens any more once the journey is over.
                let _ = tell
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .send(report);
                Answered::json("{}")
            }
            path if path.starts_with("/authorize") => Answered::page(format!(
                "<!doctype html><title>Sign in</title><body><h1>Sign in</h1><script>{ATTEMPTS}
                 tryAll().then(report => fetch('/report', {{ method: 'POST', body: JSON.stringify(report) }}));</script>"
            )),
            _ => Answered::json("{}"),
        }
        })?;
        let home = Home::new()?;
        app.define_in(home.path(), DEFINITION)?;
        let larder = Larder::open(&home)?;
        larder.press("Open the sample recipe")?;
        larder.add_step("Hostile", "ThenTake a thing")?;
        larder.sees("Hostile is not connected")?;
        larder.turn_to("Connections")?;
        larder.press("Connect Hostile")?;
        larder.mark("Practice Hostile")?;
        let pages_before = larder.page_processes()?;
        larder.press_in("Connect to Hostile", "Connect")?;
        let popup = Popup::titled("Sign in to Hostile")?;
        Ok(Self {
            larder,
            popup,
            reports,
            pages_before,
            _home: home,
        })
    }

    fn report(&self) -> Result<Value> {
        self.reports
            .recv_timeout(PATIENCE)
            .context("the page told nothing")
    }
}

/// The same attempt gets its answer in the main window, and nothing at all in a sign-in window.
#[test]
fn p02_a_page_in_a_sign_in_window_can_call_nothing() -> Result<()> {
    let visit = Visit::begin()?;
    let report = visit.report()?;
    let attempts = report.as_object().context("the attempts")?;
    ensure!(attempts.len() == 13, "some were not made: {attempts:?}");
    let got: Vec<_> = attempts
        .iter()
        .filter(|(_, outcome)| {
            !outcome
                .as_str()
                .is_some_and(|it| it.starts_with("refused: "))
        })
        .collect();
    ensure!(got.is_empty(), "a foreign page got {got:?}");

    let own = visit.larder.promised(
        ATTEMPTS,
        "tryAll(['a look by our command', 'an event heard'])",
    )?;
    let outcomes = own.as_object().context("the attempts of the main window")?;
    ensure!(
        outcomes
            .values()
            .all(|outcome| outcome.as_str().is_some_and(|it| it.starts_with("got "))),
        "the attempts are no good: {own}"
    );
    let recipes = &own["a look by our command"];
    ensure!(
        recipes
            .as_str()
            .is_some_and(|it| it.matches("\"name\"").count() == 1),
        "a foreign page made a recipe: {recipes}"
    );
    ensure!(visit.popup.is_open(), "the person can still look at it");
    visit.popup.close()?;
    visit.popup.is_gone()?;
    visit
        .larder
        .sees("was closed before the sign-in was finished")
}

/// The process that shows the page dies: the person is told, and can try again.
#[test]
fn p12_a_sign_in_page_whose_process_dies_is_told_and_tried_again() -> Result<()> {
    let visit = Visit::begin()?;
    visit.report()?;
    let mut pages = visit.larder.page_processes()?;
    pages.retain(|page| !visit.pages_before.contains(page));
    ensure!(!pages.is_empty(), "no process shows that page alone");
    kill(&pages)?;
    visit.popup.is_gone()?;
    visit
        .larder
        .sees("the process that shows the page ended unexpectedly")?;
    visit.larder.press_in("Connect to Hostile", "Connect")?;
    let again = Popup::titled("Sign in to Hostile")?;
    visit.report()?;
    ensure!(again.is_open());
    again.close()?;
    again.is_gone()?;
    Ok(())
}
