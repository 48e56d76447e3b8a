//! One small definition for each grant of OAuth 2.

/// A definition with one way: the lines given stand from line 16 on.
pub(crate) fn with(lines: &str) -> String {
    format!(
        r#"id = "acme"
name = "Acme"
api_hosts = ["*.acme.test", "acme.test"]

[test]
get = "https://api.acme.test/me"

[[fields]]
key = "site"
label = "Site"

[[auth]]
id = "way"
label = "Sign in"
secrets = [{{ key = "private_key", label = "Key" }}, {{ key = "pass", label = "Password" }}]
{lines}
"#
    )
}

pub(crate) const CODE: &str = r#"type = "oauth2"
authorize_url = "https://id.acme.test/authorize"
token_url = "https://id.acme.test/token"
pkce = "S256"
"#;
pub(crate) const SERVICE: &str = r#"type = "oauth2_client_credentials"
token_url = "https://id.acme.test/token"
"#;
pub(crate) const ASSERTION: &str = r#"type = "jwt_bearer"
token_url = "https://id.acme.test/token"
assertion = { key = "{{ private_key }}", algorithm = "RS256", claims = { iss = "{{ client_id }}", sub = "{{ site }}" } }
"#;
pub(crate) const DEVICE: &str = r#"type = "oauth2_device"
device_url = "https://id.acme.test/device"
token_url = "https://id.acme.test/token"
"#;
pub(crate) const PASSWORD: &str = r#"type = "oauth2_password"
token_url = "https://id.acme.test/token"
username = "{{ site }}"
password = "{{ pass }}"
why = "the vendor's API page offers nothing else"
"#;
