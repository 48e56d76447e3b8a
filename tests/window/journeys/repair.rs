//! Quit and start again, nothing secret on disk, and what breaks is told and repaired in place.

use anyhow::{Result, ensure};
use larder_window_tests::{Larder, Popup, Practice, Shots, Sweep};
use serde_json::json;

use crate::scene::{ADA, INES, Scene};

const NEW_PASSWORD: &str = "a-new-password-2";

/// Everything is there after a restart; nothing secret ever reached the disk or the page.
#[test]
fn l01_l06_after_a_restart_everything_is_there_and_nothing_secret_is_on_disk() -> Result<()> {
    let mut shots = Shots::of("restart")?;
    let scene = Scene::with_sample_recipe()?;
    scene.larder.record_messages()?;
    let ines = scene.practice.person("salesforce", INES)?;
    let ada = scene.practice.person("zendesk", ADA)?;
    scene.connect("Salesforce", "Salesforce", &ines)?;
    scene.larder.press("Connect Zendesk")?;
    scene.larder.fill("Subdomain", "acme")?;
    scene.larder.press_in("Connect to Zendesk", "Connect")?;
    let popup = Popup::titled("Sign in to Zendesk")?;
    scene.practice.forget_log()?;
    popup.comes_to_rest()?;
    titles_tell_nothing(&scene)?;
    scene.practice.sign_in(&popup, &ada)?;
    scene.larder.sees_in("Connections of this recipe", ADA)?;
    scene.larder.turn_to("Recipe")?;
    scene.larder.search("Object", "Account")?;
    scene.larder.first_option_is("Account")?;
    scene.larder.keys(&["Down", "Return"])?;
    scene.larder.holds("Object", "Account")?;

    nothing_secret(&scene, &["practice.json"])?;
    let messages = scene.larder.messages()?;
    ensure!(
        messages
            .iter()
            .any(|message| message.contains("Industry") || message.contains("AccountContactRole")),
        "the answers are among the {} messages",
        messages.len()
    );
    let found = wanted(&scene.practice)?.bytes(messages.join("\n").as_bytes());
    ensure!(found.is_empty(), "L05: the messages hold {found:?}");
    titles_tell_nothing(&scene)?;
    let clipboard = scene.larder.clipboard("Object")?;
    let found = wanted(&scene.practice)?.bytes(clipboard.as_bytes());
    ensure!(found.is_empty(), "L06: the clipboard holds {found:?}");
    let Scene {
        larder,
        home,
        practice,
    } = scene;
    larder.quit()?;
    nothing_secret_in(&home, &practice, &[])?;

    let larder = Larder::open(&home)?;
    larder.follow("New or updated Salesforce accounts")?;
    larder.holds("Object", "Account")?;
    shots.page(&larder, "recipe-as-it-was")?;
    larder.turn_to("Connections")?;
    larder.sees_in("Connections of this recipe", INES)?;
    larder.sees_in("Connections of this recipe", ADA)?;
    larder.press("Check now")?;
    larder.sees("Last success")?;
    shots.page(&larder, "connections-as-they-were")?;
    larder.turn_to("Recipe")?;
    larder.search("Object", "Contact")?;
    larder.first_option_is("Contact")?;
    larder.quit()
}

/// A revoked sign-in and a changed password are told with their cause, and repaired in place.
#[test]
fn v04_a_revoked_sign_in_is_told_with_its_cause_and_repaired_in_place() -> Result<()> {
    let mut shots = Shots::of("repair")?;
    let scene = Scene::with_sample_recipe()?;
    let (larder, practice) = (&scene.larder, &scene.practice);
    let mut ines = practice.person("salesforce", INES)?;
    scene.connect("Salesforce", "Salesforce", &ines)?;
    larder.turn_to("Recipe")?;
    larder.search("Object", "Account")?;
    larder.first_option_is("Account")?;
    larder.keys(&["Down", "Return"])?;
    larder.holds("Object", "Account")?;

    for (fault, more) in [
        ("revoke", json!({})),
        ("change_password", json!({ "password": NEW_PASSWORD })),
    ] {
        practice.fault(fault, &ines, &more)?;
        if let Some(password) = more["password"].as_str() {
            password.clone_into(&mut ines.password);
        }
        larder.turn_to("Connections")?;
        larder.press_in("Connections of this recipe", "Practice Salesforce")?;
        larder.press("Check now")?;
        larder.sees_in("Connections of this recipe", "Needs reconnect")?;
        larder.sees("no longer accepts")?;
        shots.page(larder, &format!("{fault}-told"))?;
        larder.turn_to("Recipe")?;
        larder.is_grey("Object")?;
        larder.holds("Object", "Account")?;

        larder.turn_to("Connections")?;
        practice.forget_log()?;
        larder.press_in(
            "Connections of this recipe",
            "Reconnect Practice Salesforce",
        )?;
        larder.sees("in a window of its own")?;
        larder.press_in("Reconnect Practice Salesforce", "Reconnect")?;
        practice.sign_in(&Popup::titled("Sign in to Salesforce")?, &ines)?;
        larder.sees_in("Connections of this recipe", "Connected")?;
        larder.turn_to("Recipe")?;
        larder.is_ready("Object")?;
        larder.holds("Object", "Account")?;
        shots.page(larder, &format!("{fault}-repaired"))?;
        // In place: still the one connection of this app.
        larder.sees("Connections 1")?;
    }
    scene.larder.quit()
}

/// While the app runs, the page is searched too, and whatever looks like a Zendesk token is tried.
fn nothing_secret(scene: &Scene, except: &[&str]) -> Result<()> {
    nothing_secret_in(&scene.home, &scene.practice, except)?;
    let found = wanted(&scene.practice)?.bytes(scene.larder.inside()?.as_bytes());
    ensure!(found.is_empty(), "L06: the page holds {found:?}");
    let candidates = Sweep::hexadecimal_texts(scene.home.path(), 64)?;
    for candidate in candidates {
        let opens = scene.practice.accepts("zendesk", "acme", &candidate)?;
        ensure!(!opens, "L01: a text in the data folder opens Zendesk");
    }
    Ok(())
}

fn titles_tell_nothing(scene: &Scene) -> Result<()> {
    let titles = scene.larder.titles();
    ensure!(titles.iter().any(|title| title == "Larder"), "{titles:?}");
    let found = wanted(&scene.practice)?.bytes(titles.join("\n").as_bytes());
    ensure!(found.is_empty(), "L06: the titles hold {found:?}");
    Ok(())
}

fn nothing_secret_in(
    home: &larder_window_tests::Home,
    practice: &Practice,
    except: &[&str],
) -> Result<()> {
    let (found, searched) = wanted(practice)?.folder(home.path(), except)?;
    ensure!(
        searched > 10_000,
        "the data folder was searched, {searched} bytes"
    );
    ensure!(found.is_empty(), "L01: {found:#?}");
    Ok(())
}

/// Passwords and API tokens of the people, and how codes and tokens of Practice Salesforce begin.
fn wanted(practice: &Practice) -> Result<Sweep> {
    let mut sweep = Sweep::default()
        .beginning("an authorization code", "aPrx")
        .beginning("a refresh token", "5Aep861");
    for person in practice.people()? {
        sweep = sweep.secret(
            &format!("the password of {}", person.username),
            &person.password,
        );
        if let Some(token) = &person.api_token {
            sweep = sweep.secret(&format!("the API token of {}", person.username), token);
        }
    }
    Ok(sweep)
}
