//! Searches a folder, or a text, for secrets in every form they could have been written in.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// What to look for: secrets we know, and how those we do not know begin.
#[derive(Debug, Default)]
pub struct Sweep {
    wanted: Vec<(String, Vec<u8>)>,
}

impl Sweep {
    /// A secret, looked for raw and in every encoding.
    #[must_use]
    pub fn secret(mut self, name: &str, secret: &str) -> Self {
        for (form, bytes) in forms(secret.as_bytes()) {
            self.wanted.push((format!("{name}, {form}"), bytes));
        }
        self
    }

    /// How secrets of a kind begin.
    #[must_use]
    pub fn beginning(self, name: &str, text: &str) -> Self {
        self.secret(name, text)
    }

    /// Every find in the files of a folder, and how many bytes were searched.
    pub fn folder(&self, folder: &Path, except: &[&str]) -> Result<(Vec<String>, u64)> {
        let mut found = Vec::new();
        let mut searched = 0;
        for file in files(folder)? {
            if file
                .file_name()
                .is_some_and(|name| except.iter().any(|except| name == *except))
            {
                continue;
            }
            let Some(content) = content_of(&file)? else {
                continue;
            };
            searched += content.len() as u64;
            found.extend(
                self.bytes(&content)
                    .into_iter()
                    .map(|what| format!("{}: {what}", file.display())),
            );
        }
        Ok((found, searched))
    }

    /// Every find in some bytes.
    pub fn bytes(&self, content: &[u8]) -> Vec<String> {
        self.wanted
            .iter()
            .filter(|(_, bytes)| contains(content, bytes))
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Every stretch of hexadecimal digits of that length in the files of a folder.
    pub fn hexadecimal_texts(folder: &Path, length: usize) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for file in files(folder)? {
            let Some(content) = content_of(&file)? else {
                continue;
            };
            let stretches = content.split(|byte| !byte.is_ascii_hexdigit());
            found.extend(
                stretches
                    .filter(|text| text.len() == length)
                    .map(|text| String::from_utf8_lossy(text).into_owned()),
            );
        }
        found.sort();
        found.dedup();
        Ok(found)
    }
}

/// Raw, base64 at each of the three places in a group, hexadecimal, percent-encoded, and UTF-16.
fn forms(secret: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut forms = vec![("raw".to_owned(), secret.to_vec())];
    for shift in 0..3 {
        let mut shifted = vec![0; shift];
        shifted.extend(secret);
        // The first and last characters depend on the neighbours; those between do not.
        let skip = [0, 2, 3][shift];
        let whole = shifted.len() * 8 / 6;
        for encoded in [
            STANDARD_NO_PAD.encode(&shifted),
            URL_SAFE_NO_PAD.encode(&shifted),
        ] {
            forms.push((
                format!("base64 at {shift}"),
                encoded.as_bytes()[skip..whole].to_vec(),
            ));
        }
    }
    let hex = hexadecimal(secret);
    forms.push(("HEXADECIMAL".to_owned(), hex.to_uppercase().into_bytes()));
    forms.push(("hexadecimal".to_owned(), hex.into_bytes()));
    let percent: String = secret
        .iter()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
                char::from(*byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    if percent.as_bytes() != secret {
        forms.push(("percent-encoded".to_owned(), percent.into_bytes()));
    }
    forms.push((
        "UTF-16".to_owned(),
        secret.iter().flat_map(|byte| [*byte, 0]).collect(),
    ));
    forms
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
    }
    text
}

fn contains(content: &[u8], wanted: &[u8]) -> bool {
    let Some(first) = wanted.first() else {
        return false;
    };
    let mut rest = content;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        rest = &rest[at..];
        if rest.starts_with(wanted) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// What a file holds; none when it is gone meanwhile, as drafts are that the running app puts in their place.
fn content_of(file: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(file) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| file.display().to_string()),
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            found.extend(files(&entry.path())?);
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    const SECRET: &str = "CANARY-pass word/1";

    fn finds(content: &[u8]) -> bool {
        !Sweep::default()
            .secret("canary", SECRET)
            .bytes(content)
            .is_empty()
    }

    #[test]
    fn l01_a_secret_is_found_in_every_form() {
        assert!(finds(format!("before {SECRET} after").as_bytes()));
        for before in ["", "a", "ab", "abc", "{\"pw\":\""] {
            assert!(
                finds(STANDARD.encode(format!("{before}{SECRET}\"}}")).as_bytes()),
                "base64 after {before:?}"
            );
        }
        let hex = hexadecimal(SECRET.as_bytes());
        assert!(finds(hex.as_bytes()) && finds(hex.to_uppercase().as_bytes()));
        assert!(finds(b"pw=CANARY-pass%20word%2F1&x=1"));
        let wide: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(finds(&wide));
    }

    #[test]
    fn l01_other_content_is_no_find() {
        assert!(!finds(b"CANARY-pass word/2 and CANARY"));
        assert!(!finds(b""));
    }

    #[test]
    fn l01_files_in_folders_are_searched_and_the_excepted_ones_are_not() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("log")).expect("a folder in it");
        fs::write(folder.path().join("log/today"), SECRET).expect("a file");
        fs::write(folder.path().join("known.json"), SECRET).expect("a file");
        let (found, searched) = Sweep::default()
            .secret("canary", SECRET)
            .folder(folder.path(), &["known.json"])
            .expect("read");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(searched, SECRET.len() as u64);
    }
}
