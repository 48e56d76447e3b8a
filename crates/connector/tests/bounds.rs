//! Files that are too large, too deep or broken are refused with a place, in a moment and without a panic.

mod support;

use larder_connector::{MAX_DEFINITION, Origin, Source, check};
use support::report;

#[test]
fn c01_oversized_deep_or_broken_files_are_refused_with_a_place() {
    let large = "#".repeat(MAX_DEFINITION + 1);
    assert_eq!(report(&large).mistakes.len(), 1);
    assert!(Source::from_bytes("large.toml", large.as_bytes(), Origin::Folder).is_err());

    let deep = format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(!report(&deep).mistakes.is_empty());
    let deep = format!("a = {}1{}", "{ b = ".repeat(50_000), " }".repeat(50_000));
    assert!(!report(&deep).mistakes.is_empty());
    let dotted = format!("{} = 1", vec!["a"; 100_000].join("."));
    assert!(!report(&dotted).mistakes.is_empty());

    assert!(
        report("id = \"a\0b\"").mistakes[0]
            .to_string()
            .starts_with("test.toml:1:")
    );
    let refused = Source::from_bytes("bad.toml", b"id = \"a\"\nname = \"\xff\"\n", Origin::Folder)
        .unwrap_err();
    assert_eq!(refused.to_string(), "bad.toml:2:9: this is not UTF-8");
    assert_eq!(
        check(&Source {
            name: "empty.toml".to_owned(),
            text: String::new(),
            origin: Origin::Folder
        })
        .mistakes
        .len(),
        2
    );
}

#[test]
fn c01_a_hundred_thousand_keys_do_not_drown_a_person_in_mistakes() {
    let keys: Vec<String> = (0..60_000).map(|number| format!("k{number}=1")).collect();
    let many = keys.join("\n");
    let report = report(&many);
    assert!((1..=50).contains(&report.mistakes.len()));
}
