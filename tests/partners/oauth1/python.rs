//! The partners' process: installed from its list when missing, asked by lines of JSON, ended when dropped.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

/// A Python program that answers each line with one of its own. It ends when its input does, with this value.
pub(crate) struct Partner {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    process: Child,
}

impl Partner {
    pub(crate) fn start(script: &str, arguments: &[&str]) -> Self {
        let mut process = Command::new(installed().join("bin/python"))
            .arg(scripts().join(script))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        Self {
            input: process.stdin.take().unwrap(),
            output: BufReader::new(process.stdout.take().unwrap()),
            process,
        }
    }

    pub(crate) fn line(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).expect("the partner writes lines of JSON")
    }

    /// Asks for a judgement; what is wrong, if the partner says so.
    pub(crate) fn judge(&mut self, question: &Value) -> Result<(), String> {
        writeln!(self.input, "{question}").unwrap();
        self.input.flush().unwrap();
        let answer = self.line();
        if answer["is_good"] == true {
            return Ok(());
        }
        Err(format!("{} {question}", answer["why"]))
    }
}

impl Drop for Partner {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/partners/oauth1")
}

/// The keys of the crate's own tests.
pub(crate) fn key(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/keys")
        .join(name)
}

pub(crate) fn key_text(name: &str) -> String {
    fs::read_to_string(key(name)).unwrap()
}

/// The virtual environment with the partners, by this very list. Who comes second waits for the first.
fn installed() -> PathBuf {
    // Beside the test's own executable: target/<profile>/deps.
    let executable = std::env::current_exe().unwrap();
    let folder = executable
        .ancestors()
        .nth(3)
        .expect("a test is in target")
        .join("partners/oauth1");
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    let lock = File::create(folder.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    let list = scripts().join("requirements.txt");
    let stamp = folder.join("installed");
    let wanted = fs::read(&list).unwrap();
    if fs::read(&stamp).is_ok_and(|found| found == wanted) {
        return folder;
    }
    run(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
        "This test needs Python 3 with venv: apt-get install -y python3 python3-venv",
    );
    run(
        Command::new(folder.join("bin/python"))
            .args(["-m", "pip", "install", "--quiet", "--requirement"])
            .arg(&list),
        "This test needs the Python package index once.",
    );
    fs::copy(&list, &stamp).unwrap();
    folder
}

fn run(command: &mut Command, hint: &str) {
    let output = command.stdin(Stdio::null()).output().expect(hint);
    assert!(
        output.status.success(),
        "{hint}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
