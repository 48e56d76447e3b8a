//! Shopify, Mailchimp and Discogs: a token in a header of its own, a data centre to ask for, PLAINTEXT over TLS.

use serde_json::json;

use super::super::ask::{Answer, Ask, Refusal};
use super::super::demand::Must;
use super::super::mark::Mark;
use super::super::oauth1::{OAuth1, USUAL};
use super::super::oauth2::{
    BY_THE_BOOK, CODE, GrantKind, GrantRule, Loopback, OAuth2, Place, REFRESH, Renewal,
};
use super::super::script::{Caller, Does, Vendor, at, demanding, door, get};
use super::{BEARER, by_the_book};

/// shopify.dev, "Implement authorization code grant manually".
static SHOPIFY: OAuth2 = OAuth2 {
    response_type: "code?",
    authorize_may: &["grant_options[]"],
    scopes: &[
        "read_customers",
        "write_customers",
        "read_orders",
        "write_orders",
        "read_products",
        "write_products",
        "read_inventory",
        "write_inventory",
        "read_locations",
        "read_fulfillments",
        "write_fulfillments",
        "read_draft_orders",
    ],
    separator: ",",
    places: &[Place::Form, Place::Json],
    grants: &[
        GrantRule {
            kind: GrantKind::Code,
            must: &[],
            may: &["expiring"],
        },
        REFRESH,
        GrantRule {
            kind: GrantKind::ClientCredentials,
            must: &[],
            may: &[],
        },
    ],
    grant_type_optional: true,
    redirect_again: false,
    // "Expiring offline access tokens" last an hour; the refresh token is spent by its use.
    renewal: Renewal::Rotates,
    lifetime: Some(3_600),
    back: |ask, _, _| {
        vec![
            ("shop".to_owned(), ask.host().to_owned()),
            (
                "host".to_owned(),
                "YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvYWNtZQ".to_owned(),
            ),
            (
                "timestamp".to_owned(),
                super::super::token::seconds().to_string(),
            ),
            (
                "hmac".to_owned(),
                "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf".to_owned(),
            ),
        ]
    },
    answer: |issued| {
        let mut value = json!({ "access_token": issued.access, "scope": issued.scope_text });
        if issued.grant == "direct" {
            value["expires_in"] = 86_399.into();
        }
        if let Some(refresh) = issued.refresh {
            value["expires_in"] = 3_600.into();
            value["refresh_token"] = refresh.into();
            value["refresh_token_expires_in"] = 7_776_000.into();
        }
        Answer::ok(&value)
    },
    token_prefix: "shpua_",
    ..BY_THE_BOOK
};

pub(super) fn shopify() -> Vendor {
    const MARKS: &[Mark] = &[
        Mark::Header {
            name: "x-shopify-access-token",
            value: "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",
        },
        Mark::Token {
            header: "x-shopify-access-token",
            scheme: "",
        },
    ];
    fn shop(ask: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
        Ok(Answer::ok(&json!({ "shop": {
            "id": 548_380_009, "name": "Acme Store", "email": caller.person.username,
            "myshopify_domain": ask.host(), "domain": "shop.acme.test", "shop_owner": caller.person.name,
            "plan_name": "basic", "currency": "EUR",
        } })))
    }
    Vendor {
        id: "shopify",
        hosts: &["acme.myshopify.com"],
        prefix: "",
        doors: vec![
            door("GET", "/admin/oauth/authorize", Does::Authorize(&SHOPIFY)),
            door("POST", "/admin/oauth/access_token", Does::Token(&SHOPIFY)),
            get("/admin/api/*/shop.json", MARKS, shop),
            demanding(
                "POST",
                "/admin/api/*/graphql.json",
                MARKS,
                &[],
                |ask, caller| {
                    ask.json()?;
                    Ok(Answer::ok(&json!({ "data": { "shop": {
                    "id": "gid://shopify/Shop/548380009", "name": "Acme Store",
                    "email": caller.person.username, "myshopifyDomain": ask.host(),
                    "plan": { "displayName": "Basic", "partnerDevelopment": false },
                } } })))
                },
            ),
            get("/admin/api/*/products.json", MARKS, |_, _| {
                Ok(Answer::ok(
                    &json!({ "products": [{ "id": 632_910_392, "title": "Oats" }] }),
                ))
            }),
            get("/admin/oauth/access_scopes.json", MARKS, |_, caller| {
                let scopes: Vec<_> = caller
                    .scopes
                    .iter()
                    .map(|scope| json!({ "handle": scope }))
                    .collect();
                Ok(Answer::ok(&json!({ "access_scopes": scopes })))
            }),
        ],
        refuse: |ask, refusal| {
            if ask.path.ends_with("/access_token") {
                return by_the_book(
                    ask,
                    &Refusal {
                        status: 400,
                        ..refusal.clone()
                    },
                );
            }
            let text = match refusal.status {
                401 => {
                    "[API] Invalid API key or access token (unrecognized login or wrong password)"
                }
                404 => "Not Found",
                _ => &refusal.why,
            };
            Answer::json(refusal.status, &json!({ "errors": text }))
        },
    }
}

