//! A short way for the plain expressions of rows: members of the entry, texts, `not`, `and`, `or`, `in`, `==`, `if else`.
//! The template engine takes microseconds for each row of a long list; whatever is not plain is left to it.

use std::iter::Peekable;
use std::str::CharIndices;

use serde_json::Value;

/// An expression that can be evaluated without the template engine, as far as an entry is plain too.
#[derive(Debug)]
pub(crate) enum Plain {
    Text(String),
    Member(String),
    Not(Box<Plain>),
    And(Box<Plain>, Box<Plain>),
    Or(Box<Plain>, Box<Plain>),
    /// Whether the second holds the first.
    In(Box<Plain>, Box<Plain>),
    Equal(Box<Plain>, Box<Plain>),
    If {
        condition: Box<Plain>,
        then: Box<Plain>,
        otherwise: Box<Plain>,
    },
}

/// What came out; numbers, lists and objects are the template engine's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome<'v> {
    Nothing,
    Flag(bool),
    Text(&'v str),
}

impl Outcome<'_> {
    pub(crate) fn holds(self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Flag(flag) => flag,
            Self::Text(text) => !text.is_empty(),
        }
    }

    /// The text; none inside when there is none, none at all where the template engine has a word of its own for it.
    #[expect(
        clippy::option_option,
        reason = "nothing there and nothing said are two answers"
    )]
    pub(crate) fn text(self) -> Option<Option<String>> {
        match self {
            Self::Nothing => Some(None),
            Self::Flag(_) => None,
            Self::Text(text) => Some(Some(text.to_owned())),
        }
    }
}

impl Plain {
    /// The expression, if it is plain.
    pub(crate) fn read(source: &str) -> Option<Self> {
        let words = words(source)?;
        let mut rest = words.as_slice();
        let plain = choice(&mut rest)?;
        rest.is_empty().then_some(plain)
    }

