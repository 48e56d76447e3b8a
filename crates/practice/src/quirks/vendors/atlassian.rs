//! Jira Cloud, Jira Data Center and Trello: sites to choose from, RSA signatures, a page with parameters of its own.

use serde_json::json;

use super::super::ask::{Answer, Ask, Refusal};
use super::super::demand::Must;
use super::super::mark::Mark;
use super::super::oauth1::{OAuth1, USUAL};
use super::super::oauth2::{BY_THE_BOOK, OAuth2, Place, Renewal, standard_value};
use super::super::script::{Caller, Does, Vendor, at, door, get};
use super::{BEARER, by_the_book};

/// developer.atlassian.com, "OAuth 2.0 (3LO) apps".
static JIRA: OAuth2 = OAuth2 {
    authorize_must: &[
        ("audience", Must::Be("api.atlassian.com")),
        ("prompt", Must::Be("consent")),
    ],
    scopes: &[
        "offline_access",
        "read:me",
        "read:account",
        "read:jira-user",
        "read:jira-work",
        "write:jira-work",
        "manage:jira-project",
        "manage:jira-configuration",
        "manage:jira-webhook",
    ],
    places: &[Place::Json, Place::Form],
    renewal: Renewal::RotatesWhen(|pending| {
        pending.scopes.iter().any(|scope| scope == "offline_access")
    }),
    ..BY_THE_BOOK
};

const SITES: [(&str, &str, &str); 2] = [
    (
        "1324a887-45db-1bf4-1e99-ef0ff456d421",
        "acme",
        "https://acme.atlassian.net",
    ),
    (
        "af51a2a8-8a31-4d3d-b9c5-0ab9a58fb3c2",
        "acme-lab",
        "https://acme-lab.atlassian.net",
    ),
];

/// The site in the path, if the person let the app into it.
fn site(ask: &Ask, caller: &Caller<'_>) -> Result<&'static str, Refusal> {
    let known = if caller.is_on("tenants") { 2 } else { 1 };
    let id = ask.captured.first().map(String::as_str).unwrap_or_default();
    SITES[..known]
        .iter()
        .find(|(cloud, _, _)| *cloud == id)
        .map(|(_, name, _)| *name)
        .ok_or_else(|| Refusal::new(404, "not_found", "no such site"))
}

/// developer.atlassian.com, "Basic auth for REST APIs".
const API_TOKEN: &[Mark] = &[Mark::Basic {
    user: "ada@acme.test",
    password: "ATATT3xFfGF0-jira-api-token",
}];

fn jira_myself(_: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::ok(&json!({
        "accountId": format!("5b10a2844c20165700ede{}", caller.person.number),
        "emailAddress": caller.person.username, "displayName": caller.person.name, "active": true,
    })))
}

