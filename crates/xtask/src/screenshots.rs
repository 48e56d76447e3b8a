//! Takes the pictures of the README by the app itself, in a virtual desktop.

use anyhow::Result;

use crate::command::{root, run};
use crate::desktop::{self, Desktop, Session};
use crate::{app, window};

/// Writes them into `docs/pictures`, in place of those there.
pub(crate) fn take() -> Result<()> {
    desktop::ensure(Desktop::Display)?;
    let larder = app::build()?;
    let session = Session::new()?;
    let folder = root().join("docs").join("pictures");
    run(session.wrap(Desktop::Display, &window::pictures(&larder, &folder)))
}
