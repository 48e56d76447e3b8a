//! What lints cannot check: sizes, opening sentences, names, layers, forbidden words, and that every definition reads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files may be longer than this only for a reason written here.
const MOST_LINES: usize = 500;
const LONGER: &[(&str, &str)] = &[
    ("ui/src/generated/api.ts", "written by a program"),
    (
        "connectors/salesforce.toml",
        "an app is one file, for whoever copies it to make another",
    ),
];

/// Names that attract everything.
const BANNED_NAMES: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "manager", "service", "services", "misc",
];

/// For each crate, the ones of ours it may depend on: its own layer's and those below.
const LAYERS: &[(&str, &[&str])] = &[
    ("crates/http", &[]),
    ("crates/connector", &[]),
    ("crates/practice", &[]),
    ("crates/auth", &["larder-http", "larder-connector"]),
    ("crates/store", &[]),
    (
        "crates/engine",
        &[
            "larder-http",
            "larder-connector",
            "larder-auth",
            "larder-store",
        ],
    ),
    (
        "crates/cli",
        &[
            "larder-engine",
            "larder-auth",
            "larder-connector",
            "larder-practice",
        ],
    ),
    ("crates/bridge", &["larder-engine", "larder-practice"]),
    ("crates/bare-window", &[]),
    ("crates/xtask", &[]),
    (".", &["larder-engine", "larder-auth", "larder-practice"]),
];

#[test]
fn no_file_is_longer_than_one_can_hold_in_mind() {
    let excused: BTreeMap<_, _> = LONGER.iter().copied().collect();
    let too_long = written_files()
        .filter(|file| !excused.contains_key(file.path.as_str()))
        .map(|file| (file.text.lines().count(), file.path))
        .filter(|(lines, _)| *lines > MOST_LINES);
    nothing(
        too_long.map(|(lines, path)| {
            format!("{path}: {lines} lines; split it by its reasons to change")
        }),
    );
}

#[test]
fn no_excuse_for_a_long_file_outlives_it() {
    let lines: BTreeMap<_, _> = written_files()
        .map(|file| (file.path, file.text.lines().count()))
        .collect();
    let stale = LONGER
        .iter()
        .filter(|(path, _)| lines.get(*path).is_some_and(|lines| *lines <= MOST_LINES));
    nothing(stale.map(|(path, _)| format!("{path} needs no excuse any more")));
}

#[test]
fn every_file_opens_with_a_sentence_that_says_what_it_owns() {
    let silent = written_files().filter(|file| {
        let first = file
            .text
            .trim_start_matches('\u{feff}')
            .lines()
            .next()
            .unwrap_or_default();
        let opening = match file.kind() {
            "rs" => first.strip_prefix("//! "),
            "ts" | "tsx" | "js" | "mjs" => first.strip_prefix("/** @file "),
            "py" => first
                .strip_prefix("\"\"\"")
                .or_else(|| first.strip_prefix("# ")),
            _ => return false,
        };
        opening.is_none_or(|sentence| sentence.split_whitespace().count() < 3)
    });
    nothing(
        silent.map(|file| format!("{}: does not say what it owns in its first line", file.path)),
    );
}

#[test]
fn no_file_has_a_name_that_attracts_everything() {
    let vague = written_files().filter(|file| {
        Path::new(&file.path).components().any(|part| {
            let part = part.as_os_str().to_string_lossy().to_lowercase();
            part.split(['.', '_', '-'])
                .any(|word| BANNED_NAMES.contains(&word))
        })
    });
    nothing(vague.map(|file| format!("{}: name it for what it owns", file.path)));
}

#[test]
fn layers_point_one_way() {
    let mut wrong = Vec::new();
    for (folder, allowed) in LAYERS {
        let manifest = root().join(folder).join("Cargo.toml");
        let Ok(text) = fs::read_to_string(&manifest) else {
            continue;
        };
        let table: toml::Table = text.parse().expect("cargo reads it, so it is TOML");
        let ours = dependencies(&table).filter(|name| name.starts_with("larder-"));
        wrong.extend(
            ours.filter(|name| !allowed.contains(&name.as_str()))
                .map(|name| format!("{folder} depends on {name}")),
        );
    }
    nothing(wrong.into_iter());
}

