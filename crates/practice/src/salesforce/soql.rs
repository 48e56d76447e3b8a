//! As much SOQL as clients need here: one object, plain conditions joined by AND, order, limit.

/// A parsed query.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Query {
    pub(super) fields: Vec<String>,
    /// `SELECT count()`.
    pub(super) counts: bool,
    pub(super) object: String,
    /// Byte offset of the object's name, for error messages.
    pub(super) object_at: usize,
    pub(super) conditions: Vec<Condition>,
    /// Field and whether descending.
    pub(super) order: Vec<(String, bool)>,
    pub(super) limit: Option<usize>,
    pub(super) offset: usize,
}

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    pub(super) field: String,
    pub(super) test: Test,
}

/// What a field is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    Is(Literal),
    IsNot(Literal),
    /// `LIKE`, with `%` and `_`.
    Like(String),
    In(Vec<Literal>),
}

/// A literal value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Text(String),
    Number(f64),
    Bool(bool),
    Null,
}

/// What could not be understood, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) at: usize,
    pub(super) found: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Symbol(&'static str),
}

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Malformed> {
    let mut tokens = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some(&(at, character)) = characters.peek() {
        if character.is_whitespace() {
            characters.next();
        } else if character == '\'' {
            characters.next();
            let mut value = String::new();
            loop {
                match characters.next() {
                    Some((_, '\'')) => break,
                    Some((_, '\\')) => value.extend(characters.next().map(|(_, next)| next)),
                    Some((_, other)) => value.push(other),
                    None => {
                        return Err(Malformed {
                            at,
                            found: "'".to_owned(),
                        });
                    }
                }
            }
            tokens.push((at, Token::Text(value)));
        } else if character.is_alphanumeric() || "_.-+:".contains(character) {
            let mut word = String::new();
            while let Some(&(_, next)) = characters.peek() {
                if !next.is_alphanumeric() && !"_.-+:".contains(next) {
                    break;
                }
                word.push(next);
                characters.next();
            }
            tokens.push((at, Token::Word(word)));
        } else {
            characters.next();
            let pair = characters.peek().map(|&(_, next)| next);
            let symbol = match (character, pair) {
                (',', _) => ",",
                ('(', _) => "(",
                (')', _) => ")",
                ('=', _) => "=",
                ('!', Some('=')) | ('<', Some('>')) => {
                    characters.next();
                    "!="
                }
                _ => {
                    return Err(Malformed {
                        at,
                        found: character.to_string(),
                    });
                }
            };
            tokens.push((at, Token::Symbol(symbol)));
        }
    }
    Ok(tokens)
}

struct Reader {
    tokens: Vec<(usize, Token)>,
    next: usize,
    end: usize,
}

impl Reader {
    fn malformed(&self) -> Malformed {
        match self.tokens.get(self.next) {
            Some((at, Token::Word(word) | Token::Text(word))) => Malformed {
                at: *at,
                found: word.clone(),
            },
            Some((at, Token::Symbol(symbol))) => Malformed {
                at: *at,
                found: (*symbol).to_owned(),
            },
            None => Malformed {
                at: self.end,
                found: "<EOF>".to_owned(),
            },
        }
    }

    fn takes_word(&mut self, wanted: &str) -> bool {
        let found = matches!(
            self.tokens.get(self.next),
            Some((_, Token::Word(word))) if word.eq_ignore_ascii_case(wanted)
        );
        self.next += usize::from(found);
        found
    }

    fn takes_symbol(&mut self, wanted: &str) -> bool {
        let found = matches!(
            self.tokens.get(self.next),
            Some((_, Token::Symbol(symbol))) if *symbol == wanted
        );
        self.next += usize::from(found);
        found
    }

    fn expect_word(&mut self, wanted: &str) -> Result<(), Malformed> {
        if self.takes_word(wanted) {
            Ok(())
        } else {
            Err(self.malformed())
        }
    }

    fn expect_symbol(&mut self, wanted: &str) -> Result<(), Malformed> {
        if self.takes_symbol(wanted) {
            Ok(())
        } else {
            Err(self.malformed())
        }
    }

    fn word(&mut self) -> Result<(usize, String), Malformed> {
        match self.tokens.get(self.next) {
            Some((at, Token::Word(word))) => {
                self.next += 1;
                Ok((*at, word.clone()))
            }
            _ => Err(self.malformed()),
        }
    }

