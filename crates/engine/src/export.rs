//! Files written for the person: into one folder, under a name of their own, never over another file.
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::Engine;
use crate::problem::Problem;
use crate::view::Exported;

/// How many files of one name are told apart by a number.
const NUMBERED: u32 = 999;

/// The longest part of a file name that comes from a name people gave, in characters.
const LONGEST: usize = 80;

impl Engine {
    /// Writes a text for the person, as `<title> - <what>.<extension>` in the folder for downloads.
    pub(crate) async fn export(
        &self,
        title: &str,
        ending: &str,
        text: String,
    ) -> Result<Exported, Problem> {
        let folder = self.0.exports.clone();
        let stem = fit_for_a_file(title);
        let ending = ending.to_owned();
        tokio::task::spawn_blocking(move || write(&folder, &stem, &ending, text))
            .await
            .map_err(|_| Problem::defect("a file could not be written"))?
    }
}

fn write(folder: &Path, stem: &str, ending: &str, text: String) -> Result<Exported, Problem> {
    let failed = |path: &Path, error: &std::io::Error| {
        Problem::unwritable(&path.display().to_string(), &error.kind().to_string())
    };
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    for number in 1..=NUMBERED {
        let file_name = match number {
            1 => format!("{stem}{ending}"),
            _ => format!("{stem} {number}{ending}"),
        };
        let path = folder.join(&file_name);
        // Whatever lies there already is the person's, and stays.
        let made = std::fs::File::create_new(&path);
        let mut file = match made {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            made => made.map_err(|error| failed(&path, &error))?,
        };
        return match file
            .write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
        {
            Ok(()) => Ok(Exported {
                path: path.display().to_string(),
                file_name,
                text,
            }),
            Err(error) => {
                // Half a file would look like a whole one.
                let _ = std::fs::remove_file(&path);
                Err(failed(&path, &error))
            }
        };
    }
    Err(Problem::unwritable(
        &folder.join(stem).display().to_string(),
        "too many files of this name lie there",
    ))
}

/// A name with nothing in it that a file system, a shell or a screen takes for something else.
fn fit_for_a_file(title: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '@' | '(' | ')');
    let kept: String = title
        .chars()
        .map(|c| if plain(c) { c } else { '-' })
        .take(LONGEST)
        .collect();
    let kept = kept.trim_matches(['.', ' ', '-']);
    if kept.is_empty() { "Larder" } else { kept }.to_owned()
}

/// The folder for downloads of this computer's user, else the home folder.
pub(crate) fn usual_folder() -> PathBuf {
    directories::UserDirs::new().map_or_else(std::env::temp_dir, |folders| {
        folders
            .download_dir()
            .unwrap_or_else(|| folders.home_dir())
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn u02_a_file_name_holds_nothing_that_leads_elsewhere() {
        for (title, expected) in [
            ("Acme production", "Acme production"),
            ("../../etc/passwd", "etc-passwd"),
            ("a\nb\u{202e}c\0", "a-b-c"),
            ("..", "Larder"),
            ("C:\\x|<>?*\"", "C--x"),
            ("\u{1f431} \u{5be}", "Larder"),
        ] {
            assert_eq!(fit_for_a_file(title), expected, "{title:?}");
        }
        assert!(fit_for_a_file(&"long ".repeat(100)).chars().count() <= LONGEST);
    }

    #[test]
    fn a_file_that_is_there_is_never_written_over() {
        let folder = tempfile::TempDir::new().unwrap();
        let at = folder.path().join("new");
        let first = write(&at, "Acme", ".csv", "one".to_owned()).unwrap();
        let second = write(&at, "Acme", ".csv", "two".to_owned()).unwrap();
        assert_eq!(
            (first.file_name.as_str(), second.file_name.as_str()),
            ("Acme.csv", "Acme 2.csv")
        );
        assert_eq!(std::fs::read_to_string(first.path).unwrap(), "one");
    }

    #[test]
    fn a_folder_that_cannot_be_used_is_told_with_its_path() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let problem = write(&file, "Acme", ".csv", String::new()).unwrap_err();
        assert!(problem.what.contains("file"), "{problem:?}");
    }
}