#[test]
fn every_crate_has_its_place_in_the_layers() {
    let crates = fs::read_dir(root().join("crates")).expect("crates/ is there");
    let unknown = crates
        .map(|entry| {
            format!(
                "crates/{}",
                entry.expect("readable").file_name().to_string_lossy()
            )
        })
        .filter(|folder| root().join(folder).join("Cargo.toml").exists())
        .filter(|folder| LAYERS.iter().all(|(known, _)| known != folder));
    nothing(unknown.map(|folder| format!("{folder} is in no layer")));
}

#[test]
fn only_the_shell_depends_on_tauri_and_only_the_store_on_the_keychain() {
    let mut wrong = Vec::new();
    for manifest in files_of(&["toml"]).filter(|file| file.path.ends_with("Cargo.toml")) {
        let table: toml::Table = manifest
            .text
            .parse()
            .expect("cargo reads it, so it is TOML");
        let folder = manifest
            .path
            .trim_end_matches("Cargo.toml")
            .trim_end_matches('/');
        for name in dependencies(&table) {
            let fits = match name.as_str() {
                "tauri" | "wry" | "tao" => ["", "crates/bare-window"].contains(&folder),
                "keyring" | "keyring-core" => folder == "crates/store",
                _ => true,
            };
            if !fits {
                wrong.push(format!("{} depends on {name}", manifest.path));
            }
        }
    }
    nothing(wrong.into_iter());
}

/// A word that only some files may use, and why.
struct Reserved {
    word: &'static str,
    kinds: &'static [&'static str],
    places: &'static [&'static str],
    why: &'static str,
}

const RESERVED: &[Reserved] = &[
    Reserved {
        word: "keyring_core::",
        kinds: &["rs"],
        places: &["crates/store/src/keychain.rs", "crates/store/tests/"],
        why: "one file talks to the keychain",
    },
    Reserved {
        word: "keyring::",
        kinds: &["rs"],
        places: &["crates/store/src/keychain.rs", "crates/store/tests/"],
        why: "one file talks to the keychain",
    },
    Reserved {
        word: "@tauri-apps/",
        kinds: &["ts", "tsx"],
        places: &["ui/src/api.ts"],
        why: "one file of the page knows the shell",
    },
    Reserved {
        word: "innerHTML",
        kinds: &["ts", "tsx"],
        places: &[],
        why: "U03: text of others is never markup",
    },
    Reserved {
        word: "dangerouslySetInnerHTML",
        kinds: &["ts", "tsx"],
        places: &[],
        why: "U03: text of others is never markup",
    },
    Reserved {
        word: "insertAdjacentHTML",
        kinds: &["ts", "tsx"],
        places: &[],
        why: "U03: text of others is never markup",
    },
    Reserved {
        word: "export default",
        kinds: &["ts", "tsx"],
        places: &[
            "ui/vite.config.ts",
            "ui/checks/vitest.config.ts",
            "ui/checks/real/vitest.config.ts",
        ],
        why: "a thing has one name",
    },
    Reserved {
        word: "#[allow(",
        kinds: &["rs"],
        places: &[],
        why: "`#[expect(lint, reason)]` goes away when it is not needed",
    },
    Reserved {
        word: "#![allow(",
        kinds: &["rs"],
        places: &[],
        why: "`#![expect(lint, reason)]` goes away when it is not needed",
    },
    Reserved {
        word: "todo!(",
        kinds: &["rs"],
        places: &[],
        why: "nothing half-made is kept",
    },
    Reserved {
        word: "unimplemented!(",
        kinds: &["rs"],
        places: &[],
        why: "nothing half-made is kept",
    },
];

