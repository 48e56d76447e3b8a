//! What Salesforce's error answers mean, from its API and from its sign-in.

mod support;

use larder_connector::Cause;
use serde_json::json;
use support::defined;

#[test]
fn salesforces_own_error_codes_have_causes() {
    let connector = defined("salesforce");
    let cases = [
        (401, "INVALID_SESSION_ID", Cause::Expired),
        (403, "API_DISABLED_FOR_ORG", Cause::AdminApproval),
        (403, "API_CURRENTLY_DISABLED", Cause::Rights),
        (403, "REQUEST_LIMIT_EXCEEDED", Cause::RateLimited),
        (403, "INSUFFICIENT_ACCESS_OR_READONLY", Cause::Rights),
        (403, "INSUFFICIENT_ACCESS", Cause::Rights),
        (400, "INVALID_TYPE", Cause::Rights),
        (400, "INVALID_FIELD", Cause::Rights),
        (404, "NOT_FOUND", Cause::Rights),
        (503, "SERVER_UNAVAILABLE", Cause::AppDown),
        (302, "URL_NOT_RESET", Cause::Host),
    ];
    for (status, code, cause) in cases {
        let body = json!([{ "message": "any words", "errorCode": code }]).to_string();
        assert_eq!(
            connector
                .cause_of(status, &[], body.as_bytes())
                .map(|found| found.0),
            Some(cause),
            "{code}"
        );
    }
    assert_eq!(
        connector
            .cause_of(403, &[], b"Bad_OAuth_Token")
            .map(|found| found.0),
        Some(Cause::Expired)
    );
    assert_eq!(connector.cause_of(200, &[], b"{}"), None);
    assert_eq!(
        connector.cause_of(500, &[], b"<html>invalid_grant</html>"),
        None
    );
    assert_eq!(connector.cause_of(400, &[], b"\xff\xfe\x00"), None);
}

#[test]
fn what_salesforce_lumps_together_as_invalid_grant_is_told_apart() {
    let connector = defined("salesforce");
    let cases = [
        (
            "invalid_grant",
            Some("expired access/refresh token"),
            Cause::Credentials,
        ),
        ("invalid_grant", Some("inactive user"), Cause::Credentials),
        (
            "invalid_grant",
            Some("user hasn't approved this consumer"),
            Cause::AdminApproval,
        ),
        (
            "invalid_grant",
            Some("ip restricted or invalid login hours"),
            Cause::AdminApproval,
        ),
        (
            "invalid_grant",
            Some("authentication failure - Invalid Password"),
            Cause::Credentials,
        ),
        (
            "invalid_grant",
            Some("expired authorization code"),
            Cause::Expired,
        ),
        ("invalid_grant", None, Cause::Credentials),
        (
            "invalid_app_access",
            Some("user is not admin approved to access this app"),
            Cause::AdminApproval,
        ),
        (
            "OAUTH_APP_BLOCKED",
            Some("this app is blocked by admin"),
            Cause::AdminApproval,
        ),
        ("OAUTH_APPROVAL_ERROR_GENERIC", None, Cause::AdminApproval),
        (
            "invalid_client_id",
            Some("client identifier invalid"),
            Cause::Client,
        ),
        (
            "invalid_client",
            Some("invalid client credentials"),
            Cause::Client,
        ),
        (
            "redirect_uri_mismatch",
            Some("redirect_uri must match configuration"),
            Cause::Client,
        ),
        ("inactive_org", None, Cause::Host),
        ("rate_limit_exceeded", None, Cause::RateLimited),
    ];
    for (error, description, cause) in cases {
        let found = connector.cause_of_oauth(error, description);
        let (found, hint) = found.unwrap_or_else(|| panic!("{error} {description:?} is not known"));
        assert_eq!(found, cause, "{error} {description:?}");
        assert!(hint.is_some(), "{error} {description:?}");
    }
    assert_eq!(
        connector.cause_of_oauth("access_denied", Some("end-user denied authorization")),
        None
    );
}
