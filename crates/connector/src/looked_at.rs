//! Which members of long answers a definition looks at, so that the others need not be built: most of a describe is not used.
//!
//! Only objects that are entries of a list are thinned out. Whatever may look at any member of such an entry, or at
//! members whose names are not known beforehand, makes the definition read answers whole.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use jsonpath_rust::parser::model::{
    Comparable, Filter, FilterAtom, JpQuery, Segment, Selector, SingularQuery,
    SingularQuerySegment, Test,
};
use jsonpath_rust::parser::parse_json_path;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::{Connector, Context, template};

/// Stands for a parameter; no name in an answer is called so.
const FILLED: &str = "\u{1}filled\u{1}";

/// The names that the lists and rights of a definition look at.
#[derive(Debug, Clone, Default)]
pub(crate) struct LookedAt(HashSet<String>);

impl Connector {
    /// Reads the answer of a list or of a question about rights, as far as the definition looks at it.
    pub fn reader(&self) -> Reader<'_> {
        let names = self.looked_at.get_or_init(|| LookedAt::of(self));
        Reader {
            names: names.as_ref().map(|names| &names.0),
            is_entry: false,
        }
    }
}

impl LookedAt {
    /// None where any member may be looked at.
    fn of(connector: &Connector) -> Option<Self> {
        let mut all = Self::default();
        for list in connector
            .picklists
            .iter()
            .filter(|list| list.call.is_some())
        {
            all.answer_path(connector, &list.params, &list.items)?;
            let row = &list.row;
            let optional = [&row.kind, &row.required, &row.custom, &row.hint];
            for source in [&row.value, &row.label]
                .into_iter()
                .chain(optional.into_iter().flatten())
            {
                all.of_entry(source)?;
            }
            if let Some(page) = &list.page {
                for source in [&page.next, &page.cursor, &page.more].into_iter().flatten() {
                    all.answer_path(connector, &list.params, source)?;
                }
            }
        }
        for family in &connector.rights {
            all.answer_path(connector, &family.params, &family.item)?;
            let granted = family.named.iter().map(|right| &right.granted);
            for source in granted
                .chain([&family.grantable, &family.file_name])
                .flatten()
            {
                all.of_entry(source)?;
            }
        }
        Some(all)
    }

    /// A path from the top of an answer, in which parameters may stand.
    fn answer_path(
        &mut self,
        connector: &Connector,
        params: &[String],
        source: &str,
    ) -> Option<()> {
        let params: BTreeMap<String, String> = params
            .iter()
            .map(|name| (name.clone(), FILLED.to_owned()))
            .collect();
        let path = Context::new(connector).params(&params).path(source).ok()?;
        self.segments(&parsed(&path)?.segments, false)
    }

    /// A path from an entry, or an expression over it.
    fn of_entry(&mut self, source: &str) -> Option<()> {
        if source.starts_with('$') {
            return self.segments(&parsed(source)?.segments, true);
        }
        // What takes members by number, by filter or one after the other may look at any.
        if source.contains(['[', '|', '{', '%']) {
            return None;
        }
        for name in template::expression_names(source, true) {
            let member = name.strip_prefix("item.")?;
            if member.contains('.') {
                return None;
            }
            self.0.insert(member.to_owned());
        }
        Some(())
    }

    /// `is_entry` says whether the path begins at something that may be an entry of a list.
    fn segments(&mut self, segments: &[Segment], mut is_entry: bool) -> Option<()> {
        for segment in segments {
            is_entry = match segment {
                Segment::Descendant(_) => return None,
                Segment::Selector(selector) => self.selector(selector, is_entry)?,
                Segment::Selectors(several) => {
                    let mut leads_to_entry = false;
                    for selector in several {
                        leads_to_entry |= self.selector(selector, is_entry)?;
                    }
                    leads_to_entry
                }
            };
        }
        Some(())
    }

