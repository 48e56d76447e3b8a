//! The file for the administrator: well formed, in the order the Metadata API wants, and with nothing too much.
use std::collections::BTreeMap;

use larder_connector::Connector;

use super::known::{Line, Params, Rights};
use super::needs::{Need, Needs};
use super::permission_set::{RightsFile, api_name, of};

fn params(object: &str, field: Option<&str>) -> Params {
    let field = field.map(|field| ("field".to_owned(), field.to_owned()));
    [("object".to_owned(), object.to_owned())]
        .into_iter()
        .chain(field)
        .collect()
}

fn need(right: &str, object: &str, field: Option<&str>) -> Need {
    Need {
        right: right.to_owned(),
        params: params(object, field),
        used: Vec::new(),
    }
}

fn salesforce() -> Connector {
    let shipped = larder_connector::builtin();
    let source = shipped
        .iter()
        .find(|source| source.name == "salesforce.toml");
    larder_connector::parse(source.unwrap()).unwrap()
}

fn made(connection: &str, rights: Vec<Need>, known: Option<&Rights>) -> RightsFile {
    let needs = Needs {
        rights,
        ..Needs::default()
    };
    of(&salesforce(), connection, &needs, known).unwrap()
}

/// The names of the elements at each depth, in order, with their texts; panics where tags do not match.
fn elements(text: &str) -> Vec<(usize, String, String)> {
    let mut open: Vec<String> = Vec::new();
    let mut found = Vec::new();
    let body = text
        .strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .unwrap();
    for piece in body.split('<').skip(1) {
        let (tag, after) = piece.split_once('>').unwrap();
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
        } else {
            let name = tag.split(' ').next().unwrap().to_owned();
            found.push((open.len(), name.clone(), after.trim().to_owned()));
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    found
}

#[test]
fn creating_and_changing_bring_reading_with_them() {
    let file = made(
        "Acme",
        vec![
            need("object.create", "Account", None),
            need("object.edit", "Case", None),
            need("object.read", "Lead", None),
        ],
        None,
    );
    let flags: Vec<String> = file
        .text
        .split("<objectPermissions>")
        .skip(1)
        .map(|part| {
            ["Create", "Delete", "Edit", "Read"]
                .map(|name| {
                    part.contains(&format!("<allow{name}>true</allow{name}>"))
                        .to_string()
                })
                .join(" ")
        })
        .collect();
    assert_eq!(
        flags,
        [
            "true false false true",
            "false false true true",
            "false false false true"
        ]
    );
    assert!(file.text.contains("<name>ApiEnabled</name>"));
    assert_eq!(file.name, "Larder_Acme.permissionset-meta.xml");
}

#[test]
fn fields_without_a_right_of_their_own_are_left_out_and_parts_go_by_their_whole() {
    let line = |field: &str, grantable: bool, file_name: Option<&str>| Line {
        right: "field.visible".to_owned(),
        params: params("Account", Some(field)),
        label: String::new(),
        may: String::new(),
        held: Some(true),
        had: true,
        grantable,
        file_name: file_name.map(str::to_owned),
        was_asked: true,
    };
    let known = Rights {
        at: 0,
        cut: false,
        lines: vec![
            line("Name", false, Some("Name")),
            line("BillingCity", true, Some("BillingAddress")),
            line("Ext__c", true, Some("Ext__c")),
        ],
    };
    let file = made(
        "Acme",
        vec![
            need("field.visible", "Account", Some("Name")),
            need("field.visible", "Account", Some("BillingCity")),
            need("field.visible", "Account", Some("Ext__c")),
            need("field.editable", "Account", Some("Ext__c")),
            need("field.visible", "Account", Some("Hidden__c")),
        ],
        Some(&known),
    );
    let fields: Vec<(&str, bool)> = file
        .text
        .split("<fieldPermissions>")
        .skip(1)
        .map(|part| {
            let name = part.split("<field>").nth(1).unwrap();
            (
                name.split('<').next().unwrap(),
                part.contains("<editable>true"),
            )
        })
        .collect();
    assert_eq!(
        fields,
        [
            ("Account.BillingAddress", false),
            ("Account.Ext__c", true),
            ("Account.Hidden__c", false)
        ]
    );
}

#[test]
fn u02_the_file_is_well_formed_and_in_order_whatever_names_are_in_it() {
    let file = made(
        "A & B <\"prod\">\u{1} 'x' ]]>",
        vec![
            need("object.edit", "Account", None),
            need("object.read", "B&<>__c", None),
            need("field.editable", "Account", Some("Ext__c")),
            need("field.visible", "Account", Some("</field>")),
        ],
        None,
    );
    let elements = elements(&file.text);
    let top: Vec<&str> = elements
        .iter()
        .filter(|(depth, ..)| *depth == 1)
        .map(|(_, name, _)| name.as_str())
        .collect();
    let mut sorted = top.clone();
    sorted.sort_unstable();
    assert_eq!(
        top, sorted,
        "the API takes elements in the order of their names"
    );
    for required in ["label", "hasActivationRequired", "objectPermissions"] {
        assert!(top.contains(&required), "{required}");
    }
    // What each part must have, by the API's guide.
    let mut parts: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
    let mut part = "";
    for (depth, name, _) in &elements {
        match depth {
            1 => {
                part = name;
                parts.entry(part).or_default().push(Vec::new());
            }
            2 => parts.get_mut(part).unwrap().last_mut().unwrap().push(name),
            _ => {}
        }
    }
    for (part, members) in [
        ("fieldPermissions", &["editable", "field", "readable"][..]),
        (
            "objectPermissions",
            &[
                "allowCreate",
                "allowDelete",
                "allowEdit",
                "allowRead",
                "modifyAllRecords",
                "object",
                "viewAllRecords",
            ],
        ),
        ("userPermissions", &["enabled", "name"]),
    ] {
        assert!(parts[part].iter().all(|found| found == members), "{part}");
    }
    assert!(!file.text.contains('\u{1}'));
    assert!(
        file.text
            .contains("Larder: A &amp; B &lt;&quot;prod&quot;&gt; &apos;x&apos; ]]&gt;")
    );
}

#[test]
fn developer_names_are_ones_the_api_takes() {
    for (connection, name) in [
        ("Acme production", "Larder_Acme_production"),
        ("__a--b__", "Larder_a_b"),
        ("\u{e5}\u{e4}\u{f6}", "Larder"),
        ("9 lives", "Larder_9_lives"),
    ] {
        assert_eq!(api_name(connection), name);
    }
    let long = api_name(&"x ".repeat(100));
    assert!(long.len() <= 80 && !long.ends_with('_'), "{long}");
}
