//! The shelf: catalogs and describe documents, made when first asked for and kept as bytes.

use std::collections::{BTreeSet, HashMap};
use std::io::Write as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::catalog::{Object, is_visible, objects};
use super::describe_object::{brief, full};
use super::session::Version;
use crate::people::Rights;
use crate::random::digest;
use crate::site::Site;

/// What a document on the shelf is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    site: Site,
    rights: Rights,
    version: Version,
    /// Lower-case object name; `None` is the global list.
    object: Option<String>,
}

/// A document ready to send.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) plain: Bytes,
    pub(super) gzipped: Bytes,
    pub(super) etag: String,
}

impl Document {
    fn of(value: &Value) -> Self {
        let plain = value.to_string().into_bytes();
        let digested = digest(&String::from_utf8_lossy(&plain));
        Self {
            gzipped: gzip(&plain).into(),
            etag: format!("\"{}\"", &digested[..8]),
            plain: plain.into(),
        }
    }

    /// The document as somebody sees it from whom single rights were taken.
    pub(super) fn without(&self, taken: &BTreeSet<String>) -> Self {
        let mut value: Value = serde_json::from_slice(&self.plain).unwrap_or_default();
        if let Some(objects) = value.get_mut("sobjects").and_then(Value::as_array_mut) {
            objects.retain(|object| !taken.contains(object["name"].as_str().unwrap_or_default()));
            for object in objects.iter_mut() {
                take(object, taken);
            }
        } else {
            take(&mut value, taken);
        }
        Self::of(&value)
    }
}

/// Takes rights from one described object.
fn take(object: &mut Value, taken: &BTreeSet<String>) {
    let name = object["name"].as_str().unwrap_or_default().to_owned();
    let is_taken = |right: &str| taken.contains(&format!("{name}.{right}"));
    for (right, flag) in [("edit", "updateable"), ("create", "createable")] {
        if is_taken(right) {
            object[flag] = Value::Bool(false);
        }
    }
    if let Some(fields) = object.get_mut("fields").and_then(Value::as_array_mut) {
        fields.retain(|field| !is_taken(field["name"].as_str().unwrap_or_default()));
    }
}

/// The shelf.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    catalogs: [OnceLock<Vec<Object>>; 2],
    documents: Mutex<HashMap<Key, Arc<Document>>>,
}

/// Compresses at the level that costs little: the readers are on the same machine.
pub(crate) fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 8), Compression::fast());
    encoder
        .write_all(plain)
        .and_then(|()| encoder.finish())
        .expect("writing to memory does not fail")
}

impl Shelf {
    pub(super) fn catalog(&self, site: Site) -> &[Object] {
        let index = usize::from(site == Site::SalesforceTest);
        self.catalogs[index].get_or_init(|| objects(site))
    }

    /// The object of this name, whatever its case, if somebody with these rights sees it.
    pub(super) fn object(&self, site: Site, rights: Rights, name: &str) -> Option<&Object> {
        self.catalog(site)
            .iter()
            .find(|object| object.name.eq_ignore_ascii_case(name))
            .filter(|object| is_visible(object, rights))
    }

    fn kept(&self, key: Key, make: impl FnOnce() -> Value) -> Arc<Document> {
        let mut documents = self
            .documents
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let document = documents
            .entry(key)
            .or_insert_with(|| Arc::new(Document::of(&make())));
        Arc::clone(document)
    }

    /// The global describe for these rights.
    pub(super) fn global(&self, site: Site, rights: Rights, version: Version) -> Arc<Document> {
        let key = Key {
            site,
            rights,
            version,
            object: None,
        };
        self.kept(key, || {
            let sobjects: Vec<Value> = self
                .catalog(site)
                .iter()
                .filter(|object| is_visible(object, rights))
                .map(|object| Value::Object(brief(object, rights, version)))
                .collect();
            json!({ "encoding": "UTF-8", "maxBatchSize": 200, "sobjects": sobjects })
        })
    }

    /// The full describe of an object for these rights.
    pub(super) fn full(
        &self,
        site: Site,
        rights: Rights,
        version: Version,
        object: &Object,
        origin: &str,
    ) -> Arc<Document> {
        let key = Key {
            site,
            rights,
            version,
            object: Some(object.name.to_lowercase()),
        };
        self.kept(key, || {
            full(site, self.catalog(site), object, rights, version, origin)
        })
    }
}
