//! ServiceNow and Zendesk: a table API that answers XML unless asked, and a 200 for somebody unknown.

use serde_json::json;

use super::super::ask::{Answer, Ask, Refusal};
use super::super::demand::Must;
use super::super::desk::Desk;
use super::super::mark::Mark;
use super::super::oauth2::{
    BY_THE_BOOK, CLIENT_CREDENTIALS, CODE, ClientProof, GrantKind, GrantRule, OAuth2, Place, Proof,
    REFRESH, Renewal, standard_value,
};
use super::super::script::{Caller, Does, Vendor, at, demanding, door, get};
use super::{BEARER, by_the_book, forget};

/// docs.servicenow.com, "OAuth authorization code grant flow".
static SERVICENOW: OAuth2 = OAuth2 {
    scopes: &["useraccount"],
    grants: &[CODE, REFRESH, CLIENT_CREDENTIALS],
    lifetime: Some(1_799),
    answer: |issued| {
        let mut value = standard_value(issued);
        value["scope"] = "useraccount".into();
        Answer::ok(&value)
    },
    ..BY_THE_BOOK
};

pub(super) fn servicenow() -> Vendor {
    const MARKS: &[Mark] = &[
        Mark::Basic {
            user: "ada",
            password: "a-servicenow-password",
        },
        Mark::Header {
            name: "x-sn-apikey",
            value: "now_pantryApiKey",
        },
        BEARER[0],
    ];
    const JSON: &[super::super::demand::Demand] = &[("accept", Must::Contain("application/json"))];
    fn user(_: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
        Ok(Answer::ok(&json!({ "result": [{
            "sys_id": format!("6816f79cc0a8016401c5a33be04b{}", caller.person.number), "user_name": "ada",
            "name": caller.person.name, "email": caller.person.username,
        }] })))
    }
    Vendor {
        id: "servicenow",
        hosts: &["acme.service-now.com"],
        prefix: "",
        doors: vec![
            door("GET", "/oauth_auth.do", Does::Authorize(&SERVICENOW)),
            door("POST", "/oauth_token.do", Does::Token(&SERVICENOW)),
            door("GET", "/oauth_revoke_token.do", Does::Call(forget)),
            door("POST", "/oauth_revoke_token.do", Does::Call(forget)),
            demanding("GET", "/api/now/table/sys_user", MARKS, JSON, user),
            demanding("GET", "/api/now/table/incident", MARKS, JSON, |_, _| {
                Ok(Answer::ok(
                    &json!({ "result": [{ "number": "INC0010001" }] }),
                ))
            }),
            demanding(
                "GET",
                "/api/now/table/sys_properties",
                MARKS,
                JSON,
                |_, _| {
                    Ok(Answer::ok(
                        &json!({ "result": [{ "name": "instance_name", "value": "acme" }] }),
                    ))
                },
            ),
            demanding(
                "GET",
                "/api/now/table/sys_db_object",
                MARKS,
                JSON,
                |_, _| {
                    Ok(Answer::ok(
                        &json!({ "result": [{ "name": "incident", "label": "Incident" }] }),
                    ))
                },
            ),
        ],
        refuse: |ask, refusal| {
            if ask.path.starts_with("/oauth_") {
                return by_the_book(ask, refusal);
            }
            let message = if refusal.status == 401 {
                "User Not Authenticated"
            } else {
                "Bad request"
            };
            Answer::json(
                refusal.status,
                &json!({ "error": { "message": message,
                    "detail": "Required to provide Auth information" }, "status": "failure" }),
            )
        },
    }
}

/// developer.zendesk.com, "OAuth Tokens for Grant Types": a public client, PKCE, and lifetimes to ask for.
static ZENDESK: OAuth2 = OAuth2 {
    client_proof: ClientProof::Public,
    proof: Proof::Demanded,
    scopes: &[
        "read",
        "write",
        "impersonate",
        "organizations:read",
        "users:read",
        "tickets:read",
    ],
    places: &[Place::Form, Place::Json],
    grants: &[
        GrantRule {
            kind: GrantKind::Code,
            must: &[("scope", Must::BeThere)],
            may: &["expires_in", "refresh_token_expires_in"],
        },
        GrantRule {
            kind: GrantKind::Refresh,
            must: &[],
            may: &["scope", "expires_in", "refresh_token_expires_in"],
        },
    ],
    renewal: Renewal::Rotates,
    lifetime: Some(172_800),
    ..BY_THE_BOOK
};

const ZENDESK_MARKS: &[Mark] = &[
    Mark::Basic {
        user: "ada@acme.test/token",
        password: "6wiIBWbGkBMo1mRDMuVwkw1EPsNkeUj95PIz2akv",
    },
    BEARER[0],
];

/// "Show Self" answers anybody; whoever is not known has no id.
fn zendesk_self(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let marked = ZENDESK_MARKS
        .iter()
        .find_map(|mark| mark.read(ask, desk).ok());
    Ok(Answer::ok(&marked.map_or_else(
        || json!({ "user": { "id": null, "name": "Anonymous user", "email": "invalid@example.com", "role": "end-user" } }),
        |marked| {
            json!({ "user": { "id": marked.person.number, "name": marked.person.name,
                "email": marked.person.username, "role": "admin" } })
        },
    )))
}

pub(super) fn zendesk() -> Vendor {
    fn forget_self(_: &Ask, _: &Caller<'_>) -> Result<Answer, Refusal> {
        Ok(Answer::text(204, ""))
    }
    let here = |it| at("acme.zendesk.com", it);
    Vendor {
        id: "zendesk",
        hosts: &["acme.zendesk.com"],
        prefix: "",
        doors: vec![
            here(door(
                "GET",
                "/oauth/authorizations/new",
                Does::Authorize(&ZENDESK),
            )),
            here(door("POST", "/oauth/tokens", Does::Token(&ZENDESK))),
            here(door(
                "GET",
                "/api/v2/users/me.json",
                Does::Call(zendesk_self),
            )),
            here(demanding(
                "DELETE",
                "/api/v2/oauth/tokens/current.json",
                BEARER,
                &[],
                forget_self,
            )),
            here(get("/api/v2/organizations.json", ZENDESK_MARKS, |_, _| {
                Ok(Answer::ok(
                    &json!({ "organizations": [{ "id": 35_436, "name": "Acme" }],
                    "meta": { "has_more": false } }),
                ))
            })),
            here(get("/api/v2/user_fields.json", ZENDESK_MARKS, |_, _| {
                Ok(Answer::ok(
                    &json!({ "user_fields": [], "meta": { "has_more": false } }),
                ))
            })),
            here(get(
                "/api/v2/organization_fields.json",
                ZENDESK_MARKS,
                |_, _| {
                    Ok(Answer::ok(
                        &json!({ "organization_fields": [], "meta": { "has_more": false } }),
                    ))
                },
            )),
        ],
        refuse: |ask, refusal| {
            if ask.path.starts_with("/oauth") {
                return by_the_book(ask, refusal);
            }
            let error = match refusal.status {
                401 if ask
                    .header("authorization")
                    .is_some_and(|value| value.starts_with("Bearer ")) =>
                {
                    json!({ "error": "invalid_token", "error_description":
                        "The access token provided is expired, revoked, malformed or invalid for other reasons." })
                }
                401 => json!({ "error": "Couldn't authenticate you" }),
                404 => json!({ "error": "InvalidEndpoint", "description": "Not found" }),
                _ => json!({ "error": refusal.code, "description": refusal.why }),
            };
            Answer::json(refusal.status, &error)
        },
    }
}
