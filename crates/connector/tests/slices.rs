//! Names and values that a definition takes apart by number: `{{ site[:2] }}`, `item.name[1:]`.

mod support;

use larder_connector::Context;
use serde_json::json;
use support::{map, read, report, rows_of, told};

const DEFINITION: &str = r#"
id = "acme"
name = "Acme"
api_hosts = ["api.acme.test"]

[[fields]]
key = "site"
label = "Site"
control = "text"

[[fields]]
key = "length"
label = "Length"
control = "text"

[[auth]]
id = "none"
label = "None"
type = "none"

[test]
get = "https://api.acme.test/{{ site[:2] }}"

[[picklists]]
id = "things"
label = "Things"
get = "https://api.acme.test/things"
row = { value = "$.id", label = "item.name[1:3] ~ item.marks[item.at[0]:2][0]", custom = "item.id[:2] == 'u_'" }
"#;

#[test]
fn a_part_of_a_value_is_filled_in() {
    let connector = read(DEFINITION);
    let context = Context::new(&connector).fields(map(&[("site", "harbour"), ("length", "2")]));
    let call = connector.test.as_ref().expect("a test");
    let plan = connector.call_plan(call, &context).expect("a request");
    assert_eq!(plan.url.as_str(), "https://api.acme.test/ha");
}

#[test]
fn a_part_of_a_member_is_read() {
    let entry = json!([{ "id": "u_1", "name": "xjar", "marks": ["a", "b", "c"], "at": [1] }]);
    let rows = rows_of(&read(DEFINITION), "things", &entry, &[]);
    assert_eq!((rows[0].label.as_str(), rows[0].custom), ("jab", true));
}

#[test]
fn a_name_that_nothing_gives_is_told_wherever_it_stands() {
    for (from, to) in [
        ("site[:2]", "sight[:2]"),
        ("site[:2]", "site[:sight]"),
        ("site[:2]", "sight[site:2][0]"),
    ] {
        let told = told(&report(&DEFINITION.replace(from, to)).mistakes);
        assert!(
            told.iter()
                .any(|told| told.contains("`sight` is not known here")),
            "{to}: {told:?}"
        );
    }
}
