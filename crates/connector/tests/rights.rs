//! Rights: what answers say about them, what operations need, and what is wrong with a definition that gets them wrong.

mod support;

use larder_connector::{Connector, RenderError, Told, UserSort};
use serde_json::{Value, json};
use support::{defined, map, report, told};

fn asked(connector: &Connector, right: &str, answer: &Value, params: &[(&str, &str)]) -> Told {
    let (family, _) = connector.right(right).expect("a right");
    connector
        .told_rights(family, answer, &map(params))
        .expect("an answer that tells")
}

fn holds(
    connector: &Connector,
    right: &str,
    answer: &Value,
    params: &[(&str, &str)],
) -> Option<bool> {
    let named = right.split_once('.').expect("family and right").1;
    asked(connector, right, answer, params).held[named]
}

fn account() -> Value {
    json!({
        "name": "Account", "queryable": true, "createable": true, "updateable": false,
        "fields": [
            { "name": "Name", "createable": true, "updateable": true, "permissionable": false, "compoundFieldName": "Name" },
            { "name": "BillingCity", "createable": true, "updateable": true, "permissionable": true, "compoundFieldName": "BillingAddress" },
            { "name": "Ext__c", "createable": false, "updateable": false, "permissionable": true, "compoundFieldName": null },
            { "name": "Number__c", "createable": false, "updateable": false, "permissionable": true, "autoNumber": true },
            { "name": "Id", "createable": false, "updateable": false, "permissionable": false },
        ],
    })
}

#[test]
fn salesforce_tells_the_rights_on_an_object_by_its_describe() {
    let salesforce = defined("salesforce");
    let object = [("object", "Account")];
    for (right, expected) in [
        ("object.read", true),
        ("object.create", true),
        ("object.edit", false),
    ] {
        assert_eq!(
            holds(&salesforce, right, &account(), &object),
            Some(expected),
            "{right}"
        );
    }
    let (_, edit) = salesforce.right("object.edit").unwrap();
    assert_eq!(
        salesforce.right_words(edit, &map(&object)).unwrap(),
        ("Edit on Account".to_owned(), "edit Account".to_owned())
    );
}

#[test]
fn salesforce_tells_the_rights_on_a_field_and_which_a_permission_set_can_hold() {
    let salesforce = defined("salesforce");
    let of = |field: &str| {
        asked(
            &salesforce,
            "field.editable",
            &account(),
            &[("object", "Account"), ("field", field)],
        )
    };
    let cases = [
        ("Name", true, false, "Name"),
        ("BillingCity", true, true, "BillingAddress"),
        ("Ext__c", false, true, "Ext__c"),
        // Nobody writes it, so nobody lacks the right to.
        ("Number__c", true, true, "Number__c"),
        ("Id", true, false, "Id"),
    ];
    for (field, editable, grantable, file_name) in cases {
        let told = of(field);
        assert_eq!(
            (told.held["visible"], told.held["editable"]),
            (Some(true), Some(editable)),
            "{field}"
        );
        let entry = told.entry.unwrap();
        assert_eq!(
            (entry.grantable, entry.file_name.as_deref()),
            (grantable, Some(file_name)),
            "{field}"
        );
    }
    let hidden = of("Region__c");
    assert_eq!(
        (hidden.held["visible"], hidden.held["editable"]),
        (Some(false), Some(false))
    );
    assert!(hidden.entry.is_none());
    // A field's name cannot become part of the path.
    assert_eq!(of("x' || @.name != '").held["visible"], Some(false));
}

#[test]
fn zendesk_tells_the_role_and_leaves_open_what_a_role_of_ones_own_allows() {
    let zendesk = defined("zendesk");
    let own = 360_000_001;
    // What the user is said to be, and: sees tickets, works on them, changes organizations.
    let cases = [
        (
            json!({ "role": "admin", "role_type": 4, "custom_role_id": null }),
            [Some(true), Some(true), Some(true)],
        ),
        (
            json!({ "role": "agent", "role_type": null, "custom_role_id": null }),
            [Some(true), Some(true), Some(false)],
        ),
        (
            json!({ "role": "agent" }),
            [Some(true), Some(true), Some(false)],
        ),
        (
            json!({ "role": "agent", "role_type": 0, "custom_role_id": own }),
            [Some(true), None, None],
        ),
        (
            json!({ "role": "agent", "role_type": 1, "custom_role_id": own }),
            [Some(true), Some(false), Some(false)],
        ),
        (
            json!({ "role": "agent", "role_type": 2, "custom_role_id": null }),
            [Some(false), Some(false), Some(false)],
        ),
        (
            json!({ "role": "end-user", "role_type": null }),
            [Some(false), Some(false), Some(false)],
        ),
    ];
    for (user, told) in cases {
        let answer = json!({ "user": user });
        for (right, told) in ["user.agent", "user.tickets", "user.organizations"]
            .into_iter()
            .zip(told)
        {
            assert_eq!(
                holds(&zendesk, right, &answer, &[]),
                told,
                "{right}: {answer}"
            );
        }
    }
}

