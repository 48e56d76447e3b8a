//! Every cause as a person meets it: the words for it, what stays, and the way on.

use std::path::Path;

use anyhow::{Result, ensure};
use larder_window_tests::{Home, Larder, LockedKeychain, Popup, Shots};
use serde_json::json;

use crate::scene::{ADA, INES, INES_IN_THE_SANDBOX, SAM, Scene};

const ROWS: &str = "Connections of this recipe";

/// Presses Reconnect in the row and answers the dialog's window.
fn reconnect(scene: &Scene) -> Result<Popup> {
    scene.larder.turn_to("Connections")?;
    scene.practice.forget_log()?;
    scene.larder.press_in("Salesforce", "Reconnect")?;
    scene.larder.sees("in a window of its own")?;
    scene
        .larder
        .press_in("Reconnect Practice Salesforce", "Reconnect")?;
    Popup::titled("Sign in to Salesforce")
}

/// Somebody else signs in: both are shown; Keep leaves everything as it was.
#[test]
fn v05_another_account_is_shown_beside_the_old_one_and_keep_keeps_it() -> Result<()> {
    let mut shots = Shots::of("wrong-account")?;
    let scene = Scene::with_sample_recipe()?;
    let (larder, practice) = (&scene.larder, &scene.practice);
    scene.connect(
        "Salesforce",
        "Salesforce",
        &practice.person("salesforce", INES)?,
    )?;
    let popup = reconnect(&scene)?;
    practice.sign_in(&popup, &practice.person("salesforce", SAM)?)?;
    larder.sees("Another account signed in")?;
    larder.sees(INES)?;
    larder.sees(SAM)?;
    larder.sees("New or updated Salesforce accounts")?;
    shots.page(larder, "both-shown")?;
    larder.press("Keep")?;
    larder.sees_in(ROWS, INES)?;
    larder.sees_in(ROWS, "Connected")?;
    ensure!(!larder.words()?.contains(SAM), "Sam is kept nowhere");
    larder.turn_to("Recipe")?;
    larder.search("Object", "Account")?;
    larder.first_option_is("Account")?;
    shots.page(larder, "as-it-was")?;
    scene.larder.quit()
}

/// A sandbox where production was is called out before anything changes.
#[test]
fn v05_a_sandbox_where_production_was_is_called_out() -> Result<()> {
    let mut shots = Shots::of("sandbox-for-production")?;
    let scene = Scene::with_sample_recipe()?;
    let (larder, practice) = (&scene.larder, &scene.practice);
    scene.connect(
        "Salesforce",
        "Salesforce",
        &practice.person("salesforce", INES)?,
    )?;
    larder.press_in("Salesforce", "Reconnect")?;
    larder.choose("Environment", "Sandbox")?;
    practice.forget_log()?;
    larder.press_in("Reconnect Practice Salesforce", "Reconnect")?;
    let popup = Popup::titled("Sign in to Salesforce")?;
    practice.sign_in(&popup, &practice.person("salesforce", INES_IN_THE_SANDBOX)?)?;
    larder.sees("Another account signed in")?;
    larder.sees("sandbox")?;
    larder.sees("production")?;
    shots.page(larder, "called-out")?;
    larder.press("Keep")?;
    larder.sees_in(ROWS, INES)?;
    larder.sees_in("Salesforce", "Production")?;
    scene.larder.quit()
}

/// An administrator has not approved the app: who must do what is said, and the next try works.
#[test]
fn an_app_that_the_administrator_has_not_approved_is_told_so() -> Result<()> {
    let mut shots = Shots::of("not-approved")?;
    let scene = Scene::with_sample_recipe()?;
    let (larder, practice) = (&scene.larder, &scene.practice);
    let ines = practice.person("salesforce", INES)?;
    practice.fault_for_all("admin_block", &ines, &json!({ "times": 1 }))?;
    let popup = scene.open_sign_in("Salesforce", "Salesforce")?;
    popup.comes_to_rest()?;
    popup.type_text(INES)?;
    popup.key("Tab")?;
    popup.type_text(&ines.password)?;
    popup.press_until_gone("Return")?;
    larder.sees("An administrator of Salesforce has to allow Larder first")?;
    shots.page(larder, "told")?;
    practice.forget_log()?;
    larder.press_in("Connect to Salesforce", "Connect")?;
    practice.sign_in(&Popup::titled("Sign in to Salesforce")?, &ines)?;
    larder.sees_in(ROWS, INES)?;
    scene.larder.quit()
}

