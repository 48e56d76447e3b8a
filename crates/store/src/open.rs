//! Opening: the folder, the checks on what lies in it, moving aside, backup and migration.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::Migrations;

use crate::lock::{self, Presence};
use crate::schema::{MIGRATIONS, VERSION};
use crate::{StoreError, Tx, credential, news, recipe_files, salvage, setting};

/// The database inside the data folder.
pub(crate) const DATABASE: &str = "larder.db";

/// How long SQLite waits for a lock of another process.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long another process may take to open the same folder.
const OPEN_DEADLINE: Duration = Duration::from_secs(20);

/// Up to this size the whole file is checked at each start; above, only after an unclean end.
const ALWAYS_CHECKED: u64 = 16 << 20;

/// Backups kept.
const BACKUPS: usize = 2;

/// What had to be done to open the store; a caller tells people about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Where a damaged database was moved to. It is never deleted.
    pub moved_aside: Option<PathBuf>,
    /// Rows saved from it into the new database.
    pub saved_rows: usize,
    /// Schema number before the migration, when one ran.
    pub migrated_from: Option<i64>,
    /// The backup made before the migration.
    pub backup: Option<PathBuf>,
    /// Connections whose credential was sealed only for a session that is over.
    pub ended_sessions: Vec<String>,
}

/// Everything the store is made of.
pub(crate) struct Prepared {
    pub(crate) writer: Connection,
    pub(crate) reader: Connection,
    pub(crate) presence: Presence,
    pub(crate) opened: Opened,
    pub(crate) installation: String,
    pub(crate) recipes: recipe_files::Fingerprint,
}

/// Opens the folder. Blocks; one process at a time.
pub(crate) fn prepare(folder: &Path) -> Result<Prepared, StoreError> {
    private_folder(folder)?;
    private_folder(&folder.join(lock::FOLDER))?;
    let database = folder.join(DATABASE);
    refuse_newer(&database)?;
    let opening = lock::lock_within(&folder.join(lock::FOLDER).join("open.lock"), OPEN_DEADLINE)?;
    let presence = Presence::begin(folder)?;
    let alive = presence.alive()?;
    let is_alone = alive.len() == 1;
    let mut opened = Opened::default();

    let mut writer = match existing_or_new(&database, is_alone) {
        Err(StoreError::Damaged { .. }) if is_alone => {
            opened.moved_aside = Some(move_aside(folder, &database)?);
            existing_or_new(&database, is_alone)?
        }
        other => other?,
    };
    migrate(
        &mut writer,
        &MIGRATIONS,
        VERSION,
        folder,
        is_alone,
        &mut opened,
    )?;
    writer.pragma_update(None, "foreign_keys", true)?;
    if let Some(damaged) = &opened.moved_aside {
        opened.saved_rows = salvage::copy_rows(damaged, &mut writer)?;
    }
    let installation = installation(&mut writer)?;
    match tidy(&mut writer, &alive) {
        Ok(ended) => opened.ended_sessions = ended,
        Err(error @ StoreError::Damaged { .. }) => return Err(error),
        Err(error) => tracing::warn!(%error, "the database could not be tidied up"),
    }

    let reader = connect(&database)?;
    reader.pragma_update(None, "query_only", true)?;
    drop(opening);
    let recipes = recipe_files::fingerprint(&folder.join(recipe_files::FOLDER));
    Ok(Prepared {
        writer,
        reader,
        presence,
        opened,
        installation,
        recipes,
    })
}

/// Leaves a note that makes the next start check the whole file.
pub(crate) fn note_damage(folder: &Path) -> Result<(), StoreError> {
    create_private(&damage_note(folder)).map(drop)
}

fn damage_note(folder: &Path) -> PathBuf {
    folder.join("larder.db.damaged")
}

