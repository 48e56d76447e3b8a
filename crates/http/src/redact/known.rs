//! Owns hiding values that are known: those a request carried, wherever its answer repeats them.

use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use super::HIDDEN;

/// Shorter values are left: hiding every "a" would hide the whole answer and protect nothing.
const SHORTEST: usize = 4;

/// Hides each of the given secrets, as it is, and as forms, paths and JSON write it.
pub fn mask_known(text: &str, secrets: &[SecretString]) -> String {
    let mut hidden = text.to_owned();
    for secret in secrets {
        let plain = secret.expose_secret();
        if plain.len() < SHORTEST {
            continue;
        }
        let form: String = form_urlencoded::byte_serialize(plain.as_bytes()).collect();
        let json = serde_json::Value::from(plain).to_string();
        let segment = in_path(plain);
        for spelling in [
            plain,
            &form,
            &form.replace('+', "%20"),
            &segment,
            &segment.replace("%2F", "/"),
            json.trim_matches('"'),
        ] {
            if hidden.contains(spelling) {
                hidden = hidden.replace(spelling, HIDDEN);
            }
        }
    }
    hidden
}

/// As a part of a URL's path is written, which leaves more characters alone than a form does.
fn in_path(plain: &str) -> String {
    let mut url = Url::parse("https://host/").expect("it is a URL");
    url.path_segments_mut()
        .expect("an https URL has a path of segments")
        .clear()
        .push(plain);
    url.path()[1..].to_owned()
}
