//! S02, S03, S06: full disks, damaged files, and databases of a newer version.

use std::fs;
use std::path::Path;

use larder_store::metadata::{self, Metadata};
use larder_store::{Store, StoreError, connection, history, setting};
use rusqlite::Connection as Sqlite;

use crate::{add_connection, child, integrity};

fn database(folder: &Path) -> std::path::PathBuf {
    folder.join("larder.db")
}

/// A closed store with some connections, each with a long history.
async fn filled_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    store
        .write(|tx| {
            for number in 0..20 {
                let id = format!("c{number}");
                add_connection(tx, &id)?;
                for at in 0..30 {
                    history::add(
                        tx,
                        &history::Entry {
                            connection: id.clone(),
                            at,
                            what: "checked".to_owned(),
                            detail: serde_json::json!(format!("{id}/{at} {}", "y".repeat(200))),
                        },
                    )?;
                }
                metadata::put(tx, &answer(&id, 20_000))?;
            }
            Ok(())
        })
        .await
        .unwrap();
    store.close().await.unwrap();
    folder
}

fn answer(connection: &str, size: usize) -> Metadata {
    Metadata {
        connection: connection.to_owned(),
        key: "objects".to_owned(),
        generation: 1,
        etag: None,
        fetched_at: 1,
        rows: vec![b'z'; size],
    }
}

/// Overwrites one page with garbage.
fn spoil_page(database: &Path, page: u64) {
    let mut bytes = fs::read(database).unwrap();
    let from = usize::try_from((page - 1) * 4096).unwrap();
    bytes[from..from + 4096].fill(0xA5);
    fs::write(database, bytes).unwrap();
}

fn root_page(database: &Path, table: &str) -> u64 {
    let conn = Sqlite::open(database).unwrap();
    let page: i64 = conn
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?1",
            [table],
            |row| row.get(0),
        )
        .unwrap();
    u64::try_from(page).unwrap()
}

/// Opens a damaged folder; the file must have been moved aside as it was.
async fn recovered(folder: &Path) -> Store {
    let before = fs::read(database(folder)).unwrap();
    let store = Store::open(folder).await.unwrap();
    let aside = store
        .opened()
        .moved_aside
        .clone()
        .expect("the damaged file is moved aside");
    assert!(
        fs::read(aside).unwrap() == before,
        "the damaged file is kept as it was"
    );
    assert_eq!(integrity(&store).await, "ok");
    store
        .write(|tx| setting::set(tx, "works", "yes"))
        .await
        .unwrap();
    store
}

#[tokio::test]
async fn s03_a_damaged_cache_costs_no_connection_and_no_history() {
    let folder = filled_folder().await;
    let installation = {
        let store = Store::open(folder.path()).await.unwrap();
        store.installation().to_owned()
    };
    spoil_page(
        &database(folder.path()),
        root_page(&database(folder.path()), "metadata"),
    );
    let store = recovered(folder.path()).await;
    assert_eq!(store.read(connection::all).await.unwrap().len(), 20);
    assert_eq!(
        store
            .read(|conn| history::of(conn, "c7", 100))
            .await
            .unwrap()
            .len(),
        30
    );
    assert_eq!(
        store.installation(),
        installation,
        "the keychain's item is still ours"
    );
    assert_eq!(store.opened().saved_rows, 20 + 20 * 30 + 2);
}

#[tokio::test]
async fn s03_a_bad_page_inside_a_table_hides_only_its_own_rows() {
    let folder = filled_folder().await;
    let bytes = fs::read(database(folder.path())).unwrap();
    let row = b"c9/15 yyyy";
    let place = bytes
        .windows(row.len())
        .position(|window| window == row)
        .unwrap();
    spoil_page(&database(folder.path()), place as u64 / 4096 + 1);
    let store = recovered(folder.path()).await;
    let mut kept = 0;
    for number in 0..20 {
        let id = format!("c{number}");
        kept += store
            .read(move |conn| history::of(conn, &id, 100))
            .await
            .unwrap()
            .len();
    }
    assert!(
        (560..600).contains(&kept),
        "{kept} of 600 entries, some before it and some after"
    );
    assert_eq!(store.read(connection::all).await.unwrap().len(), 20);
}

