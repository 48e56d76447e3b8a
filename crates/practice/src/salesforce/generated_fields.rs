//! The fields of objects nobody picked by hand, drawn from the object's name.

use super::catalog::{Kind, Object};
use super::field::Field;
use super::field_parts::{COUNTRIES, choice, head, lookup, name_field, of, tail, text};

/// A number drawn from a name: the same in every run.
fn drawn(text: &str) -> usize {
    text.bytes().fold(5_381, |hash: usize, byte| {
        hash.wrapping_mul(33) ^ usize::from(byte)
    })
}

/// The fields of an object: the same in every run.
pub(super) fn generated(object: &Object) -> Vec<Field> {
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
