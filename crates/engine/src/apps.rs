//! Apps as people see them, and what the connect dialog would do before it does it.
use larder_connector::{
    Auth, AuthKind, Connector, Context, Control, Field, InputControl, OAuth1Callback,
    OperationKind, Redirect,
};

use crate::Engine;
use crate::api::ById;
use crate::problem::Problem;
use crate::scopes::SCOPES;
use crate::subject::{PRACTICE, SERVER, field_words, logo, oauth2_of, shown_host, way_of};
use crate::view::{
    AppRow, AppView, Apps, ChoiceView, ConnectDraft, ConnectPreview, FieldControl, FieldMistake,
    FieldView, OperationView, PicklistInfo, StepChoice, StepKind, WayView,
};

impl Engine {
    /// The apps, and the definitions that cannot be used.
    pub async fn apps(&self) -> Result<Apps, Problem> {
        let connections = self.connections().await?;
        let apps = self
            .0
            .catalog
            .entries()
            .into_iter()
            .map(|entry| AppRow {
                id: entry.connector.id.clone(),
                name: entry.connector.name.clone(),
                about: entry.connector.about.clone(),
                logo: logo(&entry.connector),
                source: entry.source,
                ways: entry
                    .connector
                    .auth
                    .iter()
                    .map(|way| way.label.clone())
                    .collect(),
                needs_client: entry.connector.auth.iter().any(needs_client),
                connections: count(
                    connections
                        .iter()
                        .filter(|row| row.connector == entry.connector.id),
                ),
            })
            .collect();
        Ok(Apps {
            apps,
            mistakes: self.0.catalog.mistakes(),
        })
    }

    /// One app.
    pub async fn app(&self, ask: ById) -> Result<AppView, Problem> {
        let connector = self.0.catalog.connector(&ask.id)?;
        let source = self.0.catalog.entry(&ask.id).map(|entry| entry.source);
        Ok(AppView {
            id: connector.id.clone(),
            name: connector.name.clone(),
            about: connector.about.clone(),
            docs: connector.docs.clone(),
            logo: logo(&connector),
            source: source.unwrap_or(crate::view::AppSource::Builtin),
            slots: connector.slots.clone(),
            fields: connector.fields.iter().map(field_view).collect(),
            ways: connector
                .auth
                .iter()
                .map(|way| way_view(&connector, way))
                .collect(),
            operations: operations(&connector),
            picklists: connector
                .picklists
                .iter()
                .map(|list| PicklistInfo {
                    id: list.id.clone(),
                    label: list.label.clone(),
                    params: list.params.clone(),
                })
                .collect(),
            practice: self.practice_instances(&connector).is_ok(),
        })
    }

    /// What pressing Connect would do with the dialog as it stands.
    pub async fn connect_preview(&self, ask: ConnectDraft) -> Result<ConnectPreview, Problem> {
        let connector = self.0.catalog.connector(&ask.connector)?;
        let way = way_of(&connector, &ask.way)?;
        let (scopes, unfit) = self.scopes_preview(&connector, way, &ask).await?;
        let mut fields = ask.fields;
        let practice = fields
            .remove(SERVER)
            .is_some_and(|server| server == PRACTICE);
        let instances = practice
            .then(|| self.practice_instances(&connector))
            .transpose()?;
        let mut mistakes: Vec<FieldMistake> = connector
            .check_fields(&way.id, &fields)
            .into_iter()
            .map(|problem| FieldMistake {
                key: problem.key.clone(),
                what: field_words(&connector, &problem),
            })
            .collect();
        let context = Context::new(&connector)
            .fields(connector.tidy_fields(&way.id, &fields))
            .practice(instances.as_ref());
        let address = if mistakes.is_empty() {
            opens_at(&connector, way, &context)
        } else {
            None
        };
        let host = address.as_ref().and_then(shown_host);
        mistakes.extend(unfit.map(|problem| FieldMistake {
            key: SCOPES.to_owned(),
            what: problem.what,
        }));
        let client = if needs_client(way) {
            self.registered_client(&connector, practice, host.as_deref())
                .await?
        } else {
            None
        };
        Ok(ConnectPreview {
            visible: connector
                .visible_fields(&way.id, &fields)
                .iter()
                .map(|field| field.key.clone())
                .collect(),
            client_missing: needs_client(way) && client.is_none(),
            redirect_uri: redirect_uris(&connector, way).into_iter().next(),
            suggested_name: self
                .free_name(&suggested_name(&connector, &fields, practice))
                .await?,
            host,
            practice,
            mistakes,
            scopes,
        })
    }

    /// Apps and roles a new step may use.
    pub async fn step_choices(&self) -> Result<Vec<StepChoice>, Problem> {
        let mut choices = Vec::new();
        for entry in self.0.catalog.entries() {
            let connector = &entry.connector;
            if connector.operations.is_empty() {
                continue;
            }
            choices.extend(connector.slots.iter().map(|role| StepChoice {
                connector: connector.id.clone(),
                role: role.clone(),
                label: slot_label(&connector.name, role),
                logo: logo(connector),
                operations: operations(connector),
            }));
        }
        Ok(choices)
    }
}

