//! `larder picklist`: the values an app offers, searched by the engine.
use clap::Args;
use larder_engine::view::{PicklistPage, PicklistQuestion};
use larder_engine::{Engine, Problem};
use std::fmt::Write as _;

use crate::arguments::pair;
use crate::failure::Failure;
use crate::show::screen::{Screen, Tone};
use crate::show::table::{Cell, Table};
use crate::show::text::time;

/// Rows the engine gives at once.
const PAGE: u32 = 200;

#[derive(Debug, Args)]
pub(crate) struct PicklistArguments {
    /// The connection, by name or id
    name: String,
    /// The picklist: larder connectors show APP
    picklist: String,
    /// A parameter it needs, such as object=Account
    #[arg(long = "param", value_name = "KEY=VALUE", value_parser = pair)]
    params: Vec<(String, String)>,
    /// Only what matches, best first
    #[arg(long, default_value = "", hide_default_value = true)]
    search: String,
    /// Ask the app even if what is known is new enough
    #[arg(long)]
    refresh: bool,
    /// At most this many rows
    #[arg(long, value_name = "N", default_value_t = PAGE)]
    limit: u32,
    /// Leave out the first rows
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: u32,
}

pub(crate) async fn run(
    engine: &Engine,
    ask: PicklistArguments,
    screen: Screen,
) -> Result<(), Failure> {
    let page = rows(engine, ask).await?;
    screen.answer(&page, |screen| words(&page, screen))?;
    if !screen.is_json() {
        Screen::note(&remark(&page));
    }
    Ok(())
}

/// Gathers the engine's pages until the limit.
async fn rows(engine: &Engine, ask: PicklistArguments) -> Result<PicklistPage, Problem> {
    let question = |offset: u32, limit: u32, refresh: bool| PicklistQuestion {
        connection: ask.name.clone(),
        picklist: ask.picklist.clone(),
        params: ask.params.iter().cloned().collect(),
        search: ask.search.clone(),
        offset,
        limit,
        refresh,
    };
    // The engine takes no limit for the largest one.
    let first = ask.limit.clamp(1, PAGE);
    let mut page = engine
        .picklist(question(ask.offset, first, ask.refresh))
        .await?;
    loop {
        let have = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        let missing = ask.limit.saturating_sub(have).min(PAGE);
        if missing == 0 || ask.offset.saturating_add(have) >= page.matched {
            break;
        }
        let next = question(ask.offset.saturating_add(have), missing, false);
        let next = engine.picklist(next).await?;
        if next.rows.is_empty() {
            break;
        }
        page.rows.extend(next.rows);
    }
    page.rows.truncate(ask.limit as usize);
    Ok(page)
}

fn words(page: &PicklistPage, screen: Screen) -> String {
    let mut table = Table::new(["VALUE", "LABEL", "TYPE", "MARKS"], "Nothing matches.");
    for row in &page.rows {
        let marks: Vec<&str> = [(row.required, "required"), (row.custom, "custom")]
            .into_iter()
            .filter_map(|(holds, mark)| holds.then_some(mark))
            .collect();
        table.row([
            Cell::toned(&row.value, Tone::Strong),
            (&row.label).into(),
            (&row.kind).into(),
            marks.join(", ").into(),
        ]);
    }
    table.render(screen)
}

/// How much is shown, and how old it is.
fn remark(page: &PicklistPage) -> String {
    let mut text = format!(
        "{} of {} that match, {} in all{}; read {}.",
        page.rows.len(),
        page.matched,
        page.total,
        if page.complete {
            ""
        } else {
            " (the app has more)"
        },
        time(page.fetched_at)
    );
    if let Some(problem) = &page.stale {
        let _ = write!(
            text,
            "\nThis is what was known before: {} {}",
            problem.what, problem.hint
        );
    }
    text
}
