//! Who may read the files of the data folder.

#[cfg(unix)]
#[tokio::test]
async fn every_file_and_folder_is_readable_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("data");
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    let store = larder_store::Store::open(&folder).await.unwrap();
    store
        .write(|tx| crate::add_connection(tx, "c1"))
        .await
        .unwrap();
    let _lock = store.lock_connection("c1").await.unwrap();
    larder_store::recipe_files::write(&store, "r1", &serde_json::json!({}))
        .await
        .unwrap();

    let mut seen = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        let mode = std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o700, "{}", folder.display());
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{}", path.display());
            seen.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    for name in [
        "larder.db",
        "larder.db-wal",
        "larder.db-shm",
        "c1.lock",
        "r1.json",
    ] {
        assert!(
            seen.iter().any(|seen| seen == name),
            "{name} is not among {seen:?}"
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_others_use_too_keeps_its_rights() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("not-ours"), "").unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    larder_store::Store::open(folder.path())
        .await
        .unwrap()
        .close()
        .await
        .unwrap();
    larder_store::Store::open(folder.path()).await.unwrap();
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder.path().to_path_buf()), 0o755);
    assert_eq!(mode(folder.path().join("larder.db")), 0o600);
    assert_eq!(mode(folder.path().join("locks")), 0o700);
}
