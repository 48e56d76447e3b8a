//! Owns where a token answer's members are: the standard's own places, or those a definition names.

use serde_json::Value;

use crate::RenderError;
use crate::definition::{ExpiryUnit, OAuth2};
use crate::path::Path;

/// A JSONPath into a token answer, compiled.
#[derive(Debug, Clone)]
pub struct AnswerPath(Path);

impl AnswerPath {
    /// Compiles a path (RFC 9535).
    ///
    /// # Errors
    /// [`RenderError::Definition`] says what is wrong with it.
    pub fn compile(source: &str) -> Result<Self, RenderError> {
        Path::compile(source)
            .map(Self)
            .map_err(|why| RenderError::Definition { why })
    }

    /// What the path leads to, if there is something.
    pub fn find<'v>(&self, answer: &'v Value) -> Option<&'v Value> {
        self.0.first(answer)
    }
}

/// Where the members of a token answer are. `None`: where RFC 6749 sections 5.1 and 5.2 put them.
#[derive(Debug, Clone, Default)]
pub struct AnswerPlan {
    /// The access token.
    pub access_token: Option<AnswerPath>,
    /// The refresh token.
    pub refresh_token: Option<AnswerPath>,
    /// The expiry.
    pub expires: Option<AnswerPath>,
    /// What the expiry counts.
    pub expires_in_unit: ExpiryUnit,
    /// The scopes granted.
    pub scope: Option<AnswerPath>,
    /// The token type.
    pub token_type: Option<AnswerPath>,
    /// What says that the answer is an error.
    pub error: Option<AnswerPath>,
    /// What the app adds to an error.
    pub error_description: Option<AnswerPath>,
}

impl AnswerPlan {
    pub(super) fn of(declared: &OAuth2) -> Result<Self, RenderError> {
        let paths = &declared.answer;
        let path = |source: &Option<String>| source.as_deref().map(AnswerPath::compile).transpose();
        Ok(Self {
            access_token: path(&paths.access_token)?,
            refresh_token: path(&paths.refresh_token)?,
            expires: path(&paths.expires)?,
            expires_in_unit: declared.expires_in_unit,
            scope: path(&paths.scope)?,
            token_type: path(&paths.token_type)?,
            error: path(&paths.error)?,
            error_description: path(&paths.error_description)?,
        })
    }
}