/// The redirect address is not the registered one: the page never comes back, and the literal address is told.
#[test]
fn a_redirect_address_that_is_not_registered_is_told_literally() -> Result<()> {
    let mut shots = Shots::of("redirect-mismatch")?;
    let scene = Scene::with_sample_recipe()?;
    let (larder, practice) = (&scene.larder, &scene.practice);
    let ines = practice.person("salesforce", INES)?;
    practice.fault_for_all("redirect_mismatch", &ines, &json!({ "times": 1 }))?;
    let popup = scene.open_sign_in("Salesforce", "Salesforce")?;
    popup.comes_to_rest()?;
    shots.display("the-apps-own-page")?;
    popup.close()?;
    larder.sees("http://localhost:47620/")?;
    larder.sees("registered")?;
    shots.page(larder, "told-in-the-dialog")?;
    larder.press("Cancel")?;

    // Some apps let the person in and refuse the code afterwards.
    practice.fault_for_all(
        "redirect_mismatch",
        &ines,
        &json!({ "times": 1, "shape": "token" }),
    )?;
    practice.forget_log()?;
    larder.press_in(ROWS, "Connect Practice Salesforce")?;
    larder.sees("in a window of its own")?;
    larder.press_in("Reconnect", "Reconnect")?;
    practice.sign_in(&Popup::titled("Sign in to Salesforce")?, &ines)?;
    larder.sees("exactly this must be registered at Salesforce")?;
    shots.page(larder, "told-by-the-app")?;
    scene.larder.quit()
}

/// An app that is down passes: the sign-in stays, the lists that were loaded too, and the next check heals.
#[test]
fn r06_an_app_that_is_down_costs_nothing_and_heals_by_itself() -> Result<()> {
    let mut shots = Shots::of("app-down")?;
    let scene = Scene::with_sample_recipe()?;
    let (larder, practice) = (&scene.larder, &scene.practice);
    let ines = practice.person("salesforce", INES)?;
    scene.connect("Salesforce", "Salesforce", &ines)?;
    scene.choose_account()?;
    // As often as one call is tried.
    let once = json!({ "path": "/services/oauth2/userinfo", "times": 3 });
    practice.fault("unavailable", &ines, &once)?;
    larder.turn_to("Connections")?;
    larder.press_in(ROWS, "Practice Salesforce")?;
    larder.press("Check now")?;
    larder.sees("Salesforce is not answering properly")?;
    larder.sees("The sign-in is kept")?;
    larder.sees_in(ROWS, "Connected")?;
    shots.page(larder, "told")?;
    larder.turn_to("Recipe")?;
    larder.holds("Object", "Account")?;
    larder.search("Object", "Contact")?;
    larder.first_option_is("Contact")?;
    larder.keys(&["Escape"])?;
    larder.turn_to("Connections")?;
    larder.press_in(ROWS, "Practice Salesforce")?;
    larder.press("Try again")?;
    larder.sees_no_more("is not answering properly")?;
    larder.sees_in(ROWS, "Connected")?;
    scene.larder.quit()
}

/// No way to the app: told as the network's matter; what was typed is still in the dialog.
#[test]
fn no_network_is_told_as_such_and_nothing_typed_is_lost() -> Result<()> {
    let mut shots = Shots::of("no-network")?;
    let home = Home::new()?;
    // Every way out leads to a port where nobody listens.
    let nowhere = Path::new("http://127.0.0.1:9");
    let larder = Larder::open_with(&home, &[("HTTPS_PROXY", nowhere), ("https_proxy", nowhere)])?;
    larder.press("Open the sample recipe")?;
    larder.turn_to("Connections")?;
    larder.press("Connect Zendesk")?;
    larder.mark("Zendesk")?;
    larder.choose("Way to sign in", "API token")?;
    larder.fill("Subdomain", "acme-nobody")?;
    larder.fill("E-mail address", ADA)?;
    larder.fill("API token", "typed-but-never-sent")?;
    larder.press_in("Connect to Zendesk", "Connect")?;
    larder.sees("cannot be reached at acme-nobody.zendesk.com")?;
    larder.sees("network")?;
    shots.page(&larder, "told")?;
    larder.holds("E-mail address", ADA)?;
    larder.quit()
}

/// A locked keychain: connections and what was loaded are there, unlocking is offered, and then all works.
#[test]
fn k01_with_a_locked_keychain_larder_opens_is_useful_and_asks_to_unlock() -> Result<()> {
    let mut shots = Shots::of("keychain-locked")?;
    let scene = Scene::with_sample_recipe()?;
    let ines = scene.practice.person("salesforce", INES)?;
    scene.connect("Salesforce", "Salesforce", &ines)?;
    scene.choose_account()?;
    scene.larder.press("Add optional fields")?;
    // Its list depends on the object: ready means that the choice is stored.
    scene.larder.is_ready("Field to watch")?;
    let Scene { larder, home, .. } = scene;
    larder.quit()?;

    let locked = LockedKeychain::now()?;
    let larder = Larder::open(&home)?;
    larder.sees("keychain is locked")?;
    larder.follow("New or updated Salesforce accounts")?;
    larder.holds("Object", "Account")?;
    larder.turn_to("Connections")?;
    larder.sees_in(ROWS, INES)?;
    larder.press_in(ROWS, "Practice Salesforce")?;
    shots.page(&larder, "connections-are-there")?;
    larder.sees("asking an app has to wait")?;
    locked.unlock()?;
    larder.press("Unlock keychain")?;
    larder.sees_in(ROWS, "Connected")?;
    larder.press("Check now")?;
    larder.sees("Last success")?;
    larder.turn_to("Recipe")?;
    larder.search("Object", "Contact")?;
    larder.first_option_is("Contact")?;
    shots.page(&larder, "unlocked")?;
    larder.quit()
}