    /// Answers whether what it leads to may be an entry of a list.
    fn selector(&mut self, selector: &Selector, is_entry: bool) -> Option<bool> {
        match selector {
            Selector::Name(name) => {
                self.name(name)?;
                Some(false)
            }
            // All members of an entry: their names are not known.
            _ if is_entry => None,
            Selector::Wildcard | Selector::Index(_) | Selector::Slice(..) => Some(true),
            Selector::Filter(filter) => {
                self.filter(filter)?;
                Some(true)
            }
        }
    }

    fn name(&mut self, name: &str) -> Option<()> {
        if name.contains(FILLED) {
            return None;
        }
        self.0.insert(name.to_owned());
        Some(())
    }

    fn filter(&mut self, filter: &Filter) -> Option<()> {
        match filter {
            Filter::Or(parts) | Filter::And(parts) => {
                parts.iter().try_for_each(|part| self.filter(part))
            }
            Filter::Atom(FilterAtom::Filter { expr, .. }) => self.filter(expr),
            Filter::Atom(FilterAtom::Test { expr, .. }) => match &**expr {
                Test::RelQuery(segments) => self.segments(segments, true),
                Test::AbsQuery(query) => self.segments(&query.segments, false),
                Test::Function(_) => None,
            },
            Filter::Atom(FilterAtom::Comparison(comparison)) => {
                let (left, right) = comparison.vals();
                self.comparable(left)?;
                self.comparable(right)
            }
        }
    }

    fn comparable(&mut self, comparable: &Comparable) -> Option<()> {
        match comparable {
            Comparable::Literal(_) => Some(()),
            Comparable::SingularQuery(
                SingularQuery::Current(segments) | SingularQuery::Root(segments),
            ) => segments.iter().try_for_each(|segment| match segment {
                SingularQuerySegment::Name(name) => self.name(name),
                SingularQuerySegment::Index(_) => None,
            }),
            Comparable::Function(_) => None,
        }
    }
}

fn parsed(path: &str) -> Option<JpQuery> {
    parse_json_path(path).ok()
}

/// Builds a JSON value without the members nobody looks at.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'n> {
    /// None: everything is built.
    names: Option<&'n HashSet<String>>,
    /// Whether what comes is an entry of a list.
    is_entry: bool,
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let entries = Self {
            is_entry: true,
            ..self
        };
        let mut built = Vec::new();
        while let Some(entry) = list.next_element_seed(entries)? {
            built.push(entry);
        }
        Ok(Value::Array(built))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = Self {
            is_entry: false,
            ..self
        };
        let wanted = Wanted(self.names.filter(|_| self.is_entry));
        let mut built = Map::new();
        while let Some(name) = members.next_key_seed(wanted)? {
            match name {
                Some(name) => {
                    built.insert(name, members.next_value_seed(inside)?);
                }
                None => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Value::Object(built))
    }
}

/// A member's name; none when nobody looks at the member.
#[derive(Clone, Copy)]
struct Wanted<'n>(Option<&'n HashSet<String>>);

