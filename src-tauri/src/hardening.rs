//! What keeps secrets in memory from reaching the disk, and WebKit from showing an empty window.

/// Does what must be done while the program has one thread and no window toolkit.
pub(crate) fn before_threads() {
    #[cfg(target_os = "linux")]
    linux::before_threads();
}

/// Does what may only be done once the window system was asked for the theme.
pub(crate) fn after_window() {
    #[cfg(all(target_os = "linux", not(debug_assertions)))]
    linux::forbid_tracing();
}

#[cfg(target_os = "linux")]
mod linux {
    use rustix::process::{Resource, Rlimit, setrlimit};

    pub(super) fn before_threads() {
        // Inherited by WebKit's processes, which hold what is typed into sign-in pages.
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        if let Err(error) = setrlimit(Resource::Core, none) {
            eprintln!("core dumps could not be turned off: {error}");
        }
        // Some graphics drivers leave the window empty otherwise (WebKitGTK's DMA-BUF renderer).
        if let Err(error) = gtk::glib::setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "1", false) {
            eprintln!("{error}");
        }
    }

    /// No debugger of the same user may attach and no dump is written, whatever the limits say.
    /// Not in debug builds, where debuggers are wanted; not before the window is there, because the
    /// desktop portal tells the theme only to processes it can look into.
    #[cfg(not(debug_assertions))]
    pub(super) fn forbid_tracing() {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%error, "other programs of this user can look into Larder's memory");
        }
    }

    #[cfg(test)]
    mod tests {
        #[test]
        fn l04_no_core_dump_is_written() {
            super::before_threads();
            let limits = std::fs::read_to_string("/proc/self/limits").expect("Linux");
            let core = limits
                .lines()
                .find(|line| line.starts_with("Max core file size"))
                .expect("the limit");
            let values: Vec<&str> = core.split_whitespace().skip(4).take(2).collect();
            assert_eq!(values, ["0", "0"], "{core}");
        }
    }
}
