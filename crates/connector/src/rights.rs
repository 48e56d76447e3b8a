//! Reading what an answer says about the rights of the user.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::path::Path;
use crate::read::Member;
use crate::{Connector, Context, RenderError, Right, RightsFamily};

/// What an answer told about one family of rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Whether each right is held, by its id; nothing where the app does not say.
    pub held: BTreeMap<String, Option<bool>>,
    /// What the entry says of the file for the administrator; nothing when the entry cannot be seen.
    pub entry: Option<Entry>,
}

/// An entry, as the file for the administrator needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whether its rights can be granted by file.
    pub grantable: bool,
    /// The name the file knows it by, where the definition says one.
    pub file_name: Option<String>,
}

impl Connector {
    /// A right and its family, by the name operations use: `object.edit`.
    pub fn right(&self, name: &str) -> Option<(&RightsFamily, &Right)> {
        let (family, right) = name.split_once('.')?;
        let family = self.rights.iter().find(|known| known.id == family)?;
        let right = family.named.iter().find(|known| known.id == right)?;
        Some((family, right))
    }

    /// Label and verb of a right: "Edit on Account", "edit Account".
    pub fn right_words(
        &self,
        right: &Right,
        params: &BTreeMap<String, String>,
    ) -> Result<(String, String), RenderError> {
        let context = Context::new(self).params(params);
        Ok((context.text(&right.label)?, context.text(&right.may)?))
    }

    /// What an answer says about a family of rights.
    ///
    /// # Errors
    /// When the answer is another kind of document than the family's path expects, so that it says nothing.
    pub fn told_rights(
        &self,
        family: &RightsFamily,
        answer: &Value,
        params: &BTreeMap<String, String>,
    ) -> Result<Told, RenderError> {
        let source = Context::new(self).params(params).path(&family.item)?;
        let item = Path::compile(&source).map_err(|why| RenderError::Definition { why })?;
        item.demand(answer)?;
        let Some(entry) = item.first(answer) else {
            return Ok(family.held_none());
        };
        let mut held = BTreeMap::new();
        for right in &family.named {
            let says = match &right.granted {
                Some(source) => Member::new(source)?.says(entry)?,
                None => Some(true),
            };
            held.insert(right.id.clone(), says);
        }
        let grantable = match &family.grantable {
            Some(source) => Member::new(source)?.says(entry)?.unwrap_or(true),
            None => true,
        };
        let file_name = match &family.file_name {
            Some(source) => Member::new(source)?
                .text(entry)?
                .filter(|name| !name.is_empty()),
            None => None,
        };
        Ok(Told {
            held,
            entry: Some(Entry {
                grantable,
                file_name,
            }),
        })
    }
}

impl RightsFamily {
    /// What it means that the app shows nothing to the user: none of the rights is held.
    pub fn held_none(&self) -> Told {
        Told {
            held: self
                .named
                .iter()
                .map(|right| (right.id.clone(), Some(false)))
                .collect(),
            entry: None,
        }
    }
}
