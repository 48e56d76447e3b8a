//! The pieces that the fields of objects are put together from.

use super::field::Field;

pub(super) const INDUSTRIES: [&str; 12] = [
    "Agriculture",
    "Banking",
    "Construction",
    "Education",
    "Energy",
    "Food & Beverage",
    "Healthcare",
    "Hospitality",
    "Retail",
    "Technology",
    "Transportation",
    "Other",
];
pub(super) const COUNTRIES: [&str; 4] = ["Denmark", "Finland", "Norway", "Sweden"];

pub(super) fn text(name: &str, label: &str, length: u32) -> Field {
    Field::new(name, label, "string").length(length)
}

pub(super) fn of(kind: &'static str, name: &str, label: &str) -> Field {
    Field::new(name, label, kind)
}

pub(super) fn lookup(name: &str, label: &str, to: &[&'static str]) -> Field {
    Field::new(name, label, "reference").refers_to(to)
}

pub(super) fn choice(name: &str, label: &str, values: &[&str]) -> Field {
    Field::new(name, label, "picklist").choices(values)
}

pub(super) fn head(label: &str) -> Vec<Field> {
    vec![
        of("id", "Id", &format!("{label} ID")).system().always_set(),
        of("boolean", "IsDeleted", "Deleted").system().always_set(),
    ]
}

pub(super) fn tail(owned: bool) -> Vec<Field> {
    let mut fields = Vec::new();
    if owned {
        fields.push(lookup("OwnerId", "Owner ID", &["User"]).always_set());
    }
    fields.extend([
        of("datetime", "CreatedDate", "Created Date")
            .system()
            .always_set(),
        lookup("CreatedById", "Created By ID", &["User"])
            .system()
            .always_set(),
        of("datetime", "LastModifiedDate", "Last Modified Date")
            .system()
            .always_set(),
        lookup("LastModifiedById", "Last Modified By ID", &["User"])
            .system()
            .always_set(),
        of("datetime", "SystemModstamp", "System Modstamp")
            .system()
            .always_set(),
        of("date", "LastActivityDate", "Last Activity").system(),
        of("datetime", "LastViewedDate", "Last Viewed Date").system(),
        of("datetime", "LastReferencedDate", "Last Referenced Date").system(),
    ]);
    fields
}

pub(super) fn name_field(label: &str, length: u32) -> Field {
    let mut field = text("Name", label, length).required();
    field.names_record = true;
    field
}

pub(super) fn postal(prefix: &'static str) -> Vec<Field> {
    let part = |end: &str, label: &str, kind: &'static str, length: u32| {
        let mut field =
            Field::new(format!("{prefix}{end}"), format!("{prefix} {label}"), kind).length(length);
        field.compound = match prefix {
            "Billing" => Some("BillingAddress"),
            "Shipping" => Some("ShippingAddress"),
            _ => Some("MailingAddress"),
        };
        field
    };
    let mut accuracy = part("GeocodeAccuracy", "Geocode Accuracy", "picklist", 40);
    accuracy = accuracy.choices(&["Address", "NearAddress", "Block", "Street", "Zip", "City"]);
    vec![
        part("Street", "Street", "textarea", 255),
        part("City", "City", "string", 40),
        part("State", "State/Province", "string", 80),
        part("PostalCode", "Zip/Postal Code", "string", 20),
        part("Country", "Country", "string", 80),
        part("Latitude", "Latitude", "double", 0),
        part("Longitude", "Longitude", "double", 0),
        accuracy,
        Field::new(
            format!("{prefix}Address"),
            format!("{prefix} Address"),
            "address",
        )
        .system(),
    ]
}
