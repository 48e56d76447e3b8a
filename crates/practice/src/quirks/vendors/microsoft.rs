//! Microsoft Graph: the tenant in the path, scopes repeated, and an app of its own without anybody signed in.

use serde_json::json;

use super::super::ask::{Answer, Ask, Refusal};
use super::super::demand::Must;
use super::super::oauth2::{
    BY_THE_BOOK, ClientProof, GrantKind, GrantRule, OAuth2, Renewal, standard_value,
};
use super::super::script::{Caller, Does, Vendor, at, door, get};
use super::BEARER;

const DEFAULT: &str = "https://graph.microsoft.com/.default";

/// learn.microsoft.com, "Microsoft identity platform and OAuth 2.0 authorization code flow" and
/// "... client credentials flow".
static GRAPH: OAuth2 = OAuth2 {
    client_proof: ClientProof::BodyOrPublic,
    authorize_may: &["response_mode", "prompt", "login_hint", "domain_hint"],
    scopes: &[
        "openid",
        "profile",
        "email",
        "offline_access",
        "User.Read",
        "Files.Read",
        "Files.Read.All",
        "Files.ReadWrite",
        "Files.ReadWrite.All",
        "Sites.Read.All",
        "Sites.ReadWrite.All",
        "Mail.Read",
        "Mail.Send",
        "Mail.ReadWrite",
        "Calendars.Read",
        "Calendars.ReadWrite",
        "Contacts.Read",
        "Contacts.ReadWrite",
        "Group.Read.All",
        "User.Read.All",
        DEFAULT,
    ],
    grants: &[
        GrantRule {
            kind: GrantKind::Code,
            must: &[],
            may: &["scope"],
        },
        GrantRule {
            kind: GrantKind::Refresh,
            must: &[],
            may: &["scope"],
        },
        GrantRule {
            kind: GrantKind::Device,
            must: &[],
            may: &[],
        },
        GrantRule {
            kind: GrantKind::ClientCredentials,
            must: &[("scope", Must::Be(DEFAULT))],
            may: &[],
        },
    ],
    renewal: Renewal::RotatesWhen(|pending| {
        pending.scopes.iter().any(|scope| scope == "offline_access")
    }),
    lifetime: Some(3_599),
    answer: |issued| {
        let mut value = standard_value(issued);
        value["ext_expires_in"] = 3_599.into();
        if issued.grant == "direct" {
            value.as_object_mut().map(|members| members.remove("scope"));
        } else {
            // offline_access is granted without being named.
            let named: Vec<&str> = issued
                .scopes
                .iter()
                .map(String::as_str)
                .filter(|scope| *scope != "offline_access")
                .collect();
            value["scope"] = named.join(" ").into();
        }
        Answer::ok(&value)
    },
    token_prefix: "EwB",
    ..BY_THE_BOOK
};

fn is_app(caller: &Caller<'_>) -> bool {
    caller.scopes.iter().any(|scope| scope == DEFAULT)
}

fn me(_: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
    if is_app(caller) {
        let why = "/me request is only valid with delegated authentication flow.";
        return Err(Refusal::new(400, "BadRequest", why));
    }
    caller.needs("User.Read")?;
    Ok(Answer::ok(&json!({
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users/$entity",
        "id": format!("48d31887-5fad-4d73-a9f5-3c356e68{}", caller.person.number),
        "displayName": caller.person.name, "mail": caller.person.username,
        "userPrincipalName": caller.person.username,
    })))
}

pub(super) fn microsoft_graph() -> Vendor {
    let login = |it| at("login.microsoftonline.com", it);
    Vendor {
        id: "microsoft_graph",
        hosts: &["login.microsoftonline.com", "graph.microsoft.com"],
        prefix: "",
        doors: vec![
            login(door(
                "GET",
                "/*/oauth2/v2.0/authorize",
                Does::Authorize(&GRAPH),
            )),
            login(door("POST", "/*/oauth2/v2.0/token", Does::Token(&GRAPH))),
            login(door(
                "POST",
                "/*/oauth2/v2.0/devicecode",
                Does::DeviceStart(&GRAPH),
            )),
            login(door("GET", "/*/oauth2/v2.0/devicecode", Does::DevicePage)),
            get("/v1.0/me", BEARER, me),
            get("/v1.0/organization", BEARER, |_, _| {
                Ok(Answer::ok(&json!({ "value": [{
                    "id": "84841066-274d-4ec0-a5c1-276be684bdd3", "displayName": "Acme",
                    "verifiedDomains": [{ "name": "acme.test", "isDefault": true }],
                }] })))
            }),
            get("/v1.0/users", BEARER, |_, caller| {
                if !is_app(caller) {
                    caller.needs("User.Read.All")?;
                }
                Ok(Answer::ok(
                    &json!({ "value": [{ "displayName": "Ada Park", "mail": "ada@acme.test" }] }),
                ))
            }),
            get("/v1.0/me/drive", BEARER, |_, _| {
                Ok(Answer::ok(
                    &json!({ "id": "b!t18F8ybsHUq1z3LTz8xvZqP8zaSWjkFNhsME-Fepo75dTf9vQKfeRblBZjoSQrd7", "driveType": "business" }),
                ))
            }),
        ],
        refuse: |ask, refusal| {
            if ask.host() == "login.microsoftonline.com" {
                let number = match refusal.code {
                    "invalid_client" => 7_000_215,
                    "invalid_grant" => 70_008,
                    _ => 900_144,
                };
                return Answer::json(
                    refusal.status,
                    &json!({
                        "error": refusal.code, "error_description": format!("AADSTS{number}: {}", refusal.why),
                        "error_codes": [number], "timestamp": "2026-11-24 10:00:00Z",
                        "trace_id": "255d1aef-8c98-452f-ac51-23d051240864",
                        "correlation_id": "fb3d2015-bc17-4bb9-bb85-30c5cf1aaaa7",
                    }),
                );
            }
            let code = match refusal.status {
                401 => "InvalidAuthenticationToken",
                403 => "Authorization_RequestDenied",
                404 => "ResourceNotFound",
                _ => "BadRequest",
            };
            Answer::json(
                refusal.status,
                &json!({ "error": { "code": code, "message": refusal.why, "innerError": {} } }),
            )
        },
    }
}
