//! The file an administrator grants the rights by: Salesforce's `PermissionSet`, as its Metadata API deploys it.
//!
//! Metadata API Developer Guide, "PermissionSet". Elements stand in the order of the API's own WSDL: alphabetically.
use std::collections::BTreeMap;
use std::fmt::Write as _;

use larder_connector::{Connector, FileGrant, RightsFileFormat};

use super::known::Rights;
use super::needs::Needs;

/// What may be done with an object.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct OfObject {
    create: bool,
    delete: bool,
    edit: bool,
    read: bool,
}

/// The file, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RightsFile {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The file with just the rights that the recipes of a connection need; none where the app takes no such file.
pub(crate) fn of(
    connector: &Connector,
    connection: &str,
    needs: &Needs,
    known: Option<&Rights>,
) -> Option<RightsFile> {
    let file = connector.rights_file.as_ref()?;
    let RightsFileFormat::SalesforcePermissionSet = file.format;
    let mut objects: BTreeMap<String, OfObject> = BTreeMap::new();
    let mut fields: BTreeMap<String, bool> = BTreeMap::new();
    for need in &needs.rights {
        let Some((family, right)) = connector.right(&need.right) else {
            continue;
        };
        let (Some(grant), Some(object)) = (right.file, need.params.get("object")) else {
            continue;
        };
        let of_object = objects.entry(object.clone()).or_default();
        match grant {
            // Everything else on an object or its fields rests on reading it.
            FileGrant::ObjectRead => {}
            FileGrant::ObjectCreate => of_object.create = true,
            FileGrant::ObjectEdit => of_object.edit = true,
            FileGrant::ObjectDelete => (of_object.delete, of_object.edit) = (true, true),
            FileGrant::FieldRead | FileGrant::FieldEdit => {
                let line = known.and_then(|known| {
                    // Any right of the family tells of the field.
                    family.named.iter().find_map(|named| {
                        known.line(&format!("{}.{}", family.id, named.id), &need.params)
                    })
                });
                if line.is_some_and(|line| !line.grantable) {
                    continue;
                }
                let Some(field) = need.params.get("field") else {
                    continue;
                };
                let name = line
                    .and_then(|line| line.file_name.as_deref())
                    .unwrap_or(field);
                *fields.entry(format!("{object}.{name}")).or_default() |=
                    grant == FileGrant::FieldEdit;
            }
        }
        of_object.read = true;
    }
    let label = label(connection);
    Some(RightsFile {
        name: format!("{}.permissionset-meta.xml", api_name(connection)),
        text: written(&label, &objects, &fields, &file.always),
    })
}

fn written(
    label: &str,
    objects: &BTreeMap<String, OfObject>,
    fields: &BTreeMap<String, bool>,
    always: &[String],
) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n",
    );
    line(
        &mut text,
        1,
        "description",
        "What the recipes of this connection need, and nothing else.",
    );
    for (field, editable) in fields {
        text.push_str("    <fieldPermissions>\n");
        line(&mut text, 2, "editable", flag(*editable));
        line(&mut text, 2, "field", field);
        line(&mut text, 2, "readable", "true");
        text.push_str("    </fieldPermissions>\n");
    }
    line(&mut text, 1, "hasActivationRequired", "false");
    line(&mut text, 1, "label", label);
    for (object, may) in objects {
        text.push_str("    <objectPermissions>\n");
        line(&mut text, 2, "allowCreate", flag(may.create));
        line(&mut text, 2, "allowDelete", flag(may.delete));
        line(&mut text, 2, "allowEdit", flag(may.edit));
        line(&mut text, 2, "allowRead", flag(may.read));
        line(&mut text, 2, "modifyAllRecords", "false");
        line(&mut text, 2, "object", object);
        line(&mut text, 2, "viewAllRecords", "false");
        text.push_str("    </objectPermissions>\n");
    }
    for permission in always {
        text.push_str("    <userPermissions>\n");
        line(&mut text, 2, "enabled", "true");
        line(&mut text, 2, "name", permission);
        text.push_str("    </userPermissions>\n");
    }
    text.push_str("</PermissionSet>\n");
    text
}

fn flag(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

fn line(text: &mut String, depth: usize, name: &str, value: &str) {
    let _ = writeln!(
        text,
        "{}<{name}>{}</{name}>",
        "    ".repeat(depth),
        escaped(value)
    );
}

/// Text that cannot end its element. Characters XML 1.0 has no place for (section 2.2) are left out.
fn escaped(value: &str) -> String {
    let mut safe = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\t' | '\n' => safe.push(character),
            '\u{fffe}' | '\u{ffff}' => {}
            other if other.is_control() => {}
            other => safe.push(other),
        }
    }
    safe
}

/// A label has 80 characters at most ("PermissionSet: Label").
fn label(connection: &str) -> String {
    format!("Larder: {connection}").chars().take(80).collect()
}

/// A developer name: letters, digits and single underscores, beginning with a letter and ending with none.
pub(super) fn api_name(connection: &str) -> String {
    let words: Vec<&str> = connection
        .split(|it: char| !it.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let name: String = format!("Larder_{}", words.join("_"))
        .chars()
        .take(80)
        .collect();
    name.trim_end_matches('_').to_owned()
}
