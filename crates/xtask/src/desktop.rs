//! A desktop for programs on a machine that has none: its own message bus, keychain, display and
//! window manager, gone without a trace when the program ends.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::app;
use crate::command::{command, output_of, run};
use crate::system;

/// The word by which we start ourselves again inside the new message bus.
pub(crate) const INSIDE: &str = "inside-desktop";

const PATIENCE: Duration = Duration::from_secs(30);
/// A bus that starts nothing by itself: no portal and no bus of assistive programs joins in.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

const SCREEN: &str = "1600x1000x24";

/// What a program needs of a desktop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Desktop {
    /// A message bus and an unlocked keychain.
    Keychain,
    /// These, a display and a window manager.
    Display,
}

/// Whether there is a desktop to open windows on.
pub(crate) fn is_here() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Runs the words of a person in a whole desktop.
pub(crate) fn enter(words: &[&str]) -> Result<()> {
    ensure(Desktop::Display)?;
    let session = Session::new()?;
    run(session.wrap(Desktop::Display, &command(words[0], &words[1..])))
}

/// Installs what the desktop is made of.
pub(crate) fn ensure(desktop: Desktop) -> Result<()> {
    match desktop {
        Desktop::Keychain => system::ensure(&[system::KEYCHAIN]),
        Desktop::Display => system::ensure(&[system::KEYCHAIN, system::DISPLAY]),
    }
}

/// The folder in which one desktop keeps what it writes; removed at the end.
#[derive(Debug)]
pub(crate) struct Session {
    folder: std::path::PathBuf,
}

impl Session {
    pub(crate) fn new() -> Result<Self> {
        // Sockets lie in it, and their paths may hold at most 108 bytes.
        let folder = std::env::temp_dir().join(format!("larder-desktop-{}", std::process::id()));
        for part in ["run", "data", "config", "cache"] {
            fs::create_dir_all(folder.join(part))?;
        }
        fs::write(folder.join("bus.conf"), BUS)?;
        fs::set_permissions(folder.join("run"), fs::Permissions::from_mode(0o700))?;
        Ok(Self { folder })
    }

    /// The command that runs `program` in the desktop. The environment is set outside, because
    /// what the message bus starts inherits it from the bus.
    pub(crate) fn wrap(&self, desktop: Desktop, program: &Command) -> Command {
        let us = std::env::current_exe().unwrap_or_else(|_| "xtask".into());
        let mut wrapped = command("dbus-run-session", ["--config-file"]);
        wrapped.arg(self.folder.join("bus.conf")).arg("--");
        wrapped.arg(us).arg(INSIDE).arg(match desktop {
            Desktop::Keychain => "keychain",
            Desktop::Display => "display",
        });
        wrapped.arg(program.get_program()).args(program.get_args());
        if let Some(folder) = program.get_current_dir() {
            wrapped.current_dir(folder);
        }
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => wrapped.env(name, value),
                None => wrapped.env_remove(name),
            };
        }
        let at = |part: &str| self.folder.join(part);
        wrapped
            .env("XDG_RUNTIME_DIR", at("run"))
            .env("XDG_DATA_HOME", at("data"))
            .env("XDG_CONFIG_HOME", at("config"))
            .env("XDG_CACHE_HOME", at("cache"))
            .env("CARGO_TARGET_DIR", app::target())
            // No bus of assistive programs is here to be waited for.
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DISPLAY");
        wrapped
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("{} could not be removed: {error}", self.folder.display());
        }
    }
}

/// Runs inside the new message bus: starts the rest of the desktop, then the words.
pub(crate) fn inside(kind: &str, words: &[&str]) -> Result<()> {
    unlock_keychain()?;
    let mut program = Command::new(words[0]);
    program.args(&words[1..]);
    let mut started = Vec::new();
    if kind == "display" {
        let display = start_display(&mut started)?;
        program.env("DISPLAY", display);
    }
    let outcome = program
        .status()
        .with_context(|| format!("{} could not be started", words[0]));
    drop(started);
    let status = outcome?;
    if !status.success() {
        bail!("{} ended with {status}", words[0]);
    }
    Ok(())
}

/// Ends with the program that started it.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        if self.0.kill().is_ok() {
            self.0.wait().ok();
        }
    }
}

/// The daemon goes into the background once the keychain is open, and ends with the message bus.
fn unlock_keychain() -> Result<()> {
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("gnome-keyring-daemon could not be started")?;
    daemon
        .stdin
        .take()
        .expect("its input is piped")
        .write_all(b"larder")?;
    let status = daemon.wait()?;
    if !status.success() {
        bail!("gnome-keyring-daemon ended with {status}");
    }
    Ok(())
}

fn start_display(started: &mut Vec<Started>) -> Result<String> {
    let mut screen = Command::new("Xvfb")
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            SCREEN,
            "-nolisten",
            "tcp",
            "-noreset",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("Xvfb could not be started")?;
    let mut number = String::new();
    let answer = screen.stdout.take().expect("its output is piped");
    started.push(Started(screen));
    BufReader::new(answer).read_line(&mut number)?;
    if number.trim().is_empty() {
        bail!("Xvfb found no free display");
    }
    let display = format!(":{}", number.trim());

    let manager = Command::new("openbox")
        .env("DISPLAY", &display)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("openbox could not be started")?;
    started.push(Started(manager));
    wait_for_manager(&display)?;
    Ok(display)
}

/// Windows that open before the manager is there are never decorated or focused.
fn wait_for_manager(display: &str) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        let mut ask = command("xprop", ["-root", "_NET_SUPPORTING_WM_CHECK"]);
        ask.env("DISPLAY", display);
        if output_of(ask).is_ok_and(|answer| answer.contains("window id")) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    bail!("openbox did not take over the display")
}
