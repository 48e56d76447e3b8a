//! The scripts: one function per vendor, written from what each documents about its wire.

#![expect(
    clippy::unnecessary_wraps,
    reason = "a door is a function that may refuse, whether this one does or not"
)]

mod accounting;
mod atlassian;
mod chat;
mod cloud;
mod commerce;
mod crm;
mod developer;
mod http;
mod microsoft;
mod salesforce;
mod tickets;
mod twin;
mod workspace;
mod zoho;

use serde_json::json;

use super::ask::{Answer, Ask, Refusal, need};
use super::desk::Desk;
use super::mark::Mark;
use super::script::Vendor;

/// Every vendor, and every way of the loopback twin.
pub(super) fn all() -> Vec<Vendor> {
    let mut vendors = vec![
        accounting::quickbooks_online(),
        accounting::xero(),
        accounting::netsuite(),
        accounting::stripe(),
        atlassian::jira_cloud(),
        atlassian::jira_data_center(),
        atlassian::trello(),
        chat::slack(),
        chat::telegram(),
        chat::twilio(),
        chat::sendgrid(),
        cloud::aws(),
        cloud::snowflake(),
        commerce::shopify(),
        commerce::mailchimp(),
        commerce::discogs(),
        crm::hubspot(),
        crm::marketo(),
        developer::github(),
        developer::google_sheets(),
        http::http(),
        microsoft::microsoft_graph(),
        salesforce::salesforce(),
        tickets::servicenow(),
        tickets::zendesk(),
        workspace::notion(),
        workspace::airtable(),
        workspace::dropbox(),
        workspace::asana(),
        zoho::zoho_crm(),
    ];
    vendors.extend(twin::ways());
    vendors
}

/// RFC 6750 section 2.1.
const BEARER: &[Mark] = &[Mark::Token {
    header: "authorization",
    scheme: "Bearer ",
}];

/// RFC 6749 section 5.2.
fn by_the_book(_: &Ask, refusal: &Refusal) -> Answer {
    let error = json!({ "error": refusal.code, "error_description": refusal.why });
    Answer::json(refusal.status, &error)
}

/// Ends what a token stands for; the token stands in the form or the query, and no client is asked.
fn forget(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let pairs = [ask.query_pairs(), ask.form_pairs()].concat();
    let token = need(&pairs, "token")?;
    let before = desk.grants.len();
    desk.grants
        .retain(|grant| grant.access != token && grant.refresh.as_deref() != Some(token));
    if desk.grants.len() == before {
        return Err(Refusal::new(400, "invalid_token", "no such token"));
    }
    Ok(Answer::ok(&json!({})))
}
