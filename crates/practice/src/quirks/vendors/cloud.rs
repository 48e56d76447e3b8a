//! AWS and Snowflake: signed requests, and a token minted from a key pair for each.

use serde_json::{Map, Value, json};

use super::super::ask::{Answer, Ask, Refusal, one};
use super::super::demand::Must;
use super::super::jwt::Expected;
use super::super::keys::{base64, digest, rsa};
use super::super::mark::Mark;
use super::super::oauth2::{BY_THE_BOOK, ClientProof, OAuth2, Renewal, standard_value};
use super::super::script::{Caller, Does, Vendor, demanding, door};
use super::super::signed::Aws;
use super::{BEARER, by_the_book};

/// Example keys of AWS's own documentation.
static AWS: Aws = Aws {
    access_key: "AKIAIOSFODNN7EXAMPLE",
    secret_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    region: "",
    service: "sts",
};

/// docs.aws.amazon.com, AWS STS, "GetCallerIdentity". JSON is answered to those who accept it.
fn caller_identity(ask: &Ask, _: &Caller<'_>) -> Result<Answer, Refusal> {
    let pairs = [ask.query_pairs(), ask.form_pairs()].concat();
    if one(&pairs, "Action")? != Some("GetCallerIdentity") {
        return Err(Refusal::new(
            400,
            "InvalidAction",
            "Action must be GetCallerIdentity",
        ));
    }
    if one(&pairs, "Version")? != Some("2011-06-15") {
        return Err(Refusal::new(
            400,
            "InvalidAction",
            "Version must be 2011-06-15",
        ));
    }
    let (account, arn, user) = (
        "123456789012",
        "arn:aws:iam::123456789012:user/ada",
        "AIDACKCEVSQ6C2EXAMPLE",
    );
    if ask
        .header("accept")
        .is_some_and(|accept| accept.contains("application/json"))
    {
        return Ok(Answer::ok(&json!({ "GetCallerIdentityResponse": {
            "GetCallerIdentityResult": { "Account": account, "Arn": arn, "UserId": user },
            "ResponseMetadata": { "RequestId": "01234567-89ab-cdef-0123-456789abcdef" },
        } })));
    }
    let xml = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <GetCallerIdentityResult><Arn>{arn}</Arn><UserId>{user}</UserId><Account>{account}</Account>\
         </GetCallerIdentityResult></GetCallerIdentityResponse>"
    );
    Ok(Answer::typed(200, "text/xml", xml))
}

pub(super) fn aws() -> Vendor {
    const SIGNED: &[Mark] = &[Mark::AwsSigV4(&AWS)];
    Vendor {
        id: "aws",
        hosts: &[
            "sts.amazonaws.com",
            "sts.us-east-1.amazonaws.com",
            "sts.eu-central-1.amazonaws.com",
        ],
        prefix: "",
        doors: vec![
            demanding("GET", "/", SIGNED, &[], caller_identity),
            demanding("POST", "/", SIGNED, &[], caller_identity),
        ],
        refuse: |ask, refusal| {
            if ask
                .header("accept")
                .is_some_and(|accept| accept.contains("application/json"))
            {
                return Answer::json(
                    refusal.status,
                    &json!({ "Error": { "Code": refusal.code, "Message": refusal.why, "Type": "Sender" },
                        "RequestId": "01234567-89ab-cdef-0123-456789abcdef" }),
                );
            }
            let xml = format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{}</Code><Message>refused</Message></Error></ErrorResponse>",
                refusal.code
            );
            Answer::typed(refusal.status, "text/xml", xml)
        },
    }
}

/// docs.snowflake.com, "Authenticating Snowflake REST APIs": the key's fingerprint is part of the issuer.
const SNOWFLAKE_TOKEN: Expected = Expected {
    algorithm: "RS256",
    secret: &[],
    key_id: None,
    claims: &[("sub", "ACME-PROD.ADA")],
    check: snowflake_issuer,
    longest: 3_600,
};

fn snowflake_issuer(_: &Ask, claims: &Map<String, Value>) -> Result<(), String> {
    let print = base64(&digest("sha256", &rsa().spki));
    let wanted = format!("ACME-PROD.ADA.SHA256:{print}");
    let given = claims
        .get("iss")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if given == wanted {
        Ok(())
    } else {
        Err(format!("claim iss must be {wanted}, and it is {given}"))
    }
}

