//! The connectors at hand: those that come with Larder and those in folders, and the mistakes in the rest.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use larder_connector::{Connector, Origin, Source};

use crate::problem::Problem;
use crate::view::{AppSource, DefinitionMistake};

/// Definitions larger than this are refused unread.
const LARGEST_FILE: u64 = 1 << 20;

/// One usable connector.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) connector: Arc<Connector>,
    pub(crate) source: AppSource,
}

#[derive(Debug, Default)]
struct Read {
    /// What the folders looked like when they were read.
    seen: Vec<(PathBuf, u64, Option<SystemTime>)>,
    entries: BTreeMap<String, Entry>,
    mistakes: Vec<DefinitionMistake>,
}

/// Every definition that could be read. Folders are looked at again when something in them changed.
#[derive(Debug)]
pub(crate) struct Catalog {
    folders: Vec<PathBuf>,
    read: RwLock<Arc<Read>>,
}

impl Catalog {
    pub(crate) fn read(folders: Vec<PathBuf>) -> Self {
        let seen = files(&folders);
        let read = read(&seen);
        Self {
            folders,
            read: RwLock::new(Arc::new(read)),
        }
    }

    fn current(&self) -> Arc<Read> {
        let known = Arc::clone(&self.read.read().unwrap_or_else(PoisonError::into_inner));
        let seen = files(&self.folders);
        if seen == known.seen {
            return known;
        }
        let fresh = Arc::new(read(&seen));
        *self.read.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&fresh);
        fresh
    }

    /// The connectors by id.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.current().entries.values().cloned().collect()
    }

    pub(crate) fn mistakes(&self) -> Vec<DefinitionMistake> {
        self.current().mistakes.clone()
    }

    pub(crate) fn entry(&self, id: &str) -> Option<Entry> {
        self.current().entries.get(id).cloned()
    }

    /// The connector of this id.
    pub(crate) fn connector(&self, id: &str) -> Result<Arc<Connector>, Problem> {
        self.entry(id).map(|entry| entry.connector).ok_or_else(|| {
            if self
                .mistakes()
                .iter()
                .any(|mistake| mistake.file.strip_suffix(".toml") == Some(id))
            {
                Problem::blocked_definition(id)
            } else {
                Problem::not_found("app", id)
            }
        })
    }
}

/// The definition files of the folders, in order of name.
fn files(folders: &[PathBuf]) -> Vec<(PathBuf, u64, Option<SystemTime>)> {
    let mut files = Vec::new();
    for folder in folders {
        let Ok(inside) = std::fs::read_dir(folder) else {
            continue;
        };
        for file in inside.flatten() {
            let path = file.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "toml")
                && let Ok(facts) = std::fs::metadata(&path)
                && facts.is_file()
            {
                files.push((path, facts.len(), facts.modified().ok()));
            }
        }
    }
    files.sort();
    files
}

fn read(files: &[(PathBuf, u64, Option<SystemTime>)]) -> Read {
    let mut read = Read {
        seen: files.to_vec(),
        ..Read::default()
    };
    for source in larder_connector::builtin() {
        read.take(source, AppSource::Builtin);
    }
    for (path, length, _) in files {
        let name = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        match text_of(path, *length) {
            Ok(text) => read.take(
                &Source {
                    name,
                    text,
                    origin: Origin::Folder,
                },
                AppSource::Folder,
            ),
            Err(what) => read.mistakes.push(DefinitionMistake {
                file: name,
                line: 1,
                column: 1,
                what,
                hint: None,
            }),
        }
    }
    read
}

fn text_of(path: &Path, length: u64) -> Result<String, String> {
    if length > LARGEST_FILE {
        return Err("The file is larger than 1 MiB; a definition is a few kilobytes.".to_owned());
    }
    let bytes = std::fs::read(path)
        .map_err(|error| format!("The file could not be read: {}.", error.kind()))?;
    String::from_utf8(bytes).map_err(|_| "The file is not UTF-8 text.".to_owned())
}

impl Read {
    fn take(&mut self, source: &Source, from: AppSource) {
        match larder_connector::parse(source) {
            Ok(connector) => {
                if self.entries.contains_key(&connector.id) {
                    // What comes with Larder is not replaced unseen: a definition decides where secrets go.
                    self.mistakes.push(DefinitionMistake {
                        file: source.name.clone(),
                        line: 1,
                        column: 1,
                        what: format!(
                            "There is already an app with the id \u{201c}{}\u{201d}.",
                            connector.id
                        ),
                        hint: Some("Give this definition an id of its own.".to_owned()),
                    });
                    return;
                }
                let id = connector.id.clone();
                self.entries.insert(
                    id,
                    Entry {
                        connector: Arc::new(connector),
                        source: from,
                    },
                );
            }
            Err(mistakes) => self
                .mistakes
                .extend(mistakes.iter().map(crate::subject::mistake_view)),
        }
    }
}
