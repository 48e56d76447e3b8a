//! Which objects an org has, and which of them somebody may see.

use super::standard_objects::{REDUCED, SALES, STANDARD, WITH_COMPANIONS};
use crate::people::Rights;
use crate::site::Site;

/// What an object is to its org.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Standard,
    /// A custom object that records live in.
    Custom,
    /// Made by Salesforce beside another object: History, Feed, Share, ChangeEvent.
    Companion,
}

/// One object of an org.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) plural: String,
    pub(super) key_prefix: Option<String>,
    pub(super) kind: Kind,
    pub(super) custom: bool,
    /// For companions: the object they stand beside.
    pub(super) parent: Option<String>,
}

/// What custom objects of the practice company are about.
const THEMES: [&str; 34] = [
    "Delivery",
    "Invoice",
    "Warehouse",
    "Shipment",
    "Supplier",
    "Price",
    "Fleet",
    "Driver",
    "Route",
    "Pallet",
    "Recipe",
    "Kitchen",
    "Menu",
    "Franchise",
    "Store",
    "Loyalty",
    "Voucher",
    "Audit",
    "Complaint",
    "Recall",
    "Allergen",
    "Batch",
    "Harvest",
    "Farm",
    "Cold Chain",
    "Packaging",
    "Tender",
    "Rebate",
    "Credit",
    "Dispute",
    "Onboarding",
    "Training",
    "Visit",
    "Survey",
];

/// What there is of each theme.
const PARTS: [&str; 26] = [
    "",
    "Line",
    "Note",
    "Plan",
    "Request",
    "Approval",
    "Template",
    "Rule",
    "Setting",
    "Target",
    "Result",
    "Contact",
    "Document",
    "Schedule",
    "Exception",
    "Batch",
    "Type",
    "Region",
    "Owner",
    "Rating",
    "Cost",
    "Forecast",
    "Summary",
    "Check",
    "Event Entry",
    "Link",
];

/// Managed packages whose objects repeat the labels of the company's own.
const PACKAGES: [&str; 2] = ["fleetwise", "auditly"];

fn plural(label: &str) -> String {
    if let Some(stem) = label.strip_suffix('y')
        && !stem.ends_with(['a', 'e', 'o', 'u'])
    {
        return format!("{stem}ies");
    }
    if label.ends_with('s') || label.ends_with('x') || label.ends_with("ch") {
        return format!("{label}es");
    }
    format!("{label}s")
}

fn companion(
    parent: &str,
    label: &str,
    ending: &str,
    words: &str,
    lost_in: Option<&str>,
) -> Object {
    let label = match lost_in {
        // Real orgs have these: a label nobody has translated.
        Some(section) => {
            format!("__MISSING LABEL__ PropertyFile - val {parent} not found in section {section}")
        }
        None => format!("{label} {words}"),
    };
    Object {
        name: format!("{parent}{ending}"),
        plural: label.clone(),
        label,
        key_prefix: None,
        kind: Kind::Companion,
        custom: false,
        parent: Some(parent.to_owned()),
    }
}

fn standard(objects: &mut Vec<Object>) {
    for &(name, label, prefix) in STANDARD {
        objects.push(Object {
            name: name.to_owned(),
            label: label.to_owned(),
            plural: plural(label),
            key_prefix: (!prefix.is_empty()).then(|| prefix.to_owned()),
            kind: Kind::Standard,
            custom: false,
            parent: None,
        });
        if WITH_COMPANIONS.contains(&name) {
            let lost = match name {
                "ServiceAppointment" | "Individual" => Some("StandardFeedLabel"),
                _ => None,
            };
            let lost_history = (name == "Location").then_some("StandardHistoryLabel");
            objects.push(companion(name, label, "Feed", "Feed", lost));
            objects.push(companion(name, label, "History", "History", lost_history));
            objects.push(companion(name, label, "Share", "Share", None));
            objects.push(companion(name, label, "ChangeEvent", "Change Event", None));
        }
    }
}

/// The key prefix of the n-th custom object: a00, a01, ... a0Z, a10, ...
fn custom_prefix(number: usize) -> String {
    const DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let high = DIGITS[(number / DIGITS.len()) % DIGITS.len()];
    let low = DIGITS[number % DIGITS.len()];
    format!("a{}{}", char::from(high), char::from(low))
}