#[test]
fn u03_words_that_belong_to_one_place_stand_nowhere_else() {
    let mut wrong = Vec::new();
    for file in written_files().filter(|file| file.path != "tests/tidy.rs") {
        for reserved in RESERVED
            .iter()
            .filter(|reserved| reserved.kinds.contains(&file.kind()))
        {
            if reserved
                .places
                .iter()
                .any(|place| file.path.starts_with(place))
            {
                continue;
            }
            for (number, line) in file.text.lines().enumerate() {
                let code = !["//", "*", "/*"]
                    .iter()
                    .any(|comment| line.trim_start().starts_with(comment));
                if code && line.contains(reserved.word) {
                    wrong.push(format!(
                        "{}:{}: `{}`: {}",
                        file.path,
                        number + 1,
                        reserved.word,
                        reserved.why
                    ));
                }
            }
        }
    }
    nothing(wrong.into_iter());
}

#[test]
fn every_definition_that_ships_reads_without_a_mistake_or_a_warning() {
    let definitions = larder_connector::builtin();
    assert!(!definitions.is_empty());
    for definition in definitions {
        let report = larder_connector::check(definition);
        assert!(report.mistakes.is_empty(), "{:?}", report.mistakes);
        assert!(report.warnings.is_empty(), "{:?}", report.warnings);
        larder_connector::parse(definition).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    }
}

#[test]
fn every_definition_in_the_folder_ships() {
    let known: Vec<&str> = larder_connector::builtin()
        .iter()
        .map(|source| source.name.as_str())
        .collect();
    let folder = fs::read_dir(root().join("connectors")).expect("connectors/ is there");
    let names = folder.map(|entry| {
        entry
            .expect("readable")
            .file_name()
            .to_string_lossy()
            .into_owned()
    });
    let forgotten = names
        .filter(|name| {
            Path::new(name)
                .extension()
                .is_some_and(|kind| kind == "toml")
        })
        .filter(|name| known.iter().all(|known| !known.ends_with(name)));
    nothing(forgotten.map(|name| format!("connectors/{name} is not built in")));
}

/// A file that git keeps.
struct File {
    path: String,
    text: String,
}

impl File {
    fn kind(&self) -> &str {
        Path::new(&self.path)
            .extension()
            .and_then(|kind| kind.to_str())
            .unwrap_or_default()
    }
}

/// What people write: sources, style sheets and definitions.
fn written_files() -> impl Iterator<Item = File> {
    files_of(&["rs", "ts", "tsx", "js", "mjs", "css", "py", "toml"])
}

fn files_of(kinds: &'static [&'static str]) -> impl Iterator<Item = File> {
    let listed = Command::new("git")
        .arg("ls-files")
        .current_dir(root())
        .output()
        .expect("git is there");
    assert!(
        listed.status.success(),
        "{}",
        String::from_utf8_lossy(&listed.stderr)
    );
    let paths = String::from_utf8(listed.stdout).expect("our names are UTF-8");
    let paths: Vec<String> = paths.lines().map(str::to_owned).collect();
    assert!(paths.len() > 50, "git lists the files of this repository");
    paths
        .into_iter()
        .filter(|path| kinds.iter().any(|kind| path.ends_with(&format!(".{kind}"))))
        // A file may be listed and already be gone from the work tree.
        .filter_map(|path| {
            fs::read_to_string(root().join(&path))
                .ok()
                .map(|text| File { path, text })
        })
}

/// Names of the dependencies that go into what is built, for any system.
fn dependencies(manifest: &toml::Table) -> impl Iterator<Item = String> {
    let mut names = Vec::new();
    let mut tables = vec![manifest];
    if let Some(systems) = manifest.get("target").and_then(toml::Value::as_table) {
        tables.extend(systems.values().filter_map(toml::Value::as_table));
    }
    for table in tables {
        for section in ["dependencies", "build-dependencies"] {
            if let Some(section) = table.get(section).and_then(toml::Value::as_table) {
                names.extend(section.keys().cloned());
            }
        }
    }
    names.into_iter()
}

fn nothing(found: impl Iterator<Item = String>) {
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "\n  {}\n", found.join("\n  "));
}

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .nth(2)
        .expect("crates/xtask lies two folders below the root")
        .to_owned()
}
