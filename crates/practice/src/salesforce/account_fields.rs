//! The fields of Account, the object that recipes use most: standard ones and the company's own.

use super::field::Field;
use super::field_parts::{
    COUNTRIES, INDUSTRIES, choice, head, lookup, name_field, of, postal, tail, text,
};
use crate::site::Site;

pub(super) fn account(site: Site) -> Vec<Field> {
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
