//! Settings of this installation, by key.

use rusqlite::{Connection as Sqlite, OptionalExtension};

use crate::{StoreError, Tx};

pub(crate) const CREATE: &str = "
CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
";

/// Names this installation in the keychain; written once, at the first start.
pub const INSTALLATION: &str = "installation";

/// The Larder version that last opened the database.
pub const MADE_BY: &str = "made_by";

/// Sets a value.
pub fn set(tx: &Tx<'_>, key: &str, value: &str) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO setting (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute([key, value])?;
    Ok(())
}

/// The value of a key.
pub fn by_key(conn: &Sqlite, key: &str) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

/// Removes a value; no error when there is none.
pub fn remove(tx: &Tx<'_>, key: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM setting WHERE key = ?1")?
        .execute([key])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::testing::empty_store;

    #[tokio::test]
    async fn a_setting_is_what_was_set_last() {
        let (_folder, store) = empty_store().await;
        store.write(|tx| set(tx, "theme", "dark")).await.unwrap();
        store.write(|tx| set(tx, "theme", "light")).await.unwrap();
        let found = store.read(|conn| by_key(conn, "theme")).await.unwrap();
        assert_eq!(found.as_deref(), Some("light"));
        store.write(|tx| remove(tx, "theme")).await.unwrap();
        assert_eq!(
            store.read(|conn| by_key(conn, "theme")).await.unwrap(),
            None
        );
    }

    #[tokio::test]
    async fn an_installation_keeps_its_name_and_every_folder_has_its_own() {
        let (folder, store) = empty_store().await;
        let (_other_folder, other) = empty_store().await;
        let name = store.installation().to_owned();
        assert_ne!(name, other.installation());
        store.close().await.unwrap();
        let again = Store::open(folder.path()).await.unwrap();
        assert_eq!(again.installation(), name);
    }
}
