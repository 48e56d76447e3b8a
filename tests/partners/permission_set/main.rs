//! The permission set Larder writes, read by Salesforce's own deploy library and held against the Metadata API's WSDL.
#![expect(
    clippy::unwrap_used,
    reason = "a journey ends where its world does not hold"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "the partner's side of a call has no need of Larder's own client"
)]

#[expect(dead_code, reason = "shared with the journeys, which also move it")]
#[path = "../../journeys/clock.rs"]
mod clock;
#[path = "../npm.rs"]
mod npm;
#[expect(dead_code, reason = "shared with the journeys, whose person does more")]
#[path = "../../journeys/person.rs"]
mod person;
#[expect(dead_code, reason = "shared with the journeys, which do more")]
#[path = "../../journeys/world.rs"]
mod world;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;

use larder_engine::api::{AddStep, ById, SetInput};
use larder_engine::view::{SignInPhase, SignInStart};
use secrecy::ExposeSecret as _;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::world::{INES, World, salesforce, slot};

/// The sample recipe watching one field, and writing another object by an external id.
async fn recipe(world: &World) {
    let step = AddStep {
        recipe: "sample".to_owned(),
        connector: "salesforce".to_owned(),
        role: "primary".to_owned(),
        operation: "upsert_record".to_owned(),
    };
    let added = world.engine.add_step(step).await.unwrap();
    let last = added.steps.last().unwrap().id.clone();
    for (step, key, value) in [
        ("step-1", "object", "Account"),
        ("step-1", "watch_field", "BillingCity"),
        (&last, "object", "Account"),
        (&last, "match_on", "ERP_Number__c"),
    ] {
        let input = SetInput {
            recipe: "sample".to_owned(),
            step: step.to_owned(),
            key: key.to_owned(),
            value: Some(value.to_owned()),
            label: None,
        };
        world.engine.set_input(input).await.unwrap();
    }
}

/// The mistakes the partner finds in each file.
async fn read(
    world: &World,
    connection: &str,
    files: &[(&str, String, String)],
) -> BTreeMap<String, Vec<String>> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/partners/permission_set");
    let installed = npm::installed(&scripts, "permission_set");
    let home = TempDir::new().unwrap();
    let mut folders = BTreeMap::new();
    for (case, name, text) in files {
        let folder = home
            .path()
            .join(case.replace(' ', "_"))
            .join("permissionsets");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), text).unwrap();
        folders.insert(*case, folder);
    }
    let token = world.engine.token(connection).await.unwrap();
    let question = json!({
        "instanceUrl": world.origin("salesforce", "login").origin().ascii_serialization(),
        "accessToken": token.expose_secret(),
        "folders": folders,
    });
    let mut process = Command::new(installed.join("node_modules/.bin/node"))
        .arg(scripts.join("read.mjs"))
        .arg(&installed)
        .current_dir(home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("node starts");
    let mut input = process.stdin.take().unwrap();
    input
        .write_all(question.to_string().as_bytes())
        .await
        .unwrap();
    drop(input);
    let output = process.wait_with_output().await.unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_permission_set_is_deployable_and_names_what_the_org_has() {
    let world = World::new().await;
    world.person.will_allow(INES.0, INES.1);
    let ended = world
        .sign_in(SignInStart {
            slot: Some(slot("salesforce", "primary")),
            ..salesforce("Acme & Sons <prod>")
        })
        .await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    let id = ended.connection;
    recipe(&world).await;
    let check = ById { id: id.clone() };
    world.engine.test_connection(check.clone()).await.unwrap();
    let (name, text) = world.engine.permission_set_text(check).await.unwrap();
    let changed = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}: {text}");
        (name.clone(), text.replace(from, to))
    };
    let label = "    <label>Larder: Acme &amp; Sons &lt;prod&gt;</label>\n";
    let first = "    <description>";

    // Each wrong in one way, with what the partner has to find.
    let wrong = [
        (
            "order",
            "out of order: ",
            (
                name.clone(),
                text.replace(label, "")
                    .replace(first, &format!("{label}{first}")),
            ),
        ),
        (
            "order within",
            "out of order: objectPermissions.",
            changed(
                "        <allowCreate>true</allowCreate>\n        <allowDelete>false</allowDelete>\n",
                "        <allowDelete>false</allowDelete>\n        <allowCreate>true</allowCreate>\n",
            ),
        ),
        (
            "unknown element",
            "unknown element objectPermissions.allowReading",
            changed("allowRead>", "allowReading>"),
        ),
        ("no label", "missing: label", changed(label, "")),
        (
            "no boolean",
            "no boolean: objectPermissions.allowEdit",
            changed("<allowEdit>true<", "<allowEdit>yes<"),
        ),
        (
            "no such object",
            "no object Acount",
            changed("<object>Account<", "<object>Acount<"),
        ),
        (
            "no such field",
            "no field Account.BillingTown",
            changed("Account.BillingAddress", "Account.BillingTown"),
        ),
        (
            "namespace",
            "another namespace",
            changed("soap.sforce.com/2006/04", "soap.sforce.com/2007/04"),
        ),
        ("no xml", "no XML: ", changed("&lt;prod&gt;", "<prod>")),
        (
            "another type",
            "",
            (
                name.replace("permissionset-meta", "permission-meta"),
                text.clone(),
            ),
        ),
    ];
    let mut files = vec![("right", name.clone(), text.clone())];
    for (case, _, (name, text)) in &wrong {
        files.push((case, name.clone(), text.clone()));
    }
    let found = read(&world, &id, &files).await;
    assert_eq!(found["right"], [""; 0], "{text}");
    for (case, said, _) in &wrong {
        assert!(
            found[*case].iter().any(|mistake| mistake.contains(said)),
            "{case}: {:?}",
            found[*case]
        );
    }
}
