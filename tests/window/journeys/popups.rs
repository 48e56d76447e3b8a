//! Sign-in windows that are closed, and two of them side by side.

use anyhow::{Result, ensure};
use larder_window_tests::{Popup, Shots};

use crate::scene::{INES, INES_IN_THE_SANDBOX, Scene};

/// Closing the window ends the sign-in and nothing else; the next try succeeds.
#[test]
fn p04_a_closed_popup_is_told_and_the_person_can_try_again() -> Result<()> {
    let mut shots = Shots::of("closed-popup")?;
    let scene = Scene::with_sample_recipe()?;
    let larder = &scene.larder;
    let popup = scene.open_sign_in("Salesforce", "Salesforce")?;
    popup.shows(&scene.practice.host("salesforce", "login")?)?;
    popup.close()?;
    popup.is_gone()?;
    larder.sees("The Salesforce window was closed before the sign-in was finished.")?;
    shots.page(larder, "told-in-the-dialog")?;
    larder.press("Cancel")?;
    larder.sees_in("Connections of this recipe", "Not connected")?;
    larder.sees("The Salesforce window was closed before the sign-in was finished.")?;
    shots.page(larder, "told-in-the-row")?;

    larder.press_in("Connections of this recipe", "Connect Practice Salesforce")?;
    larder.sees("in a window of its own")?;
    larder.press_in("Reconnect", "Reconnect")?;
    let again = Popup::titled("Sign in to Salesforce")?;
    scene
        .practice
        .sign_in(&again, &scene.practice.person("salesforce", INES)?)?;
    larder.sees_in("Connections of this recipe", INES)?;
    shots.page(larder, "connected-at-the-second-try")?;
    scene.larder.quit()
}

/// Production and sandbox are signed in at the same time, each in a session of its own.
#[test]
fn p03_two_orgs_are_signed_in_side_by_side_in_separate_sessions() -> Result<()> {
    let mut shots = Shots::of("two-orgs")?;
    let scene = Scene::with_sample_recipe()?;
    let (larder, practice) = (&scene.larder, &scene.practice);
    larder.add_step("Salesforce (secondary)", "ThenSearch records")?;
    larder.sees("Salesforce (secondary) is not connected")?;

    let first = scene.open_sign_in("Salesforce", "Salesforce")?;
    first.shows(&practice.host("salesforce", "login")?)?;
    larder.press("Hide")?;
    larder.press_in("Connections of this recipe", "Salesforce (secondary)")?;
    larder.press("Connect a new one…")?;
    larder.choose("Environment", "Sandbox")?;
    larder.sees(&format!("Opens {}", practice.host("salesforce", "test")?))?;
    larder.press_in("Connect to Salesforce", "Connect")?;
    let second = Popup::titled(r"Sign in to Salesforce \(secondary\)")?;
    second.shows(&practice.host("salesforce", "test")?)?;
    second.comes_to_rest()?;
    shots.display("both-windows")?;

    let sandbox = practice.person("salesforce", INES_IN_THE_SANDBOX)?;
    practice.sign_in(&second, &sandbox)?;
    ensure!(first.is_open(), "the other sign-in goes on");
    larder.sees_in("Connections of this recipe", INES_IN_THE_SANDBOX)?;
    first.comes_to_rest()?;
    shots.display("one-signed-in")?;
    // Nobody is signed in there: it still asks for name and password.
    practice.sign_in(&first, &practice.person("salesforce", INES)?)?;
    larder.sees_in("Connections of this recipe", &format!("{INES}, Acme"))?;
    larder.sees_in("Connections of this recipe", "sandbox")?;
    shots.page(larder, "both-connected")?;

    larder.turn_to("Recipe")?;
    // Production has invoice lines, the sandbox invoice notes.
    larder.search_in("New or updated record", "Object", "Invoice Line")?;
    larder.first_option_is("Invoice Line")?;
    larder.keys(&["Escape"])?;
    larder.search_in("Search records", "Object", "Invoice Note")?;
    larder.first_option_is("Invoice Note")?;
    ensure!(
        !larder
            .options()?
            .iter()
            .any(|one| one.starts_with("Invoice Line")),
        "production's objects: {:?}",
        larder.options()?
    );
    shots.page(larder, "objects-of-the-sandbox")?;
    scene.larder.quit()
}
