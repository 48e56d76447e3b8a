//! What a definition does not look at is not built, and nobody can tell: every list of every shipped definition reads
//! the same rows and the same next page from a thinned answer as from the whole one.

mod support;

use std::collections::BTreeMap;

use larder_connector::{Connector, Context, Picklist, builtin, parse};
use serde::de::DeserializeSeed as _;
use serde_json::{Map, Value, json};

/// What each list is tried with.
const ANSWERS: u64 = 12;

/// Stands for every parameter and every field of a connection.
const FILLED: &str = "acme";

/// Numbers that look thrown; the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        // Knuth's multiplier and increment; the upper half of the state is the better one.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % most
    }
}

/// The words of a list's paths and expressions: names of members, and texts that filters compare with.
fn words(list: &Picklist) -> Vec<String> {
    let row = &list.row;
    let optional = [&row.kind, &row.required, &row.custom, &row.hint];
    let mut sources = vec![list.items.clone(), row.value.clone(), row.label.clone()];
    sources.extend(optional.into_iter().flatten().cloned());
    sources.push(format!("{:?}", list.page));
    let text = sources.join(" ").replace("{{ ", "{{").replace('"', " ");
    let mut words: Vec<String> = text
        .split(|letter: char| !(letter.is_alphanumeric() || "_-.".contains(letter)))
        .flat_map(|word| word.split('.').map(str::to_owned).chain([word.to_owned()]))
        .filter(|word| !word.is_empty() && word.len() < 40)
        .collect();
    words.extend([FILLED, "nobody_looks", "at_these"].map(str::to_owned));
    words.sort();
    words.dedup();
    words
}

fn value(dice: &mut Dice, words: &[String], depth: usize) -> Value {
    match dice.below(if depth == 0 { 5 } else { 8 }) {
        0 => json!(dice.below(2) == 0),
        1 => json!(dice.below(100)),
        2 => Value::Null,
        3 | 4 => json!(words[dice.below(words.len())]),
        5 => (0..dice.below(4))
            .map(|_| value(dice, words, depth - 1))
            .collect(),
        _ => Value::Object(members(dice, words, depth - 1)),
    }
}

/// Most of the names, each with something.
fn members(dice: &mut Dice, words: &[String], depth: usize) -> Map<String, Value> {
    let mut members = Map::new();
    for word in words {
        if dice.below(4) > 0 {
            members.insert(word.clone(), value(dice, words, depth));
        }
    }
    members
}

/// An entry of the list, as its row reads it.
fn entry(dice: &mut Dice, words: &[String], list: &Picklist) -> Value {
    let row = &list.row;
    let optional = [&row.kind, &row.required, &row.custom, &row.hint];
    let mut sources = [&row.value, &row.label]
        .into_iter()
        .chain(optional.into_iter().flatten());
    if row.value.starts_with("$[") {
        return (0..3)
            .map(|_| json!(words[dice.below(words.len())]))
            .collect();
    }
    if sources.all(|source| source.starts_with('$')) {
        return Value::Object(members(dice, words, 2));
    }
    // An expression takes texts apart; what else an app may send there is not its meaning.
    let text = |dice: &mut Dice| json!(words[dice.below(words.len())]);
    words
        .iter()
        .map(|word| (word.clone(), text(dice)))
        .collect()
}

/// Makes an entry pass a filter: `?@.active == true && @.group.id == 'acme'`.
fn pass(entry: &mut Value, filter: &str) {
    for comparison in filter.trim_start_matches('?').split("&&") {
        let Some((name, value)) = comparison.trim().split_once(" == ") else {
            continue;
        };
        let pointer = match name.strip_prefix("@['") {
            Some(name) => format!("/{}", name.trim_end_matches("']")),
            None => name.replace(['@', '.'], "/").replacen("//", "/", 1),
        };
        let value = match value.trim_matches('\'') {
            "true" => json!(true),
            text => json!(text),
        };
        if let Some(member) = entry.pointer_mut(&pointer) {
            *member = value;
        }
    }
}

/// Where the bracket ends that a path has just opened; a filter may hold brackets of its own.
fn closing(path: &str) -> usize {
    let mut open = 1;
    let end = path.char_indices().find(|(_, letter)| {
        open += match letter {
            '[' => 1,
            ']' => -1,
            _ => 0,
        };
        open == 0
    });
    end.expect("a bracket that is closed").0
}