/// Makes a folder that only its owner can enter, where there is none or an empty one.
pub(crate) fn private_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(StoreError::Io(error)),
        Err(error) => return Err(StoreError::from(error).at(folder)),
    }
    // One that was there may be shared for good reasons; but not while it holds nothing yet.
    #[cfg(unix)]
    if fs::read_dir(folder)?.next().is_none() {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Opens a file for writing that only its owner can read, making it when missing.
pub(crate) fn create_private(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?)
}

/// Refuses a newer database from its header alone, so that not a byte of it changes.
fn refuse_newer(database: &Path) -> Result<(), StoreError> {
    let mut header = [0; 64];
    let read = File::open(database).and_then(|mut file| file.read_exact(&mut header));
    if read.is_err() || !header.starts_with(b"SQLite format 3\0") {
        return Ok(()); // Missing or damaged: seen later, with the lock held.
    }
    // "The user version", https://www.sqlite.org/fileformat2.html#user_version_number
    let version = i64::from(i32::from_be_bytes([
        header[60], header[61], header[62], header[63],
    ]));
    if version <= VERSION {
        Ok(())
    } else {
        Err(too_new(database, version))
    }
}

fn too_new(database: &Path, version: i64) -> StoreError {
    // `immutable` reads without making the files beside it.
    let made_by = database.to_str().and_then(|path| {
        let address = format!(
            "file:{}?immutable=1",
            path.replace('%', "%25")
                .replace('?', "%3f")
                .replace('#', "%23")
        );
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let conn = Connection::open_with_flags(address, flags).ok()?;
        setting::by_key(&conn, setting::MADE_BY).ok()?
    });
    StoreError::TooNew { version, made_by }
}

/// Connects to a database file that is there.
fn connect(database: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(database, flags)?;
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    conn.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    // An acknowledged commit survives a power cut: a rotated token exists nowhere else.
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "temp_store", "memory")?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    Ok(conn)
}

fn existing_or_new(database: &Path, is_alone: bool) -> Result<Connection, StoreError> {
    let folder = database.parent().unwrap_or(Path::new("."));
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let is_new = match options.open(database) {
        Ok(_) => true,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => false,
        Err(error) => return Err(error.into()),
    };
    let found = fs::metadata(database)?;
    if !is_new && (!found.is_file() || found.len() == 0) {
        return Err(StoreError::Damaged { moved_to: None });
    }
    // SQLite would open what it may not write, and say so only later.
    drop(OpenOptions::new().append(true).open(database)?);
    let log_length = fs::metadata(folder.join("larder.db-wal")).map_or(0, |log| log.len());
    let note = damage_note(folder);
    let conn = connect(database).map_err(|error| unopened(error, folder))?;
    let check_all = found.len() <= ALWAYS_CHECKED || log_length > 0 || note.exists();
    if !is_new && is_alone && check_all {
        check(&conn)?;
        if note.exists() {
            fs::remove_file(&note)?;
        }
    }
    Ok(conn)
}

/// Tells a folder we may not write in from other reasons not to open what lies in it.
fn unopened(error: StoreError, folder: &Path) -> StoreError {
    let probe = folder.join(".larder-write-test");
    let is_writable = create_private(&probe).is_ok() && fs::remove_file(probe).is_ok();
    match error {
        StoreError::Sql(_) if !is_writable => StoreError::ReadOnly {
            path: PathBuf::new(),
        },
        other => other,
    }
}

fn check(conn: &Connection) -> Result<(), StoreError> {
    let verdict: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(StoreError::Damaged { moved_to: None })
    }
}

/// Moves a damaged database, with the files beside it, to a name with the time in it.
fn move_aside(folder: &Path, database: &Path) -> Result<PathBuf, StoreError> {
    let name = format!("larder-damaged-{}.db", stamp());
    let aside = folder.join(&name);
    for suffix in ["", "-wal", "-shm"] {
        let from = folder.join(format!("{DATABASE}{suffix}"));
        match fs::rename(&from, folder.join(format!("{name}{suffix}"))) {
            Err(error) if suffix.is_empty() || error.kind() != ErrorKind::NotFound => {
                return Err(error.into());
            }
            _ => {}
        }
    }
    if damage_note(folder).exists() {
        fs::remove_file(damage_note(folder))?;
    }
    tracing::error!(from = %database.display(), to = %aside.display(), "damaged database moved aside");
    Ok(aside)
}

