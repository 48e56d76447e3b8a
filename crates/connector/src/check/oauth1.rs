//! OAuth 1.0a: legs or a fixed token, the secrets its signature needs, and secrets that never travel unencrypted.

use std::collections::BTreeSet;

use super::Checks;
use super::names::Scope;
use crate::mistake::Finding;
use crate::spans::member;
use crate::template::Place;
use crate::{Auth, OAuth1, OAuth1Callback, OAuth1Placement, OAuth1Signature};

impl Checks<'_> {
    /// A way of OAuth 1.0a. `scope` is what is known before the sign-in.
    pub(super) fn oauth1(&mut self, pointer: &str, way: &Auth, oauth1: &OAuth1, scope: &Scope) {
        let public = scope.clone().with("client_id");
        let secret = public
            .clone()
            .with_all(way.secrets.iter().map(|field| &field.key));
        self.oauth1_shape(pointer, oauth1);
        self.oauth1_keys(pointer, oauth1);
        for (key, source) in [
            ("request_url", &oauth1.request_url),
            ("authorize_url", &oauth1.authorize_url),
            ("access_url", &oauth1.access_url),
        ] {
            let Some(source) = source else { continue };
            let pointer = format!("{pointer}/{key}");
            let urls = self.address(&pointer, source, &public);
            let is_bare = urls.iter().any(|url| url.scheme() == "http");
            if is_bare && oauth1.signature == OAuth1Signature::Plaintext && key != "authorize_url" {
                let finding = Finding::mistake("PLAINTEXT would send the secrets unencrypted");
                self.note(
                    pointer,
                    finding.hint("write https, or sign with HMAC-SHA1 or better"),
                );
            }
        }
        for (key, source) in [
            ("consumer_key", &oauth1.consumer_key),
            ("consumer_secret", &oauth1.consumer_secret),
            ("private_key", &oauth1.private_key),
            ("token", &oauth1.token),
            ("token_secret", &oauth1.token_secret),
        ] {
            if let Some(source) = source {
                self.template(&format!("{pointer}/{key}"), source, Place::Text, &secret);
            }
        }
        if let Some(realm) = &oauth1.realm {
            let pointer = format!("{pointer}/realm");
            self.template(&pointer, realm, Place::Text, &public);
            if oauth1.placement != OAuth1Placement::Header {
                self.mistake(pointer, "a realm is part of the header, and there is none");
            }
        }
        for (list, params) in [
            ("request_params", &oauth1.request_params),
            ("authorize_params", &oauth1.authorize_params),
            ("access_params", &oauth1.access_params),
        ] {
            for (name, source) in params {
                let pointer = member(&format!("{pointer}/{list}"), name);
                if name.starts_with("oauth_") {
                    self.mistake(&pointer, format!("`{name}` is set by the sign-in itself"));
                }
                self.template(&pointer, source, Place::Text, &public);
            }
        }
        for (list, keep) in [
            ("keep", &oauth1.keep),
            ("keep_from_redirect", &oauth1.keep_from_redirect),
        ] {
            for (name, parameter) in keep {
                let pointer = member(&format!("{pointer}/{list}"), name);
                self.name(pointer.clone(), name, &mut BTreeSet::new());
                if matches!(
                    parameter.as_str(),
                    "oauth_token" | "oauth_token_secret" | "oauth_verifier"
                ) {
                    self.mistake(pointer, format!("`{parameter}` is a secret"));
                }
            }
        }
        self.redirect(&format!("{pointer}/redirect"), &oauth1.redirect);
    }

    /// All three legs, or both halves of a token; never a half of each.
    fn oauth1_shape(&mut self, pointer: &str, oauth1: &OAuth1) {
        let legs = [
            ("request_url", &oauth1.request_url),
            ("authorize_url", &oauth1.authorize_url),
            ("access_url", &oauth1.access_url),
        ];
        let token = [
            ("token", &oauth1.token),
            ("token_secret", &oauth1.token_secret),
        ];
        let has_token = token.iter().any(|(_, part)| part.is_some());
        if has_token {
            for (key, _) in legs.iter().filter(|(_, url)| url.is_some()) {
                self.mistake(
                    format!("{pointer}/{key}"),
                    "with a fixed token there are no legs: `token` or the three addresses, not both",
                );
            }
        }
        let (parts, why): (&[_], _) = if has_token {
            (&token, "a fixed token has two parts")
        } else {
            (
                &legs,
                "a sign-in has three addresses, or `token` and `token_secret` instead",
            )
        };
        for (key, _) in parts.iter().filter(|(_, part)| part.is_none()) {
            let finding = Finding::mistake(format!("`{key}` is missing"));
            self.note(pointer, finding.hint(why));
        }
        if has_token && !oauth1.keep.is_empty() {
            self.mistake(
                format!("{pointer}/keep"),
                "with a fixed token there is no answer to keep anything from",
            );
        }
        if !oauth1.keep_from_redirect.is_empty()
            && (has_token || oauth1.callback == OAuth1Callback::Oob)
        {
            self.mistake(
                format!("{pointer}/keep_from_redirect"),
                "there is no redirect to keep anything from",
            );
        }
    }

    /// What the signature is made with.
    fn oauth1_keys(&mut self, pointer: &str, oauth1: &OAuth1) {
        let method = oauth1.signature.as_str();
        match (oauth1.signature.is_rsa(), &oauth1.private_key) {
            (true, None) => {
                let finding = Finding::mistake("`private_key` is missing");
                self.note(
                    pointer,
                    finding.hint(format!("{method} signs with a private key in PEM")),
                );
            }
            (false, Some(_)) => self.mistake(
                format!("{pointer}/private_key"),
                format!("{method} uses no private key"),
            ),
            _ => {}
        }
        // Without a template the person's own client has the secret; a typed key without a typed secret has none.
        if !oauth1.signature.is_rsa()
            && oauth1.consumer_key.is_some()
            && oauth1.consumer_secret.is_none()
        {
            let finding = Finding::mistake("`consumer_secret` is missing");
            self.note(
                pointer,
                finding.hint(format!("{method} signs with the secret of the consumer")),
            );
        }
    }
}