pub(super) fn jira_cloud() -> Vendor {
    Vendor {
        id: "jira_cloud",
        hosts: &[
            "auth.atlassian.com",
            "api.atlassian.com",
            "acme.atlassian.net",
        ],
        prefix: "",
        doors: vec![
            at(
                "auth.atlassian.com",
                door("GET", "/authorize", Does::Authorize(&JIRA)),
            ),
            at(
                "auth.atlassian.com",
                door("POST", "/oauth/token", Does::Token(&JIRA)),
            ),
            at(
                "acme.atlassian.net",
                get("/rest/api/3/myself", API_TOKEN, jira_myself),
            ),
            at(
                "acme.atlassian.net",
                get("/rest/api/3/serverInfo", API_TOKEN, |_, _| {
                    Ok(Answer::ok(
                        &json!({ "baseUrl": "https://acme.atlassian.net", "serverTitle": "acme",
                    "deploymentType": "Cloud" }),
                    ))
                }),
            ),
            get("/oauth/token/accessible-resources", BEARER, |_, caller| {
                let known = match (caller.is_on("none"), caller.is_on("tenants")) {
                    (true, _) => 0,
                    (_, true) => 2,
                    _ => 1,
                };
                let sites: Vec<_> = SITES[..known]
                    .iter()
                    .map(|(id, name, url)| {
                        json!({ "id": id, "name": name, "url": url, "scopes": caller.scopes,
                            "avatarUrl": "https://site-admin-avatar-cdn.prod.public.atl-paas.net/a.png" })
                    })
                    .collect();
                Ok(Answer::ok(&json!(sites)))
            }),
            get("/me", BEARER, |_, caller| {
                caller.needs("read:me")?;
                Ok(Answer::ok(&json!({
                    "account_type": "atlassian", "account_id": format!("5b10a2844c20165700ede{}", caller.person.number),
                    "email": caller.person.username, "name": caller.person.name, "account_status": "active",
                })))
            }),
            get("/ex/jira/*/rest/api/3/myself", BEARER, |ask, caller| {
                site(ask, caller)?;
                caller.needs("read:jira-user")?;
                Ok(Answer::ok(&json!({
                    "accountId": format!("5b10a2844c20165700ede{}", caller.person.number),
                    "emailAddress": caller.person.username, "displayName": caller.person.name, "active": true,
                })))
            }),
            get(
                "/ex/jira/*/rest/api/3/project/search",
                BEARER,
                |ask, caller| {
                    let name = site(ask, caller)?;
                    caller.needs("read:jira-work")?;
                    Ok(Answer::ok(&json!({ "isLast": true, "total": 1, "values": [
                    { "id": "10000", "key": "PAN", "name": format!("Pantry at {name}") }
                ] })))
                },
            ),
            get("/ex/jira/*/rest/api/3/serverInfo", BEARER, |ask, caller| {
                let name = site(ask, caller)?;
                Ok(Answer::ok(
                    &json!({ "baseUrl": format!("https://{name}.atlassian.net"), "serverTitle": name, "deploymentType": "Cloud" }),
                ))
            }),
        ],
        refuse: |ask, refusal| {
            if ask.host() == "auth.atlassian.com" {
                // An expired refresh token is a 403 here.
                let status = if refusal.code == "invalid_grant" {
                    403
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
            let message = if refusal.status == 401 {
                "Unauthorized"
            } else {
                &refusal.why
            };
            Answer::json(
                refusal.status,
                &json!({ "code": refusal.status, "message": message }),
            )
        },
    }
}

/// developer.atlassian.com, Jira Server, "OAuth": RSA-SHA1 and nothing else.
static JIRA_DATA_CENTER: OAuth1 = OAuth1 {
    consumer_key: "larder",
    method: "RSA-SHA1",
    ..USUAL
};

/// confluence.atlassian.com, "Jira OAuth 2.0 provider API".
static JIRA_INCOMING: OAuth2 = OAuth2 {
    scopes: &["READ", "WRITE", "ADMIN", "SYSTEM_ADMIN"],
    renewal: Renewal::Rotates,
    lifetime: Some(7_200),
    answer: |issued| {
        let mut value = standard_value(issued);
        value["created_at"] = super::super::token::seconds().into();
        Answer::ok(&value)
    },
    ..BY_THE_BOOK
};

pub(super) fn jira_data_center() -> Vendor {
    const MARKS: &[Mark] = &[
        Mark::Header {
            name: "authorization",
            value: "Bearer NjQyNDg4ODg3NzQ0OpersonalAccessToken",
        },
        Mark::Basic {
            user: "ada",
            password: "a-jira-password",
        },
        BEARER[0],
        Mark::OAuth1(&JIRA_DATA_CENTER),
    ];
    Vendor {
        id: "jira_data_center",
        hosts: &["jira.acme.example"],
        prefix: "",
        doors: vec![
            door(
                "POST",
                "/plugins/servlet/oauth/request-token",
                Does::RequestToken(&JIRA_DATA_CENTER),
            ),
            door(
                "GET",
                "/plugins/servlet/oauth/authorize",
                Does::Permit(&JIRA_DATA_CENTER),
            ),
            door(
                "POST",
                "/plugins/servlet/oauth/access-token",
                Does::AccessToken(&JIRA_DATA_CENTER),
            ),
            door(
                "GET",
                "/rest/oauth2/latest/authorize",
                Does::Authorize(&JIRA_INCOMING),
            ),
            door(
                "POST",
                "/rest/oauth2/latest/token",
                Does::Token(&JIRA_INCOMING),
            ),
            door(
                "POST",
                "/rest/oauth2/latest/revoke",
                Does::Revoke(&JIRA_INCOMING),
            ),
            get("/rest/api/2/myself", MARKS, |_, caller| {
                Ok(Answer::ok(&json!({
                    "key": format!("JIRAUSER{}", caller.person.number), "name": "ada",
                    "emailAddress": caller.person.username, "displayName": caller.person.name, "active": true,
                })))
            }),
            get("/rest/api/2/serverInfo", MARKS, |_, _| {
                Ok(Answer::ok(&json!({
                    "baseUrl": "https://jira.acme.example", "version": "10.3.1", "serverTitle": "Acme Jira",
                    "deploymentType": "Server",
                })))
            }),
            get("/rest/api/2/project", MARKS, |_, _| {
                Ok(Answer::ok(
                    &json!([{ "id": "10000", "key": "PAN", "name": "Pantry" }]),
                ))
            }),
        ],
        refuse: |ask, refusal| {
            if ask.path.starts_with("/rest/oauth2/") {
                return by_the_book(ask, refusal);
            }
            let problem = format!(
                "oauth_problem={}&oauth_problem_advice={}",
                refusal.code, "see-the-log"
            );
            Answer::text(refusal.status, problem).with(
                "www-authenticate",
                &format!(
                    "OAuth realm=\"https%3A%2F%2Fjira.acme.example\", oauth_problem=\"{}\"",
                    refusal.code
                ),
            )
        },
    }
}

/// developer.atlassian.com, Trello, "Authorization".
static TRELLO: OAuth1 = OAuth1 {
    consumer_key: "0f5b2a7c9d3e4f60718293a4b5c6d7e8",
    consumer_secret: "a-trello-application-secret",
    permit_must: &[
        ("name", Must::BeThere),
        (
            "scope",
            Must::BeOneOf(&["read", "read,write", "read,account", "read,write,account"]),
        ),
        (
            "expiration",
            Must::BeOneOf(&["1hour", "1day", "30days", "never"]),
        ),
    ],
    ..USUAL
};

pub(super) fn trello() -> Vendor {
    const MARKS: &[Mark] = &[
        Mark::All(&[
            Mark::Query {
                name: "key",
                value: "0f5b2a7c9d3e4f60718293a4b5c6d7e8",
            },
            Mark::Query {
                name: "token",
                value: "ATTA0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567",
            },
        ]),
        Mark::Header {
            name: "authorization",
            value: concat!(
                "OAuth oauth_consumer_key=\"0f5b2a7c9d3e4f60718293a4b5c6d7e8\", oauth_token=\"ATTA",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567\"",
            ),
        },
        Mark::OAuth1(&TRELLO),
    ];
    let begin = |method| {
        door(
            method,
            "/1/OAuthGetRequestToken",
            Does::RequestToken(&TRELLO),
        )
    };
    let end = |method| door(method, "/1/OAuthGetAccessToken", Does::AccessToken(&TRELLO));
    Vendor {
        id: "trello",
        hosts: &["trello.com", "api.trello.com"],
        prefix: "",
        doors: vec![
            at("trello.com", begin("GET")),
            at("trello.com", begin("POST")),
            at(
                "trello.com",
                door("GET", "/1/OAuthAuthorizeToken", Does::Permit(&TRELLO)),
            ),
            at("trello.com", end("GET")),
            at("trello.com", end("POST")),
            get("/1/members/me", MARKS, |_, caller| {
                Ok(Answer::ok(&json!({
                    "id": format!("5abbe4b7ddc1b351ef96{}", caller.person.number),
                    "username": "adapark", "fullName": caller.person.name, "email": caller.person.username,
                })))
            }),
            get("/1/members/me/boards", MARKS, |_, _| {
                Ok(Answer::ok(
                    &json!([{ "id": "5abbe4b7ddc1b351ef961414", "name": "Pantry", "closed": false }]),
                ))
            }),
        ],
        refuse: |_, refusal| {
            let text = match refusal.status {
                401 if refusal.code == "consumer_key_unknown" => "invalid key".to_owned(),
                401 => "invalid token".to_owned(),
                _ => refusal.why.clone(),
            };
            Answer::text(refusal.status, text)
        },
    }
}
