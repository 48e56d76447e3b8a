//! Zoho CRM: data centres named in the redirect, a scheme of its own, and errors in a 200.

use serde_json::json;

use super::super::ask::{Answer, Ask, Refusal, one};
use super::super::demand::Must;
use super::super::desk::Pending;
use super::super::mark::Mark;
use super::super::oauth2::{BY_THE_BOOK, OAuth2, Renewal};
use super::super::script::{Caller, Does, PEOPLE, Person, Vendor, at, door, get};
use super::forget;

/// Where somebody's data lives: location and top-level domain.
fn home(person: &Person) -> (&'static str, &'static str) {
    if person.number == PEOPLE[0].number {
        ("us", "com")
    } else {
        ("eu", "eu")
    }
}

fn is_offline(pending: &Pending) -> bool {
    one(&pending.asked, "access_type").ok().flatten() == Some("offline")
}

/// zoho.com/crm/developer/docs, "OAuth Authentication" and "Multi-DC support".
static ZOHO: OAuth2 = OAuth2 {
    authorize_must: &[("access_type", Must::Be("offline"))],
    authorize_may: &["prompt"],
    scopes: &[
        "ZohoCRM.modules.ALL",
        "ZohoCRM.modules.READ",
        "ZohoCRM.settings.ALL",
        "ZohoCRM.settings.READ",
        "ZohoCRM.settings.modules.READ",
        "ZohoCRM.settings.fields.READ",
        "ZohoCRM.settings.layouts.READ",
        "ZohoCRM.users.READ",
        "ZohoCRM.users.ALL",
        "ZohoCRM.org.READ",
        "ZohoCRM.org.ALL",
        "ZohoCRM.coql.READ",
    ],
    separator: ",",
    renewal: Renewal::When(is_offline),
    back: |_, _, person| {
        let (location, domain) = home(person);
        vec![
            ("location".to_owned(), location.to_owned()),
            (
                "accounts-server".to_owned(),
                format!("https://accounts.zoho.{domain}"),
            ),
        ]
    },
    answer: |issued| {
        let (_, domain) = home(issued.person);
        if issued.ask.host() != format!("accounts.zoho.{domain}") {
            return Answer::ok(&json!({ "error": "invalid_code" }));
        }
        let mut value = json!({
            "access_token": issued.access, "api_domain": format!("https://www.zohoapis.{domain}"),
            "token_type": "Bearer", "expires_in": 3_600, "scope": issued.scopes.join(" "),
        });
        if let Some(refresh) = issued.refresh {
            value["refresh_token"] = refresh.into();
        }
        Answer::ok(&value)
    },
    token_prefix: "1000.",
    ..BY_THE_BOOK
};

fn at_home(ask: &Ask, caller: &Caller<'_>) -> Result<(), Refusal> {
    let (_, domain) = home(caller.person);
    if ask.host() == format!("www.zohoapis.{domain}") {
        return Ok(());
    }
    Err(Refusal::token("the token belongs to another data centre"))
}

fn users(ask: &Ask, caller: &Caller<'_>) -> Result<Answer, Refusal> {
    at_home(ask, caller)?;
    if one(&ask.query_pairs(), "type")? != Some("CurrentUser") {
        return Err(Refusal::request("type must be CurrentUser"));
    }
    Ok(Answer::ok(&json!({ "users": [{
        "id": format!("41500000002250{}", caller.person.number), "full_name": caller.person.name,
        "email": caller.person.username, "status": "active",
        "profile": { "name": "Administrator", "id": "1" }, "role": { "name": "CEO", "id": "2" },
    }] })))
}

pub(super) fn zoho_crm() -> Vendor {
    const MARKS: &[Mark] = &[Mark::Token {
        header: "authorization",
        scheme: "Zoho-oauthtoken ",
    }];
    let mut doors = Vec::new();
    for host in ["accounts.zoho.com", "accounts.zoho.eu"] {
        doors.push(at(
            host,
            door("GET", "/oauth/v2/auth", Does::Authorize(&ZOHO)),
        ));
        doors.push(at(
            host,
            door("POST", "/oauth/v2/token", Does::Token(&ZOHO)),
        ));
        doors.push(at(
            host,
            door("POST", "/oauth/v2/token/revoke", Does::Call(forget)),
        ));
    }
    doors.extend([
        get("/crm/*/users", MARKS, users),
        get("/crm/*/org", MARKS, |ask, caller| {
            at_home(ask, caller)?;
            Ok(Answer::ok(
                &json!({ "org": [{ "id": "41500000000021", "zgid": "41500123", "company_name": "Acme",
                "domain_name": "org9001", "primary_email": caller.person.username }] }),
            ))
        }),
        get("/crm/*/settings/modules", MARKS, |ask, caller| {
            at_home(ask, caller)?;
            Ok(Answer::ok(
                &json!({ "modules": [{ "api_name": "Leads", "plural_label": "Leads",
                "api_supported": true }] }),
            ))
        }),
    ]);
    Vendor {
        id: "zoho_crm",
        hosts: &[
            "accounts.zoho.com",
            "accounts.zoho.eu",
            "www.zohoapis.com",
            "www.zohoapis.eu",
        ],
        prefix: "",
        doors,
        refuse: |ask, refusal| {
            if ask.host().starts_with("accounts.") {
                let error = match refusal.code {
                    "invalid_grant" => "invalid_code",
                    other => other,
                };
                return Answer::ok(&json!({ "error": error }));
            }
            let (code, message) = match refusal.status {
                401 => ("INVALID_TOKEN", "invalid oauth token"),
                404 => (
                    "INVALID_URL_PATTERN",
                    "Please check if the URL trying to access is a correct one",
                ),
                _ => ("INVALID_DATA", refusal.why.as_str()),
            };
            Answer::json(
                refusal.status,
                &json!({ "code": code, "details": {}, "message": message, "status": "error" }),
            )
        },
    }
}
