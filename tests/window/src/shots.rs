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
        let folder = std::env::var_os("LARDER_SHOTS")
            .map_or_else(|| std::env::temp_dir().join("larder-shots"), PathBuf::from);
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

    /// The page of the main window.
    pub fn page(&mut self, larder: &Larder, step: &str) -> Result<()> {
        let file = self.next(step);
        Ok(fs::write(file, larder.picture()?)?)
    }

    /// The whole display, sign-in windows included.
    pub fn display(&mut self, step: &str) -> Result<()> {
        hands::picture_of_display(&self.next(step))
    }

    fn next(&mut self, step: &str) -> PathBuf {
        self.number += 1;
        self.folder
            .join(format!("{}-{:02}-{step}.png", self.journey, self.number))
    }
}
