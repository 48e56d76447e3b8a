//! Differences between receipts: what is told, since when, and what it touches.
use larder_store::receipt::Receipt;
use serde_json::json;

use super::differ::changes;
use super::known::{Line, Params, Rights};
use super::needs::{Need, Needs};
use crate::view::UsedBy;

fn line(right: &str, object: &str, held: Option<bool>) -> Line {
    Line {
        right: right.to_owned(),
        params: Params::from([("object".to_owned(), object.to_owned())]),
        label: format!("{right} on {object}"),
        may: format!("{right} {object}"),
        held,
        had: held == Some(true),
        grantable: true,
        file_name: None,
        was_asked: held.is_some(),
    }
}

fn receipt(at: i64, rights: Option<Vec<Line>>) -> Receipt {
    Receipt {
        id: at,
        connection: "c1".to_owned(),
        at,
        identity: json!({ "user": "it@acme.test", "user_id": "1", "account": "Acme", "account_id": "00D1", "environment": "production", "role": "Agent" }),
        granted: vec!["api".to_owned(), "refresh_token".to_owned()],
        missing: Vec::new(),
        lifetime: json!({ "seconds": 7_200 }),
        rights: rights.map(|lines| {
            serde_json::to_value(Rights {
                at,
                cut: false,
                lines,
            })
            .unwrap()
        }),
    }
}

fn used(steps: &[u32]) -> Vec<UsedBy> {
    vec![UsedBy {
        recipe: "r1".to_owned(),
        recipe_name: "Accounts".to_owned(),
        role: "primary".to_owned(),
        steps: steps.to_vec(),
    }]
}

fn needs() -> Needs {
    Needs {
        rights: vec![Need {
            right: "edit".to_owned(),
            params: Params::from([("object".to_owned(), "Account".to_owned())]),
            used: used(&[2, 3]),
        }],
        ..Needs::default()
    }
}

fn told(newest_first: &[Receipt]) -> Vec<(bool, String, i64, i64)> {
    changes(newest_first, &needs(), &used(&[1, 2, 3]))
        .into_iter()
        .map(|change| (change.lost, change.what, change.since, change.at))
        .collect()
}

#[test]
fn r11_a_right_that_went_and_came_back_is_told_with_its_times() {
    let receipts = [
        receipt(40, Some(vec![line("edit", "Account", Some(true))])),
        receipt(30, Some(vec![line("edit", "Account", Some(false))])),
        receipt(20, None),
        receipt(10, Some(vec![line("edit", "Account", Some(true))])),
    ];
    assert_eq!(
        told(&receipts),
        [
            (false, "edit on Account".to_owned(), 30, 40),
            (true, "edit on Account".to_owned(), 20, 30),
        ]
    );
    let affected = changes(&receipts, &needs(), &[]);
    assert_eq!(affected[0].affects, used(&[2, 3]));
}

#[test]
fn what_was_not_told_is_no_difference() {
    let receipts = [
        receipt(
            40,
            Some(vec![
                line("edit", "Account", Some(true)),
                line("edit", "Case", Some(false)),
            ]),
        ),
        receipt(30, Some(vec![line("edit", "Account", None)])),
        receipt(20, Some(Vec::new())),
        receipt(10, Some(vec![line("edit", "Account", Some(true))])),
    ];
    assert_eq!(told(&receipts), []);
    assert_eq!(told(&[]), []);
    assert_eq!(told(&receipts[..1]), []);
}

#[test]
fn scopes_role_user_environment_and_lifetime_are_compared() {
    let mut now = receipt(20, None);
    now.granted = vec!["api".to_owned(), "web".to_owned()];
    now.identity["role"] = json!("End user");
    now.identity["environment"] = json!("sandbox");
    now.lifetime = json!({ "seconds": 900 });
    let said: Vec<(bool, String)> = told(&[now, receipt(10, None)])
        .into_iter()
        .map(|(lost, what, ..)| (lost, what))
        .collect();
    let expected = [
        (false, "the token lifetime of 15 minutes"),
        (true, "the token lifetime of 2 hours"),
        (false, "the scope web"),
        (true, "the scope refresh_token"),
        (false, "the environment sandbox"),
        (true, "the environment production"),
        (false, "the role End user"),
        (true, "the role Agent"),
    ];
    assert_eq!(
        said,
        expected
            .map(|(lost, what)| (lost, what.to_owned()))
            .to_vec()
    );
}

#[test]
fn a_lost_scope_touches_every_recipe_and_a_second_more_or_less_nothing() {
    let mut now = receipt(20, None);
    now.granted.pop();
    now.lifetime = json!({ "seconds": 7_199 });
    let told = changes(&[now, receipt(10, None)], &needs(), &used(&[1, 2, 3]));
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].affects, used(&[1, 2, 3]));
}