fn snowflake_value(expression: &str) -> Option<&str> {
    Some(match expression {
        "CURRENT_USER()" => "ADA",
        "CURRENT_ROLE()" => "ACCOUNTADMIN",
        "CURRENT_ACCOUNT()" => "XY12345",
        "CURRENT_ACCOUNT_NAME()" => "PROD",
        "CURRENT_ORGANIZATION_NAME()" => "ACME",
        "CURRENT_REGION()" => "AWS_EU_CENTRAL_1",
        "CURRENT_VERSION()" => "9.30.1",
        "CURRENT_WAREHOUSE()" => "COMPUTE_WH",
        "1" => "1",
        text => text.strip_prefix('\'')?.strip_suffix('\'')?,
    })
}

/// Answers the functions a statement asks for, each as a column.
fn snowflake_statement(ask: &Ask, _: &Caller<'_>) -> Result<Answer, Refusal> {
    let body = ask.json()?;
    let statement = body["statement"]
        .as_str()
        .unwrap_or_default()
        .to_uppercase();
    let columns: Vec<&str> = statement
        .trim()
        .strip_prefix("SELECT ")
        .ok_or_else(|| Refusal::new(422, "000904", "only a SELECT is known here"))?
        .split(',')
        .map(str::trim)
        .collect();
    let values: Option<Vec<String>> = columns
        .iter()
        .map(|column| {
            column
                .split("||")
                .map(|part| snowflake_value(part.trim()))
                .collect()
        })
        .collect();
    let values = values.ok_or_else(|| Refusal::new(422, "000904", "invalid identifier"))?;
    let names: Vec<Value> = columns
        .iter()
        .map(|column| json!({ "name": column, "type": "text" }))
        .collect();
    Ok(Answer::ok(&json!({
        "resultSetMetaData": { "numRows": 1, "format": "jsonv2", "rowType": names },
        "data": [values], "code": "090001", "sqlState": "00000",
        "statementHandle": "01b66701-0000-001c-0000-0030000b91521",
        "message": "Statement executed successfully.",
    })))
}

/// docs.snowflake.com, "Configure Snowflake OAuth for custom clients".
static SNOWFLAKE_OAUTH: OAuth2 = OAuth2 {
    client_proof: ClientProof::Basic,
    scopes: &[
        "refresh_token",
        "session:role:ACCOUNTADMIN",
        "session:role:PUBLIC",
    ],
    renewal: Renewal::When(|pending| pending.scopes.iter().any(|scope| scope == "refresh_token")),
    lifetime: Some(600),
    answer: |issued| {
        let mut value = standard_value(issued);
        value["username"] = "ADA".into();
        value["idpInitiated"] = false.into();
        Answer::ok(&value)
    },
    ..BY_THE_BOOK
};

fn kind_of(ask: &Ask) -> &str {
    ask.header("x-snowflake-authorization-token-type")
        .unwrap_or_default()
}

const fn kind(value: &'static str) -> Mark {
    Mark::Header {
        name: "x-snowflake-authorization-token-type",
        value,
    }
}

pub(super) fn snowflake() -> Vendor {
    const MARKS: &[Mark] = &[
        Mark::All(&[kind("OAUTH"), BEARER[0]]),
        Mark::All(&[
            kind("PROGRAMMATIC_ACCESS_TOKEN"),
            Mark::Header {
                name: "authorization",
                value: "Bearer snowflake-programmatic-token",
            },
        ]),
        Mark::All(&[kind("KEYPAIR_JWT"), Mark::Jwt(SNOWFLAKE_TOKEN)]),
    ];
    Vendor {
        id: "snowflake",
        hosts: &["acme-prod.snowflakecomputing.com"],
        prefix: "",
        doors: vec![
            door("GET", "/oauth/authorize", Does::Authorize(&SNOWFLAKE_OAUTH)),
            door(
                "POST",
                "/oauth/token-request",
                Does::Token(&SNOWFLAKE_OAUTH),
            ),
            demanding(
                "POST",
                "/api/v2/statements",
                MARKS,
                &[
                    ("accept", Must::BeOneOf(&["application/json", "*/*"])),
                    ("user-agent", Must::BeThere),
                ],
                snowflake_statement,
            ),
        ],
        refuse: |ask, refusal| {
            if ask.path.starts_with("/oauth/") {
                return by_the_book(ask, refusal);
            }
            let (code, message) = match refusal.status {
                401 if refusal.code == "expired_token" => ("390318", "OAuth access token expired."),
                401 if kind_of(ask) == "OAUTH" => ("390303", "Invalid OAuth access token."),
                401 if kind_of(ask) == "PROGRAMMATIC_ACCESS_TOKEN" => {
                    ("390101", "Programmatic access token is invalid.")
                }
                401 => ("390144", "JWT token is invalid."),
                _ => ("000904", refusal.why.as_str()),
            };
            Answer::json(refusal.status, &json!({ "code": code, "message": message }))
        },
    }
}
