//! QuickBooks Online, Xero, NetSuite and Stripe: a company named in the redirect, tenants to choose from, a realm, a key.

use serde_json::json;

use super::super::ask::{Answer, Ask, Refusal};
use super::super::demand::Must;
use super::super::mark::Mark;
use super::super::oauth1::{OAuth1, USUAL};
use super::super::oauth2::{
    BY_THE_BOOK, CLIENT_CREDENTIALS, CODE, ClientProof, Loopback, OAuth2, REFRESH, Renewal,
};
use super::super::script::{Caller, Does, Person, Vendor, at, demanding, door, get};
use super::{BEARER, by_the_book};

const JSON: super::super::demand::Demand = ("accept", Must::Contain("application/json"));

fn realm(person: &Person) -> String {
    format!("934145362{}", person.number)
}

/// developer.intuit.com, "Set up OAuth 2.0".
static QUICKBOOKS: OAuth2 = OAuth2 {
    client_proof: ClientProof::Basic,
    scopes: &[
        "com.intuit.quickbooks.accounting",
        "com.intuit.quickbooks.payment",
        "openid",
        "profile",
        "email",
    ],
    loopback: Loopback::Localhost,
    token_headers: &[JSON],
    grants: &[CODE, REFRESH],
    renewal: Renewal::Rotates,
    back: |_, _, person| vec![("realmId".to_owned(), realm(person))],
    answer: |issued| {
        Answer::ok(&json!({
            "token_type": "bearer", "access_token": issued.access, "expires_in": 3_600,
            "refresh_token": issued.refresh, "x_refresh_token_expires_in": 8_726_400,
        }))
    },
    ..BY_THE_BOOK
};

fn quickbooks_company(ask: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
    let own = realm(caller.person);
    if ask.captured.iter().any(|part| *part != own) {
        return Err(Refusal::new(
            403,
            "ApplicationAuthorizationFailed",
            "another company",
        ));
    }
    Ok(Answer::ok(&json!({
        "CompanyInfo": { "CompanyName": "Acme Ltd", "LegalName": "Acme Limited", "Id": "1",
            "Email": { "Address": caller.person.username }, "Country": "US" },
        "time": "2026-11-24T01:00:00.000-08:00",
    })))
}

pub(super) fn quickbooks_online() -> Vendor {
    let api = |path, answer| demanding("GET", path, BEARER, &[JSON], answer);
    Vendor {
        id: "quickbooks_online",
        hosts: &[
            "appcenter.intuit.com",
            "oauth.platform.intuit.com",
            "developer.api.intuit.com",
            "quickbooks.api.intuit.com",
            "sandbox-quickbooks.api.intuit.com",
            "accounts.platform.intuit.com",
            "sandbox-accounts.platform.intuit.com",
        ],
        prefix: "",
        doors: vec![
            at(
                "appcenter.intuit.com",
                door("GET", "/connect/oauth2", Does::Authorize(&QUICKBOOKS)),
            ),
            at(
                "oauth.platform.intuit.com",
                door("POST", "/oauth2/v1/tokens/bearer", Does::Token(&QUICKBOOKS)),
            ),
            at(
                "developer.api.intuit.com",
                door(
                    "POST",
                    "/v2/oauth2/tokens/revoke",
                    Does::Revoke(&QUICKBOOKS),
                ),
            ),
            api("/v3/company/*/companyinfo/*", quickbooks_company),
            api("/v3/company/*/query", |ask, caller| {
                quickbooks_company(ask, caller)?;
                Ok(Answer::ok(&json!({ "QueryResponse": { "Customer": [] } })))
            }),
            get("/v1/openid_connect/userinfo", BEARER, |_, caller| {
                caller.needs("openid")?;
                Ok(Answer::ok(&json!({
                    "sub": format!("1182d6ec-{}", caller.person.number),
                    "email": caller.person.username, "emailVerified": true,
                    "givenName": caller.person.name,
                })))
            }),
        ],
        refuse: |ask, refusal| {
            if ask.host() == "oauth.platform.intuit.com" {
                return by_the_book(ask, refusal);
            }
            Answer::json(
                refusal.status,
                &json!({ "fault": { "type": "AUTHENTICATION", "error": [
                    { "code": "3200", "message": "message=AuthenticationFailed", "detail": refusal.why }
                ] } }),
            )
        },
    }
}

