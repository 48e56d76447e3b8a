//! The records a practice org starts with.

use serde_json::{Value, json};

use super::organization::{full_id, record};
use crate::people::{CAST, Rights};
use crate::records::Record;
use crate::site::Site;

const ACCOUNTS: [(&str, &str, &str); 12] = [
    ("Harbour Kitchen", "Hospitality", "Restaurant"),
    ("Nordic Grocers", "Retail", "Retail"),
    ("Lindholm School District", "Education", "Institution"),
    ("Bistro Onze", "Hospitality", "Restaurant"),
    ("Fjord Fish Company", "Food & Beverage", "Retail"),
    ("Sankt Erik Hospital", "Healthcare", "Institution"),
    ("Corner Shop Cooperative", "Retail", "Retail"),
    ("Birch & Barley", "Hospitality", "Restaurant"),
    ("Polar Logistics", "Transportation", "Retail"),
    ("Meadow Farm", "Agriculture", "Retail"),
    ("The Copper Pot", "Hospitality", "Restaurant"),
    ("O'Leary's Pantry", "Retail", "Retail"),
];

const FIRST_NAMES: [&str; 10] = [
    "Alma", "Bo", "Cleo", "Dag", "Elin", "Farid", "Greta", "Hugo", "Iris", "Jonas",
];
const LAST_NAMES: [&str; 12] = [
    "Ahmed", "Berg", "Carlsen", "Dahl", "Eriksen", "Falk", "Gran", "Holm", "Ito", "Jensen", "Koch",
    "Lund",
];
/// Enough that the list does not fit into one answer of 2,000 records.
const CONTACTS: usize = 2_300;

/// The id of the n-th record of an object, in 18 characters.
pub(super) fn record_id(site: Site, key_prefix: &str, number: u64) -> String {
    let pod = if site == Site::SalesforceTest {
        "VC"
    } else {
        "5g"
    };
    full_id(&format!("{key_prefix}{pod}00{number:08}"))
}

fn members(value: Value) -> Record {
    match value {
        Value::Object(members) => members,
        _ => Record::new(),
    }
}

fn accounts(site: Site) -> Vec<Record> {
    (0_u64..)
        .zip(ACCOUNTS)
        .map(|(number, (name, industry, segment))| {
            members(json!({
                "Id": record_id(site, "001", number),
                "IsDeleted": false,
                "Name": name,
                "Type": "Customer - Direct",
                "Industry": industry,
                "Segment__c": segment,
                "Phone": format!("+46 31 555 {:02} 00", number + 10),
                "Website": format!("https://{}.example", name.to_lowercase().replace([' ', '&', '\''], "")),
                "BillingCity": "Gothenburg",
                "BillingCountry": "Sweden",
                "AnnualRevenue": 1_250_000.0,
                "NumberOfEmployees": 12 + number * 7,
                "ERP_Number__c": format!("K{:05}", 10_000 + number),
                "OwnerId": owner(site),
                "CreatedDate": "2024-02-14T09:30:00.000+0000",
                "LastModifiedDate": "2026-09-01T13:05:00.000+0000",
                "SystemModstamp": "2026-09-01T13:05:00.000+0000",
            }))
        })
        .collect()
}

fn contacts(site: Site) -> Vec<Record> {
    (0..CONTACTS)
        .map(|number| {
            let first = FIRST_NAMES[number % FIRST_NAMES.len()];
            let last = LAST_NAMES[(number / FIRST_NAMES.len()) % LAST_NAMES.len()];
            members(json!({
                "Id": record_id(site, "003", number as u64),
                "IsDeleted": false,
                "FirstName": first,
                "LastName": last,
                "Name": format!("{first} {last}"),
                "Email": format!("{}.{}.{number}@customers.example", first.to_lowercase(), last.to_lowercase()),
                "AccountId": record_id(site, "001", (number % ACCOUNTS.len()) as u64),
                "OwnerId": owner(site),
                "CreatedDate": "2024-02-14T09:30:00.000+0000",
                "LastModifiedDate": "2026-09-01T13:05:00.000+0000",
                "SystemModstamp": "2026-09-01T13:05:00.000+0000",
            }))
        })
        .collect()
}

/// The id of the user who owns what nobody else owns.
pub(super) fn owner(site: Site) -> String {
    CAST.iter()
        .find(|part| part.site == site)
        .map_or_else(String::new, |part| full_id(part.id))
}

/// Profiles as Salesforce ships them, each with the number of its licence.
const PROFILES: [(&str, u64); 3] = [
    ("System Administrator", 0),
    ("Standard User", 0),
    ("Minimum Access - API Only Integrations", 1),
];

/// Licences by name, each with its key.
const LICENCES: [(&str, &str); 2] = [
    ("Salesforce", "SFDC"),
    ("Salesforce Integration", "PID_INTEGRATION_USER"),
];

/// The id of the profile that gives such rights.
pub(super) fn profile_id(site: Site, rights: Rights) -> String {
    record_id(site, "00e", profile_of(rights))
}

fn profile_of(rights: Rights) -> u64 {
    match rights {
        Rights::Admin => 0,
        Rights::Integration => 2,
        _ => 1,
    }
}

fn profiles(site: Site) -> Vec<Record> {
    (0_u64..)
        .zip(PROFILES)
        .map(|(number, (name, licence))| {
            members(json!({
                "Id": record_id(site, "00e", number),
                "Name": name,
                "UserLicenseId": record_id(site, "100", licence),
                "UserType": "Standard",
                "Description": null,
            }))
        })
        .collect()
}

fn licences(site: Site) -> Vec<Record> {
    (0_u64..)
        .zip(LICENCES)
        .map(|(number, (name, key))| {
            members(json!({
                "Id": record_id(site, "100", number),
                "LicenseDefinitionKey": key,
                "Name": name,
                "MasterLabel": name,
                "Status": "Active",
            }))
        })
        .collect()
}

fn users(site: Site) -> Vec<Record> {
    CAST.iter()
        .filter(|part| part.site == site)
        .map(|part| {
            members(json!({
                "Id": full_id(part.id),
                "Username": part.username,
                "FirstName": part.first_name,
                "LastName": part.last_name,
                "Name": part.name(),
                "Email": part.username,
                "Alias": part.first_name.to_lowercase(),
                "IsActive": part.active,
                "ProfileId": profile_id(site, part.rights),
                "UserRoleId": null,
                "UserType": "Standard",
                "TimeZoneSidKey": "Europe/Stockholm",
                "LocaleSidKey": "en_US",
                "LanguageLocaleKey": "en_US",
                "CreatedDate": "2023-01-09T08:00:00.000+0000",
                "LastModifiedDate": "2026-09-01T13:05:00.000+0000",
                "SystemModstamp": "2026-09-01T13:05:00.000+0000",
            }))
        })
        .collect()
}

/// The records an object starts with.
pub(super) fn seed(site: Site, object: &str) -> Vec<Record> {
    match object {
        "Organization" => vec![record(site)],
        "User" => users(site),
        "Profile" => profiles(site),
        "UserLicense" => licences(site),
        "Account" => accounts(site),
        "Contact" => contacts(site),
        _ => Vec::new(),
    }
}
