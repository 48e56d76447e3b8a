//! The least a Tauri app can be: one window, one page that says it is there.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!())
}
