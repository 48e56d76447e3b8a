//! One field of an object, with every member that a real describe gives it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// A value of a picklist field.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) valid_for: Option<String>,
    pub(super) is_default: bool,
}

/// A field; what is not said here follows from its type.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) kind: &'static str,
    pub(super) length: u32,
    pub(super) nillable: bool,
    pub(super) createable: bool,
    pub(super) updateable: bool,
    pub(super) defaulted: bool,
    pub(super) names_record: bool,
    pub(super) unique: bool,
    pub(super) external_id: bool,
    pub(super) formula: Option<&'static str>,
    pub(super) choices: Vec<Choice>,
    pub(super) controller: Option<&'static str>,
    pub(super) refers_to: Vec<&'static str>,
    pub(super) help: Option<&'static str>,
    pub(super) restricted: bool,
    pub(super) auto_number: bool,
    pub(super) compound: Option<&'static str>,
}

impl Field {
    /// A field that people fill in and may leave empty.
    pub(super) fn new(
        name: impl Into<String>,
        label: impl Into<String>,
        kind: &'static str,
    ) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            length: match kind {
                "string" | "picklist" | "url" => 255,
                "textarea" => 32_000,
                "phone" => 40,
                "email" => 80,
                "id" | "reference" => 18,
                "multipicklist" => 4_099,
                _ => 0,
            },
            nillable: kind != "boolean",
            createable: true,
            updateable: true,
            defaulted: kind == "boolean",
            names_record: false,
            unique: false,
            external_id: false,
            formula: None,
            choices: Vec::new(),
            controller: None,
            refers_to: Vec::new(),
            help: None,
            restricted: false,
            auto_number: false,
            compound: None,
        }
    }

    /// Must be given when a record is created.
    pub(super) fn required(mut self) -> Self {
        self.nillable = false;
        self.defaulted = false;
        self
    }

    /// Filled in by Salesforce itself.
    pub(super) fn system(mut self) -> Self {
        self.createable = false;
        self.updateable = false;
        self
    }

    pub(super) fn always_set(mut self) -> Self {
        self.nillable = false;
        self.defaulted = true;
        self
    }

    pub(super) fn length(mut self, length: u32) -> Self {
        self.length = length;
        self
    }

    pub(super) fn refers_to(mut self, objects: &[&'static str]) -> Self {
        self.refers_to = objects.to_vec();
        self
    }

    pub(super) fn choices(mut self, values: &[&str]) -> Self {
        self.choices = values
            .iter()
            .map(|&value| Choice {
                value: value.to_owned(),
                label: value.to_owned(),
                valid_for: None,
                is_default: false,
            })
            .collect();
        self
    }

    /// Makes the values depend on another field: each with the controller's value numbers.
    pub(super) fn depends_on(mut self, controller: &'static str, valid_for: &[&[usize]]) -> Self {
        self.controller = Some(controller);
        let highest = valid_for.iter().flat_map(|set| set.iter()).copied().max();
        for (choice, set) in self.choices.iter_mut().zip(valid_for) {
            choice.valid_for = Some(bitmap(set, highest.unwrap_or(0)));
        }
        self
    }

    pub(super) fn formula(mut self, formula: &'static str) -> Self {
        self.formula = Some(formula);
        self.system()
    }

    pub(super) fn help(mut self, text: &'static str) -> Self {
        self.help = Some(text);
        self
    }

    fn is_custom(&self) -> bool {
        self.name.ends_with("__c")
    }

    fn soap_type(&self) -> &'static str {
        match self.kind {
            "id" | "reference" => "tns:ID",
            "boolean" => "xsd:boolean",
            "int" => "xsd:int",
            "double" | "currency" | "percent" => "xsd:double",
            "date" => "xsd:date",
            "datetime" => "xsd:dateTime",
            "address" => "urn:address",
            _ => "xsd:string",
        }
    }

    /// What a query calls the way through this field.
    pub(super) fn relationship_name(&self) -> Option<String> {
        if self.refers_to.is_empty() {
            return None;
        }
        Some(match self.name.strip_suffix("__c") {
            Some(stem) => format!("{stem}__r"),
            None => self.name.trim_end_matches("Id").to_owned(),
        })
    }

    /// The field as a describe lists it. `writable` is whether the person may change records.
    pub(super) fn describe(&self, writable: bool) -> Value {
        let text = matches!(
            self.kind,
            "string" | "picklist" | "multipicklist" | "textarea" | "url" | "phone" | "email"
        );
        let number = matches!(self.kind, "double" | "currency" | "percent");
        let long = self.kind == "textarea" || self.kind == "address";
        let choices: Vec<Value> = self
            .choices
            .iter()
            .map(|choice| {
                json!({
                    "active": true,
                    "defaultValue": choice.is_default,
                    "label": choice.label,
                    "validFor": choice.valid_for,
                    "value": choice.value,
                })
            })
            .collect();
        let default = (self.kind == "boolean").then_some(false);
        json!({
            "aggregatable": !long && self.kind != "boolean",
            "aiPredictionField": false,
            "autoNumber": self.auto_number,
            "byteLength": if text { self.length * 3 } else { self.length },
            "calculated": self.formula.is_some(),
            "calculatedFormula": self.formula,
            "cascadeDelete": false,
            "caseSensitive": false,
            "compoundFieldName": self.compound,
            "controllerName": self.controller,
            "createable": self.createable && writable,
            "custom": self.is_custom(),
            "defaultValue": default,
            "defaultValueFormula": null,
            "defaultedOnCreate": self.defaulted,
            "dependentPicklist": self.controller.is_some(),
            "deprecatedAndHidden": false,
            "digits": if self.kind == "int" { 8 } else { 0 },
            "displayLocationInDecimal": self.name.ends_with("Latitude") || self.name.ends_with("Longitude"),
            "encrypted": false,
            "externalId": self.external_id,
            "extraTypeInfo": if self.kind == "textarea" { Some("plaintextarea") } else { None },
            "filterable": !(self.kind == "textarea" && self.length > 255),
            "filteredLookupInfo": null,
            "formulaTreatNullNumberAsZero": self.formula.is_some() && number,
            "groupable": !long && !number && self.kind != "datetime",
            "highScaleNumber": false,
            "htmlFormatted": false,
            "idLookup": self.kind == "id" || self.external_id || (self.name == "Email"),
            "inlineHelpText": self.help,
            "label": self.label,
            "length": self.length,
            "mask": null,
            "maskType": null,
            "name": self.name,
            "nameField": self.names_record,
            "namePointing": self.refers_to.len() > 1,
            "nillable": self.nillable,
            "permissionable": self.nillable,
            "picklistValues": choices,
            "polymorphicForeignKey": self.refers_to.len() > 1,
            "precision": if number { 18 } else { 0 },
            "queryByDistance": false,
            "referenceTargetField": null,
            "referenceTo": self.refers_to,
            "relationshipName": self.relationship_name(),
            "relationshipOrder": null,
            "restrictedDelete": false,
            "restrictedPicklist": self.restricted,
            "scale": if number { 2 } else { 0 },
            "searchPrefilterable": self.kind == "reference",
            "soapType": self.soap_type(),
            "sortable": !long,
            "type": self.kind,
            "unique": self.unique,
            "updateable": self.updateable && writable,
            "writeRequiresMasterRead": false,
        })
    }
}

/// The `validFor` bitmap: most significant bit first, bit i for the controller's value i.
fn bitmap(set: &[usize], highest: usize) -> String {
    let mut bytes = vec![0_u8; (highest / 8 + 1).next_multiple_of(3)];
    for &index in set {
        bytes[index / 8] |= 0x80 >> (index % 8);
    }
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_for_has_the_most_significant_bit_first() {
        assert_eq!(bitmap(&[0], 0), "gAAA");
        assert_eq!(bitmap(&[0, 1, 4, 5, 6, 7], 7), "zwAA");
    }

    #[test]
    fn a_required_field_is_neither_nillable_nor_defaulted() {
        let described = Field::new("Name", "Account Name", "string")
            .required()
            .describe(true);
        assert_eq!(described["nillable"], false);
        assert_eq!(described["defaultedOnCreate"], false);
        assert_eq!(described["createable"], true);
        assert_eq!(described.as_object().map(serde_json::Map::len), Some(57));
    }
}
