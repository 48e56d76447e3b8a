//! Bindings: which connection fills which slot of which recipe.

use rusqlite::{Connection as Sqlite, Row};

use crate::{StoreError, Tx};

pub(crate) const CREATE: &str = "
CREATE TABLE binding (
    id INTEGER PRIMARY KEY,
    recipe TEXT NOT NULL,
    connector TEXT NOT NULL,
    role TEXT NOT NULL,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    UNIQUE (recipe, connector, role)
) STRICT;
CREATE INDEX binding_of_connection ON binding (connection);
";

/// One filled slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Id of the recipe.
    pub recipe: String,
    /// Id of the slot's connector.
    pub connector: String,
    /// Role of the slot: `primary`, `secondary` or a name.
    pub role: String,
    /// Id of the connection.
    pub connection: String,
}

const COLUMNS: &str = "recipe, connector, role, connection";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Binding> {
    Ok(Binding {
        recipe: row.get(0)?,
        connector: row.get(1)?,
        role: row.get(2)?,
        connection: row.get(3)?,
    })
}

/// Fills a slot, in place of what filled it before.
///
/// # Errors
/// `NotFound` when the connection is gone.
pub fn set(tx: &Tx<'_>, binding: &Binding) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO binding (recipe, connector, role, connection) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (recipe, connector, role) DO UPDATE SET connection = excluded.connection",
    )?
    .execute((
        &binding.recipe,
        &binding.connector,
        &binding.role,
        &binding.connection,
    ))?;
    Ok(())
}

/// Empties a slot; no error when it is empty.
pub fn clear(tx: &Tx<'_>, recipe: &str, connector: &str, role: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM binding WHERE recipe = ?1 AND connector = ?2 AND role = ?3")?
        .execute([recipe, connector, role])?;
    Ok(())
}

/// Empties all slots of a recipe.
pub fn clear_recipe(tx: &Tx<'_>, recipe: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM binding WHERE recipe = ?1")?
        .execute([recipe])?;
    Ok(())
}

/// The filled slots of a recipe.
pub fn of_recipe(conn: &Sqlite, recipe: &str) -> Result<Vec<Binding>, StoreError> {
    listed(conn, "recipe = ?1", recipe)
}

/// The slots a connection fills.
pub fn of_connection(conn: &Sqlite, connection: &str) -> Result<Vec<Binding>, StoreError> {
    listed(conn, "connection = ?1", connection)
}

fn listed(conn: &Sqlite, condition: &str, id: &str) -> Result<Vec<Binding>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM binding WHERE {condition} ORDER BY recipe, connector, role");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([id], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{a_connection, store_with_connection};

    fn slot(role: &str, connection: &str) -> Binding {
        Binding {
            recipe: "r1".to_owned(),
            connector: "salesforce".to_owned(),
            role: role.to_owned(),
            connection: connection.to_owned(),
        }
    }

    #[tokio::test]
    async fn a_slot_holds_one_connection_and_a_connection_fills_many_slots() {
        let (_folder, store) = store_with_connection().await;
        store
            .write(|tx| {
                crate::connection::insert(tx, &a_connection("c2", "Other"))?;
                set(tx, &slot("primary", "c1"))?;
                set(tx, &slot("secondary", "c1"))?;
                set(tx, &slot("primary", "c2"))
            })
            .await
            .unwrap();
        let filled = store.read(|conn| of_recipe(conn, "r1")).await.unwrap();
        assert_eq!(filled, [slot("primary", "c2"), slot("secondary", "c1")]);
        let used = store.read(|conn| of_connection(conn, "c1")).await.unwrap();
        assert_eq!(used, [slot("secondary", "c1")]);

        store
            .write(|tx| clear(tx, "r1", "salesforce", "primary"))
            .await
            .unwrap();
        store
            .write(|tx| clear(tx, "r1", "salesforce", "primary"))
            .await
            .unwrap();
        assert_eq!(
            store
                .read(|conn| of_recipe(conn, "r1"))
                .await
                .unwrap()
                .len(),
            1
        );
        store.write(|tx| clear_recipe(tx, "r1")).await.unwrap();
        assert!(
            store
                .read(|conn| of_recipe(conn, "r1"))
                .await
                .unwrap()
                .is_empty()
        );
    }

    #[tokio::test]
    async fn a_slot_cannot_hold_a_connection_that_is_not_there() {
        let (_folder, store) = store_with_connection().await;
        let refused = store.write(|tx| set(tx, &slot("primary", "gone"))).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
    }
}