#[tokio::test]
async fn s03_any_one_damaged_page_leaves_a_store_that_opens() {
    let folder = filled_folder().await;
    let sound = fs::read(database(folder.path())).unwrap();
    let pages = sound.len() as u64 / 4096;
    for page in (2..=pages).step_by(7) {
        let copy = tempfile::tempdir().unwrap();
        fs::write(database(copy.path()), &sound).unwrap();
        spoil_page(&database(copy.path()), page);
        let store = Store::open(copy.path()).await.unwrap();
        // Pages of long cached answers hold no structure, and nothing notices garbage in them.
        assert_eq!(integrity(&store).await, "ok", "page {page}");
        store
            .write(|tx| setting::set(tx, "works", "yes"))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn s03_a_damaged_header_an_empty_file_and_text_are_moved_aside() {
    for bytes in [
        &b""[..],
        b"hello",
        &[0; 8192],
        b"SQLite format 3\0 and then nothing good",
    ] {
        let folder = filled_folder().await;
        fs::write(database(folder.path()), bytes).unwrap();
        let store = recovered(folder.path()).await;
        assert_eq!(store.opened().saved_rows, 0);
        assert!(store.read(connection::all).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn s03_a_folder_in_place_of_the_file_is_moved_aside() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(database(folder.path())).unwrap();
    fs::write(database(folder.path()).join("kept"), "kept").unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let aside = store.opened().moved_aside.clone().unwrap();
    assert_eq!(fs::read_to_string(aside.join("kept")).unwrap(), "kept");
}

#[tokio::test]
async fn s03_garbage_in_the_write_ahead_log_is_ignored() {
    let folder = filled_folder().await;
    fs::write(folder.path().join("larder.db-wal"), vec![0x5A; 50_000]).unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    assert_eq!(store.opened().moved_aside, None);
    assert_eq!(store.read(connection::all).await.unwrap().len(), 20);
}

#[tokio::test]
async fn s03_damage_found_while_running_is_told_and_repaired_at_the_next_start() {
    let folder = filled_folder().await;
    let store = Store::open(folder.path()).await.unwrap();
    let root = root_page(&database(folder.path()), "metadata");
    spoil_page(&database(folder.path()), root);
    let read = store
        .read(|conn| metadata::by_key(conn, "c1", "objects"))
        .await;
    assert!(
        matches!(read, Err(StoreError::Damaged { moved_to: None })),
        "{read:?}"
    );
    assert_eq!(store.read(connection::all).await.unwrap().len(), 20);
    store.close().await.unwrap();
    let store = recovered(folder.path()).await;
    assert_eq!(store.read(connection::all).await.unwrap().len(), 20);
    store.close().await.unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    assert_eq!(store.opened().moved_aside, None, "once is enough");
}

#[tokio::test]
async fn s03_damage_seen_by_a_second_opening_moves_nothing_away_under_the_first() {
    let folder = filled_folder().await;
    let _first = Store::open(folder.path()).await.unwrap();
    let mut bytes = fs::read(database(folder.path())).unwrap();
    bytes[..16].fill(0);
    fs::write(database(folder.path()), bytes).unwrap();
    let second = Store::open(folder.path()).await;
    assert!(
        matches!(second, Err(StoreError::Damaged { moved_to: None })),
        "{second:?}"
    );
    assert!(database(folder.path()).exists());
}

#[tokio::test]
async fn s02_a_full_disk_is_told_reading_goes_on_and_space_ends_it() {
    let folder = filled_folder().await;
    let store = Store::open(folder.path()).await.unwrap();
    let limit = |pages: i64| {
        store.write(move |tx| {
            Ok(tx.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)
        })
    };
    limit(1).await.unwrap(); // SQLite takes the present size as the lowest limit.
    let full = store
        .write(|tx| metadata::put(tx, &answer("c1", 4 << 20)))
        .await;
    assert!(matches!(full, Err(StoreError::Full)), "{full:?}");
    let kept = store
        .read(|conn| metadata::by_key(conn, "c1", "objects"))
        .await
        .unwrap();
    assert_eq!(kept.unwrap().rows.len(), 20_000);
    assert_eq!(integrity(&store).await, "ok");
    limit(1 << 20).await.unwrap();
    store
        .write(|tx| metadata::put(tx, &answer("c1", 4 << 20)))
        .await
        .unwrap();
}

#[tokio::test]
async fn s06_a_newer_database_is_refused_with_its_maker_and_not_a_byte_changes() {
    let folder = filled_folder().await;
    let conn = Sqlite::open(database(folder.path())).unwrap();
    conn.execute_batch(
        "UPDATE setting SET value = '9.8.7' WHERE key = 'made_by'; PRAGMA user_version = 4000;",
    )
    .unwrap();
    conn.close().unwrap();
    let before = contents(folder.path());
    let refused = Store::open(folder.path()).await;
    let Err(StoreError::TooNew {
        version: 4000,
        made_by: Some(made_by),
    }) = refused
    else {
        panic!("{refused:?}")
    };
    assert_eq!(made_by, "9.8.7");
    assert!(contents(folder.path()) == before, "something was touched");
}

#[tokio::test]
async fn s06_a_newer_database_whose_version_is_only_in_the_log_is_refused_too() {
    let folder = filled_folder().await;
    let conn = Sqlite::open(database(folder.path())).unwrap();
    conn.pragma_update(None, "user_version", 4000).unwrap();
    let before = fs::read(database(folder.path())).unwrap();
    let refused = Store::open(folder.path()).await;
    assert!(
        matches!(refused, Err(StoreError::TooNew { version: 4000, .. })),
        "{refused:?}"
    );
    assert!(fs::read(database(folder.path())).unwrap() == before);
}

/// Every file of the folder but the locks, which hold nothing.
fn contents(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[tokio::test]
#[ignore = "a child process of the test below, as a user who may not write"]
async fn opener_without_rights() {
    let Some(folder) = child::folder() else {
        return;
    };
    let opened = Store::open(&folder).await;
    let Err(StoreError::ReadOnly { path }) = opened else {
        panic!("{opened:?}")
    };
    assert!(path.starts_with(&folder), "{}", path.display());
    child::say("told");
}

#[cfg(unix)]
#[tokio::test]
async fn s03_a_folder_or_a_file_that_cannot_be_written_is_told_and_left_alone() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let nobody = 65_534;
    // For the superuser nothing is read-only: another user looks then.
    let is_superuser = fs::metadata("/proc/self")
        .is_ok_and(|found| std::os::unix::fs::MetadataExt::uid(&found) == 0);
    for (folder_mode, file_mode) in [(0o555, 0o644), (0o755, 0o444)] {
        let folder = filled_folder().await;
        let before = contents(folder.path());
        if is_superuser {
            for path in [folder.path().to_path_buf(), folder.path().join("locks")] {
                std::os::unix::fs::chown(path, Some(nobody), Some(nobody)).unwrap();
            }
            for (path, _) in &before {
                std::os::unix::fs::chown(path, Some(nobody), Some(nobody)).unwrap();
            }
            for entry in fs::read_dir(folder.path().join("locks")).unwrap() {
                std::os::unix::fs::chown(entry.unwrap().path(), Some(nobody), Some(nobody))
                    .unwrap();
            }
        }
        fs::set_permissions(
            database(folder.path()),
            fs::Permissions::from_mode(file_mode),
        )
        .unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(folder_mode)).unwrap();
        let mut command = child::command("damage::opener_without_rights", folder.path());
        if is_superuser {
            command.uid(nobody).gid(nobody);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            said.contains("told"),
            "{folder_mode:o} {file_mode:o}: {said}"
        );
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        assert!(contents(folder.path()) == before);
    }
}
