//! Owns what signing each request needs: the connection's part filled in, the request's part to be filled in later.

use std::collections::BTreeMap;
use std::fmt;

use secrecy::SecretString;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::oauth1::secret;
use crate::definition::{
    HmacAlgorithm, HmacSign, JwtAlgorithm, JwtSign, KeyEncoding, Sign, SignatureEncoding,
    TimestampFormat, WsseDigest, WsseText,
};
use crate::template::{self, Place, Values};
use crate::{Connector, Context, RenderError};

/// How the requests of a connection are signed.
#[derive(Debug, Clone)]
pub enum SignPlan {
    /// Amazon's Signature Version 4.
    AwsSigv4(AwsPlan),
    /// A message authentication code over a text made of the request.
    Hmac(Box<HmacPlan>),
    /// The X-WSSE header.
    Wsse(WssePlan),
    /// A token minted for each request.
    Jwt(Box<JwtPlan>),
}

/// What Amazon's Signature Version 4 needs.
#[derive(Debug, Clone)]
pub struct AwsPlan {
    /// The access key's id.
    pub access_key: String,
    /// The secret access key.
    pub secret_key: SecretString,
    /// The token of temporary credentials.
    pub session_token: Option<SecretString>,
    /// The region.
    pub region: String,
    /// The service as its signatures name it.
    pub service: String,
}

/// What a message authentication code needs.
#[derive(Debug, Clone)]
pub struct HmacPlan {
    /// The hash.
    pub algorithm: HmacAlgorithm,
    /// The key.
    pub key: SecretString,
    /// How the key's text stands for its bytes.
    pub key_encoding: KeyEncoding,
    /// What is signed.
    pub string: FilledLater,
    /// How the code is written.
    pub encoding: SignatureEncoding,
    /// How the time is written.
    pub timestamp: TimestampFormat,
    /// Headers by name.
    pub headers: Vec<(String, FilledLater)>,
    /// Query parameters by name.
    pub query: Vec<(String, FilledLater)>,
}

/// What the X-WSSE header needs.
#[derive(Debug, Clone)]
pub struct WssePlan {
    /// The user.
    pub username: String,
    /// The password or API secret.
    pub password: SecretString,
    /// How the header writes the nonce.
    pub nonce_encoding: WsseText,
    /// What the digest is.
    pub digest: WsseDigest,
}

/// What a token minted for each request needs.
#[derive(Debug, Clone)]
pub struct JwtPlan {
    /// The algorithm.
    pub algorithm: JwtAlgorithm,
    /// The key.
    pub key: SecretString,
    /// How a shared key's text stands for its bytes.
    pub key_encoding: KeyEncoding,
    /// `kid` of the header.
    pub key_id: Option<String>,
    /// More members of the header.
    pub header: MembersLater,
    /// The claims.
    pub claims: MembersLater,
    /// How long a token lives, in seconds.
    pub lifetime_seconds: u32,
    /// Headers by name.
    pub headers: Vec<(String, FilledLater)>,
    /// Query parameters by name.
    pub query: Vec<(String, FilledLater)>,
}

/// What is known of a request when it is signed, by the names templates use.
pub type OfRequest = BTreeMap<&'static str, String>;

/// A template that knows its connection, and waits for its request.
#[derive(Clone)]
pub struct FilledLater {
    source: String,
    known: Values,
}

impl FilledLater {
    fn new(source: &str, context: &Context<'_>) -> Result<Self, RenderError> {
        Ok(Self {
            source: source.to_owned(),
            known: context.secret_values(source)?,
        })
    }

    /// Fills in the rest. What a request says wins over a field of the same name.
    ///
    /// # Errors
    /// [`RenderError::Missing`] for a name that neither the connection nor the request has.
    pub fn fill(&self, request: &OfRequest) -> Result<SecretString, RenderError> {
        let mut values = self.known.clone();
        for (name, value) in request {
            values.insert((*name).to_owned(), value.as_str().into());
        }
        let text = Zeroizing::new(template::render(&self.source, Place::Text, &values)?);
        Ok(SecretString::from(text.as_str()))
    }
}

impl fmt::Debug for FilledLater {
    /// The template alone: its values may be secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("FilledLater")
            .field(&self.source)
            .finish()
    }
}

/// Members of a JSON object whose texts wait for their request.
#[derive(Debug, Clone, Default)]
pub struct MembersLater(Vec<(String, ValueLater)>);

#[derive(Debug, Clone)]
enum ValueLater {
    Text(FilledLater),
    Plain(Value),
    List(Vec<ValueLater>),
    Members(MembersLater),
}

