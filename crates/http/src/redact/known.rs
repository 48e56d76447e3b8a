//! Owns hiding values that are known: those a request carried, wherever its answer repeats them.

use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;

use super::HIDDEN;

/// Shorter values are left: hiding every "a" would hide the whole answer and protect nothing.
const SHORTEST: usize = 4;

/// Hides each of the given secrets, as it is, as forms write it, and as JSON writes it.
pub fn mask_known(text: &str, secrets: &[SecretString]) -> String {
    let mut hidden = text.to_owned();
    for secret in secrets {
        let plain = secret.expose_secret();
        if plain.len() < SHORTEST {
            continue;
        }
        let form: String = form_urlencoded::byte_serialize(plain.as_bytes()).collect();
        let json = serde_json::Value::from(plain).to_string();
        for spelling in [
            plain,
            &form,
            &form.replace('+', "%20"),
            json.trim_matches('"'),
        ] {
            if hidden.contains(spelling) {
                hidden = hidden.replace(spelling, HIDDEN);
            }
        }
    }
    hidden
}
