//! Takes the pictures of the README: the real app over the practice apps, light and dark.

#![expect(clippy::print_stdout, reason = "a command line talks to its terminal")]

#[expect(
    dead_code,
    reason = "shared with the journeys, which also look into the data folder"
)]
#[path = "../journeys/scene.rs"]
mod scene;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use larder_window_tests::Popup;

use scene::{ADA, INES, INES_IN_THE_SANDBOX, Scene};

fn main() -> Result<()> {
    let folder = std::env::var_os("LARDER_PICTURES")
        .map(PathBuf::from)
        .context("LARDER_PICTURES names no folder; `cargo xtask screenshots` sets it")?;
    std::fs::create_dir_all(&folder)?;
    let pictures = Pictures {
        scene: Scene::with_sample_recipe()?,
        folder,
    };
    pictures.before_connecting()?;
    pictures.two_windows()?;
    pictures.connected()?;
    pictures.scene.larder.quit()
}

struct Pictures {
    scene: Scene,
    folder: PathBuf,
}

impl Pictures {
    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.png"))
    }

    fn take(&self, name: &str) -> Result<()> {
        let file = self.file(name);
        self.scene.larder.picture(&file)?;
        told(&file);
        Ok(())
    }

    /// Chooses the look, and comes back to the recipe.
    fn look(&self, theme: &str) -> Result<()> {
        let larder = &self.scene.larder;
        larder.follow("Settings")?;
        larder.mark(theme)?;
        larder.follow("Recipes")?;
        larder.follow("New or updated Salesforce accounts")?;
        larder.sees("Saved")
    }

    fn before_connecting(&self) -> Result<()> {
        let Scene {
            larder, practice, ..
        } = &self.scene;
        self.take("recipe")?;
        self.look("Dark")?;
        self.take("recipe-dark")?;
        self.look("Light")?;
        larder.turn_to("Connections")?;
        larder.press("Connect Salesforce")?;
        larder.sees(&format!("Opens {}", practice.host("salesforce", "login")?))?;
        self.take("connect")?;
        larder.press("Cancel")
    }

    /// One org signed in, the other just signing in.
    fn two_windows(&self) -> Result<()> {
        let Scene {
            larder, practice, ..
        } = &self.scene;
        larder.turn_to("Recipe")?;
        larder.add_step("Salesforce (secondary)", "ThenSearch records")?;
        larder.sees("Salesforce (secondary) is not connected")?;
        let ines = practice.person("salesforce", INES)?;
        self.scene.connect("Salesforce", "Salesforce", &ines)?;
        larder.press_in("Connections of this recipe", "Salesforce (secondary)")?;
        larder.press("Connect a new one…")?;
        larder.choose("Environment", "Sandbox")?;
        larder.sees(&format!("Opens {}", practice.host("salesforce", "test")?))?;
        larder.press_in("Connect to Salesforce", "Connect")?;
        let popup = Popup::titled(r"Sign in to Salesforce \(secondary\)")?;
        popup.shows(&practice.host("salesforce", "test")?)?;
        popup.comes_to_rest()?;
        larder.sees("Waiting for you in the Salesforce (secondary) window")?;
        let file = self.file("two-orgs");
        larder.picture_of_display(&file)?;
        told(&file);
        let sandbox = practice.person("salesforce", INES_IN_THE_SANDBOX)?;
        practice.sign_in(&popup, &sandbox)?;
        larder.sees_in("Connections of this recipe", INES_IN_THE_SANDBOX)?;
        larder.press("Connect Zendesk")?;
        larder.fill("Subdomain", "acme")?;
        larder.press_in("Connect to Zendesk", "Connect")?;
        let popup = Popup::titled("Sign in to Zendesk")?;
        practice.sign_in(&popup, &practice.person("zendesk", ADA)?)?;
        larder.sees_in("Connections of this recipe", ADA)
    }

    fn connected(&self) -> Result<()> {
        let larder = &self.scene.larder;
        for (theme, ending) in [("Light", ""), ("Dark", "-dark")] {
            self.look(theme)?;
            larder.turn_to("Recipe")?;
            larder.is_ready("Object")?;
            larder.open_list("Object")?;
            larder.first_option_is("")?;
            larder.type_text("inv")?;
            larder.first_option_is("Invoice")?;
            self.take(&format!("picklist{ending}"))?;
            larder.keys(&["Escape"])?;
            larder.follow("Connections")?;
            larder.sees(ADA)?;
            self.take(&format!("connections{ending}"))?;
        }
        Ok(())
    }
}

fn told(file: &Path) {
    println!("{}", file.display());
}
