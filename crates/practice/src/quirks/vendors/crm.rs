//! HubSpot and Marketo: scopes joined by spaces, a token that names its hub; client credentials by a GET.

use serde_json::json;

use super::super::ask::{Answer, Ask, Refusal};
use super::super::demand::Must;
use super::super::desk::Desk;
use super::super::mark::Mark;
use super::super::oauth2::{
    BY_THE_BOOK, ClientProof, GrantKind, GrantRule, Loopback, OAuth2, Place, Renewal,
};
use super::super::script::{Caller, Does, Vendor, at, door, get};
use super::BEARER;
use crate::world::now;

/// developers.hubspot.com, "OAuth quickstart guide" and "Working with OAuth".
static HUBSPOT: OAuth2 = OAuth2 {
    authorize_may: &["optional_scope"],
    response_type: "code?",
    scopes: &[
        "oauth",
        "crm.objects.contacts.read",
        "crm.objects.contacts.write",
        "crm.objects.companies.read",
        "crm.objects.companies.write",
        "crm.objects.deals.read",
        "crm.objects.deals.write",
        "crm.objects.owners.read",
        "crm.objects.custom.read",
        "crm.objects.custom.write",
        "crm.schemas.contacts.read",
        "crm.schemas.companies.read",
        "crm.schemas.deals.read",
        "crm.schemas.custom.read",
        "crm.lists.read",
        "account-info.security.read",
        "crm.schemas.custom.write",
    ],
    // Plain http is taken for localhost alone.
    loopback: Loopback::Localhost,
    lifetime: Some(1_800),
    answer: |issued| {
        // A refresh answers with the refresh token again.
        let mut value = json!({
            "token_type": "bearer",
            "access_token": issued.access,
            "expires_in": 1_800,
            "hub_id": 62_515,
            "user_id": issued.person.number,
            "scopes": issued.scopes,
        });
        if let Some(refresh) = issued.refresh {
            value["refresh_token"] = refresh.into();
        }
        Answer::ok(&value)
    },
    token_prefix: "CPSH",
    ..BY_THE_BOOK
};

pub(super) fn hubspot() -> Vendor {
    Vendor {
        id: "hubspot",
        hosts: &["app.hubspot.com", "app-eu1.hubspot.com", "api.hubapi.com"],
        prefix: "",
        doors: vec![
            at(
                "app.hubspot.com",
                door("GET", "/oauth/authorize", Does::Authorize(&HUBSPOT)),
            ),
            at(
                "api.hubapi.com",
                door(
                    "GET",
                    "/oauth/v1/access-tokens/*",
                    Does::Call(hubspot_token),
                ),
            ),
            at(
                "api.hubapi.com",
                door(
                    "DELETE",
                    "/oauth/v1/refresh-tokens/*",
                    Does::Call(hubspot_forget),
                ),
            ),
            at(
                "api.hubapi.com",
                door("POST", "/oauth/*/token", Does::Token(&HUBSPOT)),
            ),
            at(
                "api.hubapi.com",
                door("POST", "/oauth/*/token/revoke", Does::Revoke(&HUBSPOT)),
            ),
            at(
                "api.hubapi.com",
                get("/crm/v3/owners/*", HUBSPOT_MARKS, |_, caller| {
                    Ok(Answer::ok(&json!({
                        "id": "7", "email": caller.person.username, "userId": caller.person.number,
                        "firstName": caller.person.name,
                    })))
                }),
            ),
            get("/account-info/v3/details", HUBSPOT_MARKS, |_, _| {
                Ok(Answer::ok(&json!({
                    "portalId": 62_515, "accountType": "STANDARD", "timeZone": "Europe/Oslo",
                    "companyCurrency": "EUR", "uiDomain": "app.hubspot.com",
                    "dataHostingLocation": "na1",
                })))
            }),
            get("/crm/v3/objects/contacts", HUBSPOT_MARKS, hubspot_contacts),
            get("/crm/v3/owners", HUBSPOT_MARKS, |_, caller| {
                Ok(Answer::ok(&json!({ "results": [
                    { "id": "7", "email": caller.person.username, "firstName": "Ada" }
                ] })))
            }),
        ],
        refuse: |_, refusal| {
            let status = match refusal.code {
                "expired_token" => "EXPIRED_AUTHENTICATION",
                "invalid_token" => "INVALID_AUTHENTICATION",
                "invalid_grant" => "BAD_REFRESH_TOKEN",
                "invalid_client" => "BAD_CLIENT_ID",
                "insufficient_scope" => "MISSING_SCOPES",
                _ => "BAD_REQUEST",
            };
            Answer::json(
                refusal.status,
                &json!({
                    "status": status, "message": refusal.why, "category": status,
                    "correlationId": "aeb5f871-7f07-4993-9211-075dc63e7cbf",
                }),
            )
        },
    }
}

