//! How journeys begin: Larder open over a fresh data folder, the sample recipe on screen.

use anyhow::{Result, bail};
use larder_window_tests::{Home, Larder, Person, Popup, Practice, soon};

/// User names of the invented people the journeys sign in as.
pub(crate) const INES: &str = "integration@acme.test";
pub(crate) const SAM: &str = "sales@acme.test";
pub(crate) const INES_IN_THE_SANDBOX: &str = "integration@acme.test.full";
pub(crate) const ADA: &str = "admin@acme.test";

/// An open app.
pub(crate) struct Scene {
    pub(crate) larder: Larder,
    pub(crate) practice: Practice,
    pub(crate) home: Home,
}

impl Scene {
    /// Opens Larder for the first time, and the sample recipe in it.
    pub(crate) fn with_sample_recipe() -> Result<Self> {
        let home = Home::new()?;
        let larder = Larder::open(&home)?;
        let practice = larder.practice()?;
        larder.press("Open the sample recipe")?;
        larder.sees("Salesforce is not connected")?;
        Ok(Self {
            larder,
            practice,
            home,
        })
    }

    /// Presses Connect for a slot, and again in the dialog; answers the window that opens.
    pub(crate) fn open_sign_in(&self, slot: &str, app: &str) -> Result<Popup> {
        self.larder.turn_to("Connections")?;
        self.larder.press(&format!("Connect {slot}"))?;
        self.larder.sees("in a window of its own")?;
        self.larder
            .press_in(&format!("Connect to {app}"), "Connect")?;
        Popup::titled(&format!("Sign in to {slot}"))
    }

    /// Chooses Account for the trigger, by keyboard, and waits until the choice is the field's own.
    pub(crate) fn choose_account(&self) -> Result<()> {
        self.larder.turn_to("Recipe")?;
        for _ in 0..3 {
            self.larder.search("Object", "Account")?;
            self.larder.first_option_is("Account")?;
            // A field that is left shows what was chosen, not what was typed.
            self.larder.keys(&["Down", "Return", "Tab"])?;
            if soon(|| Ok(self.larder.value_of("Object")? == "Account"))? {
                return Ok(());
            }
        }
        bail!("Account could not be chosen")
    }

    /// The same, signed in and allowed.
    pub(crate) fn connect(&self, slot: &str, app: &str, person: &Person) -> Result<()> {
        let popup = self.open_sign_in(slot, app)?;
        self.practice.sign_in(&popup, person)?;
        self.larder
            .sees_in("Connections of this recipe", &person.username)
    }
}