fn custom(site: Site, objects: &mut Vec<Object>) {
    let mut number = 0;
    for (theme_index, theme) in THEMES.iter().enumerate() {
        for (part_index, part) in PARTS.iter().enumerate() {
            // The orgs differ: the sandbox lacks what production got lately, and tries new things.
            let young = (theme_index * 5 + part_index) % 6 == 0;
            let trial = (theme_index + part_index * 7) % 5 == 0;
            let here = if site == Site::SalesforceTest {
                !young || trial
            } else {
                !trial || young
            };
            if !here {
                continue;
            }
            let label = format!("{theme} {part}").trim().to_owned();
            let api = label.replace(' ', "_");
            let packaged = part_index == 9 || part_index == 14;
            let package = PACKAGES[theme_index % PACKAGES.len()];
            let owned = (!packaged || theme_index % 3 == 0).then(|| format!("{api}__c"));
            let bought = packaged.then(|| format!("{package}__{api}__c"));
            for name in owned.into_iter().chain(bought) {
                let shared = number % 4 == 1;
                let stem = name.trim_end_matches("__c").to_owned();
                objects.push(Object {
                    name: name.clone(),
                    label: label.clone(),
                    plural: plural(&label),
                    key_prefix: Some(custom_prefix(number)),
                    kind: Kind::Custom,
                    custom: true,
                    parent: None,
                });
                number += 1;
                if shared {
                    for (ending, words) in [("__Share", "Share"), ("__History", "History")] {
                        let mut beside = companion(&stem, &label, ending, words, None);
                        beside.parent = Some(name.clone());
                        objects.push(beside);
                    }
                }
            }
        }
    }
}

/// Every object of an org, sorted by name as Salesforce lists them.
pub(super) fn objects(site: Site) -> Vec<Object> {
    let mut objects = Vec::with_capacity(1_400);
    standard(&mut objects);
    custom(site, &mut objects);
    objects.sort_by(|one, other| one.name.cmp(&other.name));
    objects
}

/// Whether somebody with these rights sees the object.
pub(super) fn is_visible(object: &Object, rights: Rights) -> bool {
    let name = object.parent.as_deref().unwrap_or(&object.name);
    // Who works where is no secret within an org, nor is what others may.
    if ["User", "Profile", "UserLicense"].contains(&name) {
        return true;
    }
    match rights {
        Rights::Admin | Rights::Integration => true,
        Rights::Member => {
            SALES.contains(&name)
                || name.starts_with("Delivery")
                || name.starts_with("Price")
                || name.starts_with("Visit")
                || name.starts_with("Voucher")
        }
        Rights::CustomAgent | Rights::LightAgent | Rights::EndUser | Rights::Reduced => {
            REDUCED.contains(&name) || name.starts_with("Visit")
        }
    }
}

/// Whether somebody with these rights may create and change the object's records.
pub(super) fn is_writable(object: &Object, rights: Rights) -> bool {
    const READ_ONLY: [&str; 8] = [
        "Organization",
        "AggregateResult",
        "ApexLog",
        "EntityDefinition",
        "LoginHistory",
        "Profile",
        "RecentlyViewed",
        "UserLicense",
    ];
    object.kind != Kind::Companion
        && !READ_ONLY.contains(&&*object.name)
        && match rights {
            Rights::Admin => true,
            Rights::Integration => object.name != "User",
            Rights::Member => object.name != "Account" && object.name != "User",
            Rights::CustomAgent | Rights::LightAgent | Rights::EndUser | Rights::Reduced => false,
        }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    #[test]
    fn an_org_has_the_size_and_the_oddities_of_a_real_one() {
        let objects = objects(Site::SalesforceLogin);
        assert!(objects.len() >= 1_200, "{}", objects.len());
        let standard = objects.iter().filter(|o| o.kind == Kind::Standard).count();
        assert!(standard >= 190, "{standard}");
        let names: HashSet<_> = objects.iter().map(|o| o.name.to_lowercase()).collect();
        assert_eq!(names.len(), objects.len(), "names are unique");
        let mut labels: HashMap<&str, u32> = HashMap::new();
        for object in &objects {
            *labels.entry(&object.label).or_default() += 1;
        }
        assert!(labels.values().any(|&count| count > 1), "labels repeat");
        assert!(
            labels
                .keys()
                .any(|label| label.starts_with("__MISSING LABEL__"))
        );
        let without_prefix = objects.iter().filter(|o| o.key_prefix.is_none()).count();
        assert!(without_prefix > 300, "{without_prefix}");
    }

    #[test]
    fn the_sandbox_has_other_objects_than_production() {
        let production: HashSet<_> = objects(Site::SalesforceLogin)
            .into_iter()
            .map(|o| o.name)
            .collect();
        let sandbox: HashSet<_> = objects(Site::SalesforceTest)
            .into_iter()
            .map(|o| o.name)
            .collect();
        assert!(production.difference(&sandbox).count() > 100);
        assert!(sandbox.difference(&production).count() > 100);
    }
}
