//! Rights: what recipes need of an app, what the app says of them, what changed, and what to tell an administrator.
mod ask;
mod differ;
#[cfg(test)]
mod differ_tests;
mod known;
mod needs;
mod permission_set;
#[cfg(test)]
mod permission_set_tests;
mod show;
mod user_look;
mod verdict;

pub(crate) use ask::carried;
pub(crate) use known::{Rights, known_rights};
pub(crate) use needs::{Needs, list_params, missing_of_step, operation_of};
pub(crate) use verdict::{limits, note_difference, of_step as step_problem, sentence};