impl MembersLater {
    fn new(members: &Map<String, Value>, context: &Context<'_>) -> Result<Self, RenderError> {
        members
            .iter()
            .map(|(name, value)| Ok((name.clone(), ValueLater::new(value, context)?)))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Fills in the rest.
    ///
    /// # Errors
    /// As [`FilledLater::fill`].
    pub fn fill(&self, request: &OfRequest) -> Result<Map<String, Value>, RenderError> {
        self.0
            .iter()
            .map(|(name, value)| Ok((name.clone(), value.fill(request)?)))
            .collect()
    }
}

impl ValueLater {
    fn new(value: &Value, context: &Context<'_>) -> Result<Self, RenderError> {
        Ok(match value {
            Value::String(source) => Self::Text(FilledLater::new(source, context)?),
            Value::Array(entries) => Self::List(
                entries
                    .iter()
                    .map(|entry| Self::new(entry, context))
                    .collect::<Result<_, _>>()?,
            ),
            Value::Object(members) => Self::Members(MembersLater::new(members, context)?),
            plain => Self::Plain(plain.clone()),
        })
    }

    fn fill(&self, request: &OfRequest) -> Result<Value, RenderError> {
        Ok(match self {
            Self::Text(text) => {
                let filled = text.fill(request)?;
                Value::String(secrecy::ExposeSecret::expose_secret(&filled).to_owned())
            }
            Self::Plain(value) => value.clone(),
            Self::List(entries) => entries
                .iter()
                .map(|entry| entry.fill(request))
                .collect::<Result<_, _>>()?,
            Self::Members(members) => Value::Object(members.fill(request)?),
        })
    }
}

impl Connector {
    /// How the requests of a way are signed, with the connection's part filled in; none when they are not.
    pub fn sign_plan(
        &self,
        way: &str,
        context: &Context<'_>,
    ) -> Result<Option<SignPlan>, RenderError> {
        let apply = self.known_way(way)?.apply.as_ref();
        let Some(declared) = apply.and_then(|apply| apply.sign.as_ref()) else {
            return Ok(None);
        };
        let optional = |source: &Option<String>| match source {
            Some(source) => Ok(Some(context.secret_text(source)?).filter(|it| !it.is_empty())),
            None => Ok(None),
        };
        Ok(Some(match declared {
            Sign::AwsSigv4(aws) => SignPlan::AwsSigv4(AwsPlan {
                access_key: context.secret_text(&aws.access_key)?,
                secret_key: secret(&aws.secret_key, context)?,
                session_token: optional(&aws.session_token)?.map(SecretString::from),
                region: context.secret_text(&aws.region)?,
                service: context.secret_text(&aws.service)?,
            }),
            Sign::Hmac(hmac) => SignPlan::Hmac(Box::new(hmac_plan(hmac, context)?)),
            Sign::Wsse(wsse) => SignPlan::Wsse(WssePlan {
                username: context.secret_text(&wsse.username)?,
                password: secret(&wsse.password, context)?,
                nonce_encoding: wsse.nonce_encoding,
                digest: wsse.digest,
            }),
            Sign::Jwt(jwt) => {
                let key_id = optional(&jwt.key_id)?;
                SignPlan::Jwt(Box::new(jwt_plan(jwt, key_id, context)?))
            }
        }))
    }
}

fn hmac_plan(declared: &HmacSign, context: &Context<'_>) -> Result<HmacPlan, RenderError> {
    Ok(HmacPlan {
        algorithm: declared.algorithm,
        key: secret(&declared.key, context)?,
        key_encoding: declared.key_encoding,
        string: FilledLater::new(&declared.string, context)?,
        encoding: declared.encoding,
        timestamp: declared.timestamp,
        headers: later(&declared.headers, context)?,
        query: later(&declared.query, context)?,
    })
}

fn jwt_plan(
    declared: &JwtSign,
    key_id: Option<String>,
    context: &Context<'_>,
) -> Result<JwtPlan, RenderError> {
    let mut headers = later(&declared.headers, context)?;
    if headers.is_empty() && declared.query.is_empty() {
        let bearer = FilledLater::new("Bearer {{ jwt }}", context)?;
        headers.push(("Authorization".to_owned(), bearer));
    }
    Ok(JwtPlan {
        algorithm: declared.algorithm,
        key: secret(&declared.key, context)?,
        key_encoding: declared.key_encoding,
        key_id,
        header: MembersLater::new(&declared.header, context)?,
        claims: MembersLater::new(&declared.claims, context)?,
        lifetime_seconds: declared.lifetime_seconds,
        headers,
        query: later(&declared.query, context)?,
    })
}

fn later(
    templates: &BTreeMap<String, String>,
    context: &Context<'_>,
) -> Result<Vec<(String, FilledLater)>, RenderError> {
    templates
        .iter()
        .map(|(name, source)| Ok((name.clone(), FilledLater::new(source, context)?)))
        .collect()
}
