//! The few words of WebDriver (W3C) that driving our window takes.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::processes;
use crate::wait::until;

/// The key under which WebDriver names elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One WebKitWebDriver with the one program it started.
#[derive(Debug)]
pub(crate) struct Driver {
    process: Child,
    origin: String,
    session: String,
    http: ureq::Agent,
}

/// An element of the page, as WebDriver names it.
#[derive(Debug, Clone)]
pub(crate) struct Element(String);

impl Driver {
    /// Starts `program` under WebDriver, with the environment given.
    pub(crate) fn start(program: &Path, environment: &[(&str, &Path)]) -> Result<Self> {
        Self::ready(environment)?.opened(program)
    }

    /// Starts WebKitWebDriver alone.
    pub(crate) fn ready(environment: &[(&str, &Path)]) -> Result<Self> {
        let port = free_port()?;
        let mut command = Command::new("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            // Asks Tauri to let its page be driven; what tauri-driver sets as well.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        for (name, value) in environment {
            command.env(name, value);
        }
        let process = command
            .spawn()
            .context("WebKitWebDriver could not be started")?;
        let http = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(90)))
            .build()
            .into();
        let driver = Self {
            process,
            origin: format!("http://127.0.0.1:{port}"),
            session: String::new(),
            http,
        };
        until("WebKitWebDriver", || Ok(driver.get("/status").ok()))?;
        Ok(driver)
    }

    /// Opens the program's window.
    pub(crate) fn opened(mut self, program: &Path) -> Result<Self> {
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "webkitgtk:browserOptions": { "binary": program, "args": [] }
        } } });
        let answer = self
            .post("/session", &wanted)
            .context("the window did not open")?;
        self.session = text(&answer["sessionId"])?;
        Ok(self)
    }

    /// The process of WebKitWebDriver, whose child the program is.
    pub(crate) fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Runs a function body in the page, with `arguments`, and answers what it returns.
    pub(crate) fn run(&self, body: &str, arguments: &[Value]) -> Result<Value> {
        self.post(
            &self.of_session("/execute/sync"),
            &json!({ "script": body, "args": arguments }),
        )
    }

    /// The element that a function body returns, if it returns one.
    pub(crate) fn element(&self, body: &str, arguments: &[Value]) -> Result<Option<Element>> {
        let found = self.run(body, arguments)?;
        Ok(found[ELEMENT].as_str().map(|id| Element(id.to_owned())))
    }

    /// Clicks with the mouse, in the middle.
    pub(crate) fn click(&self, element: &Element) -> Result<()> {
        self.post(&self.of_element(element, "/click"), &json!({}))
            .map(drop)
    }

    fn of_session(&self, path: &str) -> String {
        format!("/session/{}{path}", self.session)
    }

    fn of_element(&self, element: &Element, path: &str) -> String {
        self.of_session(&format!("/element/{}{path}", element.0))
    }

    fn get(&self, path: &str) -> Result<Value> {
        let mut answer = self.http.get(format!("{}{path}", self.origin)).call()?;
        value_of(answer.body_mut().read_json()?)
    }

    fn post(&self, path: &str, question: &Value) -> Result<Value> {
        let mut answer = self
            .http
            .post(format!("{}{path}", self.origin))
            .send_json(question)?;
        value_of(answer.body_mut().read_json()?)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let started = processes::below(self.process.id()).unwrap_or_default();
        // The program may have quit before; its session is gone then.
        if !self.session.is_empty() {
            let _ = self
                .http
                .delete(format!("{}/session/{}", self.origin, self.session))
                .call();
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        // The end of the session closes the page, not always the program.
        if let Err(error) = processes::end(&started) {
            eprintln!("{error:#}");
        }
    }
}

fn value_of(mut answer: Value) -> Result<Value> {
    let value = answer["value"].take();
    if let Some(error) = value["error"].as_str() {
        bail!("{error}: {}", value["message"].as_str().unwrap_or_default());
    }
    Ok(value)
}

fn text(value: &Value) -> Result<String> {
    value
        .as_str()
        .map(str::to_owned)
        .with_context(|| format!("expected text, got {value}"))
}

/// A port nobody listens on now; WebKitWebDriver cannot choose one and tell.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
