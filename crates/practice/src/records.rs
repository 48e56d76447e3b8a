//! The records of the practice apps, in memory: seeded when first asked for, changed by clients.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::site::Site;

/// One record: field name to value.
pub(crate) type Record = Map<String, Value>;

/// All records, by site and object.
#[derive(Debug, Default)]
pub(crate) struct Records {
    tables: HashMap<(Site, String), Vec<Record>>,
    /// How many records clients have created.
    created: u64,
    /// Query results not yet fetched whole, by locator.
    pub(crate) cursors: HashMap<String, Vec<Value>>,
}

impl Records {
    /// The records of an object; `seed` gives those that were always there.
    pub(crate) fn table(
        &mut self,
        site: Site,
        object: &str,
        seed: impl FnOnce() -> Vec<Record>,
    ) -> &mut Vec<Record> {
        self.tables
            .entry((site, object.to_owned()))
            .or_insert_with(seed)
    }

    /// A number no created record has had yet.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.created += 1;
        self.created
    }
}
