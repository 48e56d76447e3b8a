//! The fields of each object: hand-picked for the best known, drawn from the name for all others.

use super::catalog::{Kind, Object};
use super::field::Field;
use crate::people::Rights;
use crate::site::Site;

const INDUSTRIES: [&str; 12] = [
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
const COUNTRIES: [&str; 4] = ["Denmark", "Finland", "Norway", "Sweden"];

fn text(name: &str, label: &str, length: u32) -> Field {
    Field::new(name, label, "string").length(length)
}

fn of(kind: &'static str, name: &str, label: &str) -> Field {
    Field::new(name, label, kind)
}

fn lookup(name: &str, label: &str, to: &[&'static str]) -> Field {
    Field::new(name, label, "reference").refers_to(to)
}

fn choice(name: &str, label: &str, values: &[&str]) -> Field {
    Field::new(name, label, "picklist").choices(values)
}

fn head(label: &str) -> Vec<Field> {
    vec![
        of("id", "Id", &format!("{label} ID")).system().always_set(),
        of("boolean", "IsDeleted", "Deleted").system().always_set(),
    ]
}

fn tail(owned: bool) -> Vec<Field> {
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

fn name_field(label: &str, length: u32) -> Field {
    let mut field = text("Name", label, length).required();
    field.name_field = true;
    field
}

fn postal(prefix: &'static str) -> Vec<Field> {
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

fn account(site: Site) -> Vec<Field> {
    let mut fields = head("Account");
    fields.extend([
        lookup("MasterRecordId", "Master Record ID", &["Account"]).system(),
        name_field("Account Name", 255),
        choice(
            "Type",
            "Account Type",
            &[
                "Prospect",
                "Customer - Direct",
                "Customer - Channel",
                "Channel Partner / Reseller",
                "Supplier",
                "Other",
            ],
        ),
        lookup("ParentId", "Parent Account ID", &["Account"]),
    ]);
    fields.extend(postal("Billing"));
    fields.extend(postal("Shipping"));
    fields.extend([
        of("phone", "Phone", "Account Phone"),
        of("phone", "Fax", "Account Fax"),
        text("AccountNumber", "Account Number", 40),
        of("url", "Website", "Website"),
        of("url", "PhotoUrl", "Photo URL").system(),
        text("Sic", "SIC Code", 20),
        choice("Industry", "Industry", &INDUSTRIES),
        of("currency", "AnnualRevenue", "Annual Revenue"),
        of("int", "NumberOfEmployees", "Employees"),
        choice(
            "Ownership",
            "Ownership",
            &["Public", "Private", "Subsidiary", "Other"],
        ),
        text("TickerSymbol", "Ticker Symbol", 20),
        of("textarea", "Description", "Account Description"),
        choice("Rating", "Account Rating", &["Hot", "Warm", "Cold"]),
        text("Site", "Account Site", 80),
        text("Jigsaw", "Data.com Key", 20),
        choice(
            "CleanStatus",
            "Clean Status",
            &["Matched", "Different", "Pending", "Skipped"],
        ),
        choice(
            "AccountSource",
            "Account Source",
            &[
                "Web",
                "Phone Inquiry",
                "Partner Referral",
                "Trade Fair",
                "Other",
            ],
        ),
        text("DunsNumber", "D-U-N-S Number", 9),
        text("Tradestyle", "Tradestyle", 255),
        text("YearStarted", "Year Started", 4),
    ]);
    fields.extend(tail(true));
    fields.extend(account_custom(site));
    fields
}

fn account_custom(site: Site) -> Vec<Field> {
    let mut erp = text("ERP_Number__c", "ERP Number", 20).help("The customer number in the books.");
    erp.unique = true;
    erp.external_id = true;
    let mut segment = choice(
        "Segment__c",
        "Segment",
        &["Restaurant", "Retail", "Institution"],
    );
    segment.restricted = true;
    let mut fields = vec![
        erp,
        segment.required(),
        // Two levels of dependence, and one on a checkbox.
        choice(
            "Subsegment__c",
            "Subsegment",
            &[
                "Fine Dining",
                "Bistro",
                "Supermarket",
                "Corner Shop",
                "School",
                "Hospital",
            ],
        )
        .depends_on("Segment__c", &[&[0], &[0], &[1], &[1], &[2], &[2]]),
        choice("Menu_Size__c", "Menu Size", &["Small", "Medium", "Large"])
            .depends_on("Subsegment__c", &[&[0, 1, 3], &[1, 2, 4], &[2, 4, 5]]),
        of("boolean", "Cold_Chain__c", "Cold Chain Customer").always_set(),
        choice(
            "Cold_Zone__c",
            "Cold Zone",
            &["Ambient", "Chilled", "Frozen"],
        )
        .depends_on("Cold_Chain__c", &[&[0, 1], &[1], &[1]]),
        choice("Delivery_Country__c", "Delivery Country", &COUNTRIES),
        choice(
            "Delivery_City__c",
            "Delivery City",
            &[
                "Aarhus",
                "Bergen",
                "Copenhagen",
                "Gothenburg",
                "Helsinki",
                "Oslo",
                "Stockholm",
                "Turku",
            ],
        )
        .depends_on(
            "Delivery_Country__c",
            &[&[0], &[2], &[0], &[3], &[1], &[2], &[3], &[1]],
        ),
        Field::new("Delivery_Days__c", "Delivery Days", "multipicklist").choices(&[
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
        ]),
        of("percent", "Discount__c", "Discount"),
        of("currency", "Credit_Limit__c", "Credit Limit"),
        of(
            "currency",
            "Revenue_per_Employee__c",
            "Revenue per Employee",
        )
        .formula("AnnualRevenue / NumberOfEmployees"),
        text("Full_Region__c", "Full Region", 1_300)
            .formula("BillingCountry & \" / \" & BillingState"),
        of("date", "Customer_Since__c", "Customer Since"),
        of("datetime", "Last_Order_At__c", "Last Order At")
            .help("Filled nightly from the order system."),
        of("email", "Invoice_Email__c", "Invoice Email"),
        lookup("Main_Warehouse__c", "Main Warehouse", &["Warehouse__c"]),
        lookup("Account_Lead__c", "Account Lead", &["User"]),
        of("int", "Open_Complaints__c", "Open Complaints"),
        of("boolean", "Newsletter__c", "Newsletter").always_set(),
        of("textarea", "Delivery_Notes__c", "Delivery Notes").length(2_000),
        text("External_Id__c", "External Id", 64),
        // The label of the object's own Name field once more: labels are no keys.
        text("Account_Name_Local__c", "Account Name", 255),
    ];
    if site == Site::SalesforceTest {
        fields.push(choice(
            "Pilot_Group__c",
            "Pilot Group",
            &["A", "B", "Control"],
        ));
        fields.push(of("boolean", "Migrated__c", "Migrated").always_set());
    }
    fields
}

fn contact() -> Vec<Field> {
    let mut fields = head("Contact");
    let mut name = text("Name", "Full Name", 121).system().always_set();
    name.name_field = true;
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
    number.name_field = true;
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
    name.name_field = true;
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
            field.name_field = name == "Name";
            field
        })
        .collect()
}

/// A number drawn from a name: the same in every run.
fn drawn(text: &str) -> usize {
    text.bytes().fold(5_381, |hash: usize, byte| {
        hash.wrapping_mul(33) ^ usize::from(byte)
    })
}

fn generated(object: &Object) -> Vec<Field> {
    let mut fields = head(&object.label);
    if object.kind == Kind::Companion {
        fields.extend([
            lookup("ParentId", "Parent ID", &["Account"]).system(),
            of("string", "Field", "Changed Field").system(),
            of("datetime", "CreatedDate", "Created Date")
                .system()
                .always_set(),
        ]);
        return fields;
    }
    fields.push(name_field(&format!("{} Name", object.label), 80));
    let pool: [fn() -> Field; 22] = [
        || {
            choice(
                "Status__c",
                "Status",
                &["Draft", "Active", "On Hold", "Done"],
            )
        },
        || of("date", "Start_Date__c", "Start Date"),
        || of("date", "End_Date__c", "End Date"),
        || of("currency", "Amount__c", "Amount"),
        || of("double", "Quantity__c", "Quantity"),
        || of("textarea", "Remarks__c", "Remarks"),
        || lookup("Account__c", "Account", &["Account"]),
        || lookup("Contact__c", "Contact", &["Contact"]),
        || of("boolean", "Confirmed__c", "Confirmed").always_set(),
        || of("email", "Notify_Email__c", "Notify Email"),
        || of("phone", "Hotline__c", "Hotline"),
        || of("url", "Tracking_Link__c", "Tracking Link"),
        || of("percent", "Progress__c", "Progress"),
        || choice("Country__c", "Country", &COUNTRIES).required(),
        || {
            choice(
                "City__c",
                "City",
                &["Copenhagen", "Helsinki", "Oslo", "Stockholm"],
            )
            .depends_on("Country__c", &[&[0], &[1], &[2], &[3]])
        },
        || of("datetime", "Checked_At__c", "Checked At"),
        || text("Reference__c", "Reference", 40).required(),
        || text("Batch_Code__c", "Batch Code", 20),
        || of("double", "Total__c", "Total").formula("Amount__c * Quantity__c"),
        || {
            Field::new("Tags__c", "Tags", "multipicklist")
                .choices(&["Fragile", "Organic", "Urgent"])
        },
        || {
            lookup(
                "Related_To__c",
                "Related To",
                &["Account", "Contact", "Opportunity"],
            )
        },
        || of("int", "Sort_Order__c", "Sort Order"),
    ];
    let seed = drawn(&object.name);
    let wanted = if object.custom {
        8 + seed % 12
    } else {
        4 + seed % 6
    };
    for step in 0..wanted {
        let mut field = pool[(seed + step) % pool.len()]();
        if !object.custom
            && let Some(plain) = field.name.strip_suffix("__c")
        {
            field.name = plain.replace('_', "");
            field.controller = None;
            for choice in &mut field.choices {
                choice.valid_for = None;
            }
        }
        fields.push(field);
    }
    // A dependent picklist without its controller would be a lie.
    let has_country = fields.iter().any(|field| field.name == "Country__c");
    fields.retain(|field| field.controller.is_none() || has_country);
    fields.extend(tail(object.custom));
    fields
}

/// The fields of an object that somebody with these rights sees.
pub(super) fn fields(site: Site, object: &Object, rights: Rights) -> Vec<Field> {
    let mut fields = match object.name.as_str() {
        "Account" => account(site),
        "Contact" => contact(),
        "Opportunity" => opportunity(),
        "Lead" => lead(),
        "Case" => case(),
        "User" => user(),
        "Organization" => organization(site),
        _ => generated(object),
    };
    const CONFIDENTIAL: [&str; 6] = [
        "AnnualRevenue",
        "Credit_Limit__c",
        "Discount__c",
        "Revenue_per_Employee__c",
        "DunsNumber",
        "Birthdate",
    ];
    if !matches!(rights, Rights::Admin | Rights::Integration) {
        fields.retain(|field| !CONFIDENTIAL.contains(&&*field.name));
    }
    if rights == Rights::Reduced {
        fields.retain(|field| !field.nillable || !field.name.ends_with("__c"));
    }
    fields
}