/// mailchimp.com/developer, "Access Data on Behalf of Other Users with OAuth 2".
static MAILCHIMP: OAuth2 = OAuth2 {
    loopback: Loopback::Literal,
    grants: &[CODE],
    renewal: Renewal::Never,
    lifetime: None,
    // The token never ends, and "expires_in" says 0.
    answer: |issued| {
        Answer::ok(&json!({ "access_token": issued.access, "expires_in": 0, "scope": null }))
    },
    ..BY_THE_BOOK
};

pub(super) fn mailchimp() -> Vendor {
    const API: &[Mark] = &[
        Mark::Password("5c3ab9b5e4f8d2716a0b9c8d7e6f5a4b-us6"),
        Mark::Token {
            header: "authorization",
            scheme: "OAuth ",
        },
        Mark::Header {
            name: "authorization",
            value: "Bearer 5c3ab9b5e4f8d2716a0b9c8d7e6f5a4b-us6",
        },
        BEARER[0],
    ];
    const METADATA: &[Mark] = &[Mark::Token {
        header: "authorization",
        scheme: "OAuth ",
    }];
    fn root(_: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
        Ok(Answer::ok(&json!({
            "account_id": "8d3a3db4d97663a9074efcc16", "account_name": "Acme", "login_id": caller.person.number,
            "email": caller.person.username, "username": "ada", "role": "owner",
            "first_name": "Ada", "last_name": "Park",
        })))
    }
    let login = |it| at("login.mailchimp.com", it);
    let api = |it| at("us6.api.mailchimp.com", it);
    Vendor {
        id: "mailchimp",
        hosts: &["login.mailchimp.com", "us6.api.mailchimp.com"],
        prefix: "",
        doors: vec![
            login(door(
                "GET",
                "/oauth2/authorize",
                Does::Authorize(&MAILCHIMP),
            )),
            login(door("POST", "/oauth2/token", Does::Token(&MAILCHIMP))),
            login(get("/oauth2/metadata", METADATA, |_, caller| {
                Ok(Answer::ok(&json!({
                    "dc": "us6", "role": "owner", "accountname": "Acme", "user_id": 14_859_693,
                    "login": { "email": caller.person.username, "avatar": null, "login_id": caller.person.number,
                        "login_name": "ada", "login_email": caller.person.username },
                    "login_url": "https://login.mailchimp.com", "api_endpoint": "https://us6.api.mailchimp.com",
                })))
            })),
            api(get("/3.0", API, root)),
            api(get("/3.0/", API, root)),
            api(get("/3.0/ping", API, |_, _| {
                Ok(Answer::ok(
                    &json!({ "health_status": "Everything's Chimpy!" }),
                ))
            })),
            api(get("/3.0/lists", API, |_, _| {
                Ok(Answer::ok(
                    &json!({ "lists": [{ "id": "57afe96172", "name": "Friends" }], "total_items": 1 }),
                ))
            })),
        ],
        refuse: |ask, refusal| {
            if ask.host() == "login.mailchimp.com" {
                return by_the_book(ask, refusal);
            }
            let title = if refusal.status == 401 {
                "API Key Invalid"
            } else {
                "Resource Not Found"
            };
            Answer::json(
                refusal.status,
                &json!({ "type": "https://mailchimp.com/developer/marketing/docs/errors/", "title": title,
                    "status": refusal.status, "detail": refusal.why, "instance": "" }),
            )
        },
    }
}

/// discogs.com/developers, "OAuth Flow": every request names its client in `User-Agent`.
static DISCOGS: OAuth1 = OAuth1 {
    consumer_key: "abcd1234discogs",
    consumer_secret: "a-discogs-consumer-secret",
    method: "PLAINTEXT",
    headers: &[("user-agent", Must::BeThere)],
    ..USUAL
};

pub(super) fn discogs() -> Vendor {
    const MARKS: &[Mark] = &[
        Mark::Header {
            name: "authorization",
            value: "Discogs token=abcdefghijklmnopqrstabcdefghijklmnopqrst",
        },
        Mark::OAuth1(&DISCOGS),
    ];
    Vendor {
        id: "discogs",
        hosts: &["api.discogs.com", "www.discogs.com"],
        prefix: "",
        doors: vec![
            at(
                "api.discogs.com",
                door("GET", "/oauth/request_token", Does::RequestToken(&DISCOGS)),
            ),
            // Documented as a GET; clients in use send a POST, and it is taken.
            at(
                "api.discogs.com",
                door("POST", "/oauth/request_token", Does::RequestToken(&DISCOGS)),
            ),
            at(
                "www.discogs.com",
                door("GET", "/oauth/authorize", Does::Permit(&DISCOGS)),
            ),
            at(
                "api.discogs.com",
                door("POST", "/oauth/access_token", Does::AccessToken(&DISCOGS)),
            ),
            get("/oauth/identity", MARKS, |_, caller| {
                Ok(Answer::ok(&json!({
                    "id": caller.person.number, "username": "adapark",
                    "resource_url": "https://api.discogs.com/users/adapark", "consumer_name": "Larder",
                })))
            }),
            get("/users/*/collection/folders", MARKS, |_, _| {
                Ok(Answer::ok(
                    &json!({ "folders": [{ "id": 1, "name": "Uncategorized", "count": 7 }] }),
                ))
            }),
        ],
        refuse: |_, refusal| {
            let message = match refusal.status {
                401 => "You must authenticate to access this resource.",
                404 => "The requested resource was not found.",
                _ => &refusal.why,
            };
            Answer::json(refusal.status, &json!({ "message": message }))
        },
    }
}
