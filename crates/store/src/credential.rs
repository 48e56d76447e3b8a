//! Sealed credentials: at most one a connection, with the generation it was sealed for.

use rusqlite::{Connection as Sqlite, OptionalExtension};

use crate::{StoreError, Tx};

pub(crate) const CREATE: &str = "
CREATE TABLE credential (
    connection TEXT NOT NULL PRIMARY KEY REFERENCES connection (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    session TEXT
) STRICT;
";

/// One sealed credential. The bytes are of no use without the vault's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Id of the connection.
    pub connection: String,
    /// Which credential of this connection it is; only grows.
    pub generation: i64,
    /// What `Vault::seal` gave, with [`about`] as the data it is bound to.
    pub sealed: Vec<u8>,
    /// Set when sealed under a key that lives only as long as this session (`Vault::session`).
    pub session: Option<String>,
}

/// What a credential is bound to when sealed: a row copied to another connection, or brought
/// back from an older generation, does not open.
pub fn about(connection: &str, generation: i64) -> String {
    format!("credential\n{connection}\n{generation}")
}

/// Stores a credential in place of an older one.
///
/// # Errors
/// `AlreadyExists` with `"generation"` when a newer generation is stored: a late writer must
/// never bring a retired token back. `NotFound` when the connection is gone.
pub fn put(tx: &Tx<'_>, credential: &Credential) -> Result<(), StoreError> {
    let rows = tx
        .prepare_cached(
            "INSERT INTO credential (connection, generation, sealed, session)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (connection) DO UPDATE SET
                generation = excluded.generation, sealed = excluded.sealed,
                session = excluded.session
             WHERE excluded.generation >= credential.generation",
        )?
        .execute((
            &credential.connection,
            credential.generation,
            &credential.sealed,
            &credential.session,
        ))?;
    if rows == 0 {
        Err(StoreError::AlreadyExists { what: "generation" })
    } else {
        Ok(())
    }
}

/// The credential of a connection.
pub fn current(conn: &Sqlite, connection: &str) -> Result<Option<Credential>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT connection, generation, sealed, session FROM credential
             WHERE connection = ?1",
        )?
        .query_row([connection], |row| {
            Ok(Credential {
                connection: row.get(0)?,
                generation: row.get(1)?,
                sealed: row.get(2)?,
                session: row.get(3)?,
            })
        })
        .optional()?)
}

/// Removes the credential of a connection; no error when there is none.
pub fn remove(tx: &Tx<'_>, connection: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM credential WHERE connection = ?1")?
        .execute([connection])?;
    Ok(())
}

/// Whether anything is sealed under the key in the keychain (clients' secrets included), so
/// that a missing key means a lost key.
pub fn any_sealed(conn: &Sqlite) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM credential WHERE session IS NULL
             UNION ALL SELECT 1 FROM client WHERE sealed IS NOT NULL AND session IS NULL",
        )?
        .exists([])?)
}

/// Forgets what was sealed in sessions other than `live`: their keys are gone. Answers the
/// connections that lost their credential.
pub fn forget_sessions(tx: &Tx<'_>, live: &[String]) -> Result<Vec<String>, StoreError> {
    let live = crate::column::Json(live);
    let mut statement = tx.prepare_cached(
        "DELETE FROM credential
         WHERE session IS NOT NULL AND session NOT IN (SELECT value FROM json_each(?1))
         RETURNING connection",
    )?;
    let lost = statement
        .query_map([&live], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    tx.prepare_cached(
        "UPDATE client SET sealed = NULL, session = NULL
         WHERE session IS NOT NULL AND session NOT IN (SELECT value FROM json_each(?1))",
    )?
    .execute([&live])?;
    Ok(lost)
}
