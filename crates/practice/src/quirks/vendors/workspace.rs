//! Notion, Airtable, Dropbox and Asana: a version header, refresh tokens that rotate, offline access, no scope at all.

use serde_json::json;

use super::super::ask::{Answer, Ask, Refusal, one};
use super::super::demand::{Demand, Must};
use super::super::desk::Desk;
use super::super::mark::Mark;
use super::super::oauth2::{
    BY_THE_BOOK, CODE, ClientProof, OAuth2, Place, Proof, Renewal, standard_value,
};
use super::super::script::{Caller, Does, Vendor, at, demanding, door, get};
use super::{BEARER, by_the_book};

/// developers.notion.com, "Authorization".
static NOTION: OAuth2 = OAuth2 {
    client_proof: ClientProof::Basic,
    authorize_must: &[("owner", Must::Be("user"))],
    places: &[Place::Json],
    grants: &[CODE],
    renewal: Renewal::Never,
    lifetime: None,
    answer: |issued| {
        Answer::ok(&json!({
            "access_token": issued.access, "token_type": "bearer", "bot_id": "b3414d65-1224-5ty7-6ffr-cc9d8773drt6",
            "workspace_id": "j565j4d7-4h6j-3b5d-8r4f-9d4g5s6h7j8k", "workspace_name": "Acme",
            "workspace_icon": null, "duplicated_template_id": null, "request_id": "1",
            "owner": { "type": "user", "user": { "object": "user", "id": format!("d40e767c-{}", issued.person.number),
                "name": issued.person.name, "type": "person", "person": { "email": issued.person.username } } },
        }))
    },
    token_prefix: "ntn_",
    ..BY_THE_BOOK
};

pub(super) fn notion() -> Vendor {
    const VERSION: &[Demand] = &[("notion-version", Must::BeginWith("202"))];
    const MARKS: &[Mark] = &[
        Mark::Header {
            name: "authorization",
            value: "Bearer ntn_internalIntegrationOfAcme",
        },
        BEARER[0],
    ];
    fn me(_: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
        Ok(Answer::ok(&json!({
            "object": "user", "id": "b3414d65-1224-5ty7-6ffr-cc9d8773drt6", "name": "Larder", "type": "bot",
            "bot": { "workspace_name": "Acme", "workspace_id": "j565j4d7-4h6j-3b5d-8r4f-9d4g5s6h7j8k", "owner": { "type": "user", "user": {
                "object": "user", "id": format!("d40e767c-{}", caller.person.number), "name": caller.person.name,
                "type": "person", "person": { "email": caller.person.username } } } },
        })))
    }
    Vendor {
        id: "notion",
        hosts: &["api.notion.com"],
        prefix: "",
        doors: vec![
            door("GET", "/v1/oauth/authorize", Does::Authorize(&NOTION)),
            door("POST", "/v1/oauth/token", Does::Token(&NOTION)),
            door("POST", "/v1/oauth/revoke", Does::Revoke(&NOTION)),
            demanding("GET", "/v1/users/me", MARKS, VERSION, me),
            demanding("GET", "/v1/users", MARKS, VERSION, |_, _| {
                Ok(Answer::ok(
                    &json!({ "object": "list", "results": [], "has_more": false }),
                ))
            }),
            demanding("POST", "/v1/search", MARKS, VERSION, |ask, _| {
                ask.json()?;
                Ok(Answer::ok(
                    &json!({ "object": "list", "results": [{ "object": "page", "id": "1" }], "has_more": false }),
                ))
            }),
        ],
        refuse: |ask, refusal| {
            if ask.path.starts_with("/v1/oauth") {
                return by_the_book(ask, refusal);
            }
            let code = match refusal.status {
                401 => "unauthorized",
                404 => "object_not_found",
                _ if refusal.why.contains("notion-version") => "missing_version",
                _ => "validation_error",
            };
            Answer::json(
                refusal.status,
                &json!({ "object": "error", "status": refusal.status, "code": code, "message": refusal.why }),
            )
        },
    }
}

/// airtable.com/developers/web/api, "OAuth reference".
static AIRTABLE: OAuth2 = OAuth2 {
    client_proof: ClientProof::Basic,
    proof: Proof::Demanded,
    scopes: &[
        "data.records:read",
        "data.records:write",
        "schema.bases:read",
        "schema.bases:write",
        "user.email:read",
        "webhook:manage",
        "data.recordComments:read",
    ],
    renewal: Renewal::Rotates,
    answer: |issued| {
        let mut value = standard_value(issued);
        value["refresh_expires_in"] = 5_184_000.into();
        Answer::ok(&value)
    },
    token_prefix: "oaa",
    ..BY_THE_BOOK
};

