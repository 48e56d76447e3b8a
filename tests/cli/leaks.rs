//! Nothing secret in logs, in output, on disk, or in what other programs may see.
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;

use crate::world::{INES, Said, SignIn, World, at};

const LOUD: (&str, &str) = ("RUST_LOG", "trace");

/// The forms a secret may hide in.
fn forms(secret: &str) -> Vec<Vec<u8>> {
    let bytes = secret.as_bytes();
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap();
    let hex: String = bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect();
    let wide = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encoded: String = url::form_urlencoded::byte_serialize(bytes).collect();
    vec![
        bytes.to_vec(),
        encoded.into_bytes(),
        // Without the end, which depends on what follows.
        STANDARD.encode(bytes).trim_end_matches('=').as_bytes()[..bytes.len()].to_vec(),
        URL_SAFE_NO_PAD.encode(bytes).as_bytes()[..bytes.len()].to_vec(),
        hex.into_bytes(),
        wide,
    ]
}

fn holds(text: &[u8], secret: &str) -> bool {
    forms(secret)
        .iter()
        .any(|form| text.windows(form.len()).any(|part| part == form.as_slice()))
}

pub(crate) fn assert_clean(said: &Said, secrets: &[String]) {
    for text in [&said.out, &said.err] {
        let found = Sought::new(secrets).first_in(text.as_bytes());
        assert_eq!(found, None, "found in {said:?}");
    }
}

/// Many secrets in all their forms, looked for in one pass.
pub(crate) struct Sought<'a> {
    /// By the first two bytes.
    beginning: Vec<Vec<(Vec<u8>, &'a str)>>,
}

impl<'a> Sought<'a> {
    pub(crate) fn new(secrets: &'a [String]) -> Self {
        let mut beginning = vec![Vec::new(); 1 << 16];
        for secret in secrets {
            for form in forms(secret) {
                let first = u16::from_le_bytes([form[0], form[1]]);
                beginning[usize::from(first)].push((form, secret.as_str()));
            }
        }
        Self { beginning }
    }

    pub(crate) fn first_in(&self, text: &[u8]) -> Option<&'a str> {
        for at in 1..text.len() {
            let first = u16::from_le_bytes([text[at - 1], text[at]]);
            for (form, secret) in &self.beginning[usize::from(first)] {
                if text[at - 1..].starts_with(form) {
                    return Some(secret);
                }
            }
        }
        None
    }
}

#[test]
fn what_is_looked_for_is_found_in_every_form() {
    let secrets = ["another".to_owned(), "p\u{e4}ss:1".to_owned()];
    let sought = Sought::new(&secrets);
    for form in forms(&secrets[1]) {
        let text = [b"p before", &form[..], b" after"].concat();
        assert_eq!(sought.first_in(&text), Some(secrets[1].as_str()));
        assert!(holds(&text, &secrets[1]));
    }
    assert_eq!(sought.first_in(b"pass:1 anothe"), None);
}