/// developer.xero.com, "The standard authorization code flow".
static XERO: OAuth2 = OAuth2 {
    // A web app keeps a secret; a desktop app has a code challenge instead.
    client_proof: ClientProof::BasicOrPublic,
    grants: &[CODE, REFRESH, CLIENT_CREDENTIALS],
    scopes: &[
        "openid",
        "profile",
        "email",
        "offline_access",
        "accounting.transactions",
        "accounting.transactions.read",
        "accounting.contacts",
        "accounting.contacts.read",
        "accounting.settings",
        "accounting.settings.read",
        "accounting.reports.read",
        "accounting.invoices",
        "accounting.invoices.read",
    ],
    authorize_may: &["prompt"],
    renewal: Renewal::RotatesWhen(|pending| {
        pending.scopes.iter().any(|scope| scope == "offline_access")
    }),
    lifetime: Some(1_800),
    ..BY_THE_BOOK
};

const TENANTS: [(&str, &str, &str); 2] = [
    (
        "e1eede29-f875-4a5d-8470-17f6a29a88b1",
        "70784a63-d24b-46a9-a4db-0e70a274b056",
        "Acme Ltd",
    ),
    (
        "32587c85-a9b3-4306-ac30-b416e8f2c841",
        "e0da6937-de07-4a14-adee-37abfac298ce",
        "Acme Europe",
    ),
];

fn xero_organisation(ask: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
    let tenant = ask.header("xero-tenant-id").unwrap_or_default();
    let known = if caller.is_on("tenants") { 2 } else { 1 };
    // A custom connection belongs to one organisation and names none.
    let custom = caller.asked.is_empty() && tenant.is_empty();
    let found = TENANTS[..known]
        .iter()
        .find(|(_, id, _)| *id == tenant || custom);
    let (_, id, name) = found.ok_or_else(|| {
        Refusal::new(
            403,
            "AuthenticationUnsuccessful",
            "xero-tenant-id names no tenant of this token",
        )
    })?;
    Ok(Answer::ok(&json!({ "Status": "OK", "Organisations": [{
        "OrganisationID": id, "Name": name, "LegalName": name, "BaseCurrency": "NZD",
        "CountryCode": "NZ", "IsDemoCompany": false, "ShortCode": "!23eYt",
    }] })))
}

pub(super) fn xero() -> Vendor {
    Vendor {
        id: "xero",
        hosts: &["login.xero.com", "identity.xero.com", "api.xero.com"],
        prefix: "",
        doors: vec![
            at(
                "login.xero.com",
                door("GET", "/identity/connect/authorize", Does::Authorize(&XERO)),
            ),
            at(
                "identity.xero.com",
                door("POST", "/connect/token", Does::Token(&XERO)),
            ),
            at(
                "identity.xero.com",
                door("POST", "/connect/revocation", Does::Revoke(&XERO)),
            ),
            at(
                "identity.xero.com",
                get("/connect/userinfo", BEARER, |_, caller| {
                    caller.needs("openid")?;
                    Ok(Answer::ok(&json!({
                        "sub": format!("2c1a{}", caller.person.number), "name": caller.person.name,
                        "email": caller.person.username, "preferred_username": caller.person.username,
                        "xero_userid": format!("8138a266-{}", caller.person.number),
                    })))
                }),
            ),
            demanding("GET", "/connections", BEARER, &[], |_, caller| {
                let known = if caller.is_on("tenants") { 2 } else { 1 };
                let tenants: Vec<_> = TENANTS[..known]
                    .iter()
                    .map(|(connection, id, name)| {
                        json!({
                            "id": connection, "authEventId": "d99ecdfe-391d-43d2-b834-17636ba90e8d",
                            "tenantId": id, "tenantType": "ORGANISATION", "tenantName": name,
                        })
                    })
                    .collect();
                Ok(Answer::ok(&json!(tenants)))
            }),
            demanding(
                "GET",
                "/api.xro/2.0/Organisation",
                BEARER,
                &[JSON],
                xero_organisation,
            ),
            demanding(
                "GET",
                "/api.xro/2.0/Organisations",
                BEARER,
                &[JSON],
                xero_organisation,
            ),
            demanding(
                "GET",
                "/api.xro/2.0/Accounts",
                BEARER,
                &[JSON],
                xero_organisation,
            ),
            demanding(
                "GET",
                "/api.xro/2.0/Contacts",
                BEARER,
                &[JSON],
                xero_organisation,
            ),
        ],
        refuse: |ask, refusal| {
            if ask.host() == "identity.xero.com" {
                return Answer::json(
                    if refusal.code == "invalid_client" {
                        400
                    } else {
                        refusal.status
                    },
                    &json!({ "error": refusal.code }),
                );
            }
            let detail = match refusal.code {
                "expired_token" => "TokenExpired: token expired at 11/24/2026 10:00:00".to_owned(),
                _ => format!("AuthenticationUnsuccessful: {}", refusal.why),
            };
            Answer::json(
                refusal.status,
                &json!({ "Title": "Unauthorized", "Status": refusal.status,
                    "Detail": detail,
                    "Instance": "b7cc7b2d-7c21-4af9-8f54-e0b3c3a1d8f5" }),
            )
        },
    }
}

