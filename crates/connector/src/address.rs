//! Addresses from templates: a value put into a URL can never change its host, its path structure or its query.
//!
//! The template's values come out between marks, so that the assembly knows which part of the text the definition
//! wrote and which part came from outside, and judges each by where it stands.

use minijinja::value::Value;
use minijinja::{Error, Output, State};
use url::{Host, Url};

use crate::RenderError;
use crate::template::{AddressPart, PartKind, shown};

/// Opens a marked value; a private-use character, refused in the definition's own text.
const OPEN: char = '\u{F8F0}';
/// Closes a marked value.
const CLOSE: char = '\u{F8F1}';

/// Percent-encodes everything but the unreserved characters of RFC 3986 section 2.3.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            encoded.push('%');
            encoded.push(char::from(DIGITS[usize::from(byte >> 4)]));
            encoded.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    encoded
}

/// Writes a value between marks, encoded by its kind (the formatter of [`crate::template::Place::Address`]).
pub(crate) fn write_marked(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    let (tag, text) = match value.downcast_object_ref::<AddressPart>() {
        Some(AddressPart {
            kind: PartKind::Origin,
            text,
        }) => ('o', without_marks(text)),
        Some(AddressPart {
            kind: PartKind::Kept,
            text,
        }) => ('k', without_marks(text)),
        Some(AddressPart {
            kind: PartKind::Segments,
            text,
        }) => (
            's',
            text.split('/').map(encode).collect::<Vec<_>>().join("/"),
        ),
        None if value.is_none() => ('v', String::new()),
        None => ('v', encode(&shown(value))),
    };
    write!(out, "{OPEN}{tag}{text}{CLOSE}").map_err(Error::from)
}

fn without_marks(text: &str) -> String {
    text.replace([OPEN, CLOSE], "\u{FFFD}")
}

