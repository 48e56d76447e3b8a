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

#[test]
fn c04_a_pattern_too_large_to_compile_is_refused_with_its_place() {
    let definition = |pattern: &str| {
        format!(
            "id = \"odd\"\nname = \"Odd\"\napi_hosts = [\"api.odd.example\"]\n[[auth]]\nid = \"none\"\nlabel = \"None\"\ntype = \"none\"\nfields = [{{ key = \"code\", label = \"Code\", pattern = '{pattern}' }}]\n[test]\nget = \"https://api.odd.example/me\"\n"
        )
    };
    assert_eq!(report(&definition("[a-z]{1,40}")).mistakes.len(), 0);
    for pattern in [
        "((a{100}){100}){100}",
        "(?=a)b",
        "(a)\\1",
        "(((((((((((((((((((((((((((((((((a)))))))))))))))))))))))))))))))))",
    ] {
        let mistakes = report(&definition(pattern)).mistakes;
        assert_eq!(mistakes.len(), 1, "{pattern}: {mistakes:?}");
        assert_eq!(mistakes[0].line, 8);
    }
}

#[test]
fn c04_a_pattern_that_would_backtrack_for_ever_answers_at_once() {
    let connector = support::read(
        "id = \"odd\"\nname = \"Odd\"\napi_hosts = [\"api.odd.example\"]\n[[auth]]\nid = \"none\"\nlabel = \"None\"\ntype = \"none\"\nfields = [{ key = \"code\", label = \"Code\", pattern = '(a+)+b' }]\n[test]\nget = \"https://api.odd.example/me\"\n",
    );
    let typed = support::map(&[("code", &"a".repeat(2000))]);
    let found = connector.check_fields("none", &typed);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn v02_a_key_in_the_address_is_flagged_in_definitions_of_unknown_origin() {
    let definition = |apply: &str| {
        format!(
            "id = \"odd\"\nname = \"Odd\"\napi_hosts = [\"api.odd.example\"]\n[[auth]]\nid = \"key\"\nlabel = \"Key\"\ntype = \"api_key\"\napply = {{ {apply} }}\nsecrets = [{{ key = \"api_key\", label = \"Key\", control = \"password\" }}]\n[test]\nget = \"https://api.odd.example/me\"\n"
        )
    };
    let flagged = |apply: &str| {
        let report = report(&definition(apply));
        assert_eq!(report.mistakes.len(), 0, "{:?}", report.mistakes);
        report.warnings.iter().any(|it| it.what.contains("address"))
    };
    assert!(flagged("query = { key = \"{{ api_key }}\" }"));
    assert!(flagged("path_prefix = \"/bot{{ api_key }}\""));
    assert!(!flagged("headers = { X-Key = \"{{ api_key }}\" }"));
}
