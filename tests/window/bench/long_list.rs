//! An app with one long picklist, served by the bench itself and defined in the data folder.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;

use anyhow::Result;
use larder_window_tests::Larder;
use serde_json::json;

/// The running app.
pub(crate) struct LongList {
    addresses: String,
}

/// Serves a list of that many rows on loopback, until the bench ends.
pub(crate) fn serve(rows: usize) -> Result<LongList> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let origin = format!("http://{}", listener.local_addr()?);
    let mut body = String::from("{\"id\":\"1\",\"things\":[");
    for row in 0..rows {
        let comma = if row == 0 { "" } else { "," };
        write!(
            body,
            "{comma}{{\"id\":\"thing_{row}\",\"name\":\"Thing number {row}\"}}"
        )?;
    }
    body.push_str("]}");
    // As the practice apps tell where they are: the app takes this for them and serves none itself.
    let addresses = json!({
        "control": origin, "apps": { "long": { "list": origin } }, "client_id": "larder-practice",
        "people": [], "faults": [], "pid": std::process::id(),
    })
    .to_string();
    let served = addresses.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A connection that breaks costs its own answer only.
            let _ = answer(stream, &served, &body);
        }
    });
    Ok(LongList { addresses })
}

fn answer(mut stream: TcpStream, addresses: &str, body: &str) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let asks_addresses = lines
        .next()
        .transpose()?
        .is_some_and(|line| line.starts_with("GET /addresses"));
    let body = if asks_addresses { addresses } else { body };
    while lines
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

impl LongList {
    /// Writes the app's definition into the data folder, and that it is the practice app there: plain
    /// http is for those alone.
    pub(crate) fn define_in(&self, home: &Path) -> Result<()> {
        let folder = home.join("connectors");
        fs::create_dir_all(&folder)?;
        let definition = r#"id = "long"
name = "Long list"

[origins]
api = "https://long-list.invalid"

[practice]
app = "long"
client_id = "larder-practice"
origins = { api = "{{ practice['list'] }}" }

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
        fs::write(folder.join("long.toml"), definition)?;
        Ok(fs::write(home.join("practice.json"), &self.addresses)?)
    }
}

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
