//! The six ways through the app, in the real window.

mod main_job;
mod popups;
mod repair;
mod scene;
mod ways;
mod zendesk;
