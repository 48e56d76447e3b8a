//! From the sample recipe to a filled picklist, through the app's own sign-in page.

use anyhow::{Result, ensure};
use larder_window_tests::{Home, Larder, Popup, Shots};

use crate::scene::INES;

/// Salesforce is connected in a popup; objects, fields and values are chosen by keyboard alone.
#[test]
fn connect_salesforce_in_a_popup_and_choose_object_field_and_value_by_keyboard() -> Result<()> {
    let mut shots = Shots::of("main-job")?;
    let home = Home::new()?;
    let larder = Larder::open(&home)?;
    shots.page(&larder, "welcome")?;

    larder.press("Open the sample recipe")?;
    larder.sees("Salesforce is not connected")?;
    larder.sees("Zendesk is not connected")?;
    larder.is_grey("Object")?;
    larder.sees_in("New or updated record", "Connect")?;
    shots.page(&larder, "recipe-without-connections")?;

    larder.follow("Salesforce is not connected")?;
    larder.press("Connect Salesforce")?;
    let practice = larder.practice()?;
    let host = practice.host("salesforce", "login")?;
    larder.sees(&format!("Opens {host}"))?;
    shots.page(&larder, "connect-dialog")?;
    larder.press_in("Connect to Salesforce", "Connect")?;

    let ines = practice.person("salesforce", INES)?;
    let popup = Popup::titled("Sign in to Salesforce")?;
    popup.shows(&host)?;
    popup.comes_to_rest()?;
    shots.display("sign-in-page")?;
    practice.give_password(&popup, &ines)?;
    popup.comes_to_rest()?;
    shots.display("consent-page")?;
    practice.allow(&popup, &ines)?;

    larder.sees_in("Connections of this recipe", INES)?;
    larder.sees_in("Salesforce", "Connection established on")?;
    for proved in ["Connected", "Ines Integration", "Acme", "Production"] {
        larder.sees_in("Salesforce", proved)?;
    }
    shots.page(&larder, "connected")?;

    larder.turn_to("Recipe")?;
    larder.is_ready("Object")?;
    larder.open_list("Object")?;
    larder.first_option_is("")?;
    shots.page(&larder, "objects")?;
    larder.type_text("Account")?;
    larder.holds("Object", "Account")?;
    larder.first_option_is("Account")?;
    shots.page(&larder, "objects-filtered")?;
    larder.keys(&["Down", "Return"])?;
    larder.holds("Object", "Account")?;

    larder.press("Add optional fields")?;
    larder.search("Field to watch", "Industry")?;
    larder.first_option_is("Industry")?;
    ensure!(
        larder.options()?[0].contains("picklist"),
        "fields show their type: {:?}",
        larder.options()?
    );
    shots.page(&larder, "fields")?;
    larder.keys(&["Down", "Return"])?;
    larder.holds("Field to watch", "Industry")?;

    larder.open_list("Value")?;
    larder.first_option_is("")?;
    ensure!(
        larder.options()?.len() > 3,
        "values of the picklist field: {:?}",
        larder.options()?
    );
    shots.page(&larder, "values")?;
    larder.keys(&["Down", "Return"])?;
    larder.is_filled("Value")?;
    shots.page(&larder, "step-filled")?;
    larder.quit()
}
