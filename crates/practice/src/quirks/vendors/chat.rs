//! Slack, Telegram, Twilio and SendGrid: errors in a 200, a key in the path, a key as user name, a plain bearer.

use serde_json::json;

use super::super::ask::{Answer, Ask, Refusal, one};
use super::super::mark::Mark;
use super::super::oauth2::{BY_THE_BOOK, ClientProof, Issued, OAuth2, Proof, Renewal};
use super::super::script::{Caller, Does, Vendor, demanding, door, get};

/// docs.slack.dev, "Installing with OAuth" (v2), "Using PKCE" and "Using token rotation".
static SLACK: OAuth2 = OAuth2 {
    client_proof: ClientProof::Public,
    // A client that keeps no secret must use PKCE, and its tokens end and rotate.
    proof: Proof::Demanded,
    response_type: "code?",
    authorize_may: &["user_scope", "team"],
    scopes: &[
        "channels:read",
        "channels:history",
        "groups:read",
        "groups:history",
        "chat:write",
        "users:read",
        "users:read.email",
        "team:read",
        "files:read",
        "files:write",
        "reactions:write",
        "im:read",
        "mpim:read",
        "usergroups:read",
    ],
    separator: ",",
    grant_type_optional: true,
    renewal: Renewal::Rotates,
    lifetime: Some(43_200),
    answer: slack_answer,
    token_prefix: "",
    ..BY_THE_BOOK
};

/// The bot's token stands at the top, the person's inside `authed_user`: only those asked for are there.
fn slack_answer(issued: &Issued<'_>) -> Answer {
    let asked = |name: &str| one(issued.asked, name).ok().flatten().unwrap_or_default();
    let mut value = json!({
        "ok": true, "app_id": "A0KRD7HC3",
        "authed_user": { "id": format!("U{}", issued.person.number) },
        "team": { "id": "T9TK3CUKW", "name": "Acme" },
        "enterprise": null, "is_enterprise_install": false,
    });
    if !asked("scope").is_empty() {
        value["scope"] = asked("scope").into();
        value["token_type"] = "bot".into();
        value["access_token"] = format!("xoxb-{}", issued.access).into();
        value["bot_user_id"] = "U0KRQLJ9H".into();
    }
    if !asked("user_scope").is_empty() {
        value["authed_user"]["scope"] = asked("user_scope").into();
        value["authed_user"]["access_token"] = format!("xoxp-{}", issued.access).into();
        value["authed_user"]["token_type"] = "user".into();
        value["authed_user"]["expires_in"] = issued.lifetime.into();
        value["authed_user"]["refresh_token"] = issued.refresh.into();
    }
    if issued.grant == "refresh" {
        // A refreshed user token stands at the top.
        value["authed_user"] = json!({ "id": format!("U{}", issued.person.number) });
        value["access_token"] = format!("xoxp-{}", issued.access).into();
        value["token_type"] = "user".into();
        value["expires_in"] = issued.lifetime.into();
        value["refresh_token"] = issued.refresh.into();
    }
    Answer::ok(&value)
}

const SLACK_MARKS: &[Mark] = &[
    Mark::Header {
        name: "authorization",
        value: "Bearer xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy",
    },
    Mark::Token {
        header: "authorization",
        scheme: "Bearer xoxp-",
    },
    Mark::Token {
        header: "authorization",
        scheme: "Bearer xoxb-",
    },
];

fn slack_test(ask: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
    let bot = ask
        .header("authorization")
        .is_some_and(|value| value.starts_with("Bearer xoxb-"));
    let kind = if bot { "scope" } else { "user_scope" };
    if !caller.asked.is_empty() && one(&caller.asked, kind)?.unwrap_or_default().is_empty() {
        return Err(Refusal::token("no such token was given"));
    }
    let (user, id) = if bot {
        ("larder".to_owned(), "U0KRQLJ9H".to_owned())
    } else {
        (
            caller.person.name.to_lowercase().replace(' ', "."),
            format!("U{}", caller.person.number),
        )
    };
    Ok(Answer::ok(&json!({
        "ok": true, "url": "https://acme.slack.com/", "team": "Acme", "user": user,
        "team_id": "T9TK3CUKW", "user_id": id, "is_enterprise_install": false,
    })))
}

