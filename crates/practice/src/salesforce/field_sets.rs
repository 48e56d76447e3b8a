//! The fields of each object, and which of them somebody sees.

use super::account_fields::account;
use super::catalog::Object;
use super::field::Field;
use super::field_parts::{INDUSTRIES, choice, head, lookup, name_field, of, postal, tail, text};
use super::generated_fields::generated;
use crate::people::Rights;
use crate::site::Site;

fn contact() -> Vec<Field> {
    let mut fields = head("Contact");
    let mut name = text("Name", "Full Name", 121).system().always_set();
    name.names_record = true;
    fields.extend([
        lookup("AccountId", "Account ID", &["Account"]),
        text("LastName", "Last Name", 80).required(),
        text("FirstName", "First Name", 40),
        choice(
            "Salutation",
            "Salutation",
            &["Mr.", "Ms.", "Mx.", "Dr.", "Prof."],
        )
        .length(40),
        name,
    ]);
    fields.extend(postal("Mailing"));
    fields.extend([
        of("phone", "Phone", "Business Phone"),
        of("phone", "MobilePhone", "Mobile Phone"),
        lookup("ReportsToId", "Reports To ID", &["Contact"]),
        of("email", "Email", "Email"),
        text("Title", "Title", 128),
        text("Department", "Department", 80),
        choice(
            "LeadSource",
            "Lead Source",
            &[
                "Web",
                "Phone Inquiry",
                "Partner Referral",
                "Trade Fair",
                "Other",
            ],
        ),
        of("date", "Birthdate", "Birthdate"),
        of("textarea", "Description", "Contact Description"),
        of("boolean", "HasOptedOutOfEmail", "Email Opt Out").always_set(),
        choice(
            "Language__c",
            "Language",
            &["Danish", "English", "Finnish", "Norwegian", "Swedish"],
        ),
        of("boolean", "Kitchen_Contact__c", "Kitchen Contact").always_set(),
    ]);
    fields.extend(tail(true));
    fields
}

fn opportunity() -> Vec<Field> {
    let mut fields = head("Opportunity");
    fields.extend([
        lookup("AccountId", "Account ID", &["Account"]),
        name_field("Name", 120),
        of("textarea", "Description", "Description"),
        choice(
            "StageName",
            "Stage",
            &[
                "Prospecting",
                "Qualification",
                "Tasting",
                "Proposal",
                "Negotiation",
                "Closed Won",
                "Closed Lost",
            ],
        )
        .required(),
        of("currency", "Amount", "Amount"),
        of("percent", "Probability", "Probability (%)"),
        of("currency", "ExpectedRevenue", "Expected Amount").system(),
        of("date", "CloseDate", "Close Date").required(),
        choice(
            "Type",
            "Opportunity Type",
            &["Existing Business", "New Business"],
        ),
        text("NextStep", "Next Step", 255),
        of("boolean", "IsClosed", "Closed").system().always_set(),
        of("boolean", "IsWon", "Won").system().always_set(),
        lookup("Pricebook2Id", "Price Book ID", &["Pricebook2"]),
        choice(
            "Season__c",
            "Season",
            &["Spring", "Summer", "Autumn", "Winter"],
        ),
    ]);
    fields.extend(tail(true));
    fields
}

fn lead() -> Vec<Field> {
    let mut fields = head("Lead");
    fields.extend([
        text("LastName", "Last Name", 80).required(),
        text("FirstName", "First Name", 40),
        text("Company", "Company", 255).required(),
        text("Title", "Title", 128),
        of("phone", "Phone", "Phone"),
        of("email", "Email", "Email"),
        of("url", "Website", "Website"),
        choice(
            "LeadSource",
            "Lead Source",
            &[
                "Web",
                "Phone Inquiry",
                "Partner Referral",
                "Trade Fair",
                "Other",
            ],
        ),
        choice(
            "Status",
            "Status",
            &[
                "Open",
                "Working",
                "Closed - Converted",
                "Closed - Not Converted",
            ],
        )
        .always_set(),
        choice("Industry", "Industry", &INDUSTRIES),
        of("boolean", "IsConverted", "Converted").always_set(),
        lookup("ConvertedAccountId", "Converted Account ID", &["Account"]).system(),
    ]);
    fields.extend(tail(true));
    fields
}

