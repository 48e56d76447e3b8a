//! Ways in which the vendor grants access to a client: OAuth in all its kinds.

use super::{Client, Renews, Scenario, TYPED};

/// From Airtable to Jira.
pub(crate) const A_TO_J: &[Scenario] = &[
    Scenario {
        connector: "airtable",
        way: "oauth2",
        who: "ada@acme.test",
        request: ("GET", "https://api.airtable.com/v0/meta/bases"),
        client: Client::Secret,
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "asana",
        way: "oauth2",
        who: "ada@acme.test",
        request: ("GET", "https://app.asana.com/api/1.0/projects"),
        client: Client::Secret,
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "discogs",
        way: "oauth1",
        who: "adapark",
        request: (
            "GET",
            "https://api.discogs.com/users/adapark/collection/folders",
        ),
        client: Client::Secret,
        client_id: Some("abcd1234discogs"),
        client_secret: Some("a-discogs-consumer-secret"),
        ..TYPED
    },
    Scenario {
        connector: "dropbox",
        way: "oauth2",
        who: "ada@acme.test",
        request: ("POST", "https://api.dropboxapi.com/2/files/list_folder"),
        body: Some("{\"path\": \"\"}"),
        client: Client::Secret,
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "github",
        way: "oauth2",
        who: "adapark",
        request: ("GET", "https://api.github.com/user/repos"),
        client: Client::Secret,
        ..TYPED
    },
    Scenario {
        connector: "github",
        way: "device",
        who: "adapark",
        request: ("GET", "https://api.github.com/user/repos"),
        client: Client::Public,
        ..TYPED
    },
    Scenario {
        connector: "google_sheets",
        way: "oauth2",
        who: "ada@acme.test",
        request: (
            "GET",
            "https://sheets.googleapis.com/v4/spreadsheets/1BxiMVs0",
        ),
        client: Client::Secret,
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "google_sheets",
        way: "service_account",
        who: "ada@acme.test",
        request: (
            "GET",
            "https://sheets.googleapis.com/v4/spreadsheets/1BxiMVs0",
        ),
        fields: &[("service_account", "recipes@pantry.iam.gserviceaccount.com")],
        secrets: &[("private_key", "key:rsa")],
        renews: Renews::Anew,
        wrong: Some(("private_key", "key:other")),
        ..TYPED
    },
    Scenario {
        connector: "hubspot",
        way: "oauth2",
        who: "ada@acme.test",
        request: ("GET", "https://api.hubapi.com/crm/v3/objects/contacts"),
        client: Client::Secret,
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "jira_cloud",
        way: "oauth2",
        who: "ada@acme.test",
        request: (
            "GET",
            "https://api.atlassian.com/ex/jira/1324a887-45db-1bf4-1e99-ef0ff456d421/rest/api/3/project/search",
        ),
        client: Client::Secret,
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "jira_data_center",
        way: "oauth1",
        who: "ada",
        request: ("GET", "https://jira.acme.example/rest/api/2/project"),
        fields: &[
            ("base_url", "https://jira.acme.example"),
            ("consumer_key", "larder"),
        ],
        secrets: &[("private_key", "key:rsa")],
        wrong: Some(("private_key", "key:other")),
        ..TYPED
    },
    Scenario {
        connector: "jira_data_center",
        way: "oauth2",
        who: "ada",
        request: ("GET", "https://jira.acme.example/rest/api/2/project"),
        client: Client::Secret,
        fields: &[("base_url", "https://jira.acme.example")],
        renews: Renews::Refresh,
        ..TYPED
    },
];