/// "Salesforce", "Salesforce (secondary)".
pub(crate) fn slot_label(name: &str, role: &str) -> String {
    if role == "primary" {
        name.to_owned()
    } else {
        format!("{name} ({role})")
    }
}

pub(crate) fn step_kind(kind: OperationKind) -> StepKind {
    match kind {
        OperationKind::Trigger => StepKind::Trigger,
        OperationKind::Action => StepKind::Action,
    }
}

pub(crate) fn input_control(control: InputControl) -> crate::view::InputControl {
    match control {
        InputControl::Text => crate::view::InputControl::Text,
        InputControl::Picklist => crate::view::InputControl::Picklist,
        InputControl::Checkbox => crate::view::InputControl::Checkbox,
    }
}

fn operations(connector: &Connector) -> Vec<OperationView> {
    connector
        .operations
        .iter()
        .map(|operation| OperationView {
            id: operation.id.clone(),
            kind: step_kind(operation.kind),
            title: operation.title.clone(),
            hint: operation.hint.clone(),
        })
        .collect()
}

fn count(items: impl Iterator) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

/// The page that opens, or the host that is asked.
fn opens_at(connector: &Connector, way: &Auth, context: &Context<'_>) -> Option<url::Url> {
    match &way.kind {
        kind if kind.oauth2().is_some() => connector.oauth2_opens_at(&way.id, context).ok(),
        _ => context.origin(connector.origins.keys().next()?).ok(),
    }
}

fn suggested_name(
    connector: &Connector,
    fields: &std::collections::BTreeMap<String, String>,
    practice: bool,
) -> String {
    let app = if practice {
        format!("Practice {}", connector.name)
    } else {
        connector.name.clone()
    };
    // The choice people tell two connections of one app by: "Salesforce Sandbox".
    let chosen = connector
        .fields
        .iter()
        .find(|field| field.control == Control::Select)
        .and_then(|field| {
            let value = fields.get(&field.key).or(field.default.as_ref())?;
            let choice = field.options.iter().find(|choice| choice.value == *value)?;
            (field.default.as_ref() != Some(&choice.value)).then(|| choice.label.clone())
        });
    match chosen {
        Some(label) => format!("{app} {label}"),
        None => app,
    }
}

fn way_view(connector: &Connector, way: &Auth) -> WayView {
    let oauth2 = oauth2_of(way);
    WayView {
        id: way.id.clone(),
        label: way.label.clone(),
        opens_window: page_redirect(way).is_some(),
        shows_code: matches!(way.kind, AuthKind::Oauth2Device(_)),
        needs_client: needs_client(way),
        client_help: way.client_help.clone(),
        redirect_uris: redirect_uris(connector, way),
        scopes: oauth2
            .map(|oauth2| oauth2.scopes.clone())
            .unwrap_or_default(),
        fields: way.fields.iter().map(field_view).collect(),
        secrets: way.secrets.iter().map(field_view).collect(),
    }
}

/// Whether the person must have registered an OAuth client with the app for this way.
pub(crate) fn needs_client(way: &Auth) -> bool {
    match &way.kind {
        AuthKind::Oauth1(oauth1) => oauth1.consumer_key.is_none(),
        kind => kind
            .oauth2()
            .is_some_and(|oauth2| oauth2.client_id.is_none()),
    }
}

/// Where a way's own page sends the person back to; none for ways without such a page.
pub(crate) fn page_redirect(way: &Auth) -> Option<&Redirect> {
    match &way.kind {
        AuthKind::Oauth2(oauth2) => Some(&oauth2.redirect),
        AuthKind::Oauth1(oauth1)
            if !oauth1.has_fixed_token() && oauth1.callback == OAuth1Callback::Redirect =>
        {
            Some(&oauth1.redirect)
        }
        _ => None,
    }
}

/// The literal redirect addresses of a way, in the order they are tried.
pub(crate) fn redirect_uris(connector: &Connector, way: &Auth) -> Vec<String> {
    let Some(redirect) = page_redirect(way) else {
        return Vec::new();
    };
    let path = redirect
        .path
        .clone()
        .unwrap_or_else(|| format!("/callback/{}", connector.id));
    redirect
        .ports
        .iter()
        .map(|port| format!("http://{}:{port}{path}", redirect.host))
        .collect()
}

fn field_view(field: &Field) -> FieldView {
    FieldView {
        key: field.key.clone(),
        label: field.label.clone(),
        hint: field.hint.clone(),
        placeholder: field.placeholder.clone(),
        control: match field.control {
            Control::Text => FieldControl::Text,
            Control::Password => FieldControl::Password,
            Control::Select => FieldControl::Select,
            Control::Subdomain => FieldControl::Subdomain,
            Control::Host => FieldControl::Host,
            Control::Url => FieldControl::Url,
            Control::Checkbox => FieldControl::Checkbox,
            Control::Multiline => FieldControl::Multiline,
            Control::File => FieldControl::File,
        },
        options: field
            .options
            .iter()
            .map(|choice| ChoiceView {
                value: choice.value.clone(),
                label: choice.label.clone(),
            })
            .collect(),
        default: field.default.clone(),
        required: field.required,
        suffix: field.suffix.clone(),
    }
}
