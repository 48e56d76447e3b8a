//! Ways to sign in beside a code: typed keys, sessions, the legs of OAuth 1, and a code for another device.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use larder_window_tests::{Home, Larder, Popup, Shots, until};

/// The one person the stand-ins know.
const ADA: &str = "ada@acme.test";
const PASSWORD: &str = "pantry-7";

const DEFINITIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../definitions");

/// Opens Larder with a definition for each way, and stand-ins for them on this computer.
fn opened(home: &Home) -> Result<Larder> {
    let definitions = Path::new(DEFINITIONS);
    let more = [
        ("LARDER_CONNECTORS", definitions),
        ("LARDER_PRACTICE", Path::new("quirks")),
    ];
    let larder = Larder::open_with(home, &more)?;
    larder.practice()?;
    Ok(larder)
}

/// Opens the connect dialog of an app, for its stand-in.
fn asks(larder: &Larder, app: &str) -> Result<()> {
    larder.follow("Apps")?;
    larder.follow(app)?;
    larder.sees("Ways to sign in")?;
    larder.press("Connect")?;
    larder.mark(&format!("Practice {app}"))
}

/// Presses Connect in the dialog.
fn connects(larder: &Larder, app: &str) -> Result<()> {
    larder.press_in(&format!("Connect to {app}"), "Connect")
}

#[test]
fn every_kind_of_way_signs_in_from_the_page_of_its_app() -> Result<()> {
    let mut shots = Shots::of("ways")?;
    let home = Home::new()?;
    let larder = opened(&home)?;

    // A session: two requests of the app's own, with what was typed.
    asks(&larder, "Session in a header")?;
    larder.fill("User", ADA)?;
    larder.fill("Password", PASSWORD)?;
    shots.page(&larder, "session-dialog")?;
    connects(&larder, "Session in a header")?;
    larder.sees_in("Connections", ADA)?;
    ensure!(
        !larder.inside()?.contains(PASSWORD),
        "L06: the page still holds the password"
    );

    // A wrong key is told beside its field, and only it is typed again.
    asks(&larder, "Key in a header")?;
    larder.fill("Key", "wrong-key")?;
    connects(&larder, "Key in a header")?;
    larder.sees("did not accept the sign-in")?;
    shots.page(&larder, "wrong-key")?;
    larder.fill("Key", "quirks-key")?;
    connects(&larder, "Key in a header")?;
    larder.sees_in("Connections", ADA)?;
    ensure!(
        !larder.words()?.contains("Practice Key in a header 2"),
        "the second try made a second connection"
    );

    // The three legs of OAuth 1: the app's page in a window, and nothing of it is loaded at the end.
    asks(&larder, "Three legs")?;
    connects(&larder, "Three legs")?;
    let popup = Popup::titled("Sign in to Three legs")?;
    signs_in(&popup)?;
    larder.sees_in("Connections", ADA)?;

    // A code for another device, and the person there.
    asks(&larder, "On another device")?;
    connects(&larder, "On another device")?;
    larder.sees("type this code")?;
    shots.page(&larder, "device-code")?;
    allow_device(&larder.words()?)?;
    larder.sees_in("Connections", ADA)?;
    shots.page(&larder, "connected")?;
    larder.quit()
}

/// Signs Ada in at the app's own page, by keyboard, and allows what is asked.
fn signs_in(popup: &Popup) -> Result<()> {
    // A window that just got the keyboard may swallow a key; the page then asks again.
    for _ in 0..3 {
        popup.comes_to_rest()?;
        popup.key("ctrl+a")?;
        popup.type_text(ADA)?;
        popup.key("Tab")?;
        popup.type_text(PASSWORD)?;
        popup.key("Return")?;
        popup.comes_to_rest()?;
        popup.key("Return")?;
        if popup.is_gone().is_ok() {
            return Ok(());
        }
    }
    popup.is_gone()
}

/// Another device: opens the page that the words name, types the code, signs in and allows.
fn allow_device(words: &str) -> Result<()> {
    let page = words
        .split_whitespace()
        .find(|word| word.starts_with("http://127.0.0.1"))
        .context("the page to open")?;
    let code = words
        .split_whitespace()
        .find(|word| {
            word.len() == 9 && word.split('-').count() == 2 && word.chars().all(is_of_code)
        })
        .context("the code to type")?;
    let html = post(page, &[("user_code", code)])?;
    let start = between(&html, "name=\"start\" value=\"", "\"").context("the start")?;
    let root = page.rsplit_once("/device").context("the way's root")?.0;
    let who = [("start", start), ("username", ADA), ("pw", PASSWORD)];
    post(&format!("{root}/practice/login"), &who)?;
    let allowed = [("start", start), ("decision", "allow")];
    until("the device to be allowed", || {
        Ok(post(&format!("{root}/practice/consent"), &allowed).ok())
    })?;
    Ok(())
}

fn is_of_code(it: char) -> bool {
    it == '-' || it.is_ascii_digit() || it.is_ascii_uppercase()
}

fn post(url: &str, form: &[(&str, &str)]) -> Result<String> {
    let mut answer = ureq::post(url).send_form(form.iter().copied())?;
    Ok(answer.body_mut().read_to_string()?)
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    let rest = text.split_once(from)?.1;
    rest.split_once(to).map(|(found, _)| found)
}
