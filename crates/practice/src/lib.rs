//! Practice Salesforce and Practice Zendesk on loopback, with faults on demand.
//!
//! The practice apps are Larder's demo and its test partner. They speak the real APIs, closely
//! enough that clients written for the real ones work unchanged, and can be told to break.
//!
//! ```no_run
//! # async fn example() -> Result<(), larder_practice::StartError> {
//! let practice = larder_practice::Practice::start(larder_practice::Config::default()).await?;
//! println!("{}", practice.addresses().apps["salesforce"]["login"]);
//! practice.stop().await;
//! # Ok(()) }
//! ```

// A describe gives each field 57 members, and `json!` recurses once for every token.
#![recursion_limit = "512"]

mod addresses;
mod announced;
mod authorize;
mod basic;
mod client;
mod control;
mod fault;
mod grant;
mod interfere;
mod log;
mod page;
mod people;
mod practice;
pub mod quirks;
mod random;
mod records;
mod salesforce;
mod serve;
mod site;
mod token;
mod world;
mod zendesk;

pub use addresses::{
    Addresses, CLIENT_ID, CONFIDENTIAL_CLIENT_ID, CONFIDENTIAL_CLIENT_SECRET, FaultAbout, Person,
};
pub use announced::{announce, is_served, withdraw};
pub use practice::{Config, Practice, StartError};
