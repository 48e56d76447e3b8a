//! Requests signed one by one: that templates know their names, that nothing essential is replaced, that a key is there.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Checks;
use super::names::Scope;
use crate::mistake::Finding;
use crate::spans::{entry, member};
use crate::template::{self, Place};
use crate::{HmacSign, JwtSign, KeyEncoding, Sign};

/// What templates know of the request; see [`HmacSign`].
const OF_REQUEST: [&str; 11] = [
    "method",
    "url",
    "host",
    "path",
    "query",
    "sorted_query",
    "body",
    "body_sha256",
    "content_type",
    "timestamp",
    "nonce",
];

impl Checks<'_> {
    /// The signature of each request.
    pub(super) fn sign(&mut self, pointer: &str, sign: &Sign, scope: &Scope) {
        match sign {
            Sign::AwsSigv4(aws) => {
                let optional = aws.session_token.as_ref();
                self.sign_texts(
                    pointer,
                    [
                        ("access_key", Some(&aws.access_key)),
                        ("secret_key", Some(&aws.secret_key)),
                        ("session_token", optional),
                        ("region", Some(&aws.region)),
                        ("service", Some(&aws.service)),
                    ],
                    scope,
                );
            }
            Sign::Wsse(wsse) => self.sign_texts(
                pointer,
                [
                    ("username", Some(&wsse.username)),
                    ("password", Some(&wsse.password)),
                ],
                scope,
            ),
            Sign::Hmac(hmac) => self.hmac(pointer, hmac, scope),
            Sign::Jwt(jwt) => self.jwt(pointer, jwt, scope),
        }
    }

    fn sign_texts<'s>(
        &mut self,
        pointer: &str,
        texts: impl IntoIterator<Item = (&'static str, Option<&'s String>)>,
        scope: &Scope,
    ) {
        for (key, source) in texts {
            if let Some(source) = source {
                self.template(&format!("{pointer}/{key}"), source, Place::Text, scope);
            }
        }
    }

    fn hmac(&mut self, pointer: &str, hmac: &HmacSign, scope: &Scope) {
        self.sign_texts(pointer, [("key", Some(&hmac.key))], scope);
        if hmac.key_encoding == KeyEncoding::Pem {
            self.mistake(
                format!("{pointer}/key_encoding"),
                "both sides know this key, so it is no PEM: text, hex or base64",
            );
        }
        let of_request = self.of_request(pointer, scope);
        let string = format!("{pointer}/string");
        self.template(&string, &hmac.string, Place::Text, &of_request);
        if !template::is_template(&hmac.string) {
            self.mistake(
                string,
                "this text is the same for every request, and so is its signature",
            );
        }
        let placed = of_request.with("signature");
        self.placed(
            pointer,
            "signature",
            &hmac.headers,
            &hmac.query,
            true,
            &placed,
        );
    }

    fn jwt(&mut self, pointer: &str, jwt: &JwtSign, scope: &Scope) {
        self.sign_texts(
            pointer,
            [("key", Some(&jwt.key)), ("key_id", jwt.key_id.as_ref())],
            scope,
        );
        let pem = jwt.key_encoding == KeyEncoding::Pem;
        if jwt.algorithm.is_symmetric() && pem {
            self.mistake(
                format!("{pointer}/key_encoding"),
                "both sides know this key, so it is no PEM: text, hex or base64",
            );
        }
        if jwt.lifetime_seconds == 0 {
            self.mistake(
                format!("{pointer}/lifetime_seconds"),
                "a token that lives no second is refused",
            );
        }
        for name in ["alg", "kid"] {
            if jwt.header.contains_key(name) {
                self.mistake(
                    member(&format!("{pointer}/header"), name),
                    format!("`{name}` is set from `algorithm` and `key_id`"),
                );
            }
        }
        let of_request = self.of_request(pointer, scope);
        self.members(&format!("{pointer}/header"), &jwt.header, &of_request);
        self.members(&format!("{pointer}/claims"), &jwt.claims, &of_request);
        let placed = of_request.with("jwt");
        self.placed(pointer, "jwt", &jwt.headers, &jwt.query, false, &placed);
    }

    /// The scope with the request's names, none of which may mean something else.
    fn of_request(&mut self, pointer: &str, scope: &Scope) -> Scope {
        let mut all = scope.clone();
        for name in OF_REQUEST {
            if scope.knows(name) {
                let finding = Finding::mistake(format!("`{name}` means two things here"));
                self.note(
                    pointer,
                    finding.hint(
                        "rename the field or value: a signature knows the request by this name",
                    ),
                );
            }
            all = all.with(name);
        }
        all
    }

    /// Where the signature goes: somewhere, and into nothing that is set elsewhere.
    fn placed(
        &mut self,
        pointer: &str,
        name: &str,
        headers: &BTreeMap<String, String>,
        query: &BTreeMap<String, String>,
        must: bool,
        scope: &Scope,
    ) {
        for (header, source) in headers {
            let pointer = member(&format!("{pointer}/headers"), header);
            self.header_name(&pointer, header);
            self.template(&pointer, source, Place::Text, scope);
        }
        for (parameter, source) in query {
            let pointer = member(&format!("{pointer}/query"), parameter);
            self.template(&pointer, source, Place::Text, scope);
        }
        let mut sources = headers.values().chain(query.values()).peekable();
        let is_empty = sources.peek().is_none();
        let is_used = sources.any(|source| template::names(source, Place::Text).contains(name));
        if !is_used && (must || !is_empty) {
            let finding = Finding::mistake(format!("nothing carries `{name}`"));
            self.note(
                pointer,
                finding.hint(format!(
                    "put {{{{ {name} }}}} into one of `headers` or `query`"
                )),
            );
        }
    }

    fn members(&mut self, pointer: &str, members: &Map<String, Value>, scope: &Scope) {
        for (name, value) in members {
            self.value(&member(pointer, name), value, scope);
        }
    }

    fn value(&mut self, pointer: &str, value: &Value, scope: &Scope) {
        match value {
            Value::String(source) => {
                self.template(pointer, source, Place::Text, scope);
            }
            Value::Array(entries) => {
                for (at, it) in entries.iter().enumerate() {
                    self.value(&entry(pointer, at), it, scope);
                }
            }
            Value::Object(members) => self.members(pointer, members, scope),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
