//! An app with one long picklist, served by the bench itself and defined in the data folder.

use std::fmt::Write as _;

use anyhow::Result;
use larder_window_tests::{Answered, Larder, SmallApp};

/// Serves a list of that many rows on loopback, until the bench ends.
pub(crate) fn serve(rows: usize) -> Result<SmallApp> {
    let mut body = String::from("{\"id\":\"1\",\"things\":[");
    for row in 0..rows {
        let comma = if row == 0 { "" } else { "," };
        write!(
            body,
            "{comma}{{\"id\":\"thing_{row}\",\"name\":\"Thing number {row}\"}}"
        )?;
    }
    body.push_str("]}");
    SmallApp::serve("long", move |_| Answered::json(body.clone()))
}

pub(crate) const DEFINITION: &str = r#"id = "long"
name = "Long list"

[origins]
api = "https://long-list.invalid"

[practice]
app = "long"
client_id = "larder-practice"
origins = { api = "{{ practice['site'] }}" }

[[auth]]
id = "none"
label = "No sign-in"
type = "none"

[[identity]]
get = "{{ api }}/me"
keep = { user = "$.id" }

[[picklists]]
id = "things"
label = "Things"
get = "{{ api }}/things"
items = "$.things[*]"

[picklists.row]
value = "$.id"
label = "$.name"

[[operations]]
id = "take"
kind = "action"
title = "Take a thing"

[[operations.inputs]]
key = "thing"
label = "Thing"
required = true
control = "picklist"
picklist = "things"
"#;

/// Puts a step with the long picklist into the sample recipe, connects it, and reads the list once.
pub(crate) fn connect(larder: &Larder) -> Result<()> {
    larder.press("Open the sample recipe")?;
    larder.add_step("Long list", "ThenTake a thing")?;
    larder.sees("Long list is not connected")?;
    larder.turn_to("Connections")?;
    larder.press("Connect Long list")?;
    larder.mark("Practice Long list")?;
    larder.press_in("Connect to Long list", "Connect")?;
    larder.sees_in("Connections of this recipe", "Connected")?;
    larder.turn_to("Recipe")?;
    larder.open_list("Thing")?;
    larder.first_option_is("Thing number")
}