    fn number(&mut self) -> Result<usize, Malformed> {
        let malformed = self.malformed();
        self.word()?.1.parse().map_err(|_| malformed)
    }

    fn literal(&mut self) -> Result<Literal, Malformed> {
        let malformed = self.malformed();
        let literal = match self.tokens.get(self.next) {
            Some((_, Token::Text(text))) => Literal::Text(text.clone()),
            Some((_, Token::Word(word))) => match word.to_ascii_lowercase().as_str() {
                "true" => Literal::Bool(true),
                "false" => Literal::Bool(false),
                "null" => Literal::Null,
                // A date or time is compared as text.
                _ if word.contains(':') || word.matches('-').count() == 2 => {
                    Literal::Text(word.clone())
                }
                _ => Literal::Number(word.parse().map_err(|_| malformed)?),
            },
            _ => return Err(malformed),
        };
        self.next += 1;
        Ok(literal)
    }

    fn condition(&mut self) -> Result<Condition, Malformed> {
        let (_, field) = self.word()?;
        let test = if self.takes_symbol("=") {
            Test::Is(self.literal()?)
        } else if self.takes_symbol("!=") {
            Test::IsNot(self.literal()?)
        } else if self.takes_word("LIKE") {
            let malformed = self.malformed();
            match self.literal()? {
                Literal::Text(pattern) => Test::Like(pattern),
                _ => return Err(malformed),
            }
        } else if self.takes_word("IN") {
            self.expect_symbol("(")?;
            let mut values = vec![self.literal()?];
            while self.takes_symbol(",") {
                values.push(self.literal()?);
            }
            self.expect_symbol(")")?;
            Test::In(values)
        } else {
            return Err(self.malformed());
        };
        Ok(Condition { field, test })
    }
}

/// Parses a query.
pub(super) fn parse(text: &str) -> Result<Query, Malformed> {
    let mut reader = Reader {
        tokens: tokens(text)?,
        next: 0,
        end: text.len(),
    };
    reader.expect_word("SELECT")?;
    let mut fields = Vec::new();
    let mut counts = false;
    loop {
        let (_, field) = reader.word()?;
        if field.eq_ignore_ascii_case("count") && reader.takes_symbol("(") {
            reader.expect_symbol(")")?;
            counts = true;
        } else {
            fields.push(field);
        }
        if !reader.takes_symbol(",") {
            break;
        }
    }
    reader.expect_word("FROM")?;
    let (object_at, object) = reader.word()?;
    let mut query = Query {
        fields,
        counts,
        object,
        object_at,
        conditions: Vec::new(),
        order: Vec::new(),
        limit: None,
        offset: 0,
    };
    if reader.takes_word("WHERE") {
        query.conditions.push(reader.condition()?);
        while reader.takes_word("AND") {
            query.conditions.push(reader.condition()?);
        }
    }
    if reader.takes_word("ORDER") {
        reader.expect_word("BY")?;
        loop {
            let (_, field) = reader.word()?;
            let descending = !reader.takes_word("ASC") && reader.takes_word("DESC");
            if reader.takes_word("NULLS") && !reader.takes_word("FIRST") {
                reader.expect_word("LAST")?;
            }
            query.order.push((field, descending));
            if !reader.takes_symbol(",") {
                break;
            }
        }
    }
    if reader.takes_word("LIMIT") {
        query.limit = Some(reader.number()?);
    }
    if reader.takes_word("OFFSET") {
        query.offset = reader.number()?;
    }
    if reader.next < reader.tokens.len() || (query.counts && !query.fields.is_empty()) {
        return Err(reader.malformed());
    }
    Ok(query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_with_everything_is_understood() {
        let query = parse(
            "select Id, Name from Account where Name = 'O\\'Leary' and IsDeleted = false \
             order by Name desc nulls last limit 5 offset 2",
        )
        .expect("understood");
        assert_eq!(query.fields, ["Id", "Name"]);
        assert_eq!(query.object, "Account");
        assert_eq!(
            query.conditions[0].test,
            Test::Is(Literal::Text("O'Leary".to_owned()))
        );
        assert_eq!(query.order, [("Name".to_owned(), true)]);
        assert_eq!((query.limit, query.offset), (Some(5), 2));
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_place() {
        let malformed = parse("SELECT Id FORM Account").expect_err("malformed");
        assert_eq!((malformed.at, malformed.found.as_str()), (10, "FORM"));
        assert!(parse("SELECT Id FROM Account WHERE Name = 'open").is_err());
        assert!(parse("").is_err());
    }
}