/// From Mailchimp to Zoho.
pub(crate) const M_TO_Z: &[Scenario] = &[
    Scenario {
        connector: "mailchimp",
        way: "oauth2",
        who: "ada@acme.test",
        request: ("GET", "https://us6.api.mailchimp.com/3.0/lists"),
        client: Client::Secret,
        ..TYPED
    },
    Scenario {
        connector: "marketo",
        way: "client_credentials",
        who: "ada@acme.test",
        request: ("GET", "https://123-abc-456.mktorest.com/rest/v1/lists.json"),
        client: Client::Secret,
        fields: &[("munchkin", "123-ABC-456")],
        renews: Renews::Anew,
        ..TYPED
    },
    Scenario {
        connector: "microsoft_graph",
        way: "oauth2",
        who: "ada@acme.test",
        request: ("GET", "https://graph.microsoft.com/v1.0/me/drive"),
        client: Client::Secret,
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "microsoft_graph",
        way: "device",
        who: "ada@acme.test",
        request: ("GET", "https://graph.microsoft.com/v1.0/me/drive"),
        client: Client::Public,
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "microsoft_graph",
        way: "client_credentials",
        who: "Acme",
        request: ("GET", "https://graph.microsoft.com/v1.0/users"),
        client: Client::Secret,
        fields: &[("app_tenant", "acme.onmicrosoft.com")],
        renews: Renews::Anew,
        ..TYPED
    },
    Scenario {
        connector: "notion",
        way: "oauth2",
        who: "ada@acme.test",
        request: ("POST", "https://api.notion.com/v1/search"),
        body: Some("{\"query\": \"oats\"}"),
        client: Client::Secret,
        ..TYPED
    },
    Scenario {
        connector: "quickbooks_online",
        way: "oauth2",
        who: "ada@acme.test",
        request: (
            "GET",
            "https://quickbooks.api.intuit.com/v3/company/9341453624101/companyinfo/9341453624101",
        ),
        client: Client::Secret,
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "salesforce",
        way: "oauth2",
        who: "ada@acme.test",
        request: (
            "GET",
            "https://acme.my.salesforce.com/services/data/v65.0/limits",
        ),
        client: Client::Secret,
        fields: &[("environment", "login")],
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "salesforce",
        way: "jwt_bearer",
        who: "ada@acme.test",
        request: (
            "GET",
            "https://acme.my.salesforce.com/services/data/v65.0/limits",
        ),
        client: Client::Public,
        fields: &[("environment", "login"), ("username", "ada@acme.test")],
        secrets: &[("private_key", "key:rsa")],
        renews: Renews::Anew,
        wrong: Some(("private_key", "key:other")),
        ..TYPED
    },
    Scenario {
        connector: "salesforce",
        way: "client_credentials",
        who: "ada@acme.test",
        request: (
            "GET",
            "https://acme.my.salesforce.com/services/data/v65.0/limits",
        ),
        client: Client::Secret,
        fields: &[
            ("environment", "custom"),
            ("domain", "acme.my.salesforce.com"),
        ],
        renews: Renews::Anew,
        ..TYPED
    },
    Scenario {
        connector: "servicenow",
        way: "oauth2",
        who: "ada",
        request: ("GET", "https://acme.service-now.com/api/now/table/incident"),
        client: Client::Secret,
        fields: &[("instance_name", "acme")],
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "servicenow",
        way: "client_credentials",
        who: "ada",
        request: ("GET", "https://acme.service-now.com/api/now/table/incident"),
        client: Client::Secret,
        fields: &[("instance_name", "acme")],
        renews: Renews::Anew,
        ..TYPED
    },
    Scenario {
        connector: "shopify",
        way: "oauth2",
        who: "ada@acme.test",
        request: (
            "GET",
            "https://acme.myshopify.com/admin/api/2026-01/products.json",
        ),
        client: Client::Secret,
        fields: &[("shop", "acme")],
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "shopify",
        way: "client_credentials",
        who: "ada@acme.test",
        request: (
            "GET",
            "https://acme.myshopify.com/admin/api/2026-01/products.json",
        ),
        client: Client::Secret,
        fields: &[("shop", "acme")],
        renews: Renews::Anew,
        ..TYPED
    },
    Scenario {
        connector: "slack",
        way: "oauth2",
        who: "ada.park",
        request: ("GET", "https://slack.com/api/conversations.list"),
        client: Client::Public,
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "snowflake",
        way: "oauth2",
        who: "ADA",
        request: (
            "POST",
            "https://acme-prod.snowflakecomputing.com/api/v2/statements",
        ),
        body: Some("{\"statement\": \"SELECT CURRENT_ROLE()\"}"),
        client: Client::Secret,
        fields: &[("account_identifier", "ACME-PROD")],
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "trello",
        way: "oauth1",
        who: "adapark",
        request: ("GET", "https://api.trello.com/1/members/me/boards"),
        client: Client::Secret,
        client_id: Some("0f5b2a7c9d3e4f60718293a4b5c6d7e8"),
        client_secret: Some("a-trello-application-secret"),
        ..TYPED
    },
    Scenario {
        connector: "xero",
        way: "oauth2",
        who: "ada@acme.test",
        request: ("GET", "https://api.xero.com/api.xro/2.0/Contacts"),
        client: Client::Public,
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "xero",
        way: "client_credentials",
        who: "Acme Ltd",
        request: ("GET", "https://api.xero.com/api.xro/2.0/Contacts"),
        client: Client::Secret,
        renews: Renews::Anew,
        ..TYPED
    },
    Scenario {
        connector: "zendesk",
        way: "oauth2",
        who: "ada@acme.test",
        request: ("GET", "https://acme.zendesk.com/api/v2/organizations.json"),
        client: Client::Public,
        fields: &[("subdomain", "acme")],
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "zoho_crm",
        way: "oauth2",
        who: "ada@acme.test",
        request: ("GET", "https://www.zohoapis.com/crm/v8/settings/modules"),
        client: Client::Secret,
        renews: Renews::Refresh,
        ..TYPED
    },
];
