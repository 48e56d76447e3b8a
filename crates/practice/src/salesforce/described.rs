//! The shelf: catalogs and describe documents, made when first asked for and kept as bytes.

use std::collections::HashMap;
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
        let document = documents.entry(key).or_insert_with(|| {
            let plain = make().to_string().into_bytes();
            let digested = digest(&String::from_utf8_lossy(&plain));
            Arc::new(Document {
                gzipped: gzip(&plain).into(),
                etag: format!("\"{}\"", &digested[..8]),
                plain: plain.into(),
            })
        });
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
