//! Fields, ways to sign in and the proof of identity.

use std::collections::BTreeSet;

use super::Checks;
use super::names::Scope;
use crate::fields::whole;
use crate::mistake::Finding;
use crate::spans::member;
use crate::template::Place;
use crate::{Apply, AuthKind, Control, Field};

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
                AuthKind::Oauth2(oauth2)
                | AuthKind::Oauth2ClientCredentials(oauth2)
                | AuthKind::JwtBearer(oauth2)
                | AuthKind::Oauth2Device(oauth2)
                | AuthKind::Oauth2Password(oauth2) => {
                    self.oauth2(&pointer, way, oauth2, &scope);
                    let sealed = secret.clone().with_all(oauth2.keep_secrets.keys());
                    self.apply(&pointer, way, &sealed.with("access_token"));
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
            if let Some(test) = &way.test {
                self.call(
                    &format!("{pointer}/test"),
                    test,
                    &Scope::of(connector).with_everything_kept(connector),
                );
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

    pub(super) fn identity(&mut self) {
        let connector = self.connector;
        let mut scope = Scope::of(connector).with_token_kept(connector);
        for (index, step) in connector.identity.iter().enumerate() {
            let pointer = format!("/identity/{index}");
            self.call(&pointer, &step.call, &scope);
            for (at, path) in step.require.iter().enumerate() {
                self.path(&format!("{pointer}/require/{at}"), path);
            }
            self.known_ways(&pointer, &step.ways);
            let found = step
                .keep
                .iter()
                .filter(|(_, source)| source.starts_with('$'));
            let own = scope.clone().with_kept(found.map(|(name, _)| name));
            for (name, source) in &step.keep {
                let pointer = member(&format!("{pointer}/keep"), name);
                self.name(pointer.clone(), name, &mut BTreeSet::new());
                if Scope::of(connector).knows(name) {
                    self.mistake(&pointer, format!("there is another `{name}` already"));
                }
                if source.starts_with('$') {
                    self.path(&pointer, source);
                } else {
                    self.template(&pointer, source, Place::Text, &own);
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
