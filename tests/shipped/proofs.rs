//! What the table proves, as a file that the documentation is generated from.
use std::fmt::Write as _;

use crate::scenarios::{self, Client, Renews};

const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/shipped/proofs.toml"
);

#[test]
fn the_file_of_proofs_is_what_the_table_proves() {
    let wanted = written();
    // `LARDER_WRITE_PROOFS=1 cargo test -p larder-engine --test shipped proofs` writes it.
    if std::env::var_os("LARDER_WRITE_PROOFS").is_some() {
        std::fs::write(FILE, &wanted).unwrap();
    }
    let there = std::fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(there, wanted, "tests/shipped/proofs.toml is not fresh");
}

fn written() -> String {
    let mut text = "# Which way of which definition was proved against what; written from tests/shipped/scenarios.\nproof = [\n"
        .to_owned();
    let mut rows: Vec<_> = scenarios::all().collect();
    rows.sort_by_key(|scenario| (scenario.connector, scenario.way));
    for scenario in rows {
        let mut proved = vec!["sign-in", "identity", "request"];
        match scenario.renews {
            Renews::No => {}
            Renews::Refresh => proved.push("refresh"),
            Renews::Anew | Renews::Again => proved.push("renewal"),
        }
        if scenario.wrong.is_some() {
            proved.push("wrong key");
        }
        let client = match scenario.client {
            Client::None => "none",
            Client::Public => "public",
            Client::Secret => "secret",
        };
        let proved: Vec<String> = proved.iter().map(|what| format!("\"{what}\"")).collect();
        let _ = writeln!(
            text,
            "  {{ definition = \"{}\", way = \"{}\", client = \"{client}\", partner = \"strict stand-in\", proved = [{}] }},",
            scenario.connector,
            scenario.way,
            proved.join(", ")
        );
    }
    text.push_str("]\n");
    text
}