/// Private apps have a token of their own that never ends.
const HUBSPOT_MARKS: &[Mark] = &[
    Mark::Header {
        name: "authorization",
        value: "Bearer pat-na1-01234567-89ab-cdef-0123-456789abcdef",
    },
    BEARER[0],
];

fn hubspot_contacts(_: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
    if !caller.scopes.is_empty() {
        caller.needs("crm.objects.contacts.read")?;
    }
    Ok(Answer::ok(&json!({ "results": [
        { "id": "51", "properties": { "email": "kim@acme.test" }, "archived": false }
    ] })))
}

/// "Retrieve access token metadata": the token itself is the key.
fn hubspot_token(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let token = ask.captured.first().map(String::as_str).unwrap_or_default();
    let grant = desk
        .by_access(token, now())
        .ok_or_else(|| Refusal::new(404, "not_found", "no such access token"))?;
    Ok(Answer::ok(&json!({
        "token": token, "user": grant.person.username, "hub_domain": "acme.test",
        "scopes": grant.scopes, "hub_id": 62_515, "app_id": 456,
        "expires_in": 1_754, "user_id": grant.person.number, "token_type": "access",
    })))
}

fn hubspot_forget(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let token = ask.captured.first().cloned();
    desk.grants.retain(|grant| grant.refresh != token);
    Ok(Answer::text(204, ""))
}

/// experienceleague.adobe.com, Marketo Engage developer guide, "Authentication".
static MARKETO: OAuth2 = OAuth2 {
    client_proof: ClientProof::Body,
    places: &[Place::Query],
    grants: &[GrantRule {
        kind: GrantKind::ClientCredentials,
        must: &[("grant_type", Must::Be("client_credentials"))],
        may: &["partner_id"],
    }],
    renewal: Renewal::Never,
    lifetime: Some(3_599),
    answer: |issued| {
        Answer::ok(&json!({
            "access_token": issued.access, "token_type": "bearer",
            "expires_in": 3_599, "scope": "ada@acme.test",
        }))
    },
    token_prefix: "mkto:",
    ..BY_THE_BOOK
};

pub(super) fn marketo() -> Vendor {
    Vendor {
        id: "marketo",
        hosts: &["123-abc-456.mktorest.com"],
        prefix: "",
        doors: vec![
            door("GET", "/identity/oauth/token", Does::Token(&MARKETO)),
            get("/rest/v1/leads/describe.json", BEARER, |_, _| {
                marketo_result(
                    &json!([{ "id": 2, "displayName": "Company", "dataType": "string" }]),
                )
            }),
            get("/rest/v1/stats/usage.json", BEARER, |_, _| {
                marketo_result(&json!([{ "date": "2026-11-24", "total": 3 }]))
            }),
            get("/rest/v1/lists.json", BEARER, |_, _| {
                marketo_result(&json!([{ "id": 1_001, "name": "Customers" }]))
            }),
            get("/rest/v1/leads/schema/fields.json", BEARER, |_, _| {
                marketo_result(&json!([{ "name": "email", "displayName": "Email" }]))
            }),
        ],
        // The API answers 200 whatever happened; only the identity service uses statuses.
        refuse: |ask, refusal| {
            if ask.path.starts_with("/identity") {
                let error = json!({ "error": refusal.code, "error_description": refusal.why });
                return Answer::json(if refusal.status == 401 { 401 } else { 400 }, &error);
            }
            let (code, message) = match refusal.code {
                "expired_token" => ("602", "Access token expired"),
                "invalid_token" => ("601", "Access token invalid"),
                "not_found" => ("610", "Requested resource not found"),
                _ => ("609", "Invalid request"),
            };
            Answer::ok(&json!({
                "requestId": "e42b#14272d07d78", "success": false,
                "errors": [{ "code": code, "message": message }],
            }))
        },
    }
}

fn marketo_result(result: &serde_json::Value) -> Result<Answer, Refusal> {
    Ok(Answer::ok(&json!({
        "requestId": "e42b#14272d07d78", "success": true, "result": result,
    })))
}
