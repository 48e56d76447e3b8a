//! Owns how a client proves itself to the token and revocation endpoints (RFC 6749 2.3.1).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use larder_connector::{ClientAuth, OAuth2Plan};
use larder_http::{Fault, Request};
use secrecy::{ExposeSecret, SecretString};
use url::Url;
use url::form_urlencoded::byte_serialize;

use super::assertion;
use super::parameters::Parameters;
use super::{Client, TokenFault};

/// What proves the client: parameters of the request, or a header of it.
pub(super) enum Proof {
    /// Only in the parameters.
    InParameters,
    /// In the `Authorization` header.
    Header(Header),
}

/// An `Authorization` header with its secret part, which an answer may repeat.
pub(super) struct Header {
    value: SecretString,
    secret: SecretString,
}

impl Proof {
    /// Adds the header, if there is one.
    ///
    /// # Errors
    /// [`Fault::BadRequest`] for credentials that fit no header; encoding leaves none such today.
    pub(super) fn add_to(self, request: Request) -> Result<Request, Fault> {
        match self {
            Self::InParameters => Ok(request),
            Self::Header(Header { value, secret }) => Ok(request
                .secret_header("authorization", &value)?
                .hiding(&secret)),
        }
    }
}

/// Adds the client's proof for a request to this endpoint.
///
/// # Errors
/// [`TokenFault::Odd`] when the client's key cannot sign.
pub(super) fn prove(
    plan: &OAuth2Plan,
    client: &Client,
    endpoint: &Url,
    parameters: &mut Parameters,
) -> Result<Proof, TokenFault> {
    match (plan.client_auth, &client.secret) {
        (ClientAuth::Basic, Some(secret)) => {
            return Ok(Proof::Header(Header {
                value: basic(&client.id, secret),
                secret: secret.clone(),
            }));
        }
        (ClientAuth::Body, Some(secret)) => {
            parameters.set("client_id", client.id.as_str());
            parameters.set("client_secret", secret);
        }
        (ClientAuth::PrivateKeyJwt, _) => {
            let proof = assertion::of_client(plan, client, endpoint)?;
            parameters.set("client_id", client.id.as_str());
            parameters.set("client_assertion_type", assertion::CLIENT_ASSERTION_TYPE);
            parameters.set("client_assertion", proof);
        }
        (ClientAuth::Nothing, _) => {}
        // A client without a secret is public: it names itself (RFC 6749 3.2.1).
        (ClientAuth::None, _) | (ClientAuth::Basic | ClientAuth::Body, None) => {
            parameters.set("client_id", client.id.as_str());
        }
    }
    Ok(Proof::InParameters)
}

/// Id and secret are form-encoded each before they are put together: a colon or a blank in one of
/// them would not survive otherwise.
fn basic(id: &str, secret: &SecretString) -> SecretString {
    let id: String = byte_serialize(id.as_bytes()).collect();
    let secret: String = byte_serialize(secret.expose_secret().as_bytes()).collect();
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v01_id_and_secret_are_form_encoded_before_base64() {
        let header = basic("my client:1", &"p%ss é+:".into());
        let encoded = header
            .expose_secret()
            .strip_prefix("Basic ")
            .expect("the scheme");
        let plain = STANDARD.decode(encoded).expect("base64");
        assert_eq!(
            String::from_utf8(plain).expect("text"),
            "my+client%3A1:p%25ss+%C3%A9%2B%3A"
        );
    }
}
