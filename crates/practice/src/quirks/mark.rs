//! How an API request must be marked: tokens, keys in every place, sessions, signatures.

use super::ask::{Ask, Refusal, one};
use super::desk::Desk;
use super::jwt;
use super::oauth1::{self, OAuth1};
use super::script::{PEOPLE, Person};
use super::signed;
use super::token::seconds;
use crate::world::now;

/// One way to mark a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mark {
    /// A token of an OAuth 2 grant, after a scheme: `Bearer `, `Zoho-oauthtoken `, or nothing.
    Token {
        header: &'static str,
        scheme: &'static str,
    },
    Basic {
        user: &'static str,
        password: &'static str,
    },
    /// A password that goes with any user name.
    Password(&'static str),
    /// A header with exactly this value.
    Header {
        name: &'static str,
        value: &'static str,
    },
    Query {
        name: &'static str,
        value: &'static str,
    },
    /// A member of a JSON body or a field of a form.
    Body {
        name: &'static str,
        value: &'static str,
    },
    /// The last captured part of the path.
    Path(&'static str),
    Cookie {
        name: &'static str,
        value: &'static str,
    },
    /// A session in a header, after a scheme.
    Session {
        header: &'static str,
        scheme: &'static str,
    },
    /// A session in a cookie.
    SessionCookie(&'static str),
    OAuth1(&'static OAuth1),
    AwsSigV4(&'static signed::Aws),
    Hmac(&'static signed::Hmac),
    Wsse {
        user: &'static str,
        password: &'static str,
    },
    /// A token minted for each request; no two requests may share its `jti`.
    Jwt(jwt::Expected),
    /// The client's certificate.
    Certificate,
    /// All of these at once.
    All(&'static [Mark]),
    Nothing,
}

/// Who a mark stands for.
#[derive(Clone, Debug)]
pub(crate) struct Marked {
    pub(crate) person: &'static Person,
    pub(crate) scopes: Vec<String>,
    pub(crate) asked: Vec<(String, String)>,
}

impl Marked {
    fn by(person: &'static Person) -> Self {
        Self {
            person,
            scopes: Vec::new(),
            asked: Vec::new(),
        }
    }
}

impl Mark {
    /// Who marked the request.
    pub(crate) fn read(&self, ask: &Ask, desk: &mut Desk) -> Result<Marked, Refusal> {
        let wrong = |why: &str| Refusal::token(format!("{why} ({self:?})"));
        let is = |given: Option<&str>, wanted: &str, what: &str| match given {
            Some(given) if given == wanted => Ok(Marked::by(&PEOPLE[0])),
            Some(_) => Err(wrong(&format!("the {what} is wrong"))),
            None => Err(wrong(&format!("the {what} is missing"))),
        };
        match *self {
            Self::Token { header, scheme } => {
                let token = after(ask, header, scheme)?;
                let known = desk.grants.iter().any(|grant| {
                    grant.access == token || grant.ended.iter().any(|old| old == token)
                });
                let grant = desk.by_access(token, now()).ok_or_else(|| {
                    if known {
                        Refusal::new(401, "expired_token", "the token has ended")
                    } else {
                        wrong("the token is not good")
                    }
                })?;
                Ok(Marked {
                    person: grant.person,
                    scopes: grant.scopes.clone(),
                    asked: grant.asked.clone(),
                })
            }
            Self::Basic { user, password } => {
                let (name, given) = crate::basic::credentials(&ask.headers)
                    .ok_or_else(|| wrong("the Basic header is missing or not well formed"))?;
                if name == user && given == password {
                    Ok(Marked::by(&PEOPLE[0]))
                } else {
                    Err(wrong("user and password do not go together"))
                }
            }
            Self::Password(wanted) => {
                let given = crate::basic::credentials(&ask.headers).map(|(_, password)| password);
                is(given.as_deref(), wanted, "password")
            }
            Self::Header { name, value } => is(ask.header(name), value, "header"),
            Self::Query { name, value } => {
                let pairs = ask.query_pairs();
                is(one(&pairs, name)?, value, "query parameter")
            }
            Self::Body { name, value } => {
                let given = if ask.is_form() {
                    one(&ask.form_pairs(), name)?.map(str::to_owned)
                } else {
                    ask.json()?[name].as_str().map(str::to_owned)
                };
                is(given.as_deref(), value, "body member")
            }
            Self::Path(value) => is(
                ask.captured.last().map(String::as_str),
                value,
                "part of the path",
            ),
            Self::Cookie { name, value } => is(cookie(ask, name), value, "cookie"),
            Self::Session { header, scheme } => session(after(ask, header, scheme)?, desk),
            Self::SessionCookie(name) => {
                let given = cookie(ask, name).ok_or_else(|| wrong("the cookie is missing"))?;
                session(given, desk)
            }
            Self::OAuth1(rule) => oauth1::caller(rule, ask, desk).map(Marked::by),
            Self::AwsSigV4(rule) => signed::aws(rule, ask).map(|()| Marked::by(&PEOPLE[0])),
            Self::Hmac(rule) => signed::hmac(rule, ask, desk).map(|()| Marked::by(&PEOPLE[0])),
            Self::Wsse { user, password } => {
                signed::wsse(user, password, ask, desk).map(|()| Marked::by(&PEOPLE[0]))
            }
            Self::Jwt(expected) => {
                let token = after(ask, "authorization", "Bearer ")?;
                let claims = jwt::read(ask, token, &expected, seconds())
                    .map_err(|refusal| Refusal::token(refusal.why))?;
                if let Some(id) = claims.get("jti").and_then(serde_json::Value::as_str)
                    && !desk.once.insert(format!("jti {id}"))
                {
                    return Err(wrong("the token was used before"));
                }
                Ok(Marked::by(&PEOPLE[0]))
            }
            Self::Certificate if ask.certificate.is_some() => Ok(Marked::by(&PEOPLE[0])),
            Self::Certificate => Err(wrong("no client certificate")),
            Self::All(marks) => {
                let mut marked = Marked::by(&PEOPLE[0]);
                for mark in marks {
                    marked = mark.read(ask, desk)?;
                }
                Ok(marked)
            }
            Self::Nothing => Ok(Marked::by(&PEOPLE[0])),
        }
    }
}

fn after<'a>(ask: &'a Ask, header: &str, scheme: &str) -> Result<&'a str, Refusal> {
    let value = ask
        .header(header)
        .ok_or_else(|| Refusal::token(format!("header {header} is missing")))?;
    value
        .strip_prefix(scheme)
        .ok_or_else(|| Refusal::token(format!("header {header} must begin with {scheme:?}")))
}

fn cookie<'a>(ask: &'a Ask, name: &str) -> Option<&'a str> {
    ask.header("cookie")?
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn session(id: &str, desk: &Desk) -> Result<Marked, Refusal> {
    desk.sessions
        .get(id)
        .filter(|session| session.ends_at > now())
        .map(|session| Marked::by(session.person))
        .ok_or_else(|| Refusal::token("the session is over"))
}
