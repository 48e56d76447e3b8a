//! Recipes as files: `recipes/<id>.json`, written so that a crash leaves the old or the new one.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde_json::Value;
use tokio::task::spawn_blocking;

use crate::lock::{self, can_name_a_file};
use crate::open::{create_private, private_folder};
use crate::{Store, StoreError, Table};

/// The folder inside the data folder.
pub const FOLDER: &str = "recipes";

/// How long a change waits for another one, of this process or of another.
const CHANGING_DEADLINE: Duration = Duration::from_secs(10);

/// Largest document that is read, in bytes.
const LARGEST: u64 = 8 << 20;

/// A file in the folder that holds no usable document, with what is wrong.
#[derive(Debug)]
pub struct Unreadable {
    /// The file's name.
    pub file: String,
    /// Line and column of the mistake, where the text is not JSON.
    pub position: Option<(usize, usize)>,
}

/// What the folder holds.
#[derive(Debug, Default)]
pub struct Recipes {
    /// Documents by id.
    pub documents: BTreeMap<String, Value>,
    /// Files that could not be used; all others still are.
    pub unreadable: Vec<Unreadable>,
}

fn path_of(folder: &Path, id: &str) -> Result<PathBuf, StoreError> {
    if !can_name_a_file(id) {
        return Err(StoreError::Invalid { what: "id" });
    }
    Ok(folder.join(format!("{id}.json")))
}

async fn blocking<T, F>(store: &Store, work: F) -> Result<T, StoreError>
where
    F: FnOnce(&Path) -> Result<T, StoreError> + Send + 'static,
    T: Send + 'static,
{
    let folder = store.folder().join(FOLDER);
    let place = folder.clone();
    spawn_blocking(move || work(&folder))
        .await
        .map_err(|_| StoreError::Closed)?
        .map_err(|error| error.at(&place))
}

/// Proof that nobody else changes recipes: what was read under it is still there when it is written.
/// Dropping it releases the lock; so does the end of the process.
#[derive(Debug)]
pub struct Changing {
    _file: fs::File,
}

/// Waits until nobody else changes recipes.
///
/// # Errors
/// `Busy` when another change takes too long.
pub async fn changing(store: &Store) -> Result<Changing, StoreError> {
    let path = store.folder().join(lock::FOLDER).join("recipes.lock");
    blocking(store, move |_| {
        let file = lock::lock_within(&path, CHANGING_DEADLINE)?;
        Ok(Changing { _file: file })
    })
    .await
}

/// All recipes, by id.
pub async fn list(store: &Store) -> Result<Recipes, StoreError> {
    blocking(store, |folder| {
        let mut recipes = Recipes::default();
        for (id, path) in files(folder)? {
            match document(&path) {
                Ok(document) => {
                    recipes.documents.insert(id, document);
                }
                Err(StoreError::NotFound) => {} // Removed since the folder was listed.
                Err(error) => recipes.unreadable.push(Unreadable {
                    file: format!("{id}.json"),
                    position: position(&error),
                }),
            }
        }
        Ok(recipes)
    })
    .await
}

/// The document of one recipe.
///
/// # Errors
/// `NotFound`; `Document` when the file is no JSON.
pub async fn read(store: &Store, id: &str) -> Result<Value, StoreError> {
    let id = id.to_owned();
    blocking(store, move |folder| document(&path_of(folder, &id)?)).await
}

/// Writes a document in place of the older one, and tells of the change.
pub async fn write(store: &Store, id: &str, document: &Value) -> Result<(), StoreError> {
    let mut text = serde_json::to_vec_pretty(document).map_err(|error| StoreError::Document {
        line: error.line(),
        column: error.column(),
    })?;
    text.push(b'\n');
    let id = id.to_owned();
    blocking(store, move |folder| {
        let path = path_of(folder, &id)?;
        private_folder(folder)?;
        let draft = folder.join(format!(".{id}.{}.draft", uuid::Uuid::new_v4()));
        let written = create_private(&draft).and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_all()?;
            fs::rename(&draft, &path)?;
            sync_folder(folder)
        });
        if written.is_err() {
            // The error that matters is the first one.
            let _ = fs::remove_file(&draft);
        }
        written
    })
    .await?;
    store.tell(Table::Recipes);
    Ok(())
}

