//! S12: clocks that are set, and time zones that change, under a store.

use larder_store::{Store, history, setting};
use rusqlite::Connection as Sqlite;

use crate::{add_connection, child};

/// What the two children write, whatever zone they are in.
const MOMENT: i64 = 1_790_000_000_123;

#[tokio::test]
#[ignore = "a child process of the test below, in a time zone of its own"]
async fn writer_in_a_zone() {
    let Some(folder) = child::folder() else {
        return;
    };
    let store = Store::open(&folder).await.unwrap();
    store
        .write(|tx| {
            let id = std::env::var_os("TZ")
                .unwrap()
                .into_string()
                .unwrap()
                .replace('/', "-");
            add_connection(tx, &id)?;
            history::add(tx, &entry(&id, MOMENT))
        })
        .await
        .unwrap();
    store.close().await.unwrap();
    child::say("written");
}

fn entry(connection: &str, at: i64) -> history::Entry {
    history::Entry {
        connection: connection.to_owned(),
        at,
        what: "checked".to_owned(),
        detail: serde_json::json!(at),
    }
}

#[test]
fn s12_the_zone_a_time_was_written_in_makes_no_difference() {
    let folder = tempfile::tempdir().unwrap();
    let zones = ["Pacific/Kiritimati", "America/St_Johns", "UTC"];
    for zone in zones {
        let output = child::command("clock::writer_in_a_zone", folder.path())
            .env("TZ", zone)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.contains("written"), "{zone}: {said}");
    }
    let conn = Sqlite::open(folder.path().join("larder.db")).unwrap();
    let mut statement = conn
        .prepare("SELECT typeof(at), at FROM history ORDER BY id")
        .unwrap();
    let rows: Vec<(String, i64)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(rows, vec![("integer".to_owned(), MOMENT); zones.len()]);
}

#[tokio::test]
async fn s12_no_table_keeps_a_time_as_text_or_lets_the_database_read_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let schema: Vec<String> = store
        .read(|conn| {
            let mut statement = conn.prepare(
                "SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL",
            )?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
        .unwrap();
    assert!(schema.len() > 5, "{schema:?}");
    let mut times = 0;
    for table in &schema {
        for clock in ["CURRENT_TIME", "CURRENT_DATE", "datetime(", "strftime("] {
            assert!(!table.contains(clock), "{table}");
        }
        for column in table.lines().map(str::trim) {
            let mut words = column.split_whitespace();
            let (Some(name), Some(kind)) = (words.next(), words.next()) else {
                continue;
            };
            if name == "at" || name.ends_with("_at") {
                assert_eq!(kind.trim_end_matches(','), "INTEGER", "{column}");
                times += 1;
            }
        }
    }
    assert!(times > 3, "the columns that hold times are found");
}

#[tokio::test]
async fn s12_what_happened_keeps_its_order_when_the_clock_is_set_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    store
        .write(|tx| {
            add_connection(tx, "c1")?;
            for at in [MOMENT, MOMENT + 1, MOMENT - 86_400_000, 0, -1] {
                history::add(tx, &entry("c1", at))?;
            }
            setting::set(tx, "a", "1")
        })
        .await
        .unwrap();
    store.close().await.unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let newest = store
        .read(|conn| history::of(conn, "c1", 10))
        .await
        .unwrap();
    let times: Vec<i64> = newest.iter().map(|entry| entry.at).collect();
    assert_eq!(times, [-1, 0, MOMENT - 86_400_000, MOMENT + 1, MOMENT]);
}
