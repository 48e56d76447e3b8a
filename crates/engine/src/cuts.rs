//! Named places on the way of a rotated token, where tests stop a process or make the machine fail.
//!
//! They exist only under the feature `cuts`, which no build that people get turns on; without it
//! [`Engine::reach`](crate::Engine::reach) does nothing. `LARDER_CUT=answered` makes the program say so on its error output
//! and stand still at that place, so that a test can end it there, as a power cut would.
use crate::problem::Problem;

/// The places, in the order they are passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cut {
    /// The app has answered with new tokens; nothing of them is kept yet.
    Answered,
    /// The tokens are sealed; the transaction has not begun.
    Sealed,
    /// The transaction has committed; nothing was told of it yet.
    Committed,
}

#[cfg(feature = "cuts")]
impl Cut {
    /// The word in `LARDER_CUT`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Sealed => "sealed",
            Self::Committed => "committed",
        }
    }
}

/// What a test does at each place: nothing, a failure in place of the next step, or no end at all.
#[cfg(feature = "cuts")]
pub type AtCut = std::sync::Arc<
    dyn Fn(&str, Cut) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Problem>> + Send>>
        + Send
        + Sync,
>;

#[cfg(feature = "cuts")]
impl crate::Engine {
    /// Says what is done at each place, with the id of the connection.
    pub fn at_cuts(&self, act: AtCut) {
        *self
            .0
            .at_cut
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(act);
    }

    /// The trouble of a full disk, in this program's own words.
    pub fn disk_is_full() -> Problem {
        crate::causes::storage(&larder_store::StoreError::Full)
    }

    /// The trouble of a locked keychain, in this program's own words.
    pub fn keychain_is_locked() -> Problem {
        crate::causes::of_vault(&larder_store::vault::VaultError::Locked)
    }

    pub(crate) async fn reach(&self, id: &str, cut: Cut) -> Result<(), Problem> {
        larder_store::cut::reached(cut.word());
        let act = self
            .0
            .at_cut
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone();
        match act {
            Some(act) => act(id, cut).await,
            None => Ok(()),
        }
    }
}

#[cfg(not(feature = "cuts"))]
impl crate::Engine {
    pub(crate) async fn reach(&self, _id: &str, _cut: Cut) -> Result<(), Problem> {
        Ok(())
    }
}
