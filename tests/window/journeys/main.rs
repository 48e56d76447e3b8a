//! The ways through the app, in the real window.

mod causes;
mod hostile;
mod leaving;
mod main_job;
mod popups;
mod repair;
mod rights;
mod scene;
mod ways;
mod zendesk;
