//! Larder as a person has it: started, looked at, used, and quit.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use tempfile::TempDir;

use crate::driver::Driver;
use crate::hands;
use crate::practice::Practice;
use crate::processes;
use crate::wait::until;

/// A data folder that lives as long as the journey, across several starts of the app.
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
}

impl Home {
    pub fn new() -> Result<Self> {
        Ok(Self {
            folder: tempfile::Builder::new().prefix("larder-home-").tempdir()?,
        })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// What the title bar of the main window says.
const TITLE: &str = "Larder";

/// The running app.
#[derive(Debug)]
pub struct Larder {
    driver: Driver,
    home: PathBuf,
}

impl Larder {
    /// Starts the app and waits until its first screen can be used.
    pub fn open(home: &Home) -> Result<Self> {
        Self::open_with(home, &[])
    }

    /// The same with more in its environment.
    pub fn open_with(home: &Home, more: &[(&str, &Path)]) -> Result<Self> {
        let program = std::env::var_os("LARDER_APP")
            .context("LARDER_APP names no program; `cargo xtask test --only window` sets it")?;
        let mut environment = vec![("LARDER_HOME", home.path())];
        environment.extend_from_slice(more);
        let driver = Driver::start(Path::new(&program), &environment)?;
        let larder = Self {
            driver,
            home: home.path().to_owned(),
        };
        until("the first screen", || {
            Ok(larder.driver.is_enabled("link", "Recipes").unwrap_or(None))
        })?;
        Ok(larder)
    }

    pub(crate) fn driver(&self) -> &Driver {
        &self.driver
    }

    /// The practice apps it serves.
    pub fn practice(&self) -> Result<Practice> {
        let file = self.home.join("practice.json");
        let text = until("the practice apps", || Ok(fs::read(&file).ok()))?;
        Practice::described(&text)
    }

    /// Presses the button of that name.
    pub fn press(&self, name: &str) -> Result<()> {
        self.driver.press("button", name, None)
    }

    /// Presses the button of that name in one part of the page, known by its heading or label.
    pub fn press_in(&self, part: &str, name: &str) -> Result<()> {
        self.driver.press("button", name, Some(part))
    }

    /// Follows the link of that name.
    pub fn follow(&self, name: &str) -> Result<()> {
        self.driver.press("link", name, None)
    }

    /// Turns to the tab of that name.
    pub fn turn_to(&self, tab: &str) -> Result<()> {
        self.driver.press("tab", tab, None)
    }

    /// Adds a step, and waits until the page has gone to it: that undoes what is pressed behind the
    /// dialog before, where no hand could reach.
    pub fn add_step(&self, app: &str, operation: &str) -> Result<()> {
        self.press("Add step")?;
        self.press(app)?;
        self.press(operation)?;
        until("the page at the new step", || {
            let is_there = self.driver.run(
                "return !document.querySelector('[role=dialog]')
                   && document.activeElement?.closest('[data-step]') != null;",
                &[],
            )?;
            Ok((is_there == true).then_some(()))
        })
    }

    /// Marks the choice of that name.
    pub fn mark(&self, radio: &str) -> Result<()> {
        self.driver.press("radio", radio, None)
    }

    /// Chooses an option of a list that opens, with the mouse.
    pub fn choose(&self, list: &str, option: &str) -> Result<()> {
        self.driver.press("opener", list, None)?;
        self.driver.press("option", option, None)
    }

    /// Opens a picklist and types into it, by keyboard alone.
    pub fn search(&self, picklist: &str, text: &str) -> Result<()> {
        self.open_list(picklist)?;
        hands::type_text(text)
    }

    /// The same in one part of the page.
    pub fn search_in(&self, part: &str, picklist: &str, text: &str) -> Result<()> {
        self.to_front()?;
        self.driver.go_into(picklist, Some(part))?;
        hands::type_text(text)
    }

    /// Opens a picklist as a click on it does.
    pub fn open_list(&self, picklist: &str) -> Result<()> {
        self.to_front()?;
        self.driver.go_into(picklist, None)
    }

    /// Types where the cursor is.
    pub fn type_text(&self, text: &str) -> Result<()> {
        self.to_front()?;
        hands::type_text(text)
    }

    /// The options of the open list, from the first.
    pub fn options(&self) -> Result<Vec<String>> {
        self.driver.names("option")
    }

    /// Waits until the open list begins with an option of that name.
    pub fn first_option_is(&self, name: &str) -> Result<()> {
        until(
            format!(
                "the first option to be {name:?}; there are {:?}",
                self.options()?
            ),
            || {
                Ok(self
                    .options()?
                    .first()
                    .is_some_and(|first| first.starts_with(name))
                    .then_some(()))
            },
        )
    }

    /// What stands in a field.
    pub fn value_of(&self, field: &str) -> Result<String> {
        self.driver.value_of(field)
    }

    /// Waits until a field holds that.
    pub fn holds(&self, field: &str, value: &str) -> Result<()> {
        until(
            format!(
                "{field:?} to hold {value:?}, not {:?}",
                self.value_of(field)
            ),
            || Ok((self.value_of(field)? == value).then_some(())),
        )
    }

    /// Waits until something stands in a field; answers what.
    pub fn is_filled(&self, field: &str) -> Result<String> {
        until(format!("something in {field:?}"), || {
            Ok(Some(self.value_of(field)?).filter(|value| !value.is_empty()))
        })
    }

    /// Replaces what is in a field.
    pub fn fill(&self, field: &str, text: &str) -> Result<()> {
        self.open_list(field)?;
        hands::key("ctrl+a")?;
        hands::type_text(text)?;
        self.holds(field, text)
    }

    /// Presses keys of the keyboard in the main window: `Down`, `Return`, `ctrl+comma`.
    pub fn keys(&self, names: &[&str]) -> Result<()> {
        self.to_front()?;
        names.iter().try_for_each(|name| hands::key(name))
    }

    /// Waits until these words can be read.
    pub fn sees(&self, words: &str) -> Result<()> {
        self.driver.sees(words, None)
    }

    /// Waits until these words can be read in one part of the page.
    pub fn sees_in(&self, part: &str, words: &str) -> Result<()> {
        self.driver.sees(words, Some(part))
    }

    /// Waits until these words are gone.
    pub fn sees_no_more(&self, words: &str) -> Result<()> {
        self.driver.sees_no_more(words)
    }

    /// Everything that can be read in the window now.
    pub fn words(&self) -> Result<String> {
        self.driver.words()
    }

    /// Waits until a field can be used.
    pub fn is_ready(&self, field: &str) -> Result<()> {
        until(format!("the field {field:?} to be ready"), || {
            Ok((self.driver.is_enabled("field", field)? == Some(true)).then_some(()))
        })
    }

    /// Waits until a field is there and grey.
    pub fn is_grey(&self, field: &str) -> Result<()> {
        until(format!("the field {field:?} to be grey"), || {
            Ok((self.driver.is_enabled("field", field)? == Some(false)).then_some(()))
        })
    }

    /// Everything the page holds, what cannot be seen included: markup, values, storage.
    pub fn inside(&self) -> Result<String> {
        self.driver.inside()
    }

    /// From now on every message between page and shell is kept, but for those about the practice apps: their invented
    /// people and passwords are there to be read.
    pub fn record_messages(&self) -> Result<()> {
        self.driver.run(
            "const kept = window.larderMessages = [];
             const ask = window.fetch;
             window.fetch = async (...question) => {
               const asked = String(question[1]?.body ?? '');
               const answer = await ask(...question);
               if (!/^{\"call\":\"practice\"/.test(asked)) {
                 kept.push(String(question[0]), asked);
                 answer.clone().text().then(text => kept.push(text));
               }
               return answer;
             };",
            &[],
        )?;
        Ok(())
    }

    /// The messages kept so far.
    pub fn messages(&self) -> Result<Vec<String>> {
        let kept = self
            .driver
            .run("return window.larderMessages ?? [];", &[])?;
        Ok(serde_json::from_value(kept)?)
    }

    /// What the clipboard holds, pasted into a field and taken out again.
    pub fn clipboard(&self, field: &str) -> Result<String> {
        let before = self.value_of(field)?;
        self.open_list(field)?;
        hands::key("ctrl+a")?;
        hands::key("ctrl+v")?;
        // One more key tells that the paste before it has happened.
        hands::type_text("x")?;
        let pasted = until("the pasted text", || {
            Ok(Some(self.value_of(field)?).filter(|value| value.ends_with('x')))
        })?;
        hands::key("Escape")?;
        self.holds(field, &before)?;
        Ok(pasted)
    }

    /// The titles of every window there is.
    pub fn titles(&self) -> Vec<String> {
        hands::titles()
    }

    /// Writes a PNG of the main window, sign-in windows that lie over it included. (WebDriver's own
    /// pictures took a minute each under Xvfb.)
    pub fn picture(&self, file: &Path) -> Result<()> {
        hands::picture(&hands::activate(TITLE)?, file)
    }

    /// Writes a PNG of the whole display, every window on it included.
    pub fn picture_of_display(&self, file: &Path) -> Result<()> {
        hands::picture("root", file)
    }

    /// Brings the main window to the front.
    pub fn to_front(&self) -> Result<()> {
        hands::activate(TITLE).map(drop)
    }

    /// What a promise of the main window's page comes to: an expression over some functions.
    pub fn promised(&self, functions: &str, expression: &str) -> Result<Value> {
        self.driver.run(
            &format!(
                "{functions}
                 window.larderCame = null;
                 {expression}.then(came => {{ window.larderCame = came; }});"
            ),
            &[],
        )?;
        until(format!("what {expression} comes to"), || {
            let came = self.driver.run("return window.larderCame;", &[])?;
            Ok((!came.is_null()).then_some(came))
        })
    }

    /// The processes that show pages, the main window's among them.
    pub fn page_processes(&self) -> Result<Vec<u32>> {
        let all = processes::below(self.driver.process_id())?;
        Ok(all
            .into_iter()
            .filter(|process| processes::is_called(*process, "WebKitWebProces"))
            .collect())
    }

    /// Quits as people do, and waits until everything is written.
    pub fn quit(self) -> Result<()> {
        self.to_front()?;
        hands::key("ctrl+q")?;
        // The file goes away as the last act of an orderly end.
        let file = self.home.join("practice.json");
        until("Larder to end", || Ok((!file.exists()).then_some(())))
    }
}
