//! The two orgs: their ids, names and Organization records.

use serde_json::{Map, Value, json};

use crate::site::Site;

/// Completes a 15-character id to its case-safe 18 characters.
pub(crate) fn full_id(short: &str) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    let mut id = short.to_owned();
    for part in short.as_bytes().chunks(5).take(3) {
        let mut index = 0;
        for (bit, byte) in part.iter().enumerate() {
            if byte.is_ascii_uppercase() {
                index |= 1 << bit;
            }
        }
        id.push(char::from(LETTERS[index]));
    }
    id
}

/// The id as access tokens start with it: 15 characters.
pub(crate) const fn id(site: Site) -> &'static str {
    match site {
        Site::SalesforceTest => "00DVC0000AcmeT1",
        _ => "00D5g0000AcmeP1",
    }
}

pub(crate) const fn name(site: Site) -> &'static str {
    match site {
        Site::SalesforceTest => "Acme full",
        _ => "Acme",
    }
}

const fn instance(site: Site) -> &'static str {
    match site {
        Site::SalesforceTest => "SWE42S",
        _ => "SWE108",
    }
}

/// The one Organization record.
pub(crate) fn record(site: Site) -> Map<String, Value> {
    let sandbox = site == Site::SalesforceTest;
    let record = json!({
        "Id": full_id(id(site)),
        "Name": name(site),
        "Division": null,
        "Street": "12 Harbour Lane",
        "City": "Gothenburg",
        "PostalCode": "411 06",
        "Country": "SE",
        "Phone": "+46 31 555 01 00",
        "PrimaryContact": "Ada Lindqvist",
        "DefaultLocaleSidKey": "en_US",
        "LanguageLocaleKey": "en_US",
        "TimeZoneSidKey": "Europe/Stockholm",
        "OrganizationType": "Enterprise Edition",
        "NamespacePrefix": null,
        "InstanceName": instance(site),
        "IsSandbox": sandbox,
        "TrialExpirationDate": null,
        "IsReadOnly": false,
        "CreatedDate": "2019-04-02T08:15:30.000+0000",
        "LastModifiedDate": "2026-10-05T11:42:09.000+0000",
    });
    match record {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::full_id;

    #[test]
    fn ids_are_completed_as_salesforce_does() {
        assert_eq!(full_id("001cb00000fRpOw"), "001cb00000fRpOwAAK");
        assert_eq!(full_id("001cb00000fSVWE"), "001cb00000fSVWEAA4");
    }
}
