//! OAuth 2 in all its variations.

use serde_json::json;

use super::super::super::LOOPBACK;
use super::super::super::ask::{Answer, Ask, Refusal};
use super::super::super::demand::Must;
use super::super::super::desk::Desk;
use super::super::super::jwt::Expected;
use super::super::super::oauth2::{
    BY_THE_BOOK, CLIENT_CREDENTIALS, CODE, ClientProof, GrantKind, GrantRule, OAuth2, Place, Proof,
    REFRESH, Renewal, standard_value,
};
use super::super::super::script::{Does, Vendor, door, get};
use super::{BEARER, me, shelves, way};

const SCOPES: &[&str] = &["pantry.read", "pantry.write", "offline_access"];

static BOOK: OAuth2 = OAuth2 {
    proof: Proof::Demanded,
    scopes: SCOPES,
    ..BY_THE_BOOK
};

/// JSON bodies, Basic, scopes joined by commas, refresh tokens that rotate.
static ROTATING: OAuth2 = OAuth2 {
    client_proof: ClientProof::Basic,
    proof: Proof::Demanded,
    scopes: SCOPES,
    separator: ",",
    places: &[Place::Json],
    renewal: Renewal::Rotates,
    lifetime: Some(600),
    ..BY_THE_BOOK
};

/// Other names, a token endpoint asked by GET, tokens deep inside, a date as end, errors in a 200.
static RENAMED: OAuth2 = OAuth2 {
    names: &[
        ("client_id", "client_key"),
        ("client_secret", "client_secret"),
        ("redirect_uri", "redirect_url"),
        ("code", "auth_code"),
        ("state", "ticket"),
        ("refresh_token", "renewal"),
    ],
    proof: Proof::Refused,
    response_type: "",
    authorize_must: &[("display", Must::Be("page"))],
    scopes: SCOPES,
    places: &[Place::Query],
    token_headers: &[("x-api-version", Must::Be("2"))],
    answer: |issued| {
        let end =
            jiff::Timestamp::now() + jiff::SignedDuration::from_secs(issued.lifetime.unwrap_or(0));
        let mut token = json!({ "value": issued.access, "ends": end.to_string() });
        if let Some(refresh) = issued.refresh {
            token["renewal"] = refresh.into();
        }
        Answer::ok(&json!({ "status": "ok", "data": { "token": token, "shop": "acme" } }))
    },
    ..BY_THE_BOOK
};

static FRAGMENT: OAuth2 = OAuth2 {
    authorize_must: &[("response_mode", Must::Be("fragment"))],
    scopes: SCOPES,
    ..BY_THE_BOOK
};

static FORM_POST: OAuth2 = OAuth2 {
    authorize_must: &[("response_mode", Must::Be("form_post"))],
    scopes: SCOPES,
    ..BY_THE_BOOK
};

/// The company in the redirect, milliseconds as lifetime, and tenants to choose from.
static TENANTS: OAuth2 = OAuth2 {
    scopes: SCOPES,
    back: |_, _, person| vec![("realmId".to_owned(), format!("realm-{}", person.number))],
    answer: |issued| {
        let mut value = standard_value(issued);
        value["expires_in"] = 3_600_000.into();
        Answer::ok(&value)
    },
    ..BY_THE_BOOK
};

static DIRECT: OAuth2 = OAuth2 {
    client_proof: ClientProof::Basic,
    scopes: SCOPES,
    grants: &[CLIENT_CREDENTIALS],
    ..BY_THE_BOOK
};

static KEYED: OAuth2 = OAuth2 {
    client_proof: ClientProof::PrivateKeyJwt,
    scopes: SCOPES,
    grants: &[CLIENT_CREDENTIALS],
    ..BY_THE_BOOK
};

static ASSERTED: OAuth2 = OAuth2 {
    client_proof: ClientProof::Nobody,
    grants: &[GrantRule {
        kind: GrantKind::Jwt(Expected {
            algorithm: "RS256",
            secret: &[],
            key_id: Some("larder-1"),
            claims: &[("iss", "larder-quirks"), ("sub", "ada@acme.test")],
            check: |ask, claims| {
                let wanted = ask.address();
                match claims.get("aud").and_then(serde_json::Value::as_str) {
                    Some(given) if given == wanted => Ok(()),
                    given => Err(format!("claim aud must be {wanted}, and it is {given:?}")),
                }
            },
            longest: 600,
        }),
        must: &[],
        may: &["scope"],
    }],
    scopes: SCOPES,
    renewal: Renewal::Never,
    ..BY_THE_BOOK
};

static DEVICE: OAuth2 = OAuth2 {
    client_proof: ClientProof::Public,
    scopes: SCOPES,
    grants: &[
        GrantRule {
            kind: GrantKind::Device,
            must: &[],
            may: &[],
        },
        REFRESH,
    ],
    ..BY_THE_BOOK
};

