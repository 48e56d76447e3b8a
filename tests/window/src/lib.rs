//! Hands and eyes for the window tests: the main window through WebDriver, sign-in windows with
//! keys and mouse, because WebDriver cannot see windows with a session of their own.

mod driver;
mod hands;
mod keychain;
mod larder;
mod measure;
mod page;
mod practice;
mod processes;
mod shots;
mod small_app;
mod sweep;
mod wait;

pub use hands::Popup;
pub use keychain::LockedKeychain;
pub use larder::{Home, Larder};
pub use measure::{Start, start};
pub use practice::{Person, Practice};
pub use processes::kill;
pub use shots::Shots;
pub use small_app::{Answered, Asked, SmallApp};
pub use sweep::Sweep;
pub use wait::{soon, until};