impl<'de> DeserializeSeed<'de> for Wanted<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Wanted<'_> {
    type Value = Option<String>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let is_wanted = self.0.is_none_or(|names| names.contains(name));
        Ok(is_wanted.then(|| name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Origin, Source, builtin, parse};

    fn defined(list: &str) -> Connector {
        let text = format!(
            "id = \"app\"\nname = \"App\"\napi_hosts = [\"app.example\"]\n[[auth]]\nid = \"none\"\nlabel = \"None\"\ntype = \"none\"\n[test]\nget = \"https://app.example/\"\n[[picklists]]\nid = \"list\"\nlabel = \"List\"\nparams = [\"of\"]\nget = \"https://app.example/{{{{ of }}}}\"\n{list}\n"
        );
        parse(&Source {
            name: "test.toml".to_owned(),
            text,
            origin: Origin::Folder,
        })
        .expect("a definition without mistakes")
    }

    fn names(list: &str) -> Option<Vec<String>> {
        let names = LookedAt::of(&defined(list))?;
        let mut names: Vec<String> = names.0.into_iter().collect();
        names.sort();
        Some(names)
    }

    fn read(connector: &Connector, answer: &Value) -> Value {
        let text = answer.to_string();
        let mut document = serde_json::Deserializer::from_str(&text);
        let read = connector.reader().deserialize(&mut document);
        document.end().expect("all of it");
        read.expect("JSON")
    }

    #[test]
    fn what_paths_filters_marks_and_plain_expressions_name_is_looked_at() {
        let list = "items = \"$.things[?@.kind.id == '{{ of }}' && @.on]\"\nrow = { value = \"$.id\", label = \"item.name or item.title\" }\npage = { cursor = \"$.things[-1].mark\", param = \"after\", more = \"$.meta.more\" }";
        let expected = [
            "id", "kind", "mark", "meta", "more", "name", "on", "things", "title",
        ];
        assert_eq!(
            names(list).as_deref(),
            Some(&expected.map(str::to_owned)[..])
        );
    }

    #[test]
    fn what_may_look_at_any_member_of_an_entry_reads_answers_whole() {
        for list in [
            "items = \"$..things[*]\"",
            "items = \"$[*][*]\"",
            "items = \"$[*].*[0]\"",
            "items = \"$.things[?@[0] == 1]\"",
            "items = \"$.things[?length(@.name) > 3]\"",
            "items = \"$.all['{{ of }}'][*]\"",
            "row = { value = \"$[0]\", label = \"$.b\" }",
            "row = { value = \"$.a\", label = \"item\" }",
            "row = { value = \"$.a\", label = \"item.b.c\" }",
            "row = { value = \"$.a\", label = \"item['b']\" }",
            "row = { value = \"$.a\", label = \"item.b | join(' ')\" }",
        ] {
            assert_eq!(names(list), None, "{list}");
        }
    }

    #[test]
    fn entries_of_lists_are_thinned_out_and_nothing_else() {
        let connector =
            defined("items = \"$.things[*]\"\nrow = { value = \"$.id\", label = \"$.parts\" }");
        let answer = json!({
            "unknown": { "x": 1 },
            "things": [
                { "id": 1, "gone": [{ "id": 2 }], "parts": { "any": "kept" } },
                { "gone": 0.5, "parts": [{ "id": "a", "any": 1 }, 7, null] },
                "text",
            ],
        });
        assert_eq!(
            read(&connector, &answer),
            json!({
                "unknown": { "x": 1 },
                "things": [
                    { "id": 1, "parts": { "any": "kept" } },
                    { "parts": [{ "id": "a" }, 7, null] },
                    "text",
                ],
            })
        );
    }

    #[test]
    fn what_is_read_whole_is_read_as_ever() {
        let connector = defined("items = \"$..things[*]\"");
        let text = "[{\"b\": -1, \"a\": 18446744073709551615, \"a\": 1e3, \"\\u00e9\\n\": \"\\ud83d\\ude00\", \"c\": [true, null, {}]}, [], 0.1]";
        let mut document = serde_json::Deserializer::from_str(text);
        let read = connector.reader().deserialize(&mut document);
        let ever: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(read.expect("JSON").to_string(), ever.to_string());
        for bad in ["[1,]", "{\"a\" 1}", "[\"\\x\"]", "{", "nul"] {
            let mut document = serde_json::Deserializer::from_str(bad);
            assert!(
                connector.reader().deserialize(&mut document).is_err(),
                "{bad}"
            );
        }
    }

    #[test]
    fn the_longest_lists_are_thinned_out() {
        let source = builtin()
            .iter()
            .find(|source| source.name == "salesforce.toml")
            .expect("shipped");
        let connector = parse(source).expect("without mistakes");
        let names = LookedAt::of(&connector).expect("names that are known").0;
        assert!(names.contains("label") && !names.contains("urls"));
    }
}
