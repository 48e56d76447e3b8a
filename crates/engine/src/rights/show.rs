//! Rights as people see them: the lines of a connection's page, the checklist and the file for an administrator.
use std::fmt::Write as _;

use larder_connector::Connector;
use larder_store::{connection, receipt};

use super::differ;
use super::known::{Rights, known_rights};
use super::needs::Needs;
use super::permission_set::{self, RightsFile};
use super::user_look;
use crate::Engine;
use crate::api::ById;
use crate::causes;
use crate::problem::Problem;
use crate::view::{
    Change, Environment, Exported, Identity, RightLine, RightState, RightsView, UsedBy, UserLook,
};

/// What a connection's page says of rights.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) rights: Option<RightsView>,
    pub(crate) changes: Vec<Change>,
    pub(crate) user_look: Option<UserLook>,
}

impl Engine {
    /// Rights, changes and the look of the user, for a connection's page.
    pub(crate) async fn shown_rights(
        &self,
        row: &connection::Connection,
        used_by: &[UsedBy],
    ) -> Result<Shown, Problem> {
        let Ok(connector) = self.0.catalog.connector(&row.connector) else {
            return Ok(Shown::default());
        };
        let needs = self.needs(row).await?;
        let (receipts, known) = self.receipts_and_rights(&row.id).await?;
        let who: Option<Identity> = receipts
            .first()
            .and_then(|newest| serde_json::from_value(newest.identity.clone()).ok());
        let rights = (!connector.rights.is_empty()).then(|| RightsView {
            at: known.as_ref().map(|known| known.at),
            lines: lines(&connector, &needs, known.as_ref()),
            checklist: checklist(&connector, &row.name, who.as_ref(), &needs, known.as_ref()),
            has_file: connector.rights_file.is_some(),
        });
        Ok(Shown {
            rights,
            changes: differ::changes(&receipts, &needs, used_by),
            user_look: who.map(|who| user_look::of(&connector, &row.kept, &who)),
        })
    }

    /// The newest receipts, newest first, and what is known of the rights of the user who is connected.
    async fn receipts_and_rights(
        &self,
        id: &str,
    ) -> Result<(Vec<receipt::Receipt>, Option<Rights>), Problem> {
        let id = id.to_owned();
        let (receipts, told) = self
            .0
            .store
            .read(move |conn| {
                Ok((
                    receipt::newest(conn, &id, differ::COMPARED)?,
                    receipt::latest_with_rights(conn, &id)?,
                ))
            })
            .await
            .map_err(|error| causes::storage(&error))?;
        let known = known_rights(receipts.first(), told.as_ref());
        Ok((receipts, known))
    }

    /// What is known of the rights of a connection's user.
    pub(crate) async fn known_rights(&self, id: &str) -> Result<Option<Rights>, Problem> {
        let id = id.to_owned();
        let (latest, told) = self
            .0
            .store
            .read(move |conn| {
                Ok((
                    receipt::latest(conn, &id)?,
                    receipt::latest_with_rights(conn, &id)?,
                ))
            })
            .await
            .map_err(|error| causes::storage(&error))?;
        Ok(known_rights(latest.as_ref(), told.as_ref()))
    }

    /// Writes the file an administrator grants the rights by.
    pub async fn export_permission_set(&self, ask: ById) -> Result<Exported, Problem> {
        let (name, text) = self.permission_set_text(ask).await?;
        let (title, ending) = name.split_at(name.find('.').unwrap_or(name.len()));
        self.export(title, ending, text).await
    }

    /// The file an administrator grants the rights by, as a name and a text.
    ///
    /// # Errors
    /// When the app takes no such file, or the connection is unknown.
    pub async fn permission_set_text(&self, ask: ById) -> Result<(String, String), Problem> {
        let row = self.row(&ask.id).await?;
        let connector = self.0.catalog.connector(&row.connector)?;
        let needs = self.needs(&row).await?;
        let known = self.known_rights(&row.id).await?;
        let RightsFile { name, text } =
            permission_set::of(&connector, &row.name, &needs, known.as_ref())
                .ok_or_else(|| Problem::no_rights_file(&connector.name))?;
        Ok((name, text))
    }
}

fn lines(connector: &Connector, needs: &Needs, known: Option<&Rights>) -> Vec<RightLine> {
    needs
        .rights
        .iter()
        .filter_map(|need| {
            let line = known.and_then(|known| known.line(&need.right, &need.params));
            let label = if let Some(line) = line {
                line.label.clone()
            } else {
                let (_, right) = connector.right(&need.right)?;
                connector.right_words(right, &need.params).ok()?.0
            };
            Some(RightLine {
                label,
                state: match line.and_then(|line| line.held) {
                    Some(true) => RightState::Granted,
                    Some(false) => RightState::Missing,
                    None => RightState::Unknown,
                },
                needed_by: need.used.clone(),
            })
        })
        .collect()
}

/// The text to hand to an administrator of the app.
fn checklist(
    connector: &Connector,
    name: &str,
    who: Option<&Identity>,
    needs: &Needs,
    known: Option<&Rights>,
) -> String {
    let lines = lines(connector, needs, known);
    let mut text = format!(
        "Rights in {} for the recipes of \u{201c}{name}\u{201d}\n",
        connector.name
    );
    if let Some(who) = who {
        let _ = writeln!(text, "User: {}", who.user);
        let place = [
            who.account.clone(),
            match who.environment {
                Environment::Production => Some("production".to_owned()),
                Environment::Sandbox => Some("sandbox".to_owned()),
                Environment::Unknown => None,
            },
            who.host.clone(),
        ];
        let place: Vec<String> = place.into_iter().flatten().collect();
        let _ = writeln!(text, "Where: {}", place.join(", "));
    }
    if lines.is_empty() && needs.said.is_empty() {
        text.push_str("\nThe recipes need no rights yet.\n");
        return text;
    }
    for (state, heading) in [
        (RightState::Missing, "Missing now:"),
        (RightState::Unknown, "Not known yet:"),
        (RightState::Granted, "There already:"),
    ] {
        let of_state: Vec<&RightLine> = lines.iter().filter(|line| line.state == state).collect();
        if of_state.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{heading}");
        for line in of_state {
            let _ = writeln!(text, "- {} ({})", line.label, users(&line.needed_by));
        }
    }
    if !needs.said.is_empty() {
        let _ = writeln!(
            text,
            "\nAlso needed, which {} does not tell:",
            connector.name
        );
        for (words, used) in &needs.said {
            let _ = writeln!(text, "- {words} ({})", users(used));
        }
    }
    if known.is_some_and(|known| known.cut) {
        text.push_str(
            "\nThere was more to ask for than one check may; the rest is not known yet.\n",
        );
    }
    text
}

/// "“Accounts to organizations”, steps 2, 3".
fn users(used: &[UsedBy]) -> String {
    let each: Vec<String> = used
        .iter()
        .map(|used| {
            let steps: Vec<String> = used.steps.iter().map(ToString::to_string).collect();
            let word = if steps.len() == 1 { "step" } else { "steps" };
            format!(
                "\u{201c}{}\u{201d}, {word} {}",
                used.recipe_name,
                steps.join(", ")
            )
        })
        .collect();
    each.join("; ")
}
