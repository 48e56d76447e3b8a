//! Ways in which the person types a key or a password, for apps with a definition of their own.

use super::{Scenario, TYPED};

/// Each.
pub(crate) const TYPED_WAYS: &[Scenario] = &[
    Scenario {
        connector: "airtable",
        way: "token",
        who: "usrL2PNC5o3H4101",
        request: ("GET", "https://api.airtable.com/v0/meta/bases"),
        secrets: &[(
            "token",
            "patABCDEFGHIJKLMN.0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        )],
        wrong: Some((
            "token",
            "patXBCDEFGHIJKLMN.0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        )),
        ..TYPED
    },
    Scenario {
        connector: "asana",
        way: "token",
        who: "ada@acme.test",
        request: ("GET", "https://app.asana.com/api/1.0/projects"),
        secrets: &[("token", "2/1201/asana:personal")],
        wrong: Some(("token", "2/1201/asana:wrong")),
        ..TYPED
    },
    Scenario {
        connector: "aws",
        way: "access_key",
        who: "arn:aws:iam::123456789012:user/ada",
        request: (
            "POST",
            "https://sts.eu-central-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
        ),
        fields: &[
            ("region", "eu-central-1"),
            ("access_key_id", "AKIAIOSFODNN7EXAMPLE"),
            ("service", "sts"),
        ],
        secrets: &[(
            "secret_access_key",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        )],
        wrong: Some((
            "secret_access_key",
            "xJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        )),
        ..TYPED
    },
    Scenario {
        connector: "discogs",
        way: "token",
        who: "adapark",
        request: (
            "GET",
            "https://api.discogs.com/users/adapark/collection/folders",
        ),
        secrets: &[("token", "abcdefghijklmnopqrstabcdefghijklmnopqrst")],
        wrong: Some(("token", "tsrqponmlkjihgfedcbatsrqponmlkjihgfedcba")),
        ..TYPED
    },
    Scenario {
        connector: "github",
        way: "token",
        who: "adapark",
        request: ("GET", "https://api.github.com/user/repos"),
        secrets: &[("token", "github_pat_11ABCDEFG0larder")],
        wrong: Some(("token", "github_pat_wrong")),
        ..TYPED
    },
    Scenario {
        connector: "hubspot",
        way: "private_app",
        who: "62515",
        request: ("GET", "https://api.hubapi.com/crm/v3/objects/contacts"),
        secrets: &[("token", "pat-na1-01234567-89ab-cdef-0123-456789abcdef")],
        wrong: Some(("token", "pat-na1-11234567-89ab-cdef-0123-456789abcdef")),
        ..TYPED
    },
    Scenario {
        connector: "jira_cloud",
        way: "api_token",
        who: "ada@acme.test",
        request: ("GET", "https://acme.atlassian.net/rest/api/3/myself"),
        fields: &[("site", "acme"), ("email_address", "ada@acme.test")],
        secrets: &[("api_token", "ATATT3xFfGF0-jira-api-token")],
        wrong: Some(("api_token", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "jira_data_center",
        way: "token",
        who: "ada",
        request: ("GET", "https://jira.acme.example/rest/api/2/project"),
        fields: &[("base_url", "https://jira.acme.example")],
        secrets: &[("token", "NjQyNDg4ODg3NzQ0OpersonalAccessToken")],
        wrong: Some(("token", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "jira_data_center",
        way: "basic",
        who: "ada",
        request: ("GET", "https://jira.acme.example/rest/api/2/project"),
        fields: &[
            ("base_url", "https://jira.acme.example"),
            ("username", "ada"),
        ],
        secrets: &[("password", "a-jira-password")],
        wrong: Some(("password", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "mailchimp",
        way: "api_key",
        who: "ada@acme.test",
        request: ("GET", "https://us6.api.mailchimp.com/3.0/lists"),
        fields: &[("data_center", "us6")],
        secrets: &[("api_key", "5c3ab9b5e4f8d2716a0b9c8d7e6f5a4b-us6")],
        wrong: Some(("api_key", "0c3ab9b5e4f8d2716a0b9c8d7e6f5a4b-us6")),
        ..TYPED
    },
    Scenario {
        connector: "netsuite",
        way: "tba",
        who: "1234567_SB1",
        request: (
            "GET",
            "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/record/v1/customer",
        ),
        fields: &[
            (
                "consumer_key",
                "ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4",
            ),
            (
                "token_id",
                "2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb845b73d87569f5cc",
            ),
            ("account_id", "1234567_SB1"),
        ],
        secrets: &[
            (
                "consumer_secret",
                "d26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5",
            ),
            (
                "token_secret",
                "c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295",
            ),
        ],
        wrong: Some(("token_secret", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "notion",
        way: "token",
        who: "ada@acme.test",
        request: ("POST", "https://api.notion.com/v1/search"),
        body: Some("{\"query\": \"oats\"}"),
        secrets: &[("token", "ntn_internalIntegrationOfAcme")],
        wrong: Some(("token", "ntn_wrong")),
        ..TYPED
    },
    Scenario {
        connector: "sendgrid",
        way: "api_key",
        who: "ada@acme.test",
        request: ("GET", "https://api.sendgrid.com/v3/templates"),
        secrets: &[(
            "api_key",
            "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",
        )],
        wrong: Some((
            "api_key",
            "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",
        )),
        ..TYPED
    },
    Scenario {
        connector: "servicenow",
        way: "basic",
        who: "ada",
        request: ("GET", "https://acme.service-now.com/api/now/table/incident"),
        fields: &[("instance_name", "acme"), ("username", "ada")],
        secrets: &[("password", "a-servicenow-password")],
        wrong: Some(("password", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "servicenow",
        way: "api_key",
        who: "ada",
        request: ("GET", "https://acme.service-now.com/api/now/table/incident"),
        fields: &[("instance_name", "acme")],
        secrets: &[("api_key", "now_pantryApiKey")],
        wrong: Some(("api_key", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "shopify",
        way: "admin_token",
        who: "ada@acme.test",
        request: (
            "GET",
            "https://acme.myshopify.com/admin/api/2026-01/products.json",
        ),
        fields: &[("shop", "acme")],
        secrets: &[("token", "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")],
        wrong: Some(("token", "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")),
        ..TYPED
    },
    Scenario {
        connector: "slack",
        way: "bot_token",
        who: "larder",
        request: ("GET", "https://slack.com/api/conversations.list"),
        secrets: &[(
            "token",
            "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy",
        )],
        wrong: Some((
            "token",
            "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqg",
        )),
        ..TYPED
    },
    Scenario {
        connector: "snowflake",
        way: "key_pair",
        who: "ADA",
        request: (
            "POST",
            "https://acme-prod.snowflakecomputing.com/api/v2/statements",
        ),
        body: Some("{\"statement\": \"SELECT CURRENT_ROLE()\"}"),
        fields: &[
            ("account_identifier", "ACME-PROD"),
            ("username", "ada"),
            ("fingerprint", "key:fingerprint"),
        ],
        secrets: &[("private_key", "key:rsa")],
        wrong: Some(("private_key", "key:other")),
        ..TYPED
    },
    Scenario {
        connector: "snowflake",
        way: "token",
        who: "ADA",
        request: (
            "POST",
            "https://acme-prod.snowflakecomputing.com/api/v2/statements",
        ),
        body: Some("{\"statement\": \"SELECT CURRENT_ROLE()\"}"),
        fields: &[("account_identifier", "ACME-PROD")],
        secrets: &[("token", "snowflake-programmatic-token")],
        wrong: Some(("token", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "stripe",
        way: "api_key",
        who: "ada@acme.test",
        request: ("GET", "https://api.stripe.com/v1/customers"),
        secrets: &[("api_key", "sk_test_4eC39HqLyjWDarjtT1zdp7dc")],
        wrong: Some(("api_key", "sk_test_4eC39HqLyjWDarjtT1zdp7d")),
        ..TYPED
    },
    Scenario {
        connector: "telegram",
        way: "bot",
        who: "pantry_bot",
        request: ("GET", "https://api.telegram.org/getUpdates"),
        secrets: &[("token", "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcK")],
        wrong: Some(("token", "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcX")),
        ..TYPED
    },
    Scenario {
        connector: "trello",
        way: "token",
        who: "adapark",
        request: ("GET", "https://api.trello.com/1/members/me/boards"),
        fields: &[("api_key", "0f5b2a7c9d3e4f60718293a4b5c6d7e8")],
        secrets: &[(
            "token",
            "ATTA0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567",
        )],
        wrong: Some((
            "token",
            "ATTA0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234560",
        )),
        ..TYPED
    },
    Scenario {
        connector: "twilio",
        way: "api_key",
        who: "SK2a0747eba6abf96b7e3c3ff0b4530f6e",
        request: (
            "GET",
            "https://api.twilio.com/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json",
        ),
        fields: &[
            ("account_sid", "AC0123456789abcdef0123456789abcdef"),
            ("key_sid", "SK2a0747eba6abf96b7e3c3ff0b4530f6e"),
        ],
        secrets: &[("key_secret", "a-twilio-key-secret")],
        wrong: Some(("key_secret", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "twilio",
        way: "auth_token",
        who: "AC0123456789abcdef0123456789abcdef",
        request: (
            "GET",
            "https://api.twilio.com/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json",
        ),
        fields: &[("account_sid", "AC0123456789abcdef0123456789abcdef")],
        secrets: &[("auth_token", "0f5b2a7c9d3e4f60718293a4b5c6d7e8")],
        wrong: Some(("auth_token", "1f5b2a7c9d3e4f60718293a4b5c6d7e8")),
        ..TYPED
    },
    Scenario {
        connector: "zendesk",
        way: "api_token",
        who: "ada@acme.test",
        request: ("GET", "https://acme.zendesk.com/api/v2/organizations.json"),
        fields: &[("subdomain", "acme"), ("email_address", "ada@acme.test")],
        secrets: &[("api_token", "6wiIBWbGkBMo1mRDMuVwkw1EPsNkeUj95PIz2akv")],
        wrong: Some(("api_token", "wrong")),
        ..TYPED
    },
];
