//! Fields, ways to sign in and the proof of identity.

use std::collections::BTreeSet;

use super::Checks;
use super::names::Scope;
use crate::fields::whole;
use crate::mistake::Finding;
use crate::spans::member;
use crate::template::Place;
use crate::{Apply, AuthKind, Control, Field, OAuth2, Pkce, Redirect};

/// The fewest characters of a reason.
const REASON: usize = 12;

/// The parameters that the sign-in itself sets.
const SET_BY_SIGN_IN: [&str; 9] = [
    "response_type",
    "client_id",
    "client_secret",
    "redirect_uri",
    "state",
    "scope",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
];

impl Checks<'_> {
    pub(super) fn fields(&mut self) {
        let connector = self.connector;
        let mut seen = BTreeSet::new();
        for name in connector.vars.keys() {
            self.name(member("/vars", name), name, &mut seen);
        }
        for name in connector.origins.keys() {
            self.name(member("/origins", name), name, &mut seen);
        }
        let siblings = |fields: &[Field]| {
            fields
                .iter()
                .map(|field| field.key.clone())
                .collect::<BTreeSet<_>>()
        };
        let common = siblings(&connector.fields);
        for (index, field) in connector.fields.iter().enumerate() {
            self.field(&format!("/fields/{index}"), field, &common, &mut seen);
        }
        for (way, auth) in connector.auth.iter().enumerate() {
            let mut seen = seen.clone();
            let known = &common | &siblings(&auth.fields);
            for (index, field) in auth.fields.iter().enumerate() {
                self.field(
                    &format!("/auth/{way}/fields/{index}"),
                    field,
                    &known,
                    &mut seen,
                );
            }
            for (index, field) in auth.secrets.iter().enumerate() {
                let pointer = format!("/auth/{way}/secrets/{index}");
                self.field(&pointer, field, &known, &mut seen);
                if field.default.is_some() {
                    self.mistake(format!("{pointer}/default"), "a secret has no default");
                }
            }
        }
    }

    fn field(
        &mut self,
        pointer: &str,
        field: &Field,
        siblings: &BTreeSet<String>,
        seen: &mut BTreeSet<String>,
    ) {
        self.name(format!("{pointer}/key"), &field.key, seen);
        if field.control == Control::Select && field.options.is_empty() {
            self.mistake(pointer, "a select has options");
        }
        if field.control != Control::Select && !field.options.is_empty() {
            self.mistake(format!("{pointer}/options"), "only a select has options");
        }
        let mut values = BTreeSet::new();
        for (index, option) in field.options.iter().enumerate() {
            if !values.insert(&option.value) {
                self.mistake(
                    format!("{pointer}/options/{index}/value"),
                    format!("there is another `{}` already", option.value),
                );
            }
        }
        let pattern = field.pattern.as_deref().map(whole);
        if let Some(Err(error)) = &pattern {
            self.mistake(format!("{pointer}/pattern"), last_line(&error.to_string()));
        }
        if let Some(default) = &field.default
            && let Some(fault) = field.fault(default)
        {
            self.mistake(format!("{pointer}/default"), format!("the default {fault}"));
        }
        if let Some(when) = &field.when {
            let others = siblings.iter().filter(|key| **key != field.key);
            self.expression(
                &format!("{pointer}/when"),
                when,
                &Scope::default().with_all(others),
            );
        }
    }

    pub(super) fn ways(&mut self) {
        let connector = self.connector;
        if connector.auth.is_empty() {
            self.mistake("", "there is no way to sign in: `[[auth]]` is missing");
        }
        let mut seen = BTreeSet::new();
        for (index, way) in connector.auth.iter().enumerate() {
            let pointer = format!("/auth/{index}");
            self.id(format!("{pointer}/id"), &way.id, &mut seen);
            let scope = Scope::of(connector);
            let typed = scope
                .clone()
                .with_all(way.secrets.iter().map(|field| &field.key));
            let secret = typed.clone().with_everything_kept(connector);
            match &way.kind {
                AuthKind::Oauth2(oauth2) => {
                    self.oauth2(&pointer, oauth2, &scope.with("client_id"));
                    self.apply(&pointer, way, &secret.clone().with("access_token"));
                }
                AuthKind::Oauth1(oauth1) => {
                    self.oauth1(&pointer, way, oauth1, &scope);
                    self.apply(&pointer, way, &secret);
                }
                AuthKind::Basic(basic) => {
                    self.template(
                        &format!("{pointer}/username"),
                        &basic.username,
                        Place::Text,
                        &secret,
                    );
                    self.template(
                        &format!("{pointer}/password"),
                        &basic.password,
                        Place::Text,
                        &secret,
                    );
                    self.apply(&pointer, way, &secret);
                }
                AuthKind::ApiKey => {
                    if way.apply.as_ref().is_none_or(marks_nothing) && way.certificate.is_none() {
                        self.mistake(&pointer, "`apply` is missing: it says where the key goes");
                    }
                    if way.secrets.is_empty() {
                        self.mistake(&pointer, "`secrets` is missing: it asks for the key");
                    }
                    self.apply(&pointer, way, &secret);
                }
                AuthKind::Session(session) => {
                    let given = self.session(&pointer, way, session, &typed);
                    self.apply(&pointer, way, &secret.clone().with_all(&given));
                }
                AuthKind::None => self.apply(&pointer, way, &secret),
            }
            self.certificate(&pointer, way, &typed);
            for (list, matchers) in [
                ("refresh_on", &way.refresh_on),
                ("detect_on", &way.detect_on),
            ] {
                for (at, matcher) in matchers.iter().enumerate() {
                    self.matcher(&format!("{pointer}/{list}/{at}"), matcher);
                }
            }
            if let Some(revoke) = &way.revoke {
                self.call(
                    &format!("{pointer}/revoke"),
                    revoke,
                    &Scope::of(connector).with_everything_kept(connector),
                );
            }
        }
    }

    fn oauth2(&mut self, pointer: &str, oauth2: &OAuth2, scope: &Scope) {
        let authorize = self.address(
            &format!("{pointer}/authorize_url"),
            &oauth2.authorize_url,
            scope,
        );
        let places = [
            ("token_url", Some(&oauth2.token_url)),
            ("refresh_url", oauth2.refresh_url.as_ref()),
            ("revoke_url", oauth2.revoke_url.as_ref()),
        ];
        for (key, source) in places {
            let Some(source) = source else { continue };
            let pointer = format!("{pointer}/{key}");
            let urls = self.address(&pointer, source, scope);
            if authorize
                .iter()
                .zip(&urls)
                .any(|(one, other)| one.host_str() != other.host_str())
            {
                let finding =
                    Finding::warning("secrets go to another host than the one people sign in at");
                self.note(
                    pointer,
                    finding.hint("make sure that the vendor's own documentation names this host"),
                );
            }
        }
        if let Some(issuer) = &oauth2.issuer {
            self.address(&format!("{pointer}/issuer"), issuer, scope);
        } else if oauth2.iss_required {
            self.mistake(
                format!("{pointer}/iss_required"),
                "`issuer` is missing, so no `iss` could be right",
            );
        }
        if let Pkce::Unsupported(reason) = &oauth2.pkce
            && reason.trim().len() < REASON
        {
            let finding = Finding::mistake("going without PKCE wants a reason");
            self.note(
                format!("{pointer}/pkce"),
                finding.hint("say how it is known that the app cannot do it"),
            );
        }
        for (params, name) in [
            (&oauth2.authorize_params, "authorize_params"),
            (&oauth2.token_params, "token_params"),
        ] {
            for (param, source) in params {
                let pointer = member(&format!("{pointer}/{name}"), param);
                // Zendesk's token request names the scopes once more, so there they may be declared.
                let may_repeat = name == "token_params" && param == "scope";
                if SET_BY_SIGN_IN.contains(&param.as_str()) && !may_repeat {
                    self.mistake(&pointer, format!("`{param}` is set by the sign-in itself"));
                }
                self.template(&pointer, source, Place::Text, scope);
            }
        }
        for (name, path) in &oauth2.keep {
            self.name(
                member(&format!("{pointer}/keep"), name),
                name,
                &mut BTreeSet::new(),
            );
            self.path(&member(&format!("{pointer}/keep"), name), path);
        }
        self.redirect(&format!("{pointer}/redirect"), &oauth2.redirect);
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

    pub(super) fn identity(&mut self) {
        let connector = self.connector;
        let mut scope = Scope::of(connector).with_token_kept(connector);
        for (index, step) in connector.identity.iter().enumerate() {
            let pointer = format!("/identity/{index}");
            self.call(&pointer, &step.call, &scope);
            for (at, path) in step.require.iter().enumerate() {
                self.path(&format!("{pointer}/require/{at}"), path);
            }
            for (name, source) in &step.keep {
                let pointer = member(&format!("{pointer}/keep"), name);
                self.name(pointer.clone(), name, &mut BTreeSet::new());
                if Scope::of(connector).knows(name) {
                    self.mistake(&pointer, format!("there is another `{name}` already"));
                }
                if source.starts_with('$') {
                    self.path(&pointer, source);
                } else {
                    self.template(&pointer, source, Place::Text, &scope);
                }
            }
            scope = scope.with_kept(step.keep.keys());
        }
        if let Some(test) = &connector.test {
            self.call("/test", test, &scope);
        } else if connector.identity.is_empty() {
            let finding = Finding::warning("nothing proves that a sign-in worked");
            self.note(
                "",
                finding.hint("add `[[identity]]`, or a `[test]` request"),
            );
        }
    }
}

fn marks_nothing(apply: &Apply) -> bool {
    apply.headers.is_empty()
        && apply.query.is_empty()
        && apply.cookies.is_empty()
        && apply.body.is_empty()
        && apply.path_prefix.is_none()
        && apply.sign.is_none()
}

fn last_line(text: &str) -> String {
    text.lines()
        .last()
        .unwrap_or_default()
        .trim_start_matches("error: ")
        .to_owned()
}
