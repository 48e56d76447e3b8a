//! S01: a writer killed at any moment leaves a sound database with everything it acknowledged.

use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

use larder_store::credential::{self, Credential};
use larder_store::{Store, setting};

use crate::{add_connection, child, integrity};

const ROUNDS: u64 = 40;

/// Commits numbers for ever, and says each one after its commit. One transaction holds the number
/// as a setting, as a row of its own and as the generation of a credential.
#[tokio::test]
#[ignore = "a child process of the test below"]
async fn writer() {
    let Some(folder) = child::folder() else {
        return;
    };
    let store = Store::open(&folder).await.unwrap();
    loop {
        let number = store
            .write(|tx| {
                let last = setting::by_key(tx, "last")?;
                let next = last.map_or(0, |last| last.parse::<i64>().unwrap()) + 1;
                if next == 1 {
                    add_connection(tx, "c1")?;
                }
                setting::set(tx, &format!("row {next}"), &"x".repeat(500))?;
                credential::put(
                    tx,
                    &Credential {
                        connection: "c1".to_owned(),
                        generation: next,
                        sealed: vec![1; 300],
                        session: None,
                    },
                )?;
                setting::set(tx, "last", &next.to_string())?;
                Ok(next)
            })
            .await
            .unwrap();
        child::say(&format!("acknowledged {number}"));
    }
}

#[tokio::test]
async fn s01_r04_a_writer_killed_at_any_moment_loses_nothing_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = 0;
    for round in 0..ROUNDS {
        let mut writer = child::command("crash::writer", folder.path())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        let numbers = lines.by_ref().filter_map(|line| number(&line.unwrap()));
        // Kill after some commits, at a moment inside the next one that differs by round.
        acknowledged = numbers.take(1 + (round % 5) as usize).last().unwrap();
        let moment = Instant::now() + Duration::from_micros(round * 131 % 3_000);
        while Instant::now() < moment {
            std::hint::spin_loop();
        }
        writer.kill().unwrap(); // SIGKILL
        writer.wait().unwrap();
        let late = lines.filter_map(|line| number(&line.ok()?)).last();
        acknowledged = late.unwrap_or(acknowledged);

        let store = Store::open(folder.path()).await.unwrap();
        assert_eq!(store.opened().moved_aside, None);
        assert_eq!(integrity(&store).await, "ok");
        let (last, rows, generation) = store
            .read(|conn| {
                let last = setting::by_key(conn, "last")?
                    .unwrap()
                    .parse::<i64>()
                    .unwrap();
                let rows: i64 = conn.query_row(
                    "SELECT count(*) FROM setting WHERE key LIKE 'row %'",
                    [],
                    |row| row.get(0),
                )?;
                Ok((
                    last,
                    rows,
                    credential::current(conn, "c1")?.unwrap().generation,
                ))
            })
            .await
            .unwrap();
        assert!(
            last >= acknowledged,
            "{last} of {acknowledged} in round {round}"
        );
        assert_eq!(
            (rows, generation),
            (last, last),
            "the parts of a commit are together"
        );
        store.close().await.unwrap();
    }
    assert!(acknowledged >= i64::try_from(ROUNDS).unwrap());
}

fn number(line: &str) -> Option<i64> {
    line.strip_prefix("acknowledged ")?.parse().ok()
}
