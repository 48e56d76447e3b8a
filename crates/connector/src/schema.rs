//! The JSON Schema of a definition file, made from the types, for editors and for the check.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::Connector;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let mut schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<Connector>();
    schema.insert(
        "title".to_owned(),
        "Larder connector definition, version 1".into(),
    );
    schema.to_value()
});

/// The JSON Schema of a definition file. `connectors/schema.json` holds the same.
pub fn json_schema() -> Value {
    SCHEMA.clone()
}

/// The schema the check reads.
pub(crate) fn shared() -> &'static Value {
    &SCHEMA
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_written_schema_is_the_one_of_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../connectors/schema.json");
        let fresh =
            serde_json::to_string_pretty(&super::json_schema()).expect("a schema is JSON") + "\n";
        if std::env::var_os("LARDER_WRITE").is_some() {
            std::fs::write(path, &fresh).expect("connectors/schema.json can be written");
        }
        let written = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            written == fresh,
            "connectors/schema.json is stale; refresh it with `LARDER_WRITE=1 cargo test -p larder-connector`"
        );
    }
}