pub(super) fn airtable() -> Vendor {
    const MARKS: &[Mark] = &[
        Mark::Header {
            name: "authorization",
            value: "Bearer patABCDEFGHIJKLMN.0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        },
        BEARER[0],
    ];
    fn whoami(_: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
        let mut value = json!({ "id": format!("usrL2PNC5o3H{}", caller.person.number), "scopes": caller.scopes });
        if caller.needs("user.email:read").is_ok() {
            value["email"] = caller.person.username.into();
        }
        Ok(Answer::ok(&value))
    }
    Vendor {
        id: "airtable",
        hosts: &["airtable.com", "api.airtable.com"],
        prefix: "",
        doors: vec![
            at(
                "airtable.com",
                door("GET", "/oauth2/v1/authorize", Does::Authorize(&AIRTABLE)),
            ),
            at(
                "airtable.com",
                door("POST", "/oauth2/v1/token", Does::Token(&AIRTABLE)),
            ),
            at(
                "airtable.com",
                door("POST", "/oauth2/v1/revoke", Does::Revoke(&AIRTABLE)),
            ),
            get("/v0/meta/whoami", MARKS, whoami),
            get("/v0/meta/bases", MARKS, |_, _| {
                Ok(Answer::ok(&json!({ "bases": [
                    { "id": "appLkNDICXNqxSDhG", "name": "Pantry", "permissionLevel": "create" }
                ] })))
            }),
        ],
        refuse: |ask, refusal| {
            if ask.host() == "airtable.com" {
                return by_the_book(ask, refusal);
            }
            let kind = match refusal.status {
                401 => "AUTHENTICATION_REQUIRED",
                403 => "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
                _ => "NOT_FOUND",
            };
            Answer::json(
                refusal.status,
                &json!({ "error": { "type": kind, "message": refusal.why } }),
            )
        },
    }
}

/// dropbox.com/developers, "OAuth Guide".
static DROPBOX: OAuth2 = OAuth2 {
    client_proof: ClientProof::BasicOrBody,
    authorize_must: &[("token_access_type", Must::Be("offline"))],
    authorize_may: &[
        "force_reapprove",
        "include_granted_scopes",
        "disable_signup",
        "locale",
        "force_reauthentication",
    ],
    scopes: &[
        "account_info.read",
        "files.metadata.read",
        "files.metadata.write",
        "files.content.read",
        "files.content.write",
        "sharing.read",
        "sharing.write",
    ],
    renewal: Renewal::When(|pending| {
        one(&pending.asked, "token_access_type").ok().flatten() == Some("offline")
    }),
    lifetime: Some(14_400),
    answer: |issued| {
        let mut value = standard_value(issued);
        value["token_type"] = "bearer".into();
        value["uid"] = issued.person.number.to_string().into();
        value["account_id"] = format!(
            "dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRop{}",
            issued.person.number
        )
        .into();
        Answer::ok(&value)
    },
    token_prefix: "sl.",
    ..BY_THE_BOOK
};

/// RPC calls without an argument have no body at all, or `null` as JSON.
fn no_argument(ask: &Ask) -> Result<(), Refusal> {
    let null = ask.content_type() == Some("application/json") && ask.body.as_ref() == b"null";
    if null || ask.body.is_empty() && ask.content_type().is_none() {
        return Ok(());
    }
    Err(Refusal::request(
        "request body: expected null, and Content-Type must fit it",
    ))
}

pub(super) fn dropbox() -> Vendor {
    let rpc = |path, answer| {
        at(
            "api.dropboxapi.com",
            demanding("POST", path, BEARER, &[], answer),
        )
    };
    Vendor {
        id: "dropbox",
        hosts: &["www.dropbox.com", "api.dropboxapi.com"],
        prefix: "",
        doors: vec![
            at(
                "www.dropbox.com",
                door("GET", "/oauth2/authorize", Does::Authorize(&DROPBOX)),
            ),
            at(
                "api.dropboxapi.com",
                door("POST", "/oauth2/token", Does::Token(&DROPBOX)),
            ),
            rpc("/2/users/get_current_account", |ask, caller| {
                no_argument(ask)?;
                caller.needs("account_info.read")?;
                Ok(Answer::ok(&json!({
                    "account_id": format!("dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRop{}", caller.person.number),
                    "name": { "display_name": caller.person.name, "given_name": "Ada", "surname": "Park" },
                    "email": caller.person.username, "email_verified": true, "disabled": false,
                    "country": "NO", "account_type": { ".tag": "business" },
                    "team": { "id": "dbtid:AAFdgehTzw7WlXhZJsbGCLePe8RvQGYDr-I", "name": "Acme" },
                })))
            }),
            rpc("/2/files/list_folder", |ask, caller| {
                ask.json()?;
                caller.needs("files.metadata.read")?;
                Ok(Answer::ok(
                    &json!({ "entries": [{ ".tag": "folder", "name": "Pantry", "id": "id:a4ayc_80" }],
                    "cursor": "ZtkX9", "has_more": false }),
                ))
            }),
            rpc("/2/auth/token/revoke", |ask, _| {
                no_argument(ask)?;
                Ok(Answer::ok(&json!(null)))
            }),
        ],
        refuse: |ask, refusal| {
            if ask.path == "/oauth2/token" {
                return by_the_book(ask, refusal);
            }
            if refusal.status == 401 {
                return Answer::json(
                    401,
                    &json!({ "error_summary": "expired_access_token/..",
                    "error": { ".tag": "expired_access_token" } }),
                );
            }
            if refusal.status == 400 {
                return Answer::text(
                    400,
                    format!("Error in call to API function: {}", refusal.why),
                );
            }
            Answer::json(
                refusal.status,
                &json!({ "error_summary": format!("{}/..", refusal.code),
                "error": { ".tag": refusal.code } }),
            )
        },
    }
}

/// developers.asana.com, "OAuth".
static ASANA: OAuth2 = OAuth2 {
    scopes: &[
        "default",
        "openid",
        "email",
        "profile",
        "users:read",
        "workspaces:read",
        "projects:read",
        "tasks:read",
        "tasks:write",
        "custom_fields:read",
        "teams:read",
        "stories:read",
        "stories:write",
        "projects:write",
        "portfolios:read",
        "tags:read",
    ],
    answer: |issued| {
        let mut value = standard_value(issued);
        value["token_type"] = "bearer".into();
        value["data"] = json!({ "id": issued.person.number, "gid": issued.person.number.to_string(),
            "name": issued.person.name, "email": issued.person.username });
        Answer::ok(&value)
    },
    ..BY_THE_BOOK
};

fn asana_forget(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let form = ask.form_pairs();
    if one(&form, "client_id")? != Some(ASANA.client_id)
        || one(&form, "client_secret")? != Some(ASANA.client_secret)
    {
        return Err(Refusal::client("client id and secret do not go together"));
    }
    super::forget(ask, desk)
}

pub(super) fn asana() -> Vendor {
    const MARKS: &[Mark] = &[
        Mark::Header {
            name: "authorization",
            value: "Bearer 2/1201/asana:personal",
        },
        BEARER[0],
    ];
    Vendor {
        id: "asana",
        hosts: &["app.asana.com"],
        prefix: "",
        doors: vec![
            door("GET", "/-/oauth_authorize", Does::Authorize(&ASANA)),
            door("POST", "/-/oauth_token", Does::Token(&ASANA)),
            door("POST", "/-/oauth_revoke", Does::Call(asana_forget)),
            get("/api/1.0/users/me", MARKS, |_, caller| {
                Ok(Answer::ok(&json!({ "data": {
                    "gid": caller.person.number.to_string(), "name": caller.person.name,
                    "email": caller.person.username, "resource_type": "user",
                    "workspaces": [{ "gid": "1331", "name": "Acme", "resource_type": "workspace" }],
                } })))
            }),
            get("/api/1.0/workspaces", MARKS, |_, caller| {
                let mut workspaces =
                    vec![json!({ "gid": "1331", "name": "Acme", "resource_type": "workspace" })];
                if caller.is_on("tenants") {
                    workspaces.push(
                        json!({ "gid": "1332", "name": "Acme Lab", "resource_type": "workspace" }),
                    );
                }
                Ok(Answer::ok(
                    &json!({ "data": workspaces, "next_page": null }),
                ))
            }),
            get("/api/1.0/projects", MARKS, |_, _| {
                Ok(Answer::ok(
                    &json!({ "data": [{ "gid": "9", "name": "Pantry" }], "next_page": null }),
                ))
            }),
        ],
        refuse: |ask, refusal| {
            if ask.path.starts_with("/-/") {
                return by_the_book(ask, refusal);
            }
            let message = match (refusal.status, refusal.code) {
                (401, "expired_token") => {
                    "The bearer token has expired. If you have a refresh token, please use it to request a new bearer token."
                }
                (401, _) => "Not Authorized",
                _ => &refusal.why,
            };
            Answer::json(
                refusal.status,
                &json!({ "errors": [{ "message": message,
                "help": "For more information on API status codes and how to handle them, read the docs" }] }),
            )
        },
    }
}
