//! Keys and mouse of the display: what a person does in a sign-in window.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::wait::{soon, until};

/// A sign-in window, known by its title.
#[derive(Debug, Clone)]
pub struct Popup {
    window: String,
}

impl Popup {
    /// Waits for a sign-in window whose title has these words.
    pub fn titled(words: &str) -> Result<Self> {
        let window = until(
            format!("a window titled {words:?}; there are {:?}", titles()),
            || Ok(windows_named(words)?.pop()),
        )?;
        Ok(Self { window })
    }

    /// What its title bar says.
    pub fn title(&self) -> Result<String> {
        xdotool(&["getwindowname", &self.window])
    }

    /// Waits until its title bar has these words: the page is there then.
    pub fn shows(&self, words: &str) -> Result<()> {
        until(format!("{words:?} in the title bar"), || {
            Ok(self.title()?.contains(words).then_some(()))
        })
    }

    /// Waits until it is painted and still: two looks see the same.
    pub fn comes_to_rest(&self) -> Result<()> {
        self.to_front()?;
        let mut before = Vec::new();
        until(
            format!(
                "the window {:?} to come to rest",
                self.title().unwrap_or_default()
            ),
            || {
                let now = self.pixels()?;
                // A page of one colour is not painted yet.
                let is_painted = now.chunks_exact(3).any(|pixel| pixel != &now[..3]);
                let rests = now == before && is_painted;
                before = now;
                Ok(rests.then_some(()))
            },
        )
    }

    fn pixels(&self) -> Result<Vec<u8>> {
        let output = Command::new("import")
            .args(["-window", &self.window, "-depth", "8", "rgb:-"])
            .stdin(Stdio::null())
            .output();
        Ok(output
            .context("import (ImageMagick) could not be started")?
            .stdout)
    }

    /// Brings it to the front and gives it the keyboard.
    pub fn to_front(&self) -> Result<()> {
        xdotool(&["windowactivate", "--sync", &self.window])?;
        Ok(())
    }

    /// Clicks at a place of the window, from its upper left corner.
    pub fn click(&self, x: u32, y: u32) -> Result<()> {
        let (x, y) = (x.to_string(), y.to_string());
        xdotool(&[
            "mousemove",
            "--sync",
            "--window",
            &self.window,
            &x,
            &y,
            "click",
            "1",
        ])
        .map(drop)
    }

    /// Types text where the cursor is.
    pub fn type_text(&self, text: &str) -> Result<()> {
        self.to_front()?;
        // A window just brought to the front may swallow the first key; this one changes nothing.
        key("End")?;
        xdotool(&["type", "--clearmodifiers", "--delay", "8", text]).map(drop)
    }

    /// Presses a key: `Tab`, `Return`, `ctrl+a`.
    pub fn key(&self, name: &str) -> Result<()> {
        self.to_front()?;
        key(name)
    }

    /// Closes it as the close button does: the window manager asks the program.
    pub fn close(&self) -> Result<()> {
        xdotool(&["windowactivate", "--sync", &self.window, "key", "alt+F4"]).map(drop)
    }

    /// Whether it is still there.
    pub fn is_open(&self) -> bool {
        quiet(&["getwindowname", &self.window]).is_ok()
    }

    /// Presses a key that closes it; again when the window swallowed it.
    pub fn press_until_gone(&self, name: &str) -> Result<()> {
        for _ in 0..3 {
            let pressed = self.key(name);
            if soon(|| Ok(!self.is_open()))? {
                return Ok(());
            }
            pressed?;
        }
        self.is_gone()
    }

    /// Waits until it is gone.
    pub fn is_gone(&self) -> Result<()> {
        until(
            format!("the window {:?} to close", self.title().unwrap_or_default()),
            || Ok((!self.is_open()).then_some(())),
        )
    }
}

/// Presses a key in the window that has the keyboard.
pub(crate) fn key(name: &str) -> Result<()> {
    xdotool(&["key", "--clearmodifiers", name]).map(drop)
}

/// Types text into the window that has the keyboard.
pub(crate) fn type_text(text: &str) -> Result<()> {
    xdotool(&["type", "--clearmodifiers", "--delay", "8", text]).map(drop)
}

/// Brings the window with exactly this title to the front; answers which one it is.
pub(crate) fn activate(title: &str) -> Result<String> {
    let exactly = format!("^{title}$");
    let window = until(
        format!("the window {title:?}; there are {:?}", titles()),
        || Ok(windows_named(&exactly)?.pop()),
    )?;
    xdotool(&["windowactivate", "--sync", &window])?;
    Ok(window)
}

/// A PNG of one window, or of the `root`, the whole display.
pub(crate) fn picture(window: &str, file: &Path) -> Result<()> {
    let status = Command::new("import")
        .args(["-window", window])
        .arg(file)
        .stdin(Stdio::null())
        .status();
    let status = status.context("import (ImageMagick) could not be started")?;
    if !status.success() {
        bail!("import ended with {status}");
    }
    Ok(())
}

/// Titles of the windows there are, for explanations.
pub(crate) fn titles() -> Vec<String> {
    let windows = windows_named(".").unwrap_or_default();
    windows
        .iter()
        .filter_map(|window| quiet(&["getwindowname", window]).ok())
        .collect()
}

/// Visible windows whose title matches; none is not an error.
fn windows_named(pattern: &str) -> Result<Vec<String>> {
    let found = Command::new("xdotool")
        .args(["search", "--onlyvisible", "--name", pattern])
        .stdin(Stdio::null())
        .output();
    let found = found.context("xdotool could not be started")?;
    Ok(String::from_utf8_lossy(&found.stdout)
        .lines()
        .map(str::to_owned)
        .collect())
}

fn xdotool(words: &[&str]) -> Result<String> {
    quiet(words).with_context(|| format!("xdotool {}", words[0]))
}

fn quiet(words: &[&str]) -> Result<String> {
    let output = Command::new("xdotool")
        .args(words)
        .stdin(Stdio::null())
        .output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