/// Something that the path leads through, with everything else around it.
fn answer(dice: &mut Dice, words: &[String], path: &str, list: &Picklist) -> Value {
    let path = path.trim_start_matches(['$', '.']);
    if path.is_empty() {
        return entry(dice, words, list);
    }
    if let Some(rest) = path.strip_prefix('[') {
        let (inside, rest) = rest.split_at(closing(rest));
        let rest = &rest[1..];
        if !inside.starts_with('\'') {
            let one = |dice: &mut Dice| {
                let mut entry = answer(dice, words, rest, list);
                if dice.below(3) > 0 {
                    pass(&mut entry, inside);
                }
                entry
            };
            return (0..=dice.below(5)).map(|_| one(dice)).collect();
        }
        let mut around = members(dice, words, 1);
        for name in inside.split(',') {
            around.insert(
                name.trim_matches('\'').to_owned(),
                answer(dice, words, rest, list),
            );
        }
        return Value::Object(around);
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (name, rest) = path.split_at(end);
    let mut around = members(dice, words, 1);
    let named = if name == "*" {
        vec!["one".to_owned(), "two".to_owned()]
    } else {
        vec![name.to_owned()]
    };
    for name in named {
        around.insert(name, answer(dice, words, rest, list));
    }
    Value::Object(around)
}

fn params(list: &Picklist) -> BTreeMap<String, String> {
    let filled = |name: &String| (name.clone(), FILLED.to_owned());
    list.params.iter().map(filled).collect()
}

/// How a list goes on after an answer, where its address can be made of the definition alone.
fn next(connector: &Connector, list: &Picklist, answer: &Value) -> Option<String> {
    let fields = connector
        .fields
        .iter()
        .map(|field| (field.key.clone(), FILLED));
    let params = params(list);
    let context = Context::new(connector).fields(fields).params(&params);
    let asked = connector.call_plan(list.call.as_ref()?, &context).ok()?;
    let next = connector.next_page(list, answer, &params, &asked);
    Some(format!("{next:?}"))
}

#[test]
fn every_shipped_list_reads_the_same_from_a_thinned_answer() {
    let (mut thinned_lists, mut followed, mut silent) = (0, 0, Vec::new());
    for source in builtin() {
        let connector = parse(source).expect("a definition without mistakes");
        for list in connector
            .picklists
            .iter()
            .filter(|list| list.call.is_some())
        {
            let name = format!("{}, {}", connector.id, list.id);
            let (words, params) = (words(list), params(list));
            let path = list.params.iter().fold(list.items.clone(), |path, param| {
                path.replace(&format!("{{{{ {param} }}}}"), FILLED)
            });
            let (mut rows_read, mut was_thinned, mut why) = (0, false, String::new());
            for seed in 0..ANSWERS {
                let mut dice = Dice(seed);
                let whole = answer(&mut dice, &words, &path, list);
                let bytes = serde_json::to_vec(&whole).expect("JSON");
                let mut deserializer = serde_json::Deserializer::from_slice(&bytes);
                let thinned = connector
                    .reader()
                    .deserialize(&mut deserializer)
                    .expect("the same JSON");
                was_thinned |= thinned != whole;
                let rows = |answer| {
                    let rows = connector.rows(list, answer, &params);
                    rows.map_err(|error| error.to_string())
                };
                let expected = rows(&whole);
                assert_eq!(rows(&thinned), expected, "{name}: {whole}");
                match expected {
                    Ok(rows) => rows_read += rows.len(),
                    Err(error) => why = error,
                }
                let goes_on = next(&connector, list, &whole);
                followed += usize::from(goes_on.is_some());
                assert_eq!(next(&connector, list, &thinned), goes_on, "{name}: {whole}");
            }
            thinned_lists += usize::from(was_thinned);
            if rows_read == 0 {
                silent.push(format!("{name}: {why}"));
            }
        }
    }
    assert_eq!(silent, Vec::<String>::new(), "no answer had rows for these");
    assert!(
        thinned_lists > 20,
        "only {thinned_lists} lists leave anything out"
    );
    assert!(followed > 800, "only {followed} answers were followed");
}
