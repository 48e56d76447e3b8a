//! The least a Tauri app can be: one window, one page that says it is there.

#[expect(
    clippy::disallowed_methods,
    reason = "what the macro writes names `exit`, for pages that do not fit the program"
)]
fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!())
}
