//! The page's types are those of the engine's table of calls.

#[test]
fn the_written_types_are_those_of_the_engine() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/generated/api.ts");
    let fresh = larder_engine::api::typescript();
    if std::env::var_os("LARDER_WRITE").is_some() {
        std::fs::write(path, &fresh).expect("ui/src/generated/api.ts can be written");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == fresh,
        "ui/src/generated/api.ts is stale; refresh it with `cargo xtask types`"
    );
}