fn case() -> Vec<Field> {
    let mut number = text("CaseNumber", "Case Number", 30).system().always_set();
    number.names_record = true;
    number.auto_number = true;
    let mut fields = head("Case");
    fields.extend([
        number,
        lookup("ContactId", "Contact ID", &["Contact"]),
        lookup("AccountId", "Account ID", &["Account"]),
        choice(
            "Type",
            "Case Type",
            &["Late Delivery", "Damaged Goods", "Wrong Item", "Invoice"],
        ),
        choice(
            "Status",
            "Status",
            &["New", "Working", "Escalated", "Closed"],
        )
        .always_set(),
        choice(
            "Reason",
            "Case Reason",
            &["Carrier", "Packing", "Order Entry", "Quality"],
        )
        .depends_on("Type", &[&[0], &[0, 1], &[1, 2], &[1, 3]]),
        choice("Origin", "Case Origin", &["Phone", "Email", "Web"]),
        text("Subject", "Subject", 255),
        choice("Priority", "Priority", &["High", "Medium", "Low"]).always_set(),
        of("textarea", "Description", "Description"),
        of("boolean", "IsClosed", "Closed").system().always_set(),
        of("datetime", "ClosedDate", "Closed Date").system(),
    ]);
    fields.extend(tail(true));
    fields
}

fn user() -> Vec<Field> {
    let mut fields = vec![of("id", "Id", "User ID").system().always_set()];
    let mut name = text("Name", "Full Name", 121).system().always_set();
    name.names_record = true;
    fields.extend([
        text("Username", "Username", 80).required(),
        text("LastName", "Last Name", 80).required(),
        text("FirstName", "First Name", 40),
        name,
        of("email", "Email", "Email").required(),
        text("Alias", "Alias", 8).required(),
        of("boolean", "IsActive", "Active").always_set(),
        lookup("ProfileId", "Profile ID", &["Profile"]).required(),
        lookup("UserRoleId", "Role ID", &["UserRole"]),
        choice(
            "UserType",
            "User Type",
            &["Standard", "PowerPartner", "Guest"],
        )
        .system()
        .always_set(),
        choice(
            "TimeZoneSidKey",
            "Time Zone",
            &["Europe/Stockholm", "Europe/Oslo", "Europe/Helsinki"],
        )
        .required(),
        choice("LocaleSidKey", "Locale", &["en_US", "sv_SE", "nb_NO"]).required(),
        choice("LanguageLocaleKey", "Language", &["en_US", "sv"]).required(),
        text("ManagerId", "Manager ID", 18),
    ]);
    fields.extend(tail(false));
    fields
}

fn profile() -> Vec<Field> {
    let mut fields = vec![
        of("id", "Id", "Profile ID").system().always_set(),
        name_field("Name", 255),
        lookup("UserLicenseId", "User License ID", &["UserLicense"])
            .system()
            .always_set(),
        choice(
            "UserType",
            "User Type",
            &["Standard", "PowerPartner", "Guest"],
        )
        .system(),
        text("Description", "Description", 255),
    ];
    fields.extend(tail(false));
    fields
}

fn user_license() -> Vec<Field> {
    vec![
        of("id", "Id", "User License ID").system().always_set(),
        text("LicenseDefinitionKey", "License Def. ID", 40)
            .system()
            .always_set(),
        name_field("Name", 40),
        text("MasterLabel", "Master Label", 80)
            .system()
            .always_set(),
        choice("Status", "Status", &["Active", "Disabled"])
            .system()
            .always_set(),
    ]
}

fn organization(site: Site) -> Vec<Field> {
    super::organization::record(site)
        .iter()
        .map(|(name, value)| {
            let kind = match (name.as_str(), value) {
                ("Id", _) => "id",
                (_, serde_json::Value::Bool(_)) => "boolean",
                (name, _) if name.ends_with("Date") => "datetime",
                _ => "string",
            };
            let mut field = of(kind, name, name).system().always_set();
            field.names_record = name == "Name";
            field
        })
        .collect()
}

/// What only administrators and the integration user see.
const CONFIDENTIAL: [&str; 6] = [
    "AnnualRevenue",
    "Credit_Limit__c",
    "Discount__c",
    "Revenue_per_Employee__c",
    "DunsNumber",
    "Birthdate",
];

/// The fields of an object that somebody with these rights sees.
pub(super) fn fields(site: Site, object: &Object, rights: Rights) -> Vec<Field> {
    let mut fields = match object.name.as_str() {
        "Account" => account(site),
        "Contact" => contact(),
        "Opportunity" => opportunity(),
        "Lead" => lead(),
        "Case" => case(),
        "User" => user(),
        "Profile" => profile(),
        "UserLicense" => user_license(),
        "Organization" => organization(site),
        _ => generated(object),
    };
    if !matches!(rights, Rights::Admin | Rights::Integration) {
        fields.retain(|field| !CONFIDENTIAL.contains(&&*field.name));
    }
    if rights == Rights::Reduced {
        fields.retain(|field| !field.nillable || !field.name.ends_with("__c"));
    }
    fields
}
