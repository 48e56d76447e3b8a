//! A real keychain for the tests: the session's own, or a GNOME Keyring in a session bus of its own.
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;

/// Programs, and the Debian packages they come in.
const NEEDED: [(&str, &str); 3] = [
    ("dbus-run-session", "dbus-daemon"),
    ("dbus-send", "dbus-bin"),
    ("gnome-keyring-daemon", "gnome-keyring"),
];

/// Unlocks the keychain, says where the bus is once new items have a place, and ends with its input.
const SESSION: &str = r#"
printf practice | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
tries=0
until dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
    org.freedesktop.Secret.Service.ReadAlias string:default 2>/dev/null | grep -q collection/login
do
    tries=$((tries + 1))
    [ "$tries" -lt 1000 ] || exit 1
done
echo "$DBUS_SESSION_BUS_ADDRESS"
cat >/dev/null
rm -rf "$HOME"
"#;

struct Session {
    address: String,
    /// Closed by the system when this process ends, which ends the session.
    _input: ChildStdin,
    _process: Child,
}

/// The address of a bus with an unlocked keychain on it.
pub(crate) fn bus() -> String {
    static SESSION: OnceLock<Session> = OnceLock::new();
    if let Some(address) = std::env::var_os("DBUS_SESSION_BUS_ADDRESS") {
        return address.into_string().expect("an address is text");
    }
    SESSION.get_or_init(start).address.clone()
}

fn start() -> Session {
    let missing: Vec<&str> = NEEDED
        .into_iter()
        .filter(|(program, _)| !is_installed(program))
        .map(|(_, package)| package)
        .collect();
    assert!(
        missing.is_empty(),
        "these tests need a keychain; install it with: apt-get install {}",
        missing.join(" ")
    );
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("keychain-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("data/keyrings")).unwrap();
    let mut process = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", SESSION])
        .env("HOME", &folder)
        .env("XDG_RUNTIME_DIR", &folder)
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("GNOME_KEYRING_CONTROL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    let mut out = BufReader::new(process.stdout.take().unwrap());
    out.read_line(&mut address).unwrap();
    assert!(!address.trim().is_empty(), "the keychain did not start");
    Session {
        address: address.trim().to_owned(),
        _input: process.stdin.take().unwrap(),
        _process: process,
    }
}

fn is_installed(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).exists())
    })
}
