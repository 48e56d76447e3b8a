//! scratch
use larder_connector::{Origin, Source, check};
#[test]
fn probe() {
    let mut bad = 0;
    for entry in std::fs::read_dir(std::env::var("DEFS").unwrap()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|it| it != "toml") {
            continue;
        }
        let source = Source {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            text: std::fs::read_to_string(&path).unwrap(),
            origin: Origin::Builtin,
        };
        let report = check(&source);
        for it in report.mistakes.iter().chain(&report.warnings) {
            bad += 1;
            println!(
                "{}:{}:{}: {} ({:?})",
                source.name, it.line, it.column, it.what, it.hint
            );
        }
    }
    println!("bad {bad}");
}
