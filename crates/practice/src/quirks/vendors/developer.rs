//! GitHub and Google: an answer that is a form unless JSON is asked for, and a refresh token only for offline access.

use serde_json::json;

use super::super::ask::{Answer, Ask, Refusal, one};
use super::super::demand::{Demand, Must};
use super::super::desk::{Desk, Pending};
use super::super::jwt::Expected;
use super::super::mark::Mark;
use super::super::oauth2::{
    BY_THE_BOOK, CODE, GrantKind, GrantRule, OAuth2, REFRESH, Renewal, standard,
};
use super::super::script::{Caller, Does, Vendor, at, demanding, door, get};
use super::{BEARER, by_the_book, forget};

fn wants_json(ask: &Ask) -> bool {
    ask.header("accept")
        .is_some_and(|accept| accept.contains("application/json"))
}

/// docs.github.com, "Authorizing OAuth apps".
static GITHUB: OAuth2 = OAuth2 {
    response_type: "code?",
    authorize_may: &["login", "allow_signup", "prompt"],
    scopes: &[
        "repo",
        "read:org",
        "user",
        "read:user",
        "user:email",
        "workflow",
        "gist",
        "notifications",
    ],
    grants: &[
        CODE,
        GrantRule {
            kind: GrantKind::Device,
            must: &[],
            may: &[],
        },
    ],
    grant_type_optional: true,
    renewal: Renewal::Never,
    lifetime: None,
    answer: |issued| {
        // Granted scopes come joined by commas, whatever joined the asked ones.
        let scope = issued.scopes.join(",");
        if wants_json(issued.ask) {
            return Answer::ok(&json!({
                "access_token": issued.access, "scope": scope, "token_type": "bearer",
            }));
        }
        Answer::form(
            200,
            &[
                ("access_token", issued.access),
                ("scope", &scope),
                ("token_type", "bearer"),
            ],
        )
    },
    token_prefix: "gho_",
    ..BY_THE_BOOK
};

const GITHUB_HEADERS: &[Demand] = &[("user-agent", Must::BeThere)];

const GITHUB_MARKS: &[Mark] = &[
    Mark::Header {
        name: "authorization",
        value: "Bearer github_pat_11ABCDEFG0larder",
    },
    Mark::Token {
        header: "authorization",
        scheme: "token ",
    },
    BEARER[0],
];

fn github_user(_: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
    let answer = Answer::ok(&json!({
        "login": "adapark", "id": caller.person.number, "node_id": "MDQ6VXNlcjE=", "type": "User",
        "name": caller.person.name, "email": caller.person.username, "company": "Acme",
    }));
    Ok(answer.with("x-oauth-scopes", &caller.scopes.join(", ")))
}

pub(super) fn github() -> Vendor {
    let api = |path, answer| {
        at(
            "api.github.com",
            demanding("GET", path, GITHUB_MARKS, GITHUB_HEADERS, answer),
        )
    };
    Vendor {
        id: "github",
        hosts: &["github.com", "api.github.com"],
        prefix: "",
        doors: vec![
            at(
                "github.com",
                door("GET", "/login/oauth/authorize", Does::Authorize(&GITHUB)),
            ),
            at(
                "github.com",
                door("POST", "/login/oauth/access_token", Does::Token(&GITHUB)),
            ),
            at(
                "github.com",
                door("POST", "/login/device/code", Does::DeviceStart(&GITHUB)),
            ),
            at("github.com", door("GET", "/login/device", Does::DevicePage)),
            at(
                "github.com",
                door("POST", "/login/device", Does::DevicePage),
            ),
            at(
                "api.github.com",
                door("DELETE", "/applications/*/token", Does::Call(github_forget)),
            ),
            at(
                "api.github.com",
                door("DELETE", "/applications/*/grant", Does::Call(github_forget)),
            ),
            api("/user", github_user),
            api("/user/orgs", |_, _| {
                Ok(Answer::ok(&json!([{ "login": "acme", "id": 1 }])))
            }),
            api("/user/repos", |_, caller| {
                if !caller.scopes.is_empty() {
                    caller.needs("repo")?;
                }
                Ok(Answer::ok(
                    &json!([{ "id": 1_296_269, "full_name": "acme/pantry" }]),
                ))
            }),
        ],
        refuse: |ask, refusal| {
            if ask.host() == "api.github.com" {
                let (status, message) = match refusal.status {
                    401 => (401, "Bad credentials"),
                    // Without User-Agent the API answers 403.
                    400 => (403, "Request forbidden by administrative rules."),
                    status => (status, refusal.why.as_str()),
                };
                let docs = "https://docs.github.com/rest";
                let error = json!({ "message": message, "documentation_url": docs, "status": status.to_string() });
                return Answer::json(status, &error);
            }
            // The token endpoint answers 200 whatever is wrong.
            let error = match refusal.code {
                "invalid_grant" => "bad_verification_code",
                "invalid_client" => "incorrect_client_credentials",
                other => other,
            };
            if wants_json(ask) {
                return Answer::ok(&json!({
                    "error": error, "error_description": refusal.why,
                    "error_uri": "https://docs.github.com/apps/managing-oauth-apps",
                }));
            }
            Answer::form(
                200,
                &[("error", error), ("error_description", &refusal.why)],
            )
        },
    }
}

/// "Delete an app token": the client by Basic, the token in JSON.
fn github_forget(ask: &Ask, desk: &mut Desk) -> Result<Answer, Refusal> {
    let client = crate::basic::credentials(&ask.headers);
    let known = client.is_some_and(|(id, secret)| {
        id == GITHUB.client_id
            && secret == GITHUB.client_secret
            && ask.captured.first().is_some_and(|captured| *captured == id)
    });
    if !known {
        return Err(Refusal::client("the client must prove itself by Basic"));
    }
    let body = ask.json()?;
    let token = body["access_token"].as_str().unwrap_or_default();
    desk.grants.retain(|grant| grant.access != token);
    Ok(Answer::text(204, ""))
}

