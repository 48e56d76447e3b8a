//! Ways of the definition in which the person fills in everything.

use super::{Renews, Scenario, TYPED};

/// Each.
pub(crate) const BY_HAND: &[Scenario] = &[
    Scenario {
        connector: "http",
        way: "basic",
        who: "",
        request: ("GET", "https://api.acme.example/basic/me"),
        fields: &[
            ("base_url", "https://api.acme.example/basic"),
            ("test_path", "me"),
            ("username", "ada"),
        ],
        secrets: &[("password", "pässword:with colon")],
        wrong: Some(("password", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "bearer",
        who: "",
        request: ("GET", "https://api.acme.example/bearer/me"),
        fields: &[
            ("base_url", "https://api.acme.example/bearer"),
            ("test_path", "me"),
        ],
        secrets: &[("token", "pantry-key-1")],
        wrong: Some(("token", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "api_key",
        who: "",
        request: ("GET", "https://api.acme.example/prefixed/me"),
        fields: &[
            ("base_url", "https://api.acme.example/prefixed"),
            ("test_path", "me"),
            ("header_name", "X-API-Key"),
            ("key_prefix", "Token"),
        ],
        secrets: &[("api_key", "pantry-key-1")],
        wrong: Some(("api_key", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "api_key_query",
        who: "",
        request: ("GET", "https://api.acme.example/query/me"),
        fields: &[
            ("base_url", "https://api.acme.example/query"),
            ("test_path", "me"),
            ("query_name", "api_key"),
        ],
        secrets: &[("api_key", "pantry-key-1")],
        wrong: Some(("api_key", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "api_key_body",
        who: "",
        request: ("POST", "https://api.acme.example/body/me"),
        body: Some("{\"note\": \"oats\"}"),
        fields: &[
            ("base_url", "https://api.acme.example/body"),
            ("test_path", "me"),
            ("body_name", "api_key"),
        ],
        secrets: &[("api_key", "pantry-key-1")],
        wrong: Some(("api_key", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "api_key_path",
        who: "",
        request: ("GET", "https://api.acme.example/me"),
        fields: &[
            ("base_url", "https://api.acme.example"),
            ("test_path", "me"),
            ("path_word", "bot"),
        ],
        secrets: &[("api_key", "pantry-key-1")],
        wrong: Some(("api_key", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "api_key_cookie",
        who: "",
        request: ("GET", "https://api.acme.example/cookie/me"),
        fields: &[
            ("base_url", "https://api.acme.example/cookie"),
            ("test_path", "me"),
            ("cookie_name", "session"),
        ],
        secrets: &[("api_key", "pantry-key-1")],
        wrong: Some(("api_key", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "oauth2",
        who: "",
        request: ("GET", "https://api.acme.example/oauth2/me"),
        fields: &[
            ("base_url", "https://api.acme.example/oauth2"),
            ("test_path", "me"),
            (
                "authorize_address",
                "https://api.acme.example/oauth2/authorize",
            ),
            ("token_address", "https://api.acme.example/oauth2/token"),
            ("scope", "read write"),
            ("oauth_client", "larder-quirks"),
        ],
        secrets: &[("oauth_secret", "a-secret-everybody-may-know")],
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "oauth2_discovered",
        who: "",
        request: ("GET", "https://api.acme.example/issuer/me"),
        fields: &[
            ("base_url", "https://api.acme.example/issuer"),
            ("test_path", "me"),
            ("issuer_address", "https://api.acme.example/issuer"),
            ("scope_discovered", "read"),
            ("oauth_client_discovered", "larder-quirks"),
        ],
        secrets: &[("oauth_secret", "a-secret-everybody-may-know")],
        renews: Renews::Refresh,
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "oauth2_client_credentials",
        who: "",
        request: ("GET", "https://api.acme.example/oauth2/me"),
        fields: &[
            ("base_url", "https://api.acme.example/oauth2"),
            ("test_path", "me"),
            (
                "credentials_address",
                "https://api.acme.example/oauth2/token",
            ),
            ("credentials_scope", "read"),
            ("credentials_client", "larder-quirks"),
        ],
        secrets: &[("oauth_secret", "a-secret-everybody-may-know")],
        renews: Renews::Anew,
        wrong: Some(("oauth_secret", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "oauth1",
        who: "",
        request: ("GET", "https://api.acme.example/oauth1/me"),
        fields: &[
            ("base_url", "https://api.acme.example/oauth1"),
            ("test_path", "me"),
            (
                "request_token_address",
                "https://api.acme.example/oauth1/request",
            ),
            (
                "permission_address",
                "https://api.acme.example/oauth1/authorize",
            ),
            (
                "access_token_address",
                "https://api.acme.example/oauth1/access",
            ),
            ("consumer_key", "larder-quirks"),
        ],
        secrets: &[("consumer_secret", "a-secret-everybody-may-know")],
        wrong: Some(("consumer_secret", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "oauth1_token",
        who: "",
        request: ("GET", "https://api.acme.example/oauth1_token/me"),
        fields: &[
            ("base_url", "https://api.acme.example/oauth1_token"),
            ("test_path", "me"),
            ("fixed_consumer_key", "larder-quirks"),
            ("fixed_token", "pantry-token"),
            ("realm", "ACME"),
        ],
        secrets: &[
            ("consumer_secret", "a-secret-everybody-may-know"),
            ("token_secret", "pantry-token-secret"),
        ],
        wrong: Some(("token_secret", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "session",
        who: "",
        request: ("GET", "https://api.acme.example/session/me"),
        fields: &[
            ("base_url", "https://api.acme.example/session"),
            ("test_path", "me"),
            ("login_path", "login"),
            ("login_user", "ada@acme.test"),
        ],
        secrets: &[("login_password", "pantry-7")],
        renews: Renews::Again,
        wrong: Some(("login_password", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "hmac",
        who: "",
        request: ("GET", "https://api.acme.example/hmac/me"),
        fields: &[
            ("base_url", "https://api.acme.example/hmac"),
            ("test_path", "me"),
            ("key_id", "pantry-key-1"),
        ],
        secrets: &[("signing_key", "pantry-signing-key")],
        wrong: Some(("signing_key", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "wsse",
        who: "",
        request: ("GET", "https://api.acme.example/wsse/me"),
        fields: &[
            ("base_url", "https://api.acme.example/wsse"),
            ("test_path", "me"),
            ("wsse_user", "ada"),
        ],
        secrets: &[("wsse_password", "pantry-wsse")],
        wrong: Some(("wsse_password", "wrong")),
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "certificate",
        who: "",
        request: ("GET", "https://api.acme.example/certificate/me"),
        fields: &[
            ("base_url", "https://api.acme.example/certificate"),
            ("test_path", "me"),
        ],
        secrets: &[
            ("client_certificate", "key:certificate"),
            ("client_key", "key:certificate key"),
        ],
        ..TYPED
    },
    Scenario {
        connector: "http",
        way: "none",
        who: "",
        request: ("GET", "https://api.acme.example/open/me"),
        fields: &[
            ("base_url", "https://api.acme.example/open"),
            ("test_path", "me"),
        ],
        ..TYPED
    },
];