/// One part of a rendered address.
#[derive(Debug, Clone, Copy)]
enum Piece<'a> {
    /// The definition's own text.
    Written(&'a str),
    /// An address that may open the text as it is.
    Opening { kept: bool, text: &'a str },
    /// Encoded segments.
    Segments(&'a str),
    /// An encoded value.
    Value(&'a str),
}

fn pieces(marked: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = marked;
    while let Some(start) = rest.find(OPEN) {
        if start > 0 {
            pieces.push(Piece::Written(&rest[..start]));
        }
        let inside = &rest[start + OPEN.len_utf8()..];
        let end = inside.find(CLOSE).unwrap_or(inside.len());
        let (tag, text) = inside[..end].split_at(usize::from(!inside.is_empty()));
        pieces.push(match tag {
            "o" => Piece::Opening { kept: false, text },
            "k" => Piece::Opening { kept: true, text },
            "s" => Piece::Segments(text),
            _ => Piece::Value(text),
        });
        rest = inside.get(end + CLOSE.len_utf8()..).unwrap_or_default();
    }
    if !rest.is_empty() {
        pieces.push(Piece::Written(rest));
    }
    pieces
}

/// Which part of the address the text has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Region {
    Start,
    Authority,
    /// Behind an opening address that ended at its host.
    AfterOrigin,
    Path,
    Query,
}

/// An address, and whether it was opened by one that an answer gave.
#[derive(Debug)]
pub(crate) struct Assembled {
    pub(crate) url: Url,
    /// The opening address, if an answer gave it: its host is to be checked as a host of the app.
    pub(crate) kept: Option<Url>,
}

/// Puts a rendered address together and refuses what a value may not do.
pub(crate) fn assemble(marked: &str) -> Result<Assembled, RenderError> {
    let mut text = String::with_capacity(marked.len());
    let mut region = Region::Start;
    let mut kept = None;
    for piece in pieces(marked) {
        match piece {
            Piece::Written(written) => region = append_written(&mut text, region, written)?,
            Piece::Opening {
                kept: from_answer,
                text: opening,
            } if region == Region::Start => {
                let base = base_address(opening)?;
                text.push_str(base.as_str().trim_end_matches('/'));
                region = if base.path() == "/" {
                    Region::AfterOrigin
                } else {
                    Region::Path
                };
                if from_answer {
                    kept = Some(base);
                }
            }
            Piece::Opening { text: value, .. } => append_value(&mut text, region, &encode(value))?,
            Piece::Segments(segments) => append_segments(&mut text, region, segments)?,
            Piece::Value(value) => append_value(&mut text, region, value)?,
        }
    }
    let url = finished(&text)?;
    Ok(Assembled { url, kept })
}

fn append_written(text: &mut String, region: Region, written: &str) -> Result<Region, RenderError> {
    if written.contains(['#', '\\', OPEN, CLOSE])
        || written.chars().any(|c| c.is_control() || c == ' ')
    {
        return Err(definition(
            "an address has no fragment, backslash, space or control character",
        ));
    }
    let mut rest = written;
    let mut region = region;
    if region == Region::Start {
        let scheme = ["https://", "http://"]
            .into_iter()
            .find(|scheme| written.starts_with(scheme));
        let scheme = scheme
            .ok_or_else(|| definition("an address begins with https:// or with an origin"))?;
        text.push_str(scheme);
        rest = &written[scheme.len()..];
        region = Region::Authority;
    }
    if region == Region::AfterOrigin && !rest.starts_with(['/', '?']) {
        return Err(definition("behind an origin comes a slash"));
    }
    for character in rest.chars() {
        region = match (region, character) {
            (Region::Authority | Region::AfterOrigin, '/') => Region::Path,
            (Region::Authority | Region::AfterOrigin | Region::Path, '?') => Region::Query,
            (Region::Authority, '@') => return Err(definition("an address has no user part")),
            (same, _) => same,
        };
        text.push(character);
    }
    Ok(region)
}

fn append_value(text: &mut String, region: Region, encoded: &str) -> Result<(), RenderError> {
    match region {
        Region::Start => return Err(unfit("an address cannot begin with this value")),
        Region::AfterOrigin => return Err(definition("behind an origin comes a slash")),
        Region::Authority => {
            if encoded.is_empty() {
                return Err(RenderError::Empty);
            }
            if !encoded
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
            {
                return Err(unfit(
                    "a host name has only letters, digits, hyphens and dots",
                ));
            }
        }
        Region::Path if encoded.is_empty() => return Err(RenderError::Empty),
        Region::Path | Region::Query => refuse_cut_escape(text)?,
    }
    text.push_str(encoded);
    Ok(())
}

fn append_segments(text: &mut String, region: Region, segments: &str) -> Result<(), RenderError> {
    match region {
        Region::Path => {
            refuse_cut_escape(text)?;
            let segments = if text.ends_with('/') {
                segments.trim_start_matches('/')
            } else {
                segments
            };
            text.push_str(segments);
            Ok(())
        }
        Region::Query => append_value(text, region, &segments.replace('/', "%2F")),
        Region::Start | Region::Authority | Region::AfterOrigin => Err(definition(
            "path segments stand behind the host and a slash",
        )),
    }
}

/// Refuses a value behind a `%` of the definition's, which it could complete to another escape.
fn refuse_cut_escape(text: &str) -> Result<(), RenderError> {
    let bytes = text.as_bytes();
    let cut = bytes.last() == Some(&b'%') || (bytes.len() > 1 && bytes[bytes.len() - 2] == b'%');
    if cut {
        Err(definition("a value cannot stand inside a percent escape"))
    } else {
        Ok(())
    }
}

fn finished(text: &str) -> Result<Url, RenderError> {
    let (_, rest) = text
        .split_once("://")
        .ok_or_else(|| definition("an address begins with https://"))?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let host_text = authority
        .rsplit_once(':')
        .map_or(authority, |(host, _)| host);
    if !authority.starts_with('[') && host_text.split('.').any(str::is_empty) {
        return Err(unfit("a host name has no empty part"));
    }
    let path = tail.split('?').next().unwrap_or_default();
    if path.split('/').any(is_dot_segment) {
        return Err(unfit("a path has no part that is only dots"));
    }
    let url = Url::parse(text).map_err(|_| unfit("this does not make an address"))?;
    let same_host = authority.starts_with('[')
        || url
            .host_str()
            .is_some_and(|host| host.eq_ignore_ascii_case(host_text));
    if !same_host || !url.username().is_empty() || url.password().is_some() {
        return Err(unfit("this does not make a host name"));
    }
    refuse_open_scheme(&url)?;
    Ok(url)
}

/// Whether URL parsers would take the segment for "here" or "one up" (WHATWG URL, "double-dot URL path segment").
fn is_dot_segment(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    plain == "." || plain == ".."
}

/// Reads an address that may open another: http(s), no user part, no query, no fragment.
pub(crate) fn base_address(text: &str) -> Result<Url, RenderError> {
    let url = Url::parse(text.trim()).map_err(|_| unfit("this is no address"))?;
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return Err(unfit(
            "an address to start from has no user, query or fragment",
        ));
    }
    if url.cannot_be_a_base() || url.host_str().is_none_or(str::is_empty) {
        return Err(unfit("an address to start from has a host"));
    }
    refuse_open_scheme(&url)?;
    Ok(url)
}

/// Refuses anything but https, and http beyond this machine.
pub(crate) fn refuse_open_scheme(url: &Url) -> Result<(), RenderError> {
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        _ => Err(unfit("an address is https (or http on this machine)")),
    }
}

/// Whether the host is this machine by its literal address or by `localhost`.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn unfit(what: &str) -> RenderError {
    RenderError::Unfit {
        what: what.to_owned(),
    }
}

fn definition(why: &str) -> RenderError {
    RenderError::Definition {
        why: why.to_owned(),
    }
}
