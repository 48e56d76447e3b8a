//! Owns finding the error in an answer, whatever its status: where the definition says, or where apps are known to put it.

use larder_connector::AnswerPlan;
use serde_json::Value;

use super::Answer;
use crate::said::one_line;

/// Words that apps put where an error would be when there is none (TikTok, Lark).
const NO_ERROR: [&str; 5] = ["", "0", "ok", "success", "none"];

/// Finds the error a definition points to; without such a path, the standard one.
pub(super) fn declared(value: &Value, plan: &AnswerPlan) -> Option<Answer> {
    let Some(path) = &plan.error else {
        return standard(value, plan);
    };
    let error = path.find(value).and_then(code_of)?;
    let (_, said) = standard_parts(value).unzip();
    let description = described(value, plan).or(said.flatten());
    let description = description.or_else(|| {
        let names = ["error_description", "message", "msg", "error_message"];
        first(value, &names)
    });
    Some(refused(&error, description.as_deref()))
}

/// Finds an error where RFC 6749 section 5.2 or a well-known app puts it.
pub(super) fn standard(value: &Value, plan: &AnswerPlan) -> Option<Answer> {
    let (code, description) = standard_parts(value)?;
    let description = described(value, plan).or(description);
    Some(refused(&code, description.as_deref()))
}

fn refused(error: &str, description: Option<&str>) -> Answer {
    Answer::Refused {
        error: one_line(error, 100),
        description: description.map(|text| one_line(text, 500)),
    }
}

fn described(value: &Value, plan: &AnswerPlan) -> Option<String> {
    text(plan.error_description.as_ref()?.find(value))
}

/// The code of an error, unless what stands there says that there is none.
fn code_of(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::Bool(true) => Some("error".to_owned()),
        Value::Number(number) => (number.as_f64() != Some(0.0)).then(|| number.to_string()),
        Value::String(text) => {
            let is_none = NO_ERROR.contains(&text.trim().to_ascii_lowercase().as_str());
            (!is_none).then(|| text.clone())
        }
        Value::Array(errors) => errors.iter().find_map(code_of),
        Value::Object(_) => {
            let names = ["code", "status", "type", "errorCode", "error"];
            match names.iter().find_map(|name| value.get(name)) {
                Some(inner) if !inner.is_object() => code_of(inner),
                _ => Some("error".to_owned()),
            }
        }
    }
}

/// The two members of RFC 6749 5.2, an object called `error` (Google, Facebook), or a list of errors (Salesforce's API).
fn standard_parts(value: &Value) -> Option<(String, Option<String>)> {
    match value {
        Value::Array(errors) => {
            let error = errors.first()?;
            let code = first(error, &["errorCode", "error", "code"])?;
            Some((code, first(error, &["message", "error_description"])))
        }
        Value::Object(members) => match members.get("error")? {
            Value::Object(_) => {
                let error = &value["error"];
                let code = first(error, &["status", "type", "code", "error"])
                    .unwrap_or_else(|| "error".to_owned());
                Some((code, first(error, &["message", "error_description"])))
            }
            error => Some((
                text(Some(error))?,
                first(value, &["error_description", "message", "error_message"]),
            )),
        },
        _ => None,
    }
}

fn first(object: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| text(object.get(name)))
}

fn text(value: Option<&Value>) -> Option<String> {
    match value {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    }
}
