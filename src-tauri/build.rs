//! Generates the Tauri context; the configuration stands at the root of the repository.
use tauri_build::{AppManifest, Attributes};

const PERMISSIONS: &str = "src-tauri/permissions.toml";
const PAGE: &str = "ui/dist";

fn main() {
    println!("cargo:rerun-if-changed={PERMISSIONS}");
    // The page goes into the program, so a new page means a new program.
    println!("cargo:rerun-if-changed={PAGE}");
    if !std::path::Path::new(PAGE).join("index.html").exists() {
        // Checks and tests of the shell need no page; Tauri only wants the folder.
        std::fs::create_dir_all(PAGE).expect("the folder of the page can be made");
        println!(
            "cargo:warning=the page has not been built yet (npm run build in ui); the window will be empty"
        );
    }
    // With permissions declared, even the app's own page may call only what its capability lists.
    let manifest = AppManifest::new().permissions_path_pattern(PERMISSIONS);
    tauri_build::try_build(Attributes::new().app_manifest(manifest))
        .expect("tauri.conf.json and src-tauri/permissions.toml fit together");
}
