//! Generates the Tauri context; the configuration stands at the root of the repository.
fn main() {
    tauri_build::build();
}
