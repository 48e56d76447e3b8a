//! Owns how a client proves itself to the token and revocation endpoints (RFC 6749 2.3.1).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use larder_connector::ClientAuth;
use larder_http::{Fault, Request, SecretOrPlain};
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded::byte_serialize;

use super::Client;

/// Adds the client's proof and sends the pairs as a form.
///
/// # Errors
/// [`Fault::BadRequest`] for credentials that fit no header; encoding leaves none such today.
pub(super) fn with_form(
    request: Request,
    how: ClientAuth,
    client: &Client,
    mut pairs: Vec<(String, SecretOrPlain)>,
) -> Result<Request, Fault> {
    let request = match (how, &client.secret) {
        (ClientAuth::Basic, Some(secret)) => request
            .secret_header("authorization", &basic(&client.id, secret))?
            .hiding(secret),
        (ClientAuth::Body, Some(secret)) => {
            pairs.push(("client_id".to_owned(), client.id.as_str().into()));
            pairs.push(("client_secret".to_owned(), secret.into()));
            request
        }
        // A client without a secret is public: it names itself (RFC 6749 3.2.1).
        (ClientAuth::None, _) | (ClientAuth::Basic | ClientAuth::Body, None) => {
            pairs.push(("client_id".to_owned(), client.id.as_str().into()));
            request
        }
    };
    Ok(request.header("accept", "application/json")?.form(pairs))
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
