//! From the sample recipe to a filled picklist, through the app's own sign-in page.

use anyhow::Result;
use larder_window_tests::{Home, Larder, Popup, Shots};

/// Salesforce is connected in a popup, and its objects and fields are chosen by keyboard.
#[test]
fn connect_salesforce_and_choose_an_object_by_keyboard() -> Result<()> {
    let mut shots = Shots::of("main-job")?;
    let home = Home::new()?;
    let larder = Larder::open(&home)?;
    shots.page(&larder, "welcome")?;

    larder.press("Open the sample recipe")?;
    larder.sees("Salesforce is not connected")?;
    larder.is_grey("Object")?;
    shots.page(&larder, "recipe-without-connections")?;

    larder.follow("Salesforce is not connected")?;
    larder.press("Connect Salesforce")?;
    larder.sees("Connection name")?;
    shots.page(&larder, "connect-dialog")?;
    let practice = larder.practice()?;
    let ines = practice.person("salesforce", "integration@acme.test")?;
    larder.sees(&practice.host("salesforce", "login")?)?;
    larder.press_in("Connect to Salesforce", "Connect")?;

    let popup = Popup::titled("Sign in to Salesforce")?;
    popup.shows(&practice.host("salesforce", "login")?)?;
    popup.comes_to_rest()?;
    shots.display("sign-in-page")?;
    practice.give_password(&popup, &ines)?;
    popup.comes_to_rest()?;
    shots.display("consent-page")?;
    practice.allow(&popup, &ines)?;
    larder.sees("integration@acme.test")?;
    larder.sees("Connected")?;
    shots.page(&larder, "connected")?;
    Ok(())
}
