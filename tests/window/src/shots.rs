//! Pictures of each step, numbered in the order of a journey.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::hands;
use crate::larder::Larder;

/// Takes the pictures of one journey.
#[derive(Debug)]
pub struct Shots {
    folder: PathBuf,
    journey: &'static str,
    number: u32,
}

impl Shots {
    /// Pictures called `<journey>-01-<step>.png`, in place of those of an earlier run.
    pub fn of(journey: &'static str) -> Result<Self> {
        let folder = folder();
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if name.starts_with(&format!("{journey}-")) {
                fs::remove_file(path)?;
            }
        }
        Ok(Self {
            folder,
            journey,
            number: 0,
        })
    }

    /// The main window.
    pub fn page(&mut self, larder: &Larder, step: &str) -> Result<()> {
        larder.picture(&self.next(step))
    }

    /// The whole display, sign-in windows included.
    pub fn display(&mut self, step: &str) -> Result<()> {
        hands::picture("root", &self.next(step))
    }

    fn next(&mut self, step: &str) -> PathBuf {
        self.number += 1;
        self.folder
            .join(format!("{}-{:02}-{step}.png", self.journey, self.number))
    }
}

/// Takes a picture of what was on the display when a wait came to nothing; says where it lies.
pub(crate) fn failed() -> String {
    let name = std::thread::current()
        .name()
        .unwrap_or("journey")
        .replace("::", "-");
    let file = folder().join(format!("failed-{name}.png"));
    match fs::create_dir_all(folder())
        .map_err(Into::into)
        .and_then(|()| hands::picture("root", &file))
    {
        Ok(()) => format!("the display then: {}", file.display()),
        Err(error) => format!("no picture: {error}"),
    }
}

fn folder() -> PathBuf {
    std::env::var_os("LARDER_SHOTS")
        .map_or_else(|| std::env::temp_dir().join("larder-shots"), PathBuf::from)
}