fn slack_channels(_: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
    let user = one(&caller.asked, "user_scope")?.unwrap_or_default();
    if caller.asked.is_empty() {
        return Ok(Answer::ok(&json!({ "ok": true, "channels": [] })));
    }
    let granted = caller
        .scopes
        .iter()
        .map(String::as_str)
        .chain(user.split(','));
    if !granted.into_iter().any(|scope| scope == "channels:read") {
        return Err(Refusal::new(
            200,
            "missing_scope",
            "channels:read was not granted",
        ));
    }
    Ok(Answer::ok(&json!({
        "ok": true, "channels": [{ "id": "C012AB3CD", "name": "general", "is_channel": true }],
        "response_metadata": { "next_cursor": "" },
    })))
}

pub(super) fn slack() -> Vendor {
    Vendor {
        id: "slack",
        hosts: &["slack.com"],
        prefix: "",
        doors: vec![
            door("GET", "/oauth/v2/authorize", Does::Authorize(&SLACK)),
            door("POST", "/api/oauth.v2.access", Does::Token(&SLACK)),
            get("/api/auth.test", SLACK_MARKS, slack_test),
            demanding("POST", "/api/auth.test", SLACK_MARKS, &[], slack_test),
            get("/api/conversations.list", SLACK_MARKS, slack_channels),
            demanding("POST", "/api/auth.revoke", SLACK_MARKS, &[], |_, _| {
                Ok(Answer::ok(&json!({ "ok": true, "revoked": true })))
            }),
            get("/api/auth.revoke", SLACK_MARKS, |_, _| {
                Ok(Answer::ok(&json!({ "ok": true, "revoked": true })))
            }),
        ],
        // Whatever is wrong, the status is 200.
        refuse: |_, refusal| {
            let error = match refusal.code {
                "invalid_token" => "invalid_auth",
                "expired_token" => "token_expired",
                "invalid_grant" => "invalid_code",
                "invalid_client" => "bad_client_secret",
                "invalid_request" => "invalid_arguments",
                "not_found" => "unknown_method",
                other => other,
            };
            Answer::ok(&json!({ "ok": false, "error": error }))
        },
    }
}

/// core.telegram.org/bots/api: the token stands in the path.
pub(super) fn telegram() -> Vendor {
    const TOKEN: &[Mark] = &[Mark::Path("4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcK")];
    fn me(_: &Ask, _: &Caller<'_>) -> Result<Answer, Refusal> {
        Ok(Answer::ok(&json!({ "ok": true, "result": {
            "id": 4_839_574_812_u64, "is_bot": true, "first_name": "Pantry",
            "username": "pantry_bot", "can_join_groups": true,
        } })))
    }
    Vendor {
        id: "telegram",
        hosts: &["api.telegram.org"],
        prefix: "",
        doors: vec![
            get("/bot*/getMe", TOKEN, me),
            demanding("POST", "/bot*/getMe", TOKEN, &[], me),
            get("/bot*/getUpdates", TOKEN, |_, _| {
                Ok(Answer::ok(&json!({ "ok": true, "result": [] })))
            }),
            get("/bot*/getWebhookInfo", TOKEN, |_, _| {
                Ok(Answer::ok(&json!({ "ok": true, "result": { "url": "" } })))
            }),
        ],
        refuse: |_, refusal| {
            let (status, text) = match refusal.status {
                401 => (401, "Unauthorized"),
                404 => (404, "Not Found"),
                _ => (400, "Bad Request"),
            };
            Answer::json(
                status,
                &json!({ "ok": false, "error_code": status, "description": text }),
            )
        },
    }
}

