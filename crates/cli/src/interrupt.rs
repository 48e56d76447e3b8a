//! The person's Ctrl-C, or the system's request to end, taken from the moment it is listened for.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC, ctrl_c};

/// Listens until it is dropped; what comes between two waits is not lost.
pub(crate) struct Interrupt {
    // Where a handler cannot be had, the system's own stays, and ends the process.
    #[cfg(unix)]
    ctrl_c: Option<Signal>,
    #[cfg(unix)]
    terminate: Option<Signal>,
    #[cfg(windows)]
    ctrl_c: Option<CtrlC>,
}

impl Interrupt {
    /// Begins to listen. Call before what is to be interrupted begins.
    pub(crate) fn listen() -> Self {
        Self {
            #[cfg(unix)]
            ctrl_c: signal(SignalKind::interrupt()).ok(),
            #[cfg(unix)]
            terminate: signal(SignalKind::terminate()).ok(),
            #[cfg(windows)]
            ctrl_c: ctrl_c().ok(),
        }
    }

    /// Waits for the next one. Cancel safe.
    #[cfg(unix)]
    pub(crate) async fn comes(&mut self) {
        tokio::select! {
            () = next(&mut self.ctrl_c) => {}
            () = next(&mut self.terminate) => {}
        }
    }

    /// Waits for the next one. Cancel safe.
    #[cfg(windows)]
    pub(crate) async fn comes(&mut self) {
        match &mut self.ctrl_c {
            Some(ctrl_c) => {
                ctrl_c.recv().await;
            }
            None => std::future::pending().await,
        }
    }
}

#[cfg(unix)]
async fn next(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => {
            signal.recv().await;
        }
        None => std::future::pending().await,
    }
}