/// The time as part of a file name, to the millisecond.
fn stamp() -> String {
    jiff::Timestamp::now()
        .strftime("%Y%m%dT%H%M%S%3fZ")
        .to_string()
}

/// Brings the schema up to date in one transaction, after a backup.
fn migrate(
    conn: &mut Connection,
    migrations: &Migrations<'_>,
    latest: i64,
    folder: &Path,
    is_alone: bool,
    opened: &mut Opened,
) -> Result<(), StoreError> {
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version == latest {
        return Ok(());
    }
    if version > latest {
        // Written but not yet checkpointed by the newer Larder: leave its files as they are.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        return Err(too_new(&folder.join(DATABASE), version));
    }
    if version > 0 {
        if !is_alone {
            return Err(StoreError::Busy); // An older Larder is still at work on the old schema.
        }
        opened.backup = Some(back_up(conn, folder, version)?);
        opened.migrated_from = Some(version);
    }
    migrations.to_latest(conn).map_err(|error| {
        let cause = match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => StoreError::from(err),
            other => {
                tracing::error!(error = %other, "migration failed");
                StoreError::Migration { backup: None }
            }
        };
        match cause {
            cause @ (StoreError::Full | StoreError::Busy | StoreError::ReadOnly { .. }) => cause,
            _ => StoreError::Migration {
                backup: opened.backup.clone(),
            },
        }
    })
}

fn back_up(conn: &Connection, folder: &Path, version: i64) -> Result<PathBuf, StoreError> {
    let backups = folder.join("backups");
    private_folder(&backups)?;
    let path = backups.join(format!("larder-{}-schema{version}.db", stamp()));
    drop(create_private(&path)?);
    conn.backup("main", &path, None)?;
    let mut kept = fs::read_dir(&backups)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    kept.sort();
    // The new one stays whatever its name: after the clock was set back it is not the last.
    kept.retain(|kept| *kept != path);
    for old in kept.iter().rev().skip(BACKUPS - 1) {
        fs::remove_file(old)?;
    }
    Ok(path)
}

/// The installation's name; written at the first start alone, since a full disk must not keep
/// anyone from reading what there is.
fn installation(writer: &mut Connection) -> Result<String, StoreError> {
    if let Some(known) = setting::by_key(writer, setting::INSTALLATION)? {
        return Ok(known);
    }
    let fresh = uuid::Uuid::new_v4().to_string();
    let tx = Tx::immediate(writer)?;
    setting::set(&tx, setting::INSTALLATION, &fresh)?;
    tx.commit()?;
    Ok(fresh)
}

