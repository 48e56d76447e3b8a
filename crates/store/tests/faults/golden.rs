//! S07: databases of released versions still open, with everything in them.

use larder_store::{Store, binding, client, connection, credential, history, metadata, receipt};
use rusqlite::Connection as Sqlite;

/// Schema 8, the first release.
const FIRST_RELEASE: &str = include_str!("schema_8.sql");

/// The statements that make a database's tables and indexes.
fn schema(conn: &Sqlite) -> Vec<String> {
    let mut statement = conn
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        .unwrap();
    let rows = statement
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap();
    rows.map(|sql| {
        sql.unwrap()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    })
    .collect()
}

#[tokio::test]
async fn s07_a_database_of_the_first_release_opens_with_all_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let golden = Sqlite::open(folder.path().join("larder.db")).unwrap();
    golden.execute_batch(FIRST_RELEASE).unwrap();
    golden.close().unwrap();

    let store = Store::open(folder.path()).await.unwrap();
    assert_eq!(store.opened().moved_aside, None);
    assert_eq!(store.opened().migrated_from, Some(8));
    assert!(store.opened().backup.as_ref().unwrap().exists());
    assert_eq!(store.installation(), "0b0f2f5c-0000-4000-8000-000000000001");
    store
        .read(|conn| {
            let found = connection::by_name(conn, "sales prod")?.unwrap();
            assert_eq!(found.id, "c1");
            assert_eq!(found.state, connection::State::NeedsReconnect);
            assert_eq!(found.problem.unwrap()["kind"], "credentials");
            assert_eq!(found.fields["environment"], "login");
            assert_eq!(found.refreshed_at, None);
            assert_eq!(
                credential::current(conn, "c1")?.unwrap().sealed,
                [1, 2, 255]
            );
            let proof = receipt::latest(conn, "c1")?.unwrap();
            assert_eq!(proof.granted, ["api", "refresh_token"]);
            // What came with later schemas is empty.
            assert_eq!((proof.rights, found.limits), (None, None));
            assert_eq!(found.scopes, None);
            assert_eq!(history::of(conn, "c1", 10)?.len(), 2);
            assert_eq!(
                client::by_host(conn, "salesforce", "")?.unwrap().client_id,
                "3MVG9"
            );
            assert_eq!(binding::of_recipe(conn, "r1")?[0].connection, "c1");
            assert_eq!(
                metadata::by_key(conn, "c1", "objects")?.unwrap().rows,
                b"[]"
            );
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn the_released_schema_is_only_ever_added_to_by_new_migrations() {
    let folder = tempfile::tempdir().unwrap();
    let golden = Sqlite::open_in_memory().unwrap();
    golden.execute_batch(FIRST_RELEASE).unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let version = |conn: &Sqlite| {
        conn.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))
            .unwrap()
    };
    let (now, version_now) = store
        .read(move |conn| Ok((schema(conn), version(conn))))
        .await
        .unwrap();
    if version_now == version(&golden) {
        assert_eq!(now, schema(&golden));
    } else {
        assert!(version_now > version(&golden));
    }
}
