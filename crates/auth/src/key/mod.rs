//! Owns keys that sign: reads them from what people paste, and names what is wrong when one cannot be used.

mod fault;
mod pem;
mod private;
mod shared;
#[cfg(test)]
mod tests;

pub use fault::{KeyFault, KeyKind};
pub(crate) use private::{Hash, PrivateKey};
pub(crate) use shared::{Hmac, bytes_of};
