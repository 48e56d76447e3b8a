//! Owns finding endpoints by an issuer's metadata (RFC 8414, OpenID Connect Discovery), and distrusting what it says.

use std::time::Duration;

use larder_connector::{DiscoverPlan, Grant, OAuth2Plan};
use larder_http::{Exchange, Fault, Request, Retry, is_transient_status};
use serde_json::Value;
use url::Url;

use super::TokenFault;
use super::token::of_fault;

/// Real metadata has up to 20 kilobytes.
const MOST_BYTES: usize = 256 * 1024;
/// The person is waiting for a page.
const TIMEOUT: Duration = Duration::from_secs(15);
/// Reading metadata changes nothing, so it may be tried again.
const TRIES: u32 = 3;

/// Fills in the endpoints a plan does not name, from its issuer's metadata. Asks nothing when nothing is missing.
///
/// The metadata must name the issuer that was asked, letter for letter (RFC 8414 section 3.3): else one server could
/// hand out another's endpoints and collect its codes. From then on a redirect must name that issuer too, where the
/// metadata promises it (RFC 9207 section 3).
///
/// # Errors
/// [`TokenFault`]; [`TokenFault::Odd`] names what the metadata lacks or gets wrong.
pub async fn discover(http: &larder_http::Client, plan: &mut OAuth2Plan) -> Result<(), TokenFault> {
    let Some(discover) = plan.discover.clone() else {
        return Ok(());
    };
    if is_complete(plan) {
        return Ok(());
    }
    let mut last = None;
    for address in addresses(&discover.url) {
        match read(http, address).await {
            Ok(metadata) => {
                let mut filled = plan.clone();
                apply(&mut filled, &discover, &metadata)?;
                *plan = filled;
                return Ok(());
            }
            // An issuer that knows one of the two documents knows no other place either.
            Err(fault) if fault.is_transient() => return Err(fault),
            Err(fault) => last = Some(fault),
        }
    }
    Err(last.unwrap_or_else(|| TokenFault::no_endpoint("metadata")))
}

fn is_complete(plan: &OAuth2Plan) -> bool {
    let token = plan.token_url.is_some();
    token
        && match plan.grant {
            // Only metadata says whether `iss` comes back; without an issuer to compare there is no use in knowing.
            Grant::AuthorizationCode => plan.authorize_url.is_some() && plan.issuer.is_some(),
            Grant::Device => plan.device_url.is_some(),
            _ => true,
        }
}

/// RFC 8414 section 3.1 puts the well-known part before the issuer's path, OpenID Connect Discovery section 4 behind it.
fn addresses(issuer: &Url) -> [Url; 2] {
    let path = issuer.path().trim_end_matches('/').to_owned();
    let at = |path: String| {
        let mut url = issuer.clone();
        url.set_path(&path);
        url.set_query(None);
        url.set_fragment(None);
        url
    };
    [
        at(format!("/.well-known/oauth-authorization-server{path}")),
        at(format!("{path}/.well-known/openid-configuration")),
    ]
}

async fn read(http: &larder_http::Client, address: Url) -> Result<Value, TokenFault> {
    let request = Request::get(address)
        .max_body(MOST_BYTES)
        .timeout(TIMEOUT)
        .retry(Retry::Transient { attempts: TRIES });
    let summary = request.summary();
    let answer = match request.header("accept", "application/json") {
        Ok(request) => http.send(request).await,
        Err(fault) => Err(fault),
    };
    let response = answer.map_err(|fault| of_fault(&summary, fault))?;
    let exchange = || Box::new(Exchange::of(&summary, &Ok(response.clone())));
    let status = response.status;
    if is_transient_status(status) {
        return Err(TokenFault::Transient {
            status: Some(status),
            fault: None,
            retry_after: response.retry_after(),
            exchange: exchange(),
        });
    }
    let odd = |why: &str| TokenFault::Odd {
        why: why.to_owned(),
        status: Some(status),
        exchange: Some(exchange()),
    };
    if status != 200 {
        return Err(odd("the issuer has no metadata there"));
    }
    match response.json() {
        Ok(metadata @ Value::Object(_)) => Ok(metadata),
        Err(Fault::Html) => Err(odd("the issuer's metadata is a web page")),
        _ => Err(odd("the issuer's metadata cannot be read")),
    }
}

/// Takes over what is missing and nothing else.
fn apply(
    plan: &mut OAuth2Plan,
    discover: &DiscoverPlan,
    metadata: &Value,
) -> Result<(), TokenFault> {
    if metadata["issuer"].as_str() != Some(discover.issuer.as_str()) {
        return Err(TokenFault::odd("the metadata names another issuer"));
    }
    let is_page = matches!(plan.grant, Grant::AuthorizationCode);
    let is_device = matches!(plan.grant, Grant::Device);
    let endpoints = [
        (&mut plan.authorize_url, "authorization_endpoint", is_page),
        (&mut plan.token_url, "token_endpoint", true),
        (
            &mut plan.device_url,
            "device_authorization_endpoint",
            is_device,
        ),
    ];
    for (known, name, is_needed) in endpoints {
        if known.is_none() && is_needed {
            let text = metadata.get(name).and_then(Value::as_str);
            let text =
                text.ok_or_else(|| TokenFault::odd(format!("the metadata names no {name}")))?;
            *known = Some(endpoint(discover, name, text)?);
        }
    }
    if plan.revoke_url.is_none()
        && let Some(text) = metadata["revocation_endpoint"].as_str()
    {
        plan.revoke_url = Some(endpoint(discover, "revocation_endpoint", text)?);
    }
    if is_page {
        if plan.issuer.is_none() {
            plan.issuer = Some(discover.issuer.clone());
        }
        plan.iss_required |=
            metadata["authorization_response_iss_parameter_supported"] == Value::Bool(true);
    }
    Ok(())
}

fn endpoint(discover: &DiscoverPlan, name: &str, text: &str) -> Result<Url, TokenFault> {
    let url = Url::parse(text).ok().filter(|url| url.fragment().is_none());
    let url = url.ok_or_else(|| TokenFault::odd(format!("the metadata's {name} is no address")))?;
    if !discover.admits(&url) {
        let host = url.host_str().unwrap_or_default();
        return Err(TokenFault::odd(format!(
            "the metadata's {name} leads to {host}, which is none of the app's https hosts"
        )));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_documents_are_where_the_standards_put_them() {
        let places = |issuer: &str| {
            let urls = addresses(&Url::parse(issuer).expect("a URL"));
            urls.map(|url| url.as_str().to_owned())
        };
        assert_eq!(
            places("https://id.example"),
            [
                "https://id.example/.well-known/oauth-authorization-server",
                "https://id.example/.well-known/openid-configuration"
            ]
        );
        assert_eq!(
            places("https://id.example:8443/tenant/one/"),
            [
                "https://id.example:8443/.well-known/oauth-authorization-server/tenant/one",
                "https://id.example:8443/tenant/one/.well-known/openid-configuration"
            ]
        );
    }
}