pub(crate) fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn l02_the_loudest_log_holds_no_token_code_or_password_even_when_answers_are_odd() {
    let world = World::with_practice();
    let loud = |words: &[&str]| {
        let output = world.command(words).env(LOUD.0, LOUD.1).output().unwrap();
        Said {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    };
    let mut command = world.command(&[
        "connect",
        "salesforce",
        "--name",
        "Acme",
        "--field",
        "server=practice",
        "--browser",
        "print",
        "--redirect-port",
        "0",
    ]);
    command.env(LOUD.0, LOUD.1);
    let sign_in = SignIn::start(command);
    let redirect = sign_in.consent(INES, "allow");
    let code = redirect
        .query_pairs()
        .find(|(key, _)| key == "code")
        .unwrap()
        .1
        .into_owned();
    let state = sign_in.parameter("state");
    crate::world::open(&redirect);
    let connected = sign_in.ended().done();
    assert!(
        connected.err.contains("TRACE") || connected.err.contains("DEBUG"),
        "the log was on"
    );
    let first = world.run(&["token", "Acme"]).done().out.trim().to_owned();

    let mut said = vec![connected];
    for odd in ["token_html", "token_error_in_200"] {
        world.fault("expire", &at("salesforce", INES.0));
        world.fault(
            odd,
            &json!({ "app": "salesforce", "org": "login", "times": 1 }),
        );
        said.push(loud(&[
            "request",
            "Acme",
            "GET",
            "/services/data/v65.0/limits",
        ]));
    }
    said.push(loud(&["connections", "test", "Acme"]));
    said.push(loud(&[
        "picklist",
        "Acme",
        "objects",
        "--refresh",
        "--limit",
        "5",
    ]));
    said.push(loud(&["diagnose"]));
    let second = world.run(&["token", "Acme"]).done().out.trim().to_owned();
    assert_ne!(first, second);
    let ended = loud(&["connections", "disconnect", "Acme"]).done();
    said.push(ended);
    let secrets = [first, second, code, state, INES.1.to_owned()];
    for one in &said {
        assert_clean(one, &secrets);
    }

    for file in files(world.home()) {
        let content = std::fs::read(&file).unwrap();
        for secret in secrets.iter().filter(|secret| *secret != INES.1) {
            assert!(
                !holds(&content, secret),
                "{secret} is in {}",
                file.display()
            );
        }
    }
}

#[test]
fn l01_nothing_on_disk_opens_a_door_while_a_connection_lives() {
    let world = World::with_practice();
    world.salesforce("Acme");
    let typed = "PracticeApiTokenAdmin0000000000000000001";
    let words = [
        "connect",
        "zendesk",
        "--auth",
        "api_token",
        "--field",
        "server=practice",
        "--field",
        "subdomain=acme",
        "--field",
        "email_address=admin@acme.test",
        "--secret-stdin",
        "api_token",
    ];
    world.run_with_input(&words, typed).done();
    world
        .run_with_input(
            &[
                "clients",
                "set",
                "salesforce",
                "--id",
                "an-id",
                "--secret-stdin",
            ],
            "canary-client-secret",
        )
        .done();
    let token = world.run(&["token", "Acme"]).done().out.trim().to_owned();
    // The addresses of the practice apps name their people's passwords and tokens on purpose.
    let kept = files(world.home())
        .into_iter()
        .filter(|file| !file.ends_with("practice.json"));
    for file in kept {
        let content = std::fs::read(&file).unwrap();
        for secret in [token.as_str(), typed, "canary-client-secret"] {
            assert!(
                !holds(&content, secret),
                "{secret} is in {}",
                file.display()
            );
        }
    }
}

#[test]
fn l08_a_client_secret_is_in_no_link_and_no_argument_of_a_started_browser() {
    use std::os::unix::fs::PermissionsExt;

    let world = World::new();
    let secret = "canary-client-secret";
    world
        .run_with_input(
            &[
                "clients",
                "set",
                "salesforce",
                "--id",
                "an-id",
                "--secret-stdin",
            ],
            secret,
        )
        .done();
    let folder = world.home().join("bin");
    std::fs::create_dir(&folder).unwrap();
    let browser = folder.join("xdg-open");
    let seen = world.home().join("seen");
    // Written under another name first: what waits for the file must never see half of it.
    let script = format!(
        "#!/bin/sh\n{{ echo \"$@\"; env; cat /proc/$PPID/cmdline; }} > '{0}.part'\nmv '{0}.part' '{0}'\n",
        seen.display()
    );
    std::fs::write(&browser, script).unwrap();
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::join_paths(
        std::iter::once(folder).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let process = world
        .command(&["connect", "salesforce", "--redirect-port", "0", "--json"])
        .env("PATH", path.unwrap())
        .spawn()
        .unwrap();
    while !seen.exists() {
        std::thread::yield_now();
    }
    let id = rustix::process::Pid::from_child(&process);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    let output = process.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let seen = std::fs::read(&seen).unwrap();
    let text = String::from_utf8_lossy(&seen);
    assert!(text.contains("client_id=an-id"), "{text}");
    for text in [seen.as_slice(), &output.stdout, &output.stderr] {
        assert!(!holds(text, secret));
    }
}

#[test]
fn l04_no_core_dump_of_a_running_command_is_written() {
    let world = World::new();
    let served = world.serve(&["practice", "--port", "0"]);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", served.id())).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    let values: Vec<&str> = core.split_whitespace().skip(4).take(2).collect();
    assert_eq!(values, ["0", "0"], "{core}");
}

#[test]
fn what_is_logged_is_on_standard_error_and_only_when_asked_for() {
    let world = World::with_practice();
    world.salesforce("Acme");
    let words = ["connections", "test", "Acme", "--json"];
    assert_eq!(world.run(&words).done().err, "");
    let output = world.command(&words).env(LOUD.0, LOUD.1).output().unwrap();
    let view: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(view["row"]["name"], "Acme");
    assert!(!output.stderr.is_empty());
}
