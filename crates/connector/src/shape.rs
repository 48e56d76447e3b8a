//! Checks a document against the definition's own JSON Schema and reports everything at once: unknown keys, missing
//! keys, wrong types, unknown words. It reads what `schemars` writes for these types, not every schema there is.

use serde_json::{Map, Value};

use crate::definition::CallKeys;
use crate::mistake::{Finding, did_you_mean, suggestion};
use crate::schema;
use crate::spans::{entry, member};

/// A finding and the pointer to what it is about.
pub(crate) struct Found {
    pub(crate) pointer: String,
    /// Whether the key is meant rather than the value.
    pub(crate) on_key: bool,
    pub(crate) finding: Finding,
}

/// Everything in which the document departs from the schema.
pub(crate) fn check(document: &Value) -> Vec<Found> {
    let mut found = Vec::new();
    visit(schema::shared(), document, "", &mut found);
    found
}

fn visit(schema: &'static Value, value: &Value, pointer: &str, found: &mut Vec<Found>) {
    let schema = resolved(schema);
    let choices: Vec<&'static Value> = branches(schema).collect();
    let is_tagged = value.is_object() && tag_name(&choices).is_some();
    if !choices.is_empty() && schema.get("properties").is_none() && !is_tagged {
        return visit_choice(&choices, value, pointer, found);
    }
    if let Some(expected) = schema.get("type")
        && !types(expected).any(|name| is_of_type(value, name))
    {
        return found.push(wrong_type(
            pointer,
            &types(expected).map(spoken).collect::<Vec<_>>(),
            value,
        ));
    }
    match value {
        Value::Object(members) => visit_members(schema, &choices, members, pointer, found),
        Value::Array(entries) => {
            if let Some(items) = schema.get("items") {
                for (index, value) in entries.iter().enumerate() {
                    visit(items, value, &entry(pointer, index), found);
                }
            }
        }
        Value::Number(number) => {
            let bound = |name: &str| schema.get(name).and_then(Value::as_i64);
            let number = number.as_i64().unwrap_or_default();
            if bound("minimum").is_some_and(|least| number < least)
                || bound("maximum").is_some_and(|most| number > most)
            {
                found.push(on_value(
                    pointer,
                    Finding::mistake("this number is out of range"),
                ));
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// One of several: words, or values of different types.
fn visit_choice(choices: &[&'static Value], value: &Value, pointer: &str, found: &mut Vec<Found>) {
    let words: Vec<&str> = choices
        .iter()
        .filter_map(|choice| choice.get("const").and_then(Value::as_str))
        .collect();
    if let Value::String(word) = value
        && !words.is_empty()
    {
        if !words.contains(&word.as_str()) {
            let finding = Finding::mistake(format!("`{word}` is not known here"));
            found.push(on_value(pointer, finding.hint(suggestion(word, &words))));
        }
        return;
    }
    let fitting = choices.iter().find(|choice| {
        choice.get("const").is_none()
            && choice
                .get("type")
                .is_some_and(|expected| types(expected).any(|name| is_of_type(value, name)))
    });
    if let Some(choice) = fitting {
        return visit(choice, value, pointer, found);
    }
    let expected: Vec<&str> = choices
        .iter()
        .filter_map(|choice| choice.get("type"))
        .flat_map(types)
        .map(spoken)
        .collect();
    found.push(wrong_type(pointer, &expected, value));
}

fn visit_members(
    schema: &'static Value,
    choices: &[&'static Value],
    members: &Map<String, Value>,
    pointer: &str,
    found: &mut Vec<Found>,
) {
    let mut parts = vec![schema];
    if !choices.is_empty() {
        match chosen(choices, members, pointer) {
            Ok(branch) => {
                parts.push(branch);
                parts.extend(branch.get("$ref").map(|_| referred(branch)));
            }
            Err(unknown) => {
                found.push(unknown);
                // Without a type it is not known which keys belong here.
                return;
            }
        }
    }
    let rest = schema
        .get("additionalProperties")
        .filter(|rest| rest.is_object());
    let is_closed = parts.iter().any(|part| part.get("properties").is_some());
    for (name, value) in members {
        let pointer = member(pointer, name);
        match parts
            .iter()
            .find_map(|part| part.get("properties")?.get(name))
        {
            Some(inner) => visit(inner, value, &pointer, found),
            None => match rest {
                Some(rest) => visit(rest, value, &pointer, found),
                None if is_closed => {
                    let known: Vec<&str> =
                        parts.iter().flat_map(|part| property_names(part)).collect();
                    let finding = Finding::mistake(format!("unknown key `{name}`"));
                    found.push(Found {
                        pointer,
                        on_key: true,
                        finding: finding.hint(suggestion(name, &known)),
                    });
                }
                None => {}
            },
        }
    }
    check_method(schema, members, pointer, found);
    let required = parts
        .iter()
        .filter_map(|part| part.get("required")?.as_array())
        .flatten();
    for name in required
        .filter_map(Value::as_str)
        .filter(|name| !members.contains_key(*name))
    {
        let misspelt = did_you_mean(name, members.keys().map(String::as_str));
        let finding = Finding::mistake(format!("`{name}` is missing"));
        let description = parts.iter().find_map(|part| {
            part.get("properties")?
                .get(name)?
                .get("description")?
                .as_str()
        });
        let hint = match (misspelt, description) {
            (Some(_), _) | (None, None) => finding,
            (None, Some(description)) => finding.hint(description.replace('\n', " ")),
        };
        found.push(on_value(pointer, hint));
    }
}

/// A request has one method, and a method wherever it says more.
fn check_method(
    schema: &Value,
    members: &Map<String, Value>,
    pointer: &str,
    found: &mut Vec<Found>,
) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return;
    };
    if !CallKeys::METHODS
        .iter()
        .all(|method| properties.contains_key(*method))
    {
        return;
    }
    let given: Vec<&str> = CallKeys::METHODS
        .into_iter()
        .filter(|method| members.contains_key(*method))
        .collect();
    for more in given.iter().skip(1) {
        let finding = Finding::mistake(format!(
            "a request has one method, and this one has `{}` already",
            given[0]
        ));
        found.push(Found {
            pointer: member(pointer, more),
            on_key: true,
            finding,
        });
    }
    let may_do_without = ["options", "signs"]
        .iter()
        .any(|key| properties.contains_key(*key))
        && !["headers", "query", "body", "form"]
            .iter()
            .any(|name| members.contains_key(*name));
    if given.is_empty() && !may_do_without {
        let finding = Finding::mistake("a request is missing")
            .hint(format!("one of {}", CallKeys::METHODS.join(", ")));
        found.push(on_value(pointer, finding));
    }
}

/// The key whose word chooses among tables: each of them has it with a word of its own.
fn tag_name<'c>(choices: &[&'c Value]) -> Option<&'c str> {
    let properties = choices.first()?.get("properties")?.as_object()?;
    let (name, _) = properties
        .iter()
        .find(|(_, schema)| schema.get("const").is_some())?;
    choices
        .iter()
        .all(|choice| tag(choice, name).is_some())
        .then_some(name)
}

fn tag<'c>(choice: &'c Value, name: &str) -> Option<&'c str> {
    choice.get("properties")?.get(name)?.get("const")?.as_str()
}

