//! Named places where tests end the process, under the feature `cuts` alone.

/// When `LARDER_CUT` names this place: says so on the error output and stands still, so that the
/// test ends the process here, as a power cut would.
#[cfg(feature = "cuts")]
pub fn reached(place: &str) {
    use std::io::Write;
    if std::env::var_os("LARDER_CUT").is_none_or(|wanted| wanted != place) {
        return;
    }
    // Nobody who reads it is left when this fails, and then nobody waits for it.
    let _ = writeln!(std::io::stderr(), "cut: {place}");
    loop {
        std::thread::park();
    }
}

/// A commit is done, and what it replaced is still in the log.
#[cfg(feature = "cuts")]
pub(crate) fn unwiped(touched: &std::collections::BTreeSet<crate::Table>) {
    if touched.contains(&crate::Table::Credential) {
        reached("unwiped");
    }
}

#[cfg(not(feature = "cuts"))]
pub(crate) fn unwiped(_touched: &std::collections::BTreeSet<crate::Table>) {}
