//! The stand-ins' twin, and `larder` asked to connect there, with every secret in a pipe or a file.
use std::cell::Cell;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use larder_practice::quirks::Quirks;
use serde_json::Value;
use tempfile::TempDir;
use url::Url;

use super::are_shelves;
use super::browser::{self, Walked};
use super::table::{Does, Way};
use crate::world::{Said, Served, World, block, run_with_input};

pub(super) const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/definitions");

/// A world whose practice apps are the twin's, with the definitions that lead there.
pub(super) struct Twin {
    pub(super) world: World,
    practice: Served,
    /// The person's own files, outside the data folder.
    papers: TempDir,
    written: Cell<u32>,
}

impl Twin {
    pub(super) fn start() -> Self {
        let world = World::new();
        let practice = world.serve(&["practice", "--quirks", "--port", "0"]);
        Self {
            world,
            practice,
            papers: TempDir::new().unwrap(),
            written: Cell::new(0),
        }
    }

    pub(super) fn address(&self, app: &str) -> &str {
        let address = self.practice.addresses["apps"]["quirks"][app].as_str();
        address.unwrap_or_else(|| panic!("{app} is not served"))
    }

    /// Asks the twin's controls.
    pub(super) fn control(&self, path: &str) -> Value {
        let mut url = Url::parse(self.address("basic")).unwrap();
        url.set_path(&format!("/control/{path}"));
        let asked = reqwest::Client::builder().no_proxy().build().unwrap();
        let text = block(async { asked.post(url).send().await.unwrap().text().await.unwrap() });
        serde_json::from_str(&text).unwrap()
    }

    pub(super) fn command(&self, words: &[String]) -> Command {
        let mut command = self.world.command(words);
        // The loudest log is looked through for secrets too.
        command
            .env("LARDER_CONNECTORS", FOLDER)
            .env("RUST_LOG", "trace");
        command
    }

    pub(super) fn run(&self, words: &[&str]) -> Said {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        run_with_input(self.command(&words), "")
    }

    /// A secret as the person has it. Keys called other are of nobody the twin knows.
    fn typed(&self, value: &str) -> String {
        let Some(kind) = value.strip_prefix("key:") else {
            return value.to_owned();
        };
        if let Some(other) = kind.strip_prefix("other ") {
            // Keys are made once a process: those of this one are strange to the one that serves.
            return Quirks::private_keys()[other].clone();
        }
        let key = self.practice.addresses["private_keys"][kind].as_str();
        key.unwrap().to_owned()
    }

    /// What must be found nowhere; of a key one line, since line ends are written in many ways.
    pub(super) fn secrets(&self, way: &Way) -> Vec<String> {
        let values = way.secrets.iter().map(|(_, value)| value);
        values.map(|value| self.secret(value)).collect()
    }

    /// What must be found nowhere of one secret.
    pub(super) fn secret(&self, value: &str) -> String {
        let text = self.typed(value);
        text.lines().nth(1).unwrap_or(&text).to_owned()
    }

    /// The words to connect by this way, and what comes by the pipe.
    pub(super) fn words(
        &self,
        way: &Way,
        name: &str,
        wrong: Option<(&str, &str)>,
    ) -> (Vec<String>, String) {
        let connector = format!("quirks_{}", way.id);
        let mut words = vec!["connect".to_owned(), connector];
        let mut add = |flag: &str, value: String| words.extend([flag.to_owned(), value]);
        add("--name", name.to_owned());
        for (key, value) in way.fields.iter().chain(&[("server", "practice")]) {
            add("--field", format!("{key}={value}"));
        }
        let mut piped = None;
        for (key, value) in way.secrets {
            let spoilt = wrong.filter(|(wrong, _)| wrong == key);
            let value = spoilt.map_or(*value, |(_, value)| value);
            let text = self.typed(value);
            if piped.is_none() && !value.starts_with("key:") {
                add("--secret-stdin", (*key).to_owned());
                piped = Some(text);
            } else {
                add("--secret-file", format!("{key}={}", self.paper(&text)));
            }
        }
        add("--browser", "print".to_owned());
        add("--redirect-port", "0".to_owned());
        words.push("--json".to_owned());
        for (_, value) in way.secrets {
            let text = self.typed(value);
            assert!(!words.iter().any(|word| word.contains(&text)));
        }
        (words, piped.unwrap_or_default())
    }

