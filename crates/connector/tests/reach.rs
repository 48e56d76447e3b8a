//! Every error rule of the definitions that ship can be reached: no earlier rule takes all it was made for.

mod support;

use std::fmt::Write as _;

use larder_connector::{Connector, Matcher, Statuses, builtin, parse};
use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::{Value, json};

/// A text that a pattern finds: the shortest, first alternatives first.
fn sample(pattern: &str) -> String {
    fn write(hir: &Hir, text: &mut String) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(Class::Unicode(class)) => {
                let ranges = class.ranges();
                let plain = ranges.iter().find(|range| range.start().is_ascii_graphic());
                text.push(
                    plain
                        .or(ranges.first())
                        .map_or('x', regex_syntax::hir::ClassUnicodeRange::start),
                );
            }
            HirKind::Class(Class::Bytes(_)) => text.push('x'),
            HirKind::Repetition(repetition) => {
                (0..repetition.min).for_each(|_| write(&repetition.sub, text));
            }
            HirKind::Capture(capture) => write(&capture.sub, text),
            HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, text)),
            HirKind::Alternation(parts) => write(&parts[0], text),
        }
    }
    let hir = regex_syntax::parse(pattern).expect("a pattern of the definition");
    let mut text = String::new();
    write(&hir, &mut text);
    text
}

/// An answer in which a path of names, indices and `[*]` leads to the text.
fn answer_at(path: &str, text: &str) -> Value {
    let mut rest = path.strip_prefix('$').expect("a path").to_owned();
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let end = if let Some(quoted) = rest.strip_prefix("['") {
            // Of several names the first will do.
            let name = quoted.split('\'').next().unwrap_or_default();
            steps.push(Some(name.to_owned()));
            rest.find(']').expect("closed") + 1
        } else if rest.starts_with('[') {
            steps.push(None);
            rest.find(']').expect("closed") + 1
        } else {
            let name = rest.trim_start_matches('.');
            let skipped = rest.len() - name.len();
            let end = name.find(['.', '[']).unwrap_or(name.len());
            steps.push(Some(name[..end].to_owned()));
            skipped + end
        };
        rest = rest.split_off(end);
    }
    steps
        .into_iter()
        .rev()
        .fold(Value::String(text.to_owned()), |inner, step| match step {
            Some(name) => json!({ (name): inner }),
            None => json!([inner]),
        })
}

struct Sample {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

fn sample_of(matcher: &Matcher) -> Sample {
    let status = match &matcher.status {
        None => 400,
        Some(Statuses::One(one)) => *one,
        Some(Statuses::Any(all)) => all[0],
    };
    let wanted = matcher
        .equals
        .clone()
        .or_else(|| matcher.pattern.as_deref().map(sample));
    let text = wanted.unwrap_or_default();
    let in_header = matcher.path.is_none() && matcher.header.is_some();
    let value = if in_header {
        text.clone()
    } else {
        "1".to_owned()
    };
    let headers = matcher
        .header
        .iter()
        .map(|name| (name.clone(), value.clone()));
    let body = match &matcher.path {
        Some(path) => answer_at(path, &text).to_string(),
        None if in_header => "{}".to_owned(),
        None => text,
    };
    Sample {
        status,
        headers: headers.collect(),
        body,
    }
}

fn unreached(connector: &Connector) -> String {
    let mut told = String::new();
    for (at, rule) in connector.errors.iter().enumerate() {
        let sample = sample_of(&rule.when);
        let found = connector.cause_of(sample.status, &sample.headers, sample.body.as_bytes());
        if found != Some((rule.cause, rule.hint.clone())) {
            let _ = writeln!(
                told,
                "{}: rule {at} ({:?}, {}) gives {found:?}",
                connector.id, rule.when, sample.body
            );
        }
    }
    told
}

#[test]
fn every_error_rule_can_be_reached() {
    let told: String = builtin()
        .iter()
        .map(|source| unreached(&parse(source).expect("clean")))
        .collect();
    assert!(told.is_empty(), "\n{told}");
}

#[test]
fn a_rule_behind_one_that_takes_everything_is_found_out() {
    let connector = support::read(
        "id = \"app\"\nname = \"App\"\napi_hosts = [\"app.example\"]\n[[auth]]\nid = \"none\"\nlabel = \"None\"\ntype = \"none\"\n\
         [test]\nget = \"https://app.example/\"\n[[errors]]\nstatus = 403\ncause = \"rights\"\n\
         [[errors]]\nstatus = 403\npath = \"$.code\"\nequals = \"WAIT\"\ncause = \"rate_limited\"\n",
    );
    assert!(unreached(&connector).contains("rule 1"));
}

#[test]
fn every_hint_is_a_whole_sentence_and_every_cause_but_the_passing_ones_has_one() {
    for source in builtin() {
        let connector = parse(source).expect("clean");
        for rule in &connector.errors {
            let passing = matches!(
                rule.cause,
                larder_connector::Cause::Expired
                    | larder_connector::Cause::AppDown
                    | larder_connector::Cause::Unsupported
            );
            assert!(
                rule.hint.is_some() || passing,
                "{}: {:?}",
                connector.id,
                rule.when
            );
            if let Some(hint) = &rule.hint {
                assert!(
                    hint.ends_with('.') && !hint.ends_with(".."),
                    "{}: {hint}",
                    connector.id
                );
            }
        }
    }
}