/// Removes a recipe's file, and tells of the change.
///
/// # Errors
/// `NotFound`.
pub async fn remove(store: &Store, id: &str) -> Result<(), StoreError> {
    let id = id.to_owned();
    blocking(store, move |folder| {
        Ok(fs::remove_file(path_of(folder, &id)?)?)
    })
    .await?;
    store.tell(Table::Recipes);
    Ok(())
}

fn document(path: &Path) -> Result<Value, StoreError> {
    if fs::metadata(path)?.len() > LARGEST {
        return Err(StoreError::Invalid { what: "size" });
    }
    let text = fs::read(path)?;
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    serde_json::from_slice(text).map_err(|error| StoreError::Document {
        line: error.line(),
        column: error.column(),
    })
}

fn position(error: &StoreError) -> Option<(usize, usize)> {
    match error {
        StoreError::Document { line, column } => Some((*line, *column)),
        _ => None,
    }
}

fn files(folder: &Path) -> Result<BTreeMap<String, PathBuf>, StoreError> {
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(error.into()),
    };
    let mut files = BTreeMap::new();
    for entry in listing {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
            && let Some(id) = path.file_stem().and_then(|stem| stem.to_str())
            && can_name_a_file(id)
        {
            files.insert(id.to_owned(), path);
        }
    }
    Ok(files)
}

/// A rename is on the disk only once its folder is (POSIX); other systems have no such call.
fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// Sizes and times of the files: differs after any change, by whoever.
pub(crate) type Fingerprint = Vec<(PathBuf, u64, Option<SystemTime>)>;

/// How the files look now.
pub(crate) fn fingerprint(folder: &Path) -> Fingerprint {
    files(folder)
        .unwrap_or_default()
        .into_values()
        .map(|path| {
            let found = fs::metadata(&path).ok();
            let length = found.as_ref().map_or(0, fs::Metadata::len);
            (path, length, found.and_then(|found| found.modified().ok()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::empty_store;
    use serde_json::json;

    #[tokio::test]
    async fn a_recipe_is_a_file_people_can_read() {
        let (folder, store) = empty_store().await;
        let document = json!({ "name": "Accounts", "steps": [] });
        write(&store, "accounts", &document).await.unwrap();
        assert_eq!(read(&store, "accounts").await.unwrap(), document);
        let text = fs::read_to_string(folder.path().join("recipes/accounts.json")).unwrap();
        assert!(
            text.starts_with("{\n  \"name\"") && text.ends_with("}\n"),
            "{text}"
        );
        let names: Vec<_> = fs::read_dir(folder.path().join("recipes"))
            .unwrap()
            .collect();
        assert_eq!(names.len(), 1, "no draft is left behind");

        remove(&store, "accounts").await.unwrap();
        assert!(matches!(
            remove(&store, "accounts").await,
            Err(StoreError::NotFound)
        ));
        assert!(matches!(
            read(&store, "accounts").await,
            Err(StoreError::NotFound)
        ));
    }

    #[tokio::test]
    async fn a_file_with_a_mistake_is_named_with_its_place_and_the_others_still_load() {
        let (folder, store) = empty_store().await;
        assert!(list(&store).await.unwrap().documents.is_empty());
        write(&store, "good", &json!({ "name": "Good" }))
            .await
            .unwrap();
        let recipes = folder.path().join("recipes");
        fs::write(recipes.join("bad.json"), "{\n  \"name\": }").unwrap();
        fs::write(recipes.join("marked.json"), b"\xef\xbb\xbf{}").unwrap();
        fs::write(recipes.join("notes.txt"), "not a recipe").unwrap();
        let found = list(&store).await.unwrap();
        assert_eq!(
            found.documents.keys().collect::<Vec<_>>(),
            ["good", "marked"]
        );
        assert_eq!(found.unreadable.len(), 1);
        assert_eq!(found.unreadable[0].file, "bad.json");
        assert_eq!(found.unreadable[0].position, Some((2, 11)));
    }

    #[tokio::test]
    async fn an_id_cannot_leave_the_folder() {
        let (_folder, store) = empty_store().await;
        for id in ["../evil", "a/b", "", ".hidden"] {
            let refused = write(&store, id, &json!({})).await;
            assert!(
                matches!(refused, Err(StoreError::Invalid { what: "id" })),
                "{id}"
            );
        }
    }
}
