//! What the bench measures: time until a window can be used, memory, and time from a touch to the picture.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;

use crate::driver::Driver;
use crate::larder::Larder;
use crate::processes;
use crate::wait::until;

/// How long a window may settle before its memory is read.
const SETTLED: Duration = Duration::from_secs(3);

/// One start of a program.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    /// From asking for the window to the first thing one can press.
    pub usable: Duration,
    /// Proportional set size of the program and all it started, in KiB.
    pub memory: u64,
}

/// Starts a program, waits until the link or button of that name can be pressed, and ends it.
pub fn start(program: &Path, home: &Path, role: &str, name: &str) -> Result<Start> {
    let driver = Driver::ready(&[("LARDER_HOME", home)])?;
    let before = Instant::now();
    let driver = driver.opened(program)?;
    until(format!("the {role} {name:?}"), || {
        Ok(driver.is_enabled(role, name).unwrap_or(None))
    })?;
    let usable = before.elapsed();
    thread::sleep(SETTLED);
    let memory = processes::below(driver.process_id())?
        .into_iter()
        .map(processes::memory)
        .sum::<Result<u64>>()?;
    Ok(Start { usable, memory })
}

impl Larder {
    /// Milliseconds from the click on a picklist to its rows on screen, as the page's own clock has it.
    pub fn time_click_to_rows(&self, picklist: &str) -> Result<f64> {
        self.watch("pointerdown")?;
        self.open_list(picklist)?;
        self.watched()
    }

    /// Milliseconds from a key to other rows on screen.
    pub fn time_key_to_rows(&self, key: &str) -> Result<f64> {
        self.watch("keydown")?;
        self.type_text(key)?;
        self.watched()
    }

    /// From now on the next event of that kind is timed until the rows after it have been painted.
    fn watch(&self, event: &str) -> Result<()> {
        self.driver().run(
            "const rows = () => [...document.querySelectorAll('[role=option]')].slice(0, 5).map(row => row.textContent).join();
             window.larderTook = null;
             document.addEventListener(arguments[0], event => {
               const before = rows();
               const look = () => {
                 const now = rows();
                 if (now === '' || now === before) requestAnimationFrame(look);
                 // The frame after the change has it on screen.
                 else requestAnimationFrame(() => { window.larderTook = performance.now() - event.timeStamp; });
               };
               look();
             }, { capture: true, once: true });",
            &[json!(event)],
        )?;
        Ok(())
    }

    fn watched(&self) -> Result<f64> {
        until("rows on screen", || {
            Ok(self
                .driver()
                .run("return window.larderTook;", &[])?
                .as_f64())
        })
    }
}