/// A refresh token is given for offline access, and reliably only after consent.
fn is_offline(pending: &Pending) -> bool {
    let asked = |name| one(&pending.asked, name).ok().flatten().unwrap_or_default();
    asked("access_type") == "offline" && asked("prompt").contains("consent")
}

/// developers.google.com/identity/protocols/oauth2/service-account: at most an hour.
const SERVICE_ACCOUNT: Expected = Expected {
    algorithm: "RS256",
    secret: &[],
    key_id: None,
    claims: &[
        ("iss", "recipes@pantry.iam.gserviceaccount.com"),
        ("aud", "https://oauth2.googleapis.com/token"),
    ],
    check: |_, claims| {
        let named = claims.get("scope").and_then(serde_json::Value::as_str);
        named
            .is_some_and(|scope| !scope.is_empty())
            .then_some(())
            .ok_or_else(|| "claim scope is missing".to_owned())
    },
    longest: 3_600,
};

/// developers.google.com/identity/protocols/oauth2, "Web server applications" and "Desktop apps".
static GOOGLE: OAuth2 = OAuth2 {
    authorize_must: &[
        ("access_type", Must::Be("offline")),
        (
            "prompt",
            Must::BeOneOf(&["consent", "consent select_account"]),
        ),
    ],
    authorize_may: &["include_granted_scopes", "login_hint"],
    scopes: &[
        "openid",
        "email",
        "profile",
        "https://www.googleapis.com/auth/userinfo.email",
        "https://www.googleapis.com/auth/userinfo.profile",
        "https://www.googleapis.com/auth/spreadsheets",
        "https://www.googleapis.com/auth/spreadsheets.readonly",
        "https://www.googleapis.com/auth/drive.readonly",
        "https://www.googleapis.com/auth/drive.metadata.readonly",
        "https://www.googleapis.com/auth/drive.file",
    ],
    grants: &[
        CODE,
        REFRESH,
        GrantRule {
            kind: GrantKind::Jwt(SERVICE_ACCOUNT),
            must: &[],
            may: &[],
        },
    ],
    renewal: Renewal::When(is_offline),
    lifetime: Some(3_599),
    answer: |issued| standard(issued),
    token_prefix: "ya29.",
    ..BY_THE_BOOK
};

fn google_user(_: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
    let mail = ["email", "https://www.googleapis.com/auth/userinfo.email"];
    if !caller
        .scopes
        .iter()
        .any(|scope| mail.contains(&scope.as_str()) || scope == "openid")
    {
        return Err(Refusal::new(
            401,
            "UNAUTHENTICATED",
            "neither openid nor email was granted",
        ));
    }
    Ok(Answer::ok(&json!({
        "sub": format!("11016948447438627{}", caller.person.number), "name": caller.person.name,
        "email": caller.person.username, "email_verified": true, "hd": "acme.test",
    })))
}

pub(super) fn google_sheets() -> Vendor {
    Vendor {
        id: "google_sheets",
        hosts: &[
            "accounts.google.com",
            "oauth2.googleapis.com",
            "openidconnect.googleapis.com",
            "www.googleapis.com",
            "sheets.googleapis.com",
        ],
        prefix: "",
        doors: vec![
            at(
                "accounts.google.com",
                door("GET", "/o/oauth2/v2/auth", Does::Authorize(&GOOGLE)),
            ),
            at(
                "oauth2.googleapis.com",
                door("POST", "/token", Does::Token(&GOOGLE)),
            ),
            at(
                "oauth2.googleapis.com",
                door("POST", "/revoke", Does::Call(forget)),
            ),
            at(
                "openidconnect.googleapis.com",
                get("/v1/userinfo", BEARER, google_user),
            ),
            at(
                "www.googleapis.com",
                get("/oauth2/v3/userinfo", BEARER, google_user),
            ),
            at(
                "www.googleapis.com",
                get("/drive/v3/files", BEARER, |_, _| {
                    Ok(Answer::ok(
                        &json!({ "files": [{ "id": "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms",
                        "name": "Pantry", "mimeType": "application/vnd.google-apps.spreadsheet" }] }),
                    ))
                }),
            ),
            at(
                "www.googleapis.com",
                get("/drive/v3/about", BEARER, |ask, caller| {
                    // Without `fields` this call is refused.
                    if one(&ask.query_pairs(), "fields")?.is_none() {
                        return Err(Refusal::request("the fields parameter is required"));
                    }
                    Ok(Answer::ok(
                        &json!({ "user": { "displayName": caller.person.name,
                        "emailAddress": caller.person.username, "permissionId": "0123" } }),
                    ))
                }),
            ),
            at(
                "sheets.googleapis.com",
                get("/v4/spreadsheets/*", BEARER, |ask, _| {
                    Ok(Answer::ok(
                        &json!({ "spreadsheetId": ask.captured[0], "sheets": [
                        { "properties": { "sheetId": 0, "title": "Stock" } }
                    ] }),
                    ))
                }),
            ),
        ],
        refuse: |ask, refusal| {
            if ask.host() == "oauth2.googleapis.com" {
                return by_the_book(ask, refusal);
            }
            let status = if refusal.status == 401 {
                "UNAUTHENTICATED"
            } else {
                "PERMISSION_DENIED"
            };
            Answer::json(
                refusal.status,
                &json!({ "error": { "code": refusal.status, "message": refusal.why, "status": status } }),
            )
        },
    }
}
