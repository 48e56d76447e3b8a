//! The OAuth 2 family: which keys each grant needs, and what may stand in them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Checks;
use super::names::Scope;
use crate::context::ASKED_SCOPES;
use crate::mistake::Finding;
use crate::spans::member;
use crate::template::Place;
use crate::{
    Auth, AuthKind, ClientAuth, OAuth2, Pkce, Redirect, ResponseMode, TokenBody, TokenMethod,
    Window,
};

/// The fewest characters of a reason.
const REASON: usize = 12;

impl Checks<'_> {
    /// `scope` holds the connector's names; secrets and the client's id are added where they may be used.
    pub(super) fn oauth2(&mut self, pointer: &str, way: &Auth, oauth2: &OAuth2, scope: &Scope) {
        let plain = scope.clone().with("client_id");
        let sealed = way.secrets.iter().map(|field| &field.key);
        let typed = scope.clone().with_all(sealed);
        let secret = typed.clone().with("client_id");
        self.keys_of_grant(pointer, &way.kind, oauth2);
        self.endpoints(pointer, oauth2, &plain);
        self.proof_key(pointer, &way.kind, oauth2);
        self.client(pointer, oauth2, &typed, &secret);
        self.token_request(pointer, oauth2, &secret);
        let asking = secret.clone().with(ASKED_SCOPES);
        self.oauth2_parameters(pointer, oauth2, &plain.clone().with(ASKED_SCOPES), &asking);
        self.token_answer(pointer, oauth2);
        for (key, scopes) in [
            ("scopes", &oauth2.scopes),
            ("optional_scopes", &oauth2.optional_scopes),
        ] {
            for (index, source) in scopes.iter().enumerate() {
                let pointer = format!("{pointer}/{key}/{index}");
                self.template(&pointer, source, Place::Text, &plain);
            }
        }
        self.required_scopes(pointer, oauth2);
        if oauth2.response_mode == ResponseMode::FormPost && oauth2.window == Window::Popup {
            let finding = Finding::mistake("a window of Larder's own cannot see a posted answer");
            self.note(
                format!("{pointer}/response_mode"),
                finding.hint("add `window = \"browser\"`"),
            );
        }
        if let Some(assertion) = &oauth2.assertion {
            let pointer = format!("{pointer}/assertion");
            self.template(
                &format!("{pointer}/key"),
                &assertion.key,
                Place::Text,
                &secret,
            );
            if let Some(key_id) = &assertion.key_id {
                self.template(&format!("{pointer}/key_id"), key_id, Place::Text, &secret);
            }
            self.texts_within(&format!("{pointer}/header"), &assertion.header, &secret);
            self.texts_within(&format!("{pointer}/claims"), &assertion.claims, &asking);
        }
        for (key, source) in [
            ("username", &oauth2.username),
            ("password", &oauth2.password),
        ] {
            if let Some(source) = source {
                self.template(&format!("{pointer}/{key}"), source, Place::Text, &secret);
            }
        }
        self.redirect(&format!("{pointer}/redirect"), &oauth2.redirect);
    }

    /// What is missing for the grant, and what belongs to another.
    fn keys_of_grant(&mut self, pointer: &str, kind: &AuthKind, oauth2: &OAuth2) {
        let is_code = matches!(kind, AuthKind::Oauth2(_));
        let is_device = matches!(kind, AuthKind::Oauth2Device(_));
        let is_password = matches!(kind, AuthKind::Oauth2Password(_));
        let is_assertion = matches!(kind, AuthKind::JwtBearer(_));
        let discovered = oauth2.discover.is_some();
        let required = [
            (
                "authorize_url",
                is_code && !discovered,
                oauth2.authorize_url.is_some(),
            ),
            ("token_url", !discovered, oauth2.token_url.is_some()),
            (
                "device_url",
                is_device && !discovered,
                oauth2.device_url.is_some(),
            ),
            ("assertion", is_assertion, oauth2.assertion.is_some()),
            ("username", is_password, oauth2.username.is_some()),
            ("password", is_password, oauth2.password.is_some()),
        ];
        for (key, is_required, is_given) in required {
            if is_required && !is_given {
                let finding = Finding::mistake(format!("`{key}` is missing"));
                self.note(pointer, finding.hint(purpose(key)));
            }
        }
        let why = oauth2.why.as_deref().unwrap_or_default();
        if is_password && why.trim().len() < REASON {
            let finding = Finding::mistake("the password grant wants a reason, in `why`");
            self.note(
                if oauth2.why.is_some() {
                    format!("{pointer}/why")
                } else {
                    pointer.to_owned()
                },
                finding.hint("say how it is known that the app offers nothing better"),
            );
        }
        let of_code = "`oauth2`";
        let belongs = [
            (
                "authorize_url",
                of_code,
                is_code,
                oauth2.authorize_url.is_some(),
            ),
            (
                "authorize_params",
                "`oauth2` and `oauth2_device`",
                is_code || is_device,
                !oauth2.authorize_params.is_empty(),
            ),
            ("pkce", of_code, is_code, oauth2.pkce.is_some()),
            ("issuer", of_code, is_code, oauth2.issuer.is_some()),
            ("iss_required", of_code, is_code, oauth2.iss_required),
            (
                "redirect_names",
                of_code,
                is_code,
                !oauth2.redirect_names.is_empty(),
            ),
            (
                "keep_from_redirect",
                of_code,
                is_code,
                !oauth2.keep_from_redirect.is_empty(),
            ),
            (
                "response_mode",
                of_code,
                is_code,
                oauth2.response_mode != ResponseMode::Query,
            ),
            (
                "device_url",
                "`oauth2_device`",
                is_device,
                oauth2.device_url.is_some(),
            ),
            (
                "assertion",
                "`jwt_bearer`",
                is_assertion,
                oauth2.assertion.is_some(),
            ),
            (
                "username",
                "`oauth2_password`",
                is_password,
                oauth2.username.is_some(),
            ),
            (
                "password",
                "`oauth2_password`",
                is_password,
                oauth2.password.is_some(),
            ),
            (
                "why",
                "`oauth2_password`",
                is_password,
                oauth2.why.is_some(),
            ),
        ];
        for (key, owner, is_here, is_given) in belongs {
            if is_given && !is_here {
                self.mistake(
                    format!("{pointer}/{key}"),
                    format!("`{key}` belongs to {owner} alone"),
                );
            }
        }
    }

    /// Addresses stay where they are, and secrets go where people sign in (C05).
    fn endpoints(&mut self, pointer: &str, oauth2: &OAuth2, scope: &Scope) {
        let seen_by_people = [
            ("authorize_url", &oauth2.authorize_url),
            ("device_url", &oauth2.device_url),
            ("discover", &oauth2.discover),
        ];
        let mut seen = Vec::new();
        for (key, source) in seen_by_people {
            let Some(source) = source else { continue };
            let urls = self.address(&format!("{pointer}/{key}"), source, scope);
            if seen.is_empty() {
                seen = urls;
            }
        }
        let sent_secrets = [
            ("token_url", &oauth2.token_url),
            ("refresh_url", &oauth2.refresh_url),
            ("revoke_url", &oauth2.revoke_url),
        ];
        for (key, source) in sent_secrets {
            let Some(source) = source else { continue };
            let pointer = format!("{pointer}/{key}");
            let urls = self.address(&pointer, source, scope);
            let elsewhere = seen
                .iter()
                .zip(&urls)
                .any(|(one, other)| one.host_str() != other.host_str());
            if elsewhere {
                let finding =
                    Finding::trust("secrets go to another host than the one people sign in at");
                self.note(
                    pointer,
                    finding.hint("make sure that the vendor's own documentation names this host"),
                );
            }
        }
        if let Some(issuer) = &oauth2.issuer {
            self.address(&format!("{pointer}/issuer"), issuer, scope);
        } else if oauth2.iss_required && oauth2.discover.is_none() {
            self.mistake(
                format!("{pointer}/iss_required"),
                "`issuer` is missing, so no `iss` could be right",
            );
        }
    }

    /// O05: the code grant proves itself, or says why it cannot.
    fn proof_key(&mut self, pointer: &str, kind: &AuthKind, oauth2: &OAuth2) {
        match (kind, &oauth2.pkce) {
            (AuthKind::Oauth2(_), None) => {
                let finding = Finding::mistake("`pkce` is missing");
                self.note(
                    pointer,
                    finding.hint("Proof key (RFC 7636), or the reason why the app cannot do it."),
                );
            }
            (_, Some(Pkce::Unsupported(reason))) if reason.trim().len() < REASON => {
                let finding = Finding::mistake("going without PKCE wants a reason");
                self.note(
                    format!("{pointer}/pkce"),
                    finding.hint("say how it is known that the app cannot do it"),
                );
            }
            _ => {}
        }
    }

    fn client(&mut self, pointer: &str, oauth2: &OAuth2, typed: &Scope, secret: &Scope) {
        for (key, source) in [
            ("client_id", &oauth2.client_id),
            ("client_secret", &oauth2.client_secret),
        ] {
            if let Some(source) = source {
                self.template(&format!("{pointer}/{key}"), source, Place::Text, typed);
            }
        }
        if oauth2.client_secret.is_some() && oauth2.client_id.is_none() {
            self.mistake(
                format!("{pointer}/client_secret"),
                "`client_id` is missing: whose secret is this?",
            );
        }
        let is_signed = oauth2.client_auth == Some(ClientAuth::PrivateKeyJwt);
        match &oauth2.client_key {
            None if is_signed => {
                let finding = Finding::mistake("`client_key` is missing");
                self.note(
                    format!("{pointer}/client_auth"),
                    finding.hint(
                        "client_key = { key = \"{{ private_key }}\", algorithm = \"RS256\" }",
                    ),
                );
            }
            Some(_) if !is_signed => self.mistake(
                format!("{pointer}/client_key"),
                "a key is of use with `client_auth = \"private_key_jwt\"` only",
            ),
            _ => {}
        }
        let Some(key) = &oauth2.client_key else {
            return;
        };
        let pointer = format!("{pointer}/client_key");
        self.template(&format!("{pointer}/key"), &key.key, Place::Text, secret);
        for (name, source) in [("key_id", &key.key_id), ("audience", &key.audience)] {
            if let Some(source) = source {
                self.template(&format!("{pointer}/{name}"), source, Place::Text, secret);
            }
        }
        self.texts_within(&format!("{pointer}/header"), &key.header, secret);
    }

    fn token_request(&mut self, pointer: &str, oauth2: &OAuth2, secret: &Scope) {
        if oauth2.token_method == TokenMethod::Get
            && matches!(oauth2.token_body, Some(TokenBody::Form | TokenBody::Json))
        {
            self.mistake(
                format!("{pointer}/token_body"),
                "a GET has no body: its parameters stand in the address",
            );
        }
        for (name, source) in &oauth2.token_headers {
            let pointer = member(&format!("{pointer}/token_headers"), name);
            self.header_name(&pointer, name);
            self.template(&pointer, source, Place::Text, secret);
        }
        if oauth2.lifetime_seconds.is_some() && oauth2.default_lifetime_seconds.is_some() {
            self.mistake(
                format!("{pointer}/default_lifetime_seconds"),
                "`lifetime_seconds` decides already, whatever the answer says",
            );
        }
    }

    fn token_answer(&mut self, pointer: &str, oauth2: &OAuth2) {
        let paths = &oauth2.answer;
        let members = [
            ("access_token", &paths.access_token),
            ("refresh_token", &paths.refresh_token),
            ("expires", &paths.expires),
            ("scope", &paths.scope),
            ("token_type", &paths.token_type),
            ("error", &paths.error),
            ("error_description", &paths.error_description),
        ];
        for (name, path) in members {
            if let Some(path) = path {
                self.path(&format!("{pointer}/answer/{name}"), path);
            }
        }
        let mut seen = BTreeSet::new();
        for (key, kept, is_path) in [
            ("keep", &oauth2.keep, true),
            ("keep_from_redirect", &oauth2.keep_from_redirect, false),
            ("keep_secrets", &oauth2.keep_secrets, true),
        ] {
            for (name, source) in kept {
                let pointer = member(&format!("{pointer}/{key}"), name);
                self.name(pointer.clone(), name, &mut seen);
                if is_path {
                    self.path(&pointer, source);
                } else if source.is_empty() {
                    self.mistake(pointer, "the parameter's name is missing");
                }
            }
        }
    }

    fn texts_within(&mut self, pointer: &str, members: &BTreeMap<String, Value>, scope: &Scope) {
        for (name, value) in members {
            self.texts_of(&member(pointer, name), value, scope);
        }
    }

    fn texts_of(&mut self, pointer: &str, value: &Value, scope: &Scope) {
        match value {
            Value::String(source) => {
                self.template(pointer, source, Place::Text, scope);
            }
            Value::Array(entries) => {
                for (at, entry) in entries.iter().enumerate() {
                    self.texts_of(&crate::spans::entry(pointer, at), entry, scope);
                }
            }
            Value::Object(members) => {
                for (name, value) in members {
                    self.texts_of(&member(pointer, name), value, scope);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    pub(super) fn redirect(&mut self, pointer: &str, redirect: &Redirect) {
        if !matches!(redirect.host.as_str(), "127.0.0.1" | "localhost") {
            let finding = Finding::mistake("a redirect comes back to this machine");
            self.note(
                format!("{pointer}/host"),
                finding.hint("127.0.0.1, or localhost for apps that insist on it"),
            );
        }
        if redirect.ports.is_empty() {
            self.mistake(format!("{pointer}/ports"), "there is at least one port");
        }
        if let Some(path) = &redirect.path {
            let fits = path.starts_with('/')
                && path
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte))
                && !path.split('/').any(|part| part == "." || part == "..");
            if !fits {
                self.mistake(
                    format!("{pointer}/path"),
                    "a path is a slash and plain parts: letters, digits, `-._~`",
                );
            }
        }
    }
}

/// What a missing key is for.
fn purpose(key: &str) -> &'static str {
    match key {
        "authorize_url" => {
            "The authorization endpoint, or `discover` with the issuer that names it."
        }
        "token_url" => "The token endpoint, or `discover` with the issuer that names it.",
        "device_url" => {
            "The device authorization endpoint, or `discover` with the issuer that names it."
        }
        "assertion" => "The signed assertion that stands for the grant.",
        "username" => "The user, a template over fields and secrets.",
        _ => "The password, a template over fields and secrets.",
    }
}