/// Notes who opened the database, forgets what was sealed for sessions that are over, and
/// answers the connections that lost their credential so.
fn tidy(writer: &mut Connection, alive: &[String]) -> Result<Vec<String>, StoreError> {
    let made_by = env!("CARGO_PKG_VERSION");
    let tx = Tx::immediate(writer)?;
    if setting::by_key(&tx, setting::MADE_BY)?.as_deref() != Some(made_by) {
        setting::set(&tx, setting::MADE_BY, made_by)?;
    }
    let ended = credential::forget_sessions(&tx, alive)?;
    tx.commit()?;
    // What an ended session or a killed process left in the log goes now, not some day.
    news::empty_log(writer)?;
    Ok(ended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite_migration::M;

    /// A folder with a database of an older schema with one row in it.
    fn older_database() -> (tempfile::TempDir, Connection) {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join(DATABASE);
        drop(create_private(&database).unwrap());
        let conn = connect(&database).unwrap();
        conn.execute_batch(
            "CREATE TABLE item (name TEXT) STRICT; INSERT INTO item VALUES ('kept');
             PRAGMA user_version = 1;",
        )
        .unwrap();
        (folder, conn)
    }

    fn names(conn: &Connection) -> Vec<String> {
        let mut statement = conn.prepare("SELECT name FROM item").unwrap();
        statement
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap()
    }

    #[test]
    fn s05_a_migration_that_fails_at_any_statement_changes_nothing_and_leaves_a_backup() {
        let steps = [
            "CREATE TABLE another (id INTEGER);",
            "ALTER TABLE item ADD COLUMN size INTEGER;",
            "UPDATE item SET name = 'changed';",
            "DROP TABLE item;",
        ];
        for fail_after in 0..=steps.len() {
            let (folder, mut conn) = older_database();
            let mut sql = steps[..fail_after].concat();
            sql.push_str("SELECT no_such_function();");
            let migrations = Migrations::new(vec![M::up("SELECT 1;"), M::up(&sql)]);
            let mut opened = Opened::default();
            let failed = migrate(&mut conn, &migrations, 2, folder.path(), true, &mut opened);
            let Err(StoreError::Migration {
                backup: Some(backup),
            }) = failed
            else {
                panic!("{failed:?}")
            };
            let version: i64 = conn
                .pragma_query_value(None, "user_version", |row| row.get(0))
                .unwrap();
            assert_eq!((version, names(&conn)), (1, vec!["kept".to_owned()]));
            let copy = Connection::open(backup).unwrap();
            assert_eq!(names(&copy), ["kept"]);
        }
    }

    #[test]
    fn s05_a_migration_that_works_is_told_with_its_backup_and_few_backups_are_kept() {
        let (folder, mut conn) = older_database();
        for latest in 2..6 {
            let steps = vec![M::up("INSERT INTO item VALUES ('added');"); latest];
            let mut opened = Opened::default();
            let latest = i64::try_from(latest).unwrap();
            migrate(
                &mut conn,
                &Migrations::new(steps),
                latest,
                folder.path(),
                true,
                &mut opened,
            )
            .unwrap();
            assert_eq!(opened.migrated_from, Some(latest - 1));
            assert!(opened.backup.unwrap().exists());
        }
        assert_eq!(names(&conn).len(), 5);
        assert_eq!(
            fs::read_dir(folder.path().join("backups")).unwrap().count(),
            BACKUPS
        );
    }

    #[test]
    fn s12_a_backup_made_after_the_clock_was_set_back_is_kept() {
        let (folder, mut conn) = older_database();
        let backups = folder.path().join("backups");
        fs::create_dir(&backups).unwrap();
        for year in [2998, 2999] {
            let name = format!("larder-{year}0101T000000000Z-schema1.db");
            fs::write(backups.join(name), "").unwrap();
        }
        let migrations = Migrations::new(vec![M::up("SELECT 1;"); 2]);
        let mut opened = Opened::default();
        migrate(&mut conn, &migrations, 2, folder.path(), true, &mut opened).unwrap();
        assert!(opened.backup.unwrap().exists());
        assert_eq!(fs::read_dir(backups).unwrap().count(), BACKUPS);
    }

    #[test]
    fn an_old_schema_is_not_changed_under_another_process_that_uses_it() {
        let (folder, mut conn) = older_database();
        let migrations = Migrations::new(vec![M::up("SELECT 1;"), M::up("DROP TABLE item;")]);
        let refused = migrate(
            &mut conn,
            &migrations,
            2,
            folder.path(),
            false,
            &mut Opened::default(),
        );
        assert!(matches!(refused, Err(StoreError::Busy)));
        assert_eq!(names(&conn), ["kept"]);
    }

    #[test]
    fn the_released_migrations_are_sound() {
        MIGRATIONS.validate().unwrap();
    }
}
