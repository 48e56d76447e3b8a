//! Keeps what this process holds out of core dumps, other programs' eyes, and panic messages.

/// Call first, before anything secret is in memory.
pub(crate) fn start() {
    #[cfg(unix)]
    no_core_dumps();
    #[cfg(target_os = "linux")]
    not_dumpable();
    say_only_where_a_panic_was();
}

#[cfg(unix)]
fn no_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // Lowering one's own limit is always allowed; there is nothing else to do if it were not.
    let _ = setrlimit(Resource::Core, none);
}

/// Also keeps other programs of the same person from reading this one's memory.
#[cfg(target_os = "linux")]
fn not_dumpable() {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};

    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// A panic's text may hold what was being worked on; its place does not.
fn say_only_where_a_panic_was() {
    std::panic::set_hook(Box::new(|panic| {
        use std::io::Write;

        let place = panic.location().map_or_else(
            || "an unknown place".to_owned(),
            |place| format!("{}:{}:{}", place.file(), place.line(), place.column()),
        );
        let _ = writeln!(
            std::io::stderr(),
            "This is a defect of Larder, at {place}. Nothing is lost; please report it."
        );
    }));
}