#[test]
fn an_answer_of_another_kind_says_nothing_about_rights() {
    let salesforce = defined("salesforce");
    let (family, _) = salesforce.right("field.visible").unwrap();
    let said = salesforce.told_rights(
        family,
        &json!({ "message": "welcome" }),
        &map(&[("object", "Account"), ("field", "Name")]),
    );
    assert!(matches!(said, Err(RenderError::Shape { .. })), "{said:?}");
    let (objects, _) = salesforce.right("object.read").unwrap();
    let said = salesforce
        .told_rights(
            objects,
            &json!({ "message": "welcome" }),
            &map(&[("object", "Account")]),
        )
        .unwrap();
    assert_eq!(said.held["read"], None, "a flag that is not there is no no");
}

#[test]
fn every_shipped_requirement_names_a_right_and_fits_its_operation() {
    for id in ["salesforce", "zendesk"] {
        let connector = defined(id);
        assert!(
            connector
                .operations
                .iter()
                .all(|operation| !operation.requires.is_empty()),
            "{id}"
        );
    }
}

#[test]
fn a_user_made_for_integrations_is_told_by_licence_and_profile() {
    let looks = defined("salesforce").user_looks.unwrap();
    let verdict = |name: &str, value: &str| {
        looks
            .signs
            .iter()
            .find(|sign| sign.name == name && sign.fits(value))
            .map(|sign| sign.is)
    };
    assert_eq!(
        verdict("licence", "Salesforce Integration"),
        Some(UserSort::Integration)
    );
    assert_eq!(
        verdict("role", "Minimum Access - API Only Integrations"),
        Some(UserSort::Integration)
    );
    assert_eq!(verdict("licence", "Salesforce"), None);
    assert_eq!(verdict("role", "System Administrator"), None);
}

const GOOD: &str = r#"id = "acme"
name = "Acme"
api_hosts = ["*.acme.test"]
origins = { app = "https://api.acme.test" }

[[auth]]
id = "none"
label = "No sign-in"
type = "none"

[[identity]]
get = "{{ app }}/me"
keep = { user = "$.login" }

[[rights]]
id = "table"
params = ["table"]
get = "{{ app }}/tables/{{ table }}"
named = [{ id = "edit", label = "Edit on {{ table }}", may = "edit {{ table }}", granted = "$.editable" }]

[user_looks]
signs = [{ name = "user", label = "user name", pattern = "^robot", is = "integration" }]

[[operations]]
id = "new_row"
kind = "trigger"
title = "New row"
requires = [{ right = "table.edit", params = { table = "table" } }]
inputs = [{ key = "table", label = "Table" }]
"#;

#[test]
fn a_definition_with_rights_is_clean() {
    let report = report(GOOD);
    assert_eq!(told(&report.mistakes), Vec::<String>::new());
}

#[test]
fn mistakes_about_rights_are_told_with_their_place() {
    let cases = [
        (
            "{{ app }}/tables/{{ table }}",
            "{{ app }}/tables/{{ tabel }}",
            "`tabel` is not known here (did you mean `table`?)",
        ),
        (
            "label = \"Edit on {{ table }}\"",
            "label = \"Edit on {{ user }}\"",
            "`user` is not known here",
        ),
        ("granted = \"$.editable\"", "granted = \"$.[\"", "expected"),
        (
            "granted = \"$.editable\"",
            "granted = \"thing.editable\"",
            "`thing` is not known here",
        ),
        (
            "right = \"table.edit\"",
            "right = \"table.edti\"",
            "there is no right `table.edti` (did you mean `table.edit`?)",
        ),
        (
            "params = { table = \"table\" }",
            "params = { table = \"tabel\" }",
            "no input is called `tabel` (did you mean `table`?)",
        ),
        (
            ", params = { table = \"table\" }",
            "",
            "right `table.edit` needs `table`: say in `params` which input gives it",
        ),
        (
            "params = { table = \"table\" }",
            "params = { table = \"table\", row = \"table\" }",
            "right `table.edit` has no parameter `row`",
        ),
        (
            "granted = \"$.editable\"",
            "granted = \"$.editable\", file = \"object_edit\"",
            "this app has no file with rights (say its format in `[rights_file]`)",
        ),
        (
            "granted = \"$.editable\"",
            "granted = \"$.editable\", file = \"object_edit\"",
            "this needs the parameter `object`",
        ),
        (
            "name = \"user\", label",
            "name = \"licence\", label",
            "nothing is kept as `licence`",
        ),
        ("pattern = \"^robot\"", "pattern = \"(\"", "unclosed group"),
        (
            "is = \"integration\"",
            "is = \"robot\"",
            "`robot` is not known here",
        ),
        (
            "named = [{ id = \"edit\", ",
            "named = [{ ",
            "`id` is missing",
        ),
    ];
    for (right, wrong, expected) in cases {
        let at = GOOD.find(right).expect(right);
        let line = format!("{}:", GOOD[..at].matches('\n').count() + 1);
        let said = told(&report(&GOOD.replace(right, wrong)).mistakes);
        assert!(
            said.iter()
                .any(|said| said.starts_with(&line) && said.contains(expected)),
            "{wrong}: {said:#?}"
        );
    }
}
