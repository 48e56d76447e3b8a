//! What a door demands of parameters and headers: everything else is refused.

use super::ask::{Ask, Refusal, one};

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Must {
    Be(&'static str),
    BeOneOf(&'static [&'static str]),
    /// Anything but nothing.
    BeThere,
    BeginWith(&'static str),
    Contain(&'static str),
}

impl Must {
    fn holds(self, value: &str) -> bool {
        match self {
            Self::Be(wanted) => value == wanted,
            Self::BeOneOf(wanted) => wanted.contains(&value),
            Self::BeThere => !value.is_empty(),
            Self::BeginWith(start) => value.starts_with(start),
            Self::Contain(part) => value.contains(part),
        }
    }
}

/// A name and what its value must be.
pub(crate) type Demand = (&'static str, Must);

/// Every header that is demanded is there.
pub(crate) fn headers(ask: &Ask, demanded: &[Demand]) -> Result<(), Refusal> {
    for (name, must) in demanded {
        let value = ask.header(name).unwrap_or_default();
        if !must.holds(value) {
            let why = format!("header {name} must {must:?}, and it is {value:?}");
            return Err(Refusal::request(why));
        }
    }
    Ok(())
}

/// Every parameter that is demanded is there once, and nothing that is neither demanded nor `known`.
pub(crate) fn parameters(
    pairs: &[(String, String)],
    demanded: &[Demand],
    known: &[&str],
) -> Result<(), Refusal> {
    for (name, must) in demanded {
        let value = one(pairs, name)?.unwrap_or_default();
        if !must.holds(value) {
            let why = format!("parameter {name} must {must:?}, and it is {value:?}");
            return Err(Refusal::request(why));
        }
    }
    for (name, _) in pairs {
        one(pairs, name)?;
        let expected =
            known.contains(&name.as_str()) || demanded.iter().any(|(demanded, _)| demanded == name);
        if !expected {
            return Err(Refusal::request(format!(
                "parameter {name} is not known here"
            )));
        }
    }
    Ok(())
}
