//! The shapes that cross the door between the engine and whoever shows it; nothing in them is secret.
mod app;
mod connection;
mod picklist;
mod recipe;
mod rights;
mod scopes;
mod settings;
mod sign_in;

pub use app::*;
pub use connection::*;
pub use picklist::*;
pub use recipe::*;
pub use rights::*;
pub use scopes::*;
pub use settings::*;
pub use sign_in::*;