/// docs.oracle.com, NetSuite, "The Signature for Web Services and RESTlets": SHA-1 is no longer taken.
static NETSUITE: OAuth1 = OAuth1 {
    consumer_key: "ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4",
    consumer_secret: "d26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5",
    method: "HMAC-SHA256",
    // In capitals with an underscore, while the host has small letters and a hyphen.
    realm: Some("1234567_SB1"),
    fixed: Some((
        "2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb845b73d87569f5cc",
        "c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295",
    )),
    ..USUAL
};

pub(super) fn netsuite() -> Vendor {
    const SIGNED: &[Mark] = &[Mark::OAuth1(&NETSUITE)];
    Vendor {
        id: "netsuite",
        hosts: &[
            "1234567-sb1.suitetalk.api.netsuite.com",
            "1234567-sb1.restlets.api.netsuite.com",
        ],
        prefix: "",
        doors: vec![
            get("/rest/tokeninfo", SIGNED, |_, caller| {
                Ok(Answer::ok(&json!({
                    "companyId": "1234567_SB1", "companyName": "Acme", "entityId": 4101,
                    "userId": caller.person.number, "userName": caller.person.name,
                    "userEmail": caller.person.username, "roleId": 3, "roleName": "Administrator",
                    "tokenId": 1, "consumerId": 2,
                })))
            }),
            get(
                "/services/rest/record/v1/metadata-catalog",
                SIGNED,
                |_, _| {
                    Ok(Answer::ok(
                        &json!({ "items": [{ "name": "customer" }, { "name": "invoice" }] }),
                    ))
                },
            ),
            get(
                "/services/rest/record/v1/metadata-catalog/",
                SIGNED,
                |_, _| {
                    Ok(Answer::ok(
                        &json!({ "items": [{ "name": "customer" }, { "name": "invoice" }] }),
                    ))
                },
            ),
            get("/services/rest/record/v1/customer", SIGNED, |_, _| {
                Ok(Answer::ok(
                    &json!({ "items": [{ "id": "107" }], "count": 1, "hasMore": false }),
                ))
            }),
            demanding(
                "POST",
                "/services/rest/query/v1/suiteql",
                SIGNED,
                &[("prefer", Must::Be("transient"))],
                |ask, _| {
                    ask.json()?;
                    Ok(Answer::ok(
                        &json!({ "items": [{ "id": "107", "name": "Acme", "companyname": "Acme" }], "count": 1 }),
                    ))
                },
            ),
        ],
        refuse: |_, refusal| {
            let code = if refusal.status == 404 {
                "NONEXISTENT_ID"
            } else {
                "INVALID_LOGIN"
            };
            Answer::json(
                refusal.status,
                &json!({
                    "type": "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.2",
                    "title": "Unauthorized", "status": refusal.status,
                    "o:errorDetails": [{ "detail": format!("Invalid login attempt: {}", refusal.why),
                        "o:errorCode": code }],
                }),
            )
        },
    }
}

/// docs.stripe.com/api/authentication: the key is the user name of Basic without a password, or a bearer.
pub(super) fn stripe() -> Vendor {
    const KEY: &[Mark] = &[
        Mark::Basic {
            user: "sk_test_4eC39HqLyjWDarjtT1zdp7dc",
            password: "",
        },
        Mark::Header {
            name: "authorization",
            value: "Bearer sk_test_4eC39HqLyjWDarjtT1zdp7dc",
        },
    ];
    Vendor {
        id: "stripe",
        hosts: &["api.stripe.com"],
        prefix: "",
        doors: vec![
            get("/v1/account", KEY, |_, caller| {
                Ok(Answer::ok(&json!({
                    "id": "acct_1032D82eZvKYlo2C", "object": "account", "email": caller.person.username,
                    "business_profile": { "name": "Acme" }, "country": "NL", "livemode": false,
                    "settings": { "dashboard": { "display_name": "Acme", "timezone": "Etc/UTC" } },
                })))
            }),
            get("/v1/balance", KEY, |_, _| {
                Ok(Answer::ok(
                    &json!({ "object": "balance", "available": [], "livemode": false }),
                ))
            }),
            get("/v1/customers", KEY, |_, _| {
                Ok(Answer::ok(
                    &json!({ "object": "list", "data": [], "has_more": false }),
                ))
            }),
        ],
        refuse: |_, refusal| {
            let message = match refusal.status {
                401 => "Invalid API Key provided: sk_test_****dp7c",
                _ => &refusal.why,
            };
            let error = json!({ "error": { "type": "invalid_request_error", "message": message } });
            Answer::json(refusal.status, &error)
        },
    }
}
