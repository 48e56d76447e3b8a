//! Whether a person or a user made for integrations is connected: by the definition first, then by names.
use larder_connector::{Connector, UserSort};

use crate::view::{Identity, UserKind, UserLook};

/// Words of names that are given to users made for integrations. Whole words: a robot is none of "Robotham".
const WORDS: [&str; 17] = [
    "integration",
    "integrations",
    "api",
    "service",
    "svc",
    "bot",
    "sync",
    "system",
    "automation",
    "noreply",
    "donotreply",
    "connector",
    "etl",
    "robot",
    "daemon",
    "webhook",
    "workflow",
];

/// What the connected user looks like, and why.
pub(crate) fn of(
    connector: &Connector,
    kept: &std::collections::BTreeMap<String, String>,
    who: &Identity,
) -> UserLook {
    let signs = connector.user_looks.iter().flat_map(|looks| &looks.signs);
    for sign in signs {
        if let Some(value) = kept.get(&sign.name).filter(|value| sign.fits(value)) {
            let why = format!("The {} is \u{201c}{value}\u{201d}.", sign.label);
            return match sign.is {
                UserSort::Integration => integration(why),
                UserSort::Person => person(connector, why),
            };
        }
    }
    let local = who.user.split('@').next().unwrap_or_default();
    if let Some(word) = word_in(local) {
        return integration(format!(
            "The user name has the word \u{201c}{word}\u{201d} in it."
        ));
    }
    let Some(name) = who.user_name.as_deref().filter(|name| *name != who.user) else {
        return UserLook {
            looks_like: UserKind::Unknown,
            why: format!(
                "{} tells no more of the user than a name to sign in by.",
                connector.name
            ),
            hint: None,
        };
    };
    match word_in(name) {
        Some(word) => integration(format!(
            "The name has the word \u{201c}{word}\u{201d} in it."
        )),
        None => person(
            connector,
            format!(
                "Neither \u{201c}{local}\u{201d} nor \u{201c}{name}\u{201d} is a name that integration users have."
            ),
        ),
    }
}

fn integration(why: String) -> UserLook {
    UserLook {
        looks_like: UserKind::Integration,
        why,
        hint: None,
    }
}

fn person(connector: &Connector, why: String) -> UserLook {
    UserLook {
        looks_like: UserKind::Person,
        why,
        hint: Some(format!(
            "Recipes act for many people, whoever made the record, and stop when this person leaves or loses a right. Ask the administrator of {} for a user made for integrations, with just the rights on the checklist.",
            connector.name
        )),
    }
}

fn word_in(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase().replace("no-reply", "noreply");
    let mut words = lower.split(|it: char| !it.is_alphabetic());
    words.find_map(|word| WORDS.into_iter().find(|known| *known == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_names_are_whole_words_in_any_case() {
        for (name, word) in [
            ("integration", Some("integration")),
            ("salesforce-API", Some("api")),
            ("svc_larder01", Some("svc")),
            ("no-reply", Some("noreply")),
            ("Zendesk Bot", Some("bot")),
            ("abbot", None),
            ("Serviceberry", None),
            ("ada.lindqvist", None),
            ("", None),
        ] {
            assert_eq!(word_in(name), word, "{name}");
        }
    }
}
