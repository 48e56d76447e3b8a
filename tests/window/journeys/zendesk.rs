//! Zendesk in both ways: its own page in a popup, and an API token typed into Larder.

use anyhow::{Context, Result, ensure};
use larder_window_tests::Shots;

use crate::scene::{ADA, Scene};

/// The subdomain is asked for, the page is Zendesk's, and its organization fields fill the picklist.
#[test]
fn zendesk_is_connected_at_its_own_page_after_the_subdomain_is_given() -> Result<()> {
    let mut shots = Shots::of("zendesk-oauth")?;
    let scene = Scene::with_sample_recipe()?;
    let (larder, practice) = (&scene.larder, &scene.practice);
    let ada = practice.person("zendesk", ADA)?;
    larder.turn_to("Connections")?;
    larder.press("Connect Zendesk")?;
    larder.fill("Subdomain", "acme")?;
    larder.sees(&format!("Opens {}", practice.host("zendesk", "acme")?))?;
    shots.page(larder, "connect-dialog")?;
    larder.press_in("Connect to Zendesk", "Connect")?;
    let popup = larder_window_tests::Popup::titled("Sign in to Zendesk")?;
    popup.shows(&practice.host("zendesk", "acme")?)?;
    popup.comes_to_rest()?;
    shots.display("sign-in-page")?;
    practice.sign_in(&popup, &ada)?;
    larder.sees_in("Connections of this recipe", ADA)?;
    shots.page(larder, "connected")?;

    larder.turn_to("Recipe")?;
    larder.search("Match on", "external")?;
    larder.first_option_is("External ID")?;
    shots.page(larder, "organization-fields")?;
    larder.keys(&["Down", "Return"])?;
    larder.holds("Match on", "External ID")?;
    scene.larder.quit()
}

/// The second way opens no window; the token is sealed and never shown again.
#[test]
fn zendesk_is_connected_by_an_api_token_that_is_never_shown_again() -> Result<()> {
    let mut shots = Shots::of("zendesk-token")?;
    let scene = Scene::with_sample_recipe()?;
    let (larder, practice) = (&scene.larder, &scene.practice);
    let ada = practice.person("zendesk", ADA)?;
    let token = ada.api_token.context("Ada has an API token")?;
    larder.turn_to("Connections")?;
    larder.press("Connect Zendesk")?;
    larder.choose("Way to sign in", "API token")?;
    larder.fill("Subdomain", "acme")?;
    larder.fill("E-mail address", ADA)?;
    larder.fill("API token", &token)?;
    larder.sees(&format!("Asks {}", practice.host("zendesk", "acme")?))?;
    shots.page(larder, "connect-dialog")?;
    larder.press_in("Connect to Zendesk", "Connect")?;
    larder.sees_in("Connections of this recipe", ADA)?;
    shots.page(larder, "connected")?;
    ensure!(
        !larder.inside()?.contains(&token),
        "L06: the page still holds the token"
    );

    larder.turn_to("Recipe")?;
    larder.search("Match on", "name")?;
    larder.first_option_is("Name")?;
    shots.page(larder, "organization-fields")?;
    scene.larder.quit()
}
