//! What a user may do, as the app tells it; the file an administrator can grant it by; the look of a user made for recipes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Call, CallKeys, call};
use crate::fields::bounded;

/// A family of rights that one answer of the app tells about, such as those on one object.
///
/// An answer by which the app refuses the request for lack of rights means that none of the family is held.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RightsFamily {
    /// The first half of the names operations use: the `object` of `object.edit`.
    pub id: String,
    /// What must be known to ask, such as the object.
    #[serde(default)]
    pub params: Vec<String>,
    /// The request whose answer tells. One that a picklist or another family makes as well is made once.
    #[serde(flatten)]
    #[schemars(with = "CallKeys")]
    pub call: Call,
    /// The entry of the answer that tells, an RFC 9535 JSONPath. `{{ param }}` may stand inside a quoted name or text.
    /// Where the answer has no such entry, none of the family is held.
    #[serde(default = "whole")]
    pub item: String,
    /// The rights of the family.
    pub named: Vec<Right>,
    /// Whether an administrator can grant these by file at all: a JSONPath from the entry, or an expression over `item`.
    /// Yes, where it is left out or the entry cannot be seen.
    #[serde(default)]
    pub grantable: Option<String>,
    /// The name the file knows the entry by, where it is not the last parameter: a JSONPath or an expression over `item`.
    #[serde(default)]
    pub file_name: Option<String>,
}

/// One right of a family.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Right {
    /// The second half of the name: the `edit` of `object.edit`.
    pub id: String,
    /// As people call it, a template over the parameters: `Edit on {{ object }}`.
    pub label: String,
    /// What whoever holds it may do, a template over the parameters: `edit {{ object }}`.
    pub may: String,
    /// Whether the user holds it: a JSONPath from the entry, or an expression over `item`. What comes out as nothing
    /// (`none`) means that the app does not say. Without it, the entry's being there is enough.
    #[serde(default)]
    pub granted: Option<String>,
    /// What grants it in the file for the administrator.
    #[serde(default)]
    pub file: Option<FileGrant>,
}

/// A right that a step needs, with the inputs that fill the family's parameters. It counts once these are filled in.
#[derive(Debug, Clone, Deserialize, serde::Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Family and right: `object.edit`.
    pub right: String,
    /// The family's parameters, each with the key of the input that gives its value.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
}

/// The file an administrator can grant the rights by.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RightsFile {
    /// How it is written.
    pub format: RightsFileFormat,
    /// Permissions of the user which every connection needs, in the app's own names.
    #[serde(default)]
    pub always: Vec<String>,
}

/// The formats of files with rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RightsFileFormat {
    /// `PermissionSet` of Salesforce's Metadata API. Families have the parameters `object` and, for fields, `field`.
    SalesforcePermissionSet,
}

/// What grants a right in a file with rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileGrant {
    /// Reading records of the object.
    ObjectRead,
    /// Creating records of the object; reading comes with it.
    ObjectCreate,
    /// Changing records of the object; reading comes with it.
    ObjectEdit,
    /// Removing records of the object; reading and changing come with it.
    ObjectDelete,
    /// Seeing the field.
    FieldRead,
    /// Changing the field; seeing comes with it.
    FieldEdit,
}

impl FileGrant {
    /// The parameters that a family with this right must have.
    pub(crate) fn params(self) -> &'static [&'static str] {
        match self {
            Self::ObjectRead | Self::ObjectCreate | Self::ObjectEdit | Self::ObjectDelete => {
                &["object"]
            }
            Self::FieldRead | Self::FieldEdit => &["object", "field"],
        }
    }
}

/// How to tell a user made for integrations from a person, before the general rules on names are asked.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct UserLooks {
    /// A request that tells more about the user, made together with those about rights.
    #[serde(flatten, deserialize_with = "call::optional")]
    #[schemars(with = "CallKeys")]
    pub call: Option<Call>,
    /// What of its answer is kept with the identity: names with JSONPaths.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
    /// What speaks for one or the other; the first that fits decides.
    #[serde(default)]
    pub signs: Vec<UserSign>,
}

/// Something by which a user is told.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserSign {
    /// The kept value that is looked at: `role`, `user`, or one of the names kept here.
    pub name: String,
    /// The value as people call it: `profile`.
    pub label: String,
    /// A regular expression for the value; case does not matter.
    pub pattern: String,
    /// Whom it speaks for.
    pub is: UserSort,
}

/// Who a user is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserSort {
    /// Somebody with a name of their own.
    Person,
    /// A user made for integrations.
    Integration,
}

fn whole() -> String {
    "$".to_owned()
}

impl UserSign {
    /// Whether a value bears the sign.
    pub fn fits(&self, value: &str) -> bool {
        bounded(&self.pattern).is_ok_and(|pattern| pattern.is_match(value))
    }
}
