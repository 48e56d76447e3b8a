//! Connection fields and typed secrets: what a person is asked before sign-in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One thing to know before sign-in.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The name templates use.
    pub key: String,
    /// The label on screen.
    pub label: String,
    /// One sentence of help under the control.
    #[serde(default)]
    pub hint: Option<String>,
    /// How it is asked, and which values it takes.
    #[serde(default)]
    pub control: Control,
    /// The values of a `select`.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// The value put in at first.
    #[serde(default)]
    pub default: Option<String>,
    /// Whether it must be filled in (when it is shown at all).
    #[serde(default = "super::yes")]
    pub required: bool,
    /// A regular expression the whole value must match.
    #[serde(default)]
    pub pattern: Option<String>,
    /// What follows the value on screen, such as `.zendesk.com`; typed along, it is taken off again.
    #[serde(default)]
    pub suffix: Option<String>,
    /// An expression over the other fields; the field is asked only where it holds.
    #[serde(default)]
    pub when: Option<String>,
    /// An example shown in the empty control.
    #[serde(default)]
    pub placeholder: Option<String>,
}

/// How a field is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// One line of text.
    #[default]
    Text,
    /// One line, masked.
    Password,
    /// One of the options.
    Select,
    /// One label of a host name: letters, digits and hyphens.
    Subdomain,
    /// A host name without scheme, port or path.
    Host,
    /// An https address, with a path where the app has one; no query, no fragment.
    Url,
    /// `true` or `false`.
    Checkbox,
    /// Several lines of text.
    Multiline,
    /// The text of a file, such as a PEM or JSON key: picked, dropped or pasted.
    File,
}

/// One value to choose.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The value templates see.
    pub value: String,
    /// The words people see.
    pub label: String,
}
