//! `larder request`: a call of the person's own, in the name of a connection.
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use larder_engine::{Answer, ApiRequest, Engine};
use serde::Serialize;
use serde_json::Value;

use crate::arguments::pair;
use crate::failure::{Failure, not_json, unreadable};
use crate::show::screen::Screen;

#[derive(Debug, Args)]
pub(crate) struct RequestArguments {
    /// The connection, by name or id
    name: String,
    /// GET, POST, PUT, PATCH, DELETE ...
    method: String,
    /// A path on the connection's host, or an address of one of the app's hosts
    #[arg(value_name = "PATH-OR-URL")]
    path_or_url: String,
    /// A query parameter
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    query: Vec<(String, String)>,
    /// The body: JSON, @FILE, or @- for standard input
    #[arg(long, value_name = "JSON|@FILE", value_parser = data)]
    data: Option<Data>,
}

#[derive(Debug, Clone)]
enum Data {
    Json(Value),
    File(PathBuf),
}

fn data(text: &str) -> Result<Data, String> {
    match text.strip_prefix('@') {
        Some(file) if !file.is_empty() => Ok(Data::File(file.into())),
        Some(_) => Err("expected a file name after @".to_owned()),
        None => serde_json::from_str(text)
            .map(Data::Json)
            .map_err(|error| format!("expected JSON: {error}")),
    }
}

#[derive(Serialize)]
struct Shown {
    status: u16,
    content_type: Option<String>,
    /// JSON where the answer is JSON, else its text.
    body: Value,
}

pub(crate) async fn run(
    engine: &Engine,
    ask: RequestArguments,
    screen: Screen,
) -> Result<(), Failure> {
    let body = match ask.data {
        None => None,
        Some(Data::Json(value)) => Some(value),
        Some(Data::File(file)) => Some(read(&file)?),
    };
    let request = ApiRequest {
        method: ask.method,
        path_or_url: ask.path_or_url,
        query: ask.query,
        body,
    };
    let answer = engine.request(&ask.name, request).await?;
    let status = answer.status;
    if screen.is_json() {
        screen.json_line(&shown(answer))?;
    } else {
        Screen::note(&format!("HTTP {status}"));
        screen.bytes(&answer.body)?;
    }
    if status >= 400 {
        Err(Failure::Told)
    } else {
        Ok(())
    }
}

fn shown(answer: Answer) -> Shown {
    let body = serde_json::from_slice(&answer.body)
        .unwrap_or_else(|_| String::from_utf8_lossy(&answer.body).into());
    Shown {
        status: answer.status,
        content_type: answer.content_type,
        body,
    }
}

fn read(file: &Path) -> Result<Value, Failure> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(Path::new("standard input"), &error))?;
        bytes
    } else {
        std::fs::read(file).map_err(|error| unreadable(file, &error))?
    };
    serde_json::from_slice(&bytes)
        .map_err(|error| not_json(&file.display().to_string(), &error).into())
}
