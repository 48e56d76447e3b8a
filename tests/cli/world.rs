//! One world for a test: a data folder, the program in it, practice apps on free ports, a person with a browser.
use std::ffi::OsStr;
use std::future::Future;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::Arc;

use larder_engine::api::BindSlot;
use larder_engine::view::SlotName;
use larder_engine::{Engine, Keychain, Options, StandIns, SystemBrowser, SystemClock};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use crate::{keychain, person};

pub(crate) const INES: (&str, &str) = ("integration@acme.test", "pantry-1");
pub(crate) const SAM: (&str, &str) = ("sales@acme.test", "pantry-2");
pub(crate) const ADA_AT_ZENDESK: (&str, &str) = ("admin@acme.test", "shelf-1");

/// What a command left behind.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The last line of the output as JSON.
    pub(crate) fn json(&self) -> Value {
        let line = self.out.lines().last().unwrap_or_default();
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// The problem a command with `--json` ended with.
    #[track_caller]
    pub(crate) fn problem(&self) -> Value {
        assert_eq!(self.code, 1, "{self:?}");
        let problem = self.json()["problem"].clone();
        assert!(problem.is_object(), "{self:?}");
        problem
    }
}

pub(crate) struct World {
    home: TempDir,
    practice: Option<Served>,
}

impl World {
    /// A fresh data folder.
    pub(crate) fn new() -> Self {
        Self {
            home: TempDir::new().unwrap(),
            practice: None,
        }
    }

