//! How answers look on a terminal and in a pipe.
pub(crate) mod screen;
pub(crate) mod table;
pub(crate) mod text;
