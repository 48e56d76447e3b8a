//! Installs a partner's npm packages, by its own list, once for each list.
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder into which npm put the packages of the list in `scripts`. Who comes second waits for the first.
pub(crate) fn installed(scripts: &Path, name: &str) -> PathBuf {
    // Beside the test's own executable: target/<profile>/deps.
    let executable = std::env::current_exe().unwrap();
    let folder = executable
        .ancestors()
        .nth(3)
        .expect("a test is in target")
        .join("partners")
        .join(name);
    fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    let list = scripts.join("package-lock.json");
    let stamp = folder.join("installed");
    let wanted = fs::read(&list).unwrap();
    if fs::read(&stamp).is_ok_and(|found| found == wanted) {
        return folder;
    }
    for name in ["package.json", "package-lock.json"] {
        fs::copy(scripts.join(name), folder.join(name)).unwrap();
    }
    let output = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .output()
        .expect("This test needs Node 20 or newer with npm.");
    assert!(
        output.status.success(),
        "This test needs the npm registry once.\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    fs::copy(&list, &stamp).unwrap();
    folder
}