/// twilio.com/docs, "Authentication": an API key's SID and secret; a standard key may not read accounts.
pub(super) fn twilio() -> Vendor {
    const KEY: Mark = Mark::Basic {
        user: "SK2a0747eba6abf96b7e3c3ff0b4530f6e",
        password: "a-twilio-key-secret",
    };
    const TOKEN: Mark = Mark::Basic {
        user: "AC0123456789abcdef0123456789abcdef",
        password: "0f5b2a7c9d3e4f60718293a4b5c6d7e8",
    };
    fn account(ask: &Ask, _: &Caller<'_>) -> Result<Answer, Refusal> {
        if ask
            .captured
            .first()
            .map(|sid| sid.trim_end_matches(".json"))
            != Some("AC0123456789abcdef0123456789abcdef")
        {
            return Err(Refusal::token("the account is not the key's"));
        }
        Ok(Answer::ok(&json!({
            "sid": "AC0123456789abcdef0123456789abcdef", "account_sid": "AC0123456789abcdef0123456789abcdef",
            "friendly_name": "Acme", "status": "active", "type": "Full",
            "balance": "12.00", "currency": "USD", "incoming_phone_numbers": [], "messages": [],
        })))
    }
    const BOTH: &[Mark] = &[KEY, TOKEN];
    Vendor {
        id: "twilio",
        hosts: &["api.twilio.com"],
        prefix: "",
        doors: vec![
            get("/2010-04-01/Accounts/*/Balance.json", BOTH, account),
            get(
                "/2010-04-01/Accounts/*/IncomingPhoneNumbers.json",
                BOTH,
                account,
            ),
            get("/2010-04-01/Accounts/*/Messages.json", BOTH, account),
            get("/2010-04-01/Accounts/*/Calls.json", BOTH, account),
            get("/2010-04-01/Accounts/*/Usage/Records.json", BOTH, account),
            get("/2010-04-01/Accounts/*.json", &[TOKEN], account),
        ],
        refuse: |_, refusal| {
            let (code, message) = match refusal.status {
                401 => (20_003, "Authenticate"),
                404 => (20_404, "The requested resource was not found"),
                _ => (20_001, "Invalid parameter"),
            };
            Answer::json(
                refusal.status,
                &json!({
                    "code": code, "message": message, "status": refusal.status,
                    "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
                }),
            )
        },
    }
}

/// twilio.com/docs/sendgrid/api-reference, "Authentication".
pub(super) fn sendgrid() -> Vendor {
    const KEY: &[Mark] = &[Mark::Header {
        name: "authorization",
        value: "Bearer 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",
    }];
    Vendor {
        id: "sendgrid",
        hosts: &["api.sendgrid.com", "api.eu.sendgrid.com"],
        prefix: "",
        doors: vec![
            get("/v3/scopes", KEY, |_, _| {
                Ok(Answer::ok(
                    &json!({ "scopes": ["mail.send", "templates.read", "user.email.read"] }),
                ))
            }),
            get("/v3/user/account", KEY, |_, _| {
                Ok(Answer::ok(&json!({ "type": "paid", "reputation": 99.7 })))
            }),
            get("/v3/user/email", KEY, |_, caller| {
                Ok(Answer::ok(&json!({ "email": caller.person.username })))
            }),
            get("/v3/user/username", KEY, |_, caller| {
                Ok(Answer::ok(
                    &json!({ "username": caller.person.username, "user_id": 1 }),
                ))
            }),
            get("/v3/user/profile", KEY, |_, _| {
                Ok(Answer::ok(
                    &json!({ "first_name": "Ada", "last_name": "Park", "company": "Acme" }),
                ))
            }),
            get("/v3/templates", KEY, |_, _| {
                Ok(Answer::ok(&json!({ "result": [] })))
            }),
        ],
        refuse: |_, refusal| {
            let message = match refusal.status {
                401 => "authorization required",
                404 => "Not Found",
                _ => &refusal.why,
            };
            let error = json!({ "errors": [{ "message": message, "field": null, "help": null }] });
            Answer::json(refusal.status, &error)
        },
    }
}