    /// Its outcome for an entry; none where the template engine must say it.
    pub(crate) fn of<'v>(&'v self, entry: &'v Value) -> Option<Outcome<'v>> {
        match self {
            Self::Text(text) => Some(Outcome::Text(text)),
            // A member the app left out is null.
            Self::Member(name) => match entry.as_object()?.get(name) {
                None | Some(Value::Null) => Some(Outcome::Nothing),
                Some(Value::Bool(flag)) => Some(Outcome::Flag(*flag)),
                Some(Value::String(text)) => Some(Outcome::Text(text)),
                Some(Value::Number(_) | Value::Array(_) | Value::Object(_)) => None,
            },
            Self::Not(inner) => Some(Outcome::Flag(!inner.of(entry)?.holds())),
            Self::And(left, right) => {
                let left = left.of(entry)?;
                if left.holds() {
                    right.of(entry)
                } else {
                    Some(left)
                }
            }
            Self::Or(left, right) => {
                let left = left.of(entry)?;
                if left.holds() {
                    Some(left)
                } else {
                    right.of(entry)
                }
            }
            Self::In(left, right) => match (left.of(entry)?, right.of(entry)?) {
                (Outcome::Text(part), Outcome::Text(whole)) => {
                    Some(Outcome::Flag(whole.contains(part)))
                }
                _ => None,
            },
            Self::Equal(left, right) => match (left.of(entry)?, right.of(entry)?) {
                (Outcome::Text(left), Outcome::Text(right)) => Some(Outcome::Flag(left == right)),
                _ => None,
            },
            Self::If {
                condition,
                then,
                otherwise,
            } => {
                if condition.of(entry)?.holds() {
                    then.of(entry)
                } else {
                    otherwise.of(entry)
                }
            }
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Word {
    Name(String),
    Text(String),
    Member(String),
    Open,
    Close,
    Equal,
}

/// The words of an expression; none when there is anything else in it.
fn words(source: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut characters = source.char_indices().peekable();
    while let Some(&(_, character)) = characters.peek() {
        match character {
            ' ' => {
                characters.next();
            }
            '(' | ')' => {
                characters.next();
                words.push(if character == '(' {
                    Word::Open
                } else {
                    Word::Close
                });
            }
            '=' => {
                characters.next();
                if characters.next()?.1 != '=' {
                    return None;
                }
                words.push(Word::Equal);
            }
            '\'' => words.push(Word::Text(quoted(&mut characters)?)),
            'a'..='z' | 'A'..='Z' | '_' => words.push(named(source, &mut characters)?),
            _ => return None,
        }
    }
    Some(words)
}

fn quoted(characters: &mut Peekable<CharIndices<'_>>) -> Option<String> {
    characters.next();
    let mut text = String::new();
    loop {
        match characters.next()?.1 {
            '\'' => return Some(text),
            '\\' => return None,
            character => text.push(character),
        }
    }
}

/// A word of the language, or `item.` and one name.
fn named(source: &str, characters: &mut Peekable<CharIndices<'_>>) -> Option<Word> {
    let start = characters.peek()?.0;
    let mut end = start;
    while let Some(&(at, character)) = characters.peek() {
        if !(character.is_ascii_alphanumeric() || character == '_' || character == '.') {
            break;
        }
        end = at + 1;
        characters.next();
    }
    // What a name is called or indexed with is not plain.
    if matches!(characters.peek(), Some((_, '(' | '['))) {
        return None;
    }
    let word = &source[start..end];
    match word.strip_prefix("item.") {
        Some(name) if !name.is_empty() && !name.contains('.') => {
            Some(Word::Member(name.to_owned()))
        }
        None if !word.contains('.') => Some(Word::Name(word.to_owned())),
        _ => None,
    }
}

type Rest<'w> = &'w [Word];

fn takes(rest: &mut Rest<'_>, word: &str) -> bool {
    let found = matches!(rest.first(), Some(Word::Name(name)) if name == word);
    if found {
        *rest = &rest[1..];
    }
    found
}

fn choice(rest: &mut Rest<'_>) -> Option<Plain> {
    let then = either(rest)?;
    if !takes(rest, "if") {
        return Some(then);
    }
    let condition = either(rest)?;
    if !takes(rest, "else") {
        return None;
    }
    Some(Plain::If {
        condition: Box::new(condition),
        then: Box::new(then),
        otherwise: Box::new(choice(rest)?),
    })
}

fn either(rest: &mut Rest<'_>) -> Option<Plain> {
    let mut left = both(rest)?;
    while takes(rest, "or") {
        left = Plain::Or(Box::new(left), Box::new(both(rest)?));
    }
    Some(left)
}

fn both(rest: &mut Rest<'_>) -> Option<Plain> {
    let mut left = negated(rest)?;
    while takes(rest, "and") {
        left = Plain::And(Box::new(left), Box::new(negated(rest)?));
    }
    Some(left)
}

fn negated(rest: &mut Rest<'_>) -> Option<Plain> {
    if takes(rest, "not") {
        return Some(Plain::Not(Box::new(negated(rest)?)));
    }
    let left = operand(rest)?;
    if takes(rest, "in") {
        return Some(Plain::In(Box::new(left), Box::new(operand(rest)?)));
    }
    if rest.first() == Some(&Word::Equal) {
        *rest = &rest[1..];
        return Some(Plain::Equal(Box::new(left), Box::new(operand(rest)?)));
    }
    Some(left)
}

fn operand(rest: &mut Rest<'_>) -> Option<Plain> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    match first {
        Word::Text(text) => Some(Plain::Text(text.clone())),
        Word::Member(name) => Some(Plain::Member(name.clone())),
        Word::Open => {
            let inner = choice(rest)?;
            let closed = rest.first() == Some(&Word::Close);
            if closed {
                *rest = &rest[1..];
            }
            closed.then_some(inner)
        }
        Word::Name(_) | Word::Close | Word::Equal => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::template;

    /// Both ways must say the same of every entry that the short way dares to judge.
    const PLAIN: [&str; 8] = [
        "item.a",
        "item.a or item.b",
        "item.a and not item.b and not item.c",
        "item.b if not item.a or 'x y' in item.a else item.a",
        "not (item.a == 'x' or item.b)",
        "'yes' if item.a == item.b else 'no' if item.c else item.a",
        "'x' in item.a",
        "not 'x' in item.a and item.b",
    ];

    fn by_the_engine(source: &str, entry: &Value) -> Option<minijinja::Value> {
        let members = ["a", "b", "c"].map(|name| {
            let member = entry.get(name);
            (
                name,
                member.map_or(minijinja::Value::from(()), template::from_json),
            )
        });
        let item = minijinja::Value::from_pairs(members);
        template::compile(source)
            .expect("an expression")
            .eval(std::collections::BTreeMap::from([("item", item)]))
            .ok()
    }

    fn entries() -> impl Strategy<Value = Value> {
        let member = prop_oneof![
            Just(None),
            Just(Some(json!(null))),
            any::<bool>().prop_map(|flag| Some(json!(flag))),
            prop_oneof![Just(""), Just("x"), Just("x y"), Just("a x y b")]
                .prop_map(|text| Some(json!(text))),
            Just(Some(json!(3))),
            Just(Some(json!(["x"]))),
        ];
        [member.clone(), member.clone(), member].prop_map(|members| {
            let named = ["a", "b", "c"].into_iter().zip(members);
            let there = named.filter_map(|(name, member)| Some((name.to_owned(), member?)));
            Value::Object(there.collect())
        })
    }

    proptest! {
        #[test]
        fn the_short_way_says_what_the_template_engine_says(entry in entries()) {
            for source in PLAIN {
                let plain = Plain::read(source).expect("plain");
                let Some(outcome) = plain.of(&entry) else { continue };
                let said = by_the_engine(source, &entry).expect("the engine can say it too");
                prop_assert_eq!(outcome.holds(), said.is_true(), "{} of {}", source, &entry);
                let text = (!said.is_undefined() && !said.is_none()).then(|| said.to_string());
                if let Some(plainly) = outcome.text() {
                    prop_assert_eq!(plainly, text, "{} of {}", source, &entry);
                }
            }
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_template_engine() {
        for source in [
            "item.a.b",
            "item.a[0]",
            "item['a']",
            "item.a | upper",
            "item.a + 'x'",
            "item.a != 'x'",
            "item.a in ['x']",
            "item.a is defined",
            "item",
            "other.a",
            "'it\\'s'",
            "item.a if item.b",
            "(item.a",
            "item.a item.b",
            "not",
            "",
        ] {
            assert!(Plain::read(source).is_none(), "{source}");
        }
        let number = json!({ "a": 1 });
        assert_eq!(Plain::read("item.a").expect("plain").of(&number), None);
        assert_eq!(Plain::read("item.a").expect("plain").of(&json!([])), None);
    }
}
