//! How long the rows of a large answer take; to be read by a person, not asserted.

mod support;

use std::time::Instant;

use serde_json::{Value, json};
use support::{defined, rows_of};

/// 1,500 objects of about 30 members each, as Salesforce's describeGlobal lists them.
fn objects() -> Value {
    let flags = [
        "activateable",
        "createable",
        "customSetting",
        "deletable",
        "feedEnabled",
        "hasSubtypes",
        "isSubtype",
        "layoutable",
        "mergeable",
        "mruEnabled",
        "replicateable",
        "retrieveable",
        "searchable",
        "triggerable",
        "undeletable",
        "updateable",
        "deepCloneable",
        "isInterface",
        "custom",
    ];
    let object = |number: usize| {
        let mut object = json!({ "name": format!("Object{number}__c"), "label": format!("Object {number}"),
            "labelPlural": format!("Objects {number}"), "keyPrefix": "a01", "queryable": !number.is_multiple_of(50),
            "deprecatedAndHidden": false, "associateEntityType": null, "associateParentEntity": null,
            "urls": { "sobject": "/services/data/v65.0/sobjects/X", "describe": "/services/data/v65.0/sobjects/X/describe" } });
        for flag in flags {
            object[flag] = Value::Bool(number.is_multiple_of(3));
        }
        object
    };
    json!({ "encoding": "UTF-8", "maxBatchSize": 200, "sobjects": (0..1500).map(object).collect::<Vec<_>>() })
}

#[test]
fn rows_of_1500_objects() {
    let connector = defined("salesforce");
    let answer = objects();
    let started = Instant::now();
    let rows = rows_of(&connector, "objects", &answer, &[]);
    eprintln!("1,500 objects: {:?}", started.elapsed());
    assert_eq!(rows.len(), 1470);
}