    /// A file of the person's own with this text.
    pub(super) fn paper(&self, text: &str) -> String {
        self.written.set(self.written.get() + 1);
        let file = self.papers.path().join(self.written.get().to_string());
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    }

    /// Connects, with the person doing what the way asks for; gives also what was spent on the way.
    pub(super) fn connect(
        &self,
        way: &Way,
        name: &str,
        more: &[&str],
    ) -> Result<(Said, Vec<String>), String> {
        let (mut words, input) = self.words(way, name, None);
        words.extend(more.iter().map(|word| (*word).to_owned()));
        if way.does == Does::Nothing {
            return Ok((run_with_input(self.command(&words), &input), Vec::new()));
        }
        let asked = Asked::start(self.command(&words))?;
        let walked = match way.does {
            Does::TypesTheCode => asked.type_code()?,
            _ => browser::walk(&asked.link("authorize_url")?)?,
        };
        Ok((asked.ended(), walked.spent))
    }

    /// Asks for the shelves by the connection that is called like the way.
    pub(super) fn shelves(&self, way: &Way) -> Result<Said, String> {
        self.shelves_of(way.id, way.id)
    }

    /// Asks an app for the shelves by this connection.
    pub(super) fn shelves_of(&self, name: &str, app: &str) -> Result<Said, String> {
        let url = format!("{}/shelves", self.address(app));
        let said = self.run(&["request", name, "GET", &url, "--json"]);
        if said.code != 0 || !are_shelves(&said.json()) {
            return Err(format!("a request brings {said:?}"));
        }
        Ok(said)
    }

    /// The connection's access token.
    pub(super) fn token(&self, way: &Way) -> String {
        let token = self.run(&["token", way.id]).done().out.trim().to_owned();
        assert!(token.len() >= 16, "{}: {token}", way.id);
        token
    }
}

/// A running `larder connect`, and its first line.
pub(super) struct Asked {
    process: Child,
    out: BufReader<ChildStdout>,
    pub(super) first: Value,
}

impl Asked {
    pub(super) fn start(mut command: Command) -> Result<Self, String> {
        let mut process = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        match serde_json::from_str(&line) {
            Ok(first) => Ok(Self {
                process,
                out,
                first,
            }),
            Err(error) => {
                let said = Said::of(process.wait_with_output().unwrap());
                Err(format!("begins with {line:?} ({error}): {said:?}"))
            }
        }
    }

    pub(super) fn link(&self, name: &str) -> Result<Url, String> {
        let link = self.first[name].as_str();
        let link = link.ok_or_else(|| format!("prints {}", self.first))?;
        Url::parse(link).map_err(|error| error.to_string())
    }

    /// Opens the page that was printed, and types the code there.
    fn type_code(&self) -> Result<Walked, String> {
        let mut page = self.link("verification_uri")?;
        let code = self.first["user_code"].as_str().unwrap_or_default();
        page.query_pairs_mut().append_pair("user_code", code);
        browser::walk(&page)
    }

    /// Types a line into the program.
    pub(super) fn type_line(&mut self, line: &str) {
        let mut stdin = self.process.stdin.take().unwrap();
        writeln!(stdin, "{line}").unwrap();
    }

    /// Waits for the end; the output is what came after the first line.
    pub(super) fn ended(mut self) -> Said {
        let mut out = String::new();
        self.out.read_to_string(&mut out).unwrap();
        let mut said = Said::of(self.process.wait_with_output().unwrap());
        said.out = out;
        said
    }
}
