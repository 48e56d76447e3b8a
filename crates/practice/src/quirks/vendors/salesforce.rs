//! Salesforce: the web server flow, JWT bearer and client credentials, each where the org really offers it.

use serde_json::{Value, json};

use super::super::ask::{Answer, Ask, Refusal};
use super::super::jwt::Expected;
use super::super::oauth2::{
    BY_THE_BOOK, CODE, GrantKind, GrantRule, Issued, Loopback, OAuth2, REFRESH, Renewal,
};
use super::super::script::{Caller, Does, Vendor, at, door, get};
use super::{BEARER, by_the_book, forget};

const ORG: &str = "00D5g00000AcmeOrgEAX";
const INSTANCE: &str = "https://acme.my.salesforce.com";

/// help.salesforce.com, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration".
const ASSERTION: Expected = Expected {
    algorithm: "RS256",
    secret: &[],
    key_id: None,
    claims: &[("iss", "larder-quirks"), ("sub", "ada@acme.test")],
    check: |_, claims| {
        let audience = claims
            .get("aud")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let known = [
            "https://login.salesforce.com",
            "https://test.salesforce.com",
            INSTANCE,
        ];
        if known.contains(&audience) {
            Ok(())
        } else {
            Err(format!("audience is invalid: {audience}"))
        }
    },
    // "The expiration time of the assertion, within 3 minutes".
    longest: 300,
};

const JWT: GrantRule = GrantRule {
    kind: GrantKind::Jwt(ASSERTION),
    must: &[],
    may: &["format"],
};

static LOGIN: OAuth2 = OAuth2 {
    authorize_may: &["prompt", "display", "login_hint", "nonce"],
    scopes: &[
        "api",
        "refresh_token",
        "offline_access",
        "openid",
        "id",
        "profile",
        "email",
        "web",
        "full",
    ],
    // Plain http is taken for localhost alone.
    loopback: Loopback::Localhost,
    grants: &[CODE, REFRESH, JWT],
    renewal: Renewal::When(|pending| {
        let scopes = ["refresh_token", "offline_access"];
        pending
            .scopes
            .iter()
            .any(|scope| scopes.contains(&scope.as_str()))
    }),
    // Nothing says how long a session lasts: two hours unless the org changed it.
    lifetime: Some(7_200),
    answer: session,
    token_prefix: "00D5g00000AcmeOrg!AQ",
    ..BY_THE_BOOK
};

/// The client credentials flow is offered at My Domain alone.
static MY_DOMAIN: OAuth2 = OAuth2 {
    authorize_may: LOGIN.authorize_may,
    scopes: LOGIN.scopes,
    loopback: Loopback::Localhost,
    grants: &[
        CODE,
        REFRESH,
        JWT,
        GrantRule {
            kind: GrantKind::ClientCredentials,
            must: &[],
            may: &[],
        },
    ],
    renewal: LOGIN.renewal,
    lifetime: Some(7_200),
    answer: session,
    token_prefix: LOGIN.token_prefix,
    client_proof: super::super::oauth2::ClientProof::BasicOrBody,
    ..BY_THE_BOOK
};

fn session(issued: &Issued<'_>) -> Answer {
    let mut value = json!({
        "access_token": issued.access, "instance_url": INSTANCE, "token_type": "Bearer",
        "id": format!("https://login.salesforce.com/id/{ORG}/0055g00000{}AAA", issued.person.number),
        "scope": if issued.scopes.is_empty() { "api id" } else { &issued.scope_text },
    });
    if issued.grant != "direct" {
        value["issued_at"] = "1764000000000".into();
        value["signature"] = "c2lnbmF0dXJl".into();
    }
    if let Some(refresh) = issued.refresh {
        value["refresh_token"] = refresh.into();
    }
    Answer::ok(&value)
}

fn userinfo(_: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::ok(&json!({
        "sub": format!("https://login.salesforce.com/id/{ORG}/0055g00000{}AAA", caller.person.number),
        "user_id": format!("0055g00000{}AAA", caller.person.number), "organization_id": ORG,
        "preferred_username": caller.person.username, "name": caller.person.name,
        "email": caller.person.username, "zoneinfo": "Europe/Oslo",
    })))
}

pub(super) fn salesforce() -> Vendor {
    let mut doors = vec![
        door("GET", "/services/oauth2/authorize", Does::Authorize(&LOGIN)),
        at(
            "acme.my.salesforce.com",
            door("POST", "/services/oauth2/token", Does::Token(&MY_DOMAIN)),
        ),
        door("POST", "/services/oauth2/token", Does::Token(&LOGIN)),
        door("POST", "/services/oauth2/revoke", Does::Call(forget)),
    ];
    let api = [
        get("/services/oauth2/userinfo", BEARER, userinfo),
        get("/services/data/*/limits", BEARER, |_, _| {
            Ok(Answer::ok(
                &json!({ "DailyApiRequests": { "Max": 15_000, "Remaining": 14_998 } }),
            ))
        }),
        get("/services/data/*/query", BEARER, |_, _| {
            Ok(Answer::ok(
                &json!({ "totalSize": 1, "done": true, "records": [{
                "Id": ORG, "Name": "Acme", "IsSandbox": false, "InstanceName": "FRA46",
            }] }),
            ))
        }),
        get("/services/data/*/sobjects", BEARER, |_, _| {
            Ok(Answer::ok(&json!({ "sobjects": [
                { "name": "Account", "label": "Account", "queryable": true, "custom": false,
                    "deprecatedAndHidden": false }
            ] })))
        }),
    ];
    doors.extend(api.into_iter().map(|it| at("acme.my.salesforce.com", it)));
    Vendor {
        id: "salesforce",
        hosts: &[
            "login.salesforce.com",
            "test.salesforce.com",
            "acme.my.salesforce.com",
        ],
        prefix: "",
        doors,
        refuse: |ask, refusal| {
            if ask.path.starts_with("/services/oauth2/") {
                let status = if refusal.status == 401 {
                    400
                } else {
                    refusal.status
                };
                return by_the_book(
                    ask,
                    &Refusal {
                        status,
                        ..refusal.clone()
                    },
                );
            }
            let code = match refusal.status {
                401 => "INVALID_SESSION_ID",
                404 => "NOT_FOUND",
                _ => "MALFORMED_QUERY",
            };
            let message = "Session expired or invalid";
            Answer::json(
                refusal.status,
                &json!([{ "message": message, "errorCode": code }]),
            )
        },
    }
}