    /// A fresh data folder with the practice apps running.
    pub(crate) fn with_practice() -> Self {
        let mut world = Self::new();
        world.practice = Some(world.serve(&["practice", "--port", "0"]));
        world
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn command<S: AsRef<OsStr>>(&self, words: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_larder"));
        command
            .args(words)
            .env("LARDER_HOME", self.home.path())
            .env("DBUS_SESSION_BUS_ADDRESS", keychain::bus())
            .env_remove("LARDER_CONNECTORS")
            .env_remove("RUST_LOG")
            .env("TZ", "UTC")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Said {
        Said::of(self.command(words).output().unwrap())
    }

    pub(crate) fn run_with_input(&self, words: &[&str], input: &str) -> Said {
        run_with_input(self.command(words), input)
    }

    /// The JSON of a command that must succeed.
    #[track_caller]
    pub(crate) fn json(&self, words: &[&str]) -> Value {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        self.run(&words).done().json()
    }

    /// The problem of a command that must fail.
    #[track_caller]
    pub(crate) fn problem(&self, words: &[&str]) -> Value {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        self.run(&words).problem()
    }

    /// Starts `larder practice` and reads its first line.
    pub(crate) fn serve(&self, words: &[&str]) -> Served {
        let mut process = self.command(words).spawn().unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert!(
            !line.is_empty(),
            "not started: {:?}",
            process.wait_with_output()
        );
        Served {
            process,
            addresses: serde_json::from_str(&line).unwrap(),
        }
    }

    fn control(&self) -> &str {
        let practice = self.practice.as_ref().expect("a world with practice apps");
        practice.addresses["control"].as_str().unwrap()
    }

    /// Breaks or mends something at the practice apps.
    pub(crate) fn fault(&self, id: &str, asked: &Value) {
        let url = format!("{}/faults/{id}", self.control());
        let request = http()
            .post(url)
            .header("content-type", "application/json")
            .body(asked.to_string());
        let status = block(async { request.send().await.unwrap().status() });
        assert!(status.is_success(), "fault {id}: {status}");
    }

    /// How many refreshes an app was asked for.
    pub(crate) fn refreshes(&self, app: &str, org: &str) -> u64 {
        let url = format!("{}/log", self.control());
        let text = block(async { http().get(url).send().await.unwrap().text().await.unwrap() });
        let log: Value = serde_json::from_str(&text).unwrap();
        log["token_requests"][app][org]["refresh_token"]
            .as_u64()
            .unwrap_or(0)
    }

    /// Starts a sign-in that prints its link.
    pub(crate) fn sign_in(&self, words: &[&str]) -> SignIn {
        let words: Vec<&str> = words
            .iter()
            .copied()
            .chain(["--browser", "print", "--redirect-port", "0", "--json"])
            .collect();
        SignIn::start(self.command(&words))
    }

    /// Connects the practice Salesforce under this name, as Ines.
    pub(crate) fn salesforce(&self, name: &str) -> Value {
        let sign_in = self.sign_in(&[
            "connect",
            "salesforce",
            "--name",
            name,
            "--field",
            "server=practice",
        ]);
        sign_in.allow(INES);
        sign_in.ended().done().json()
    }

    /// Connects the practice Zendesk under this name, as Ada.
    pub(crate) fn zendesk(&self, name: &str) -> Value {
        let sign_in = self.sign_in(&[
            "connect",
            "zendesk",
            "--name",
            name,
            "--field",
            "server=practice",
            "--field",
            "subdomain=acme",
        ]);
        sign_in.allow(ADA_AT_ZENDESK);
        sign_in.ended().done().json()
    }
}

impl World {
    /// Fills the sample recipe's slot, as the window does over the same folder.
    pub(crate) fn fill_slot(&self, connector: &str, connection: &str) {
        let options = Options {
            home: self.home().to_owned(),
            connector_folders: Vec::new(),
            keychain: Keychain::os(),
            window: None,
            browser: Arc::new(SystemBrowser),
            stand_ins: StandIns::default(),
            exports: self.home().join("exports"),
            clock: Arc::new(SystemClock::default()),
        };
        block(async {
            let engine = Engine::open(options).await.unwrap();
            engine
                .bind_slot(BindSlot {
                    slot: SlotName {
                        recipe: "sample".to_owned(),
                        connector: connector.to_owned(),
                        role: "primary".to_owned(),
                    },
                    connection: Some(connection.to_owned()),
                })
                .await
                .unwrap();
            engine.close().await;
        });
    }
}

pub(crate) fn run_with_input(mut command: Command, input: &str) -> Said {
    let mut process = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = process.stdin.take().unwrap();
    // A program that refuses its words does not read its input.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    Said::of(process.wait_with_output().unwrap())
}

/// Running practice apps; ended as a person ends them.
pub(crate) struct Served {
    process: Child,
    pub(crate) addresses: Value,
}

impl Served {
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Asks them to end, and waits for it; gives the exit code.
    pub(crate) fn end(&mut self, signal: Signal) -> Option<i32> {
        kill_process(Pid::from_child(&self.process), signal).unwrap();
        self.process.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Already gone where the test ended them itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A running sign-in, and the person's browser.
pub(crate) struct SignIn {
    process: Child,
    out: BufReader<ChildStdout>,
    pub(crate) authorize_url: Url,
}

impl SignIn {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut process = command.spawn().unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert!(
            !line.is_empty(),
            "no link: {:?}",
            process.wait_with_output()
        );
        let first: Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        let members: Vec<&String> = first.as_object().unwrap().keys().collect();
        assert_eq!(members, ["authorize_url"], "{first}");
        Self {
            process,
            out,
            authorize_url: Url::parse(first["authorize_url"].as_str().unwrap()).unwrap(),
        }
    }

    /// Starts a sign-in whose link stands among the words on standard error.
    pub(crate) fn told(mut command: Command) -> Self {
        let mut process = command.spawn().unwrap();
        let words = BufReader::new(process.stderr.take().unwrap());
        let link = words.lines().find_map(|line| Url::parse(&line.ok()?).ok());
        let authorize_url = link.expect("the words have the link on a line of its own");
        Self {
            out: BufReader::new(process.stdout.take().unwrap()),
            process,
            authorize_url,
        }
    }

    pub(crate) fn parameter(&self, name: &str) -> String {
        let found = self
            .authorize_url
            .query_pairs()
            .find(|(key, _)| key == name);
        found.expect("the link names it").1.into_owned()
    }

    pub(crate) fn redirect(&self) -> Url {
        Url::parse(&self.parameter("redirect_uri")).unwrap()
    }

    /// Signs in on the app's pages and consents; gives the address the app sends the browser to.
    pub(crate) fn consent(&self, (username, password): (&str, &str), choice: &str) -> Url {
        let redirect = self.redirect();
        let walk = person::walk(
            self.authorize_url.clone(),
            &redirect,
            username,
            password,
            choice,
        );
        block(walk).expect("the app sends the browser back")
    }

    /// Signs in, allows, and lets the browser follow the redirect; gives what the browser shows then.
    pub(crate) fn allow(&self, who: (&str, &str)) -> String {
        let redirect = self.consent(who, "allow");
        let (status, page) = open(&redirect);
        assert_eq!(status, 200, "{page}");
        page
    }

    /// Ends the program as a power cut does.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    pub(crate) fn interrupt(&self) {
        kill_process(Pid::from_child(&self.process), Signal::INT).unwrap();
    }

    /// Waits for the end; the output is what came after the link.
    pub(crate) fn ended(mut self) -> Said {
        let mut out = String::new();
        self.out.read_to_string(&mut out).unwrap();
        let mut said = Said::of(self.process.wait_with_output().unwrap());
        said.out = out;
        said
    }
}

/// Opens an address as a browser would; gives the status and the page.
pub(crate) fn open(url: &Url) -> (u16, String) {
    block(async {
        let answer = http().get(url.clone()).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    })
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().build().unwrap()
}

pub(crate) fn block<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(work)
}

/// Who a fault is for.
pub(crate) fn at(app: &str, username: &str) -> Value {
    json!({ "app": app, "username": username })
}

/// The names of an object's members, in order of name.
pub(crate) fn members(value: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = value
        .as_object()
        .unwrap_or_else(|| panic!("no object: {value}"))
        .keys()
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names
}
