//! The practice apps as seen from here: where they are, whom they know, and how they are broken on purpose.
use std::collections::BTreeMap;

use larder_connector::Connector;
use larder_http::Request;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::Engine;
use crate::causes;
use crate::problem::Problem;
use crate::view::{PracticeFault, PracticeFaultCall, PracticeOrigin, PracticePerson, PracticeView};

/// File in the data folder by which whoever serves the practice apps tells where they are.
pub(crate) const ADDRESSES: &str = "practice.json";

#[derive(Debug, Clone, Deserialize)]
struct Addresses {
    control: Url,
    apps: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    people: Vec<Person>,
    #[serde(default)]
    faults: Vec<Fault>,
}

#[derive(Debug, Clone, Deserialize)]
struct Person {
    app: String,
    org: String,
    username: String,
    password: String,
    #[serde(default)]
    api_token: Option<String>,
    #[serde(default)]
    about: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Fault {
    id: String,
    about: String,
    #[serde(default)]
    takes: Vec<String>,
}

impl Engine {
    fn practice_addresses(&self) -> Option<Addresses> {
        let text = std::fs::read_to_string(self.0.store.folder().join(ADDRESSES)).ok()?;
        let addresses: Addresses = serde_json::from_str(&text).ok()?;
        // The file is a hint from another process: only this computer is ever believed.
        let loopback = |origin: &str| {
            Url::parse(origin)
                .is_ok_and(|url| url.scheme() == "http" && url.host_str() == Some("127.0.0.1"))
        };
        let all = addresses.apps.values().flat_map(BTreeMap::values);
        (loopback(addresses.control.as_str()) && all.into_iter().all(|origin| loopback(origin)))
            .then_some(addresses)
    }

    pub(crate) fn practice_runs(&self) -> bool {
        self.practice_addresses().is_some()
    }

    /// Origins of the practice twin of an app, by instance.
    pub(crate) fn practice_instances(
        &self,
        connector: &Connector,
    ) -> Result<BTreeMap<String, String>, Problem> {
        let app = connector
            .practice
            .as_ref()
            .map(|practice| practice.app.as_str());
        let instances = app.and_then(|app| self.practice_addresses()?.apps.get(app).cloned());
        instances.ok_or_else(|| Problem::practice_missing(&connector.name))
    }

    /// People, passwords and faults of the practice apps.
    pub async fn practice(&self) -> Result<PracticeView, Problem> {
        let Some(addresses) = self.practice_addresses() else {
            return Ok(PracticeView {
                running: false,
                origins: Vec::new(),
                people: Vec::new(),
                faults: Vec::new(),
            });
        };
        Ok(PracticeView {
            running: true,
            origins: addresses
                .apps
                .iter()
                .flat_map(|(app, instances)| {
                    instances.iter().map(|(key, origin)| PracticeOrigin {
                        app: app.clone(),
                        key: key.clone(),
                        origin: origin.clone(),
                    })
                })
                .collect(),
            people: addresses
                .people
                .into_iter()
                .map(|person| PracticePerson {
                    app: person.app,
                    org: person.org,
                    username: person.username,
                    password: person.password,
                    api_token: person.api_token,
                    about: person.about,
                })
                .collect(),
            faults: addresses
                .faults
                .into_iter()
                .map(|fault| PracticeFault {
                    id: fault.id,
                    about: fault.about,
                    takes: fault.takes,
                })
                .collect(),
        })
    }

    /// Breaks or mends something at a practice app.
    pub async fn practice_fault(&self, ask: PracticeFaultCall) -> Result<PracticeView, Problem> {
        let addresses = self
            .practice_addresses()
            .ok_or_else(|| Problem::practice_missing("the practice apps"))?;
        if !ask
            .fault
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        {
            return Err(Problem::input("fault", "There is no such fault."));
        }
        let url = addresses
            .control
            .join(&format!("faults/{}", ask.fault))
            .map_err(|_| Problem::input("fault", "There is no such fault."))?;
        let question = json!({ "app": ask.app, "org": ask.org, "username": ask.username, "password": ask.password });
        let question = question.as_object().map(|members| {
            members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect()
        });
        let question: serde_json::Map<String, serde_json::Value> = question.unwrap_or_default();
        let response = self
            .0
            .http
            .send(Request::post(url).json(&question.into()))
            .await
            .map_err(|fault| causes::of_fault("the practice apps", "127.0.0.1", &fault))?;
        if !response.is_success() {
            let said = String::from_utf8_lossy(&response.body)
                .chars()
                .take(300)
                .collect::<String>();
            return Err(Problem::input(
                "fault",
                format!("The practice apps refused: {said}"),
            ));
        }
        self.practice().await
    }
}
