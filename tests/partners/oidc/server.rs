//! The partner's process: installed from its list when missing, served on a free port, watched through its own events.
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde::Deserialize;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Child;

use crate::npm::installed;

/// A client like Larder's that the partner knows.
pub(crate) const CLIENT_ID: &str = "larder";

/// One running authorization server; it ends with this value.
pub(crate) struct Partner {
    /// The address by which it names itself: no path, no slash at the end.
    pub(crate) issuer: String,
    control: String,
    /// Ends when its input does, and by force when this is dropped.
    _process: Child,
    _log: TempDir,
}

/// What the server did, told by its own events.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Seen {
    granted: BTreeMap<String, u64>,
    /// Token requests it refused.
    pub(crate) refused: Vec<Refused>,
    /// Grants that ended with every token they had given.
    pub(crate) families_revoked: u64,
}

/// A token request the server refused.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Refused {
    pub(crate) grant_type: String,
    pub(crate) error: String,
    /// What the server tells its own log, not the client.
    pub(crate) detail: String,
}

impl Seen {
    /// Codes that became tokens.
    pub(crate) fn codes(&self) -> u64 {
        self.times("authorization_code")
    }

    /// Refreshes it answered with new tokens.
    pub(crate) fn refreshes(&self) -> u64 {
        self.times("refresh_token")
    }

    fn times(&self, grant_type: &str) -> u64 {
        self.granted.get(grant_type).copied().unwrap_or(0)
    }
}

#[derive(Deserialize)]
struct Started {
    issuer: String,
    control: String,
}

impl Partner {
    pub(crate) async fn start() -> Self {
        let folder = installed(&scripts(), "oidc");
        let log = TempDir::new().unwrap();
        let complaints = log.path().join("stderr");
        let mut process = tokio::process::Command::new(folder.join("node_modules/.bin/node"))
            .arg(scripts().join("serve.mjs"))
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&complaints).unwrap())
            .kill_on_drop(true)
            .spawn()
            .expect("node starts");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let Some(line) = lines.next_line().await.unwrap() else {
            panic!(
                "oidc-provider did not start\n{}",
                fs::read_to_string(&complaints).unwrap()
            );
        };
        let started: Started = serde_json::from_str(&line).unwrap();
        Self {
            issuer: started.issuer,
            control: started.control,
            _process: process,
            _log: log,
        }
    }

    pub(crate) async fn seen(&self) -> Seen {
        let text = reqwest::get(format!("{}/seen", self.control))
            .await
            .unwrap()
            .text()
            .await;
        serde_json::from_str(&text.unwrap()).unwrap()
    }

    /// Ends one access token before its time; its grant and its refresh token live on.
    pub(crate) async fn end_token(&self, token: &str) {
        self.end("end_token", token).await;
    }

    /// Ends a token's grant with every token it gave, as an administrator does.
    pub(crate) async fn end_grant(&self, token: &str) {
        self.end("end_grant", token).await;
    }

    async fn end(&self, what: &str, token: &str) {
        let asked = reqwest::Client::new()
            .post(format!("{}/{what}", self.control))
            .bearer_auth(token);
        assert!(asked.send().await.unwrap().status().is_success());
        assert_eq!(self.userinfo(token).await, 401);
    }

    /// The status with which the server answers this token at userinfo.
    pub(crate) async fn userinfo(&self, token: &str) -> u16 {
        let asked = reqwest::Client::new()
            .get(format!("{}/me", self.issuer))
            .bearer_auth(token);
        asked.send().await.unwrap().status().as_u16()
    }

    /// Posts a form to the server as the public client.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> reqwest::Response {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", CLIENT_ID)
            .extend_pairs(form)
            .finish();
        reqwest::Client::new()
            .post(format!("{}{path}", self.issuer))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .unwrap()
    }
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/partners/oidc")
}
