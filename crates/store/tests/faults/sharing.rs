//! S04, S09, R02: several processes on one folder.

use std::io::{BufRead, BufReader};

use larder_store::{Store, StoreError, setting};

use crate::{add_connection, child, integrity};

const WRITERS: usize = 4;
const WRITES: usize = 50;

#[tokio::test]
#[ignore = "a child process of the tests below"]
async fn writer() {
    let Some(folder) = child::folder() else {
        return;
    };
    let store = Store::open(&folder).await.unwrap();
    let session = store.session().to_owned();
    for number in 0..WRITES {
        let id = format!("{session}-{number}");
        store
            .write(move |tx| add_connection(tx, &id))
            .await
            .unwrap();
    }
    child::say(&format!("installation {}", store.installation()));
}

#[tokio::test]
async fn s04_processes_that_make_one_folder_and_write_at_once_lose_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("new");
    let children: Vec<_> = (0..WRITERS)
        .map(|_| child::command("sharing::writer", &folder).spawn().unwrap())
        .collect();
    let mut installations = Vec::new();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let name = said
            .lines()
            .find_map(|line| line.strip_prefix("installation "));
        installations.push(name.expect("the writer ends well").to_owned());
    }
    installations.dedup();
    assert_eq!(installations.len(), 1, "all agree on the installation");
    let store = Store::open(&folder).await.unwrap();
    let kept = store.read(larder_store::connection::all).await.unwrap();
    assert_eq!(kept.len(), WRITERS * WRITES);
    assert_eq!(integrity(&store).await, "ok");
}

/// Adds to a number in two separate steps, as a refresh does: only the lock keeps it right.
#[tokio::test]
#[ignore = "a child process of the test below"]
async fn counter() {
    let Some(folder) = child::folder() else {
        return;
    };
    let store = Store::open(&folder).await.unwrap();
    for _ in 0..WRITES {
        let lock = store.lock_connection("c1").await.unwrap();
        let count = store
            .read(|conn| setting::by_key(conn, "count"))
            .await
            .unwrap();
        let next = count.map_or(0, |count| count.parse::<usize>().unwrap()) + 1;
        store
            .write(move |tx| setting::set(tx, "count", &next.to_string()))
            .await
            .unwrap();
        drop(lock);
    }
    child::say("counted");
}

#[tokio::test]
async fn r02_s04_two_processes_that_look_and_then_write_under_the_lock_never_meet() {
    let folder = tempfile::tempdir().unwrap();
    let children: Vec<_> = (0..2)
        .map(|_| {
            child::command("sharing::counter", folder.path())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(String::from_utf8_lossy(&output.stdout).contains("counted"));
    }
    let store = Store::open(folder.path()).await.unwrap();
    let count = store
        .read(|conn| setting::by_key(conn, "count"))
        .await
        .unwrap();
    assert_eq!(count.as_deref(), Some((2 * WRITES).to_string().as_str()));
}

#[tokio::test]
#[ignore = "a child process of the test below"]
async fn holder() {
    let Some(folder) = child::folder() else {
        return;
    };
    let store = Store::open(&folder).await.unwrap();
    let _lock = store.lock_connection("c1").await.unwrap();
    child::say("held");
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn r02_a_process_that_dies_with_the_lock_leaves_it_free() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let mut holder = child::command("sharing::holder", folder.path())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "held"));
    let mut waiting = tokio::spawn({
        let store = store.clone();
        async move { store.lock_connection("c1").await }
    });
    // The other connections are free meanwhile, and this one is not.
    store.lock_connection("c2").await.unwrap();
    assert!(futures_pending(&mut waiting).await);
    holder.kill().unwrap();
    holder.wait().unwrap();
    waiting.await.unwrap().unwrap();
}

/// Whether a task is not done after everything that can run has run.
async fn futures_pending<T>(task: &mut tokio::task::JoinHandle<T>) -> bool {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    !task.is_finished()
}

#[tokio::test]
async fn s09_a_writer_that_holds_too_long_makes_others_busy_and_reading_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let hog = rusqlite::Connection::open(folder.path().join("larder.db")).unwrap();
    hog.execute_batch("BEGIN IMMEDIATE").unwrap();
    let writing = tokio::spawn({
        let store = store.clone();
        async move { store.write(|tx| setting::set(tx, "a", "1")).await }
    });
    assert_eq!(
        store.read(|conn| setting::by_key(conn, "a")).await.unwrap(),
        None
    );
    let refused = writing.await.unwrap();
    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
    hog.execute_batch("ROLLBACK").unwrap();
    store.write(|tx| setting::set(tx, "a", "2")).await.unwrap();
}
