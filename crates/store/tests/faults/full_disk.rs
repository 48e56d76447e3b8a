//! S02: a disk that is really full, and a limit on the size of files, in child processes.

#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;

use larder_store::metadata::{self, Metadata};
use larder_store::{Store, StoreError, connection, setting};

use crate::{add_connection, child, integrity};

/// More than fits under either limit.
const TOO_MUCH: usize = 3 << 20;

async fn fill(store: &Store, size: usize) -> Result<(), StoreError> {
    store
        .write(move |tx| {
            metadata::put(
                tx,
                &Metadata {
                    connection: "c1".to_owned(),
                    key: "objects".to_owned(),
                    generation: 1,
                    etag: None,
                    fetched_at: 1,
                    rows: vec![b'z'; size],
                },
            )
        })
        .await
}

/// Fills the store to its limit, and sees that it is told, and can be read and written after.
#[tokio::test]
#[ignore = "a child process of the tests below, under a limit"]
async fn filler() {
    let Some(folder) = child::folder() else {
        return;
    };
    let store = Store::open(&folder).await.unwrap();
    store.write(|tx| add_connection(tx, "c1")).await.unwrap();
    for _ in 0..3 {
        match fill(&store, TOO_MUCH).await {
            Err(StoreError::Full) => child::say("no space"),
            Err(StoreError::ReadOnly { path }) if path == folder => child::say("no writing"),
            other => panic!("{other:?}"),
        }
        let kept = store.read(connection::all).await.unwrap();
        assert_eq!(kept.len(), 1, "reading goes on");
        assert_eq!(integrity(&store).await, "ok");
    }
    // What is small still fits: the failed write left nothing behind.
    fill(&store, 1_000).await.unwrap();
    store
        .write(|tx| setting::set(tx, "after", "yes"))
        .await
        .unwrap();
    store.close().await.unwrap();
    child::say("ended well");
}

/// Runs the child above by a shell that first does `before`.
fn filled(before: &str, folder: &Path) -> String {
    let shell = format!("{before}; exec \"$@\"");
    let output = child::wrapped(
        "unshare",
        &["--mount", "sh", "-c", &shell, "sh"],
        "full_disk::filler",
        folder,
    )
    .output()
    .unwrap();
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Mounting needs the superuser; elsewhere the tests say so and prove nothing.
fn may_mount() -> bool {
    let tried = Command::new("unshare").args(["--mount", "true"]).status();
    let may = tried.is_ok_and(|status| status.success());
    if !may {
        use std::io::Write;
        let _ = writeln!(
            std::io::stderr(),
            "not proved here: only the superuser may mount"
        );
    }
    may
}

#[test]
fn s02_a_small_file_system_that_is_full_is_told_and_reading_goes_on() {
    if !may_mount() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mount = format!(
        "mount -t tmpfs -o size=2m none '{}'",
        folder.path().display()
    );
    let said = filled(&mount, folder.path());
    assert_eq!(said.matches("no space").count(), 3, "{said}");
    assert!(said.contains("ended well"), "{said}");
}

#[tokio::test]
async fn s02_a_limit_on_the_size_of_files_is_told_and_ends_with_it() {
    let folder = tempfile::tempdir().unwrap();
    // In blocks of 512 bytes. The signal a process gets at the limit is turned off, as a service's
    // surroundings do; then the write itself fails.
    let shell = "trap '' XFSZ; ulimit -f 2048; exec \"$@\"";
    let output = child::wrapped(
        "sh",
        &["-c", shell, "sh"],
        "full_disk::filler",
        folder.path(),
    )
    .output()
    .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    // SQLite tells such a limit, or a quota, as a write that failed, not as a full disk.
    assert_eq!(said.matches("no writing").count(), 3, "{said}{errors}");
    assert!(said.contains("ended well"), "{said}{errors}");
    // Without the limit everything is there and fits again.
    let store = Store::open(folder.path()).await.unwrap();
    assert_eq!(store.opened().moved_aside, None);
    assert_eq!(store.read(connection::all).await.unwrap().len(), 1);
    fill(&store, TOO_MUCH).await.unwrap();
}
