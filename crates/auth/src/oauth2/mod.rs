//! Owns OAuth 2 with authorization codes.
