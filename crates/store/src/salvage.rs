//! Saving rows from a damaged database into a new one.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};

use crate::{StoreError, Table, Tx};

/// What is worth saving, parents before children. Cached answers can be fetched again.
const WORTH: [Table; 7] = [
    Table::Setting,
    Table::Client,
    Table::Connection,
    Table::Credential,
    Table::Receipt,
    Table::History,
    Table::Binding,
];

/// Copies every row that can still be read, and answers how many. The damaged file stays as it
/// is. Rows are read from both ends of a table, so that one bad page hides only its own rows.
pub(crate) fn copy_rows(damaged: &Path, into: &mut Connection) -> Result<usize, StoreError> {
    let Ok(from) = Connection::open_with_flags(damaged, OpenFlags::SQLITE_OPEN_READ_ONLY) else {
        return Ok(0); // Not even a file that can be opened: there is nothing to save.
    };
    // A setting of the connection alone; should it fail, the copy is just a little less untouched.
    let _ = from.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
    let tx = Tx::immediate(into)?;
    let mut saved = 0;
    for table in WORTH {
        for order in ["ASC", "DESC"] {
            saved += copy_table(&from, &tx, table.name(), order)?;
        }
    }
    tx.commit()?;
    Ok(saved)
}

fn copy_table(
    from: &Connection,
    tx: &Tx<'_>,
    table: &str,
    order: &str,
) -> Result<usize, StoreError> {
    let select = format!("SELECT * FROM {table} ORDER BY rowid {order}");
    let Ok(mut statement) = from.prepare(&select) else {
        return Ok(0);
    };
    let columns: Vec<String> = statement
        .column_names()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let marks = vec!["?"; columns.len()].join(", ");
    let insert = format!(
        "INSERT OR IGNORE INTO {table} ({}) VALUES ({marks})",
        columns.join(", ")
    );
    // A column this schema does not have: nothing of this table can be placed.
    let Ok(mut insert) = tx.prepare(&insert) else {
        return Ok(0);
    };
    let Ok(mut rows) = statement.query([]) else {
        return Ok(0);
    };
    let mut saved = 0;
    // The first row that cannot be read ends this direction.
    while let Ok(Some(row)) = rows.next() {
        let values: Result<Vec<Value>, _> = (0..columns.len()).map(|at| row.get(at)).collect();
        let Ok(values) = values else { continue };
        match insert
            .execute(params_from_iter(values))
            .map_err(StoreError::from)
        {
            Ok(added) => saved += added,
            Err(error @ (StoreError::Full | StoreError::Busy)) => return Err(error),
            Err(_) => {} // A row whose parent or shape was lost with the bad page.
        }
    }
    Ok(saved)
}
