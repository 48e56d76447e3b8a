//! Recipes: the document, how it is edited, how it is shown with what stands in its way.
mod check;
mod edit;
mod lost;
pub mod model;
pub(crate) mod sample;
mod show;
