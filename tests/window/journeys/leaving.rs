//! Closing while a renewed sign-in is not stored: the window asks, stays, and ends once it is stored.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use larder_window_tests::{Home, Shots, soon};
use serde_json::json;

use crate::scene::{INES, Scene};

const ROWS: &str = "Connections of this recipe";
const QUESTION: &str = "Quit and lose a renewed sign-in?";

/// A program that hangs in the middle of writing to the database.
struct Writer(Child);

impl Writer {
    fn over(home: &Home) -> Result<Self> {
        let script = "import sqlite3, sys\n\
            db = sqlite3.connect(sys.argv[1], isolation_level=None)\n\
            db.execute('BEGIN IMMEDIATE')\n\
            print('writing', flush=True)\n\
            sys.stdin.read()";
        let mut process = Command::new("python3")
            .args(["-c", script])
            .arg(home.path().join("larder.db"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("this journey needs python3 with sqlite3")?;
        let mut line = String::new();
        let out = process.stdout.take().context("its output")?;
        BufReader::new(out).read_line(&mut line)?;
        ensure!(line == "writing\n", "the database was not taken: {line:?}");
        Ok(Self(process))
    }

    fn ends(mut self) -> Result<()> {
        drop(self.0.stdin.take());
        self.0.wait()?;
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Gone already where the journey ended it.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn r10_closing_asks_while_a_renewed_token_is_not_stored_and_ends_once_it_is() -> Result<()> {
    let mut shots = Shots::of("leaving-unstored")?;
    let scene = Scene::with_sample_recipe()?;
    let (larder, practice) = (&scene.larder, &scene.practice);
    let ines = practice.person("salesforce", INES)?;
    scene.connect("Salesforce", "Salesforce", &ines)?;
    practice.fault("expire", &ines, &json!({}))?;
    let writer = Writer::over(&scene.home)?;
    larder.press_in(ROWS, "Practice Salesforce")?;
    larder.press("Check now")?;
    larder.sees("holds it in memory")?;

    larder.keys(&["ctrl+q"])?;
    larder.sees(QUESTION)?;
    larder.sees("Practice Salesforce is not stored yet")?;
    larder.sees("If you quit now, it is lost")?;
    shots.page(larder, "asked")?;
    larder.press("Stay")?;
    larder.sees_no_more(QUESTION)?;

    larder.keys(&["ctrl+w"])?;
    larder.sees(QUESTION)?;
    writer.ends()?;
    larder.press("Try again")?;
    // The file goes away as the last act of an orderly end.
    let file = scene.home.path().join("practice.json");
    ensure!(
        soon(|| Ok(!file.exists()))?,
        "Larder ends once it is stored"
    );
    Ok(())
}
