//! The practice apps from outside: who can sign in, what they were asked, and what can be broken.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::hands::Popup;
use crate::wait::soon;

/// Where the practice apps of one run are.
#[derive(Debug, Clone)]
pub struct Practice {
    addresses: Value,
}

/// Somebody who can sign in.
#[derive(Debug, Clone)]
pub struct Person {
    pub app: String,
    pub org: String,
    pub username: String,
    pub password: String,
    pub api_token: Option<String>,
}

impl Practice {
    pub(crate) fn described(json: &[u8]) -> Result<Self> {
        Ok(Self {
            addresses: serde_json::from_slice(json)?,
        })
    }

    /// The person of that user name.
    pub fn person(&self, app: &str, username: &str) -> Result<Person> {
        let people = self.people()?;
        let found = people
            .into_iter()
            .find(|person| person.app == app && person.username == username);
        found.with_context(|| format!("nobody is called {username} at {app}"))
    }

    /// Everybody.
    pub fn people(&self) -> Result<Vec<Person>> {
        let people = self.addresses["people"].as_array().context("the people")?;
        let text = |person: &Value, key: &str| person[key].as_str().unwrap_or_default().to_owned();
        Ok(people
            .iter()
            .map(|person| Person {
                app: text(person, "app"),
                org: text(person, "org"),
                username: text(person, "username"),
                password: text(person, "password"),
                api_token: person["api_token"].as_str().map(str::to_owned),
            })
            .collect())
    }

    /// Host and port of one org, as title bars show it.
    pub fn host(&self, app: &str, org: &str) -> Result<String> {
        Ok(self
            .origin(app, org)?
            .trim_start_matches("http://")
            .to_owned())
    }

    /// Signs the person in at the app's own page, by keyboard, and allows what is asked.
    pub fn sign_in(&self, popup: &Popup, person: &Person) -> Result<()> {
        self.give_password(popup, person)?;
        self.allow(popup, person)
    }

    /// Types user name and password, and waits for the next page.
    pub fn give_password(&self, popup: &Popup, person: &Person) -> Result<()> {
        popup.shows(&self.host(&person.app, &person.org)?)?;
        // A window that just got the keyboard may swallow a key. The app then refuses the name, and a
        // person corrects it: back from the password, where the app puts the cursor, to the name.
        for _ in 0..3 {
            popup.comes_to_rest()?;
            popup.type_text(&person.username)?;
            popup.key("Tab")?;
            popup.type_text(&person.password)?;
            popup.key("Return")?;
            let came = soon(|| self.was_asked(&person.app, &person.org, "/practice/consent"))?;
            if came {
                return Ok(());
            }
            for key in ["shift+Tab", "ctrl+a", "BackSpace"] {
                popup.key(key)?;
            }
        }
        bail!("the page that asks for consent did not come")
    }

    /// Allows by keyboard: the button has the focus.
    pub fn allow(&self, popup: &Popup, person: &Person) -> Result<()> {
        popup.shows(&self.host(&person.app, &person.org)?)?;
        popup.comes_to_rest()?;
        popup.press_until_gone("Return")
    }

    /// Whether a page was asked for, and answered without fault.
    fn was_asked(&self, app: &str, org: &str, path: &str) -> Result<bool> {
        let log = self.get("/log")?;
        let requests = log["requests"].as_array().context("the log")?;
        Ok(requests.iter().any(|request| {
            request["app"] == app
                && request["org"] == org
                && request["path"] == path
                && request["status"] == 200
        }))
    }

    /// Forgets what was asked, so that the next sign-in can be followed.
    pub fn forget_log(&self) -> Result<()> {
        ureq::delete(format!("{}/log", self.control()?)).call()?;
        Ok(())
    }

    /// Breaks something for one person.
    pub fn fault(&self, id: &str, person: &Person, more: &Value) -> Result<()> {
        let question = json!({ "app": person.app, "org": person.org, "username": person.username });
        self.ask_for_fault(id, question, more)
    }

    /// Breaks something at the org of a person, for everybody there.
    pub fn fault_for_all(&self, id: &str, person: &Person, more: &Value) -> Result<()> {
        self.ask_for_fault(id, json!({ "app": person.app, "org": person.org }), more)
    }

    fn ask_for_fault(&self, id: &str, mut question: Value, more: &Value) -> Result<()> {
        if let (Some(question), Some(more)) = (question.as_object_mut(), more.as_object()) {
            question.extend(more.clone());
        }
        ureq::post(format!("{}/faults/{id}", self.control()?)).send_json(question)?;
        Ok(())
    }

    /// Whether the app of that name takes `secret` as an access token.
    pub fn accepts(&self, app: &str, org: &str, secret: &str) -> Result<bool> {
        let path = if app == "zendesk" {
            "/api/v2/users/me.json"
        } else {
            "/services/oauth2/userinfo"
        };
        let mut answer = ureq::get(format!("{}{path}", self.origin(app, org)?))
            .config()
            .http_status_as_error(false)
            .build()
            .header("authorization", format!("Bearer {secret}"))
            .call()?;
        if answer.status() != 200 {
            return Ok(false);
        }
        let who: Value = answer.body_mut().read_json()?;
        // Zendesk answers strangers with 200 and nobody.
        Ok(app != "zendesk" || !who["user"]["id"].is_null())
    }

    fn get(&self, path: &str) -> Result<Value> {
        Ok(ureq::get(format!("{}{path}", self.control()?))
            .call()?
            .body_mut()
            .read_json()?)
    }

    fn control(&self) -> Result<&str> {
        self.addresses["control"]
            .as_str()
            .context("the control address")
    }

    fn origin(&self, app: &str, org: &str) -> Result<&str> {
        self.addresses["apps"][app][org]
            .as_str()
            .with_context(|| format!("the address of {app}, {org}"))
    }
}