static PASSWORD: OAuth2 = OAuth2 {
    scopes: SCOPES,
    grants: &[
        GrantRule {
            kind: GrantKind::Password,
            must: &[],
            may: &["scope"],
        },
        REFRESH,
    ],
    renewal: Renewal::Never,
    ..BY_THE_BOOK
};

static FOUND: OAuth2 = OAuth2 {
    proof: Proof::Demanded,
    scopes: SCOPES,
    grants: &[CODE, REFRESH],
    back: |ask, _, _| {
        vec![(
            "iss".to_owned(),
            format!("{}/oauth2_discovery", ask.origin()),
        )]
    },
    ..BY_THE_BOOK
};

fn flow(
    id: &'static str,
    prefix: &'static str,
    rule: &'static OAuth2,
    method: &'static str,
) -> Vendor {
    way(
        id,
        prefix,
        vec![
            door("GET", "/authorize", Does::Authorize(rule)),
            door(method, "/token", Does::Token(rule)),
            door("POST", "/revoke", Does::Revoke(rule)),
            door("POST", "/device/code", Does::DeviceStart(rule)),
            door("GET", "/device", Does::DevicePage),
            door("POST", "/device", Does::DevicePage),
            get("/me", BEARER, me),
            get("/shelves", BEARER, shelves),
        ],
    )
}

/// RFC 8414 section 3: the well-known part stands between host and path.
fn metadata(ask: &Ask, _: &mut Desk) -> Result<Answer, Refusal> {
    let issuer = format!("{}/oauth2_discovery", ask.origin());
    Ok(Answer::ok(&json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "revocation_endpoint": format!("{issuer}/revoke"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "authorization_response_iss_parameter_supported": true,
    })))
}

fn discovered() -> Vendor {
    Vendor {
        id: "oauth2_discovery",
        hosts: &[LOOPBACK],
        prefix: "",
        doors: vec![
            door(
                "GET",
                "/.well-known/oauth-authorization-server/oauth2_discovery",
                Does::Call(metadata),
            ),
            door(
                "GET",
                "/oauth2_discovery/authorize",
                Does::Authorize(&FOUND),
            ),
            door("POST", "/oauth2_discovery/token", Does::Token(&FOUND)),
            door("POST", "/oauth2_discovery/revoke", Does::Revoke(&FOUND)),
            get("/oauth2_discovery/me", BEARER, me),
            get("/oauth2_discovery/shelves", BEARER, shelves),
        ],
        refuse: super::by_the_book,
    }
}

pub(super) fn ways() -> Vec<Vendor> {
    let mut tenants = flow("oauth2_tenants", "/oauth2_tenants", &TENANTS, "POST");
    tenants.doors.push(get("/tenants", BEARER, |_, caller| {
        let mut tenants = vec![json!({ "id": "t1", "name": "Acme Ltd", "region": "north" })];
        if !caller.is_on("one tenant") {
            tenants.push(json!({ "id": "t2", "name": "Acme Europe", "region": "south" }));
        }
        Ok(Answer::ok(&json!({ "tenants": tenants })))
    }));
    tenants
        .doors
        .push(get("/tenants/*/stock", BEARER, |ask, _| {
            Ok(Answer::ok(
                &json!({ "tenant": ask.captured[0], "stock": [{ "id": "jar", "count": 3 }] }),
            ))
        }));
    let mut renamed = flow("oauth2_renamed", "/oauth2_renamed", &RENAMED, "GET");
    // Whatever is wrong, the status is 200.
    renamed.refuse = |_, refusal| {
        let error = json!({ "code": refusal.code, "text": refusal.why });
        Answer::ok(&json!({ "status": "failed", "error": error }))
    };
    vec![
        flow("oauth2_code", "/oauth2_code", &BOOK, "POST"),
        flow("oauth2_rotating", "/oauth2_rotating", &ROTATING, "POST"),
        renamed,
        flow("oauth2_fragment", "/oauth2_fragment", &FRAGMENT, "POST"),
        flow("oauth2_form_post", "/oauth2_form_post", &FORM_POST, "POST"),
        tenants,
        flow(
            "oauth2_client_credentials",
            "/oauth2_client_credentials",
            &DIRECT,
            "POST",
        ),
        flow(
            "oauth2_private_key_jwt",
            "/oauth2_private_key_jwt",
            &KEYED,
            "POST",
        ),
        flow("jwt_bearer", "/jwt_bearer", &ASSERTED, "POST"),
        flow("oauth2_device", "/oauth2_device", &DEVICE, "POST"),
        flow("oauth2_password", "/oauth2_password", &PASSWORD, "POST"),
        discovered(),
    ]
}
