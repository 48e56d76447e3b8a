//! The describe documents: an object in the global list, and an object in full.

use serde_json::{Map, Value, json};

use super::catalog::{Kind, Object, is_writable};
use super::field_sets::fields;
use super::session::Version;
use crate::people::Rights;
use crate::site::Site;

fn urls(object: &Object, base: &str) -> Map<String, Value> {
    let own = format!("{base}/sobjects/{}", object.name);
    let mut urls = Map::new();
    let mut add = |name: &str, url: String| {
        urls.insert(name.to_owned(), Value::String(url));
    };
    if object.kind != Kind::Companion {
        add("compactLayouts", format!("{own}/describe/compactLayouts"));
    }
    add("rowTemplate", format!("{own}/{{ID}}"));
    if object.kind != Kind::Companion {
        add("approvalLayouts", format!("{own}/describe/approvalLayouts"));
        add("listviews", format!("{own}/listviews"));
    }
    add("describe", format!("{own}/describe"));
    if object.kind != Kind::Companion {
        add("quickActions", format!("{own}/quickActions"));
        add("layouts", format!("{own}/describe/layouts"));
    }
    add("sobject", own);
    urls
}

/// An object as the global describe lists it.
pub(super) fn brief(object: &Object, rights: Rights, version: Version) -> Map<String, Value> {
    let main = object.kind != Kind::Companion;
    let writable = is_writable(object, rights);
    let mergeable = ["Account", "Contact", "Lead"].contains(&&*object.name);
    let value = json!({
        "activateable": false,
        "associateEntityType": if main { None } else { associate(&object.name) },
        "associateParentEntity": object.parent,
        "createable": writable,
        "custom": object.custom,
        "customSetting": false,
        "deepCloneable": false,
        "deletable": writable,
        "deprecatedAndHidden": false,
        "feedEnabled": main && (object.custom || object.key_prefix.is_some()),
        "hasSubtypes": false,
        "isInterface": false,
        "isSubtype": false,
        "keyPrefix": object.key_prefix,
        "label": object.label,
        "labelPlural": object.plural,
        "layoutable": main,
        "mergeable": mergeable,
        "mruEnabled": main,
        "name": object.name,
        "queryable": object.name != "AggregateResult",
        "replicateable": main,
        "retrieveable": true,
        "searchable": main,
        "triggerable": main || object.name.ends_with("ChangeEvent"),
        "undeletable": writable,
        "updateable": writable,
        "urls": urls(object, &version.base()),
    });
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn associate(name: &str) -> Option<&'static str> {
    ["History", "Feed", "Share", "ChangeEvent"]
        .into_iter()
        .find(|ending| name.ends_with(ending))
}

/// An object with all its fields.
pub(super) fn full(
    site: Site,
    catalog: &[Object],
    object: &Object,
    rights: Rights,
    version: Version,
    origin: &str,
) -> Value {
    let writable = is_writable(object, rights);
    let described: Vec<Value> = fields(site, object, rights)
        .iter()
        .map(|field| field.describe(writable))
        .collect();
    let mut members = brief(object, rights, version);
    if let Some(Value::Object(urls)) = members.get_mut("urls") {
        urls.insert(
            "uiDetailTemplate".to_owned(),
            json!(format!("{origin}/{{ID}}")),
        );
        urls.insert(
            "uiEditTemplate".to_owned(),
            json!(format!("{origin}/{{ID}}/e")),
        );
        if let Some(prefix) = &object.key_prefix {
            urls.insert(
                "uiNewRecord".to_owned(),
                json!(format!("{origin}/{prefix}/e")),
            );
        }
    }
    let layout = format!(
        "{}/sobjects/{}/describe/layouts/012000000000000AAA",
        version.base(),
        object.name
    );
    let more = json!({
        "actionOverrides": [],
        "childRelationships": children(catalog, object),
        "compactLayoutable": object.kind != Kind::Companion,
        "defaultImplementation": null,
        "extendedBy": null,
        "extendsInterfaces": null,
        "fields": described,
        "implementedBy": null,
        "implementsInterfaces": null,
        "listviewable": null,
        "lookupLayoutable": null,
        "namedLayoutInfos": [],
        "networkScopeFieldName": null,
        "recordTypeInfos": [{
            "active": true,
            "available": true,
            "defaultRecordTypeMapping": true,
            "developerName": "Master",
            "master": true,
            "name": "Master",
            "recordTypeId": "012000000000000AAA",
            "urls": { "layout": layout },
        }],
        "searchLayoutable": object.kind != Kind::Companion,
        "sobjectDescribeOption": "FULL",
        "supportedScopes": [
            { "label": format!("All {}", object.plural.to_lowercase()), "name": "everything" },
            { "label": format!("My {}", object.plural.to_lowercase()), "name": "mine" },
        ],
    });
    if let Value::Object(more) = more {
        members.extend(more);
    }
    // Salesforce sorts the members of a describe by name.
    members.sort_keys();
    Value::Object(members)
}

fn children(catalog: &[Object], object: &Object) -> Vec<Value> {
    catalog
        .iter()
        .filter(|child| child.parent.as_deref() == Some(&object.name))
        .map(|child| {
            json!({
                "cascadeDelete": true,
                "childSObject": child.name,
                "deprecatedAndHidden": false,
                "field": "ParentId",
                "junctionIdListNames": [],
                "junctionReferenceTo": [],
                "relationshipName": null,
                "restrictedDelete": false,
            })
        })
        .collect()
}
