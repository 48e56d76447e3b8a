//! Every built-in definition is read without a mistake or a warning.

use larder_connector::{builtin, check, parse};

#[test]
fn every_built_in_definition_is_clean() {
    for source in builtin() {
        let report = check(source);
        assert!(report.mistakes.is_empty(), "{:#?}", report.mistakes);
        assert!(report.warnings.is_empty(), "{:#?}", report.warnings);
    }
}

#[test]
fn every_built_in_definition_is_named_after_its_id_and_has_a_face() {
    for source in builtin() {
        let connector = parse(source).expect("clean");
        assert_eq!(source.name, format!("{}.toml", connector.id));
        assert!(
            connector.about.is_some() && connector.docs.is_some() && connector.color.is_some(),
            "{}",
            connector.id
        );
    }
}