/// The branch that the members name; else the finding that says which there are.
fn chosen<'c>(
    choices: &[&'c Value],
    members: &Map<String, Value>,
    pointer: &str,
) -> Result<&'c Value, Found> {
    let name = tag_name(choices).expect("tables to choose from are told apart by a key");
    let given = members.get(name).and_then(Value::as_str);
    choices
        .iter()
        .find(|choice| given.is_some() && tag(choice, name) == given)
        .copied()
        .ok_or_else(|| {
            let tags: Vec<&str> = choices
                .iter()
                .filter_map(|choice| tag(choice, name))
                .collect();
            unknown_tag(name, &tags, members, pointer)
        })
}

fn unknown_tag(name: &str, tags: &[&str], members: &Map<String, Value>, pointer: &str) -> Found {
    match members.get(name) {
        None => {
            let finding = Finding::mistake(format!("`{name}` is missing"))
                .hint(format!("one of {}", tags.join(", ")));
            on_value(pointer, finding)
        }
        Some(Value::String(given)) => {
            let finding = Finding::mistake(format!("`{given}` is not known here"))
                .hint(suggestion(given, tags));
            on_value(&member(pointer, name), finding)
        }
        Some(other) => wrong_type(&member(pointer, name), &["a text"], other),
    }
}

fn property_names(schema: &Value) -> impl Iterator<Item = &str> {
    schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|all| all.keys().map(String::as_str))
}

/// The branches of a choice, without the one for "nothing".
fn branches(schema: &'static Value) -> impl Iterator<Item = &'static Value> {
    let both = ["anyOf", "oneOf"]
        .into_iter()
        .filter_map(|name| schema.get(name)?.as_array());
    both.flatten()
        .filter(|branch| branch.get("type").and_then(Value::as_str) != Some("null"))
        .map(|branch| {
            // A branch that only refers is the thing referred to; one with members of its own keeps them.
            if branch.get("properties").is_some() {
                branch
            } else {
                resolved(branch)
            }
        })
}

/// Follows references and single branches to the schema that says something.
fn resolved(schema: &'static Value) -> &'static Value {
    let mut schema = schema;
    loop {
        if schema.get("$ref").is_some() && schema.get("properties").is_none() {
            schema = referred(schema);
            continue;
        }
        let mut only = branches(schema);
        match (only.next(), only.next()) {
            (Some(branch), None) if schema.get("properties").is_none() => schema = branch,
            _ => return schema,
        }
    }
}

fn referred(schema: &Value) -> &'static Value {
    let name = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|pointer| pointer.strip_prefix('#'));
    name.and_then(|pointer| schema::shared().pointer(pointer))
        .expect("the schema holds all it refers to")
}

fn types(expected: &Value) -> impl Iterator<Item = &str> {
    let one = expected.as_str().into_iter();
    let several = expected
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    one.chain(several).filter(|name| *name != "null")
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

fn spoken(name: &str) -> &str {
    match name {
        "string" => "a text",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "array" => "a list",
        "object" => "a table",
        other => other,
    }
}

fn wrong_type(pointer: &str, expected: &[&str], value: &Value) -> Found {
    let there = match value {
        Value::Null => "a number out of range",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    };
    let mut expected = expected.to_vec();
    expected.dedup();
    on_value(
        pointer,
        Finding::mistake(format!("expected {}, found {there}", expected.join(" or "))),
    )
}

fn on_value(pointer: &str, finding: Finding) -> Found {
    Found {
        pointer: pointer.to_owned(),
        on_key: false,
        finding,
    }
}
